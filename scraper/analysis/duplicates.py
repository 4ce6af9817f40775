"""Near-duplicates among any number of texts, in bounded memory."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.analysis import minhash
from scraper.analysis.shingles import LENGTH, common, shingles
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from scraper.analysis.shingles import Shingles

SHORTEST = 20
"""Shingles that a text must have to be compared: two captions are alike by chance."""

REMEMBERED = 2_000
"""Sets of shingles that are kept while pairs are compared: some 15 MB."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that were compared word by word and are alike.

    Attributes:
        one: key of the one that came first.
        other: key of the other.
        jaccard: common shingles, of all that either has (0 to 1).
        containment: common shingles, of those of the shorter text (0 to 1).
    """

    one: int
    other: int
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups of near-duplicates.

    Attributes:
        groups: keys of texts that hang together by pairs, in the order of the texts; the largest
            group first.
        pairs: the pairs by which they hang together; not every pair of a group.
        compared: texts that were long enough to be compared.
        too_short: texts that were not.
    """

    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[Pair, ...]
    compared: int
    too_short: int


def near_duplicates(
    texts: Mapping[int, str],
    *,
    threshold: float = 0.5,
    contained: float = 0.8,
    length: int = LENGTH,
) -> Duplicates:
    """Find texts that are copies of each other but for some words, lines or paragraphs.

    Signatures propose pairs (:mod:`scraper.analysis.minhash`); each proposed pair is then compared
    by all its shingles, so that none is reported on an estimate. Of pairs at the threshold 98 % are
    proposed, of more similar ones nearly all. Memory: 256 bytes and a key for each text; a text is
    read once, and those of proposed pairs again.

    Args:
        texts: key to text, for instance :class:`scraper.analysis.corpus.ArchiveTexts`, which
            reads each text when it is asked for.
        threshold: Jaccard similarity from which two texts are near-duplicates (0.2 to 1).
        contained: share of the shorter text's shingles from which it is an excerpt of the other.
            Excerpts are found as far as the signatures propose them: those of less than half of
            the longer text may be missed.
        length: words of a shingle.

    Raises:
        UsageError: a threshold out of its range.
    """
    if not 0.2 <= threshold <= 1 or not 0.2 <= contained <= 1:
        raise UsageError(f"thresholds lie between 0.2 and 1, not at {threshold} and {contained}")
    if not 1 <= length <= 50:
        raise UsageError(f"a shingle has 1 to 50 words, not {length}")
    keys = array("q")
    signatures = minhash.Signatures()
    too_short = 0
    for key, text in texts.items():
        found = shingles(text, length)
        if found.size < SHORTEST:
            too_short += 1
            continue
        keys.append(key)
        signatures.append(minhash.signature(found))
    comparison = _Comparison(texts, keys, length, threshold, contained)
    # An estimate is believed only where it is far below what is wanted.
    floor = threshold - 4 * minhash.deviation(threshold)
    for pairs in minhash.candidates(signatures, threshold):
        comparison.compare(pairs[signatures.similarity(pairs) >= floor])
    return Duplicates(
        groups=comparison.groups(),
        pairs=tuple(sorted(comparison.found, key=lambda pair: (pair.one, pair.other))),
        compared=len(keys),
        too_short=too_short,
    )


class _Comparison:
    """Compares proposed pairs, and joins what is alike (union-find)."""

    def __init__(
        self,
        texts: Mapping[int, str],
        keys: array[int],
        length: int,
        threshold: float,
        contained: float,
    ) -> None:
        self._texts = texts
        self._keys = keys
        self._length = length
        self._threshold = threshold
        self._contained = contained
        self._sets: OrderedDict[int, Shingles] = OrderedDict()
        self._above: dict[int, int] = {}
        self._rejected: set[tuple[int, int]] = set()
        self.found: list[Pair] = []

    def compare(self, pairs: NDArray[np.int64]) -> None:
        """Look at pairs of places; those already known to hang together or to differ are skipped."""
        for one, other in pairs.tolist():
            pair = (one, other) if one < other else (other, one)
            if pair in self._rejected or self._root(one) == self._root(other):
                continue
            found = self._alike(*pair)
            if found is None:
                self._rejected.add(pair)
                continue
            self.found.append(found)
            low, high = sorted((self._root(one), self._root(other)))
            self._above[high] = low

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Keys of what hangs together."""
        members: dict[int, list[int]] = {}
        places = {place for link in self._above.items() for place in link}
        for place in sorted(places):
            members.setdefault(self._root(place), []).append(self._keys[place])
        return tuple(
            tuple(group) for group in sorted(members.values(), key=lambda g: (-len(g), g[0]))
        )

    def _root(self, place: int) -> int:
        while (above := self._above.get(place, place)) != place:
            self._above[place] = place = self._above.get(above, above)
        return place

    def _alike(self, one: int, other: int) -> Pair | None:
        first, second = self._set(one), self._set(other)
        if not (first.size and second.size):
            return None  # the text has changed since its signature was made
        shared = common(first, second)
        jaccard = shared / (first.size + second.size - shared)
        containment = shared / min(first.size, second.size)
        if jaccard < self._threshold and containment < self._contained:
            return None
        return Pair(self._keys[one], self._keys[other], jaccard, containment)

    def _set(self, place: int) -> Shingles:
        if place in self._sets:
            self._sets.move_to_end(place)
            return self._sets[place]
        made = shingles(self._texts[self._keys[place]], self._length)
        self._sets[place] = made
        if len(self._sets) > REMEMBERED:
            self._sets.popitem(last=False)
        return made
