"""The archive: schema and migrations, writing articles and revisions, the frontier.

Each name is loaded when it is first used, as those of :mod:`scraper` are: a process that only reads
columns (:mod:`scraper.store.parallel_child`) need not wait for what writes articles.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.store.archive import Archive
    from scraper.store.changelog import ChangedArticles, LogPosition
    from scraper.store.flat import FLAT_COLUMNS
    from scraper.store.frontier import Frontier
    from scraper.store.reader import CrawlSummary, PortalStatus, StoredArticle
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

_HOMES = {
    "FLAT_COLUMNS": "flat",
    "AddressForm": "records",
    "Archive": "archive",
    "ChangedArticles": "changelog",
    "CrawlSummary": "reader",
    "Fetch": "records",
    "FieldCount": "records",
    "Frontier": "frontier",
    "LogPosition": "changelog",
    "Observation": "records",
    "PageRecord": "records",
    "PortalStatus": "reader",
    "Stored": "records",
    "StoredArticle": "reader",
    "Symptom": "records",
    "Task": "records",
}

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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scraper.store' has no attribute {name!r}")
    return getattr(import_module(f"scraper.store.{_HOMES[name]}"), name)
