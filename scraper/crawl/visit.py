"""A short, polite visit to one portal: few requests, one after the other, within robots.txt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.crawl.fetch import FetchedPage, FetchError, fetch_page
from scraper.crawl.robots import RobotsRules, parse_robots
from scraper.errors import LoaError
from scraper.portals import canonical_url, site_host
from scraper.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.crawl.options import CrawlOptions

PATIENCE = 300.0
"""Seconds that a visit may spend on waiting between its requests; a Crawl-delay shortens the visit."""

FEWEST = 15
"""Requests that a visit may make whatever the Crawl-delay: with fewer nothing can be learned."""

PATIENT = 3
"""Requests in a row without an answer after which a visit asks no more."""

TOO_MANY = (429, 503)
"""Answers after which a visit asks no more, unless they say for how long they mean it."""

SHORT_WAIT = 30
"""Seconds of Retry-After that a visit waits, once for each page."""


@dataclass(slots=True)
class Visit:
    """One visit to one portal.

    Attributes:
        options: user agent, bounds, delay.
        most: requests that may be made in all, redirects not counted.
        on_step: told in words what is about to be asked, and the number of requests so far.
        requests: requests made.
        refused: addresses that robots.txt did not allow.
        ended: why no more is asked, or None.
    """

    options: CrawlOptions
    most: int
    on_step: Callable[[str, int], None] | None = None
    requests: int = 0
    refused: int = 0
    ended: str | None = None
    robots: dict[str, RobotsRules] = field(default_factory=dict)
    _last: float | None = None
    _failed: int = 0
    _waited: bool = False

    @property
    def left(self) -> int:
        """Requests that may still be made."""
        return 0 if self.ended else max(0, self.most - self.requests)

    def rules(self, url: str) -> RobotsRules:
        """The rules of the host of ``url``, fetched once.

        Raises:
            FetchError: the host cannot be reached, or says that it cannot be asked now.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.robots:
            address = f"{origin}/robots.txt"
            try:
                answer = self._fetch(address, "robots.txt")
            except FetchError as error:
                raise FetchError(str(error).replace(address, url)) from error
            if answer.status == 429 or answer.status >= 500:
                raise FetchError(
                    f"{origin} cannot be asked now: robots.txt answers HTTP {answer.status}; "
                    "try again later"
                )
            is_text = answer.status == 200 and answer.body.lstrip()[:1] != b"<"
            rules = parse_robots(answer.body) if is_text else RobotsRules()
            self.robots[origin] = rules
            self._slow_down(rules.crawl_delay)
        return self.robots[origin]

    def _slow_down(self, seconds: float) -> None:
        if seconds > self.options.delay:
            self.options = replace(self.options, delay=min(seconds, 3600))
            self.most = min(self.most, max(FEWEST, int(PATIENCE / seconds)))

    def get(self, url: str, words: str) -> FetchedPage | None:
        """Fetch ``url``; None when it may not be asked, cannot be had, or the visit is over."""
        if not self.left:
            return None
        try:
            if not self.rules(url).allowed(url):
                self.refused += 1
                return None
            answer = self._fetch(url, words)
        except LoaError:  # also an address that leads into a private network
            self._failed += 1
            if self._failed >= PATIENT:
                self.ended = f"{self._failed} requests in a row got no answer"
            return None
        self._failed = 0
        return answer

    def require(self, url: str, words: str) -> FetchedPage:
        """Fetch ``url``, whose host's rules have been seen to allow it.

        Raises:
            FetchError: it cannot be had.
        """
        return self._fetch(url, words)

    def _fetch(self, url: str, words: str) -> FetchedPage:
        if self._last is not None:
            sleep(max(0.0, self._last + self.options.delay - monotonic()))
        if self.on_step is not None:
            self.on_step(words, self.requests)
        self.requests += 1
        try:
            answer = fetch_page(url, self.options)
        finally:
            self._last = monotonic()
        pause = answer.retry_after if answer.status in TOO_MANY and not self._waited else None
        if pause is not None and pause <= SHORT_WAIT and self.left:
            self._waited = True
            sleep(pause)
            return self._fetch(url, words)
        self._waited = False
        if answer.status in TOO_MANY and self.requests > 2:
            self.ended = f"the server answered HTTP {answer.status}"
        return answer


def text_of(answer: FetchedPage) -> str:
    """The page's text, decoded."""
    return decode(answer.body, answer.content_type).text


def same_site(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether ``url`` stands on one of ``hosts`` (without ``www.``)."""
    try:
        return site_host(canonical_url(url)) in hosts
    except ValueError:
        return False
