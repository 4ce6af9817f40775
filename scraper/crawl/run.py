"""Crawling as one call: worker processes are started, listened to, and stopped when asked to."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.crawl.events import CrawlEvent, CrawlReport, Finished
from scraper.crawl.hosts import check_permission
from scraper.crawl.options import CrawlOptions
from scraper.crawl.worker import CACHE, STOP, Broken, Job, run_indexing, run_worker
from scraper.errors import LoaError, UsageError
from scraper.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from scraper.portals import Profile


PROCESSES: BaseContext = multiprocessing.get_context("spawn")
"""How workers are started: anew, since a fork would take the threads' locks of any caller along."""

FEW = 1_000
"""Articles that are indexed in a moment and in little memory, so that a process of its own for them
would only cost the time of its start."""

STOPPING = (signal.SIGINT, signal.SIGTERM)
"""The signals that end a crawl: the first one gracefully, a second one at once."""


class CrawlKilled(LoaError):
    """The user did not want to wait for the graceful end."""

    exit_status = 130


def crawl(
    portals: Sequence[Profile],
    archive_path: str | Path,
    options: CrawlOptions | None = None,
    on_event: Callable[[CrawlEvent], None] | None = None,
) -> list[CrawlReport]:
    """Crawl ``portals`` into the archive at ``archive_path`` and wait for the end.

    The crawl goes on where the last one was interrupted; otherwise it looks at the listings again
    and fetches what is new. Portals are spread over worker processes (multiprocessing, "spawn": a
    script that calls this keeps the call below ``if __name__ == "__main__":``). In the main thread
    Ctrl-C and SIGTERM end the crawl gracefully, a second one at once; either way the archive is
    whole and the next call goes on.

    Args:
        portals: profiles with a home address; one that is named twice is crawled once.
        archive_path: SQLite file, created when missing.
        options: see :class:`CrawlOptions`.
        on_event: is called in this process with each :class:`CrawlEvent`.

    Returns:
        One report per portal, in their order. A portal that could not be crawled has the outcome
        ``failed`` and says why.

    Raises:
        UsageError: a portal may not be crawled so (private, or no contact for a public host).
        LoaError: the archive cannot be opened or written, or the only portal could not be crawled.
        CrawlKilled: a second Ctrl-C.
    """
    options = options or CrawlOptions()
    if not portals:
        raise UsageError("name a portal, or an address, to crawl")
    portals = list({profile.name: profile for profile in portals}.values())
    for profile in portals:
        check_permission(profile, options)
    Archive(archive_path).close()  # one clear error now, before processes are started
    workers = [_start(run_worker, job) for job in _jobs(portals, Path(archive_path), options)]
    reports: dict[str, CrawlReport] = {}

    def hear(event: CrawlEvent) -> None:
        if isinstance(event, Finished):
            reports[event.portal] = event.report
        if on_event is not None:
            on_event(event)

    try:
        with _signals() as wake:
            if not _listen(workers, wake, hear):
                stored = sum(report.new + report.revised for report in reports.values())
                if stored > FEW:
                    workers.append(_start(run_indexing, Path(archive_path)))
                    _listen(workers, wake, hear)
                else:
                    with Archive(archive_path, cache=CACHE) as archive:
                        archive.refresh_index()
    finally:
        for worker in workers:
            if worker.process.is_alive():
                worker.process.kill()
            worker.process.join()
            worker.connection.close()
    if len(portals) == 1 and (only := reports.get(portals[0].name)) is not None and only.error:
        raise LoaError(only.error)
    return [reports[p.name] for p in portals if p.name in reports]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    done: bool = False


def _jobs(portals: Sequence[Profile], path: Path, options: CrawlOptions) -> list[Job]:
    groups = _groups(portals)
    count = min(len(groups), options.workers or os.cpu_count() or 1)
    return [Job(tuple(groups[n::count]), path, options) for n in range(count)]


def _groups(portals: Iterable[Profile]) -> list[tuple[Profile, ...]]:
    """Put portals that share a host together: no host is asked by two crawls at once."""
    groups: list[tuple[set[str], list[Profile]]] = []
    for profile in portals:
        hosts = {host.removeprefix("www.") for host in profile.hosts}
        together = [profile]
        for group in [group for group in groups if group[0] & hosts]:
            groups.remove(group)
            hosts |= group[0]
            together = [*group[1], *together]
        groups.append((hosts, together))
    return [tuple(group) for _, group in groups]


def _start(target: Callable[..., None], work: object) -> _Worker:
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(  # type: ignore[attr-defined]  # every context has it
        target=target, args=(theirs, work), name="loa-crawl", daemon=True
    )
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _listen(
    workers: list[_Worker], wake: socket.socket, hear: Callable[[CrawlEvent], None]
) -> bool:
    """Hear the workers until all are done; ``wake`` tells the numbers of signals.

    Returns:
        Whether they were asked to stop before.
    """
    stopping = False
    failure: Broken | None = None

    def stop_all() -> None:
        for worker in workers:
            if not worker.done:
                try:
                    worker.connection.send(STOP)
                except OSError:
                    worker.done = True

    while open_ones := [worker for worker in workers if not worker.done]:
        by_connection = {worker.connection: worker for worker in open_ones}
        for ready in wait([wake, *by_connection]):
            if ready is wake:
                asked = sum(number in STOPPING for number in wake.recv(64))
                if not asked:
                    continue
                if stopping or asked > 1:
                    raise CrawlKilled("stopped at once; the next crawl goes on from what is stored")
                stopping = True
                stop_all()
                continue
            worker = by_connection[ready]  # type: ignore[index]
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                worker.done = True
                worker.process.join()
                if worker.process.exitcode and failure is None:
                    failure = Broken(_death(worker.process.exitcode))
                continue
            if isinstance(message, Broken):
                failure = failure or message
                stop_all()
            else:
                hear(message)
    if failure is not None:
        if failure.is_bug:
            raise RuntimeError(f"the crawl's process failed:\n{failure.message}")
        error = UsageError if failure.exit_status == UsageError.exit_status else LoaError
        raise error(failure.message)
    return stopping


def _death(code: int) -> str:
    how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return f"the crawl's process ended unexpectedly ({how}); run the same command again to go on"


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that tells the numbers of SIGINT and SIGTERM while the block runs (main thread).

    Written by Python's handler in C, and so at once: a signal that the system delivers to another
    thread would not wake a main thread that waits, and its Python handler would wait with it.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    previous: dict[signal.Signals, Any] = {}
    in_main = threading.current_thread() is threading.main_thread()
    if in_main:
        wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        for which in STOPPING:
            previous[which] = signal.signal(which, lambda *_: None)
    try:
        yield reader
    finally:
        for which, handler in previous.items():
            signal.signal(which, handler)
        if in_main:
            signal.set_wakeup_fd(wakeup)
        reader.close()
        writer.close()
