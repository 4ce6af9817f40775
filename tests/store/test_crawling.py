"""What a crawl asks of the archive: record pages, queue addresses, go on after a kill."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import Article, LoaError, Profile
from scraper.store import Archive, Fetch, PageRecord, Task
from scraper.store.reader import Reason

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Clock

HOME = Task("https://a.vn/", "listing")


def task(number: int, **more: object) -> Task:
    return replace(Task(f"https://a.vn/?tc={number}", "article", f"a.vn:{number}"), **more)  # type: ignore[arg-type]


def page(archive: Archive, of: Task, state: str = "done", **more: object) -> PageRecord:
    fetch = Fetch(of.url, of.url, archive.clock(), 200, payload_sha256="0" * 64, size=9)
    return replace(PageRecord(of, fetch, state), **more)  # type: ignore[arg-type]


def article(number: int, **more: object) -> Article:
    made = Article(f"https://a.vn/?tc={number}", f"a.vn:{number}", "a", f"Tin {number}", "Thân bài")
    return replace(made, **more)  # type: ignore[arg-type]


def test_the_portal_of_a_profile_is_added_and_brought_up_to_date(archive: Archive) -> None:
    archive.add_profile(Profile(name="a", title="A", home="https://a.vn/", language="vi"))
    archive.add_profile(Profile(name="a", title="", home="https://a.vn/", language="en"))
    with archive.reading() as connection:
        row = connection.execute("SELECT name, title, home, language FROM portals").fetchall()
    assert row == [("a", None, "https://a.vn/", "en")]


def test_a_page_is_stored_with_all_that_belongs_to_it(archive: Archive) -> None:
    crawl = archive.begin_crawl("a", {"limit": 3})
    frontier = archive.frontier("a")
    assert frontier.add([HOME, HOME]) == 1
    results = archive.record(
        [
            page(archive, HOME, found=(task(1), task(2)), counters={"total": 5}),
            page(archive, task(1), article=article(1)),
        ],
        portal="a",
        crawl_id=crawl,
    )
    assert [(r.url, r.change, r.article_id) for r in results] == [
        (HOME.url, None, None),
        (task(1).url, "new", 1),
    ]
    assert frontier.counts() == {
        ("listing", "done"): 1,
        ("article", "done"): 1,
        ("article", "waiting"): 1,
    }
    assert frontier.pending() == 1
    assert archive.known("a", ["a.vn:1", "a.vn:2"]) == {"a.vn:1"}
    with archive.reading() as db:
        assert db.execute("SELECT name, value, seen_at FROM site_counters").fetchall() == [
            ("total", 5, "2026-01-02T03:04:00Z")
        ]
        assert db.execute("SELECT fetch_id FROM revisions").fetchall() == [(2,)]
        assert db.execute("SELECT crawl_id, status FROM fetches").fetchall() == [(1, 200)] * 2
    archive.finish_crawl(crawl, "limited", {"new": 1})
    (status,) = archive.status()
    assert status.last_crawl
    assert (status.last_crawl.outcome, status.last_crawl.counts) == ("limited", {"new": 1})
    assert (status.articles, status.addresses) == (1, {"done": 2, "waiting": 1})
    with pytest.raises(LoaError, match="no crawl 99"):
        archive.finish_crawl(99, "done", {})


def test_listings_come_first_and_nothing_is_handed_out_twice(archive: Archive) -> None:
    frontier = archive.frontier("a")
    frontier.add([Task("https://a.vn/x", "other"), task(2), task(1), HOME])
    archive.frontier("b").add([Task("https://b.vn/", "listing")])
    first = frontier.next(2)
    assert first == [HOME, task(2)]
    assert [t.url for t in frontier.next(9)] == [task(1).url, "https://a.vn/x"]
    assert frontier.next(9) == []
    assert archive.frontier("a").next(1) == [HOME]  # a crawl that was killed is simply begun again


def test_an_article_is_queued_under_one_address(archive: Archive) -> None:
    frontier = archive.frontier("a")
    other = replace(task(1), url="https://a.vn/vi/?tc=1")
    assert frontier.add([task(1), other]) == 1
    archive.record([page(archive, task(1), article=article(1))], portal="a")
    assert frontier.add([replace(task(1), url="https://a.vn/en/?tc=1")]) == 0
    for url in (task(1).url, other.url, "https://a.vn/en/?tc=1"):
        assert archive.get(url).id == 1


def test_another_address_is_tried_when_the_first_failed_but_not_for_ever(archive: Archive) -> None:
    frontier = archive.frontier("a")
    added = 0
    for number in range(9):
        alias = replace(task(1), url=f"https://a.vn/{number}/?tc=1")
        added += frontier.add([alias])
        archive.record(
            [page(archive, t, "failed", reason="HTTP 500") for t in frontier.next(9)], portal="a"
        )
    assert added == 3
    (status,) = archive.status()
    assert status.reasons == (Reason("failed", "HTTP 500", 3),)


def test_what_is_tried_again_waits_longer_each_time(archive: Archive, clock: Clock) -> None:
    archive.frontier("a").add([task(1)])
    for attempts, wait in ((1, 2), (2, 4), (3, 8)):
        (again,) = archive.frontier("a").next(1)
        archive.record([page(archive, again, "waiting", reason="HTTP 503")], portal="a")
        clock.pass_by(minutes=wait, seconds=-1)
        assert archive.frontier("a").next(1) == []
        clock.pass_by(seconds=1)
        assert archive.frontier("a").next(1)[0].attempts == attempts


def test_the_status_counts_reasons_without_particulars_and_looks_that_are_due(
    archive: Archive, clock: Clock
) -> None:
    archive.record(
        [
            page(archive, task(1), "refused", reason="error page (it says 'A')"),
            page(archive, task(2), "refused", reason="error page (it says 'B')"),
            page(archive, task(3), "failed", reason="HTTP 500 (3 attempts)"),
            page(archive, task(4), article=article(4)),
            page(
                archive, HOME, found=(replace(task(5), key=None, kind="other", closed="a search"),)
            ),
        ],
        portal="a",
    )
    (status,) = archive.status()
    assert status.reasons == (
        Reason("closed", "a search", 1),
        Reason("failed", "HTTP 500", 1),
        Reason("refused", "error page", 2),
    )
    assert status.addresses["closed"] == 1
    assert (status.looks_due, status.next_look) == (0, clock.now + timedelta(days=1))
    clock.pass_by(days=2)
    (status,) = archive.status()
    assert (status.looks_due, status.next_look) == (1, None)
    assert archive.frontier("a").next(9) == []


def test_requests_are_counted_also_of_crawls_that_were_killed_or_began_before(
    archive: Archive, clock: Clock
) -> None:
    long = archive.begin_crawl("a")
    archive.record([page(archive, task(1))], portal="a", crawl_id=long)
    clock.pass_by(hours=20)
    archive.record([page(archive, task(2)), page(archive, task(3))], portal="a", crawl_id=long)
    killed = archive.begin_crawl("a")
    archive.record([page(archive, task(4))], portal="a", crawl_id=killed)
    archive.finish_crawl(long, "done", {"requests": 9})
    ended = archive.begin_crawl("a")
    archive.record([page(archive, task(5))], portal="a", crawl_id=ended)
    archive.finish_crawl(ended, "done", {"requests": 7})
    assert archive.requests_since("a", clock.now - timedelta(hours=5)) == 2 + 1 + 7
    assert archive.requests_since("a", clock.now - timedelta(hours=24)) == 9 + 1 + 7
    assert archive.requests_since("b", clock.now - timedelta(hours=24)) == 0


def test_the_servers_wish_to_wait_is_kept(archive: Archive, clock: Clock) -> None:
    later = clock.now + timedelta(hours=5)
    archive.record([page(archive, task(1), "waiting", next_at=later)], portal="a")
    clock.pass_by(hours=4)
    assert archive.frontier("a").next(1) == []
    clock.pass_by(hours=1)
    assert [t.url for t in archive.frontier("a").next(1)] == [task(1).url]


def test_listings_are_reopened_for_the_next_crawl(archive: Archive) -> None:
    failed = Task("https://a.vn/tin", "listing")
    closed = Task("https://a.vn/lich", "listing")
    archive.record(
        [
            page(archive, HOME),
            page(archive, failed, "failed", reason="timeout"),
            page(archive, closed, "closed", reason="calendar"),
            page(archive, task(1), article=article(1)),
        ],
        portal="a",
    )
    frontier = archive.frontier("a")
    assert frontier.next(9) == []
    assert frontier.reopen() == 2
    assert [t.url for t in frontier.next(9)] == [HOME.url, failed.url]


def test_gone_only_after_repeated_looks_and_back_again(archive: Archive, clock: Clock) -> None:
    archive.record([page(archive, task(1), article=article(1))], portal="a")

    def look(status: int) -> None:
        clock.pass_by(days=1)
        fetch = Fetch(task(1).url, task(1).url, clock.now, status)
        archive.record([PageRecord(task(1), fetch, "failed", "not found")], portal="a")

    for status in (404, 500, 410):
        look(status)
    assert archive.get(1).gone is None
    look(404)
    assert archive.get(1).gone == clock.now
    look(404)
    clock.pass_by(days=1)
    archive.record([page(archive, task(1), article=article(1))], portal="a")
    assert archive.get(1).gone is None
    with archive.reading() as db:
        kinds = [row[0] for row in db.execute("SELECT kind FROM changes ORDER BY seq")]
    assert kinds == ["new", "gone", "back"]


def test_the_same_page_read_differently_is_the_extractors_doing(archive: Archive) -> None:
    archive.record([page(archive, task(1), article=article(1))], portal="a")
    better = page(archive, task(1), article=article(1, title="Tin một"), profile_version="2")
    assert archive.record([better], portal="a")[0].change == "revision"
    other = replace(better, fetch=replace(better.fetch, payload_sha256="1" * 64))
    edited = replace(other, article=article(1, title="Tin sửa"))
    archive.record([edited], portal="a")
    with archive.reading() as db:
        rows = db.execute("SELECT reason, profile_version FROM revisions").fetchall()
    assert rows == [("portal", None), ("extractor", "2"), ("portal", "2")]


def test_a_failing_page_takes_its_batch_with_it(archive: Archive) -> None:
    bad = replace(page(archive, task(2)), fetch=replace(page(archive, task(2)).fetch, size=-1))
    with pytest.raises(Exception, match="CHECK"):
        archive.record([page(archive, task(1), article=article(1)), bad], portal="a")
    assert archive.frontier("a").counts() == {}
    assert archive.known("a", ["a.vn:1"]) == set()
    assert archive.frontier("a").add([task(1)]) == 1


_WRITE_FOR_EVER = """
import sys
from datetime import UTC, datetime
from scraper import Archive, Article, Byline
from scraper.store import Fetch, PageRecord, Task
archive = Archive(sys.argv[1])
number = len(archive.known("a", [f"a.vn:{i}" for i in range(100000)]))
while True:
    pages = []
    for number in range(number, number + 20):
        url = f"https://a.vn/{number}"
        task = Task(url, "article", f"a.vn:{number}")
        article = Article(url, task.key, "a", "Tin", "chữ " * 500, bylines=(Byline("An"),))
        pages.append(PageRecord(task, Fetch(url, url, datetime.now(UTC), 200), "done", None, article))
    number += 1
    archive.record(pages, portal="a")
    archive.refresh_index()
    print(number, flush=True)
"""


def test_killed_while_writing_it_opens_whole(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    for lines in (1, 3, 5):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITE_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            for _ in range(lines):
                acknowledged = int(process.stdout.readline())
            process.kill()
        with Archive(path) as archive, archive.reading() as db:
            count = db.execute("SELECT count(*) FROM articles").fetchone()[0]
            assert count >= acknowledged
            assert count % 20 == 0
            assert archive.frontier("a").counts() == {("article", "done"): count}
            assert archive.search("chữ", author="an").total == count
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
