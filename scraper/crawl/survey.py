"""A first look at a portal that nobody has described: what it is, what it lists, and a sample.

About 40 requests, one after the other and within robots.txt: the home page, feeds and sitemaps, some
section listings with a later page of theirs, and up to 20 articles spread over all of them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from scraper.crawl.candidates import (
    LIKELY,
    choose_articles,
    home_link,
    oldest_page,
    path_of,
    script_menu,
    sections,
)
from scraper.crawl.diagnose import CannotSurvey, readable_page, refresh_target
from scraper.crawl.hosts import check_permission
from scraper.crawl.sources import Reading, offered_by, read_source, sitemaps_of
from scraper.crawl.surveyed import (
    SampledArticle,
    Survey,
    SurveyedFeed,
    SurveyedListing,
    SurveyedSitemap,
)
from scraper.crawl.visit import Visit, same_site, text_of
from scraper.errors import UsageError
from scraper.extraction import Page
from scraper.extraction.read import read_page
from scraper.learning import Item, find_items, find_lists, next_page
from scraper.learning.scripted import open_links
from scraper.model import NotAnArticle, PublishedAt
from scraper.portals import (
    Detection,
    Locale,
    Profile,
    canonical_url,
    detect,
    guess_locale,
    site_host,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.crawl.fetch import FetchedPage
    from scraper.crawl.options import CrawlOptions
    from scraper.crawl.sources.reading import Listed

MOST_REQUESTS = 40
"""Requests of one survey at most."""

SAMPLE = 20
"""Articles that are fetched at most."""

LISTINGS = 4
"""Section listings that are enough, besides the home page."""

TRIES = 7
"""Pages that are looked at in search of them."""

FEEDS = 3
SITEMAPS = 3
"""Sources of each kind that are asked for."""

MAX_TITLE = 500
NOT_NEWS = re.compile(r"comment|sitemap|binh-luan")
"""In an address that looks like a feed's and is none of articles."""

FEW_ITEMS = 3
"""A page with fewer items is no listing to learn from."""


def survey(
    url: str,
    options: CrawlOptions,
    on_step: Callable[[str, int], None] | None = None,
    *,
    most_requests: int = MOST_REQUESTS,
) -> Survey:
    """Look at the portal at ``url``.

    Args:
        url: its home page, or any page of it.
        options: contact, delay, bounds, whether private addresses are allowed.
        on_step: told what is about to be asked, and how many requests were made.
        most_requests: requests in all.

    Raises:
        UsageError: ``url`` is no http address, or may not be asked.
        CannotSurvey: the portal cannot be read; the sentence says why and what to do.
        FetchError: it cannot be reached.
    """
    try:
        address = canonical_url(url)
    except ValueError as error:
        raise UsageError(str(error)) from error
    check_permission(Profile(name="unknown", home=address), options)
    visit = Visit(options, most_requests, on_step)
    return _Surveyor(visit, address).run()


