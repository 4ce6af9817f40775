"""robots.txt: what it means when it is there, missing, or cannot be had (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from protego import Protego

from scraper.crawl.outcome import error_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.http import Response

AGENT = "loa"
"""The name that robots.txt may address."""

MAX_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB must be read; what comes after is not."""

MAX_SITEMAPS = 100
TRIES = 2


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one host; without a parser everything is allowed.

    Attributes:
        sitemaps: addresses that the file names.
        crawl_delay: seconds between requests that the file asks for, 0 when it does not.
        unreachable: why the file could not be had although it may exist; then nothing is allowed.
    """

    parser: Protego | None = None
    crawl_delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    unreachable: str | None = None

    def allowed(self, url: str) -> bool:
        """Whether Loa may ask for ``url``."""
        return self.parser is None or bool(self.parser.can_fetch(url, AGENT))


async def read_robots(ask: Callable[[str], Awaitable[Response]], url: str) -> RobotsRules:
    """Fetch ``url`` with ``ask`` and say what it means; never raises for what a server does.

    4xx, and a redirect that leads nowhere, mean that there are no rules; 5xx and network errors
    that the host cannot be asked now.
    """
    problem = ""
    for _ in range(TRIES):
        try:
            response = await ask(url)
        except Exception as error:  # named, and reported as the portal's state
            problem = error_name(error, url)
            continue
        if response.status == 429 or response.status >= 500:
            problem = f"HTTP {response.status}"
            continue
        if response.status != 200:
            return RobotsRules()
        return parse_robots(response.body)
    return RobotsRules(unreachable=problem)


def parse_robots(body: bytes) -> RobotsRules:
    r"""Read the bytes of a robots.txt.

    >>> parse_robots(b"User-agent: *\nDisallow: /admin\nCrawl-delay: 2").crawl_delay
    2.0
    """
    parser = Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "ignore"))
    sitemaps = tuple(islice(parser.sitemaps, MAX_SITEMAPS))
    return RobotsRules(parser, float(parser.crawl_delay(AGENT) or 0.0), sitemaps)
