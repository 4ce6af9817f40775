"""Search: one query language, the full-text index in the archive, hits, snippets and facets."""

from __future__ import annotations

from scraper.search.filters import Filters
from scraper.search.index import refresh
from scraper.search.query import parse
from scraper.search.results import Facets, Hit, Order, SearchResults, Snippet
from scraper.search.run import search
from scraper.search.selection import Selected, selected
from scraper.search.streams import batched, stream

__all__ = [
    "Facets",
    "Filters",
    "Hit",
    "Order",
    "SearchResults",
    "Selected",
    "Snippet",
    "batched",
    "parse",
    "refresh",
    "search",
    "selected",
    "stream",
]
