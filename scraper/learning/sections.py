"""Where the section stands: a short text that several pages share and that is not on all.

A breadcrumb is known by its name or its separators; a category label by values that come back and
that menus or addresses know too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.sanity import sane_section
from scraper.learning.selectors import selector_for
from scraper.learning.template import once_per_page
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.learning.evidence import Evidence
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

COVERED = 0.6
MAX_TEXT = 250
MAX_NAME = 80

CRUMB = re.compile(
    r"crumb|duong-?dan|path(?!-)|you-?are-?here|brotkrume|ariane|truong-?muc|site-?map-?path|current-?location",
    re.IGNORECASE,
)
CATEGORY = re.compile(
    r"categ|chuyen-?muc|danh-?muc|section|cat-links|rubri|topic|the-?loai|kategorie|tax-?onomy",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"tag|author|related|lien-?quan|share|social|menu|nav-|navbar|sidebar|widget|footer|keyword|byline|date|title|tieu-?de",
    re.IGNORECASE,
)  # fmt: skip
SEPARATORS = (">>", "»", "›", ">", "→", "/", "|", "::", "«")
LABEL = re.compile(
    r"^(chuyên mục|danh mục|mục|thể loại|category|categories|section|posted in|filed under|in|kategorie|rubrik|rubrique|categoría|sección)\s*:?\s+(?=\S)",
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


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read the names out of an element: its child links, its parts, all of it."""

    kind: str  # "a", "li", "children", "split", "whole"
    separator: str | None = None


def find_section(
    template: Template,
    titles: Mapping[int, Element],
    evidence: Evidence,
    title_texts: Mapping[int, str],
) -> FoundSection | None:
    """Find the place of the section path, or None when no place is clearly it."""
    menus = _menu_texts(template)
    candidates = []
    for place, spots in template.places.items():
        elements = once_per_page(spots)
        if len(elements) < max(2, COVERED * len(template)) or len(spots) > 1.5 * len(elements):
            continue
        texts = {p: e.text for p, e in elements.items() if e.text and len(e.text) <= MAX_TEXT}
        if len(texts) < max(2, COVERED * len(template)):
            continue
        way, values, skip = _best_way(template, elements, texts, evidence, title_texts)
        score = _score(template, elements, values, titles, menus)
        if score >= 0.5:
            candidates.append((score, -len(place), place, way, values, skip, elements))
    for score, _, place, way, values, skip, elements in sorted(
        candidates, key=lambda c: (-c[0], c[1], c[2])
    )[:5]:
        selector = selector_for(template, elements)
        if selector is None or selector.share < COVERED:
            continue
        css, every = selector.css, False
        if way.kind in ("a", "li", "span"):
            css, every = f"{selector.css} {way.kind}", True
        label = _label(list(texts_of(elements))) if way.kind == "whole" else None
        del place
        return FoundSection(
            css, every, way.separator, label, skip, values, elements,
            round(min(1.0, score) * selector.share, 2),
        )  # fmt: skip
    return None


def texts_of(elements: Mapping[int, Element]) -> Sequence[str]:
    """The texts of elements, in the order of pages."""
    return [element.text or "" for _, element in sorted(elements.items())]


def _menu_texts(template: Template) -> frozenset[str]:
    """Texts of links that stand on most pages: menus name the sections."""
    counts: Counter[str] = Counter()
    for snapshot in template.snapshots:
        counts.update(
            {
                fold(e.text)
                for e in snapshot.elements
                if e.tag == "a" and e.text and len(e.text) <= MAX_NAME
            }
        )
    return frozenset(text for text, count in counts.items() if count >= max(2, 0.5 * len(template)))


