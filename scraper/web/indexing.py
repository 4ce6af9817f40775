"""Keeping the search index up to date beside the searches, so that no reader waits for it."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.search.index import kept_up, refresh_if_possible
from scraper.store import Archive
from scraper.web.remembered import version_of

if TYPE_CHECKING:
    from pathlib import Path

PAUSE = 5.0
"""Seconds between two looks at the archive."""

SHARE = 10
"""The pause is at least so many times what indexing took last."""

_log = logging.getLogger(__name__)


class Indexing:
    """A thread that indexes what a crawl stores while pages are served.

    Args:
        path: the archive, which is opened for reading only; the index stands beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = threading.Event()
        self._kept = ExitStack()
        self._kept.enter_context(kept_up(path))
        self._thread = threading.Thread(target=self._run, name="loa-index", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End after the batch that is being indexed; at most some seconds are waited."""
        self._end.set()
        self._thread.join(timeout=5)
        self._kept.close()

    def _run(self) -> None:
        known: object = None
        with Archive(self._path, readonly=True) as archive:
            pause = 0.0
            while not self._end.wait(pause):
                began = time.monotonic()
                try:
                    version = version_of(archive)
                    if version != known:
                        refresh_if_possible(archive)
                        known = version
                except LoaError as error:
                    _log.warning("the search index stays as it is: %s", error)
                pause = max(PAUSE, SHARE * (time.monotonic() - began))
