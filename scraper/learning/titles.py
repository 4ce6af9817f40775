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
    from scraper.learning.records import Records
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Spot, Template

MIN_LENGTH, MAX_LENGTH = 8, 350
"""Characters of a headline."""

COVERED = 0.6
"""Share of pages on which a place must stand to be looked at."""

UNIQUE = 0.7
"""Share of the texts at a place that must differ from all others: headlines hardly ever return."""

ENOUGH = 0.25
"""Score below which no place is taken."""

HEADLINE_TAGS = {"h1": 0.3, "h2": 0.15, "h3": 0.1, "h4": 0.05}
HEADLINE_NAME = re.compile(
    r"title|tieu-?de|headline|heading|entry-name|subject|titel|titre|titulo|titular", re.IGNORECASE
)
NUMERIC_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\b(?:19|20)\d\d\b|年\d{1,2}月")
OTHER_NAME = re.compile(
    r"crumb|related|lien-?quan|khac|menu|(?:^|[\s._-])(?:nav|pag(?:er|ing|ination)|foot)|comment|share|sidebar|widget|site-?name",
    re.IGNORECASE,
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


def find_title(template: Template, evidence: Evidence, records: Records) -> FoundTitle | None:
    """Find the place of the headline, or None when no place is clearly it."""
    ranked = sorted(
        ((score, spots[0].element.index, place)
         for place, spots in template.places.items()
         if (score := _score(template, spots, evidence, records)) >= ENOUGH),
        key=lambda found: (-found[0], -found[1], found[2]),
    )  # fmt: skip
    for score, _, place in ranked[:5]:
        elements = once_per_page(template.places[place])
        selector = selector_for(template, elements)
        if selector is not None and selector.share >= COVERED:
            return FoundTitle(selector.css, elements, round(min(1.0, score) * selector.share, 2))
    return None


def _score(template: Template, spots: list[Spot], evidence: Evidence, records: Records) -> float:
    elements = once_per_page(spots)
    pages = len(template)
    least = max(2, COVERED * pages)
    if len(elements) < least:
        return 0.0
    fitting = {
        page: fold(e.text)
        for page, e in elements.items()
        if e.text and MIN_LENGTH <= len(e.text) <= MAX_LENGTH
    }
    if len(fitting) < least:
        return 0.0
    varied = len(set(fitting.values())) / len(fitting)
    if varied < UNIQUE:
        return 0.0
    said = sum(_how_said(text, evidence.hints[page]) for page, text in fitting.items()) / pages
    first = next(iter(elements.values()))
    score = 0.7 * said + HEADLINE_TAGS.get(first.tag, 0.0)
    if said < 0.2:
        # Nothing tells what the headlines are: what stands above a date or a long text may be one.
        score += 0.25 * sum(_heads_text(template, page, elements[page]) for page in fitting) / pages
    if HEADLINE_NAME.search(" ".join(first.names)):
        score += 0.15
    around = template.snapshots[spots[0].page].ancestors(spots[0].element)[:3]
    if OTHER_NAME.search(" ".join(name for element in (first, *around) for name in element.names)):
        score -= 0.4
    if first.linked * 2 > first.length or first.tag == "a":
        score -= 0.3
    if len(spots) > 1.2 * len(elements):
        score -= 0.3
    dated = sum(bool(NUMERIC_DATE.search(text[-25:])) for text in fitting.values()) / len(fitting)
    if dated > 0.8:
        score -= 0.15  # the headline together with the date below it
    score -= 0.5 * sum(records[p][e.index] for p, e in elements.items()) / len(elements)
    return score * varied * len(fitting) / pages


def _heads_text(template: Template, page: int, element: Element) -> bool:
    """Whether a date, or a text of some length, follows soon after ``element`` and is no link."""
    following = template.snapshots[page].elements[element.end : element.end + 12]
    return any(
        outer.linked == 0
        and (outer.length > 200 or (outer.text and NUMERIC_DATE.search(outer.text)))
        for outer in following
    )


def _how_said(text: str, hints: Hints) -> float:
    """How surely the page's head or a link to the page says that ``text`` is its headline."""
    if text in hints.titles or text == hints.head:
        return 1.0
    if text in hints.head and len(text) * 3 >= len(hints.head):
        return 0.95
    # A link's text may be cut, or carry the date behind it.
    if any(
        other.startswith(text) or (len(other) > 20 and text.startswith(other.rstrip(". …")))
        for other in hints.titles
    ):
        return 0.8
    return 0.0