class _Surveyor:
    """The steps of one survey, and what they have found so far."""

    def __init__(self, visit: Visit, asked: str) -> None:
        self.visit = visit
        self.asked = asked
        self.hosts: tuple[str, ...] = (site_host(asked),)
        self.warnings: list[str] = []
        self.feeds: list[SurveyedFeed] = []
        self.sitemaps: list[SurveyedSitemap] = []
        self.listings: list[SurveyedListing] = []
        self.sections: list[str] = []
        self.cookies: set[str] = set()
        self.entrance: Page | None = None  # the page that was given, when it is not the home page
        self.locale = Locale("vi", "Asia/Ho_Chi_Minh", "dmy")
        self.detection: Detection | None = None

    def run(self) -> Survey:
        home = self._home()
        self.detection = detection = detect(home.html, home.url, self.cookies)
        self.locale = guess_locale(
            home.html,
            self.hosts[0],
            detection.family.country if detection else "",
            by_text=True,
        )
        self._read_feeds(home)
        self._read_sitemaps(home)
        self._read_listings(home)
        articles = self._read_articles(home, detection)
        if detection is None:
            found = (detect(a.html, a.url, self.cookies) for a in articles)
            detection = next((d for d in found if d is not None), None)
        if not articles:
            raise CannotSurvey(
                f"no articles are found from {home.url}: nothing on it or on the pages of its menu "
                "looks like a list of news; give the address of the portal's news section"
            )
        if self.visit.ended:
            self.warnings.append(f"the visit was ended early: {self.visit.ended}")
        rules = self.visit.robots.get(_origin(home.url))
        return Survey(
            asked=self.asked,
            home=canonical_url(home.url),
            hosts=self.hosts,
            title=home.head_title[:200],
            locale=self.locale,
            robots=rules is not None and rules.parser is not None,
            crawl_delay=rules.crawl_delay if rules else 0.0,
            refused=self.visit.refused,
            detection=detection,
            feeds=tuple(self.feeds),
            sitemaps=tuple(self.sitemaps),
            listings=tuple(self.listings),
            sections=tuple(self.sections),
            unlinked=self._unlinked(home),
            articles=tuple(articles),
            requests=self.visit.requests,
            warnings=tuple(self.warnings),
        )

    # --- the home page ---

    def _home(self) -> Page:
        """The home page: the address itself, or what its own "home" link or its host leads to."""
        page = self._first_page(self.asked)
        open_links(page)
        target = home_link(page)
        if target is None or target == canonical_url(page.url):
            return page
        answer = self.visit.get(target, "its home page")
        if answer is None or not same_site(answer.url, self.hosts):
            return page
        try:
            home = readable_page(self._noted(answer), target)
        except CannotSurvey:
            return page
        open_links(home)
        self.entrance = page
        return home

    def _first_page(self, url: str) -> Page:
        for _ in range(3):
            if not self.visit.rules(url).allowed(url):
                raise CannotSurvey(
                    f"robots.txt of {site_host(url)} forbids programs to read {url}; ask its "
                    "administrators, or look whether the portal offers its data in another way"
                )
            answer = self._noted(self.visit.require(url, "the page itself"))
            self._note_host(url, answer.url)
            try:
                refreshed = refresh_target(Page(answer.body, answer.url, answer.content_type))
            except NotAnArticle:
                refreshed = None
            if refreshed is None or answer.status != 200:
                break
            url = canonical_url(refreshed)
        return readable_page(answer, url)

    def _noted(self, answer: FetchedPage) -> FetchedPage:
        self.cookies |= set(answer.cookies)
        return answer

    def _note_host(self, asked: str, came: str) -> None:
        before, after = site_host(asked), site_host(came)
        if after in self.hosts:
            return
        self.warnings.append(f"{before} leads to {after}; the profile is made for {after}")
        check_permission(Profile(name="unknown", home=canonical_url(came)), self.visit.options)
        if not self.visit.rules(came).allowed(came):
            raise CannotSurvey(f"{before} leads to {after}, whose robots.txt forbids {came}")
        self.hosts = (after, *self.hosts)

    # --- what the portal offers to programs ---

    def _read_feeds(self, home: Page) -> None:
        """The REST lists and feeds that the home page names, links to, or has where they usually are."""
        links = home.select("a[href*=rss], a[href*=feed], a[href*='.xml']")[:10]
        linked = [home.absolute(node.attributes.get("href")) for node in links]
        urls = [*offered_by(home), *(u for u in linked if u and not NOT_NEWS.search(u))]
        urls = [u for u in dict.fromkeys(urls) if same_site(u, self.hosts)]
        for url in urls[:FEEDS] or [urljoin(home.url, "/rss")]:
            found = self._source(url, "a feed")
            entries = tuple(filter(None, map(self._item, found.listed))) if found else ()
            if entries:
                self.feeds.append(SurveyedFeed(url, entries))

    def _read_sitemaps(self, home: Page) -> None:
        rules = self.visit.robots.get(_origin(home.url))
        named = list(rules.parser.sitemaps)[:5] if rules and rules.parser else []
        waiting = list(sitemaps_of(home.url, [u for u in named if same_site(u, self.hosts)]))
        asked = 0
        while waiting and asked < SITEMAPS:
            asked += 1
            url = waiting.pop(0)
            if (found := self._source(url, "a sitemap")) is None:
                continue
            items = filter(None, map(self._item, found.listed))
            if pages := tuple(item.url for item in items):
                self.sitemaps.append(SurveyedSitemap(url, pages))
            inner = [u for u, _ in found.further if same_site(u, self.hosts)]
            # News first: an index names its sitemaps of authors and tags, too.
            waiting += sorted(
                inner, key=lambda u: not any(w in u for w in ("post", "news", "article", "tin"))
            )
            if len(inner) > 1:
                waiting = waiting[:2]

    def _source(self, url: str, words: str) -> Reading | None:
        answer = self.visit.get(url, words)
        if answer is None or answer.status != 200:
            return None
        return read_source(answer.body, answer.url, answer.content_type)

    def _item(self, listed: Listed) -> Item | None:
        """What a source lists, if it lies on the portal."""
        if not same_site(listed.link.url, self.hosts):
            return None
        moment = listed.published
        date = None
        if isinstance(moment, datetime):
            local = moment.astimezone(ZoneInfo(self.locale.timezone))
            date = PublishedAt(local, "second")
        elif moment is not None:
            date = PublishedAt(moment, "day")
        return Item(canonical_url(listed.link.url), listed.link.title[:MAX_TITLE], date)

    # --- listings ---

    def _read_listings(self, home: Page) -> None:
        self._note_listing(home)
        if self.entrance is not None and not self._entered_by_article():
            self._note_listing(self.entrance)
        beside = {
            i.url for part in find_lists(home, locale=self.locale) if part.side for i in part.items
        }
        enough = LISTINGS + len(self.listings)
        asked = 0
        for url, points in sections(home, self.listings, self.hosts):
            if len(self.listings) >= enough or self.visit.left <= SAMPLE or asked >= TRIES:
                if points >= LIKELY:
                    self.sections.append(url)
                continue
            asked += 1
            if (page := self._page(url, "a section")) is not None:
                self._note_listing(page, beside)
        for listing in [x for x in self.listings if x.next_page and x.next_page.url][:2]:
            if self.visit.left <= SAMPLE // 2:
                break
            following = listing.next_page.url if listing.next_page else None
            page = self._page(following, "a later page of a section") if following else None
            if page is not None:
                self._note_listing(page, beside)
        for listing in self.listings[:]:
            last = oldest_page(Page(listing.html, listing.url), listing.next_page)
            if (
                last
                and last not in {x.url for x in self.listings}
                and self.visit.left > SAMPLE // 2
            ):
                if (page := self._page(last, "the oldest page of a section")) is not None:
                    self._note_listing(page, beside)
                break

    def _entered_by_article(self) -> bool:
        """Whether the address that was given is an article's; its "other news" are no listing."""
        page = self.entrance
        if page is None:
            return False
        known = (
            self.detection.family.addresses.kind_of(path_of(page.url))[0] if self.detection else ""
        )
        if known in ("article", "listing"):
            return known == "article"
        return read_page(page.html, page.url).article is not None

    def _page(self, url: str, words: str) -> Page | None:
        answer = self.visit.get(url, words)
        if answer is None or answer.status != 200 or not same_site(answer.url, self.hosts):
            return None
        try:
            page = Page(answer.body, answer.url, answer.content_type)
        except NotAnArticle:
            return None
        open_links(page)
        return page

    def _note_listing(self, page: Page, beside: set[str] | frozenset[str] = frozenset()) -> None:
        """Keep ``page`` as a listing when it lists more than the box that stands on every page."""
        items = [i for i in find_items(page, locale=self.locale) if same_site(i.url, self.hosts)]
        own = [item for item in items if item.url not in beside]
        if len(items) < FEW_ITEMS or len(own) * 2 < len(items):
            return
        url = canonical_url(page.url)
        if url not in {listing.url for listing in self.listings}:
            self.listings.append(SurveyedListing(url, page.html, tuple(items), next_page(page)))

    def _unlinked(self, home: Page) -> tuple[str, ...]:
        linked = {canonical_url(u) for u in _targets(home) if u}
        found = [x.url for x in self.listings] + self.sections
        return tuple(u for u in found if u in script_menu(home) and u not in linked)

    # --- articles ---

    def _read_articles(self, home: Page, detection: Detection | None) -> list[SampledArticle]:
        sources: list[tuple[str, list[Item]]] = [(x.url, list(x.items)) for x in self.listings]
        beside = [
            i for part in find_lists(home, locale=self.locale) if part.side for i in part.items
        ]
        sources += [(home.url, beside)]
        sources += [(f.url, list(f.entries)) for f in self.feeds]
        pages = [(s.url, s.pages) for s in self.sitemaps]
        chosen = choose_articles(
            sources, pages, self.hosts, detection.family.addresses if detection else None,
            known={home.url, self.asked, *(x.url for x in self.listings)}, most=2 * SAMPLE,
        )  # fmt: skip
        found: dict[str, SampledArticle] = {}
        if self.entrance is not None and self._entered_by_article():
            url = canonical_url(self.entrance.url)
            found[url] = SampledArticle(url, self.entrance.html, source=self.asked)
        lost = 0
        for source, item in chosen:
            if len(found) >= SAMPLE or not self.visit.left:
                break
            answer = self.visit.get(item.url, "an article")
            if answer is None or answer.status != 200 or not same_site(answer.url, self.hosts):
                lost += 1
                continue
            url = canonical_url(answer.url)
            if url == canonical_url(home.url) or url in found:
                continue  # a moved article leads home
            try:
                Page(answer.body, url, answer.content_type)
            except NotAnArticle:
                lost += 1
                continue
            found[url] = SampledArticle(url, text_of(answer), item.title, item.date, source)
        if lost:
            self.warnings.append(f"{lost} of the sampled addresses gave no page")
        return list(found.values())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _targets(page: Page) -> list[str | None]:
    return [page.absolute(node.attributes.get("href")) for node in page.select("a[href]")[:2_000]]
