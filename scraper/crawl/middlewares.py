"""The downloader middlewares: one job each. Scrapy's own for these jobs are switched off.

From the engine to the network: :class:`AddressGuard`, :class:`Robots`, Scrapy's headers and
decompression, :class:`Redirects`, :class:`Keeping`, :class:`Politeness`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scraper.crawl.gate import PATIENCE, retry_after_seconds
from scraper.crawl.hosts import private_literal
from scraper.crawl.outcome import DONE
from scraper.crawl.robots import RobotsRules, read_robots

if TYPE_CHECKING:
    import asyncio

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from scraper.crawl.outcome import Verdict
    from scraper.crawl.session import Session
    from scraper.crawl.spider import PortalSpider
    from scraper.store.records import Task

MAX_COOKIES = 20
MAX_COOKIE = 4_096
"""Cookies of one host, and characters of one (RFC 6265, 6.1), that a wall may ask for."""

MAX_REDIRECTS = 5
REDIRECT = frozenset({301, 302, 303, 307, 308})


class Refused(IgnoreRequest):
    """The request must not be made; ``reason`` says why, in words for the report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Needless(IgnoreRequest):
    """What was learned while the request waited makes it needless; ``verdict`` settles it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason or "")
        self.verdict = verdict


class _Part:
    """What the middlewares share: they belong to one portal's session."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session: Session = cast("PortalSpider", crawler.spider).session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a component."""
        return cls(crawler)


class AddressGuard(_Part):
    """Lets requests pass to the portal's own hosts only, by http or https.

    Names are checked again when they are resolved (:mod:`scraper.crawl.resolver`).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._verdicts: dict[tuple[str, str], str | None] = {}

    def process_request(self, request: Request) -> None:
        """Refuse what is not the portal's, by :class:`Refused`."""
        url = urlparse_cached(request)
        place = (url.scheme, url.netloc)
        if place not in self._verdicts:
            self._verdicts[place] = self._verdict(url.scheme, url.netloc, url.hostname or "")
        reason = self._verdicts[place]
        if reason:
            raise Refused(reason)
        if private_literal(url.hostname or ""):
            request.meta.setdefault("proxy", None)  # the proxy's own network is not ours

    def _verdict(self, scheme: str, netloc: str, host: str) -> str | None:
        if scheme not in ("http", "https"):
            return f"not an http address ({scheme})"
        standard = ":80" if scheme == "http" else ":443"
        if not self.session.profile.owns(netloc.rpartition("@")[2].removesuffix(standard)):
            return f"outside the portal ({host})"
        if private_literal(host) and not self.session.options.allow_private:
            return f"private address ({host})"
        return None


class Robots(_Part):
    """Obeys robots.txt (RFC 9309), one per host, also its Crawl-delay.

    A robots.txt that cannot be had because the server fails means that nothing may be asked; one
    that does not exist means that everything may.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, RobotsRules | asyncio.Future[RobotsRules]] = {}

    async def process_request(self, request: Request) -> None:
        """Refuse (:class:`Refused`) what the host's rules forbid, after fetching them if need be."""
        if request.meta.get("is_robots"):
            return
        url = urlparse_cached(request)
        rules = self._rules.get(url.netloc)
        if rules is None:
            rules = await self._fetch(url.scheme, url.netloc)
        elif not isinstance(rules, RobotsRules):
            rules = await rules
        if rules.unreachable:
            raise Refused(f"robots.txt cannot be had: {rules.unreachable}")
        if not rules.allowed(request.url):
            raise Refused("forbidden by robots.txt")

    async def _fetch(self, scheme: str, netloc: str) -> RobotsRules:
        import asyncio  # noqa: PLC0415  # the reactor chooses the loop before

        waiting: asyncio.Future[RobotsRules] = asyncio.get_running_loop().create_future()
        self._rules[netloc] = waiting
        rules = await read_robots(self._ask, f"{scheme}://{netloc}/robots.txt")
        self._rules[netloc] = rules
        waiting.set_result(rules)
        if rules.crawl_delay:
            self.session.gate.crawl_delay = max(self.session.gate.crawl_delay, rules.crawl_delay)
            if rules.crawl_delay > max(self.session.options.delay, 10):
                self.session.note(f"robots.txt asks for {rules.crawl_delay:g} s between requests")
        if rules.unreachable:
            self.session.robots_unreachable(netloc, rules.unreachable)
        else:
            self.session.robots_read(netloc, rules.sitemaps)
        return rules

    async def _ask(self, url: str) -> Response:
        request = Request(url, callback=NO_CALLBACK, meta={"is_robots": True})
        return await self.crawler.engine.download_async(request)


