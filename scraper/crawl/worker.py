"""The process that crawls: some portals, one Twisted reactor, one connection to the parent.

A reactor cannot be started twice in one process, and portals share nothing while they are crawled,
so each worker is a process of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import threading
import traceback
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from scraper.crawl.events import CrawlEvent, Finished, Indexing, Started
from scraper.crawl.memory import keep_returning_memory
from scraper.errors import LoaError
from scraper.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from scraper.crawl.options import CrawlOptions
    from scraper.crawl.session import Session
    from scraper.portals import Profile


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is to do.

    Attributes:
        groups: portals, side by side; those in one group share a host and follow one another.
    """

    groups: tuple[tuple[Profile, ...], ...]
    archive_path: Path
    options: CrawlOptions


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker cannot go on: a :class:`LoaError`'s sentence, or the traceback of a bug."""

    message: str
    exit_status: int = 1
    is_bug: bool = False


class _Sessions:
    """The crawls of this process, so that all can be stopped, those to come included."""

    def __init__(self) -> None:
        self.stopped = False
        self._begun: list[Session] = []

    def add(self, session: Session) -> None:
        self._begun.append(session)

    def stop(self) -> None:
        self.stopped = True
        for session in self._begun:
            session.stop("interrupted")


GARBAGE = 10_000
"""Objects made until the youngest are looked through; a page makes some thousands, nearly all of
which go without that."""

GENERATIONS = 4
"""After so many of those the older ones are looked through, too. With Python's ten, what a page left
behind would stay for 2,500 pages, and some of it for 25,000."""

CACHE = 8_000
"""KiB of the archive's pages in memory: another worker's transaction makes them stale anyway."""

STOP = "stop"
"""What the parent sends to end a crawl gracefully; its hanging up means the same."""


def run_worker(connection: Connection, job: Job) -> None:
    """Crawl the job's portals and tell the parent; the entry point of the process."""
    _work(connection, partial(_run, connection, job), verbose=job.options.verbose)


def run_indexing(connection: Connection, archive_path: Path) -> None:
    """Bring the search index up to date; the entry point of a process of its own.

    The memory that this takes (some 60 MB) ends with the process, and so does everything when the
    parent speaks or is gone: an index is whole at any moment, and the next search goes on with it.
    """

    def parent_speaks() -> None:
        with contextlib.suppress(EOFError, OSError):
            connection.recv()
        os._exit(0)

    def tell(done: int, total: int) -> None:
        _send(connection, Indexing("", done, total))

    def index() -> None:
        threading.Thread(target=parent_speaks, daemon=True).start()
        with Archive(archive_path, cache=CACHE) as archive:
            archive.refresh_index(tell)

    _work(connection, index)


def _work(connection: Connection, work: Callable[[], None], *, verbose: bool = False) -> None:
    # Ctrl-C, and a service manager's SIGTERM, reach all processes; the parent decides what they
    # mean, and when it dies this process stops by itself.
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, signal.SIG_IGN)
    level = logging.WARNING if verbose else logging.CRITICAL
    logging.basicConfig(level=level, format="%(name)s: %(message)s")
    try:
        work()
    except LoaError as error:
        _send(connection, Broken(str(error), error.exit_status))
    except Exception:  # told to the parent, which raises it
        _send(connection, Broken(traceback.format_exc(), is_bug=True))
    finally:
        connection.close()


def _send(connection: Connection, message: CrawlEvent | Broken) -> bool:
    try:
        connection.send(message)
    except OSError:  # the parent is gone; nobody is left to be told
        return False
    return True


def _run(connection: Connection, job: Job) -> None:
    # Imported here: they choose Twisted's reactor, and the parent must never load one.
    from scrapy.utils.reactor import install_reactor  # noqa: PLC0415

    from scraper.crawl.settings import REACTOR, event_loop  # noqa: PLC0415

    install_reactor(REACTOR, event_loop())
    from twisted.internet import reactor  # noqa: PLC0415
    from twisted.internet.defer import Deferred  # noqa: PLC0415
    from twisted.python import log  # noqa: PLC0415

    from scraper.crawl import spider as _  # noqa: F401, PLC0415  # all that a crawl imports
    from scraper.crawl.resolver import install_resolver  # noqa: PLC0415

    log.PythonLoggingObserver("twisted").start()  # type: ignore[no-untyped-call]
    loop: Any = reactor
    install_resolver(loop, allow_private=job.options.allow_private)
    outcome: list[BaseException] = []

    async def main() -> None:
        try:
            await Deferred.fromFuture(asyncio.ensure_future(_crawl_all(connection, job)))
        except BaseException as error:  # raised again below, outside the reactor
            outcome.append(error)
        finally:
            loop.stop()

    # What was imported stays; looking through it for garbage again and again took 8 % of the time.
    gc.freeze()
    gc.set_threshold(GARBAGE, GENERATIONS, GENERATIONS)
    loop.callWhenRunning(lambda: Deferred.fromCoroutine(main()))
    loop.run(installSignalHandlers=False)
    if outcome:
        raise outcome[0]


async def _crawl_all(connection: Connection, job: Job) -> None:
    archive = Archive(job.archive_path, cache=CACHE)
    sessions = _Sessions()
    loop = asyncio.get_running_loop()

    def parent_speaks() -> None:
        with contextlib.suppress(EOFError, OSError):  # hung up: the same as being told to stop
            connection.recv()
        loop.remove_reader(connection.fileno())
        sessions.stop()

    loop.add_reader(connection.fileno(), parent_speaks)
    keep_returning_memory(loop)
    try:
        results = await asyncio.gather(
            *(_crawl_group(group, archive, connection, job, sessions) for group in job.groups),
            return_exceptions=True,
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result
    finally:
        loop.remove_reader(connection.fileno())
        archive.close()


async def _crawl_group(
    group: tuple[Profile, ...],
    archive: Archive,
    connection: Connection,
    job: Job,
    sessions: _Sessions,
) -> None:
    for profile in group:
        if sessions.stopped:
            return
        await _crawl_one(profile, archive, connection, job, sessions)


async def _crawl_one(
    profile: Profile,
    archive: Archive,
    connection: Connection,
    job: Job,
    sessions: _Sessions,
) -> None:
    from scrapy.crawler import Crawler  # noqa: PLC0415

    from scraper.crawl.session import PortalError, Session  # noqa: PLC0415
    from scraper.crawl.settings import scrapy_settings  # noqa: PLC0415
    from scraper.crawl.spider import PortalSpider  # noqa: PLC0415

    def emit(event: CrawlEvent) -> None:
        if not _send(connection, event):
            sessions.stop()

    session = Session(profile, archive, job.options, emit)
    sessions.add(session)
    emit(Started(profile.name, profile.home, session.frontier.pending()))
    crawler = Crawler(PortalSpider, scrapy_settings(profile, job.options))
    tasks: list[asyncio.Task[None]] = []
    session.attach(lambda: tasks.append(asyncio.ensure_future(crawler.stop_async())))
    await crawler.crawl_async(session=session)
    if tasks:
        await asyncio.wait(tasks)
    report = session.finish()
    if session.error is not None and not isinstance(session.error, PortalError):
        raise session.error  # the archive failed: no portal can go on
    emit(Finished(profile.name, report))
