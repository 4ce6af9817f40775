"""Gaps in what should be dense: runs of missing numbers or days that chance does not explain.

The statistic is one for ids and for days. Of the positions beside a gap, k are there and m are
missing. If positions were missing at random and independently of each other, the next g would all be
missing with the probability that Laplace's rule of succession gives from k and m:
the product of (m + 1 + i) / (k + m + 2 + i) for i = 0 ... g - 1. Times the number of places at which
a run could begin, this is how many runs of this length chance would make. A gap is unusual where
that is under :data:`EXPECTED`. The rule of succession, and not k / (k + m), because a density that is
known from few positions must not be taken for certain: a single number missing among 60 is nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEIGHBOURS = 30
"""Positions on each side by which the density around a gap is judged."""

FEWEST = 5
"""Positions on one side below which nothing is said of a gap."""

EXPECTED = 0.05
"""Gaps of its length that chance would make, below which a gap is unusual."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of missing positions.

    Attributes:
        first, last: the first and last missing position.
        expected: runs of this length or more that chance would make in the whole series; None
            where there are too few neighbours to say.
    """

    first: int
    last: int
    expected: float | None

    @property
    def length(self) -> int:
        """Number of missing positions."""
        return self.last - self.first + 1

    @property
    def unusual(self) -> bool:
        """Whether chance does not explain it."""
        return self.expected is not None and self.expected < EXPECTED


def runs(positions: Sequence[int], shortest: int = 1) -> list[Run]:
    """The runs between ``positions`` (ascending, each once) of at least ``shortest``, in order.

    >>> [(run.first, run.last) for run in runs([1, 2, 5, 6, 9], shortest=2)]
    [(3, 4), (7, 8)]
    """
    return [
        Run(before + 1, after - 1, _expected(positions, place))
        for place, (before, after) in enumerate(pairwise(positions))
        if after - before > shortest
    ]


def _expected(positions: Sequence[int], place: int) -> float | None:
    """How many gaps like that behind ``positions[place]`` chance would make."""
    start = max(0, place + 1 - NEIGHBOURS)
    end = min(len(positions), place + 1 + NEIGHBOURS)
    before, after = place - start, end - place - 2  # steps from one position to the next
    if min(before, after) + 1 < FEWEST:
        return None
    there = before + after
    span = (positions[place] - positions[start]) + (positions[end - 1] - positions[place + 1])
    missing = span - there
    length = positions[place + 1] - positions[place] - 1
    chance = (
        lgamma(missing + 1 + length)
        - lgamma(missing + 1)
        + lgamma(span + 2)
        - lgamma(span + 2 + length)
    )
    return (len(positions) - 1) * exp(chance)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of numbers, and how many of them there are."""

    first: int
    last: int
    there: int

    @property
    def share(self) -> float:
        """The part of the range that is there."""
        return self.there / (self.last - self.first + 1)


def ranges(positions: Sequence[int], first: int, last: int, most: int = 20) -> list[Range]:
    """Split ``first`` to ``last`` into at most ``most`` ranges of a round width.

    >>> [(r.first, r.last, r.there) for r in ranges([3, 4, 11, 25], 3, 25, most=3)]
    [(3, 9, 2), (10, 19, 1), (20, 25, 1)]
    """
    width = next(
        width
        for power in range(20)
        for width in (10**power, 2 * 10**power, 5 * 10**power)
        if last // width - first // width < most
    )
    found = []
    for start in range(first // width * width, last + 1, width):
        low, high = max(start, first), min(start + width - 1, last)
        found.append(Range(low, high, bisect_right(positions, high) - bisect_left(positions, low)))
    return found
