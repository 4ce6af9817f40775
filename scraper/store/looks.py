"""When a known article is looked at again: recent ones often, old ones rarely.

The next look is as far off as the last change is past: after one day, two, four, eight … An article
that changes is looked at more often from then on; one that nobody touched for years, twice a year.
(Cho and Garcia-Molina, "Effective page refresh policies for web crawlers", 2003, show that visits in
proportion to the rate of change, but bounded, keep a copy freshest for a given number of visits.)
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scraper.store.times import to_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

SOONEST = timedelta(days=1)
LATEST = timedelta(days=180)
MISSED = timedelta(days=1)
"""After a look that found nothing: an article counts as gone only when several looks agree."""


def next_look(at: datetime, changes: Iterable[date | datetime]) -> datetime:
    """When an article that was seen at ``at`` is to be looked at again.

    Args:
        at: the moment of the look (aware).
        changes: when its portal published and changed it, as far as is known; without any the
            first sight counts, and the look is soon.

    >>> at = datetime(2024, 6, 9, tzinfo=UTC)
    >>> [str(next_look(at, [day]) - at) for day in (date(2024, 6, 1), date(2010, 1, 1))]
    ['8 days, 0:00:00', '180 days, 0:00:00']
    """
    moments = [
        change if isinstance(change, datetime) else datetime(*change.timetuple()[:3], tzinfo=UTC)
        for change in changes
    ]
    last = max((m if m.tzinfo else m.replace(tzinfo=UTC) for m in moments), default=at)
    return at + min(LATEST, max(SOONEST, at - last))


def due(connection: sqlite3.Connection, portal: str, at: datetime, most: int | None) -> list[str]:
    """Keys of up to ``most`` articles of ``portal`` that are due, the longest overdue first.

    With None all of them, due or not.
    """
    if most is None:
        rows = connection.execute("SELECT key FROM articles WHERE portal = ?", (portal,))
        return [str(key) for (key,) in rows]
    rows = connection.execute(
        "SELECT key FROM articles WHERE portal = ? AND next_look <= ? ORDER BY next_look LIMIT ?",
        (portal, to_text(at), most),
    )
    return [str(key) for (key,) in rows]


def look_soon(
    connection: sqlite3.Connection, portal: str, modified: Mapping[str, datetime], at: datetime
) -> int:
    """Let articles be due at once whose source says that they changed after they were seen last."""
    now = to_text(at)
    rows: Iterable[tuple[str, str, str, str, str]] = (
        (now, key, portal, to_text(moment), now) for key, moment in modified.items() if moment <= at
    )
    return connection.executemany(
        "UPDATE articles SET next_look = ? WHERE key = ? AND portal = ? AND last_seen < ? "
        "AND ifnull(next_look, '9999') > ?",
        rows,
    ).rowcount
