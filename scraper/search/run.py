"""Answering a search, and streaming all that a filter lets through."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from scraper.search.authors import with_joined_names
from scraper.search.fts5 import RANK, compile_query, register
from scraper.search.index import refresh_if_possible
from scraper.search.results import Facets, Hit, SearchResults
from scraper.search.selection import selected
from scraper.search.snippets import patterns, snippet
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from scraper.search.filters import Filters
    from scraper.search.results import Counts, Order
    from scraper.store import Archive
    from scraper.store.flat import Batch

_MAX_LIMIT = 1000
_FACET_VALUES = 50

_PAGE = """
SELECT a.id, a.portal, a.url, a.title, a.published, s.name, s.path,
  (SELECT group_concat(p.name, '; ') FROM article_people AS p
    WHERE p.article_id = a.id AND p.kind = 'author'),
  h.score, a.lead, a.body
FROM temp.loa_hits AS h JOIN articles AS a ON a.id = h.id
LEFT JOIN sections AS s ON s.id = a.section_id
"""
_ORDERS = {
    "ranked": "ORDER BY h.score, h.id",
    "newest": "ORDER BY h.published DESC, h.id DESC",
}
_FACETS = {
    "portal": """
        SELECT a.portal, count(*) AS n FROM temp.loa_hits AS h JOIN articles AS a ON a.id = h.id
        GROUP BY a.portal ORDER BY n DESC, a.portal LIMIT ?""",
    "section": """
        SELECT s.path, sum(g.n) AS total FROM (
          SELECT a.section_id AS id, count(*) AS n FROM temp.loa_hits AS h
          JOIN articles AS a ON a.id = h.id GROUP BY a.section_id) AS g
        JOIN sections AS s ON s.id = g.id GROUP BY s.path ORDER BY total DESC, s.path LIMIT ?""",
    "author": """
        SELECT p.name, count(DISTINCT w.article_id) AS n FROM temp.loa_hits AS h
        JOIN article_people AS w ON w.article_id = h.id JOIN people AS p ON p.id = w.person_id
        WHERE w.kind = 'author' GROUP BY p.id ORDER BY n DESC, p.name LIMIT ?""",
    "month": """
        SELECT substr(h.published, 1, 7) AS month, count(*) FROM temp.loa_hits AS h
        WHERE h.published IS NOT NULL GROUP BY month ORDER BY month DESC LIMIT ?""",
}


def search(
    archive: Archive, filters: Filters, *, order: Order | None, limit: int, offset: int
) -> SearchResults:
    """Answer one search; see :meth:`scraper.store.Archive.search`.

    Raises:
        UsageError: limit, offset or order are out of bounds.
    """
    if not 0 <= limit <= _MAX_LIMIT:
        raise UsageError(f"a page has 0 to {_MAX_LIMIT} hits, not {limit}")
    if not 0 <= offset < 2**63:
        raise UsageError(f"hits are skipped from 0 on, not {offset}")
    if order not in {None, "ranked", "newest"}:
        raise UsageError(f"the order is ranked or newest, not {order}")
    refresh_if_possible(archive)
    with archive.reading() as connection:
        register(connection)
        _make_room(connection)
        connection.execute("BEGIN")  # total, facets and hits from one state of the archive
        try:
            ranked = _find(connection, filters)
            used: Order = "newest" if order == "newest" or not ranked else "ranked"
            total = connection.execute("SELECT count(*) FROM temp.loa_hits").fetchone()[0]
            return SearchResults(
                hits=_hits(connection, filters, used, limit, offset),
                total=total,
                facets=_facets(connection),
                order=used,
                limit=limit,
                offset=offset,
            )
        finally:
            connection.execute("ROLLBACK")  # which also empties the list of hits


def stream(
    archive: Archive, filters: Filters, columns: Sequence[str] | None
) -> Iterator[tuple[str | int | None, ...]]:
    """Rows of ``articles_flat`` by id, read as they are asked for, from one state of the archive.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    names = FLAT_COLUMNS if columns is None else list(columns)
    if unknown := [name for name in names if name not in FLAT_COLUMNS]:
        raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(FLAT_COLUMNS)}")
    if not names:
        raise UsageError("no column was asked for")
    batches = batched(archive, filters, names)
    return (row for batch in batches for row in batch.rows())


def batched(
    archive: Archive, filters: Filters, columns: Sequence[str], size: int | None = None
) -> Iterator[Batch]:
    """What ``filters`` let through as batches of columns (:mod:`scraper.store.flat`), by id.

    All of them are of the state that the archive has now; the filters are checked at once.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`scraper.store.flat.COLUMNS`.
        size: bytes of a batch, see :meth:`scraper.store.flat.FlatReader.batches`.

    Raises:
        UsageError: a filter names nothing in the archive.
    """
    opened = ExitStack()
    found = opened.enter_context(selected(archive, filters))
    return _until_read(opened, found.batches(columns, size=size))


def _until_read(opened: ExitStack, batches: Iterator[Batch]) -> Iterator[Batch]:
    with opened:
        yield from batches


def _make_room(connection: sqlite3.Connection) -> None:
    # A temporary table lives outside the archive, so that a readonly one can be searched too.
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS loa_hits "
        "(id INTEGER PRIMARY KEY, score REAL, published TEXT)"
    )


def _find(connection: sqlite3.Connection, filters: Filters) -> bool:
    """Fill the list of hits; whether they could be ranked."""
    compiled = compile_query(with_joined_names(filters.query, connection))
    conditions = filters.conditions(connection)
    if compiled.where is not None:
        conditions.append((compiled.where, compiled.parameters))
    values = [value for _, parameters in conditions for value in parameters]
    where = [f"({condition})" for condition, _ in conditions]
    if compiled.match is None:
        connection.execute(
            "INSERT INTO temp.loa_hits SELECT a.id, NULL, a.published FROM articles AS a "  # noqa: S608
            f"WHERE {' AND '.join(where) or '1'}",
            values,
        )
        return False
    connection.execute(
        f"INSERT INTO temp.loa_hits SELECT a.id, {RANK}, a.published FROM articles_fts "  # noqa: S608
        "JOIN articles AS a ON a.id = articles_fts.rowid "
        f"WHERE {' AND '.join(['articles_fts MATCH ?', *where])}",
        [compiled.match, *values],
    )
    return True


def _hits(
    connection: sqlite3.Connection, filters: Filters, order: Order, limit: int, offset: int
) -> tuple[Hit, ...]:
    wanted = patterns(filters.query)
    rows = connection.execute(f"{_PAGE} {_ORDERS[order]} LIMIT ? OFFSET ?", (limit, offset))
    hits = []
    for *fields, lead, body in rows:
        text = "\n".join(part for part in (lead, body) if part)
        values: tuple[Any, ...] = (*fields, snippet(text, wanted))
        hits.append(Hit(*values))
    return tuple(hits)


def _facets(connection: sqlite3.Connection) -> Facets:
    def counts(name: str, limit: int = _FACET_VALUES) -> Counts:
        return tuple(connection.execute(_FACETS[name], (limit,)).fetchall())

    return Facets(counts("portal"), counts("section"), counts("author"), counts("month", -1))
