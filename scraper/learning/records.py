"""Rows of records on article pages: teasers of other articles, comments, lists of documents.

A record stands beside others of its make, and each leads elsewhere or carries a date of its own. The
paragraphs of a text stand in rows as well, but hardly one in five has a link and none has a date in
an element of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.learning.snapshot import Element, Snapshot
    from scraper.learning.template import Spot, Template

    Records = Sequence[Sequence[bool]]
    """For each page, for each element, whether it is (in) a record."""

ALIKE = 0.8
"""Share of the elements at a row place that must lead elsewhere, or be dated, for it to be of records."""

LINK_TEXT = 12
"""Characters of a link that names another article or document; "Home" and "more" are shorter."""

MAX_LINKS = 4
"""Links of one record: picture, headline, "more", section."""

MAX_DATE = 40
"""Characters of an element that holds a date and little else."""

DATED = re.compile(
    r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?|\b(?:19|20|25)\d\d\b|年\d{1,2}月|\d (?:min|hour|day|week|month)s? ago"
)
TABLES = frozenset("tr td th tbody table thead".split())


def in_records(template: Template) -> Records:
    """For each page, for each element, whether it is (in) a record."""
    pages = [_Marks(snapshot) for snapshot in template.snapshots]
    flags = [[False] * len(snapshot.elements) for snapshot in template.snapshots]
    for spots in template.rows.values():
        if len(spots) < 3 or not _is_row(spots):
            continue
        if _is_of_records(spots, pages):
            for spot in spots:
                element = spot.element
                flags[spot.page][element.index : element.end] = [True] * (
                    element.end - element.index
                )
    return flags


class _Marks:
    """Links and dates of a page, summed so that an element's are two look-ups."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.links = _sums([_leads_on(snapshot, element) for element in snapshot.elements])
        self.dates = _sums([_is_date(element) for element in snapshot.elements])


def _sums(marks: Sequence[bool]) -> list[int]:
    total = [0]
    for mark in marks:
        total.append(total[-1] + mark)
    return total


def _leads_on(snapshot: Snapshot, element: Element) -> bool:
    if element.tag != "a" or element.length < LINK_TEXT:
        return False
    href = element.attributes.get("href") or ""
    return not href.startswith(("#", "javascript:", "mailto:", "tel:")) and not (
        href and snapshot.page.url.endswith(href)
    )


def _is_date(element: Element) -> bool:
    if element.tag == "time":
        return True
    text = element.text
    return (
        text is not None
        and 4 <= len(text) <= MAX_DATE
        and element.tag not in TABLES
        and element.end == element.index + 1
        and bool(DATED.search(text))
    )


def _is_row(spots: Sequence[Spot]) -> bool:
    """Whether some of the elements stand beside each other, twice or more on a page."""
    beside = Counter((spot.page, spot.element.parent) for spot in spots)
    several = sum(count for count in beside.values() if count > 1)
    return several * 2 >= len(spots)


def _is_of_records(spots: Sequence[Spot], pages: Sequence[_Marks]) -> bool:
    shown = [spot for spot in spots if spot.element.length]
    if len(shown) < 3:
        return False
    leading = dated = boxes = 0
    for spot in shown:
        marks, element = pages[spot.page], spot.element
        # An element that is itself the link or the date counts for links only: a row of dates is
        # what a table of openings has, a row of links is a menu.
        links = marks.links[element.end] - marks.links[element.index]
        leading += links > 0
        boxes += links > MAX_LINKS
        dated += (
            element.tag not in TABLES
            and element.length > MAX_DATE
            and marks.dates[element.end] > marks.dates[element.index + 1]
        )
    if boxes > 0.1 * len(shown):
        return False  # boxes that hold records, and the article may be in the next one
    return leading >= ALIKE * len(shown) or dated >= ALIKE * len(shown)
