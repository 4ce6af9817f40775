"""What bench/crawl.py measures: each crawler in a process of its own, from its first request to its end.

The time begins after the imports, so that start-up, which a crawl of hours does not notice, does not
decide a run of seconds. The processor's time is that of the process and of its children since then.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from sites import Site

IN_FLIGHT = 32
"""Requests at once of the crawlers without manners: one or two a host, as Loa's one."""


@dataclass
class Result:
    """What a crawler did.

    Attributes:
        pages: pages fetched; for all but bare Scrapy also read.
        seconds: from the first request to the end.
        cpu: processor seconds in that time.
        processes: that share the work.
        memory: number of pages to the memory that belongs to the processes alone (bytes).
    """

    pages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    processes: int = 1
    memory: list[tuple[int, int]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0

    @property
    def undisturbed(self) -> float:
        """Pages a second if each of the processes had a processor of its own."""
        return self.pages * self.processes / self.cpu if self.cpu else 0.0


class NotInstalledError(Exception):
    """A peer is not there; the text names it."""


class Watch:
    """Measures from its making to :meth:`stop`."""

    def __init__(self) -> None:
        self._began, self._cpu = time.monotonic(), self._used()

    @staticmethod
    def _used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    def stop(self, pages: int, processes: int = 1) -> Result:
        seconds, cpu = time.monotonic() - self._began, self._used() - self._cpu
        return Result(pages, seconds, cpu, processes)


def measured(run: Callable[..., Result], *args: Any) -> Result:
    """Run a crawler in a process of its own: a reactor cannot be started twice in one."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, run, args))
    process.start()
    theirs.close()
    try:
        answer = ours.recv()
    except EOFError:
        answer = RuntimeError(f"{run.__name__} died")
    process.join()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _child(connection: Connection, run: Callable[..., Result], args: tuple[Any, ...]) -> None:
    try:
        connection.send(run(*args))
    except ImportError as error:
        connection.send(NotInstalledError(error.name or str(error)))
    except Exception as error:  # the parent raises it
        connection.send(RuntimeError(f"{run.__name__}: {type(error).__name__}: {error}"))


# --- Loa ----------------------------------------------------------------------------------------


def loa(site: Site, archive: Path, workers: int | None, *, warc: bool = True) -> Result:
    """The whole crawl: fetched, read, stored, kept as WARC, indexed."""
    from scraper.crawl import CrawlOptions, crawl
    from scraper.crawl.events import CrawlEvent, Finished, Progress, Started

    portals = [site.profile(number) for number in range(site.hosts)]
    names = [profile.name for profile in portals]
    handled: dict[str, int] = {}
    result = Result(processes=min(site.hosts, workers or os.cpu_count() or 1))
    before: dict[int, float] = {}
    began = 0.0
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(1):
            result.memory.append((sum(handled.values()), sum(map(_memory_of, _workers()))))

    def hear(event: CrawlEvent) -> None:
        nonlocal began
        now = time.monotonic()
        if isinstance(event, Started):
            began = began or now
            # Portals are dealt out to the workers like cards.
            pids = sorted(worker.pid or 0 for worker in multiprocessing.active_children())
            if len(pids) == result.processes:
                pid = pids[names.index(event.portal) % result.processes]
                before.setdefault(pid, _cpu_of(pid))
        elif isinstance(event, Progress):
            handled[event.portal] = event.handled
        elif isinstance(event, Finished):
            handled[event.portal] = event.report.handled
            result.pages += event.report.handled

    options = CrawlOptions(delay=0, allow_private=True, workers=workers, warc=warc)
    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        crawl(portals, archive, options, hear)
    finally:
        ended.set()
        sampler.join()
    result.seconds = time.monotonic() - began
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    result.cpu = children.ru_utime + children.ru_stime - sum(before.values())
    return result


def _workers() -> list[int]:
    """The processes of this one's crawl: that which indexes at its end, too (Linux)."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    found = []
    for pid in map(int, children.read_text().split() if children.exists() else ()):
        with contextlib.suppress(OSError):  # it ended just now
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def _cpu_of(pid: int) -> float:
    """Processor seconds of a process so far (Linux; 0 elsewhere)."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _memory_of(pid: int) -> int:
    """Anonymous memory of a process in bytes (Linux; 0 elsewhere, and of one that ended).

    That is what it took for itself. Pages of library files are left out: how many of them a process
    is charged with depends on who else runs the same Python at that moment.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


# --- Scrapy -------------------------------------------------------------------------------------

UNNEEDED = (
    "offsite.OffsiteMiddleware", "httpauth.HttpAuthMiddleware", "retry.RetryMiddleware",
    "redirect.MetaRefreshMiddleware", "redirect.RedirectMiddleware", "cookies.CookiesMiddleware",
    "stats.DownloaderStats", "httpcache.HttpCacheMiddleware", "httpproxy.HttpProxyMiddleware",
    "robotstxt.RobotsTxtMiddleware", "downloadtimeout.DownloadTimeoutMiddleware",
    "useragent.UserAgentMiddleware", "httpcompression.HttpCompressionMiddleware",
    "defaultheaders.DefaultHeadersMiddleware",
)  # fmt: skip


def bare_scrapy(urls: list[str], tuned: bool) -> Result:
    """Scrapy that fetches ``urls`` and looks at nothing."""
    import scrapy

    class Bare(scrapy.Spider):
        name = "bare"
        seen = 0

        async def start(self) -> Any:
            for url in urls:
                yield scrapy.Request(url, dont_filter=True)

        def parse(self, response: Any) -> None:
            Bare.seen += response.status == 200

    settings: dict[str, Any] = {}
    if tuned:
        import uvloop  # noqa: F401  # named when it is missing

        middlewares = {f"scrapy.downloadermiddlewares.{name}": None for name in UNNEEDED}
        settings = {
            "ASYNCIO_EVENT_LOOP": "uvloop.Loop",
            "DOWNLOADER_MIDDLEWARES": middlewares,
            "SPIDER_MIDDLEWARES_BASE": {},
            "EXTENSIONS_BASE": {},
        }
    watch = _run_spider(Bare, settings)
    return watch.stop(Bare.seen)


def naive(site: Site, database: Path) -> Result:
    """The script that one would write first: Scrapy, LinkExtractor, trafilatura, sqlite-utils."""
    import scrapy
    import sqlite_utils
    import trafilatura
    from scrapy.linkextractors import LinkExtractor

    table = sqlite_utils.Database(database)["articles"]
    links = LinkExtractor(allow=(r"[?&]tc=\d+", r"[?&]tm=\d+"))

    class Naive(scrapy.Spider):
        name = "naive"
        start_urls = [site.home(number) for number in range(site.hosts)]  # noqa: RUF012
        pages = 0

        def parse(self, response: Any) -> Any:
            Naive.pages += 1
            if "tc=" in response.url:
                found = trafilatura.bare_extraction(
                    response.text, url=response.url, fast=True, with_metadata=True
                )
                if found is not None:
                    table.insert(
                        {"url": response.url, "title": found.title, "date": found.date,
                         "author": found.author, "text": found.text},
                        pk="url", replace=True,
                    )  # fmt: skip
            for link in links.extract_links(response):
                yield scrapy.Request(link.url)

    watch = _run_spider(Naive, {})
    result = watch.stop(Naive.pages)
    if table.count != site.hosts * site.articles:
        raise RuntimeError(f"the naive script stored {table.count} articles")
    return result


def _run_spider(spider: Any, settings: dict[str, Any]) -> Watch:
    from scrapy.crawler import CrawlerProcess
    from scrapy.utils.reactor import install_reactor

    install_reactor(
        "twisted.internet.asyncioreactor.AsyncioSelectorReactor", settings.get("ASYNCIO_EVENT_LOOP")
    )
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": IN_FLIGHT,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "DOWNLOAD_DELAY": 0,
            **settings,
        }
    )
    process.crawl(spider)
    watch = Watch()
    process.start()
    return watch


