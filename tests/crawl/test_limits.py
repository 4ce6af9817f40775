"""A crawl that may not last, or not ask as much as it would, ends cleanly and goes on next time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.crawl import CrawlOptions, Noted, crawl
from scraper.demo.server import PortalServer
from scraper.store import Archive

from .kinds import KINDS, KindSite

if TYPE_CHECKING:
    from pathlib import Path


def test_the_daily_budget_holds_over_several_crawls_and_the_rest_waits(
    fast: CrawlOptions, tmp_path: Path
) -> None:
    db = tmp_path / "news.db"
    told: list[object] = []
    with PortalServer(KindSite(KINDS[0], 40)) as server:  # type: ignore[arg-type]
        profile = KINDS[0].profile(server.url)
        for budget in (15, 15, 30):
            (report,) = crawl([profile], db, replace(fast, daily=budget), told.append)
            assert report.outcome == "limited"
            assert len(server.log) <= budget
        assert len(server.log) > 25
        with Archive(db) as archive:
            assert archive.frontier(profile.name).pending() > 0
        (last,) = crawl([profile], db, fast)
    assert last.outcome == "done"
    with Archive(db) as archive:
        assert archive.status()[0].articles == 40
    notes = [event.message for event in told if isinstance(event, Noted)]
    assert notes[0] == "the budget of 15 requests in 24 hours is used up"


def test_a_crawl_ends_when_its_minutes_are_over(fast: CrawlOptions, tmp_path: Path) -> None:
    told: list[object] = []
    with PortalServer(KindSite(KINDS[0], 40)) as server:  # type: ignore[arg-type]
        profile = KINDS[0].profile(server.url)
        short = replace(fast, max_minutes=1e-9)
        (report,) = crawl([profile], tmp_path / "news.db", short, told.append)
    assert report.outcome == "limited"
    assert len(server.log) <= 1
    assert [event.message for event in told if isinstance(event, Noted)] == [
        "1e-09 minutes are over"
    ]
