"""Points in time as the archive writes them: UTC, ISO 8601, whole seconds, ``Z`` at the end."""

from __future__ import annotations

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present moment in UTC; the archive's default clock."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """Write an aware moment as the archive does.

    >>> to_text(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05Z'

    Raises:
        ValueError: ``moment`` has no time zone; the archive never guesses one.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """Read what :func:`to_text` wrote."""
    return datetime.fromisoformat(text)