def _best_way(
    template: Template,
    elements: Mapping[int, Element],
    texts: Mapping[int, str],
    evidence: Evidence,
    title_texts: Mapping[int, str],
) -> tuple[_Way, dict[int, tuple[str, ...]], tuple[str, ...]]:
    """How the names are best read: the way that gives the longest paths of short names."""
    ways: list[tuple[_Way, dict[int, list[str]]]] = [
        (_Way("whole"), {p: [t] for p, t in texts.items()})
    ]
    for separator in SEPARATORS:
        if sum(f" {separator} " in f" {text} " or (len(separator) > 1 and separator in text)
               for text in texts.values()) >= 0.5 * len(texts):  # fmt: skip
            parts = {
                p: [s for s in map(str.strip, t.split(separator)) if s] for p, t in texts.items()
            }
            ways.append((_Way("split", separator), parts))
            break
    for tag in ("li", "a", "span"):
        names = {p: _texts_below(template, p, elements[p], tag) for p in texts}
        if sum(bool(n) for n in names.values()) >= 0.8 * len(names):
            ways.append((_Way(tag), names))
    best = None
    for way, raw in ways:
        common = _on_all(raw)
        values = {
            p: sane_section(
                _unlabelled(names),
                title=title_texts.get(p),
                site_names=evidence.site_names,
                skip=common,
            )
            for p, names in raw.items()
        }
        shown = sum(len(" ".join(v)) for v in values.values())
        tidy = all(
            len(name) <= MAX_NAME and not _has_separator(name)
            for v in values.values()
            for name in v
        )
        rank = (tidy, shown, way.kind != "whole", way.kind == "li")
        if best is None or rank > best[0]:
            best = (rank, way, values, common)
    assert best is not None  # noqa: S101  # "whole" is always there
    return best[1], best[2], best[3]


def _has_separator(name: str) -> bool:
    return any(separator in name for separator in (">>", "»", "›", " > ", " → "))


def _texts_below(template: Template, page: int, element: Element, tag: str) -> list[str]:
    return [
        clean(e.text)
        for e in template.snapshots[page].inside(element)
        if e.tag == tag and e.text and len(e.text) <= MAX_NAME
    ]


def _unlabelled(names: Sequence[str]) -> list[str]:
    return [LABEL.sub("", names[0]), *names[1:]] if names else []


def _label(texts: Sequence[str]) -> str | None:
    """The words before the section, when the same stand before all of them."""
    found = [match.group().strip() for text in texts if (match := LABEL.match(text))]
    return found[0] if found and len(found) == len(texts) and len(set(found)) == 1 else None


def _on_all(raw: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """Names that lead the path on every page, though the paths differ: the way home."""
    if len({tuple(names) for names in raw.values()}) < 2:
        return ()
    counts = Counter(name for names in raw.values() for name in set(names[:2]))
    return tuple(sorted(n for n, c in counts.items() if c == len(raw) and len(raw) >= 4))[:3]


def _score(
    template: Template,
    elements: Mapping[int, Element],
    values: Mapping[int, tuple[str, ...]],
    titles: Mapping[int, Element],
    menus: frozenset[str],
) -> float:
    pages = len(template)
    filled = {p: v for p, v in values.items() if v}
    if len(filled) < max(2, COVERED * pages):
        return 0.0
    if any(len(name) > MAX_NAME for v in filled.values() for name in v):
        return 0.0
    counts = Counter(filled.values())
    page, first = next((p, e) for p, e in elements.items() if p in filled)
    around = [first, *template.snapshots[page].ancestors(first)[:2]]
    own = " ".join([*first.names, *(n for e in around[1:] for n in e.names[:3])])
    is_crumb, is_category = bool(CRUMB.search(own)), bool(CATEGORY.search(own))
    links = sum(e.linked > 0 or e.tag == "a" or any(a.tag == "a" for a in around) for e in (first,))
    score = 0.0
    if is_crumb:
        score += 0.6
    elif is_category:
        score += 0.4
    if OTHER.search(" ".join(first.names)) and not (is_crumb or is_category):
        score -= 0.4
    returning = sum(count for count in counts.values() if count > 1) / len(filled)
    if len(counts) == 1:
        # One section only: nothing tells it from a headline of the site but its name.
        if not (is_crumb or is_category):
            return 0.0
        score -= 0.1
    elif len(counts) > 0.8 * len(filled):
        return 0.0 if not is_crumb else score  # as many values as pages: no section
    else:
        score += 0.2 * returning
    innermost = [fold(v[-1]) for v in filled.values()]
    score += 0.25 * sum(name in menus for name in innermost) / len(innermost)
    score += 0.1 * links
    score += 0.15 * _in_address(template, filled)
    if titles and all(e.index < titles[p].index for p, e in elements.items() if p in titles):
        score += 0.1
    return score * len(filled) / pages


def _in_address(template: Template, values: Mapping[int, tuple[str, ...]]) -> float:
    """Share of pages whose address holds the section's name as a slug."""
    hits = 0
    for page, value in values.items():
        url = fold(template.snapshots[page].page.url)
        slug = re.sub(r"[^a-z0-9]+", "-", fold(value[-1])).strip("-")
        hits += len(slug) > 3 and slug in url
    return hits / len(values)
