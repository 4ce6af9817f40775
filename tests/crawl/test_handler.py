"""The downloader's end, in a process of its own: a reactor is for a whole process."""

from __future__ import annotations

import subprocess
import sys

CLOSING = """
import asyncio, logging
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.python import log
from scraper.crawl.options import CrawlOptions
from scraper.crawl.settings import scrapy_settings
from scraper.portals import load_profile

logging.basicConfig()
log.PythonLoggingObserver("twisted").start()


class Pool:
    def closeCachedConnections(self):
        closed = Deferred()
        reactor.callLater(0, closed.callback, None)
        return closed


async def close():
    settings = scrapy_settings(load_profile("demo"), CrawlOptions())
    crawler = Crawler(Spider, settings)
    handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
    assert set(handlers) == {"http", "https"}
    handler = handlers["http"](crawler)
    handler._pool = Pool()
    # The connections close and the patience ends in one turn of the loop, as after a long turn.
    handler._disconnect_timeout = 0
    await handler.close()
    reactor.callLater(0.01, reactor.stop)


reactor.callWhenRunning(lambda: Deferred.fromFuture(asyncio.ensure_future(close())))
reactor.run()
"""


def test_connections_that_close_when_the_patience_ends_are_no_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLOSING], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
