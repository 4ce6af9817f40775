"""Known articles are looked at again: recent ones often, old ones rarely, and nothing else is asked."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.demo.server import PortalServer
from scraper.demo.site import Response
from scraper.store import Archive

from .kinds import KINDS, KindSite, html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.portals import Profile

PAGES = KINDS[0]
SITEMAP = next(kind for kind in KINDS if kind.name == "sitemap")
TIMES = {
    "articles": ("first_seen", "last_seen", "next_look", "gone"),
    "crawls": ("started", "finished"),
    "fetches": ("fetched_at",),
    "frontier": ("added_at", "next_at"),
    "article_revisions": ("seen_at",),
}


def pass_days(db: Path, days: int) -> None:
    """Make everything in the archive older by ``days``: the same as if the days had passed."""
    with sqlite3.connect(db) as connection:
        for table, columns in TIMES.items():
            shifts = ", ".join(
                f"{c} = strftime('%Y-%m-%dT%H:%M:%SZ', {c}, '-{days} days')" for c in columns
            )
            connection.execute(f"UPDATE {table} SET {shifts}")
    connection.close()


class Portal:
    """A served portal whose newest article is of today; each of its articles is three days older."""

    def __init__(self, server: PortalServer, site: KindSite, db: Path) -> None:
        self.server, self.site, self.db = server, site, db
        self.profile: Profile = site.kind.profile(server.url)

    def crawl(self, options: CrawlOptions) -> tuple[set[int], list[tuple[str, int]]]:
        """Crawl; the numbers of the articles that were asked for, and all other answers."""
        before = len(self.server.log)
        crawl([self.profile], self.db, options)
        hits = self.server.log[before:]
        paths = {path: item.number for path, item in self.site.by_path.items()}
        articles = [paths[hit.path] for hit in hits if hit.path in paths]
        assert len(articles) == len(set(articles))
        return set(articles), [(hit.path, hit.status) for hit in hits if hit.path not in paths]


@pytest.fixture
def portal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Portal]:
    kind = getattr(request, "param", PAGES)
    site = KindSite(kind, 60, datetime.now(UTC).date())
    with PortalServer(site) as server:  # type: ignore[arg-type]
        yield Portal(server, site, tmp_path / "news.db")


@pytest.fixture
def fast() -> CrawlOptions:
    """With time enough to read a listing before its next page is asked for."""
    return CrawlOptions(delay=0.02, allow_private=True)


def test_recent_articles_are_looked_at_more_often_than_old_ones(
    portal: Portal, fast: CrawlOptions
) -> None:
    looked = [0] * 60
    portal.crawl(fast)
    for _ in range(5):
        pass_days(portal.db, 6)
        articles, others = portal.crawl(fast)
        assert len(others) <= 4  # robots.txt, the home page, the sitemap that is not there, a list
        assert len(articles) <= 20
        for number in articles:
            looked[number] += 1
    # Of the last days: at nearly each crawl; of two months ago: not in these 30 days.
    assert min(looked[:2]) >= 3
    assert sum(looked[:5]) > sum(looked[5:10]) > sum(looked[10:20])
    assert sum(looked[20:]) == 0


def test_an_unchanged_portal_costs_its_lists_and_what_did_not_change_is_not_sent_again(
    portal: Portal, fast: CrawlOptions
) -> None:
    portal.site.etagged = True
    portal.crawl(fast)
    articles, others = portal.crawl(fast)
    assert articles == set()
    assert ("/muc/tin-tuc", 304) in others
    assert len(others) <= 4
    pass_days(portal.db, 10)
    (report,) = crawl([portal.profile], portal.db, fast)
    looks = [hit for hit in portal.server.log if hit.path.startswith("/tin/") and hit.status == 304]
    assert {hit.path for hit in looks} == {item.path for item in portal.site.items[:4]}
    assert (report.new, report.revised, report.unchanged) == (0, 0, 4)
    assert portal.crawl(fast)[0] == set()  # 304 counts as a look


def test_an_edit_is_found_by_a_look(portal: Portal, fast: CrawlOptions) -> None:
    portal.crawl(fast)
    portal.site.edit(2, section="Giáo dục")
    pass_days(portal.db, 7)
    (report,) = crawl([portal.profile], portal.db, fast)
    assert (report.revised, report.new) == (1, 0)
    with Archive(portal.db) as archive:
        assert archive.get(portal.profile.home + portal.site.items[2].path[1:]).section == (
            "Giáo dục",
        )


@pytest.mark.parametrize("portal", [SITEMAP], indirect=True)
def test_an_edit_of_an_old_article_is_found_by_the_sitemaps_lastmod(
    portal: Portal, fast: CrawlOptions
) -> None:
    portal.crawl(fast)
    pass_days(portal.db, 3)
    day = datetime.now(UTC).date() - timedelta(days=1)
    portal.site.edit(55, section="Giáo dục", changed=day)
    (report,) = crawl([portal.profile], portal.db, fast)
    assert (report.revised, report.new) == (1, 0)
    asked = [hit.path for hit in portal.server.log if hit.path == portal.site.items[55].path]
    assert len(asked) == 2


def test_a_full_crawl_looks_at_everything(portal: Portal, fast: CrawlOptions) -> None:
    portal.site.etagged = True
    portal.crawl(fast)
    articles, others = portal.crawl(replace(fast, full=True))
    assert articles == set(range(60))
    assert 304 not in {status for _, status in others}
    assert sum(path.startswith("/muc/") for path, _ in others) >= 6


GONE = {
    "404": Response(404, (), b""),
    "error page": html("<h1>Không tìm thấy trang</h1>"),
    "empty": Response(200, (("Content-Type", "text/html"),), b""),
    "login": html("<p>Bạn cần đăng nhập</p><input type='password'>"),
    "home page": Response(302, (("Location", "/"),), b""),
    "a list": html("".join(f"<h3><a href='/tin/{n}-x'>Tin số {n} của xã</a></h3>" for n in range(9))),
}  # fmt: skip


def test_what_is_taken_away_counts_as_gone_after_three_looks_however_the_portal_says_it(
    portal: Portal, fast: CrawlOptions
) -> None:
    """Each of the newest articles is taken away in another way; the next is blocked, one fails."""
    portal.crawl(fast)
    items = portal.site.items
    away = {items[n].path: answer for n, answer in enumerate(GONE.values())}
    blocked, failing = items[6], items[7]
    away[blocked.path] = html("<title>Blocked</title><p>Your request is blocked.</p>")
    away[failing.path] = Response(500, (), b"")
    portal.site.rule = away.get

    def gone() -> set[str]:
        with Archive(portal.db) as archive, archive.reading() as connection:
            rows = connection.execute("SELECT url FROM articles WHERE gone IS NOT NULL").fetchall()
        return {url.replace(portal.profile.home, "/") for (url,) in rows}

    pass_days(portal.db, 24)
    for look in range(3):
        assert gone() == set()
        (report,) = crawl([portal.profile], portal.db, fast)
        assert (report.new, report.revised) == (0, 0)
        assert report.refused["redirected to the home page"] == 1
        assert report.refused["error page"] == report.refused["empty"] == 1
        assert report.refused["blocked"] == report.errors["HTTP 500"] == 1
        pass_days(portal.db, 1 if look < 2 else 0)
    assert gone() == {item.path for item in items[:6]}
    # They are not asked for again at once, and they may come back.
    portal.site.rule = lambda target: None
    pass_days(portal.db, 2)
    (report,) = crawl([portal.profile], portal.db, fast)
    assert gone() == set()
