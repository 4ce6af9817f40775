"""Crawling portals: completely, politely, and so that it can be interrupted at any moment."""

from scraper.crawl.events import (
    CrawlEvent,
    CrawlReport,
    Finished,
    Indexing,
    Noted,
    Progress,
    Started,
)
from scraper.crawl.options import CrawlOptions
from scraper.crawl.run import CrawlKilled, crawl

__all__ = [
    "CrawlEvent",
    "CrawlKilled",
    "CrawlOptions",
    "CrawlReport",
    "Finished",
    "Indexing",
    "Noted",
    "Progress",
    "Started",
    "crawl",
]
