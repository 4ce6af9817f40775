"""What a portal itself shows of its articles: sitemaps, REST totals, listings; a polite visit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scraper.crawl.fetch import FetchError
from scraper.crawl.hosts import check_permission
from scraper.crawl.listing_size import ListingCount, ListingCounter
from scraper.crawl.shapes import page_number, series_of
from scraper.crawl.sources import read_source
from scraper.crawl.sources.offered import sitemaps_of
from scraper.crawl.visit import Visit
from scraper.errors import LoaError
from scraper.extraction import Page
from scraper.portals import site_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scraper.crawl.fetch import FetchedPage
    from scraper.crawl.options import CrawlOptions
    from scraper.portals import Profile

MOST_REQUESTS = 120
"""Requests of one audit at most."""

SITEMAPS = 40
"""Files of sitemaps that are read, at most."""

MOST_KEYS = 1_000_000
"""Articles of sitemaps that are kept in memory."""


@dataclass(frozen=True, slots=True)
class SitemapCount:
    """What a portal's sitemaps list.

    Attributes:
        keys: keys of the articles, by the profile's rules.
        other: different addresses that are none by them.
        files: sitemaps that were read, indexes included.
        exact: whether all of them could be read; else ``keys`` is what is there at least.
    """

    keys: frozenset[str]
    other: int
    files: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a portal shows.

    Attributes:
        sitemap: None when there is none.
        rest: WordPress's own count of its published posts (``X-WP-Total``), or None.
        listings: in the order in which they were counted.
        addresses: every article that was met, key to address.
        requests: number of requests made.
        refused: addresses that robots.txt did not allow.
        notes: what limits the numbers, in words.
    """

    sitemap: SitemapCount | None
    rest: int | None
    listings: tuple[ListingCount, ...]
    addresses: Mapping[str, str]
    requests: int
    refused: int
    notes: tuple[str, ...]


def look_at(
    profile: Profile,
    options: CrawlOptions,
    *,
    listings: Sequence[str] = (),
    hints: Mapping[str, int] | None = None,
    most_requests: int = MOST_REQUESTS,
    on_step: Callable[[str, int], None] | None = None,
) -> Shown:
    """Count what the portal of ``profile`` shows, one request at a time and within robots.txt.

    Args:
        profile: the portal.
        options: user agent, delay, whether private addresses are allowed.
        listings: first pages of listings that are known, besides those that the home page links.
        hints: series (see :func:`scraper.crawl.shapes.series_of`) to its highest known page number.
        most_requests: requests in all.
        on_step: told what is asked.

    Raises:
        UsageError: the portal may not be asked so.
        LoaError: its home page cannot be had, or robots.txt forbids it.
    """
    check_permission(profile, options)
    visit = Visit(options, most_requests, on_step)
    if not visit.rules(profile.home).allowed(profile.home):
        raise LoaError(f"robots.txt of {profile.name} forbids {profile.home}: it cannot be audited")
    home = visit.require(profile.home, "the home page")
    if home.status != 200:
        raise FetchError(
            f"{profile.home} answers HTTP {home.status}: {profile.name} cannot be audited"
        )
    if not profile.owns(site_host(home.url)):
        raise LoaError(f"{profile.home} leads to {home.url} now: correct home in the profile")
    return _Auditor(profile, visit).run(home, listings, hints or {})


@dataclass(slots=True)
class _Auditor:
    profile: Profile
    visit: Visit
    addresses: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def run(self, home: FetchedPage, listings: Sequence[str], hints: Mapping[str, int]) -> Shown:
        page = Page(home.body, home.url, home.content_type)
        rest = self._rest(page)
        sitemap = self._sitemaps()
        counter = ListingCounter(self.profile, self.visit, self.addresses)
        counted = []
        wanted = self._listings(page, listings)
        for number, (series, url) in enumerate(wanted.items()):
            if not self.visit.left:
                self.notes.append(
                    f"{len(wanted) - number} of {len(wanted)} listings were not looked at: "
                    + (self.visit.ended or f"{self.visit.requests} requests were enough")
                )
                break
            if (found := counter.count(url, hints.get(series, 0))) is not None:
                counted.append(found)
        if all(one.pages == 1 for one in counted):
            # Nothing shows how this portal's lists go on: by months, by a button, or not at all.
            counted = [replace(one, exact=False) for one in counted]
        if self.visit.refused:
            self.notes.append(f"robots.txt forbade {self.visit.refused} of the addresses asked for")
        return Shown(
            sitemap=sitemap,
            rest=rest,
            listings=tuple(counted),
            addresses=self.addresses,
            requests=self.visit.requests,
            refused=self.visit.refused,
            notes=tuple(self.notes),
        )

    def _listings(self, home: Page, known: Sequence[str]) -> dict[str, str]:
        """Series to first page: those that are known, then those that the home page links."""
        linked = (home.absolute(a.attributes.get("href")) for a in home.select("a[href]")[:4_000])
        addresses = (self.profile.classify(url) for url in linked if url is not None)
        found = [
            *self.profile.start,
            *known,
            *(a.url for a in addresses if a.kind == "listing"),
        ]
        wanted: dict[str, str] = {}
        for url in found:
            if page_number(url) <= 1:
                wanted.setdefault(series_of(url), url)
        wanted.pop(series_of(self.profile.home), None)
        return wanted

    def _rest(self, home: Page) -> int | None:
        """WordPress's count of its posts; one post is asked for."""
        node = home.first("link[rel='https://api.w.org/']")
        root = home.absolute(node.attributes.get("href")) if node is not None else None
        if root is None or not self.profile.owns(site_host(root)):
            return None
        sign = "&" if "rest_route=" in root else "?"
        query = urlencode({"_fields": "id", "per_page": 1})
        answer = self.visit.get(
            f"{root.rstrip('/')}/wp/v2/posts{sign}{query}", "the count of posts"
        )
        if answer is None or answer.status != 200 or answer.total is None:
            self.notes.append("the portal's REST interface did not say how many posts it has")
            return None
        return answer.total

    def _sitemaps(self) -> SitemapCount | None:
        rules = self.visit.rules(self.profile.home)
        named = list(rules.parser.sitemaps)[:SITEMAPS] if rules.parser else []
        waiting = list(sitemaps_of(self.profile.home, named))
        met = set(waiting)
        keys: set[str] = set()
        other: set[int] = set()
        files = failed = 0
        while waiting and files + failed < SITEMAPS and len(keys) < MOST_KEYS:
            url = waiting.pop(0)
            if self.profile.classify(url).kind == "foreign":
                continue
            answer = self.visit.get(url, "a sitemap")
            found = (
                read_source(answer.body, answer.url, answer.content_type)
                if answer is not None and answer.status == 200
                else None
            )
            if found is None:
                failed += 1
                continue
            files += 1
            for item in found.listed:
                address = self.profile.classify(item.link.url)
                if address.key is not None:
                    keys.add(address.key)
                    self.addresses.setdefault(address.key, address.url)
                elif address.kind != "foreign":
                    other.add(hash(address.url))
            further = [url for url, _ in found.further if url not in met]
            waiting += further
            met.update(further)
        if not files:
            return None
        lost = failed + len(waiting)
        if lost:
            self.notes.append(f"{lost} sitemaps could not be read or were too many")
        return SitemapCount(frozenset(keys), len(other), files, exact=not lost)
