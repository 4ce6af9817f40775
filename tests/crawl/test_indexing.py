"""What a crawl brings is in the search indexes when it has ended, however they come up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import Indexing, crawl
from scraper.crawl import run as crawl_run
from scraper.crawl.worker import STOP, run_indexing
from scraper.search import fts5_index
from scraper.search.index import whole_index
from scraper.store import Archive
from tests.workers import forked

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.crawl import CrawlEvent, CrawlOptions
    from scraper.portals import Profile

    from .conftest import ScriptedSite


@pytest.mark.parametrize("few", [crawl_run.FEW, 0])
def test_both_indexes_hold_all_articles_after_a_crawl(
    few: int,
    site: ScriptedSite,
    profile: Profile,
    fast: CrawlOptions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crawl_run, "FEW", few)  # with 0 a process of its own indexes
    path = tmp_path / "news.db"
    heard: list[CrawlEvent] = []
    crawl([profile], path, fast, heard.append)
    told = [event.done for event in heard if isinstance(event, Indexing)]
    assert told[-1:] == ([] if few else [len(site.articles)])
    with Archive(path, readonly=True) as archive:
        with archive.reading() as connection:
            assert not fts5_index.is_stale(connection)
        index = whole_index(archive)
        assert index is not None
        assert index.index.searcher().num_docs == len(site.articles)


def test_indexing_ends_when_the_parent_speaks(
    profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    crawl([profile], path, replace(fast, limit=3))
    with Archive(path) as archive:
        with archive.transaction() as connection:
            connection.execute("DELETE FROM index_state")
        ours, theirs = forked().Pipe()
        with archive.transaction():  # for which it waits
            process = forked().Process(target=run_indexing, args=(theirs, path), daemon=True)
            process.start()
            theirs.close()
            ours.send(STOP)
            with pytest.raises(EOFError):
                ours.recv()
            process.join()
        with archive.reading() as connection:
            assert fts5_index.is_stale(connection)
