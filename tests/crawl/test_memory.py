"""A crawl's memory does not grow with its pages, and free memory goes back to the system."""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import platform
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import scraper
from scraper.crawl.events import Progress
from scraper.crawl.memory import return_memory
from scraper.crawl.options import CrawlOptions
from scraper.crawl.worker import Broken, Job, run_worker
from scraper.demo.server import PortalServer
from scraper.store import Archive
from tests.workers import forked

from .kinds import KINDS, KindSite

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from scraper.demo.site import Response

ROOMS = ("crawl", "extraction", "portals", "store", "text")
"""What a worker works with."""

MOST = 4_096
"""Entries of a cache that is full, and so has its final size, early in a long crawl."""

PAGES = 240
STEP = 10
PER_PAGE = 3_000
"""Bytes that a worker may keep of each page while its memories of addresses fill up: seen 1,000. Whoever
keeps a page, an answer or a record keeps more."""

FILLER = f"<!-- {'x' * 20_000} -->"


class Richer(KindSite):
    """A portal whose articles have a menu, and are as large as real ones."""

    menu = "".join(f'<a href="/trang/{n}">Trang {n}</a>' for n in range(100))

    def article_page(self, path: str) -> Response:
        page = super().article_page(path)
        return replace(
            page, body=page.body.replace(b"</body>", f"{self.menu}{FILLER}</body>".encode())
        )


@functools.cache
def caches() -> dict[str, functools._lru_cache_wrapper[Any]]:
    """The caches of the functions and methods of :data:`ROOMS`."""
    found = {}
    for room in ROOMS:
        path = [str(Path(scraper.__file__).parent / room)]
        for module in pkgutil.walk_packages(path, f"scraper.{room}."):
            loaded = importlib.import_module(module.name)
            for owner in (loaded, *(v for v in vars(loaded).values() if isinstance(v, type))):
                for name, value in vars(owner).items():
                    if isinstance(value, functools._lru_cache_wrapper):
                        found[f"{module.name}.{name}"] = value
    return found


class Measuring:
    """A worker's connection to its parent; with its progress it tells how much memory is in use."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.next = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def send(self, event: object) -> None:
        if isinstance(event, Progress) and event.handled >= self.next:
            self.next = event.handled + STEP
            for cache in caches().values():
                cache.cache_clear()
            gc.collect()
            self.connection.send((event.handled, tracemalloc.get_traced_memory()[0]))
        elif isinstance(event, Broken):
            self.connection.send(event)


def run_measured(connection: Connection, job: Job) -> None:
    tracemalloc.start()
    run_worker(Measuring(connection), job)  # type: ignore[arg-type]


def test_what_a_worker_holds_does_not_grow_with_its_pages(tmp_path: Path) -> None:
    site = Richer(KINDS[0], PAGES)
    ours, theirs = forked().Pipe()
    Archive(tmp_path / "news.db").close()
    samples: list[tuple[int, int]] = []
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = site.kind.profile(server.url)
        options = CrawlOptions(delay=0, allow_private=True)
        job = Job(((profile,),), tmp_path / "news.db", options)
        process = forked().Process(target=run_measured, args=(theirs, job), daemon=True)
        process.start()
        theirs.close()
        try:
            while True:
                message = ours.recv()
                assert not isinstance(message, Broken), message.message
                samples.append(message)
        except EOFError:
            process.join()
    early = max(size for pages, size in samples if PAGES / 4 < pages <= PAGES / 2)
    late = max(size for pages, size in samples if pages > PAGES / 2)
    assert samples[-1][0] >= 0.9 * PAGES
    assert late - early < PER_PAGE * PAGES / 2


def test_caches_are_full_early_in_a_long_crawl() -> None:
    bounds = {name: cache.cache_parameters()["maxsize"] for name, cache in caches().items()}
    assert len(bounds) > 20
    assert {name: most for name, most in bounds.items() if most is None or most > MOST} == {}


def resident() -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="malloc_trim is glibc's")
def test_what_stands_free_between_what_is_in_use_is_returned() -> None:
    size = 10_000  # below the size that gets a mapping of its own
    blocks = [bytes(size) for _ in range(8_000)]
    kept = blocks[::20]
    full = resident()
    del blocks
    return_memory()
    assert resident() < full - 40_000_000
    assert all(len(block) == size for block in kept)
