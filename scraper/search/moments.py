"""When an article was published as a whole number, by which the newest come first."""

from __future__ import annotations

from datetime import date

_EPOCH = date(1900, 1, 1).toordinal()
MOST = 2**33 - 1
"""Seconds from 1900 into the year 2172: enough for news, few enough to stand in one number with an
article's id."""

SQL_ORDER = (
    "substr(published || 'T00:00', 1, 16) DESC, "
    "CASE substr(published, 17, 1) WHEN ':' THEN substr(published, 18, 2) ELSE '00' END DESC"
)
"""The same order in SQL, over a column ``published``."""


def moment(published: str | None) -> int:
    """Seconds of the portal's own clock since 1900; 0 without a date, a day counts as its midnight.

    >>> moment("1900-01-02T00:00:05+07:00"), moment("1900-01-02"), moment(None)
    (86405, 86400, 0)
    """
    if published is None:
        return 0
    days = date.fromisoformat(published[:10]).toordinal() - _EPOCH
    seconds = 0
    if len(published) >= 16:
        seconds = int(published[11:13]) * 3600 + int(published[14:16]) * 60
        if published[16:17] == ":":
            seconds += int(published[17:19])
    return min(max(days * 86_400 + seconds, 1), MOST)


def day_number(published: str | None) -> int:
    """The day as eight digits; 0 without a date.

    >>> day_number("2024-05-17T10:30+07:00")
    20240517
    """
    return int(published[:10].replace("-", "")) if published else 0
