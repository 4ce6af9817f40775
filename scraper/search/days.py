"""Days as people write them in a query: a year, a month or a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime

from scraper.errors import UsageError

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LOCAL = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])(\d{4})")


def day(value: date | str, *, last: bool) -> date:
    """The first or the last day of what ``value`` names.

    >>> day("2024", last=False), day("2024-02", last=True), day("17/5/2024", last=True)
    (datetime.date(2024, 1, 1), datetime.date(2024, 2, 29), datetime.date(2024, 5, 17))

    Args:
        value: a date, or "2024", "2024-05", "2024-05-17", "05/2024", "17/05/2024".
        last: whether a year or a month stands for its last day.

    Raises:
        UsageError: it is no date.
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = value.strip()
    if match := _ISO.fullmatch(text):
        year, month, number = match.groups()
    elif match := _LOCAL.fullmatch(text):
        number, month, year = match.groups()
    else:
        raise UsageError(f"{value!r} is no date: write 2024, 2024-05 or 2024-05-17")
    try:
        first_month = int(month or (12 if last else 1))
        if number is None:
            number = monthrange(int(year), first_month)[1] if last else 1
        return date(int(year), first_month, int(number))
    except ValueError:
        raise UsageError(f"there is no day {value!r} in the calendar") from None
