"""A crawl that is stopped, killed or refused at any moment goes on where it was."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import signal
import threading
from collections import Counter
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlKilled, CrawlOptions, crawl
from scraper.crawl.worker import Job, run_worker
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite, Response
from scraper.errors import LoaError
from tests.workers import forked

from .conftest import ScriptedSite, gold_ids, response, stored_ids
from .killing import Trial, WatchedSite
from .kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scraper.portals import Profile


@contextlib.contextmanager
def when(event: threading.Event, act: Callable[[], None]) -> Iterator[None]:
    """Do ``act`` once ``event`` is set, beside what the block does."""

    def wait() -> None:
        if event.wait(60):
            act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join(60)
    assert event.is_set(), "the crawl ended before it got there"


def asked_articles(server: PortalServer) -> Counter[str]:
    return Counter(hit.path for hit in server.log if "tc=" in hit.path)


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_crawl_gracefully_and_the_next_one_goes_on(
    which: signal.Signals,
    site: ScriptedSite,
    server: PortalServer,
    profile: Profile,
    fast: CrawlOptions,
    tmp_path: Path,
) -> None:
    db = tmp_path / "news.db"
    before = signal.getsignal(which)
    with when(site.reached(60), lambda: os.kill(os.getpid(), which)):
        (report,) = crawl([profile], db, fast)
    assert report.outcome == "interrupted"
    # What was on the wire is stored: every article that the portal gave away is there.
    assert len(stored_ids(db)) == report.new == asked_articles(server).total() > 0
    (rest,) = crawl([profile], db, fast)
    assert rest.outcome == "done"
    assert stored_ids(db) == gold_ids(site)
    assert set(asked_articles(server).values()) == {1}
    assert signal.getsignal(which) == before


def test_a_second_signal_ends_it_at_once(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    let_go = threading.Event()

    def twice() -> None:
        # Two kinds: the same signal sent twice may be delivered once.
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

    def rule(target: str, count: int) -> None:
        if target == "/":
            let_go.wait(30)

    site.rule = rule
    try:
        with when(site.reached(2), twice), pytest.raises(CrawlKilled):
            crawl([profile], tmp_path / "news.db", fast)
    finally:
        let_go.set()


class Worker:
    """A crawl's process, without the parent that only listens to it."""

    def __init__(self, job: Job) -> None:
        self._ours, theirs = forked().Pipe()
        self._process = forked().Process(target=run_worker, args=(theirs, job), daemon=True)
        self._process.start()
        theirs.close()

    def ended(self) -> bool:
        while self._ours.poll():  # so that it does not wait for us
            try:
                self._ours.recv()
            except (EOFError, OSError):
                break
        return not self._process.is_alive()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._ours.close()


def test_killed_at_random_moments_nothing_is_lost_doubled_or_asked_twice(
    fast: CrawlOptions, tmp_path: Path
) -> None:
    """bench/durability.py does this a hundred times, with the whole command."""
    chance, kills = Random(7), 0
    for number in range(20):
        kind = (KINDS[0], KINDS[7])[number % 2]
        db = tmp_path / f"{number}.db"
        with PortalServer(WatchedSite(kind, 120)) as server:  # type: ignore[arg-type]
            job = Job(((kind.profile(server.url),),), db, fast)
            trial = Trial(server, db, partial(Worker, job))
            trial.run(10 - kills, chance, requests=40, seconds=0.5)
        assert trial.problems == []
        if (kills := kills + trial.kills) == 10:
            break
    assert kills == 10


def test_a_process_that_is_killed_is_named(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    def kill() -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with (
        when(site.reached(3), kill),
        pytest.raises(LoaError, match=r"ended unexpectedly \(SIGKILL\).* to go on"),
    ):
        crawl([profile], tmp_path / "news.db", fast)


def test_a_home_page_that_failed_is_asked_again_by_the_next_crawl(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    site.rule = lambda target, _: response(500) if target == "/" else None
    with pytest.raises(LoaError, match=f"{re.escape(profile.home)} cannot be reached: HTTP 500"):
        crawl([profile], db, fast)
    site.rule = lambda target, _: None
    (report,) = crawl([profile], db, fast)
    assert report.new == len(site.articles)


def test_what_stood_behind_a_listing_that_failed_is_found_by_the_next_crawl(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    later_pages_work = False

    def rule(target: str, count: int) -> Response | None:
        if "tc=" in target:  # without its links: only the listings lead to articles
            page = DemoSite.respond(site, target)
            return replace(page, body=page.body.replace(b"<a ", b"<b "))
        if re.search(r"page=[2-9]", target) and not later_pages_work:
            return response(200, "<title>Blocked</title><p>Your request is blocked.</p>")
        return None

    site.rule = rule
    (first,) = crawl([profile], db, fast)
    assert first.outcome == "done"
    assert set(first.errors) == {"blocked"}
    assert len(stored_ids(db)) < len(site.articles)
    later_pages_work = True
    crawl([profile], db, fast)
    assert stored_ids(db) == gold_ids(site)
