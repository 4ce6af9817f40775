"""The full-text index inside the archive, brought up to date in batches from the change log.

Triggers for each row would cost five times the writing; so the archive only logs what changed,
and the index remembers how far in the log it has come.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store.failures import is_busy
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.store import Archive

NAME = "articles_fts"
VERSION = "1"
"""Of the folding and of what stands in which column; a new one lets the index be rebuilt."""

BATCH = 500
_PATIENCE_MS = 200
"""How long a search waits to refresh while a crawl writes, before it answers from what there is."""

_BATCH = "SELECT seq, article_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
_TEXTS = """
SELECT a.id, a.title, a.lead, a.body, s.path, a.source, a.tags
FROM articles AS a LEFT JOIN sections AS s ON s.id = a.section_id
WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id
"""
_PEOPLE = """
SELECT article_id, name, role, kind FROM article_people
WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position
"""
_PUT = """
INSERT OR REPLACE INTO articles_fts
  (rowid, title, lead, body, authors, roles, section, source, tags)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def refresh(archive: Archive, *, patience_ms: int | None = None) -> int:
    """Index what changed since the last time; returns the number of articles.

    Args:
        archive: an archive that may be written.
        patience_ms: milliseconds to wait for another program's lock, the archive's own timeout
            when None.

    Raises:
        LoaError: the archive is locked, readonly, or its disk is full. Batches that were indexed
            before stay so.
    """
    done = 0
    while True:
        with archive.reading() as connection:
            if not is_stale(connection):
                return done
            usual = connection.execute("PRAGMA busy_timeout").fetchone()[0]
            if patience_ms is not None:
                connection.execute(f"PRAGMA busy_timeout = {int(patience_ms)}")
            try:
                with archive.transaction():
                    done += _index_batch(connection)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(usual)}")


def refresh_if_possible(archive: Archive) -> None:
    """Refresh before a search, unless the archive is readonly or somebody else is writing."""
    if archive.readonly:
        return
    try:
        refresh(archive, patience_ms=_PATIENCE_MS)
    except LoaError as error:
        if not isinstance(error.__cause__, sqlite3.Error) or not is_busy(error.__cause__):
            raise


def rebuild(archive: Archive) -> int:
    """Build the index anew from nothing, even a damaged one; returns the number of articles.

    Killed in the middle, the next refresh goes on.
    """
    with archive.transaction() as connection:
        (definition,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (NAME,)
        ).fetchone()
        connection.execute(f"DROP TABLE {NAME}")
        connection.execute(definition)
        connection.execute("DELETE FROM index_state WHERE name = ?", (NAME,))
    return refresh(archive)


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether the change log goes further than the index."""
    last = connection.execute("SELECT max(seq) FROM changes").fetchone()[0] or 0
    return position(connection) < last


def position(connection: sqlite3.Connection) -> int:
    """How far in the change log the index has come; -1 when it must be rebuilt."""
    row = connection.execute(
        "SELECT seq, version FROM index_state WHERE name = ?", (NAME,)
    ).fetchone()
    if row is None:
        return 0
    return int(row[0]) if row[1] == VERSION else -1


def _index_batch(connection: sqlite3.Connection) -> int:
    reached = position(connection)
    if reached < 0:
        connection.execute("DELETE FROM articles_fts")
    rows = connection.execute(_BATCH, (max(reached, 0), BATCH)).fetchall()
    ids = sorted({article_id for _, article_id in rows})
    connection.executemany(_PUT, documents(connection, ids))
    connection.execute(
        "INSERT INTO index_state (name, seq, version) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, version = excluded.version",
        (NAME, rows[-1][0] if rows else max(reached, 0), VERSION),
    )
    return len(ids)


def documents(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[object, ...]]:
    """What the index is to hold of these articles: id, then the columns in their order."""
    wanted = json.dumps(ids)
    authors: dict[int, list[str]] = {}
    roles: dict[int, list[str]] = {}
    for article_id, name, role, kind in connection.execute(_PEOPLE, (wanted,)):
        if kind == "author":
            authors.setdefault(article_id, []).append(name)
        if role:
            roles.setdefault(article_id, []).append(role)
    return [
        (
            number,
            fold(title),
            fold(lead or ""),
            fold(body),
            _joined(authors.get(number, [])),
            _joined(roles.get(number, [])),
            fold(path or ""),
            fold(source or ""),
            _joined(json.loads(tags)),
        )
        for number, title, lead, body, path, source, tags in connection.execute(_TEXTS, (wanted,))
    ]


def _joined(names: list[str]) -> str:
    return fold("\n".join(names))
