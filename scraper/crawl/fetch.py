"""Fetch pages without a crawl: what `loa crawl URL` and `loa extract URL` look at first.

No Scrapy and no reactor, so that it can be used in any process. The same bounds hold as in a
crawl: size, time, and the address that a name really leads to, on every redirect.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scraper.crawl.hosts import is_private
from scraper.crawl.options import SET_TLS, CrawlOptions
from scraper.errors import LoaError, UsageError
from scraper.portals import canonical_url, profile_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.crawl.robots import RobotsRules
    from scraper.portals import Profile

CHUNK = 65_536


class FetchError(LoaError):
    """The page cannot be had; the sentence says why."""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came.

    Attributes:
        url: where redirects led.
        cookies: names only.
        retry_after: seconds that the server asks to wait, None when it does not say.
        total: how many entries the list has of which this is a page (WordPress's ``X-WP-Total``).
    """

    url: str
    status: int
    body: bytes
    content_type: str | None
    cookies: tuple[str, ...] = ()
    total: int | None = None
    retry_after: int | None = None


class _PrivateAddressError(OSError):
    pass


def fetch_page(
    url: str, options: CrawlOptions | None = None, profile: Profile | None = None
) -> FetchedPage:
    """Fetch ``url`` with one request (and those of its redirects, ten at most).

    Args:
        url: an http address.
        options: for the user agent, the bounds, and whether private addresses are allowed.
        profile: of the portal, for how its certificates are checked; None takes the known profile of
            each host that is asked.

    Raises:
        UsageError: ``url`` is no http address, or a private one that is not allowed.
        FetchError: it cannot be had, or is too large. An answer with an error status is returned.
    """
    options = options or CrawlOptions()
    try:
        url = canonical_url(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    request = urllib.request.Request(  # noqa: S310  # canonical_url lets only http pass
        url, headers={"User-Agent": options.user_agent, "Accept-Encoding": "gzip"}
    )
    deadline = monotonic() + options.timeout
    try:
        try:
            response = _opener(options, profile).open(request, timeout=options.timeout)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            body = _read(response, options, deadline, url)
            return FetchedPage(
                url=response.geturl(),
                status=int(response.status or 0),
                body=body,
                content_type=response.headers.get("Content-Type"),
                cookies=_cookie_names(response.headers),
                total=_number(response.headers, "X-WP-Total"),
                retry_after=_number(response.headers, "Retry-After"),
            )
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _explained(url, error) from error


class PoliteVisit:
    """Several pages one after another, as a crawl asks for them.

    robots.txt of each host comes first, and a pause after each answer of that host.
    """

    def __init__(self, options: CrawlOptions) -> None:
        """Begin a visit; ``options`` as for :func:`fetch_page`, and the pause (``delay``)."""
        self.options = options
        self._rules: dict[str, RobotsRules] = {}
        self._answered: dict[str, float] = {}

    def answered(self, url: str) -> None:
        """Take note that the host of ``url`` has just been asked by somebody else."""
        self._answered[urlsplit(url).netloc.lower()] = monotonic()

    def fetch(self, url: str) -> FetchedPage:
        """Fetch ``url`` when its host's robots.txt and its pause allow it.

        Raises:
            UsageError, FetchError: as :func:`fetch_page`; also where robots.txt forbids the address, or
                cannot be had although it may exist (RFC 9309, 2.3.1.4).
        """
        parts = urlsplit(url)
        rules = self._rules.get(parts.netloc.lower())
        if rules is None:
            rules = self._read_robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
            self._rules[parts.netloc.lower()] = rules
        if rules.unreachable is not None:
            raise FetchError(f"robots.txt of {parts.netloc} cannot be had: {rules.unreachable}")
        if not rules.allowed(url):
            raise FetchError(f"robots.txt of {parts.netloc} forbids it")
        return self._ask(url, max(self.options.delay, rules.crawl_delay))

    def _ask(self, url: str, pause: float) -> FetchedPage:
        host = urlsplit(url).netloc.lower()
        if host in self._answered and (wait := self._answered[host] + pause - monotonic()) > 0:
            sleep(wait)
        try:
            return fetch_page(url, self.options)
        finally:
            self._answered[host] = monotonic()

    def _read_robots(self, url: str) -> RobotsRules:
        from scraper.crawl.robots import RobotsRules, parse_robots  # noqa: PLC0415  # brings Scrapy

        try:
            page = self._ask(url, self.options.delay)
        except FetchError as error:
            return RobotsRules(unreachable=str(error))
        if page.status == 429 or page.status >= 500:
            return RobotsRules(unreachable=f"HTTP {page.status}")
        return parse_robots(page.body) if page.status == 200 else RobotsRules()


def _opener(options: CrawlOptions, profile: Profile | None) -> urllib.request.OpenerDirector:
    """An opener whose connections check the address that they reached before they say a word."""

    def connect(address: tuple[str, int], timeout: Any = None, source: Any = None) -> socket.socket:
        connection = socket.create_connection(address, timeout, source)
        peer = str(connection.getpeername()[0]).partition("%")[0]
        if is_private(peer) and not options.allow_private:
            connection.close()
            raise _PrivateAddressError(peer)
        return connection

    class Plain(http.client.HTTPConnection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._create_connection = connect

    class Secure(http.client.HTTPSConnection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._create_connection = connect

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req, context=_trust(req.full_url, profile))

    # For walls that redirect to the same address with a cookie; it ends with this one fetch.
    handlers: list[Any] = [PlainHandler(), SecureHandler(), urllib.request.HTTPCookieProcessor()]
    if options.allow_private:
        handlers.append(urllib.request.ProxyHandler({}))  # a proxy's private network is not ours
    return urllib.request.build_opener(*handlers)


def _trust(url: str, profile: Profile | None) -> ssl.SSLContext:
    """How the certificate of the server at ``url`` is checked."""
    context = ssl.create_default_context()
    portal = profile or profile_for(url)
    if portal is not None and portal.tls == "unverified" and portal.owns(urlsplit(url).netloc):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _read(response: Any, options: CrawlOptions, deadline: float, url: str) -> bytes:
    """The body, unpacked, within the bounds of size and time."""
    unpack = None
    if (response.headers.get("Content-Encoding") or "").strip().lower() in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(wbits=31)
    body = bytearray()
    while chunk := response.read(CHUNK):
        try:
            body += unpack.decompress(chunk, options.max_size + 1) if unpack else chunk
        except zlib.error as error:
            raise FetchError(f"{url} sent an answer that cannot be unpacked") from error
        if len(body) > options.max_size:
            raise FetchError(f"{url} is larger than {options.max_size // 1024**2} MB")
        if monotonic() > deadline:
            raise TimeoutError
    return bytes(body)


def _cookie_names(headers: Mapping[str, str]) -> tuple[str, ...]:
    lines = headers.get_all("Set-Cookie", []) if hasattr(headers, "get_all") else []
    return tuple(line.partition("=")[0].strip() for line in lines)


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = (headers.get(name) or "").strip()[:12]
    return int(value) if value.isascii() and value.isdecimal() else None


def _explained(url: str, error: Exception) -> LoaError:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, _PrivateAddressError):
        return UsageError(f"{url} leads to a private address ({reason}); add --allow-private")
    if isinstance(reason, socket.gaierror):
        why = "the host name is not known (DNS)"
    elif isinstance(reason, ConnectionRefusedError):
        why = "the connection was refused"
    elif isinstance(reason, TimeoutError):
        why = "no answer in time"
    elif isinstance(reason, ssl.SSLCertVerificationError):
        why = f"its certificate is not valid ({reason.verify_message}); {SET_TLS}"
    elif isinstance(reason, ssl.SSLError):
        why = "no secure connection (TLS)"
    else:
        why = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return FetchError(f"{url} cannot be reached: {why}")
