"""What an index answers: which articles, in which order, and how all that was found spreads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.search.results import Facets, Order

FACET_VALUES = 50
"""Values of a facet that an answer lists, most frequent first; months are listed all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an index besides the query.

    Attributes:
        order: ``ranked`` or ``newest``.
        limit: hits wanted.
        offset: hits to skip.
        points: for each archive the last article id that counts; empty for all articles.
    """

    order: Order
    limit: int
    offset: int
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One hit: the archive's place among those opened together, the article, its score."""

    archive: int
    id: int
    score: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """The places of one page of hits, and the total and facets of all."""

    places: tuple[Place, ...]
    total: int
    facets: Facets


def to_point(last_ids: Sequence[int]) -> str:
    """The last article id of each archive as one word, to be given with later pages."""
    return "-".join(map(str, last_ids))


def from_point(point: str | None, archives: int) -> tuple[int, ...]:
    """What :func:`to_point` made into a word.

    Raises:
        UsageError: it is no such word, or of other archives.
    """
    if point is None:
        return ()
    parts = point.split("-")
    if len(parts) != archives or not all(
        p.isascii() and p.isdigit() and len(p) < 19 for p in parts
    ):
        raise UsageError(f"{point!r} is no point of an earlier answer of these archives")
    return tuple(map(int, parts))
