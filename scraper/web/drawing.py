"""Drawing charts in a process of its own.

The engine that runs Vega takes half a second to start, seconds to put the bundle for browsers together,
and holds Python's lock all the while: no other page would be answered (bench/web.py).
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Drawing:
    """One process, begun when something is drawn for the first time; safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: ProcessPoolExecutor | None = None

    def make(self, draw: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``draw``, a function of a module, returns there.

        Raises:
            LoaError: the process was ended from outside; the next drawing begins another one.
        """
        process = self._running()
        try:
            return process.submit(draw, *args, **kwargs).result()
        except BrokenProcessPool as error:
            with self._lock:
                if self._process is process:
                    self._process = None
            process.shutdown(wait=False)
            raise LoaError(
                "the process that draws charts was ended; ask again, and if it happens again, "
                "see whether there is enough memory"
            ) from error

    def close(self) -> None:
        """End the process after what it draws now."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.shutdown(cancel_futures=True)

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._process is None:
                self._process = ProcessPoolExecutor(1, get_context("spawn"), _begin)
            return self._process


def _begin() -> None:
    """Leave Ctrl-C to the server, and end when that ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
    os._exit(0)
