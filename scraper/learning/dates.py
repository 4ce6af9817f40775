"""Where the date of publication stands: it varies from page to page, once on each, near the headline.

Dates in lists of other articles stand several times on a page, the date of today is the same on all
pages, deadlines stand in the text. What is left is ranked by how near it is, by its label and name,
and by whether the page's own metadata agree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.boxes import NAMED
from scraper.learning.date_places import (
    MAX_TEXT,
    PUBLISHED_LABEL,
    DatePlace,
    css_of,
    date_places,
    label_of,
)
from scraper.text import date_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.extraction import Page
    from scraper.learning.date_places import ReadDate
    from scraper.learning.records import Records
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template
    from scraper.model import PublishedAt
    from scraper.portals.profile import DateOrder

FAR = 60
"""Elements between headline and date from which nearness counts nothing."""

ENOUGH = 0.4
"""Score below which no place is taken: somewhere on most portals stands some date."""

USABLE = 0.6
"""Share of pages on which a selector must find the date."""

ITEM_TEXT = 20
"""Characters of a link beside a date from which the date is taken for that of the linked page."""

PUBLISHED_NAME = re.compile(
    r"publish|posted|release|ngay-?dang|created|pubdate|entry-date|date_?line|veroeffentlicht|issued|date-?time|post-?date",
    re.IGNORECASE,
)
DATE_NAME = re.compile(
    r"date|time|ngay|datum|fecha|thoi-?gian|posted|submitted|byline|meta", re.IGNORECASE
)
UPDATED_NAME = re.compile(r"updat|modif|chang|cap-?nhat|edited|aktualis|geaendert", re.IGNORECASE)
UPDATED_LABEL = re.compile(date_labels.UPDATED, re.IGNORECASE)
OTHER_LABEL = re.compile(
    rf"{date_labels.OTHER}|ban hành|từ ngày|event|born|ablauf|plazo|hôm nay|today|heute|aujourd|hoy es|oggi|hoje|dziś|dnes|сегодня|bugün|hari ini",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """The learned place of a date.

    Attributes:
        css: selector of the element; ``attr`` is the attribute to read, None for the text.
        every: whether the date is the first that reads as one of all elements selected.
        elements: page to the element.
        values: page to the date.
        confidence: 0 to 1.
    """

    css: str
    attr: str | None
    every: bool
    elements: Mapping[int, Element]
    values: Mapping[int, PublishedAt]
    confidence: float


def find_dates(
    template: Template,
    titles: Mapping[int, Element],
    bodies: Mapping[int, Element],
    records: Records,
    said: Mapping[int, PublishedAt],
    read: ReadDate,
) -> tuple[FoundDate | None, FoundDate | None]:
    """Find where the dates of publication and of the last change stand.

    Args:
        template: the pages.
        titles: page to its headline.
        bodies: page to the element of its text.
        records: which elements are of other articles, comments, documents.
        said: page to the date that its metadata give.
        read: reads a text as a date, in the portal's language and time zone.
    """
    candidates = list(date_places(template, read))
    scene = _Scene(template, titles, bodies, records)
    for candidate in candidates:
        candidate.score = _score(scene, candidate, said)
    candidates = [c for c in candidates if c.score >= ENOUGH]
    candidates.sort(key=lambda c: (-c.score, -c.precision, c.place, c.attr or ""))
    for number, best in enumerate(candidates[:3]):
        others = candidates[number + 1 :]
        published = _most_precise(best, others)
        updated = _companion(
            template, published, [*others, *([best] if best is not published else [])]
        )
        if updated is not None and _is_change(template, published):
            published, updated = updated, published
        found = _found(template, published, read)
        if found is not None:
            return found, _found(template, updated, read) if updated is not None else None
    return None, None


def date_order(texts: Sequence[str]) -> DateOrder | None:
    """The order of day and month that numeric dates of one portal show; None when they do not.

    >>> date_order(["03/04/2022", "25/04/2022"]), date_order(["03/04/2022"])
    ('dmy', None)
    """
    firsts: Counter[str] = Counter()
    for text in texts:
        for first, second in NUMERIC.findall(text):
            if int(first) > 12 >= int(second):
                firsts["dmy"] += 1
            elif int(second) > 12 >= int(first):
                firsts["mdy"] += 1
    if firsts["dmy"] and not firsts["mdy"]:
        return "dmy"
    if firsts["mdy"] and not firsts["dmy"]:
        return "mdy"
    return None


def dated_texts(template: Template) -> list[str]:
    """Short texts with a numeric date, from all pages."""
    return [
        spot.element.text
        for spot in template.spots()
        if spot.element.text
        and len(spot.element.text) <= MAX_TEXT
        and NUMERIC.search(spot.element.text)
    ]


class _Scene:
    """Where on each page headline and text stand, and what is a record of something else."""

    def __init__(
        self,
        template: Template,
        titles: Mapping[int, Element],
        bodies: Mapping[int, Element],
        records: Records,
    ) -> None:
        self.template = template
        self.titles = titles
        self.bodies = bodies
        self.records = records
        self._around: dict[int, Element] = {}
        for page, title in titles.items():
            if page in bodies:
                at = min(title.index, bodies[page].index)
                end = max(title.end, bodies[page].end)
                around = template.snapshots[page].ancestors(title)
                self._around[page] = next(e for e in around if e.index <= at and e.end >= end)

    def is_outside(self, page: int, element: Element) -> bool:
        """Whether ``element`` is not in the smallest element around headline and text."""
        around = self._around.get(page)
        return around is not None and not around.index <= element.index < around.end

    def is_in_text(self, page: int, element: Element) -> bool:
        """Whether ``element`` is inside the text, and the headline is not."""
        body, title = self.bodies.get(page), self.titles.get(page)
        return (
            body is not None
            and body.index < element.index < body.end
            and not (title is not None and body.index < title.index < body.end)
        )

    def is_of_another(self, page: int, element: Element) -> bool:
        """Whether ``element`` is the date of something that a link beside it leads to."""
        if self.records[page][element.index]:
            return True
        snapshot = self.template.snapshots[page]
        for outer in (element, *snapshot.ancestors(element)[:3]):
            if outer.length > 1.5 * max(1, element.length):
                return (
                    any(
                        e.tag == "a" and e.length >= ITEM_TEXT and not _is_own(snapshot.page, e)
                        for e in snapshot.inside(outer)
                    )
                    and outer.linked * 2 > outer.length - element.length
                )
        return False


def _is_own(page: Page, link: Element) -> bool:
    """Whether a link leads to the page that it stands on."""
    href = (link.attributes.get("href") or "").partition("#")[0]
    return not href or page.url.partition("#")[0].endswith(href)


def _score(scene: _Scene, candidate: DatePlace, said: Mapping[int, PublishedAt]) -> float:
    template, titles = scene.template, scene.titles
    page, first = next(iter(candidate.elements.items()))
    around = [first, *template.snapshots[page].ancestors(first)[:2]]
    names = " ".join(name for element in around for name in element.names)
    score = 0.3
    apart = [e.index - titles[p].index for p, e in candidate.elements.items() if p in titles]
    if apart:
        distance = sorted(map(abs, apart))[len(apart) // 2]
        score += 0.35 * max(0.0, 1 - distance / FAR)
        score += 0.05 * (min(apart) > 0)
    if DATE_NAME.search(names) or first.tag == "time" or candidate.attr == "datetime":
        score += 0.1
    named = bool(PUBLISHED_NAME.search(names))
    score += 0.1 * named
    if UPDATED_NAME.search(names) and not named:
        score -= 0.1
    labels = " ".join(label_of(template, p, e) for p, e in list(candidate.elements.items())[:5])
    labelled = bool(PUBLISHED_LABEL.search(labels))
    if labelled:
        score += 0.1
    elif UPDATED_LABEL.search(labels):
        score -= 0.05
    elif OTHER_LABEL.search(labels):
        score -= 0.3
    agreeing = [candidate.values[p].day == said[p].day for p in candidate.values if p in said]
    if agreeing:
        score += 0.2 * (sum(agreeing) / len(agreeing) - 0.5)
    count = len(candidate.elements)
    score -= 0.5 * sum(scene.is_of_another(p, e) for p, e in candidate.elements.items()) / count
    if not (named or labelled):
        score -= 0.25 * sum(scene.is_outside(p, e) for p, e in candidate.elements.items()) / count
    score -= 0.15 * sum(scene.is_in_text(p, e) for p, e in candidate.elements.items()) / count
    if NAMED.search(" ".join(n.lstrip("#.") for e in around for n in e.names)):
        score -= 0.2  # a side box, a comment, a row of buttons
    # Of elements around each other the innermost, unless the time of day stands in another one.
    score += 0.02 * candidate.precision - 0.0005 * len(first.text or "") - 0.03 * candidate.row
    if candidate.attr in ("datetime", "content"):
        score += 0.05
    score -= 0.15 * (1 - min(1.0, candidate.days / (0.5 * len(candidate.values))))
    return score * len(candidate.values) / len(template)


def _most_precise(best: DatePlace, others: Sequence[DatePlace]) -> DatePlace:
    """Of candidates that say the same day on every page, the one that says the time, too."""
    for other in others:
        if (
            other.precision > best.precision
            and other.values.keys() >= best.values.keys()
            and all(other.values[p].day == best.values[p].day for p in best.values)
        ):
            return other
    return best


def _companion(
    template: Template, published: DatePlace, others: Sequence[DatePlace]
) -> DatePlace | None:
    """The other date of the same articles, when one of the two is marked as that of a change."""
    for other in others:
        shared = [p for p in other.values if p in published.values]
        if other.score < 0.3 or len(shared) < 2:
            continue
        earlier, later = (
            (other, published) if _is_change(template, published) else (published, other)
        )
        if _is_change(template, later) and not _is_change(template, earlier):
            apart = [later.values[p].day - earlier.values[p].day for p in shared]
            if all(days.days >= 0 for days in apart) and any(days.days > 0 for days in apart):
                return other
    return None


def _is_change(template: Template, candidate: DatePlace) -> bool:
    """Whether names or labels call this the date of the last change."""
    page, element = next(iter(candidate.elements.items()))
    if UPDATED_NAME.search(" ".join(element.names)) and not PUBLISHED_NAME.search(
        " ".join(element.names)
    ):
        return True
    label = label_of(template, page, element)
    return bool(UPDATED_LABEL.search(label)) and not PUBLISHED_LABEL.search(label)


def _found(template: Template, place: DatePlace, read: ReadDate) -> FoundDate | None:
    css = css_of(template, place, read)
    if css is None or css[2] < USABLE:
        return None
    selector, every, share = css
    varied = min(1.0, place.days / (0.5 * len(place.values)))
    confidence = min(1.0, place.score + 0.3) * share * varied
    return FoundDate(
        selector, place.attr, every, place.elements, place.values, round(confidence, 2)
    )
