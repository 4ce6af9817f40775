"""Days, weeks, months, quarters and years, without gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

Every = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Every, ...] = get_args(Every)

MOST = 40_000
"""Periods of one result: a hundred years of days. A date of the year 202 is a mistake of a page."""


def start(day: date, every: Every) -> date:
    """First day of the period in which ``day`` lies; weeks begin on Monday (ISO 8601).

    >>> start(date(2022, 5, 18), "week"), start(date(2022, 5, 18), "quarter")
    (datetime.date(2022, 5, 16), datetime.date(2022, 4, 1))
    """
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def following(first: date, every: Every) -> date:
    """First day of the period after the one that begins on ``first``."""
    if every in {"day", "week"}:
        return first + timedelta(days=1 if every == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def label(first: date, every: Every) -> str:
    """A period in short, in an order that sorts: 2022-05-18, 2022-W20, 2022-05, 2022-Q2, 2022.

    >>> label(date(2022, 1, 3), "week"), label(date(2022, 4, 1), "quarter")
    ('2022-W01', '2022-Q2')
    """
    if every == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if every == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[every]]


def filled(starts: Collection[date], every: Every) -> list[date]:
    """All periods from the first to the last of ``starts``, the empty ones between included.

    Raises:
        UsageError: there would be more than :data:`MOST`.
    """
    if not starts:
        return []
    last = max(starts)
    found = [min(starts)]
    while found[-1] < last:
        found.append(following(found[-1], every))
        if len(found) > MOST:
            raise UsageError(
                f"from {found[0]} to {last} are more than {MOST} {every}s: "
                "take longer periods, or --since to leave out wrong dates"
            )
    return found


def check(every: str) -> None:
    """Raise for a word that names no period.

    Raises:
        UsageError: it is none of :data:`PERIODS`.
    """
    if every not in PERIODS:
        raise UsageError(f"{every} is no period; they are {', '.join(PERIODS)}")
