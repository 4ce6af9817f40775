"""Refuse selectors that would take minutes on a page made for that.

A selector is tried from its right end. ``A ~ B`` looks at all siblings before each B, and ``:has(A B)``,
or ``A:has(B) C``, at the elements below each A once more for each element around it: 40,000 siblings
took 9 s here, 1,400 nested elements 14 s. Both are bounded by the shape of the page, which is worked out
only for pages with very many tags and for such selectors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.extraction.guard import CLOSED_BY_THEMSELVES, TAG
from scraper.model import NotAnArticle

MAX_DEEP = 100_000_000
"""Sum over all tags of the square of the elements that are open there; below a second for the selectors
of the families. The longest news pages seen have a fifth of that."""

MAX_WIDE = 100_000_000
"""Sum over all elements of the square of their children; 10,000 siblings took 0.3 s."""

FEW_DEEP, FEW_WIDE = 650, 10_000
"""Tags up to which no page can reach those sums."""

HAS = re.compile(r":has\(((?:[^()]|\([^()]*\))*)\)")
INNER = re.compile(r"\([^()]*\)|\[[^\]]*\]")
BELOW = re.compile(r"[^\s>~+,]\s+[^\s>~+,]")
"""A descendant combinator, where what stands in brackets is left out."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep and how wide the elements of a page stand, as the two sums of this module."""

    deep: int
    wide: int


def shape_of(html: str) -> Shape:
    """The shape of ``html``, by a scan that is linear in its length."""
    open_tags: dict[str, int] = {}
    children = [0]
    deep = wide = 0
    for tag in TAG.findall(html):
        name = tag.lstrip("/").lower()
        deep += len(children) * len(children)
        count = open_tags.get(name, 0)
        if tag[0] != "/":
            children[-1] += 1
            if name not in CLOSED_BY_THEMSELVES:
                open_tags[name] = count + 1
                children.append(0)
        elif count:
            open_tags[name] = count - 1
            wide += children.pop() ** 2
    return Shape(deep, wide + sum(count * count for count in children))


@lru_cache(maxsize=4_096)
def costs_of(css: str) -> tuple[bool, bool]:
    """Whether ``css`` is costly on deep pages, and whether it is on wide ones.

    >>> costs_of("p:has(a)"), costs_of("p:has(b a)"), costs_of("p:has(a) b"), costs_of("h1 ~ p")
    ((False, False), (True, False), (True, False), (False, True))
    """
    inside = [INNER.sub("", argument) for argument in HAS.findall(css)]
    outside = INNER.sub("", HAS.sub("\0", css))
    behind = any(
        "\0" in part[:-1] and BELOW.search(part[part.index("\0") :]) for part in outside.split(",")
    )
    deep = behind or any(BELOW.search(argument) for argument in inside)
    return deep, "~" in outside or any("~" in argument for argument in inside)


def check_cost(css: str, html: str, shape: Shape) -> None:
    """Refuse a page on which ``css`` would take too long.

    Raises:
        NotAnArticle: reason ``too large``.
    """
    deep, wide = costs_of(css)
    if (deep and shape.deep > MAX_DEEP) or (wide and shape.wide > MAX_WIDE):
        much = "nested too deep" if deep and shape.deep > MAX_DEEP else "too many in one place"
        raise NotAnArticle("too large", f"its {html.count('<'):,} tags are {much} to be searched")
