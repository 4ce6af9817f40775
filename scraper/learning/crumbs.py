"""Reading the names of a section path out of an element: its links, its list items, its text in parts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.extraction.sanity import sane_section
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scraper.learning.evidence import Evidence
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

MAX_NAME = 80
"""Characters of a section's name; the longest seen have some 60."""

SEPARATORS = (">>", "»", "›", "→", ">", "/", "|", "::", "·", "«")
HOME = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home|trang-?chu|startseite|accueil|inicio)(?:\.\w{2,5})?/?)?",
    re.IGNORECASE,
)
"""Paths that are a portal's home, in one language or with its index spelled out."""

LABEL = re.compile(r".{0,40}[:：]\s*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the names at a place.

    Attributes:
        kind: ``whole`` text, ``split`` by ``separator``, or each ``li``, ``a`` or ``span`` inside.
        label: words in front of the name on every page.
        skip: names that lead every path, though the paths differ: the way home.
        values: page to the section path.
    """

    kind: str
    separator: str | None
    label: str | None
    skip: tuple[str, ...]
    values: Mapping[int, tuple[str, ...]]


def readings(
    template: Template,
    elements: Mapping[int, Element],
    texts: Mapping[int, str],
    evidence: Evidence,
    titles: Mapping[int, str],
) -> Iterator[Reading]:
    """All ways in which the elements of a place may be read.

    Args:
        template: the pages.
        elements: page to the element.
        texts: page to its text, where that is short enough for a path.
        evidence: for the portal's own names.
        titles: page to its headline, which ends many a path.
    """
    label = _label(list(texts.values()))
    for kind, separator, raw in _ways(template, elements, texts, label):
        skip = _way_home(template, elements, raw, evidence)
        values = {
            page: sane_section(names, title=titles.get(page), site_names=evidence.site_names, skip=skip)
            for page, names in raw.items()
        }  # fmt: skip
        yield Reading(kind, separator, label if kind in ("whole", "split") else None, skip, values)


def _ways(
    template: Template,
    elements: Mapping[int, Element],
    texts: Mapping[int, str],
    label: str | None,
) -> Iterator[tuple[str, str | None, dict[int, list[str]]]]:
    bare = {page: text.removeprefix(label or "").strip() for page, text in texts.items()}
    yield "whole", None, {page: [text] for page, text in bare.items()}
    for separator in SEPARATORS:
        parted = [_is_parted(text, separator) for text in bare.values()]
        if sum(parted) >= 0.5 * len(parted):
            yield "split", separator, {
                page: [part for part in map(str.strip, text.split(separator)) if part]
                for page, text in bare.items()
            }  # fmt: skip
            break
    for tag in ("li", "a", "span"):
        names = {page: _texts_below(template, page, elements[page], tag) for page in texts}
        if sum(map(bool, names.values())) >= 0.8 * len(names):
            yield tag, None, names


def _is_parted(text: str, separator: str) -> bool:
    return f" {separator} " in f" {text} " or (separator in ">>»›→::" and separator in text)


def _texts_below(template: Template, page: int, element: Element, tag: str) -> list[str]:
    return [
        clean(e.text) for e in template.snapshots[page].inside(element) if e.tag == tag and e.text
    ]


def _label(texts: Sequence[str]) -> str | None:
    """The words before the first name, when the same stand before all and end in a colon."""
    if len(set(texts)) < 2:
        match = re.match(r"[^:：]{2,40}[:：]", texts[0]) if texts else None
        return match.group() if match else None
    shortest, longest = min(texts), max(texts)  # in the order of letters: these two differ most
    same = (n for n, (a, b) in enumerate(zip(shortest, longest, strict=False)) if a != b)
    prefix = shortest[: next(same, len(shortest))]
    end = max(prefix.rfind(":"), prefix.rfind("："))
    return prefix[: end + 1].strip() if 1 <= end <= 40 else None


def _way_home(
    template: Template,
    elements: Mapping[int, Element],
    raw: Mapping[int, Sequence[str]],
    evidence: Evidence,
) -> tuple[str, ...]:
    """Names that lead every path, link to the home page or to nothing, and are no section."""
    filled = {page: names for page, names in raw.items() if names}
    if len({tuple(names) for names in filled.values()}) < 2:
        return ()
    counts = Counter(name for names in filled.values() for name in set(names[:2]))
    found = []
    for name, count in sorted(counts.items()):
        if count < 0.95 * len(filled) or fold(name) in evidence.menus:
            continue
        targets = {
            _path(e.attributes.get("href"))
            for page in filled
            for e in template.snapshots[page].inside(elements[page])
            if e.tag == "a" and e.text and clean(e.text) == name
        }
        if all(HOME.fullmatch(target) for target in targets):
            found.append(name)
    return tuple(found)[:3]


def _path(href: str | None) -> str:
    try:
        return urlsplit(href or "").path
    except ValueError:
        return "/?"
