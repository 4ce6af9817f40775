"""The same work on many small batches, on all processors: in order, and never many at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

BATCH = 32
"""Pages a batch: enough that its way between two processes does not count."""


class Worker(Protocol):
    """What is made once in each process and then does the batches."""

    def work(self, batch: Any) -> Any:
        """Do one batch; what it takes and gives can be pickled."""

    def close(self) -> None:
        """Let go of files; what is made in a process of its own ends with that instead."""


_worker: Worker | None = None
"""That of this process."""


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut ``items`` into lists of ``size``.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def work_through(
    make: Callable[..., Worker], arguments: tuple[Any, ...], work: Iterable[Any], jobs: int
) -> Iterator[Any]:
    """The results of ``make(*arguments).work`` for each batch, in order.

    Args:
        make: makes the worker, in each process.
        arguments: for it; they can be pickled.
        work: the batches; taken when there is room for one.
        jobs: processes; with one the work is done in this process.

    Raises:
        LoaError: a process died.
    """
    if jobs <= 1:
        worker = make(*arguments)
        try:
            yield from map(worker.work, work)
        finally:
            worker.close()
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, _begin, (make, arguments))
    waiting: deque[Future[Any]] = deque()
    try:
        for batch in work:
            waiting.append(pool.submit(_do, batch))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise LoaError(
            "a process that reads pages ended unexpectedly (out of memory?); what it had done "
            "before is stored, run the same command again to go on"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(make: Callable[..., Worker], arguments: tuple[Any, ...]) -> None:
    global _worker  # noqa: PLW0603  # a pool's way of keeping something in its processes
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    _worker = make(*arguments)


def _do(batch: Any) -> Any:
    assert _worker is not None  # noqa: S101  # _begin was called
    return _worker.work(batch)
