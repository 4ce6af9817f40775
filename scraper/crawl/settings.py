"""Scrapy's settings for our crawls: only the parts that are used are switched on."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

from scraper.crawl.handler import HttpHandler
from scraper.crawl.middlewares import middleware_settings
from scraper.crawl.scheduler import FrontierScheduler

if TYPE_CHECKING:
    from scraper.crawl.options import CrawlOptions
    from scraper.portals import Profile

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

IN_FLIGHT = 4
"""Requests between scheduler and spider: one on the wire, the others wait at the gate."""


def event_loop() -> str | None:
    """The path of uvloop's event loop (not on Windows): measured a third faster."""
    return "uvloop.Loop" if find_spec("uvloop") else None


def scrapy_settings(profile: Profile, options: CrawlOptions) -> dict[str, Any]:
    """Settings of one portal's crawler."""
    languages = dict.fromkeys((profile.language, "vi", "en"))
    return {
        "USER_AGENT": options.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": ", ".join(languages),
        },
        "SCHEDULER": FrontierScheduler,
        "DOWNLOADER_MIDDLEWARES": middleware_settings(proxied=bool(getproxies())),
        "DOWNLOAD_HANDLERS": {"http": HttpHandler, "https": HttpHandler},
        "DOWNLOAD_HANDLERS_BASE": {},  # no files, no ftp: what it cannot do no redirect can ask for
        "SPIDER_MIDDLEWARES_BASE": {},  # all statuses and all depths are the spider's business
        "EXTENSIONS_BASE": {},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": IN_FLIGHT,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 1,  # there are none, and Scrapy starts as many tasks for each answer
        "DOWNLOAD_DELAY": 0,  # the gate keeps the pause
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_MAXSIZE": options.max_size,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": profile.tls == "verify",
        "TWISTED_REACTOR": REACTOR,
        "ASYNCIO_EVENT_LOOP": event_loop(),
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
    }
