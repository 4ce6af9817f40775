"""Numbers as small bars of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_RISING = " ▁▂▃▄▅▆▇█"
_PARTS = " ▏▎▍▌▋▊▉█"


def spark(values: Sequence[float], width: int = 40) -> str:
    """A row of bars, one for each value, or for the sum of neighbours where there is less room.

    >>> spark([0, 1, 2, 4, 8]), spark([1, 1, 1, 1], 2)
    (' ▁▂▄█', '██')
    """
    if len(values) > width:
        edges = [n * len(values) // width for n in range(width + 1)]
        values = [sum(values[a:b]) for a, b in pairwise(edges)]
    most = max(values, default=0)
    return "".join(
        _RISING[max(1, round(value / most * 8))] if value > 0 else " " for value in values
    )


def bar(value: float, most: float, width: int = 24) -> str:
    """A bar as long as ``value`` is of ``most``, in eighths of a column; something is never nothing.

    >>> bar(5, 10, 4), bar(1, 1000, 4), bar(0, 10, 4)
    ('██', '▏', '')
    """
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(value / most * width * 8))
    return "█" * (eighths // 8) + _PARTS[eighths % 8].strip()
