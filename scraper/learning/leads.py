"""Where the lead stands: between headline and text, a passage that only its page has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.learning.fresh import Fresh
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

COVERED = 0.2
"""Share of pages, and at least two, that must have a lead: many articles have none."""

MIN_LENGTH = 40
"""Characters of a lead, white space apart; shorter ones are labels, names and dates."""

USABLE = 0.8
"""Share of pages on which the selector must find the lead, or find nothing where there is none."""

LEAD_NAME = re.compile(
    r"lead|sapo|summary|intro|teaser|abstract|excerpt|chapo|chapeau|entradilla|standfirst|tom-?tat|trich-?yeu|hometext|"
    r"subtitle|deck|vorspann|description",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundLead:
    """The learned place of the lead; ``css`` finds one element."""

    css: str
    elements: Mapping[int, Element]
    confidence: float


def find_lead(
    template: Template,
    titles: Mapping[int, Element],
    bodies: Mapping[int, Element],
    fresh: Mapping[int, Fresh],
    fields: Mapping[int, Sequence[Element]],
) -> FoundLead | None:
    """Find the lead: outside the text, and holding nothing of another field.

    Args:
        template: the pages.
        titles: page to its headline.
        bodies: page to the element of its text.
        fresh: page to the text that it alone has.
        fields: page to the elements of other fields.
    """
    found: list[tuple[bool, int, str, dict[int, Element]]] = []
    for place, spots in template.places.items():
        elements = {
            page: e for page, e in once_per_page(spots).items()
            if page in bodies and page in titles and e.length >= MIN_LENGTH
            and titles[page].end <= e.index and e.end <= bodies[page].index
            and not any(e.index <= other.index < e.end for other in fields.get(page, ()))
            and fresh[page].of(e)[0] > 0.8 * e.length
        }  # fmt: skip
        if len(elements) >= max(2, COVERED * len(template)):
            first = next(iter(elements.values()))
            named = bool(LEAD_NAME.search(" ".join(first.names)))
            found.append((named, len(elements), place, elements))
    for named, count, _, elements in sorted(found, key=lambda f: (not f[0], -f[1], f[2]))[:4]:
        selector = selector_for(template, elements)
        if selector is not None and selector.share >= USABLE:
            sure = (0.5 + 0.3 * named + 0.2 * count / len(template)) * selector.share
            return FoundLead(selector.css, elements, round(sure, 2))
    return None
