"""Where the text of an article stands: the place that holds most of what is on one page only.

A place is judged as a retrieval: how much of the fresh text it holds (recall), and how little else
(precision).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.learning.fresh import Fresh
    from scraper.learning.snapshot import Element
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
MAX_TRIED = 8

NEARLY = 0.03
"""F1 that an inner element may be worse: what it leaves out is a label, or what readers wrote."""

WITH_HEADLINE = 0.15
"""Taken from an element that holds the headline too, where there is one that does not: what that one
may lack, a lead in front of the text, is found as a field of its own."""


@dataclass(frozen=True, slots=True)
class FoundBody:
    """The learned place of the text.

    Attributes:
        css: selector; ``every`` says that all of its matches together are the text.
        elements: page to the (first) element.
        confidence: 0 to 1.
    """

    css: str
    every: bool
    elements: Mapping[int, Element]
    confidence: float


def find_body(
    template: Template, titles: Mapping[int, Element], fresh: Mapping[int, Fresh]
) -> FoundBody | None:
    """Find the place of the text.

    Args:
        template: the pages.
        titles: page to its headline.
        fresh: page to the text that it alone has.
    """
    judged = {page: text for page, text in fresh.items() if text.total >= MIN_TEXT}
    if len(judged) < 2:
        return None
    ranked: list[_Candidate] = []
    for every, places in ((False, template.places), (True, template.rows)):
        for spots in places.values():
            score = _score(spots, judged, titles, every=every)
            if score >= ENOUGH:
                ranked.append(_Candidate(score, every, spots, once_per_page(spots)))
    ranked.sort(key=lambda c: (-c.score, c.every, c.at))
    for candidate in _innermost_first(ranked)[:MAX_TRIED]:
        if candidate.every:
            css = _css_of_all(template, candidate.spots)
            share = 1.0 if css else 0.0
        else:
            wanted = {p: e for p, e in candidate.elements.items() if p in judged}
            selector = selector_for(template, wanted)
            css, share = (selector.css, selector.share) if selector else (None, 0.0)
        if css is not None and share >= COVERED:
            confidence = round(min(1.0, candidate.score) * share, 2)
            elements = {p: e for p, e in candidate.elements.items() if fresh[p].of(e)[0]}
            return FoundBody(css, candidate.every, elements, confidence)
    return None


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    every: bool
    spots: list[Spot]
    elements: dict[int, Element]

    @property
    def at(self) -> int:
        return next(iter(self.elements.values())).index


def _innermost_first(ranked: list[_Candidate]) -> list[_Candidate]:
    """The candidates, those that hold as much as the best but less around it before the best."""
    if not ranked:
        return []
    best = ranked[0]
    inner = [
        c for c in ranked
        if c.score >= best.score - NEARLY and not c.every and not best.every
        and all(e.index >= best.elements[p].index and e.end <= best.elements[p].end
                for p, e in c.elements.items() if p in best.elements)
    ]  # fmt: skip
    inner.sort(key=lambda c: -c.at)
    return [*inner, *(c for c in ranked if c not in inner)]


def _score(
    spots: list[Spot], pages: Mapping[int, Fresh], titles: Mapping[int, Element], *, every: bool
) -> float:
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
    headed = 0
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
        title = titles.get(page)
        headed += title is not None and elements[0].index <= title.index < elements[0].end
        if mine:
            # What else stands in the text (links, repeated lines) is cut out or costs little.
            precision, recall = mine / (mine + 0.5 * other), mine / fresh.total
            total += 2 * precision * recall / (precision + recall)
    score = total / len(pages)
    first = next(iter(by_page.values()))[0]
    if BODY_NAME.search(" ".join(first.names)):
        score += 0.01  # of elements that hold the same, the one that says so
    if headed * 2 > len(by_page):
        score -= WITH_HEADLINE
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
