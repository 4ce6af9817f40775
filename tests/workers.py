"""Worker processes that begin with everything imported: a crawl in a test costs a fork, not a start."""

from __future__ import annotations

import multiprocessing
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

IMPORTED = (
    "scraper.crawl.session",
    "scraper.crawl.settings",
    "scraper.crawl.spider",
    "scraper.crawl.resolver",
    "scraper.crawl.worker",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.crawler",
    "scrapy.utils.reactor",
    "trafilatura",
)
"""What every worker imports. None of it may choose Twisted's reactor, which each worker does itself."""


@lru_cache(maxsize=1)
def forked() -> ForkServerContext:
    """A context whose processes are forked from one that has imported :data:`IMPORTED`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    return context
