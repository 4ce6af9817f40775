"""The crawl's decisions, without network: when to ask, what an answer means, what to follow."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from scraper.crawl.discovery import COPY, GROWING, Discovery
from scraper.crawl.gate import MAX_BACKOFF, Gate, GateClosed, retry_after_seconds
from scraper.crawl.options import MAX_ATTEMPTS, CrawlOptions
from scraper.crawl.outcome import judge_refusal, judge_status
from scraper.crawl.robots import MAX_BYTES, parse_robots
from scraper.crawl.shapes import BARREN, NEVER, Shapes, series_of, shape_of
from scraper.errors import UsageError
from scraper.model import Link, NotAnArticle
from scraper.portals import load_profile
from scraper.store.records import Task

HOME = "http://127.0.0.1/"


def listing(query: str, depth: int = 1) -> Task:
    return Task(f"{HOME}?{query}", "listing", depth=depth)


def links(*queries: str) -> list[Link]:
    return [Link(f"{HOME}?{query}", query) for query in queries]


def discovery(*, known: set[str] | None = None, incremental: bool = False) -> Discovery:
    profile = load_profile("demo").at(HOME)
    old = {f"127.0.0.1/{number}" for number in known or ()}
    return Discovery(profile, lambda keys: old & set(keys), incremental=incremental)


# --- the gate ---


def test_nobody_passes_while_somebody_is_inside_and_closing_turns_all_away() -> None:
    async def scene() -> list[str]:
        gate = Gate(delay=1_000)
        await gate.enter()
        waiting = [asyncio.create_task(gate.enter()) for _ in range(2)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        gate.leave(200)
        gate.close()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert gate.requests == 1
        return [type(result).__name__ for result in results]

    assert asyncio.run(scene()) == [GateClosed.__name__] * 2


def test_pauses_grow_with_each_failure_and_end_with_the_first_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene(answers: list[int | None]) -> list[float]:
        gate = Gate(delay=0.5)
        pauses = []
        for status in answers:
            await gate.enter()
            gate.leave(status)
            pauses.append(gate.pause)
        return pauses

    clock = iter(range(0, 10**9, 1_000))  # whoever looks at it finds that the pause is over
    monkeypatch.setattr("scraper.crawl.gate.monotonic", lambda: next(clock))
    monkeypatch.setattr("scraper.crawl.gate.MAX_REST", 0.0)  # what slow answers add is tested below
    assert asyncio.run(scene([None, 503, 500, 200])) == [1, 2, 4, 0.5]
    assert asyncio.run(scene([None] * 20))[-1] == MAX_BACKOFF


@pytest.mark.parametrize(("delay", "rest"), [(1.0, 4.0), (0.0, 0.0), (6.0, 6.0)])
def test_a_host_that_takes_long_gets_as_long_a_rest(
    monkeypatch: pytest.MonkeyPatch, delay: float, rest: float
) -> None:
    now = 100.0
    monkeypatch.setattr("scraper.crawl.gate.monotonic", lambda: now)

    async def scene() -> float:
        nonlocal now
        gate = Gate(delay=delay)
        await gate.enter()
        now += 4.0  # the answer takes four seconds
        gate.leave(200)
        return gate.pause

    assert asyncio.run(scene()) == rest


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert retry_after_seconds(" 7 ", now) == 7
    assert retry_after_seconds("Thu, 01 Jan 2026 12:02:00 GMT", now) == 120
    assert retry_after_seconds("Thu, 01 Jan 2026 11:00:00 GMT", now) == 0
    assert retry_after_seconds("-5", now) is None
    assert retry_after_seconds(None) is None
    assert retry_after_seconds("9" * 400, now) is not None


def test_robots_txt_may_be_long_and_strange() -> None:
    rules = parse_robots(
        b"User-agent: *\nDisallow: /a\n" + b"# x\n" * MAX_BYTES + b"Disallow: /b\n"
    )
    assert not rules.allowed(f"{HOME}a")
    assert rules.allowed(f"{HOME}b")  # beyond what must be read
    assert parse_robots(b"\xff\xfe<html>404</html>").allowed(HOME)


# --- what an answer means ---


@pytest.mark.parametrize(
    ("status", "attempts", "state", "reason"),
    [
        (404, 0, "failed", "HTTP 404"),
        (403, 0, "failed", "HTTP 403"),
        (503, 0, "waiting", "HTTP 503"),
        (503, MAX_ATTEMPTS - 1, "failed", f"HTTP 503 ({MAX_ATTEMPTS} attempts)"),
        (302, 0, "refused", "redirected to another site (x.vn)"),
    ],
)
def test_statuses(status: int, attempts: int, state: str, reason: str) -> None:
    task = Task(HOME, "article", "k", attempts=attempts)
    redirect = "redirected to another site (x.vn)" if status == 302 else None
    verdict = judge_status(task, status, redirect)
    assert verdict is not None
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_page_with_status_200_has_to_be_read() -> None:
    assert judge_status(Task(HOME, "article", "k"), 200, None) is None


def test_a_blocked_page_is_tried_again_and_a_static_one_is_not() -> None:
    task = Task(HOME, "article", "k")
    assert judge_refusal(task, NotAnArticle("blocked"), "article").state == "waiting"
    refused = judge_refusal(task, NotAnArticle("static page", "cd= in its address"), "article")
    assert (refused.state, refused.name) == ("refused", "static page")
    # A listing is not expected to be an article.
    assert judge_refusal(task, NotAnArticle("listing"), "listing").state == "done"


# --- what is followed ---


def test_articles_and_listings_are_followed_and_nothing_else() -> None:
    found = discovery().look(
        Task(HOME, "listing"),
        [
            *links("gd=1&cn=2&tc=7", "tc=7&cn=2&gd=1", "gd=1&cn=2&tm=9", "gd=1&cn=2&cd=3"),
            *links("gd=1&cn=2&tc=7&print=1", "ngay=13/01/2022"),
            Link("https://elsewhere.vn/?tc=1"),
            Link(f"{HOME}tep/bao-cao.pdf"),
            Link(f"{HOME}vi/en/?tm=9"),
        ],
    )
    assert [(t.kind, t.url.removeprefix(HOME), t.depth) for t in found.tasks] == [
        ("article", "?cn=2&gd=1&tc=7", 1),
        ("listing", "?cn=2&gd=1&tm=9", 1),
        ("article", "?cn=2&gd=1&print=1&tc=7", 0),
        ("other", "vi/en/?tm=9", 0),
    ]
    assert [t.closed for t in found.tasks[2:]] == [COPY, f"never asked for: {GROWING}"]


def test_menus_are_offered_once() -> None:
    seen = discovery()
    assert seen.look(Task(HOME, "listing"), links("tm=9", "tc=1")).tasks
    assert not seen.look(listing("tm=9"), links("tm=9", "tc=1")).tasks


def test_what_pages_linked_to_is_no_news_and_what_was_not_looked_at_is() -> None:
    seen = discovery()
    address = f"{HOME}?tc=7"
    # A page that is read and then has to be asked for again is not looked at: its links stay news.
    assert address not in seen.linked
    seen.look(Task(f"{HOME}?tc=1", "article", "127.0.0.1/1"), links("tc=7"))
    assert address in seen.linked
    assert f"{HOME}?tc=8" not in seen.linked


def test_a_listing_of_known_articles_is_not_followed_any_deeper() -> None:
    seen = discovery(known={"1", "2"}, incremental=True)
    # 3 is new, but it stands in the side column of every page and was met on the home page.
    seen.look(Task(HOME, "listing"), links("tc=3", "tm=9"))
    found = seen.look(listing("tm=9"), links("tc=1", "tc=2", "tc=3", "tm=9&page=2", "tm=10"))
    followed = [t.url.removeprefix(HOME) for t in found.tasks if t.kind == "listing"]
    assert followed == ["?tm=10"]
    assert seen.needless(listing("tm=9&page=3")) is not None
    assert seen.needless(listing("tm=10&page=3")) is None


def test_a_first_or_full_crawl_follows_listings_to_their_end() -> None:
    seen = discovery(known={"1"}, incremental=False)
    found = seen.look(listing("tm=9"), links("tc=1", "tm=9&page=2"))
    assert [t.kind for t in found.tasks] == ["article", "listing"]


def test_a_shape_is_closed_when_it_stops_to_bring_anything() -> None:
    shapes = Shapes()
    shapes.saw(f"{HOME}?day=0", ["b"])
    reasons = [shapes.saw(f"{HOME}?day={n}", ["a", "b"]) for n in range(BARREN + 5)]
    (reason,) = filter(None, reasons)
    assert reason == f"{BARREN} pages like 127.0.0.1/?day in a row showed nothing new"
    assert shape_of(f"{HOME}?day=9999") in shapes.closed
    assert shapes.saw(f"{HOME}?tm=1", ["c"]) is None


def test_a_shape_that_never_brought_anything_is_closed_sooner() -> None:
    shapes = Shapes()
    shapes.saw(f"{HOME}?tm=1", ["a"])
    reasons = [shapes.saw(f"{HOME}?day={n}", ["a"]) for n in range(BARREN)]
    (reason,) = filter(None, reasons)
    assert reason == f"{NEVER} pages like 127.0.0.1/?day showed nothing that others do not"
    assert NEVER < BARREN


def test_pages_of_one_listing_are_one_series_and_sections_are_not() -> None:
    assert (
        len({series_of(f"{HOME}{p}") for p in ("tin/", "tin/page-2", "tin?page=3", "tin/trang/4")})
        == 1
    )
    assert series_of(f"{HOME}?tm=9") != series_of(f"{HOME}?tm=10")


# --- what may be asked for ---


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delay": -1.0}, "between 0 and 3600"),
        ({"delay": float("nan")}, "between 0 and 3600"),
        ({"limit": 0}, "at least 1"),
        ({"contact": "nobody"}, "no contact"),
        ({"contact": "a@b.vn\r\nX-Injected: 1"}, "no contact"),
    ],
)
def test_impossible_options_are_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        CrawlOptions(**options)  # type: ignore[arg-type]


def test_the_user_agent_names_the_contact() -> None:
    agent = CrawlOptions(contact="https://example.org/news-archive").user_agent
    assert agent.startswith("loa/")
    assert agent.endswith("(+https://example.org/news-archive)")
