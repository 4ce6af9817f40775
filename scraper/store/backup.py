"""A copy of the archive, made while others write to it: whole and verified, or not there at all."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from scraper.errors import LoaError, UsageError
from scraper.store.failures import explained, is_busy, is_full

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scraper.store.archive import Archive

_PAGES = 4096
"""Pages copied between two reports: 16 MB."""


def backup(
    archive: Archive,
    target: Path,
    *,
    force: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> int:
    """Copy the archive to ``target`` as it is at this moment; returns the copy's size in bytes.

    The copy grows under another name beside ``target`` and takes its name when it is whole and
    SQLite has verified it. WARC files are not copied: they only grow, and any program copies them.

    Args:
        archive: its writers are not kept waiting.
        target: the copy.
        force: replace a file that stands there.
        on_progress: told the step, pages done and pages in all.

    Raises:
        UsageError: ``target`` exists, or is the archive itself.
        LoaError: it cannot be written, another program uses it, or the archive is damaged.
    """
    tell = on_progress or (lambda *_: None)
    _check(archive.path, target, force=force)
    _release(target)
    partial = target.with_name(f"{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with explained(partial), closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            with archive.reading() as connection:
                # One transaction: a writer between two steps would let SQLite begin again.
                connection.execute("BEGIN")
                try:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    connection.backup(
                        copy,
                        pages=_PAGES,
                        progress=lambda _, left, total: tell("copying", total - left, total),
                    )
                except sqlite3.Error as error:
                    if is_full(error):  # the copy's disk; the archive is only read
                        raise LoaError(
                            f"the disk with {target} is full: no copy was made; make room or give "
                            "another place"
                        ) from error
                    raise
                finally:
                    connection.execute("COMMIT")
            # A copy is one file: no log beside it that could be lost.
            copy.execute("PRAGMA journal_mode = DELETE")
            tell("verifying the copy", 0, 0)
            _verify(copy, archive.path)
        _sync(partial)
        _release(target)
        partial.replace(target)
    except OSError as error:
        raise LoaError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _check(path: Path, target: Path, *, force: bool) -> None:
    if target.is_dir():
        raise UsageError(f"{target} is a directory: give the name of a file in it")
    if target.exists() and path.exists() and target.samefile(path):
        raise UsageError(f"{target} is the archive itself: give the copy another name")
    if target.exists() and not force:
        raise UsageError(f"{target} exists: give another name, or --force to replace it")


def _release(target: Path) -> None:
    """Make sure that no log stands beside the file that is replaced.

    One that a killed program left would be taken for the copy's own, and its pages be written over
    those of the copy (https://www.sqlite.org/howtocorrupt.html, 1.4).

    Raises:
        LoaError: another program has the file open, or its log cannot be removed.
    """
    logs = [target.with_name(f"{target.name}-{ending}") for ending in ("wal", "shm", "journal")]
    if not any(log.exists() for log in logs):
        return
    try:
        uri = f"{target.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            # Needs the file for itself alone, and removes the log.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        if is_busy(error):
            raise LoaError(
                f"{target} is open in another program: close that first, or give another name"
            ) from error
        # What is no archive has no use for its log.
    for log in logs:
        log.unlink(missing_ok=True)


def _verify(copy: sqlite3.Connection, path: Path) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise LoaError(
            f"{path} is damaged, so no copy of it was kept: `loa doctor --db {path}` says where"
        )


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
