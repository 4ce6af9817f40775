"""The archive: schema and migrations, writing articles and revisions, the frontier."""

from __future__ import annotations

from scraper.store.archive import Archive
from scraper.store.frontier import Frontier
from scraper.store.reader import FLAT_COLUMNS, CrawlSummary, PortalStatus, StoredArticle
from scraper.store.records import Fetch, PageRecord, Stored, Task

__all__ = [
    "FLAT_COLUMNS",
    "Archive",
    "CrawlSummary",
    "Fetch",
    "Frontier",
    "PageRecord",
    "PortalStatus",
    "Stored",
    "StoredArticle",
    "Task",
]
