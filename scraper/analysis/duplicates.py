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

THRESHOLD = 0.5
"""Jaccard similarity of near-duplicates: two texts of one length have two thirds of their shingles in
common. Above 0.5, two that are alike to a third have something in common themselves, so that groups
hold together."""

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
        groups: keys of near-duplicates that hang together by pairs, in the order of the texts; the
            largest group first.
        pairs: the pairs by which they hang together; not every pair of a group.
        excerpts: pairs of which one text is nearly whole within a longer one. They join no group:
            what stands in one digest is not alike.
        compared: texts that were long enough to be compared.
        too_short: texts that were not.
    """

    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[Pair, ...]
    excerpts: tuple[Pair, ...]
    compared: int
    too_short: int


def near_duplicates(
    texts: Mapping[int, str],
    *,
    threshold: float = THRESHOLD,
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
            Excerpts are found as far as the signatures propose them: those of less than a third
            of the longer text are mostly missed.
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
        pairs=_ordered(comparison.found),
        excerpts=_ordered(comparison.excerpts),
        compared=len(keys),
        too_short=too_short,
    )


def _ordered(pairs: list[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair.one, pair.other)))


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
        self._apart: set[tuple[int, int]] = set()
        self.found: list[Pair] = []
        self.excerpts: list[Pair] = []

    def compare(self, pairs: NDArray[np.int64]) -> None:
        """Look at pairs of places; those already known to hang together or to differ are skipped."""
        for one, other in pairs.tolist():
            pair = (one, other) if one < other else (other, one)
            if pair in self._apart or self._root(one) == self._root(other):
                continue
            found = self._compared(*pair)
            if found.jaccard < self._threshold:
                self._apart.add(pair)
                if found.containment >= self._contained:
                    self.excerpts.append(found)
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

    def _compared(self, one: int, other: int) -> Pair:
        first, second = self._set(one), self._set(other)
        shared = common(first, second)
        return Pair(
            self._keys[one],
            self._keys[other],
            shared / max(1, first.size + second.size - shared),
            shared / max(1, min(first.size, second.size)),
        )

    def _set(self, place: int) -> Shingles:
        if place in self._sets:
            self._sets.move_to_end(place)
            return self._sets[place]
        made = shingles(self._texts[self._keys[place]], self._length)
        self._sets[place] = made
        if len(self._sets) > REMEMBERED:
            self._sets.popitem(last=False)
        return made
