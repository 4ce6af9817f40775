"""Open an archive file, or say in one sentence why it cannot be opened."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from scraper.errors import LoaError
from scraper.store.migrations import APPLICATION_ID, VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ArchiveError(LoaError):
    """The archive cannot be opened, read or written; what is stored is untouched."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into sentences that name the archive and the remedy."""
    try:
        yield
    except sqlite3.Error as error:
        raise ArchiveError(_sentence(path, error)) from error


def _sentence(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    base = code & 0xFF if code is not None else None
    sentences = {
        sqlite3.SQLITE_BUSY: "is locked by another program; wait until that has finished, then try again",
        sqlite3.SQLITE_LOCKED: "is locked; wait until the other command has finished, then try again",
        sqlite3.SQLITE_FULL: "cannot grow: the disk is full; free some space and run the command again (nothing stored was harmed)",
        sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only; choose another place with --db",
        sqlite3.SQLITE_NOTADB: "is not a Loa archive (not a SQLite database at all); choose another file with --db",
        sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup, and keep the damaged file",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written",
        sqlite3.SQLITE_IOERR: "cannot be written or read: the disk reported an error (is it full?); nothing stored was harmed",
        sqlite3.SQLITE_INTERRUPT: "was asked something that took too long",
    }
    if base in sentences:
        return f"{path} {sentences[base]}"
    return f"{path}: {error}"


def open_archive(path: Path, *, readonly: bool, timeout: float) -> sqlite3.Connection:
    """Open (and create or upgrade, unless ``readonly``) the archive at ``path``.

    The cost does not depend on the archive's size: two pragmas are read.

    Raises:
        ArchiveError: with the reason and the remedy.
    """
    if path.is_dir():
        raise ArchiveError(f"{path} is a directory; name a file, for example {path / 'news.db'}")
    if readonly and not path.exists():
        raise ArchiveError(
            f"there is no archive at {path}; `loa crawl PORTAL --db {path}` makes one"
        )
    if not readonly:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"the folder {path.parent} cannot be made: {error.strerror}"
            ) from error
    with explained(path):
        uri = f"file:{quote(str(path.absolute()))}?mode={'ro' if readonly else 'rwc'}"
        connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)
    try:
        with explained(path):
            _prepare(connection, path, readonly=readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    connection.row_factory = sqlite3.Row
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables or version or readonly:
            raise ArchiveError(
                f"{path} is a SQLite database, but not a Loa archive; choose another file with --db"
            )
    if version > VERSION:
        raise ArchiveError(
            f"{path} was written by a newer Loa (archive version {version}, this one knows "
            f"{VERSION}); upgrade with: pip install --upgrade loaphuong"
        )
    connection.execute("PRAGMA foreign_keys = ON")
    if not readonly:
        connection.execute("PRAGMA journal_mode = WAL")
        # With WAL this loses no committed transaction when the program dies, only, at worst, the
        # last ones when the machine does; the file stays whole either way.
        connection.execute("PRAGMA synchronous = NORMAL")
        if version < VERSION:
            migrate(connection)
    elif version < VERSION:
        raise ArchiveError(f"{path} has an older form; open it once for writing to upgrade it")
