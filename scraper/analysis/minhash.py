"""Short signatures that tell which texts may be alike, without comparing all pairs.

MinHash (Broder 1997): two sets agree in the smallest value under a random order as often as their
Jaccard similarity says. Of each smallest value 16 bits are kept (Li & König 2010, "b-bit minwise
hashing"), which makes 256 bytes per text. Texts that agree in all rows of any band are candidates
(locality-sensitive hashing: Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, 3.4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scraper.analysis.shingles import Shingles

PERMUTATIONS = 128

FOUND = 0.98
"""Share of the pairs of exactly the wanted similarity that some band finds; more similar ones more."""

BUCKET = 12
"""Texts of one bucket that are all compared with each other."""

BLOCK = 4_096
"""Texts whose signatures grow together; pairs that are looked at together."""

_random = np.random.default_rng(20_220_113)  # fixed: the same texts have the same signatures
_FACTORS = _random.integers(0, 2**31, PERMUTATIONS, dtype=np.uint32)[:, None] * np.uint32(2) + (
    np.uint32(1)
)
_SHIFTS = _random.integers(0, 2**32, PERMUTATIONS, dtype=np.uint32)[:, None]


def signature(found: Shingles) -> NDArray[np.uint16]:
    """The signature of a set with at least one member."""
    short = (found >> np.uint64(32)).astype(np.uint32)
    # An odd factor permutes the numbers of 32 bits; overflow is the modulus.
    smallest: NDArray[np.uint32] = (_FACTORS * short + _SHIFTS).min(axis=1)
    return smallest.astype(np.uint16)


@dataclass(slots=True)
class Signatures:
    """Signatures of many texts, in the order in which they came."""

    _blocks: list[NDArray[np.uint16]] = field(default_factory=list)
    _count: int = 0

    def __len__(self) -> int:
        return self._count

    def append(self, one: NDArray[np.uint16]) -> None:
        """Add the signature of the next text."""
        if self._count == len(self._blocks) * BLOCK:
            self._blocks.append(np.empty((BLOCK, PERMUTATIONS), dtype=np.uint16))
        self._blocks[-1][self._count % BLOCK] = one
        self._count += 1

    def keys(self, first: int, rows: int) -> NDArray[np.uint64]:
        """One number for each text out of ``rows`` (at most 8) entries of its signature."""
        made = np.zeros(self._count, dtype=np.uint64)
        for n, block in enumerate(self._blocks):
            part = made[n * BLOCK : (n + 1) * BLOCK]
            for row in range(first, first + rows):
                part *= np.uint64(0x100000001B3)
                part += block[: part.size, row] + np.uint64(1)
        return made

    def similarity(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """Estimated Jaccard similarity of each pair; the error is about 0.04 at 0.5."""
        found = np.empty(len(pairs), dtype=np.float64)
        for at in range(0, len(pairs), BLOCK):
            one, other = (self._rows(column) for column in pairs[at : at + BLOCK].T)
            found[at : at + BLOCK] = (one == other).mean(axis=1)
        return found

    def _rows(self, places: NDArray[np.int64]) -> NDArray[np.uint16]:
        """Signatures of some texts."""
        made = np.empty((places.size, PERMUTATIONS), dtype=np.uint16)
        homes = places // BLOCK
        for home in np.unique(homes):
            here = homes == home
            made[here] = self._blocks[home][places[here] % BLOCK]
        return made


def rows_for(threshold: float) -> int:
    """Rows of a band: as many as still find :data:`FOUND` of the pairs of this similarity.

    >>> rows_for(0.5), rows_for(0.8)
    (3, 7)
    """
    for rows in range(8, 1, -1):
        if 1 - (1 - threshold**rows) ** (PERMUTATIONS // rows) >= FOUND:
            return rows
    return 1


def deviation(similarity: float) -> float:
    """Standard error of an estimated similarity."""
    return math.sqrt(similarity * (1 - similarity) / PERMUTATIONS)


def candidates(signatures: Signatures, threshold: float) -> Iterator[NDArray[np.int64]]:
    """Pairs of places that may be alike, band by band; a pair may come again.

    In a bucket of more than :data:`BUCKET` texts each is paired with the first and its nearest
    neighbours only, so that a thousand copies of one notice do not make half a million pairs: that
    still makes one group of what is alike.
    """
    rows = rows_for(threshold)
    for first in range(0, PERMUTATIONS - rows + 1, rows):
        keys = signatures.keys(first, rows)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        sizes = np.diff(np.r_[begins, ordered.size])
        pairs = [_pairs(order, begins, sizes, lag) for lag in range(1, BUCKET)]
        large = sizes > BUCKET
        firsts = np.repeat(order[begins[large]], sizes[large] - 1)
        rest = np.concatenate(
            [order[b + 1 : b + n] for b, n in zip(begins[large], sizes[large], strict=True)]
            or [np.empty(0, dtype=np.int64)]
        )
        yield np.concatenate([*pairs, np.column_stack([firsts, rest])])


def _pairs(
    order: NDArray[np.int64], begins: NDArray[np.int64], sizes: NDArray[np.int64], lag: int
) -> NDArray[np.int64]:
    """Each text of a bucket with the one ``lag`` places behind it, if that is in the bucket."""
    counts = np.maximum(sizes - lag, 0)
    total = int(counts.sum())
    before = np.repeat(np.cumsum(counts) - counts, counts)
    at = np.repeat(begins, counts) + np.arange(total) - before
    return np.column_stack([order[at], order[at + lag]])
