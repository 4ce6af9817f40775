"""Threads that make pages, each with the archive open for reading and a limit on its time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from scraper.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_STEPS = 50_000
"""Instructions of SQLite's machine between two looks at the clock: about a millisecond."""

_CACHE = 16_000
"""KiB of the archive's pages that each thread keeps in memory."""


class TookTooLong(Exception):
    """The archive did not answer within the time that a page may take."""


class ReadingPool:
    """A few threads that read one archive.

    Args:
        path: the archive.
        threads: their number.
        seconds: what the archive may take for one call.
        name: of the threads.
    """

    def __init__(self, path: Path, threads: int, seconds: float, name: str) -> None:
        self._path = path
        self._seconds = seconds
        self._local = threading.local()
        self._opened: list[Archive] = []
        self._pool = ThreadPoolExecutor(threads, name, initializer=self._begin)

    def close(self) -> None:
        """Let the pages that are being made end, and close the archive."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for archive in self._opened:
            archive.close()

    async def run(self, call: Callable[[Archive], T]) -> T:
        """What ``call`` gives for the archive, from one of the threads.

        Raises:
            TookTooLong: the archive's queries were stopped.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._call, call)

    def _begin(self) -> None:
        archive = Archive(self._path, readonly=True, cache=_CACHE)
        self._local.archive = archive
        self._local.end = float("inf")
        self._opened.append(archive)
        local = self._local

        def is_over() -> bool:
            return time.monotonic() > local.end  # type: ignore[no-any-return]

        with archive.reading() as connection:
            connection.set_progress_handler(is_over, _STEPS)

    def _call(self, call: Callable[[Archive], T]) -> T:
        end = self._local.end = time.monotonic() + self._seconds
        try:
            return call(self._local.archive)
        except sqlite3.Error as error:
            # Stopped in the middle, a search may also fail at what it does last.
            if time.monotonic() <= end:
                raise
            raise TookTooLong from error
        finally:
            self._local.end = float("inf")
