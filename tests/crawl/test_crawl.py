"""The real crawler against the demo portal on loopback: what is found, kept, and left alone."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions, Finished, Progress, Started, crawl
from scraper.demo.server import PortalServer
from scraper.errors import LoaError, UsageError
from scraper.portals import Profile, load_profile
from scraper.store import Archive

from .conftest import ScriptedSite, gold_ids, response, stored_ids

if TYPE_CHECKING:
    from pathlib import Path


def reasons(db: Path) -> set[str]:
    """All reasons in the frontier, with their particulars."""
    with Archive(db, readonly=True) as archive, archive.reading() as connection:
        rows = connection.execute("SELECT DISTINCT reason FROM frontier").fetchall()
    return {reason for (reason,) in rows}


def test_every_article_is_stored_once_and_a_second_crawl_asks_for_listings_only(
    site: ScriptedSite, server: PortalServer, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    missing = site.articles[0].id
    site.remove(missing)
    events = []
    (report,) = crawl([profile], db, fast, events.append)

    assert stored_ids(db) == gold_ids(site)
    assert (report.outcome, report.errors.total()) == ("done", 0)
    assert report.new == report.found == report.sources.total() == len(site.articles)
    assert report.requests == len(server.log)
    listings = sum("tm=" in hit.path for hit in server.log)
    assert len(server.log) <= 1.5 * report.new + listings
    assert server.log[0].path == "/robots.txt"
    assert not [
        h.path for h in server.log if re.search(r"admin|ngay=|print=|in=|\.png|\.pdf", h.path)
    ]
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert any(isinstance(event, Progress) for event in events)

    site.restore(missing)
    before = len(server.log)
    (again,) = crawl([profile], db, fast)
    asked = [hit.path for hit in server.log[before:]]
    assert len([path for path in asked if "tc=" in path]) == 1
    assert (again.new, again.unchanged, again.outcome) == (1, 0, "done")
    assert stored_ids(db) == gold_ids(site)
    # Listings that show only what is known are not followed to their ends; --full does that.
    assert len(asked) < listings
    before = len(server.log)
    crawl([profile], db, CrawlOptions(delay=0, allow_private=True, full=True))
    assert sum("tm=" in hit.path for hit in server.log[before:]) >= listings


def test_one_request_at_a_time_and_the_delay_after_each_answer(
    server: PortalServer, profile: Profile, tmp_path: Path
) -> None:
    delay = 0.05
    options = CrawlOptions(delay=delay, limit=6, allow_private=True, contact="news@example.org")
    (report,) = crawl([profile], tmp_path / "news.db", options)
    assert (report.outcome, report.new) == ("limited", 6)
    log = sorted(server.log, key=lambda hit: hit.time_start)
    pauses = [later.time_start - earlier.time_end for earlier, later in itertools.pairwise(log)]
    assert min(pauses) >= delay
    assert {hit.user_agent for hit in log} == {CrawlOptions(contact="news@example.org").user_agent}


def test_robots_txt_is_obeyed_and_so_is_its_crawl_delay(
    site: ScriptedSite, server: PortalServer, profile: Profile, tmp_path: Path
) -> None:
    rules = "User-agent: loa\nDisallow: /*tm=12\nDisallow: /*tc=\nCrawl-delay: 0.1\n"
    site.rule = lambda target, _: response(200, rules) if target == "/robots.txt" else None
    db = tmp_path / "news.db"
    (report,) = crawl([profile], db, CrawlOptions(delay=0, allow_private=True))
    paths = [hit.path for hit in server.log]
    assert paths.count("/robots.txt") == 1
    assert not [path for path in paths if "tc=" in path or "tm=12" in path]
    assert report.refused["forbidden by robots.txt"] > 20
    log = server.log
    assert min(b.time_start - a.time_end for a, b in itertools.pairwise(log)) >= 0.1


def test_robots_txt_that_fails_means_that_nothing_is_asked(
    site: ScriptedSite, server: PortalServer, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    site.rule = lambda target, _: response(503)
    with pytest.raises(LoaError, match=r"cannot be reached: HTTP 503"):
        crawl([profile], tmp_path / "news.db", fast)
    assert {hit.path for hit in server.log} == {"/robots.txt"}


def test_what_is_no_article_is_named_and_not_stored(
    site: ScriptedSite, server: PortalServer, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    gone, home, elsewhere, blocked, loop = (article.id for article in site.articles[:5])

    def rule(target: str, count: int) -> object:
        number = re.search(r"tc=(\d+)", target)
        match int(number[1]) if number else None:
            case n if n == gone:
                return response(404, "Không tìm thấy")
            case n if n == home:
                # The home page in another spelling.
                return response(301, Location=profile.home.replace("http://", "https://"))
            case n if n == elsewhere:
                return response(302, Location="http://elsewhere.example/?tc=1")
            case n if n == blocked:
                return response(200, "<title>Blocked</title><p>Your request is blocked.</p>")
            case n if n == loop:
                return response(302, Location=target)
        return None

    site.rule = rule  # type: ignore[assignment]
    db = tmp_path / "news.db"
    (report,) = crawl([profile], db, fast)
    assert stored_ids(db) == [
        i for i in gold_ids(site) if i not in (gone, home, elsewhere, blocked, loop)
    ]
    assert report.errors == {"HTTP 404": 1}
    assert report.refused["redirected to the home page"] == 1
    assert report.refused["redirected to another site"] == 1
    assert report.refused["blocked"] == 1
    assert report.refused["redirect loop"] == 1
    assert "redirected to another site (elsewhere.example)" in reasons(db)
    assert (
        sum(f"tc={blocked}" in hit.path for hit in server.log) == 3
    )  # it may have been an accident


def test_a_busy_server_is_given_the_time_it_asks_for_and_asked_again(
    site: ScriptedSite, server: PortalServer, profile: Profile, tmp_path: Path
) -> None:
    first = site.articles[0].id

    def rule(target: str, count: int) -> object:
        return response(503, Retry_After="1") if f"tc={first}" in target and not count else None

    site.rule = rule  # type: ignore[assignment]
    (report,) = crawl([profile], tmp_path / "news.db", CrawlOptions(delay=0, allow_private=True))
    assert report.new == len(site.articles)
    assert report.errors.total() == 0
    (busy,) = [n for n, hit in enumerate(server.log) if hit.status == 503]
    assert server.log[busy + 1].time_start - server.log[busy].time_end >= 1


def test_redirects_within_the_portal_are_followed_to_the_same_article(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    moved = site.articles[0].id

    def rule(target: str, count: int) -> object:
        if f"tc={moved}" in target and "new=1" not in target:
            return response(301, Location=f"/?cn=1&gd=1&tc={moved}&new=1")
        return None

    site.rule = rule  # type: ignore[assignment]
    db = tmp_path / "news.db"
    crawl([profile], db, fast)
    assert stored_ids(db) == gold_ids(site)


def test_articles_before_since_are_not_stored(
    site: ScriptedSite, profile: Profile, tmp_path: Path
) -> None:
    day = date(2023, 1, 1)
    db = tmp_path / "news.db"
    (report,) = crawl([profile], db, CrawlOptions(delay=0, since=day, allow_private=True))
    assert stored_ids(db) == sorted(a.id for a in site.articles if a.published >= day)
    assert report.refused["older than 2023-01-01"] == sum(a.published < day for a in site.articles)


def test_a_host_that_cannot_be_reached_is_named(tmp_path: Path, fast: CrawlOptions) -> None:
    with PortalServer(ScriptedSite()) as server:
        url = server.url  # free again when the server is gone
    with pytest.raises(
        LoaError, match=rf"{re.escape(url)} cannot be reached: the connection was refused"
    ):
        crawl([load_profile("demo").at(url)], tmp_path / "news.db", fast)


def test_one_portal_that_fails_does_not_stop_the_others(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    with PortalServer(ScriptedSite()) as server:
        dead = load_profile("demo").at(server.url).model_copy(update={"name": "dead"})
    reports = crawl([dead, profile], tmp_path / "news.db", fast)
    assert [report.outcome for report in reports] == ["failed", "done"]
    assert "cannot be reached" in (reports[0].error or "")
    assert reports[1].new == len(site.articles)


def test_a_portal_that_stops_answering_ends_its_crawl_and_loses_nothing(
    site: ScriptedSite, server: PortalServer, profile: Profile, tmp_path: Path
) -> None:
    site.rule = lambda target, _: response(200, "<p>x") if "tc=" in target else None
    (report,) = crawl([profile], tmp_path / "news.db", CrawlOptions(delay=0, allow_private=True))
    assert report.outcome == "done"
    assert report.refused["empty"] == len(site.articles)


def test_private_and_public_hosts_need_permission(profile: Profile, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with pytest.raises(UsageError, match="--allow-private"):
        crawl([profile], db, CrawlOptions())
    public = load_profile("huongtra")
    with pytest.raises(UsageError, match=r"--contact.*LOA_CONTACT"):
        crawl([public], db, CrawlOptions())
    assert not db.exists()
