"""An open archive: its connection, the lock around it, and the transactions on it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scraper.errors import LoaError
from scraper.store import changelog
from scraper.store.ahead import ReadAhead
from scraper.store.connection import CACHE, connect
from scraper.store.failures import explained
from scraper.store.frontier import FrontierWriter
from scraper.store.recorder import Recorder
from scraper.store.times import utcnow
from scraper.store.writer import Writer

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from types import TracebackType


class Handle:
    """The file at ``path``, opened as an archive and created when missing.

    Usable from several threads (one at a time), and by several programs at once: readers are never
    blocked, writers wait for each other.

    Args:
        path: the SQLite file.
        readonly: open an existing archive without ever writing to it.
        timeout: seconds to wait for another program's lock.
        cache: KiB of the file's pages that are kept in memory at most.
        clock: where the present moment comes from (aware datetimes).

    Raises:
        LoaError: see :func:`scraper.store.connection.connect`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] = "data/news.db",
        *,
        readonly: bool = False,
        timeout: float = 10.0,
        cache: int = CACHE,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self.clock = clock
        # `writer` is for the modules of this room, inside a transaction.
        self._lock = threading.RLock()
        self._connection = connect(self.path, readonly=readonly, timeout=timeout, cache=cache)
        self._ahead = ReadAhead(self.path, timeout=timeout, above=cache * 1024)
        self.writer = Writer(self._connection, self._ahead)
        self._queue = FrontierWriter(self._connection)
        self._recorder = Recorder(self._connection, self.writer, self._queue)
        self._is_marked = False

    def close(self) -> None:
        """Close the file; the archive cannot be used afterwards."""
        self._ahead.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading, with SQLite's reports turned into sentences."""
        with self._lock, explained(self.path):
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one write transaction, undone as a whole when the block fails.

        Raises:
            LoaError: opened readonly, locked by another program, or the disk is full.
        """
        if self.readonly:
            raise LoaError(f"{self.path} was opened for reading only")
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            marked = self._is_marked
            try:
                before = None if marked else changelog.last_number(connection)
                self.writer.begin()
                yield connection
                self.writer.flush()
                if before is not None and changelog.last_number(connection) > before:
                    changelog.mark_session(connection, before)
                    self._is_marked = True
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._is_marked = marked
                self.writer.forget()
                self._queue.forget()
                raise
