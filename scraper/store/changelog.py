"""The log of changes, for indexes that follow it from wherever they stand.

Numbers in the log only grow and none is given twice, also when entries are deleted: an article that
is merged gets its entries anew, with new numbers, and one that is forgotten keeps a single entry
that says so. So an index that has read up to a number needs nothing but what comes after it.

An archive that was replaced by an older copy is the exception: its log then goes on with numbers
that the index has seen already, for other things. Every run of Loa that writes into the log
therefore leaves a random mark where it began (``change_sessions``), and a position in the log is a
number together with the mark under which that number was written.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.store import codec

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'changes'"
_SESSION = "SELECT session FROM change_sessions WHERE after_seq < ? ORDER BY after_seq DESC LIMIT 1"
_SINCE = "SELECT seq, article_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
_PRESENT = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
_TOUCH = """
INSERT INTO changes (article_id, at, kind, revision)
SELECT id, ?1, 'touched', revision FROM articles WHERE id IN (SELECT value FROM json_each(?2))
"""


@dataclass(frozen=True, slots=True)
class LogPosition:
    """A place in the log of changes: all entries up to ``seq`` are known.

    Attributes:
        seq: number of an entry, 0 before the first one.
        session: mark of the run that wrote it; empty where there is none (nothing is known yet,
            or the entry is older than the marks).
    """

    seq: int = 0
    session: str = ""


@dataclass(frozen=True, slots=True)
class ChangedArticles:
    """Which articles an index has to look at again.

    Attributes:
        present: ids, ascending, of articles that are to be indexed as they are now.
        absent: ids, ascending, of articles that are no longer there: they were forgotten.
        position: how far in the log this reaches; the next question begins there.
    """

    present: tuple[int, ...]
    absent: tuple[int, ...]
    position: LogPosition


def last_number(connection: sqlite3.Connection) -> int:
    """The highest number that an entry of the log ever had, 0 when there never was one."""
    row = connection.execute(_LAST).fetchone()
    return int(row[0]) if row else 0


def is_known(connection: sqlite3.Connection, position: LogPosition) -> bool:
    """Whether the log is the one of ``position``, so that it can be followed from there."""
    return position.seq <= last_number(connection) and position == _at(connection, position.seq)


def changed_since(
    connection: sqlite3.Connection, position: LogPosition, limit: int
) -> ChangedArticles | None:
    """What the next ``limit`` entries after ``position`` are about.

    To be called with a connection that sees one state of the archive (inside a transaction).

    Returns:
        None when ``position`` is of another log: the archive was replaced by a copy, and the index
        must be built anew, from ``LogPosition()`` on.
    """
    if not is_known(connection, position):
        return None
    entries = connection.execute(_SINCE, (position.seq, limit)).fetchall()
    # At the end of the log, its last number: entries behind the last one may have been deleted.
    reached = entries[-1][0] if len(entries) == limit else last_number(connection)
    ids = {article_id for _, article_id in entries}
    present = {row[0] for row in connection.execute(_PRESENT, (codec.dumps(sorted(ids)),))}
    return ChangedArticles(
        tuple(sorted(present)), tuple(sorted(ids - present)), _at(connection, reached)
    )


def touch(connection: sqlite3.Connection, article_ids: Iterable[int], at: str) -> None:
    """Log that something about articles changed that makes no revision: indexes look again."""
    connection.execute(_TOUCH, (at, codec.dumps(sorted(article_ids))))


def mark_session(connection: sqlite3.Connection, after: int) -> None:
    """Leave the mark of a run whose first entry has a number above ``after``."""
    connection.execute(
        "INSERT INTO change_sessions (after_seq, session) VALUES (?, ?)",
        (after, secrets.token_hex(8)),
    )


def _at(connection: sqlite3.Connection, seq: int) -> LogPosition:
    row = connection.execute(_SESSION, (seq,)).fetchone()
    return LogPosition(seq, row[0] if row else "")