class Redirects(_Part):
    """Follows redirects within the portal; all others reach the spider as they came.

    Cookies are kept only where a redirect to the same address comes with one: such a wall lets
    nobody pass who does not bring it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._cookies: dict[str, dict[str, str]] = {}

    def process_request(self, request: Request) -> None:
        """Bring the cookies that the host's wall asks for."""
        if self._cookies and (own := self._cookies.get(urlparse_cached(request).netloc)):
            request.headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in own.items())

    def _takes_cookie(self, request: Request, response: Response, target: str) -> bool:
        """Whether the redirect is a wall whose cookie was not brought yet."""
        if target != request.url or "walls" in request.meta:
            return False
        jar = self._cookies.setdefault(urlparse_cached(request).netloc, {})
        before = dict(jar)
        for line in response.headers.getlist("Set-Cookie")[:MAX_COOKIES]:
            name, _, value = line.decode("latin-1")[:MAX_COOKIE].partition(";")[0].partition("=")
            if name.strip() and (name.strip() in jar or len(jar) < MAX_COOKIES):
                jar[name.strip()] = value.strip()
        return jar != before

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Make the next request of a redirect, or leave the reason in ``meta["redirect"]``."""
        header = response.headers.get("Location") if response.status in REDIRECT else None
        if not header:
            return response
        location = header.decode("utf-8", "replace").strip()
        try:
            target = urljoin(request.url, location)
            host = urlsplit(target).netloc
        except ValueError:
            request.meta["redirect"] = f"redirected to no address ({location[:80]})"
            return response
        reason = self._refusal(request, target, host)
        path = [*request.meta.get("redirects", ()), request.url]
        walls = {}
        if reason is None and target in path:
            if self._takes_cookie(request, response, target):
                path, walls = path[:-1], {"walls": True}
            else:
                reason = "redirect loop"
        if reason is None and len(path) > MAX_REDIRECTS:
            reason = "too many redirects"
        if reason is not None:
            request.meta["redirect"] = reason
            return response
        if (kept := request.meta.get("kept")) is not None:
            kept.alone = True
        meta = {**request.meta, "redirects": path, **walls}
        return request.replace(url=target, meta=meta, dont_filter=True)

    def _refusal(self, request: Request, target: str, host: str) -> str | None:
        task: Task | None = request.meta.get("task")
        if task is not None:
            return self.session.redirect_refusal(task, target)
        return None if self.session.profile.owns(host) else "robots.txt is elsewhere"


class Keeping(_Part):
    """Keeps every answer as it came: before it is decompressed, and before a redirect is followed.

    Leaves what it kept in ``meta["kept"]``.
    """

    def process_request(self, request: Request) -> None:
        """Forget the answer that a followed redirect brought along."""
        request.meta.pop("kept", None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer."""
        request.meta["kept"] = self.session.keep(request, response)
        return response


class Politeness(_Part):
    """Takes each request through the portal's gate; nearest to the network, so that all pass."""

    async def process_request(self, request: Request) -> None:
        """Wait for the request's turn.

        Pages of a listing wait behind each other, and the first may say that the rest is known.

        Raises:
            Needless: the request is not worth one any more.
        """
        task: Task | None = request.meta.get("task")
        needless = self.session.discovery.needless
        if not await self.session.gate.enter(lambda: task is None or needless(task) is None):
            verdict = needless(task) if task is not None else None
            raise Needless(verdict or DONE)
        request.meta["at_gate"] = True

    def process_response(self, request: Request, response: Response) -> Response:
        """Let the next one wait, as long as this answer asks for."""
        asked: float | None = None
        if response.status in (429, 503):
            header = response.headers.get("Retry-After")
            asked = retry_after_seconds(header.decode("latin-1") if header else None)
        self._leave(request, response.status, asked)
        if asked is not None and asked > PATIENCE:
            self.session.leave_alone(asked)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Let the next one wait, longer after each failure."""
        del exception
        self._leave(request, None, None)

    def _leave(self, request: Request, status: int | None, asked: float | None) -> None:
        # A request that was turned away at the gate, or before it, never entered.
        if request.meta.pop("at_gate", False):
            self.session.gate.leave(status, asked)


def middleware_settings(*, proxied: bool) -> dict[Any, int | None]:
    """``DOWNLOADER_MIDDLEWARES``: ours in, Scrapy's for the same jobs out."""
    base = "scrapy.downloadermiddlewares"
    off = (
        "offsite.OffsiteMiddleware",
        "robotstxt.RobotsTxtMiddleware",
        "httpauth.HttpAuthMiddleware",
        "retry.RetryMiddleware",  # what is tried again stands in the frontier
        "redirect.MetaRefreshMiddleware",
        "redirect.RedirectMiddleware",
        "cookies.CookiesMiddleware",
        "stats.DownloaderStats",
        "httpcache.HttpCacheMiddleware",
    )
    settings: dict[Any, int | None] = {f"{base}.{name}": None for name in off}
    if not proxied:
        settings[f"{base}.httpproxy.HttpProxyMiddleware"] = None
    return {
        **settings,
        AddressGuard: 50,
        Robots: 100,
        Redirects: 600,
        Keeping: 900,
        Politeness: 1000,
    }
