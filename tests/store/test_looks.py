"""Looks at known articles: when they are due, and what a look that brings no article tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scraper import Article, PublishedAt
from scraper.store import Fetch, PageRecord, Task
from scraper.store.records import Import

if TYPE_CHECKING:
    from datetime import datetime

    from scraper.store import Archive

    from .conftest import Clock

DAY = timedelta(days=1)


def task(number: int) -> Task:
    return Task(f"https://a.vn/{number}", "article", f"a.vn:{number}")


def article(number: int, body: str = "Thân bài") -> Article:
    made = Article(task(number).url, f"a.vn:{number}", "a", f"Tin {number}", body)
    return replace(made, published=PublishedAt(date(2025, 12, 1 + number), "day"))


def see(archive: Archive, number: int) -> None:
    fetch = Fetch(task(number).url, task(number).url, archive.clock(), 200)
    archive.record([PageRecord(task(number), fetch, "done", article=article(number))], portal="a")


def look(archive: Archive, of: Task, status: int, **more: bool) -> str | None:
    state = "done" if status < 400 else "failed"
    fetch = Fetch(of.url, of.url, archive.clock(), status)
    (stored,) = archive.record([PageRecord(of, fetch, state, **more)], portal="a")
    return stored.change


def next_looks(archive: Archive) -> list[datetime]:
    with archive.reading() as connection:
        rows = connection.execute("SELECT next_look FROM articles ORDER BY id").fetchall()
    return [archive.clock().fromisoformat(row[0]) for row in rows]


def test_those_that_are_due_wait_the_longest_overdue_first(archive: Archive, clock: Clock) -> None:
    for number in (1, 2, 3):
        see(archive, number)
    frontier = archive.frontier("a")
    assert frontier.next(9) == []
    assert frontier.plan_looks(9) == 0
    clock.pass_by(days=31)  # those of 29 and 30 days before their sight are due, the first is not
    assert frontier.plan_looks(1) == 1
    assert frontier.next(9) == []
    (looked,) = frontier.looks(9)
    assert (looked.url, looked.look) == (task(3).url, True)
    assert frontier.plan_looks(9) == 1
    assert archive.frontier("b").plan_looks(None) == 0


def test_all_wait_when_all_are_asked_for(archive: Archive, clock: Clock) -> None:
    for number in (1, 2, 3):
        see(archive, number)
    frontier = archive.frontier("a")
    assert frontier.plan_looks(None) == 3
    assert len(frontier.looks(2)) == 2


def test_an_unchanged_page_is_a_sight_of_the_article(archive: Archive, clock: Clock) -> None:
    see(archive, 1)
    for _ in range(3):
        clock.pass_by(days=1)
        assert look(archive, task(1), 404) is None
    assert archive.get(1).gone == clock.now
    clock.pass_by(days=1)
    assert look(archive, task(1), 304, unchanged=True) == "unchanged"
    got = archive.get(1)
    assert (got.gone, got.last_seen, got.revision) == (None, clock.now, 1)
    assert next_looks(archive)[0] - clock.now > 30 * DAY
    assert [(c.kind, c.revision) for c in archive.changes(kinds=("gone", "back"))] == [
        ("gone", 1),
        ("back", 1),
    ]
    assert look(archive, task(2), 304, unchanged=True) is None


def test_a_look_that_tells_nothing_is_put_off_by_a_day(archive: Archive, clock: Clock) -> None:
    see(archive, 1)
    clock.pass_by(days=60)
    archive.frontier("a").plan_looks(9)
    (again,) = archive.frontier("a").looks(9)
    look(archive, again, 403)
    assert next_looks(archive) == [clock.now + DAY]
    assert archive.get(1).gone is None


def test_what_its_source_says_has_changed_is_due_at_once(archive: Archive, clock: Clock) -> None:
    for number in (1, 2, 3):
        see(archive, number)
    seen = clock.now
    clock.pass_by(days=2)
    modified = {
        "a.vn:1": seen + DAY,
        "a.vn:2": seen,
        "a.vn:3": clock.now + DAY,
        "a.vn:9": seen + DAY,
    }
    home = Task("https://a.vn/sitemap.xml", "source")
    fetch = Fetch(home.url, home.url, clock.now, 200)
    archive.record([PageRecord(home, fetch, "done", modified=modified)], portal="a")
    assert [at == clock.now for at in next_looks(archive)] == [True, False, False]
    assert archive.frontier("a").plan_looks(9) == 1


def test_a_state_before_the_one_that_is_known_moves_only_the_first_sight(
    archive: Archive, clock: Clock
) -> None:
    begin = clock.now
    see(archive, 1)
    for at, body, change in (
        (begin - 9 * DAY, "Thân bài cũ", "older"),
        (begin - 5 * DAY, "Thân bài cũ", "older"),
        (begin + DAY, "Thân bài mới", "revision"),
    ):
        fetch = Fetch(task(1).url, task(1).url, at, 200, payload_sha256=f"{at:%d}".zfill(64))
        kept = Import(fetch, article(1, body), profile_version="2")
        assert archive.record_imports([kept], portal="a") == [change]
        assert archive.record_imports([kept], portal="a") == ["known"]
    got = archive.get(1)
    assert (got.first_seen, got.last_seen) == (begin - 9 * DAY, begin + DAY)
    assert (got.body, got.revision) == ("Thân bài mới", 2)
    assert [each.profile_version for each in archive.history(1)] == [None, "2"]
