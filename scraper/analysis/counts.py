"""Articles over time: per day, week, month, quarter or year, split by a facet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scraper.analysis.corpus import day_of, require_facet, split
from scraper.analysis.periods import check, filled, label, start
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from scraper.analysis.corpus import Facet
    from scraper.analysis.periods import Every

OTHERS = "(others)"
"""What the values beyond the ``top`` ones are called together."""

NONE = "(none)"
"""What an empty facet is called."""


def counts(
    frame: pd.DataFrame,
    by: Facet | None = None,
    every: Every = "month",
    *,
    top: int | None = None,
    of: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Number of articles per period, with zeros where there were none.

    An article counts for the day that the portal shows, in the portal's own time: every date of
    the archive is at least as precise as a day, so none has to be guessed. Articles without a
    date count for no period; ``attrs["undated"]`` says how many they are.

    Args:
        frame: of :meth:`scraper.store.Archive.articles`, with ``published`` and the column ``by``.
        by: the facet. An article with two authors or tags counts for each of them.
        every: length of a period.
        top: only so many values of the facet, those with the most articles; the rest is summed up
            as :data:`OTHERS`.
        of: articles of which these are a part; adds ``total`` (its articles in the period) and
            ``share`` (0 to 1; missing where the total is 0). ``frame`` itself gives each value's
            share of all.

    Returns:
        By facet value, the most frequent first, and period: ``period`` (2022-01, 2022-W02 …),
        ``start`` (its first day, ``datetime64[s]``), the facet under its own name if asked for,
        ``articles``, and the columns of ``of``.

    Raises:
        UsageError: an unknown facet or period, a missing column, or more than
            :data:`scraper.analysis.periods.MOST` periods.
    """
    check(every)
    require_facet(by)
    if top is not None and top < 1:
        raise UsageError(f"top is at least 1, not {top}")
    rows = list(_dated(frame, by, every))
    dated = [(first, value) for first, values in rows if first is not None for value in values]
    totals: Counter[date] | None = None
    if of is not None:
        totals = Counter(first for first, _ in _dated(of, None, every) if first is not None)
    everything = {first for first, _ in dated} | set(totals or ())
    made = table(
        Counter(_named(dated, top) if by else dated),
        filled(everything, every),
        every,
        by,
        totals=totals,
    )
    made.attrs["undated"] = sum(first is None for first, _ in rows)
    return made


def table(
    found: Mapping[tuple[date, str], int],
    starts: Sequence[date],
    every: Every,
    by: str | None,
    *,
    unit: str = "articles",
    totals: Mapping[date, int] | None = None,
) -> pd.DataFrame:
    """A frame with a row for each value and period, as :func:`counts` describes it."""
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    sums: Counter[str] = Counter()
    for (_, value), count in found.items():
        sums[value] += count
    order = sorted(sums, key=lambda value: (value == OTHERS, -sums[value], value)) if by else [""]
    places = [(value, first) for value in order for first in starts]
    made = pd.DataFrame(
        {
            "period": pd.Series([label(first, every) for _, first in places], dtype="str"),
            "start": pd.Series([first for _, first in places], dtype="datetime64[s]"),
        }
    )
    if by is not None:
        made[by] = pd.Series([value for value, _ in places], dtype="str")
    made[unit] = pd.Series([found.get((first, value), 0) for value, first in places], dtype="int64")
    if totals is not None:
        made["total"] = pd.Series([totals.get(first, 0) for _, first in places], dtype="int64")
        made["share"] = made[unit] / made["total"].where(made["total"] > 0)
    made.attrs["every"] = every
    return made


def _dated(
    frame: pd.DataFrame, by: str | None, every: Every
) -> Iterator[tuple[date | None, tuple[str, ...]]]:
    """Period and facet values of each row."""
    if missing := {"published", *([by] if by else [])} - set(frame.columns):
        raise UsageError(f"the frame has no column {', '.join(sorted(missing))}")
    starts: dict[date, date] = {}  # few days, many articles
    values: Iterable[object] = frame[by] if by else [None] * len(frame)
    for moment, value in zip(frame["published"], values, strict=True):
        day = day_of(moment)
        if day is not None and day not in starts:
            starts[day] = start(day, every)
        yield (
            None if day is None else starts[day],
            tuple(one or NONE for one in split(by, value)) if by else ("",),
        )


def _named(dated: list[tuple[date, str]], top: int | None) -> list[tuple[date, str]]:
    """The same with the values beyond the ``top`` ones called :data:`OTHERS`."""
    if top is None:
        return dated
    often = Counter(value for _, value in dated)
    kept = set(sorted(often, key=lambda value: (-often[value], value))[:top])
    return [(first, value if value in kept else OTHERS) for first, value in dated]
