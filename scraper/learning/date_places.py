"""Places at which something reads as a date, once on each page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.learning.selectors import selector_for
from scraper.learning.template import Spot
from scraper.text import date_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template
    from scraper.model import PublishedAt

    ReadDate = Callable[[str, bool], PublishedAt | None]
    """A text, and whether a machine wrote it, to its date."""

MAX_TEXT = 160
"""Characters of an element that can be a date with its label and what stands beside it."""

MAX_SPOTS = 20
"""Elements of one place on one page that are read; a date stands before the twentieth paragraph."""

MAX_READ = 4_000
"""Different texts of one sample that are read as dates; portals have some hundreds."""

PUBLISHED_LABEL = re.compile(date_labels.PUBLISHED, re.IGNORECASE)

COVERED = 0.5
"""Share of pages on which a place must have a date."""

DATED_ATTRIBUTES = ("datetime", "content", "title", "data-date", "data-time")


@dataclass(slots=True)
class DatePlace:
    """A place with its dates.

    Attributes:
        place: its path; for a row the path without the numbers among siblings.
        attr: the attribute that is read, None for the text.
        row: whether the elements stand at changing numbers beside others, the first date counting.
        elements: page to the element; ``values`` page to the date.
    """

    place: str
    attr: str | None
    row: bool
    elements: dict[int, Element]
    values: dict[int, PublishedAt]
    score: float = 0.0

    @property
    def days(self) -> int:
        """How many different days there are."""
        return len({value.day for value in self.values.values()})

    @property
    def precision(self) -> int:
        """Of the least precise value: 0 day, 1 minute, 2 second."""
        order = {"day": 0, "minute": 1, "second": 2}
        return min(order[value.precision] for value in self.values.values())


def date_places(template: Template, read: ReadDate) -> Iterator[DatePlace]:
    """All places at which the date of publication may stand."""
    cache: dict[tuple[str, bool], PublishedAt | None] = {}

    def known(text: str, machine: bool) -> PublishedAt | None:
        if (text, machine) not in cache:
            if len(cache) >= MAX_READ:
                return None
            cache[text, machine] = read(text, machine)
        return cache[text, machine]

    least = max(2, COVERED * len(template))
    full: set[tuple[str, str | None]] = set()  # rows of which one place has all dates
    for row, places in ((False, template.places), (True, template.rows)):
        for place, spots in places.items():
            for attr in (None, *DATED_ATTRIBUTES):
                if row and (place, attr) in full:
                    continue
                found = _dates_at(place, spots, attr, known, row=row)
                if found is None or len(found.values) < least or not _is_varied(found):
                    continue
                if not (_is_once(template, found, known) or _is_told_apart(template, found, known)):
                    continue
                if not row and len(found.values) >= 0.9 * len(template):
                    full.update(
                        (template.row_of(Spot(p, e)), attr) for p, e in found.elements.items()
                    )
                yield found


def _dates_at(
    place: str, spots: Sequence[Spot], attr: str | None, read: ReadDate, *, row: bool
) -> DatePlace | None:
    elements: dict[int, Element] = {}
    values: dict[int, PublishedAt] = {}
    for spot in _first_spots(spots):
        if spot.page in values:
            continue
        text = _text(spot.element, attr)
        if text and (value := read(text, attr is not None)):
            elements[spot.page], values[spot.page] = spot.element, value
    return DatePlace(place, attr, row, elements, values) if values else None


def _first_spots(spots: Sequence[Spot]) -> Iterator[Spot]:
    """The first :data:`MAX_SPOTS` of each page."""
    seen: Counter[int] = Counter()
    for spot in spots:
        seen[spot.page] += 1
        if seen[spot.page] <= MAX_SPOTS:
            yield spot


def _text(element: Element, attr: str | None) -> str:
    text = element.text if attr is None else element.attributes.get(attr)
    if not text or len(text) > MAX_TEXT or not any(c.isdigit() for c in text):
        return ""
    return text


def _is_varied(found: DatePlace) -> bool:
    """Whether the days differ: one for all is today's, or that of the last change of the site."""
    return found.days >= 2 and not (len(found.values) >= 8 and found.days < 3)


def _is_once(template: Template, found: DatePlace, read: ReadDate) -> bool:
    """Whether pages have one date there: the rows of a list stand at one row place, each dated."""
    rows = {template.row_of(Spot(p, e)) for p, e in found.elements.items()}
    dated = Counter(
        spot.page
        for row in rows
        for spot in _first_spots(template.rows[row])
        if (text := _text(spot.element, found.attr)) and read(text, found.attr is not None)
    )
    return sum(dated.values()) <= 1.5 * len(dated)


def _is_told_apart(template: Template, found: DatePlace, read: ReadDate) -> bool:
    """Whether it is the one date called that of publication among several that are all called something.

    So do tables of particulars: who wrote it and when, when it was published, when it was changed.
    """
    if found.row or found.attr is not None:
        return False
    for page, element in found.elements.items():
        own = label_of(template, page, element).strip().casefold()
        if not PUBLISHED_LABEL.search(own):
            return False
        row = template.rows[template.row_of(Spot(page, element))]
        beside = [spot.element for spot in _first_spots(row) if spot.page == page]
        dated = [other for other in beside if read(_text(other, None), False)]
        labels = [label_of(template, page, other).strip().casefold() for other in dated]
        called = [label for label in labels if PUBLISHED_LABEL.search(label)]
        if called != [own] or not all(labels) or len(set(labels)) < len(labels):
            return False
    return True


def label_of(template: Template, page: int, element: Element) -> str:
    """The words before a date: in its element, or in the element before it."""
    text = element.text or ""
    before = re.split(r"\d", text, maxsplit=1)[0]
    if len(before.strip()) > 2:
        return before
    elements = template.snapshots[page].elements
    parent = elements[element.parent] if element.parent >= 0 else None
    if parent is not None and parent.text:
        return re.split(r"\d", parent.text, maxsplit=1)[0][-60:]
    return ""


def css_of(template: Template, found: DatePlace, read: ReadDate) -> tuple[str, bool, float] | None:
    """A selector for the place, whether all its matches are to be tried, and how often it is right."""
    if not found.row:
        selector = selector_for(template, found.elements)
        return None if selector is None else (selector.css, False, selector.share)
    parents: Mapping[int, Element] = {
        page: outer
        for page, element in found.elements.items()
        if (outer := template.snapshots[page].parent(element)) is not None
    }
    selector = selector_for(template, parents) if parents else None
    if selector is None:
        return None
    css = f"{selector.css} > {next(iter(found.elements.values())).tag}"
    right = 0
    for number, snapshot in enumerate(template.snapshots):
        texts = [
            _text(element, found.attr)
            for node in snapshot.page.select(css)
            if (element := snapshot.by_node.get(node.mem_id)) is not None
        ]
        first = next(
            filter(None, (read(text, found.attr is not None) for text in texts if text)), None
        )
        right += first == found.values.get(number)
    return css, True, right / len(template)
