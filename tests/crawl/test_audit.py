"""What a portal shows is counted exactly, whatever kind of list it has, in few requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions
from scraper.crawl.audit import look_at
from scraper.crawl.shapes import series_of
from scraper.demo.server import PortalServer
from scraper.errors import UsageError
from tests.crawl.kinds import KINDS, KindSite

if TYPE_CHECKING:
    from scraper.crawl.audit import Shown
    from scraper.demo.site import Response

FAST = CrawlOptions(delay=0, allow_private=True)
BY_NAME = {kind.name: kind for kind in KINDS}
NUMBERED = ("page-from-1", "page-from-0", "b-start", "cur", "limitstart", "path-pages",
            "path-pages-without-rule")  # fmt: skip


def shown(name: str, count: int, **options: object) -> tuple[Shown, KindSite]:
    site = KindSite(BY_NAME[name], count)
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = BY_NAME[name].profile(server.url)
        return look_at(profile, FAST, **options), site  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("count", [7, 20, 21, 64, 457])
def test_numbered_listings_are_counted_to_the_last_article(name: str, count: int) -> None:
    found, _ = shown(name, count)
    (listing,) = found.listings
    assert (listing.articles, listing.pages) == (count, -(-count // 10))
    assert listing.exact == (count > 10)  # one page says nothing of how the list would go on
    assert found.requests <= 3 + 20


def test_a_page_number_that_is_known_saves_the_search() -> None:
    site = KindSite(BY_NAME["page-from-1"], 457)
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = BY_NAME["page-from-1"].profile(server.url)
        series = series_of(f"{server.url}muc/tin-tuc")
        for hint in (46, 300):  # of a crawl; of one from before the portal cleared its archive
            before = len(server.log)
            (listing,) = look_at(profile, FAST, hints={series: hint}).listings
            assert (listing.articles, listing.exact) == (457, True)
            assert hint == 300 or len(server.log) - before <= 8


def test_sitemaps_and_rest_are_counted() -> None:
    sitemap, site = shown("sitemap", 64)
    assert sitemap.sitemap is not None
    assert (len(sitemap.sitemap.keys), sitemap.sitemap.files) == (64, 8)
    assert sitemap.sitemap.exact
    assert len(sitemap.addresses) == len(site.items)
    rest, _ = shown("rest", 264)
    assert rest.rest == 264
    assert rest.requests <= 5
    assert rest.sitemap is None


def test_what_cannot_be_counted_is_not_guessed() -> None:
    for name in ("postback", "update-panel"):
        (listing,) = shown(name, 64)[0].listings
        assert listing.articles is None
        assert "postbacks" in (listing.note or "")
    (months,) = shown("days", 64)[0].listings
    assert not months.exact
    assert shown("feed", 64)[0].listings == ()


def test_a_visit_that_is_cut_short_says_so() -> None:
    found, _ = shown("page-from-1", 4_570, most_requests=7)
    (listing,) = found.listings
    assert not listing.exact
    assert listing.articles is not None
    assert listing.articles <= 4_570
    assert found.requests <= 7


def test_a_pager_that_never_ends_ends() -> None:
    class Endless(KindSite):
        def respond(self, target: str, **more: object) -> Response:  # type: ignore[override]
            number = int(target.rpartition("=")[2]) if "page=" in target else 1
            if not target.startswith("/muc/tin-tuc"):
                return super().respond(target, **more)  # type: ignore[arg-type]
            links = "".join(
                f'<li class="item"><a href="/tin/{number * 10 + i}-tin.html">Tin số {number * 10 + i} của xã</a></li>'
                for i in range(10)
            )
            from tests.crawl.kinds import html

            return html(
                f'<ul>{links}</ul><a rel="next" href="/muc/tin-tuc?page={number + 1}">›</a>'
            )

    kind = BY_NAME["page-from-1"]
    with PortalServer(Endless(kind)) as server:  # type: ignore[arg-type]
        found = look_at(kind.profile(server.url), FAST)
    assert not found.listings[0].exact
    assert found.requests <= 3 + 20


def test_it_asks_only_whom_it_may() -> None:
    site = KindSite(BY_NAME["sitemap"])
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = BY_NAME["sitemap"].profile(server.url)
        with pytest.raises(UsageError, match="private"):
            look_at(profile, replace(FAST, allow_private=False))
