"""A crawl notices that the portal was redesigned, and so does a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.check import check_portal
from scraper.crawl.sample import take_sample
from scraper.errors import LoaError, UsageError
from scraper.store import Archive, FieldCount

from .conftest import response

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.demo.server import PortalServer
    from scraper.portals import Profile

    from .conftest import ScriptedSite


def test_a_crawl_counts_what_it_reads(
    site: ScriptedSite, profile: Profile, tmp_path: Path, fast: CrawlOptions
) -> None:
    db = tmp_path / "news.db"
    (report,) = crawl([profile], db, fast)
    assert report.symptoms == ()
    with Archive(db) as archive:
        (seen,) = archive.observations("demo")
        with archive.reading() as connection:
            (signed,) = connection.execute(
                "SELECT count(DISTINCT article_id) FROM article_people"
            ).fetchone()
    assert seen.fields["title"] == FieldCount(150, 150, 150)
    assert seen.fields["published"] == FieldCount(150, 150, 150)
    assert seen.fields["bylines"].filled == signed
    assert seen.fields["lead"].filled == 0
    assert seen.family == "huecit"
    assert seen.listings[profile.home] > 0
    assert all(articles > 0 for articles in seen.listings.values())
    assert len(seen.listings) == 10


def test_a_crawl_after_a_redesign_says_so(
    site: ScriptedSite, profile: Profile, tmp_path: Path, fast: CrawlOptions
) -> None:
    db = tmp_path / "news.db"
    late = [record.id for record in sorted(site.gold(), key=lambda r: r.published)][-6:]
    for number in late:
        site.remove(number)
    (report,) = crawl([profile], db, fast)
    assert (report.new, report.symptoms) == (144, ())
    for number in late:
        site.restore(number)
    site.template = "2025"
    (report,) = crawl([profile], db, fast)
    assert report.new + report.refused["empty"] == 6
    fields = {symptom.subject for symptom in report.symptoms if symptom.kind == "field"}
    assert {"title", "body", "published", "section"} <= fields
    with Archive(db) as archive:
        (state,) = archive.status()
    assert state.last_crawl is not None
    assert state.last_crawl.symptoms == report.symptoms


def test_a_crawl_without_a_change_says_nothing(
    site: ScriptedSite, profile: Profile, tmp_path: Path, fast: CrawlOptions
) -> None:
    db = tmp_path / "news.db"
    late = [record.id for record in sorted(site.gold(), key=lambda r: r.published)][-6:]
    for number in late:
        site.remove(number)
    crawl([profile], db, fast)
    for number in late:
        site.restore(number)
    (report,) = crawl([profile], db, fast)
    assert (report.new, report.symptoms) == (6, ())


def test_listings_that_lose_their_articles(
    site: ScriptedSite, profile: Profile, tmp_path: Path, fast: CrawlOptions
) -> None:
    db = tmp_path / "news.db"
    crawl([profile], db, fast)
    site.rule = lambda target, count: (
        response(200, "<html><body><h1>Tin</h1><div id=app></div><a href='?gd=1'>Trang chủ</a>")
        if "tm=" in target
        else None
    )
    (report,) = crawl([profile], db, fast)
    assert [symptom.kind for symptom in report.symptoms] == ["listing"]
    assert "9 listings are (nearly) empty" in report.symptoms[0].message


def test_articles_under_new_addresses(
    site: ScriptedSite, profile: Profile, tmp_path: Path, fast: CrawlOptions
) -> None:
    db = tmp_path / "news.db"
    crawl([profile], db, fast)
    links = "".join(f"<a href='/tin-tuc/tin-so-{n}-cua-thi-xa.html'>Tin {n}</a>" for n in range(40))
    site.rule = lambda target, count: (
        response(200, f"<html><body>{links}") if target.startswith("/?") or target == "/" else None
    )
    (report,) = crawl([profile], db, fast)
    found = {symptom.kind: symptom for symptom in report.symptoms}
    assert {"listing", "address"} <= set(found)
    assert "/tin-tuc/tin-so-" in found["address"].message
    assert "40 addresses" in found["address"].message


@pytest.fixture
def crawled(profile: Profile, tmp_path: Path, fast: CrawlOptions) -> Path:
    db = tmp_path / "news.db"
    crawl([profile], db, fast)
    return db


def test_a_sample_is_small_and_within_robots_txt(
    site: ScriptedSite, server: PortalServer, profile: Profile, crawled: Path, fast: CrawlOptions
) -> None:
    before = len(server.log)
    with Archive(crawled) as archive:
        checked = check_portal(profile, archive, fast, live=True)
    asked = [hit.path for hit in server.log[before:]]
    assert asked[0] == "/robots.txt"
    assert len(asked) == len(set(asked)) <= 17
    assert not any("admin" in path or "in=1" in path for path in asked)
    assert checked.symptoms == ()
    assert checked.source == "sample"
    assert checked.now.pages == 10
    assert checked.before["title"] == FieldCount(150, 150, 150)
    years = {hit.published[:4] for hit in site.gold() if any(f"tc={hit.id}" in p for p in asked)}
    assert len(years) >= 4


def test_a_sample_sees_a_redesign(
    site: ScriptedSite, profile: Profile, crawled: Path, fast: CrawlOptions
) -> None:
    site.template = "2025"
    with Archive(crawled) as archive:
        checked = check_portal(profile, archive, fast, live=True)
        # By default the last crawl is enough: it read 150 articles.
        assert check_portal(profile, archive, fast).source == "last crawl"
    fields = {symptom.subject for symptom in checked.symptoms if symptom.kind == "field"}
    assert {"title", "body", "published", "section"} <= fields


def test_a_sample_without_a_history(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions
) -> None:
    assert check_portal(profile, None, fast).symptoms == ()
    site.template = "2025"
    fields = {symptom.subject for symptom in check_portal(profile, None, fast).symptoms}
    assert {"title", "body", "published"} <= fields


def test_articles_that_are_gone_are_no_sign_of_a_redesign(
    site: ScriptedSite, profile: Profile, crawled: Path, fast: CrawlOptions
) -> None:
    with Archive(crawled) as archive:
        known = archive.spread("demo", 10)
        for url in known[:4]:
            site.remove(int(url.rpartition("tc=")[2]))
        checked = check_portal(profile, archive, fast, live=True)
    assert checked.symptoms == ()
    assert checked.now.pages == 10


def test_a_portal_that_may_not_be_sampled(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions
) -> None:
    with pytest.raises(UsageError, match="allow-private"):
        take_sample(profile, CrawlOptions(delay=0))
    with pytest.raises(LoaError, match="no crawl of demo"):
        check_portal(profile, None, fast, live=False)
    site.rule = lambda target, count: (
        response(200, "User-agent: *\nDisallow: /", Content_Type="text/plain")
        if target == "/robots.txt"
        else None
    )
    with pytest.raises(LoaError, match=r"robots\.txt of demo forbids"):
        take_sample(profile, fast)
    moved = profile.home.replace("127.0.0.1", "localhost")
    site.rule = lambda target, count: (
        response(301, Location=moved) if (target, count) == ("/", 0) else None
    )
    with pytest.raises(LoaError, match="the portal has moved"):
        take_sample(profile, fast)
    site.rule = lambda target, count: response(503) if target == "/" else None
    with pytest.raises(LoaError, match="answers HTTP 503"):
        take_sample(profile, fast)
