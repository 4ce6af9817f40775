"""Answers from the index beside the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tantivy import Occur, Order, Query

from scraper.errors import UsageError
from scraper.search.authors import with_joined_names
from scraper.search.documents import section_names
from scraper.search.filters import author_names, check_portals, portal_names, sections
from scraper.search.found import Found, Place
from scraper.search.fts5_search import most_frequent
from scraper.search.results import Facets
from scraper.search.tantivy_documents import (
    AUTHOR,
    ID,
    MONTH,
    NEWEST,
    PATH,
    PORTAL,
    SECTION,
    from_key,
    to_key,
)
from scraper.search.tantivy_query import Compiler

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from tantivy import Searcher

    from scraper.search.filters import Filters
    from scraper.search.found import Asked
    from scraper.search.results import Counts
    from scraper.search.tantivy_index import Opened
    from scraper.search.tree import Node
    from scraper.store import Archive

_LISTED = 100
"""Values asked for of a facet, of which the most frequent are shown: more, so that of values with
the same count those are shown that come first by name."""

_MONTHS = 6_000
_EXACT = (20_000, 1_000_000)
"""Values that each part of the index counts; with more, when these were too few to be exact."""

_SPAN = 20_000
"""Ids of which all that are found are asked for at once."""

_FARTHEST = 1_000_000
"""Hits that may be skipped; tantivy keeps all before the page in memory."""


def find(opened: Opened, archives: Sequence[Archive], filters: Filters, asked: Asked) -> Found:
    """Find articles in an index that was refreshed.

    Raises:
        UsageError: no archive has what a filter names, or the page is too far.
        ValueError: tantivy cannot answer this, or the index is damaged.
    """
    if asked.offset > _FARTHEST:
        raise UsageError(f"pages end after {_FARTHEST} hits: ask for less with a filter")
    searcher = opened.searcher
    compiler = Compiler(opened.index.schema, searcher, opened.frequent)
    node, limits = _compiled(compiler, archives, filters, asked)
    matching = compiler.matching(node)
    if limits:
        matching = Query.boolean_query(
            [(Occur.Must, matching), *((Occur.Must, limit) for limit in limits)]
        )
    total, facets = _facets(searcher, matching)
    if not asked.limit or asked.offset >= total:
        return Found((), total, facets)
    query = matching if asked.order == "newest" else compiler.ranking(node, matching)
    return Found(_page(searcher, query, asked, total), total, facets)


def matching_ids(opened: Opened, node: Node, connection: sqlite3.Connection) -> list[int]:
    """The ids of all articles of one archive that a query finds, in their order.

    They are asked for by spans of ids, so that what tantivy gives is never in memory as a whole.

    Args:
        opened: an index of this archive alone.
        node: the query.
        connection: of the archive in the state that the index has.

    Raises:
        ValueError: tantivy cannot answer this, or the index is damaged.
    """
    searcher = opened.searcher
    compiler = Compiler(opened.index.schema, searcher, opened.frequent)
    compiler.portals |= portal_names(connection)
    matching = compiler.matching(with_joined_names(node, connection))
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM articles").fetchone()
    found: list[int] = []
    for first in range(1, last + 1, _SPAN):
        span = compiler.between(ID, to_key(0, first), to_key(0, first + _SPAN - 1))
        query = Query.boolean_query([(Occur.Must, matching), (Occur.Must, span)])
        hits = searcher.search(query, _SPAN, count=False, order_by_field=ID, order=Order.Asc).hits
        found += [from_key(int(key))[1] for key, _ in hits]
    return found


def _compiled(
    compiler: Compiler, archives: Sequence[Archive], filters: Filters, asked: Asked
) -> tuple[Node, list[Query]]:
    """The query as these archives mean it, and what limits it."""
    node = filters.query
    paths: set[str] = set()
    names: set[str] = set()
    for archive in archives:
        with archive.reading() as connection:
            node = with_joined_names(node, connection)
            compiler.portals |= portal_names(connection)
            if filters.section is not None:
                by_id = section_names(connection)
                paths.update(PATH.join(by_id[i]) for i in sections(connection, filters.section))
            if filters.author is not None:
                names |= author_names(connection, filters.author)
    limits = []
    if filters.portals is not None:
        check_portals(filters.portals, compiler.portals)
        limits.append(compiler.any_of(PORTAL, filters.portals))
    if filters.section is not None:
        if not paths:
            raise UsageError(f"the archive has no section {filters.section}")
        limits.append(compiler.any_of(SECTION, sorted(paths)))
    if filters.author is not None:
        limits.append(compiler.any_of(AUTHOR, sorted(names)))
    if asked.points:
        spans = [
            compiler.between(ID, to_key(place, 0), to_key(place, last))
            for place, last in enumerate(asked.points)
        ]
        query = Query.boolean_query([(Occur.Should, span) for span in spans])
        limits.append(Query.const_score_query(query, 0.0))
    return node, limits


def _facets(searcher: Searcher, query: Query) -> tuple[int, Facets]:
    """The total, and how all that was found spreads, in one pass."""
    fields = {"portal": PORTAL, "section": SECTION, "author": AUTHOR}
    for width in _EXACT:
        answer = searcher.aggregate(
            query,
            {
                "total": {"value_count": {"field": ID}},
                "month": {"terms": {"field": MONTH, "size": _MONTHS, "segment_size": _MONTHS}},
                **{
                    name: {"terms": {"field": field, "size": _LISTED, "segment_size": width}}
                    for name, field in fields.items()
                },
            },
        )
        if not any(answer[name].get("doc_count_error_upper_bound") for name in fields):
            break
    counted = {name: _buckets(answer[name]) for name in (*fields, "month")}
    paths = [(path.replace(PATH, " / "), count) for path, count in counted["section"]]
    return int(answer["total"]["value"]), Facets(
        portal=most_frequent(counted["portal"]),
        section=most_frequent(_summed(paths)),
        author=most_frequent(counted["author"]),
        month=tuple(sorted(counted["month"], reverse=True)),
    )


def _buckets(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return [(b["key"], int(b["doc_count"])) for b in answer["buckets"] if b["key"]]


def _summed(counts: Sequence[tuple[str, int]]) -> Counts:
    """Paths that read alike, though their names are cut elsewhere, as one."""
    sums: dict[str, int] = {}
    for value, count in counts:
        sums[value] = sums.get(value, 0) + count
    return tuple(sums.items())


def _page(searcher: Searcher, query: Query, asked: Asked, total: int) -> tuple[Place, ...]:
    """The hits of a page in an order that is the same whatever parts the index has.

    Tantivy orders what ties by its place in the index, which changes as parts are merged. So hits
    are asked for until the last one that is wanted ties with none that was not given.
    """
    wanted = min(asked.offset + asked.limit, total)
    field = NEWEST if asked.order == "newest" else None
    ask = min(wanted + 1, total)
    while True:
        hits = searcher.search(
            query, limit=ask, count=False, order_by_field=field, order=Order.Desc
        ).hits
        if len(hits) < ask or ask >= total or hits[wanted - 1][0] != hits[-1][0]:
            break
        ask = min(ask * 2, total)
    # Of those before the page nothing is needed but which of them tie with it.
    first = asked.offset
    while first > 0 and hits[first - 1][0] == hits[min(asked.offset, len(hits) - 1)][0]:
        first -= 1
    hits = hits[first:]
    keys = searcher.fast_field_values(ID, [address for _, address in hits])
    ranked = asked.order == "ranked"
    found = sorted(
        (-value, *_tie(int(key or 0), ranked=ranked))
        for (value, _), key in zip(hits, keys, strict=True)
    )
    skip = asked.offset - first
    places = []
    for value, one, other in found[skip : skip + asked.limit]:
        archive, number = (other, one) if ranked else (other, -one)
        places.append(Place(archive, number, value if ranked else None))
    return tuple(places)


def _tie(key: int, *, ranked: bool) -> tuple[int, int]:
    """What decides between equals: the older article in a ranking, the newer one by date."""
    archive, number = from_key(key)
    return (number, archive) if ranked else (-number, archive)
