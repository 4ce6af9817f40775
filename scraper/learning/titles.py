"""Where the headline stands: the place whose text the page itself, or a link to it, repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.learning.evidence import Evidence, Hints
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Spot, Template

MIN_LENGTH, MAX_LENGTH = 8, 350
COVERED = 0.6
"""Share of pages on which a place must stand to be looked at."""

HEADLINE_TAGS = {"h1": 0.3, "h2": 0.15, "h3": 0.1, "h4": 0.05}
HEADLINE_NAME = re.compile(
    r"title|tieu-?de|headline|heading|entry-name|subject|titel|titre|titulo", re.IGNORECASE
)
NUMERIC_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\b(?:19|20)\d\d\b")
OTHER_NAME = re.compile(
    r"crumb|related|lien-?quan|khac|menu|nav|pag|comment|share|sidebar|widget|foot", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """The learned place of the headline.

    Attributes:
        css: selector whose first match is the headline.
        elements: page to the element.
        confidence: 0 to 1.
    """

    css: str
    elements: Mapping[int, Element]
    confidence: float


def find_title(template: Template, evidence: Evidence) -> FoundTitle | None:
    """Find the place of the headline, or None when no place is clearly it."""
    ranked = sorted(
        ((score, -spots[0].element.index, place)
         for place, spots in template.places.items()
         if (score := _score(template, spots, evidence)) > 0), reverse=True,
    )  # fmt: skip
    for score, _, place in ranked[:5]:
        elements = once_per_page(template.places[place])
        selector = selector_for(template, elements)
        if selector is not None and selector.share >= COVERED:
            return FoundTitle(selector.css, elements, round(min(1.0, score) * selector.share, 2))
    return None


def _score(template: Template, spots: list[Spot], evidence: Evidence) -> float:
    elements = once_per_page(spots)
    pages = len(template)
    if len(elements) < max(2, COVERED * pages):
        return 0.0
    texts = {page: e.text or "" for page, e in elements.items()}
    fitting = {p: t for p, t in texts.items() if MIN_LENGTH <= len(t) <= MAX_LENGTH}
    if len(fitting) < max(2, COVERED * pages):
        return 0.0
    folded = {page: fold(text) for page, text in fitting.items()}
    varied = len(set(folded.values())) / len(folded)
    if varied < 0.7:
        return 0.0
    said = sum(_is_said(text, evidence.hints[page]) for page, text in folded.items()) / pages
    first = next(iter(elements.values()))
    names = " ".join(first.names)
    score = 0.7 * said + HEADLINE_TAGS.get(first.tag, 0.0)
    if said < 0.2:
        # Nothing tells what the headlines are: what stands above a date or a long text may be one.
        score += 0.2 * sum(_heads_text(template, page, elements[page]) for page in fitting) / pages
    if HEADLINE_NAME.search(names):
        score += 0.15
    if OTHER_NAME.search(names) or any(
        OTHER_NAME.search(" ".join(outer.names)) for outer in _around(template, spots[0])
    ):
        score -= 0.4
    if first.linked * 2 > first.length or first.tag == "a":
        score -= 0.3
    if len(spots) > 1.2 * len(elements):
        score -= 0.3
    return score * varied * len(fitting) / pages if score >= 0.25 else 0.0


def _heads_text(template: Template, page: int, element: Element) -> bool:
    """Whether a date, or a text of some length, follows soon after ``element`` and is no link."""
    following = template.snapshots[page].elements[element.end : element.end + 12]
    return any(
        outer.linked == 0
        and (outer.length > 200 or (outer.text and NUMERIC_DATE.search(outer.text)))
        for outer in following
    )


def _around(template: Template, spot: Spot) -> list[Element]:
    return template.snapshots[spot.page].ancestors(spot.element)[:3]


def _is_said(text: str, hints: Hints) -> bool:
    """Whether the page's head or a link to the page says that ``text`` is its headline."""
    if text in hints.titles or text == hints.head:
        return True
    if len(text) >= MIN_LENGTH and text in hints.head:
        return len(text) * 3 >= len(hints.head)
    # A link's text may be cut, or carry the date behind it.
    return any(
        other.rstrip(". …").startswith(text)
        or (len(other) > 20 and text.startswith(other.rstrip(". …")))
        for other in hints.titles
    )
