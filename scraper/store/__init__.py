"""The archive: schema and migrations, writing articles and revisions, the frontier."""

from scraper.store.filters import Filters
from scraper.store.frontier import Frontier
from scraper.store.opening import ArchiveError
from scraper.store.reading import PortalStatus, StoredArticle
from scraper.store.records import Fetch, PageRecord, Stored, Task
from scraper.store.store import Store

__all__ = [
    "ArchiveError",
    "Fetch",
    "Filters",
    "Frontier",
    "PageRecord",
    "PortalStatus",
    "Store",
    "Stored",
    "StoredArticle",
    "Task",
]
