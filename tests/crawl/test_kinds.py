"""Portals of every kind of listing are crawled completely, politely and once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.demo.server import PortalServer
from scraper.store import Archive
from tests.crawl.kinds import KINDS, Kind, KindSite

if TYPE_CHECKING:
    from pathlib import Path

FAST = CrawlOptions(delay=0, allow_private=True, warc=False)


def stored(db: Path) -> list[int]:
    with Archive(db, readonly=True) as archive:
        return sorted(
            int(str(url).rpartition("/")[2].split("-")[0])
            for (url,) in archive.rows(columns=["url"])
        )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_article_is_found_once_and_a_second_crawl_costs_the_lists_only(
    kind: Kind, tmp_path: Path
) -> None:
    site = KindSite(kind)
    db = tmp_path / "news.db"
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = kind.profile(server.url)
        (first,) = crawl([profile], db, FAST)
        asked = len(server.log)
        articles = Counter(hit.path for hit in server.log if hit.path in site.by_path)
        (second,) = crawl([profile], db, FAST)
        again = [hit.path for hit in server.log[asked:]]
    assert stored(db) == [item.number for item in site.items]
    assert set(articles.values()) == {1}
    assert asked <= 1.5 * len(site.items) + 110  # the lists of an archive by day go on for ever
    assert first.new == len(site.items)
    assert second.new == second.revised == 0
    assert not [path for path in again if path in site.by_path and site.by_path[path].number > 20]
    assert sum(first.sources.values()) == len(site.items)
