"""A small sample of a portal as it is now: its home page, some listings, some articles."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from scraper.crawl.fetch import FetchError
from scraper.crawl.hosts import check_permission
from scraper.crawl.observed import Observer
from scraper.crawl.shapes import series_of
from scraper.crawl.visit import Visit, text_of
from scraper.errors import LoaError
from scraper.extraction import read_page
from scraper.portals import site_host
from scraper.store.coverage import NO_ARTICLE, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scraper.crawl.fetch import FetchedPage
    from scraper.crawl.options import CrawlOptions
    from scraper.model import Article
    from scraper.portals import Address, Profile
    from scraper.store.records import Observation

LISTINGS = 5
"""Listings that are looked at besides the home page."""

SPARE = 5
"""Requests that may be lost to articles that are gone."""


def take_sample(
    profile: Profile,
    options: CrawlOptions,
    *,
    articles: int = 10,
    listings: Sequence[str] = (),
    known: Sequence[str] = (),
    on_step: Callable[[str, int], None] | None = None,
) -> Observation:
    """Look at a portal politely: one request at a time, within robots.txt.

    Args:
        profile: the portal.
        options: user agent, delay, whether private addresses are allowed.
        articles: how many to read at most.
        listings: those that showed articles before, the most important first.
        known: articles of different ages that are known; half of the sample is of them, the other
            half of those that the listings show now.
        on_step: told what is asked.

    Raises:
        UsageError: the portal may not be asked so.
        LoaError: its home page cannot be had, or robots.txt forbids it.
    """
    check_permission(profile, options)
    visit = Visit(options, articles + LISTINGS + SPARE + 2, on_step)
    if not visit.rules(profile.home).allowed(profile.home):
        raise LoaError(f"robots.txt of {profile.name} forbids {profile.home}: it cannot be checked")
    home = visit.require(profile.home, "the home page")
    if home.status != 200:
        raise FetchError(
            f"{profile.home} answers HTTP {home.status}: {profile.name} cannot be checked"
        )
    if not profile.owns(site_host(home.url)):
        raise LoaError(
            f"{profile.home} leads to {home.url} now: the portal has moved; if that is still "
            f"{profile.name}, add the host to hosts in its profile, and correct home"
        )
    sampler = _Sampler(profile, visit)
    sampler.observer.home(text_of(home), home.url, home.cookies)
    sampler.look(profile.home, home)
    sampler.read_listings([*profile.start, *listings])
    return sampler.read_articles(known, articles)


class _Sampler:
    """What is known so far of the portal that is sampled."""

    def __init__(self, profile: Profile, visit: Visit) -> None:
        self.profile = profile
        self.visit = visit
        self.observer = Observer()
        self.listings: dict[str, str] = {}  # series to address
        self.shown: list[list[str]] = []  # for each listing, its articles

    def look(self, url: str, answer: FetchedPage) -> None:
        """Note what the listing at ``url`` shows."""
        reading = read_page(answer.body, answer.url, self.profile, content_type=answer.content_type)
        addresses: list[Address] = [self.profile.classify(link.url) for link in reading.links]
        self.observer.listing(url, addresses)
        self.shown.append(list(dict.fromkeys(a.url for a in addresses if a.kind == "article")))
        for address in addresses:
            if address.kind == "listing":
                self.listings.setdefault(series_of(address.url), address.url)

    def read_listings(self, first: Iterable[str]) -> None:
        """Read some listings: the ``first`` ones, then those that the home page links."""
        wanted = {series_of(url): url for url in first}
        wanted |= {series: url for series, url in self.listings.items() if series not in wanted}
        wanted.pop(series_of(self.profile.home), None)
        for url in list(wanted.values())[:LISTINGS]:
            answer = self.visit.get(url, "a listing")
            if answer is not None and answer.status == 200:
                self.look(url, answer)

    def read_articles(self, known: Sequence[str], most: int) -> Observation:
        """Read articles that are known and those that the listings show, in turn."""
        by_turns = [url for row in zip_longest(*self.shown) for url in row if url is not None]
        mixed = [url for pair in zip_longest(known, by_turns) for url in pair if url is not None]
        found: list[Article] = []
        missed = 0
        seen: set[str | None] = set()
        for url in mixed:
            if len(found) + missed >= most or not self.visit.left:
                break
            address = self.profile.classify(url)
            if address.key in seen or address.kind != "article":
                continue
            seen.add(address.key)
            answer = self.visit.get(address.url, "an article")
            if answer is None or answer.status != 200:
                continue
            if self.profile.classify(answer.url).kind != "article":
                continue  # redirected: the article is not there any more
            reading = read_page(
                answer.body, answer.url, self.profile, content_type=answer.content_type
            )
            if reading.article is not None:
                found.append(reading.article)
            elif reading.refusal is not None and reading.refusal.reason in NO_ARTICLE:
                missed += 1
        return self.observer.result(counted(found, missed))