# --- others -------------------------------------------------------------------------------------


def news_please(urls: list[str]) -> Result:
    """news-please: its fetching, and its extraction on all processors; nothing is stored."""
    from newsplease import NewsPlease

    logging.disable(logging.CRITICAL)
    watch = Watch()
    found = NewsPlease.from_urls(urls, fetch_images=False)
    pages = sum(article is not None for article in found.values())
    return watch.stop(pages, os.cpu_count() or 1)


def trafilatura_own(urls: list[str]) -> Result:
    """trafilatura: its own threaded fetching, its `fast` extraction on all processors; no storing."""
    from concurrent.futures import ProcessPoolExecutor
    from copy import deepcopy

    from trafilatura.downloads import buffered_downloads
    from trafilatura.settings import DEFAULT_CONFIG, Extractor

    logging.disable(logging.CRITICAL)
    config = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "SSRF_PROTECTION", "off")  # or it fetches nothing from this machine
    options = Extractor(config=config)
    with ProcessPoolExecutor() as pool:
        list(pool.map(_extracted, ["<p>"] * (os.cpu_count() or 1), ["http://x.vn/"]))  # imports
        watch = Watch()
        answers = [
            pool.submit(_extracted, html, url)
            for url, html in buffered_downloads(urls, download_threads=8, options=options)
            if html
        ]
        pages = sum(answer.result() for answer in answers)
    return watch.stop(pages, os.cpu_count() or 1)  # children count when they have ended


def _extracted(html: str, url: str) -> bool:
    import trafilatura

    return trafilatura.bare_extraction(html, url=url, fast=True, with_metadata=True) is not None
