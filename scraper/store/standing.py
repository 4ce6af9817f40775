"""How known articles stand with their portal: seen, missed, gone, back, and when to look again.

Each function works inside the caller's transaction, on articles whose rows are written
(:meth:`scraper.store.writer.Writer.flush`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scraper.store.looks import MISSED, next_look
from scraper.store.times import from_text, to_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

LOOKS_UNTIL_GONE = 3
"""Looks in a row that must find nothing before an article counts as gone: one 404 is often a
server's bad day."""

_FIND = "SELECT id, revision, gone FROM articles WHERE key = ? AND portal = ?"
_SEEN = """
UPDATE articles SET first_seen = min(first_seen, ?1), last_seen = max(last_seen, ?1), gone = NULL,
  absences = 0
WHERE id = ?2
"""
_LAST_CHANGE = """
SELECT a.published, a.updated,
  (SELECT max(r.seen_at) FROM article_revisions AS r
    WHERE r.article_id = a.id AND r.number > 1 AND r.reason = 'portal')
FROM articles AS a WHERE a.id = ?
"""
_CHANGE = "INSERT INTO changes (article_id, at, kind, revision) VALUES (?, ?, ?, ?)"


def see(
    connection: sqlite3.Connection, article_id: int, at: str, number: int, *, was_gone: bool
) -> None:
    """Note that the portal shows an article, whose current revision is ``number``, at ``at``."""
    connection.execute(_SEEN, (at, article_id))
    if was_gone:
        connection.execute(_CHANGE, (article_id, at, "back", number))


def touch(connection: sqlite3.Connection, portal: str, key: str, at: str) -> int | None:
    """Note that the portal shows an article as it was, without having read it; its id."""
    row = connection.execute(_FIND, (key, portal)).fetchone()
    if row is None:
        return None
    article_id, number, gone = row
    see(connection, article_id, at, number, was_gone=gone is not None)
    return int(article_id)


def miss(connection: sqlite3.Connection, portal: str, key: str, at: str) -> None:
    """Note that a look at a known article found nothing; see :data:`LOOKS_UNTIL_GONE`.

    Whether one that is gone comes back is looked at ever more rarely.
    """
    row = connection.execute(
        "UPDATE articles SET absences = absences + 1 WHERE key = ? AND portal = ? "
        "RETURNING id, absences, revision, gone",
        (key, portal),
    ).fetchone()
    if row is None:
        return
    article_id, absences, number, gone = row
    moment = from_text(at)
    due = next_look(moment, [from_text(gone)]) if gone else moment + MISSED
    connection.execute("UPDATE articles SET next_look = ? WHERE id = ?", (to_text(due), article_id))
    if not gone and absences >= LOOKS_UNTIL_GONE:
        connection.execute("UPDATE articles SET gone = ? WHERE id = ?", (at, article_id))
        connection.execute(_CHANGE, (article_id, at, "gone", number))


def postpone(connection: sqlite3.Connection, portal: str, key: str, at: str) -> None:
    """Look again later at an article of which a look told nothing: the server failed, or refused.

    Otherwise those that always fail would take the place of all others.
    """
    connection.execute(
        "UPDATE articles SET next_look = ? WHERE key = ? AND portal = ?",
        (to_text(from_text(at) + MISSED), key, portal),
    )


def plan_look(connection: sqlite3.Connection, article_id: int, at: datetime) -> None:
    """Set when the article that was seen at ``at`` is to be looked at again."""
    row = connection.execute(_LAST_CHANGE, (article_id,)).fetchone()
    connection.execute("UPDATE articles SET next_look = ? WHERE id = ?", (due(at, row), article_id))


def due(at: datetime, changes: Iterable[str | None]) -> str:
    """When an article that was seen at ``at`` is to be looked at again, by its changes so far."""
    moments = [
        from_text(text) if "T" in text else date.fromisoformat(text) for text in changes if text
    ]
    return to_text(next_look(at, moments))


def is_history(connection: sqlite3.Connection, portal: str, key: str, at: str) -> bool:
    """Whether the archive knows a later state of the article than that of ``at``.

    Then only its first sight may move: to ``at``.
    """
    row = connection.execute(
        "SELECT id FROM articles WHERE key = ?1 AND portal = ?2 AND (last_seen > ?3 OR gone > ?3)",
        (key, portal, at),
    ).fetchone()
    if row is None:
        return False
    connection.execute(
        "UPDATE articles SET first_seen = min(first_seen, ?) WHERE id = ?", (at, row[0])
    )
    return True
