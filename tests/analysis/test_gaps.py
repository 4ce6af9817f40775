"""Gaps that chance explains are left alone; those that it does not are named."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from scraper.analysis.gaps import ranges, runs


def test_a_hole_in_a_dense_series_is_unusual() -> None:
    positions = [n for n in range(1, 201) if n not in (57, *range(120, 125))]
    found = [(run.first, run.last, run.unusual) for run in runs(positions)]
    assert found == [(57, 57, False), (120, 124, True)]  # a single one may be chance


@pytest.mark.parametrize("share", [0.15, 0.5, 0.9])
def test_chance_alone_makes_hardly_any(share: float) -> None:
    generator = random.Random(7)
    alarms = 0
    for _ in range(40):
        positions = [n for n in range(3_000) if generator.random() < share]
        alarms += sum(run.unusual for run in runs(positions))
    assert alarms <= 8  # 40 series, of which one in 20 may give one by the rule itself


def test_the_neighbourhood_decides() -> None:
    """Twelve empty days are much where there is news daily, and nothing where it is monthly."""
    daily = list(range(300))
    monthly = list(range(300, 2_100, 30))
    positions = [*daily[:150], *daily[162:], *monthly]
    unusual = [run for run in runs(positions, 7) if run.unusual]
    assert [(run.first, run.last) for run in unusual] == [(150, 161)]


def test_too_few_neighbours_say_nothing() -> None:
    (run,) = runs([1, 2, 3, 4, 50, 51, 52, 53])
    assert (run.expected, run.unusual) == (None, False)


def test_ranges_cover_all_numbers_once() -> None:
    for first, last in ((0, 0), (5, 104), (999, 1_000_001), (1, 19)):
        split = ranges([first, last], first, last)
        assert len(split) <= 20
        assert (split[0].first, split[-1].last) == (first, last)
        assert all(a.last + 1 == b.first for a, b in pairwise(split))
        assert sum(part.there for part in split) == 2 if first != last else 1
