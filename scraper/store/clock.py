"""Times as the archive stores them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime | None = None) -> str:
    """``moment`` (aware; default: now) in UTC, ISO 8601 to the second.

    >>> utc(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05Z'
    """
    value = (moment or datetime.now(UTC)).astimezone(UTC)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
