"""CSS for a place: the shortest selector that finds the wanted elements on every page, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scraper.learning.snapshot import Element, Snapshot
    from scraper.learning.template import Template

MAX_ANCESTORS = 8
MAX_TRIED = 60
"""Selectors that are tried for one place."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector and the share of pages on which it finds exactly what is wanted."""

    css: str
    share: float


def selector_for(template: Template, wanted: Mapping[int, Element]) -> Selector | None:
    """The best selector whose first match on each page is the wanted element.

    Args:
        template: the pages.
        wanted: page to element; on pages that are left out the selector should find nothing.

    Returns:
        The shortest of the selectors that are right on most pages; None when none is right on half.
    """
    best: Selector | None = None
    tried: set[str] = set()
    for css in _candidates(template, wanted):
        if css in tried:
            continue
        tried.add(css)
        share = _share(template, wanted, css)
        if best is None or share > best.share:
            best = Selector(css, share)
        if share == 1.0 or len(tried) >= MAX_TRIED:
            break
    return best if best is not None and best.share >= 0.5 else None


def _share(template: Template, wanted: Mapping[int, Element], css: str) -> float:
    right = wrong = 0
    for number, snapshot in enumerate(template.snapshots):
        found = first_shown(snapshot, css)
        element = wanted.get(number)
        if found is element:
            right += element is not None
        else:
            wrong += 1
    return right / (right + wrong) if right else 0.0


def first_shown(snapshot: Snapshot, css: str) -> Element | None:
    """The first element that ``css`` finds, None when it finds none or one that is not shown."""
    node = snapshot.page.first(css)
    return None if node is None else snapshot.by_node.get(node.mem_id)


def _candidates(template: Template, wanted: Mapping[int, Element]) -> Iterator[str]:
    """Selectors for the wanted elements, the simplest first.

    They are written after the elements of the first and of the middle page: should the pages
    differ, the one that is right more often is taken.
    """
    pages = sorted(wanted)
    for page in dict.fromkeys((pages[0], pages[len(pages) // 2])):
        yield from _of_element(template, template.snapshots[page], wanted[page])


def _of_element(template: Template, snapshot: Snapshot, element: Element) -> Iterator[str]:
    own = _own(template, element)
    yield from own
    names = template.stable(element)
    if len(names) > 1:
        yield f"{element.tag}{names[0]}{names[1]}"
    bare = own[0] if names else element.tag
    around = snapshot.ancestors(element)[:MAX_ANCESTORS]
    named = [(depth, anchor) for depth, outer in enumerate(around)
             if (anchor := _anchor(template, outer))]  # fmt: skip
    for depth, anchor in named:
        if depth == 0:
            yield f"{anchor} > {bare}"
            yield f"{anchor} > {element.tag}:nth-of-type({element.nth})"
        else:
            yield f"{anchor} {bare}"
    for depth, anchor in named:
        steps = [_numbered(template, e) for e in reversed(around[:depth])]
        yield " > ".join((anchor, *steps, _numbered(template, element)))
    steps = [_numbered(template, e) for e in reversed(snapshot.ancestors(element))]
    yield " > ".join((*steps, _numbered(template, element)))


def _own(template: Template, element: Element) -> list[str]:
    """Selectors by the element's own names: an id, a class, a class with its tag."""
    names = template.stable(element)
    ids = [name for name in names if name[0] == "#"]
    others = [name for name in names if name[0] != "#"]
    return [*ids, *others, *(f"{element.tag}{name}" for name in others)]


def _anchor(template: Template, element: Element) -> str:
    names = template.stable(element)
    if not names:
        return element.tag if element.tag in ("main", "article", "header", "time") else ""
    ids = [name for name in names if name[0] == "#"]
    return ids[0] if ids else names[0]


def _numbered(template: Template, element: Element) -> str:
    names = template.stable(element)
    if names:
        return f"{element.tag}{names[0]}" if names[0][0] != "#" else names[0]
    return (
        element.tag
        if element.tag in ("body", "html")
        else f"{element.tag}:nth-of-type({element.nth})"
    )
