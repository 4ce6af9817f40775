"""`loa status` says what gave the articles, why addresses failed, and which looks are due."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scraper import Archive, Article
from scraper.store import Fetch, PageRecord, Task
from scraper.store.records import FIRST_MET

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Loa


def test_each_portal_has_its_sources_reasons_and_looks(loa: Loa, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with Archive(db) as archive:
        crawl = archive.begin_crawl("xa")
        pages = []
        for number, state, reason in (
            (1, "done", None),
            (2, "failed", "HTTP 500 (3 attempts)"),
            (3, "refused", "error page (it says [x])"),
            (4, "refused", "error page (it says [y])"),
        ):
            task = Task(f"https://xa.example/{number}", "article", f"xa.example/{number}")
            made = Article(task.url, task.key or "", "xa", "Tin", "Thân") if number == 1 else None
            fetch = Fetch(task.url, task.url, datetime.now(UTC), 200)
            pages.append(PageRecord(task, fetch, state, reason, made))  # type: ignore[arg-type]
        archive.record(pages, portal="xa", crawl_id=crawl)
        archive.finish_crawl(crawl, "done", {"new": 1, f"{FIRST_MET}sitemap": 1_200})
    lines = loa("status", "--db", db).stdout.splitlines()
    assert "xa: met in the last crawl through sitemap (1\u202f200)" in lines
    assert "xa: failed: HTTP 500 (1)" in lines
    assert "xa: refused: error page (2)" in lines
    assert any(
        line.startswith("xa: looks at known articles: 0 due now, the next on") for line in lines
    )
