"""Opening the archive's file: what it is, whether it may be used, and with which settings."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store.failures import explained
from scraper.store.migrations import REQUIRED, VERSIONS, upgrade

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x4C6F6150
"""``LoaP`` in the file's header (https://www.sqlite.org/pragma.html#pragma_application_id)."""


class OlderArchive(LoaError):
    """The archive has an older schema, and was opened for reading only."""


CACHE = 32_000
"""KiB of cached pages of the file, where nobody asks for another number."""

_PAGE = 8192
"""Bytes of a page of the file. Two or three articles share one; on SQLite's 4096 many a page would be
half empty (bench/archive.py: a quarter more bytes to write)."""

_SMALLEST = 512
"""Bytes of the smallest page that SQLite knows; it takes a single stray byte for an empty file."""


def connect(
    path: Path, *, readonly: bool, timeout: float, cache: int = CACHE
) -> sqlite3.Connection:
    """Open the archive at ``path``, creating or upgrading it unless ``readonly``.

    The cost does not depend on the number of articles: two numbers of the header and the list of
    tables are read.

    Args:
        path: the archive's file; missing parent directories are made.
        readonly: never write, not even a newer schema.
        timeout: seconds to wait for another program's lock.
        cache: KiB of the file's pages that are kept in memory at most.

    Raises:
        LoaError: there is none (readonly), it is a directory, no database, another program's
            database, an archive of a newer Loa, locked, or cannot be read or written.
    """
    _check_place(path, readonly=readonly)
    with explained(path):
        connection = _open(path, readonly=readonly, timeout=timeout)
        try:
            _prepare(connection, path, readonly=readonly)
            connection.execute(f"PRAGMA cache_size = -{int(cache)}")
        except BaseException:
            connection.close()
            raise
    return connection


def _check_place(path: Path, *, readonly: bool) -> None:
    # The file itself is never opened here: closing it would drop the locks that other
    # connections of this process hold (https://www.sqlite.org/howtocorrupt.html, 2.2).
    try:
        if path.is_dir():
            raise LoaError(
                f"{path} is a directory: give the path of a file, such as {path}/news.db"
            )
        if path.exists():
            if not path.is_file():
                raise LoaError(f"{path} is not a regular file, so it cannot be an archive")
            if 0 < path.stat().st_size < _SMALLEST:
                raise LoaError(f"{path} is not a Loa archive: the file is no SQLite database")
            if not os.access(path, os.R_OK if readonly else os.R_OK | os.W_OK):
                wanted = "read" if readonly else "written"
                raise LoaError(f"{path} cannot be {wanted}: look at the file's permissions")
        elif readonly:
            raise LoaError(f"there is no archive at {path}: a crawl creates it, or give its path")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LoaError(f"{path} cannot be used: {error.strerror or error}") from error


def _open(path: Path, *, readonly: bool, timeout: float) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    if not readonly:
        return _connect(f"{uri}?mode=rwc", timeout)
    connection = _connect(f"{uri}?mode=ro", timeout)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        # Reading WAL needs a file beside the archive. In a place where none can be made, and with
        # no log to read, the file cannot change and may be read as it is.
        log = path.with_name(path.name + "-wal")
        if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
            raise
        return _connect(f"{uri}?immutable=1", timeout)
    return connection


def _connect(uri: str, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=timeout,
        isolation_level=None,  # transactions are begun and ended by us alone
        cached_statements=256,
        check_same_thread=False,  # Archive has a lock of its own
    )


def _prepare(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    version = _recognise(connection, path)
    if version < len(VERSIONS):
        if readonly and not version:
            raise LoaError(f"{path} is empty, and was opened for reading only: a crawl fills it")
        if readonly:
            raise OlderArchive(
                f"{path} was written by an older Loa and is not upgraded where it is only read: open it "
                "for writing once, in a place that can be written, which keeps a copy of it"
            )
        if version:
            _back_up(connection, path, version)
        else:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
        _upgrade(connection, path)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if missing := sorted(REQUIRED - names):
        raise LoaError(f"{path} is damaged: it has no {', no '.join(missing)}; restore a copy")
    if not readonly:
        # Survives a kill at any moment; a power cut may cost the last transactions, never the file.
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        # 32 MB, not 4: pages that many batches change are written back once for all of them.
        (page,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute(f"PRAGMA wal_autocheckpoint = {32_000_000 // page}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")


def _recognise(connection: sqlite3.Connection, path: Path) -> int:
    """Return the archive's schema version, 0 for a file without anything in it."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if application or version or not empty:
            raise LoaError(
                f"{path} is a SQLite database, but not a Loa archive: nothing was changed"
            )
        return 0
    if version > len(VERSIONS):
        raise LoaError(
            f"{path} was written by a newer Loa (archive version {version}, this one knows "
            f"{len(VERSIONS)}): upgrade Loa to open it"
        )
    return version


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another program may have been first while we waited for the lock.
        if _recognise(connection, path) < len(VERSIONS):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            upgrade(connection, VERSIONS)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy an older archive beside itself before its schema changes."""
    copy = path.with_name(f"{path.name}.v{version}.bak")
    # A million articles take some minutes, in which nothing else is to be seen.
    _log.warning(
        "%s was written by an older Loa: it is copied to %s and upgraded, once", path, copy.name
    )
    partial = path.with_name(f"{path.name}.v{version}.bak-partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as target:
            connection.backup(target)
        partial.replace(copy)
    finally:
        partial.unlink(missing_ok=True)
