"""Traps: which listings still bring something, and which shapes of address have stopped to.

A *shape* is an address without its values: path with numbers as ``#``, and the names of its
parameters. All days of a calendar have one shape, and so have all pages of all sections.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.crawl.keyset import KeySet
from scraper.portals.addresses import PAGE_PARAMETER, PAGE_SEGMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

BARREN = 80
"""Listing pages of one shape in a row without an article that no other listing showed."""

NEVER = 30
"""The same for a shape that never showed such an article: a calendar, a cloud of tags, a filter."""

MOST = 20_000
"""Listing pages of one shape in one crawl, however much they bring."""

LANGUAGES = frozenset("vi vn en us fr de es pt ru zh cn ja jp ko kr lo km th".split())


def is_growing(url: str) -> bool:
    """Whether ``url`` is of the kind that a portal lengthens by each click, without end.

    Two languages in a row come from a language switch that appends to the path instead of
    replacing its beginning (seen: 33 articles under 11,305 addresses); a segment that stands there
    three times comes from relative links on a page that answers at every depth.

    >>> [is_growing(f"https://x.vn{path}") for path in ("/vi/en/?tm=7", "/a/b/a/b/a/b", "/en/a/?x=1")]
    [True, True, False]
    """
    segments = [segment.lower() for segment in urlsplit(url).path.split("/") if segment]
    if any(a in LANGUAGES and b in LANGUAGES for a, b in pairwise(segments)):
        return True
    return len(segments) > 2 and max(Counter(segments).values()) > 2


@lru_cache(maxsize=512)
def shape_of(url: str) -> str:
    """The shape of ``url``.

    >>> shape_of("https://x.vn/tin/trang-3?tm=7&page=2")
    'x.vn/tin/trang-#?page&tm'
    """
    parts = urlsplit(url)
    path = re.sub(r"\d+", "#", parts.path)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{parts.netloc.removeprefix('www.')}{path}" + (f"?{'&'.join(names)}" if names else "")


def wide_shape_of(shape: str) -> str | None:
    """``shape`` with whatever word stands last in its path: all tags of a cloud have one wide shape.

    None where the last word says no more than a number.

    >>> wide_shape_of("x.vn/the/cau-duong?page"), wide_shape_of("x.vn/lich/#")
    ('x.vn/the/*?page', None)
    """
    place, mark, names = shape.partition("?")
    parent, _, last = place.rpartition("/")
    return f"{parent}/*{mark}{names}" if parent and last.strip("#") else None


@lru_cache(maxsize=512)
def series_of(url: str) -> str:
    """``url`` without its page number: the same for all pages of one listing.

    >>> series_of("https://x.vn/?tm=7&page=2") == series_of("https://x.vn/?tm=7")
    True
    >>> series_of("https://x.vn/tin/trang-3") == series_of("https://x.vn/tin/")
    True
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(pair for pair in pairs if not PAGE_PARAMETER.match(pair[0])))
    path = PAGE_SEGMENT.sub("", parts.path).rstrip("/")
    return f"{parts.netloc.removeprefix('www.')}{path}?{query}"


def page_number(url: str) -> int:
    """The page number (or offset) in ``url``; 0 when it has none, as first pages do.

    A postback's page is named by the fragment (:mod:`scraper.crawl.sources.postback`).

    >>> page_number("https://x.vn/?tm=7&page=2"), page_number("https://x.vn/tin/trang-3")
    (2, 3)
    """
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if PAGE_PARAMETER.match(name) and value.isascii() and value.isdigit():
            return int(value[:9])
    if parts.fragment and (digits := re.search(r"(\d{1,9})\D*$", parts.fragment)):
        return int(digits[1])
    segment = PAGE_SEGMENT.search(parts.path)
    return int(re.sub(r"\D", "", segment.group().partition(".")[0])) if segment else 0


@dataclass(slots=True)
class _Yield:
    pages: int = 0
    barren: int = 0


@dataclass(slots=True)
class Shapes:
    """The listing shapes of one crawl, what they bring, and why some were closed.

    Attributes:
        closed: shape to the reason, in words.
    """

    closed: dict[str, str] = field(default_factory=dict)
    _yields: dict[str, _Yield] = field(default_factory=dict)
    _shown: KeySet = field(default_factory=KeySet)

    def saw(self, url: str, keys: Iterable[str]) -> str | None:
        """Count a listing page and its article keys; the reason if its shape is closed by it."""
        barren = not [key for key in keys if self._shown.add(key)]
        shape = shape_of(url)
        # Sections of a portal have one wide shape, too: patience with it is longer.
        wide = wide_shape_of(shape)
        reasons = [self._count(shape, barren=barren, never=NEVER)]
        if wide is not None:
            reasons.append(self._count(wide, barren=barren, never=BARREN))
        return next(filter(None, reasons), None)

    def why_closed(self, url: str) -> str | None:
        """Why no further page of the shape of ``url`` is asked for, None when it may be."""
        shape = shape_of(url)
        return self.closed.get(shape) or self.closed.get(wide_shape_of(shape) or "")

    def _count(self, shape: str, *, barren: bool, never: int) -> str | None:
        counted = self._yields.setdefault(shape, _Yield())
        counted.pages += 1
        counted.barren = counted.barren + 1 if barren else 0
        if shape in self.closed:
            return None
        if counted.barren >= BARREN:
            self.closed[shape] = f"{BARREN} pages like {shape} in a row showed nothing new"
        elif counted.barren == counted.pages >= never:
            self.closed[shape] = f"{never} pages like {shape} showed nothing that others do not"
        elif counted.pages >= MOST:
            self.closed[shape] = f"{MOST} pages like {shape} are enough for one crawl"
        return self.closed.get(shape)
