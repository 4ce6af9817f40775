"""Boxes inside the text that are not the article's: what repeats there, and rows of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.learning.fresh import Fresh
    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template

MAX_CUTS = 8
INLINE = frozenset("a span strong b em i u font".split())


def find_cuts(
    template: Template,
    bodies: Mapping[int, Element],
    fresh: Mapping[int, Fresh],
    fields: Mapping[int, Sequence[Element]],
) -> tuple[str, ...]:
    """Selectors of boxes in the text without fresh text of their own, on most pages that have them.

    Args:
        template: the pages.
        bodies: page to the element of its text.
        fresh: page to the text that it alone has.
        fields: page to the elements of other fields; what holds one of them is never cut.
    """
    boxes: dict[str, set[int]] = {}
    kept: set[str] = set()
    for page, body in bodies.items():
        snapshot = template.snapshots[page]
        held = sorted(element.index for element in fields.get(page, ()))
        skip = body.index
        for element in snapshot.inside(body):
            named = [n for n in template.stable(element) if n[0] in "#."]
            if element.index < skip or not element.length or not named:
                continue
            mine, other = fresh[page].of(element)
            if mine * 10 > other or any(element.index <= at < element.end for at in held):
                kept.update(named)
            elif other > 0 and element.tag not in INLINE:
                boxes.setdefault(named[0], set()).add(page)
                skip = element.end
    least = max(2, 0.2 * len(bodies))
    found = [(len(on), name) for name, on in boxes.items() if name not in kept and len(on) >= least]
    return tuple(name for _, name in sorted(found, key=lambda f: (-f[0], f[1])))[:MAX_CUTS]
