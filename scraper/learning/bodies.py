"""Where the text of an article stands: the place that holds most of what is on one page only.

Of a page's lines, those that other pages have too are the template's, and those in links lead
elsewhere. A place is judged as a retrieval: how much of the fresh text it holds (recall), and how
little else (precision). Boxes inside the text that repeat, or that are rows of links, are cut out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.boxes import NAMED, RELATED
from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.learning.snapshot import Element, Snapshot
    from scraper.learning.template import Spot, Template

COVERED = 0.6
ENOUGH = 0.6
"""F1 below which a place is not taken for the text."""

MIN_TEXT = 80
"""Characters of fresh text that a page must have to be judged by."""

BODY_NAME = re.compile(
    r"content|body|article|detail|noi-?dung|chi-?tiet|entry|post|text|inhalt|contenu|contenido|doc-?tin",
    re.IGNORECASE,
)
MAX_REMOVED = 8


@dataclass(frozen=True, slots=True)
class FoundBody:
    """The learned place of the text.

    Attributes:
        css: selector; ``every`` says that all of its matches together are the text.
        elements: page to the (first) element.
        remove: selectors of boxes inside it that are not the article's.
        confidence: 0 to 1.
    """

    css: str
    every: bool
    elements: Mapping[int, Element]
    remove: tuple[str, ...]
    confidence: float


class _Fresh:
    """Fresh and other characters of one page, summed so that each element's are two look-ups."""

    def __init__(self, template: Template, page: int, apart: list[Element]) -> None:
        snapshot = template.snapshots[page]
        size = len(snapshot.elements)
        fresh, other = [0] * (size + 1), [0] * (size + 1)
        closed = _closed(snapshot)
        outside = {index for element in apart for index in range(element.index, element.end)}
        for line in snapshot.lines:
            at = line.element
            if at in outside:
                other[at + 1] += line.length
            elif not closed[at] and template.is_fresh(line):
                fresh[at + 1] += line.length - line.linked
                other[at + 1] += line.linked
            else:
                other[at + 1] += line.length
        for index in range(size):
            fresh[index + 1] += fresh[index]
            other[index + 1] += other[index]
        self._fresh, self._other = fresh, other
        self.total = fresh[size]

    def of(self, element: Element) -> tuple[int, int]:
        """Fresh and other characters inside ``element``."""
        return (
            self._fresh[element.end] - self._fresh[element.index],
            self._other[element.end] - self._other[element.index],
        )


def _closed(snapshot: Snapshot) -> list[bool]:
    """For each element whether it stands in a box that is not the article's: menus, comments.

    A box is known by its name, or by the label of a list of other articles above it.
    """
    closed = [False] * len(snapshot.elements)
    half = snapshot.elements[0].length / 2 if snapshot.elements else 0
    for element in snapshot.elements:
        if closed[element.index]:
            continue
        names = " ".join(name.lstrip("#.") for name in element.names)
        is_box = element.tag in ("nav", "footer", "aside") or bool(NAMED.search(names))
        end = element.end
        if not is_box and element.text and len(element.text) <= 60:
            is_box = fold(element.text).strip(" :.…»>-") in RELATED
            if is_box:  # the label and what follows it in its box
                parent = snapshot.parent(element)
                while (
                    parent is not None
                    and parent.index + 1 == element.index
                    and parent.length < half
                ):
                    element, parent = parent, snapshot.parent(parent)  # noqa: PLW2901  # the label's box
                end = parent.end if parent is not None and parent.length < half else element.end
        if is_box and element.length < half and element.tag not in ("body", "main", "article"):
            closed[element.index : end] = [True] * (end - element.index)
    return closed


