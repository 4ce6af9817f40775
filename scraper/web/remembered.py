"""What is counted over the whole archive, kept in memory and counted anew in the background.

No page counts half a million articles while somebody waits. What was counted is shown, with the
time of counting, and is counted again when the archive has changed since; the more it costs, the
less often.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from concurrent.futures import Future

    from scraper.store import Archive

T = TypeVar("T")

MOST = 400
"""Counts that are kept where nobody says how many."""

WAITING = 40
"""Counts that may wait to be made where nobody says how many."""

FRESH = 5.0
"""Seconds for which a count is never made again."""

SHARE = 20
"""A count is made again after so many times the seconds that it took, so that counting takes at
most a twentieth of one processor."""


class Counting(Exception):
    """A count is being made and was not there in time: the page says so and is shown again."""


@dataclass(frozen=True, slots=True)
class _Count(Generic[T]):
    value: T
    version: Version
    made: float
    took: float


class Remembered:
    """Counts by name; safe to use from several threads.

    Args:
        open_archive: opens the archive for the thread that counts.
        most: counts that are kept; the one that was asked for longest ago goes first.
        waiting: counts that may wait to be made; more are refused until there is room.
        threads: counts that are made at once.
    """

    def __init__(
        self,
        open_archive: Callable[[], Archive],
        *,
        most: int = MOST,
        waiting: int = WAITING,
        threads: int = 1,
    ) -> None:
        self._most = most
        self._waiting = waiting
        self._local = threading.local()
        self._open = open_archive
        self._lock = threading.Lock()
        self._counts: OrderedDict[Hashable, _Count[object]] = OrderedDict()
        self._running: dict[Hashable, Future[object]] = {}
        self._pool = ThreadPoolExecutor(threads, "loa-count", initializer=self._begin)

    def close(self) -> None:
        """Stop counting."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def get(
        self, key: Hashable, count: Callable[[Archive], T], version: Version, *, wait: float = 0.5
    ) -> T:
        """What ``count`` gives, from memory where it is there.

        Args:
            key: names the count.
            count: makes it.
            version: of the archive now; see :func:`version_of`.
            wait: seconds to wait for a count that was never made.

        Raises:
            Counting: it is being made.
        """
        with self._lock:
            known = self._counts.get(key)
            if known is not None:
                self._counts.move_to_end(key)
                age = time.monotonic() - known.made
                if known.version != version and age > max(FRESH, SHARE * known.took):
                    with suppress(Counting):  # no room now; it stays as old as it is
                        self._begin_count(key, count)
                return known.value  # type: ignore[return-value]  # what this key's count gave
            running = self._begin_count(key, count)
        try:
            return running.result(timeout=wait)  # type: ignore[return-value]
        except NotYet:
            raise Counting from None

    def _begin(self) -> None:
        self._local.archive = self._open()

    def _begin_count(self, key: Hashable, count: Callable[[Archive], T]) -> Future[object]:
        running = self._running.get(key)
        if running is None:
            if len(self._running) >= self._waiting:
                raise Counting
            running = self._running[key] = self._pool.submit(self._count, key, count)
        return running

    def _count(self, key: Hashable, count: Callable[[Archive], object]) -> object:
        archive: Archive = self._local.archive
        began = time.monotonic()
        try:
            version = version_of(archive)
            value = count(archive)
            now = time.monotonic()
            with self._lock:
                self._counts[key] = _Count(value, version, now, now - began)
                while len(self._counts) > self._most:
                    self._counts.popitem(last=False)
            return value
        finally:
            with self._lock:
                self._running.pop(key, None)


Version = tuple[object, ...]
"""What changes whenever the archive says something else."""

_VERSION = """
SELECT (SELECT max(seq) FROM changes), (SELECT max(id) FROM fetches),
  (SELECT max(ifnull(finished, started)) FROM crawls), (SELECT count(*) FROM people_merges),
  (SELECT count(*) FROM tombstones WHERE finished_at IS NOT NULL)
"""


def version_of(archive: Archive) -> Version:
    """What the archive is now; read from the ends of its tables, whatever their size."""
    with archive.reading() as connection:
        return tuple(connection.execute(_VERSION).fetchone())
