"""The full-text index inside the archive, for SQL and Datasette, and for searches without another.

Triggers for each row would cost five times the writing; so the archive only logs what changed,
and the index remembers how far in the log it has come. Its texts are terms already (lower case, no
accents, nothing between the words but spaces), so that its tokenizer has nothing to decide, whose
tables of letters are those of Unicode 6.1.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.search.documents import documents
from scraper.search.terms import folded, listed
from scraper.store.failures import is_busy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scraper.search.documents import Document
    from scraper.store import Archive

NAME = "articles_fts"
VERSION = "2"
"""Of the definition, the folding and what stands in which column; a new one rebuilds the index."""

BATCH = 500
_PATIENCE_MS = 200
"""How long a search waits to refresh while a crawl writes, before it answers from what there is."""

_DEFINITION = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, lead, body, authors, roles, section, source, tags, tokenize = "ascii tokenchars '_'"
)
"""
_BATCH = "SELECT seq, article_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
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


def refresh_if_possible(archive: Archive, *, patience_ms: int = _PATIENCE_MS) -> None:
    """Refresh before a search, unless the archive is readonly or somebody else is writing."""
    if archive.readonly:
        return
    try:
        refresh(archive, patience_ms=patience_ms)
    except LoaError as error:
        if not isinstance(error.__cause__, sqlite3.Error) or not is_busy(error.__cause__):
            raise


def refresh_by_batches(archive: Archive) -> None:
    """Refresh when a whole batch of changes waits, unless somebody else is writing.

    For a crawl, whose end would otherwise hold up all that it has under way.

    Raises:
        LoaError: the disk is full.
    """
    with archive.reading() as connection:
        whole = _last(connection) - position(connection) >= BATCH
    if whole:
        refresh_if_possible(archive, patience_ms=0)


def rebuild(archive: Archive) -> int:
    """Build the index anew from nothing, even a damaged one; returns the number of articles.

    Killed in the middle, the next refresh goes on.
    """
    with archive.transaction() as connection:
        _define(connection)
        connection.execute("DELETE FROM index_state WHERE name = ?", (NAME,))
    return refresh(archive)


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether the change log goes further than the index."""
    return position(connection) < _last(connection)


def _last(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT max(seq) FROM changes").fetchone()[0] or 0


def position(connection: sqlite3.Connection) -> int:
    """How far in the change log the index has come; -1 when it must be rebuilt."""
    row = connection.execute(
        "SELECT seq, version FROM index_state WHERE name = ?", (NAME,)
    ).fetchone()
    if row is None:
        return 0
    return int(row[0]) if row[1] == VERSION else -1


def _define(connection: sqlite3.Connection) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {NAME}")
    connection.execute(_DEFINITION)


def _index_batch(connection: sqlite3.Connection) -> int:
    reached = position(connection)
    if reached <= 0:
        _define(connection)
    rows = connection.execute(_BATCH, (max(reached, 0), BATCH)).fetchall()
    ids = sorted({article_id for _, article_id in rows})
    connection.executemany(_PUT, entries(connection, ids))
    connection.execute(
        "INSERT INTO index_state (name, seq, version) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, version = excluded.version",
        (NAME, rows[-1][0] if rows else max(reached, 0), VERSION),
    )
    return len(ids)


def entries(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """What the index is to hold of these articles: id, then the columns in their order."""
    return map(_entry, documents(connection, ids))


def _entry(document: Document) -> tuple[object, ...]:
    return (
        document.id,
        folded(document.title),
        folded(document.lead),
        folded(document.body),
        listed(document.authors)[0],
        listed(document.roles)[0],
        folded(" / ".join(document.section)),
        folded(document.source),
        listed(document.tags)[0],
    )