def find_body(
    template: Template, titles: Mapping[int, Element], apart: Mapping[int, list[Element]]
) -> FoundBody | None:
    """Find the place of the text.

    Args:
        template: the pages.
        titles: page to its headline.
        apart: page to elements that are other fields (headline, date, breadcrumb).
    """
    pages = {
        page: _Fresh(
            template, page, [*apart.get(page, ()), *([titles[page]] if page in titles else [])]
        )
        for page in range(len(template))
    }
    judged = {page: fresh for page, fresh in pages.items() if fresh.total >= MIN_TEXT}
    if len(judged) < 2:
        return None
    ranked = sorted(
        ((score, place, every)
         for every, places in ((False, template.places), (True, template.rows))
         for place, spots in places.items()
         if (score := _score(spots, judged, every=every)) >= ENOUGH),
        key=lambda found: (-found[0], found[2], found[1]),
    )  # fmt: skip
    for score, place, every in ranked[:6]:
        spots = (template.rows if every else template.places)[place]
        elements = once_per_page(spots)
        if every:
            css = _css_of_all(template, spots)
            share = 1.0 if css else 0.0
        else:
            selector = selector_for(template, {p: e for p, e in elements.items() if p in judged})
            css, share = (selector.css, selector.share) if selector else (None, 0.0)
        if css is not None and share >= COVERED:
            remove = () if every else _boxes(template, elements, judged)
            return FoundBody(css, every, elements, remove, round(min(1.0, score) * share, 2))
    return None


def _score(spots: list[Spot], pages: Mapping[int, _Fresh], *, every: bool) -> float:
    """Mean F1 of the place over the pages that have text."""
    by_page: dict[int, list[Element]] = {}
    for spot in spots:
        if spot.page in pages:
            by_page.setdefault(spot.page, []).append(spot.element)
    if len(by_page) < max(2, COVERED * len(pages)):
        return 0.0
    if every and not any(len(elements) > 1 for elements in by_page.values()):
        return 0.0
    total = 0.0
    for page, elements in by_page.items():
        fresh = pages[page]
        mine = other = 0
        end = -1
        for element in elements if every else elements[:1]:
            if element.index < end:
                continue  # inside one that is counted already
            end = element.end
            a, b = fresh.of(element)
            mine, other = mine + a, other + b
        if mine:
            # What else stands in the text (links, repeated lines) is cut out or costs little.
            precision, recall = mine / (mine + 0.5 * other), mine / fresh.total
            total += 2 * precision * recall / (precision + recall)
    score = total / len(pages)
    first = next(iter(by_page.values()))[0]
    if BODY_NAME.search(" ".join(first.names)):
        score += 0.01  # of elements that hold the same, the one that says so
    return score - 0.02 * every


def _css_of_all(template: Template, spots: list[Spot]) -> str | None:
    """A selector for all elements at a row place: their parent, and their tag."""
    parents = {
        spot.page: outer
        for spot in reversed(spots)
        if (outer := template.snapshots[spot.page].parent(spot.element)) is not None
    }
    selector = selector_for(template, parents)
    if selector is None or selector.share < COVERED:
        return None
    return f"{selector.css} > {spots[0].element.tag}"


def _boxes(
    template: Template, bodies: Mapping[int, Element], pages: Mapping[int, _Fresh]
) -> tuple[str, ...]:
    """Selectors of boxes in the text without any fresh text of their own, on most pages that have them."""
    boxes: dict[str, dict[int, Element]] = {}
    fresh_ones: set[str] = set()
    for page, body in bodies.items():
        if page not in pages:
            continue
        snapshot = template.snapshots[page]
        skip = body.index
        for element in snapshot.inside(body):
            if element.index < skip or not element.length:
                continue
            named = [n for n in template.stable(element) if n[0] in "#."]
            if not named:
                continue
            fresh, other = pages[page].of(element)
            if fresh * 10 > other:
                fresh_ones.update(named)
            elif other > 0 and element.tag not in ("a", "span", "strong", "b", "em"):
                boxes.setdefault(named[0], {})[page] = element
                skip = element.end
    kept = [
        (len(found), name)
        for name, found in boxes.items()
        if name not in fresh_ones and len(found) >= max(2, 0.2 * len(bodies))
    ]
    return tuple(name for _, name in sorted(kept, key=lambda item: (-item[0], item[1])))[
        :MAX_REMOVED
    ]
