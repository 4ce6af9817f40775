"""What the pages of a portal have in common: places that correspond, and text that repeats.

Two elements stand at the same *place* when their paths from the nearest element with an id read
alike. A step of a path is a tag with those of its classes that most pages share; a class that marks
one page only (``postid-17``) is no part of it. Text that stands on several pages is the template's;
text that stands on one is the article's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scraper.learning.snapshot import Element, Line, Snapshot

CORE = 0.6
"""Share of pages on which a class must stand to be part of a path."""

ALWAYS = 0.9
"""Share of the pages with an element's most frequent class on which its other classes must stand."""

CORE_ID = 0.8
"""The same for ids, and for names with a number: ``#Tm10`` may be the section's, ``.post-7`` the page's."""

SEEN = 0.15
"""Share of pages, and at least two, on which it must stand to name an element that has no other:
a byline's class is only on pages with a byline."""

REPEATED = 0.15
"""Share of pages, and at least two, on which a line must stand to be the template's."""

MAX_SIBLINGS = 30
"""Number among siblings up to which an element without a name is a place: the paragraphs of a long
text, the rows of a long list are none."""

MAX_PLACES = 4_000
"""Places of one sample; portals seen have some hundreds, hostile pages as many as they have elements."""

FLOWING = frozenset("p br a b strong em i u font span li tr tbody small sub sup img".split())
"""Tags whose number varies with the text: their place among siblings says little."""

ROWS = frozenset("p li tr td dd".split())


DIGIT = re.compile(r"\d")


def _core_share(name: str) -> float:
    return CORE_ID if name[0] == "#" or DIGIT.search(name) else CORE


def least(share: float, pages: int) -> int:
    """The number of pages that ``share`` asks for, at least two."""
    return max(2, round(share * pages))


@dataclass(frozen=True, slots=True)
class Spot:
    """An element on one of the pages."""

    page: int
    element: Element


class Template:
    """The snapshots of one portal's pages, compared.

    Attributes:
        snapshots: one for each page.
        places: place to the elements there, in the order of pages and documents. Elements without
            a class or id of their own are told apart by their number among siblings.
        rows: the same without those numbers: the paragraphs of a text stand at one row place.
    """

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots = snapshots
        pages = len(snapshots)
        counts: Counter[str] = Counter()
        self._uses: Counter[str] = Counter()
        for snapshot in snapshots:
            self._uses.update(name for element in snapshot.elements for name in element.names)
            counts.update({name for element in snapshot.elements for name in element.names})
        self._core = frozenset(
            name for name, count in counts.items() if count >= least(_core_share(name), pages)
        )
        seen = least(SEEN, pages)
        self._seen = {
            name: count
            for name, count in counts.items()
            if count >= (least(CORE_ID, pages) if DIGIT.search(name) else seen)
        }
        lines: Counter[str] = Counter()
        for snapshot in snapshots:
            lines.update({line.key for line in snapshot.lines})
        repeated = least(REPEATED, pages)
        self.repeated = frozenset(key for key, count in lines.items() if count >= repeated)
        self.places: dict[str, list[Spot]] = defaultdict(list)
        self.rows: dict[str, list[Spot]] = defaultdict(list)
        self._place: list[list[str]] = []
        self._row: list[list[str]] = []
        for number, snapshot in enumerate(snapshots):
            self._lay_out(number, snapshot)

    def __len__(self) -> int:
        return len(self.snapshots)

    def place_of(self, spot: Spot) -> str:
        """The place of an element."""
        return self._place[spot.page][spot.element.index]

    def row_of(self, spot: Spot) -> str:
        """The row place of an element."""
        return self._row[spot.page][spot.element.index]

    def stable(self, element: Element) -> tuple[str, ...]:
        """The names of ``element`` that other pages have too, the most telling first."""
        names = [name for name in element.names if name in self._seen]
        # A number in a name is the third of its kind on a page, or that of a build: it may change.
        # Of names on as many pages, the one that fewest elements share is the most telling.
        return tuple(
            sorted(
                names,
                key=lambda n: (
                    bool(DIGIT.search(n)), n[0] == "[", -self._seen[n], self._uses[n], n,
                ),
            )
        )  # fmt: skip

    def spots(self) -> Iterator[Spot]:
        """All elements of all pages."""
        for page, snapshot in enumerate(self.snapshots):
            for element in snapshot.elements:
                yield Spot(page, element)

    def is_fresh(self, line: Line) -> bool:
        """Whether a line is of its page alone, and not a link."""
        return line.linked * 2 < line.length and line.key not in self.repeated

    def _lay_out(self, number: int, snapshot: Snapshot) -> None:
        places: list[str] = []
        rows: list[str] = []
        far: list[bool] = []
        for element in snapshot.elements:
            step, numbered = self._step(element)
            far.append(
                bool(numbered and element.nth > MAX_SIBLINGS)
                or (element.parent >= 0 and far[element.parent])
            )
            if step[0] == "#":
                place = row = step
            else:
                outer = element.parent
                place = f"{places[outer]}>{step}{numbered}" if outer >= 0 else step
                row = f"{rows[outer]}>{step}" if outer >= 0 else step
                if element.tag not in FLOWING:
                    row = f"{rows[outer]}>{step}{numbered}" if outer >= 0 else step
            places.append(place)
            rows.append(row)
            spot = Spot(number, element)
            if not far[-1] and (place in self.places or len(self.places) < MAX_PLACES):
                self.places[place].append(spot)
            self.rows[row].append(spot)
        self._place.append(places)
        self._row.append(rows)

    def _step(self, element: Element) -> tuple[str, str]:
        """One step of a path, and the number that tells it from siblings when it has no name."""
        core = [name for name in element.names if name in self._core]
        if len(core) > 1:
            # A class that only some of the pages add to the others is no part of the path.
            most = max(self._seen[name] for name in core)
            core = [name for name in core if self._seen[name] >= ALWAYS * most]
        if core and core[0][0] == "#":
            return core[0], ""
        if core:
            return f"{element.tag}{''.join(sorted(core))}", ""
        known = self.stable(element)
        if known:
            return f"{element.tag}{known[0]}", ""
        return element.tag, f":{element.nth}"


def once_per_page(spots: Iterable[Spot]) -> dict[int, Element]:
    """Page to the first of the elements on it."""
    found: dict[int, Element] = {}
    for spot in spots:
        found.setdefault(spot.page, spot.element)
    return found
