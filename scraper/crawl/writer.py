"""Page records on their way to the archive, a batch per transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import LoaError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from scraper.crawl.keeping import Keeper, Kept
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
        keeper: keeps the answers that belong to the records, None when they are not kept.
    """

    def __init__(
        self,
        archive: Archive,
        portal: str,
        crawl_id: int,
        on_stored: Callable[[list[Stored]], None],
        on_error: Callable[[LoaError], None],
        keeper: Keeper | None = None,
    ) -> None:
        self._archive = archive
        self._portal = portal
        self._crawl_id = crawl_id
        self._on_stored = on_stored
        self._on_error = on_error
        self._keeper = keeper
        self._batch: list[tuple[PageRecord, Kept | None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self.broken = False

    def add(
        self, record: PageRecord, loop: asyncio.AbstractEventLoop, kept: Kept | None = None
    ) -> None:
        """Take ``record`` and the answer it came from; both are written within :data:`SECONDS`."""
        self._batch.append((record, kept))
        if len(self._batch) >= BATCH or (self._keeper is not None and self._keeper.full):
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(SECONDS, self.flush)

    def flush(self) -> None:
        """Write what has been collected."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        keeper = self._keeper
        if self.broken or not self._batch:
            return
        batch, self._batch = self._batch, []
        try:
            # First the answers, then what refers to them: a crash between the two leaves records
            # that nobody refers to, and never the opposite.
            records = [record for record, _ in batch] if keeper is None else keeper.write(batch)
            stored = self._archive.record(records, portal=self._portal, crawl_id=self._crawl_id)
        except LoaError as error:
            self.broken = True
            self._on_error(error)
            return
        self._on_stored(stored)

    def close(self) -> None:
        """Write what is left and close the files of answers."""
        self.flush()
        if self._keeper is not None:
            try:
                self._keeper.close()
            except LoaError as error:
                self._on_error(error)
