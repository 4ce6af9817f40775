"""Small figures that a page draws itself: bars over time, as shapes of an SVG without any style.

Shapes are given in a box of 1000 × 100 units that the page stretches; labels are text of the page
beside it, so that they can be read at any width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 1000, 100

MOST_MONTHS = 48
"""Months beyond which bars stand for years: narrower ones cannot be hit with a finger."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar for one period.

    Attributes:
        period: "2024" or "2024-05".
        x, width, y, height: in the units of the figure.
    """

    period: str
    count: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers over time.

    Attributes:
        unit: ``month`` or ``year``.
        most: the largest number.
        total: their sum.
    """

    bars: tuple[Bar, ...]
    unit: str
    most: int
    total: int

    @property
    def first(self) -> str:
        """The first period."""
        return self.bars[0].period

    @property
    def last(self) -> str:
        """The last period."""
        return self.bars[-1].period


def bars_of(
    months: Iterable[tuple[str, int]], *, span: tuple[str, str] | None = None, fine: bool = False
) -> Bars | None:
    """Bars of numbers by month, of years where there are many months; None for no numbers.

    Args:
        months: "2024-05" to a number, in any order; months without are filled in.
        span: first and last month to show, where more or less than there are numbers for.
        fine: always months, for figures whose bars are not meant to be hit.
    """
    known = {month: count for month, count in months if len(month) == 7}
    if not known:
        return None
    first, last = span or (min(known), max(known))
    every = months_between(first, last)
    unit = "month"
    counts: Sequence[tuple[str, int]] = [(month, known.get(month, 0)) for month in every]
    if len(every) > MOST_MONTHS and not fine:
        unit = "year"
        years: dict[str, int] = {}
        for month, count in counts:
            years[month[:4]] = years.get(month[:4], 0) + count
        counts = list(years.items())
    most = max(count for _, count in counts) or 1
    step = WIDTH / len(counts)
    gap = min(step * 0.15, 4.0)
    bars = []
    for place, (period, count) in enumerate(counts):
        # A bar of one article among thousands must still be seen.
        height = max(HEIGHT * count / most, 1.5) if count else 0.0
        bars.append(
            Bar(period, count, round(place * step, 2), round(step - gap, 2),
                round(HEIGHT - height, 2), round(height, 2))
        )  # fmt: skip
    return Bars(tuple(bars), unit, most, sum(count for _, count in counts))


def path_of(figure: Bars) -> str:
    """All bars as one shape, for ``<path>``: a hundred bars of forty portals are a heavy page.

    >>> path_of(Bars((Bar("2024", 2, 0, 10, 50, 50), Bar("2025", 0, 12, 10, 100, 0)), "year", 2, 2))
    'M0 100V50h10V100z'
    """
    return "".join(
        f"M{round(bar.x)} {HEIGHT}V{round(bar.y)}h{max(round(bar.width), 1)}V{HEIGHT}z"
        for bar in figure.bars
        if bar.count
    )


def months_between(first: str, last: str) -> list[str]:
    """All months from ``first`` to ``last``, at most those of 400 years.

    >>> months_between("2023-11", "2024-02")
    ['2023-11', '2023-12', '2024-01', '2024-02']
    """
    start, end = _number(first), _number(last)
    start = max(start, end - 12 * 400)
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def line_of(shares: Sequence[float | None]) -> str:
    """The points of a stepped line through shares (0 to 1), for ``<polyline>``.

    Places without a share are bridged by the one before.
    """
    known = [share for share in shares if share is not None]
    if not known:
        return ""
    step = WIDTH / len(shares)
    points, level = [], known[0]
    for place, share in enumerate(shares):
        level = level if share is None else share
        y = round(HEIGHT - level * HEIGHT, 1)
        points += [f"{round(place * step, 1)},{y}", f"{round((place + 1) * step, 1)},{y}"]
    return " ".join(points)
