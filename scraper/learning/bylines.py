"""Where the author stands: an element that reads as a byline, or the line that signs the text.

A wrong author is worse than none. A place counts only when its name or its label says that a name
follows, or when what it holds reads as names on all pages, of people who differ; one name on every
page is the portal's own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.boxes import NAMED
from scraper.extraction.neighbours import announced
from scraper.extraction.sanity import sane_bylines
from scraper.learning.selectors import selector_for
from scraper.learning.template import least, once_per_page
from scraper.text import byline_paragraph, fold, parse_byline
from scraper.text.byline_labels import AUTHOR_LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.learning.evidence import Evidence
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template
    from scraper.model import Byline

MAX_TEXT = 300
"""Characters of an element that may be, or hold, a byline."""
SIGNED = 0.15
"""Share of pages whose text must be signed for the signature to be a rule."""

NAMED_BEHIND_LABEL = 0.2
"""Share of the elements behind a label that must hold names."""

AUTHOR_NAME = re.compile(
    r"author|byline|tac-?gia|nguoi-?(?:viet|dang)|writer|autor|auteur|verfasser|reporter|phong-?vien",
    re.IGNORECASE,
)
OTHER_NAME = re.compile(
    r"comment|related|lien-?quan|recent|popular|sidebar|widget|avatar|bio|categ|crumb|title|tieu-?de",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^\W*(tác giả(?: bài viết)?|người (?:viết|đăng|gửi)|đăng bởi|viết bởi|bài viết của|tin, ảnh|bài, ảnh|by|posted by|written by|author|von|autor(?:in)?|verfasst von|"
    r"par|auteur|por|escrito por)\b\s*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundByline:
    """The learned place of the byline.

    Attributes:
        css: selector of an element, or None.
        signed: whether the text's last lines name the author, on pages without such an element.
        values: page to the names found.
        confidence: 0 to 1.
        constant: one name that stands on all pages, and so is no author; None when there is none.
    """

    css: str | None
    signed: bool
    values: Mapping[int, tuple[Byline, ...]]
    elements: Mapping[int, Element]
    confidence: float
    constant: str | None = None


def find_byline(
    template: Template,
    evidence: Evidence,
    bodies: Mapping[int, Element],
    sections: frozenset[str],
    paragraphs: Mapping[int, Sequence[str]],
) -> FoundByline | None:
    """Find where the author stands.

    Args:
        template: the pages.
        evidence: for the portal's own names.
        bodies: page to the element of the text; an element inside it is no byline element.
        sections: names of sections (folded): never people.
        paragraphs: page to the paragraphs of its text.
    """
    names = evidence.site_names
    candidates = []
    for place, spots in template.places.items():
        elements = {
            page: element for page, element in once_per_page(spots).items()
            if element.text and 3 <= len(element.text) <= MAX_TEXT and not _inside(element, bodies.get(page))
        }  # fmt: skip
        if len(elements) < least(0.1, len(template)) or len(spots) > 1.5 * len(elements):
            continue
        values = {
            page: found for page, element in elements.items()
            if (found := _names_at(template, page, element, names))
        }  # fmt: skip
        score = _score(template, elements, values, bodies, sections)
        if score > 0:
            candidates.append((score, len(values), place, values, elements))
    signatures = _signatures(paragraphs, names)
    signed = len(signatures) >= least(SIGNED, len(template)) and _is_varied(signatures)
    for score, _, _, values, elements in sorted(candidates, key=lambda c: (-c[0], -c[1], c[2]))[:4]:
        if (constant := _constant(values, len(template))) is not None:
            return FoundByline(None, signed, signatures if signed else {}, {}, 0.5, constant)
        selector = selector_for(template, elements)
        if selector is not None and selector.share >= 0.6:
            merged = {**(signatures if signed else {}), **values}
            confidence = round(min(1.0, score) * selector.share, 2)
            return FoundByline(selector.css, signed, merged, elements, confidence)
    if signed:
        return FoundByline(
            None, True, signatures, {}, round(0.6 + 0.3 * len(signatures) / len(template), 2)
        )
    return None


def _names_at(
    template: Template, page: int, element: Element, names: Sequence[str]
) -> tuple[Byline, ...]:
    """The names that the element gives, by itself or behind the label before it."""
    found = parse_byline(element.text or "", site_names=names)
    if not found and (line := announced(template.snapshots[page].page, element.node)):
        found = parse_byline(line, site_names=names)
    return sane_bylines(found, names)


def _is_labelled(template: Template, page: int, element: Element) -> bool:
    text = element.text or ""
    if LABEL.match(text) or AUTHOR_LABEL.match(text):
        return True
    return announced(template.snapshots[page].page, element.node) is not None


def _inside(element: Element, body: Element | None) -> bool:
    return body is not None and body.index <= element.index < body.end


def _score(
    template: Template,
    elements: Mapping[int, Element],
    values: Mapping[int, tuple[Byline, ...]],
    bodies: Mapping[int, Element],
    sections: frozenset[str],
) -> float:
    labelled = sum(_is_labelled(template, p, e) for p, e in elements.items()) >= 0.8 * len(elements)
    # Behind a label stands "Administrator" where nobody is named; elsewhere nearly all must be names.
    if not values or len(values) < (NAMED_BEHIND_LABEL if labelled else 0.8) * len(elements):
        return 0.0
    if any(fold(b.name) in sections for found in values.values() for b in found):
        return 0.0
    page, first = next(iter(elements.items()))
    around = [first, *template.snapshots[page].ancestors(first)[:2]]
    marks = " ".join(n for e in around for n in e.names)
    itself = " ".join(first.names)
    said = bool(AUTHOR_NAME.search(itself)) or first.attributes.get("rel") == "author"
    if re.search(r"\d", itself) and not said:
        return 0.0  # a numbered container
    score = 0.5 * said + 0.2 * (bool(AUTHOR_NAME.search(marks)) and not said) + 0.45 * labelled
    if OTHER_NAME.search(marks) and not said:
        return 0.0
    if NAMED.search(" ".join(n.lstrip("#.") for e in around for n in e.names)) and not said:
        score -= 0.3
    varied = _is_varied(values)
    if not (said or labelled):
        # Nothing says that these are authors: the names must differ, and some come back.
        people = Counter(b.name for found in values.values() for b in found)
        if (
            not varied
            or len(values) < 0.6 * len(template)
            or max(people.values()) < 2
            or len(people) > 0.8 * len(values)
        ):
            return 0.0
        score += 0.35
    if bodies:
        near = sorted(
            min(abs(e.index - bodies[p].index), abs(e.index - bodies[p].end))
            for p, e in elements.items() if p in bodies
        )  # fmt: skip
        score += 0.2 * max(0.0, 1 - (near[len(near) // 2] if near else 99) / 40)
    return score + 0.1 * varied if score >= 0.4 else 0.0


def _is_varied(values: Mapping[int, tuple[Byline, ...]]) -> bool:
    return len({tuple(b.name for b in found) for found in values.values()}) > 1


def _constant(values: Mapping[int, tuple[Byline, ...]], pages: int) -> str | None:
    """The one name of all pages, when there are pages enough to tell."""
    names = {b.name for found in values.values() for b in found}
    return next(iter(names)) if len(names) == 1 and len(values) >= max(4, 0.8 * pages) else None


def _signatures(
    paragraphs: Mapping[int, Sequence[str]], names: Sequence[str]
) -> dict[int, tuple[Byline, ...]]:
    found = {}
    for page, lines in paragraphs.items():
        signed = byline_paragraph(lines, site_names=names)
        bylines = sane_bylines(signed[1], names) if signed is not None else ()
        if any(b.kind in ("author", "organisation") for b in bylines):
            found[page] = bylines
    return found
