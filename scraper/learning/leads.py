"""Where the lead stands: one paragraph between headline and text that is not part of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

COVERED = 0.3
MIN_LENGTH = 40
LEAD_NAME = re.compile(
    r"lead|sapo|summary|intro|teaser|abstract|excerpt|chapo|entradilla|standfirst|tom-?tat|trich-?yeu|hometext|subtitle|deck|vorspann",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundLead:
    """The learned place of the lead; ``css`` finds one element."""

    css: str
    elements: Mapping[int, Element]
    confidence: float


def find_lead(
    template: Template, titles: Mapping[int, Element], bodies: Mapping[int, Element]
) -> FoundLead | None:
    """Find the lead: an element named for it, outside the text, whose words no other page has."""
    found: list[tuple[float, str, dict[int, Element]]] = []
    for place, spots in template.places.items():
        elements = {
            page: element
            for page, element in once_per_page(spots).items()
            if page in bodies and page in titles
            and titles[page].index < element.index < bodies[page].index
            and not element.index < bodies[page].index < element.end
            and element.length >= MIN_LENGTH and element.linked * 2 < element.length
        }  # fmt: skip
        if len(elements) < max(2, COVERED * len(template)):
            continue
        first = next(iter(elements.values()))
        if not LEAD_NAME.search(" ".join(first.names)):
            continue
        texts = {element.text or element.length for element in elements.values()}
        if len(texts) >= 0.8 * len(elements):
            found.append((len(elements) / len(template), place, elements))
    for share, _, elements in sorted(found, key=lambda f: (-f[0], f[1]))[:3]:
        selector = selector_for(template, elements)
        if selector is not None and selector.share >= 0.8:
            return FoundLead(selector.css, elements, round(0.8 * share * selector.share + 0.2, 2))
    return None
