"""The archive: schema and migrations, writing articles and revisions, the frontier."""

from __future__ import annotations

from scraper.store.archive import Archive
from scraper.store.changelog import ChangedArticles, LogPosition
from scraper.store.frontier import Frontier
from scraper.store.reader import FLAT_COLUMNS, CrawlSummary, PortalStatus, StoredArticle
from scraper.store.records import (
    AddressForm,
    Fetch,
    FieldCount,
    Observation,
    PageRecord,
    Stored,
    Symptom,
    Task,
)

__all__ = [
    "FLAT_COLUMNS",
    "AddressForm",
    "Archive",
    "ChangedArticles",
    "CrawlSummary",
    "Fetch",
    "FieldCount",
    "Frontier",
    "LogPosition",
    "Observation",
    "PageRecord",
    "PortalStatus",
    "Stored",
    "StoredArticle",
    "Symptom",
    "Task",
]
