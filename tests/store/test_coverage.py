"""The archive counts, per crawl, on how many articles each field was found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scraper.model import PublishedAt
from scraper.store import AddressForm, Archive, FieldCount, Observation, Symptom
from scraper.store.connection import APPLICATION_ID
from scraper.store.migrations import upgrade, v1

from .test_crawling import article, page, task

if TYPE_CHECKING:
    from pathlib import Path

DATED = {
    "published": PublishedAt(date(2024, 5, 17), "day"),
    "provenance": {"title": "profile:a h1", "body": "family:f .b", "published": "json-ld"},
}


def test_fields_are_counted_with_the_articles(archive: Archive) -> None:
    crawl = archive.begin_crawl("a")
    archive.record(
        [
            page(archive, task(1), article=article(1, **DATED)),
            page(archive, task(2), article=article(2)),
        ],
        portal="a",
        crawl_id=crawl,
    )
    archive.record(
        [page(archive, task(3), article=article(3, **DATED))], portal="a", crawl_id=crawl
    )
    coverage = archive.coverage(crawl)
    assert coverage["title"] == FieldCount(3, 3, 2)
    assert coverage["published"] == FieldCount(3, 2, 0)
    assert coverage["section"] == FieldCount(3, 0, 0)


def test_pages_without_the_article_that_they_should_hold_count(archive: Archive) -> None:
    crawl = archive.begin_crawl("a")
    listing = page(archive, task(9, kind="listing", key=None), refusal="listing")
    archive.record(
        [
            page(archive, task(1), article=article(1)),
            page(archive, task(2), "refused", refusal="empty"),
            page(archive, task(3), "refused", refusal="blocked"),
            listing,
        ],
        portal="a",
        crawl_id=crawl,
    )
    assert archive.coverage(crawl)["title"] == FieldCount(2, 1, 0)


def test_a_batch_that_fails_is_not_counted(archive: Archive) -> None:
    crawl = archive.begin_crawl("a")
    bad = page(archive, task(2), "no such state", article=article(2))
    with pytest.raises(sqlite3.IntegrityError):
        archive.record(
            [page(archive, task(1), article=article(1)), bad], portal="a", crawl_id=crawl
        )
    assert archive.coverage(crawl) == {}


def test_what_a_crawl_saw_is_kept(archive: Archive) -> None:
    seen = Observation(
        listings={"https://a.vn/": 9, "https://a.vn/?tm=1": 0},
        unknown=(AddressForm("a.vn/b/*", 12, "https://a.vn/b/1"), AddressForm("a.vn/c", 1, "x")),
        family="huecit",
    )
    symptom = Symptom("listing", "https://a.vn/?tm=1", "it shows none: look")
    first, second, third = (archive.begin_crawl("a") for _ in range(3))
    other = archive.begin_crawl("b")
    archive.record([page(archive, task(1), article=article(1))], portal="a", crawl_id=first)
    archive.finish_crawl(first, "done", {}, seen, [symptom])
    archive.finish_crawl(second, "failed", {})
    archive.finish_crawl(third, "done", {}, Observation(listings={"https://a.vn/": 3}))
    archive.finish_crawl(other, "done", {}, seen)
    last, before = archive.observations("a")
    assert last.listings == {"https://a.vn/": 3}
    assert last.pages == 0
    assert (before.listings, before.unknown, before.family) == (
        seen.listings,
        seen.unknown,
        "huecit",
    )
    assert before.fields["title"] == FieldCount(1, 1, 0)
    assert archive.observations("a", before=third) == [before]
    assert archive.observations("a", limit=1) == [last]
    assert archive.observations("nobody") == []


def test_status_has_the_symptoms_of_the_last_crawl(archive: Archive) -> None:
    symptom = Symptom("field", "published", "it dropped")
    archive.finish_crawl(archive.begin_crawl("a"), "done", {}, Observation(), [symptom])
    (state,) = archive.status()
    assert state.last_crawl is not None
    assert state.last_crawl.symptoms == (symptom,)


def test_known_articles_are_spread_over_their_dates(archive: Archive) -> None:
    made = [article(n, published=PublishedAt(date(2000 + n, 1, 1), "day")) for n in range(20)]
    archive.store(made)
    urls = archive.spread("a", 5)
    assert [int(url.rpartition("=")[2]) for url in urls] == [0, 4, 8, 12, 16]
    assert len(archive.spread("a", 50)) == 20
    assert archive.spread("nobody", 5) == []


def test_an_archive_of_version_1_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        upgrade(db, (v1,))
        db.execute("INSERT INTO portals (name, added_at) VALUES ('a', '2026-01-02T03:04:05Z')")
        db.execute("INSERT INTO crawls (portal, started) VALUES ('a', '2026-01-02T03:04:05Z')")
        db.execute("COMMIT")
    with Archive(path) as archive:
        (state,) = archive.status()
        assert state.last_crawl is not None
        assert state.last_crawl.symptoms == ()
        assert archive.observations("a") == []
    assert (tmp_path / "news.db.v1.bak").exists()
