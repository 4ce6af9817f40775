"""Answers from the index inside the archive, for when the quick one beside it cannot be had."""

from __future__ import annotations

from collections import Counter
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.search.authors import with_joined_names
from scraper.search.found import FACET_VALUES, Found, Place
from scraper.search.fts5 import RANK, compile_query, register
from scraper.search.fts5_index import refresh_if_possible
from scraper.search.moments import SQL_ORDER, moment
from scraper.search.results import Facets

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from scraper.search.filters import Filters
    from scraper.search.found import Asked
    from scraper.search.results import Counts
    from scraper.store import Archive

_ORDERS = {
    "ranked": "score, id",
    "newest": f"{SQL_ORDER}, id DESC",
}
_FACETS = {
    "portal": """
        SELECT a.portal, count(*) FROM temp.loa_hits AS h JOIN articles AS a ON a.id = h.id
        GROUP BY a.portal""",
    "section": """
        SELECT s.path, sum(g.n) FROM (
          SELECT a.section_id AS id, count(*) AS n FROM temp.loa_hits AS h
          JOIN articles AS a ON a.id = h.id GROUP BY a.section_id) AS g
        JOIN sections AS s ON s.id = g.id GROUP BY s.path""",
    "author": """
        SELECT p.name, count(DISTINCT w.article_id) FROM temp.loa_hits AS h
        JOIN article_people AS w ON w.article_id = h.id JOIN people AS p ON p.id = w.person_id
        WHERE w.kind = 'author' GROUP BY p.id""",
    "month": """
        SELECT substr(h.published, 1, 7) AS month, count(*) FROM temp.loa_hits AS h
        WHERE h.published IS NOT NULL GROUP BY month""",
}


def find(archives: Sequence[Archive], filters: Filters, asked: Asked) -> Found:
    """Find in each archive, and bring the answers together.

    Raises:
        UsageError: no archive has what a filter names.
    """
    lists: list[list[tuple[tuple[float, ...], Place]]] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FACETS}
    total, refused = 0, None
    for number, archive in enumerate(archives):
        refresh_if_possible(archive)
        with archive.reading() as connection:
            register(connection)
            _make_room(connection)
            connection.execute("BEGIN")  # total, facets and hits from one state of the archive
            try:
                _collect(connection, filters, asked.points[number] if asked.points else None)
                total += connection.execute("SELECT count(*) FROM temp.loa_hits").fetchone()[0]
                lists.append(_first(connection, asked, number))
                for name, sql in _FACETS.items():
                    counts[name].update(dict(connection.execute(sql).fetchall()))
            except UsageError as error:
                refused = error
            finally:
                connection.execute("ROLLBACK")  # which also empties the list of hits
    if refused is not None and not lists:
        raise refused
    merged = (place for _, place in merge(*lists, key=lambda pair: pair[0]))
    return Found(
        tuple(islice(merged, asked.offset, asked.offset + asked.limit)),
        total,
        Facets(
            portal=most_frequent(counts["portal"].items()),
            section=most_frequent(counts["section"].items()),
            author=most_frequent(counts["author"].items()),
            month=tuple(sorted(counts["month"].items(), reverse=True)),
        ),
    )


def most_frequent(counts: Iterable[tuple[str, int]]) -> Counts:
    """The most frequent values, those of the same count by name."""
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES])


def _make_room(connection: sqlite3.Connection) -> None:
    # A temporary table lives outside the archive, so that a readonly one can be searched too.
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS loa_hits "
        "(id INTEGER PRIMARY KEY, score REAL, published TEXT)"
    )


def _collect(connection: sqlite3.Connection, filters: Filters, last_id: int | None) -> None:
    """Fill the list of hits."""
    compiled = compile_query(with_joined_names(filters.query, connection))
    conditions = filters.conditions(connection)
    if compiled.where is not None:
        conditions.append((compiled.where, compiled.parameters))
    if last_id is not None:
        conditions.append(("a.id <= ?", (last_id,)))
    values = [value for _, parameters in conditions for value in parameters]
    where = [f"({condition})" for condition, _ in conditions]
    if compiled.match is None:
        connection.execute(
            "INSERT INTO temp.loa_hits SELECT a.id, NULL, a.published FROM articles AS a "  # noqa: S608
            f"WHERE {' AND '.join(where) or '1'}",
            values,
        )
        return
    connection.execute(
        f"INSERT INTO temp.loa_hits SELECT a.id, {RANK}, a.published FROM articles_fts "  # noqa: S608
        "JOIN articles AS a ON a.id = articles_fts.rowid "
        f"WHERE {' AND '.join(['articles_fts MATCH ?', *where])}",
        [compiled.match, *values],
    )


def _first(
    connection: sqlite3.Connection, asked: Asked, number: int
) -> list[tuple[tuple[float, ...], Place]]:
    """The first hits of one archive up to the end of the page, each with its place in the order."""
    rows = connection.execute(
        f"SELECT id, score, published FROM temp.loa_hits ORDER BY {_ORDERS[asked.order]} LIMIT ?",  # noqa: S608
        (min(asked.offset + asked.limit, 2**62),),
    )
    return [
        (
            (score or 0.0, id_, number)
            if asked.order == "ranked"
            else (-moment(published), -id_, number),
            Place(number, id_, score if asked.order == "ranked" else None),
        )
        for id_, score, published in rows
    ]
