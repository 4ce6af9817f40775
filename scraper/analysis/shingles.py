"""A text as the set of its shingles: every run of some words, hashed.

Sets of shingles say how much two texts have in common whatever its place (Broder 1997, "On the
resemblance and containment of documents").
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from scraper.text import exact, words

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    Shingles: TypeAlias = NDArray[np.uint64]
    """Hashes, each once, ascending."""

LENGTH = 5
"""Words (Vietnamese: syllables) of a shingle: long enough that chance repeats hardly any."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_REMEMBERED = 500_000


class _Hashes(dict[str, int]):
    """Word as written to the hash of its normal form, the same in every process."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        digest = blake2b(exact(word).encode(), digest_size=8).digest()
        self[word] = made = int.from_bytes(digest, "little")
        return made


_HASHES = _Hashes()


def shingles(text: str, length: int = LENGTH) -> Shingles:
    """The shingles of ``text``; case, punctuation, lines and the place of a tone do not matter.

    >>> a, b = shingles("Sáng nay, thị xã Hòa Bình họp"), shingles("sáng nay thị xã HOÀ BÌNH. Họp!")
    >>> len(a), bool((a == b).all())
    (3, True)
    """
    parts = words(text)
    count = len(parts) - length + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_HASHES.__getitem__, parts), dtype=np.uint64, count=len(parts))
    mixed = hashes[:count].copy()
    for place in range(1, length):
        mixed *= _MULTIPLIER
        mixed += hashes[place : place + count]
    ordered = _finalized(mixed)
    ordered.sort()  # and each once, as np.unique does, in a quarter of its time
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def _finalized(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over all (the finalizer of SplitMix64, Steele et al. 2014)."""
    values ^= values >> np.uint64(30)
    values *= _MIX[0]
    values ^= values >> np.uint64(27)
    values *= _MIX[1]
    values ^= values >> np.uint64(31)
    return values


def common(one: Shingles, other: Shingles) -> int:
    """Number of shingles that both have."""
    return int(np.intersect1d(one, other, assume_unique=True).size)


def jaccard(one: Shingles, other: Shingles) -> float:
    """Shingles that both have, of those that either has: 0 to 1; Broder's resemblance."""
    shared = common(one, other)
    return shared / (one.size + other.size - shared) if shared else 0.0


def containment(one: Shingles, other: Shingles) -> float:
    """Shingles that both have, of those of the smaller set: 1 where one text is part of the other."""
    shared = common(one, other)
    return shared / min(one.size, other.size) if shared else 0.0
