"""Numbers as small bars of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scraper.cli.output import stdout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

_RISING = " ▁▂▃▄▅▆▇█"
_PARTS = " ▏▎▍▌▋▊▉█"


WIDTHS = (20, 40)
"""Columns of a course on a narrow screen and on a wide one."""


def spark(values: Sequence[float], width: int | None = None) -> str:
    """A row of bars, one for each value, or for the sum of neighbours where there is less room.

    >>> spark([0, 1, 2, 4, 8]), spark([1, 1, 1, 1], 2)
    (' ▁▂▄█', '██')
    """
    if width is None:
        width = WIDTHS[not is_narrow()]
    if len(values) > width:
        edges = [n * len(values) // width for n in range(width + 1)]
        values = [sum(values[a:b]) for a, b in pairwise(edges)]
    most = max(values, default=0)
    return "".join(
        _RISING[max(1, round(value / most * 8))] if value > 0 else " " for value in values
    )


def is_narrow() -> bool:
    """Whether a terminal has no room for the less important columns."""
    console = stdout()
    return console.is_terminal and console.width < 120


def bar(value: float, most: float, width: int = 24) -> str:
    """A bar as long as ``value`` is of ``most``, in eighths of a column; something is never nothing.

    >>> bar(5, 10, 4), bar(1, 1000, 4), bar(0, 10, 4)
    ('██', '▏', '')
    """
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(value / most * width * 8))
    return "█" * (eighths // 8) + _PARTS[eighths % 8].strip()


def unbroken(rows: Table, *names: str) -> Table:
    """The table with columns that are never broken into two lines: days and courses."""
    for column in rows.columns:
        column.no_wrap |= column.header in names
    return rows
