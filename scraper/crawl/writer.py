"""Page records on their way to the archive, a batch per transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import LoaError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from scraper.store import Archive
    from scraper.store.records import PageRecord, Stored

BATCH = 64
"""Records a transaction: measured, 100 are as fast as any number, and fewer wait less."""

SECONDS = 1.0
"""How long a record waits for others at most; a crash loses no more than that."""


class Writer:
    """Collects the records of one portal and writes them when there are enough, or it is time.

    Args:
        archive: where to.
        portal: name of the portal.
        crawl_id: the crawl that the records belong to.
        on_stored: is told what became of each batch.
        on_error: is told when the archive cannot be written; nothing is written after that.
    """

    def __init__(
        self,
        archive: Archive,
        portal: str,
        crawl_id: int,
        on_stored: Callable[[list[Stored]], None],
        on_error: Callable[[LoaError], None],
    ) -> None:
        self._archive = archive
        self._portal = portal
        self._crawl_id = crawl_id
        self._on_stored = on_stored
        self._on_error = on_error
        self._batch: list[PageRecord] = []
        self._timer: asyncio.TimerHandle | None = None
        self.broken = False

    def add(self, record: PageRecord, loop: asyncio.AbstractEventLoop) -> None:
        """Take ``record``; it is written within :data:`SECONDS`."""
        self._batch.append(record)
        if len(self._batch) >= BATCH:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(SECONDS, self.flush)

    def flush(self) -> None:
        """Write what has been collected."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._batch or self.broken:
            return
        batch, self._batch = self._batch, []
        try:
            stored = self._archive.record(batch, portal=self._portal, crawl_id=self._crawl_id)
        except LoaError as error:
            self.broken = True
            self._on_error(error)
            return
        self._on_stored(stored)
