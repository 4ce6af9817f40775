"""Where the section stands: short texts that come back on other pages, and that menus or addresses know.

What tells a section from other short texts is that its names are the portal's: they stand in menus,
in addresses, on several pages. A breadcrumb is the place that shows most of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scraper.learning.crumbs import MAX_NAME, Reading, readings
from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.learning.evidence import Evidence
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

COVERED = 0.6
"""Share of pages on which a place must stand."""

ENOUGH = 0.5
"""Score below which no place is taken."""

MAX_TEXT = 300
"""Characters of an element that may hold a path, the headline at its end included."""

DEPTH = 0.25
"""What one more name of the path is worth, all names being the portal's."""

STEADY = 0.9
"""Share of inner names that must stand below the same outer one wherever they come back."""

KNOWN = 0.6
"""Share of the names at a place that must be the portal's."""

FEW = 10
"""Pages on which a section may well be alone; a breadcrumb that is called so is believed then."""

HEADLINES = 0.1
"""Share of pages on which what stands at a place may be the headline of an article."""

NEAR = 40
"""Elements between the headline and a label of the section."""

CRUMB = re.compile(
    r"crumb|duong-?dan|path(?!-)|you-?are-?here|brotkrume|ariane|truong-?muc|site-?map-?path|current-?location|pankuzu|vi-?tri",
    re.IGNORECASE,
)
CATEGORY = re.compile(
    r"categ|chuyen-?muc|danh-?muc|section|cat-links|rubri|topic|the-?loai|kategorie|tax-?onomy|seccion",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"tag|author|related|lien-?quan|share|social|menu|nav-|navbar|sidebar|widget|footer|keyword|byline|date",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundSection:
    """The learned place of the section.

    Attributes:
        css: selector of the elements that hold the names.
        every: whether each match is one name of the path; else the first match holds it whole.
        split: what parts the names inside one element.
        label: words before the name that are no part of it.
        skip: names that stand on every page: the way home.
        values: page to the section path.
        elements: page to the element that holds it.
        confidence: 0 to 1.
    """

    css: str
    every: bool
    split: str | None
    label: str | None
    skip: tuple[str, ...]
    values: Mapping[int, tuple[str, ...]]
    elements: Mapping[int, Element]
    confidence: float

    @property
    def is_constant(self) -> bool:
        """Whether all pages have the same section."""
        return len(set(filter(None, self.values.values()))) < 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    depth: float
    elements: dict[int, Element]
    reading: Reading

    @property
    def rank(self) -> tuple[bool, float, float]:
        varied = len(set(filter(None, self.reading.values.values()))) > 1
        return varied, round(self.score + DEPTH * self.depth, 2), self.score


def find_section(
    template: Template,
    titles: Mapping[int, Element],
    evidence: Evidence,
    title_texts: Mapping[int, str],
    bodies: Mapping[int, Element],
) -> FoundSection | None:
    """Find the place of the section path, or None when no place is clearly it."""
    least = max(2, COVERED * len(template))
    candidates: list[tuple[_Candidate, str]] = []
    for place, spots in template.places.items():
        elements = once_per_page(spots)
        if len(elements) < least or len(spots) > 1.5 * len(elements):
            continue
        texts = {p: e.text for p, e in elements.items() if e.text and len(e.text) <= MAX_TEXT}
        if len(texts) < least:
            continue
        for reading in readings(template, elements, texts, evidence, title_texts):
            score = _score(template, elements, reading, titles, bodies, evidence)
            if score >= ENOUGH:
                depth = _depth(reading.values.values(), evidence.menus)
                candidates.append((_Candidate(score, depth, elements, reading), place))
    # Of equals the simplest reading, of the innermost place.
    simple = ("whole", "split", "li", "a", "span")
    candidates.sort(
        key=lambda c: ([-float(r) for r in c[0].rank], simple.index(c[0].reading.kind), -len(c[1]), c[1])
    )  # fmt: skip
    for candidate, _ in candidates[:5]:
        reading = candidate.reading
        selector = selector_for(template, candidate.elements)
        if selector is None or selector.share < COVERED:
            continue
        every = reading.kind in ("a", "li", "span")
        return FoundSection(
            f"{selector.css} {reading.kind}" if every else selector.css, every, reading.separator,
            reading.label, reading.skip, reading.values, candidate.elements,
            round(min(1.0, candidate.score) * selector.share, 2),
        )  # fmt: skip
    return None


def _score(
    template: Template,
    elements: Mapping[int, Element],
    reading: Reading,
    titles: Mapping[int, Element],
    bodies: Mapping[int, Element],
    evidence: Evidence,
) -> float:
    pages = len(template)
    filled = {p: v for p, v in reading.values.items() if v}
    if len(filled) < max(2, COVERED * pages):
        return 0.0
    if any(len(name) > MAX_NAME or not _is_name(name) for v in filled.values() for name in v):
        return 0.0
    listed = sum(any(fold(n) in evidence.headlines for n in v) for v in filled.values())
    if listed > HEADLINES * len(filled):
        return 0.0  # news beside the article, the one before and the one after
    page, first = next((p, e) for p, e in elements.items() if p in filled)
    around = [first, *template.snapshots[page].ancestors(first)[:2]]
    own = " ".join([*first.names, *(n for e in around[1:] for n in e.names[:3])])
    named = 0.3 if CRUMB.search(own) else 0.2 if CATEGORY.search(own) else 0.0
    counts = Counter(fold(name) for v in filled.values() for name in set(v))
    said: list[bool] = []
    known: list[bool] = []
    for p, value in filled.items():
        address = fold(template.snapshots[p].page.url)
        for name in value:
            folded = fold(name)
            said.append(folded in evidence.menus or _is_in(folded, address))
            known.append(said[-1] or counts[folded] > 1)
    share_said, share_known = sum(said) / len(said), sum(known) / len(known)
    if share_known < KNOWN:
        if len(filled) >= FEW or not CRUMB.search(own):
            return 0.0
        share_known = KNOWN
    if len(set(filled.values())) == 1 and not named:
        return (
            0.0  # one text on all pages: nothing tells it from a heading of the site but its name
        )
    if not named and share_said < 0.3:
        return 0.0  # values that come back, and that nothing calls sections: names of people, tags
    score = 0.3 * share_known + 0.3 * share_said + named
    if OTHER.search(" ".join(first.names)) and not named:
        score -= 0.3 if share_said < 0.6 else 0.1
    score += 0.1 * (first.linked > 0 or any(e.tag == "a" for e in around))
    apart = sorted(abs(e.index - titles[p].index) for p, e in elements.items() if p in titles)
    if apart and apart[len(apart) // 2] <= NEAR:
        score += 0.1
    inside = [p for p, e in elements.items() if p in bodies and _holds(bodies[p], e)]
    if len(inside) * 2 > len(elements):
        score -= 0.2
    return score * (0.5 + 0.5 * share_known) * len(filled) / pages


def _depth(values: Iterable[tuple[str, ...]], menus: frozenset[str]) -> float:
    """Names of the path beyond the first, as far as they are parts of it.

    A section stands below the same section wherever it comes back; a person writes in several.
    """
    above: dict[str, Counter[str]] = defaultdict(Counter)
    filled = [value for value in values if value]
    for value in filled:
        for outer, inner in pairwise(map(fold, value)):
            above[inner][outer] += 1
    steady = total = 0
    for inner, outers in above.items():
        count = sum(outers.values())
        if count > 1 or inner in menus:
            total += count
            steady += max(outers.values())
    if not total or steady < STEADY * total:
        return 0.0
    return sum(map(len, filled)) / len(filled) - 1


def _is_name(name: str) -> bool:
    """Whether a text can name a section: more letters than digits."""
    return sum(map(str.isdigit, name)) * 2 < len(name)


def _holds(outer: Element, inner: Element) -> bool:
    return outer.index < inner.index < outer.end


def _is_in(name: str, address: str) -> bool:
    """Whether an address holds the section's name as a slug."""
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    return len(slug) > 3 and slug in address
