"""Filters as one condition on ``articles AS a``, for whatever reads many articles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.search.authors import with_joined_names
from scraper.search.fts5 import compile_query, register
from scraper.search.index import refresh_if_possible

if TYPE_CHECKING:
    import sqlite3

    from scraper.search.filters import Filters
    from scraper.store import Archive


def prepare(archive: Archive, filters: Filters) -> None:
    """Bring the index up to date if ``filters`` ask it and the archive may be written."""
    compiled = compile_query(filters.query)
    if compiled.match is not None or "articles_fts" in (compiled.where or ""):
        refresh_if_possible(archive)


def selection(filters: Filters, connection: sqlite3.Connection) -> tuple[str, list[object]]:
    """SQL on ``articles AS a`` with its parameters; what it needs is made known to ``connection``.

    Raises:
        UsageError: a filter names nothing in the archive.
    """
    register(connection)
    compiled = compile_query(with_joined_names(filters.query, connection))
    conditions = [compiled.condition(), *filters.conditions(connection)]
    where = " AND ".join(f"({condition})" for condition, _ in conditions)
    return where, [value for _, values in conditions for value in values]
