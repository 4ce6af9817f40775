"""Answering a search: from the index beside the archive, or else from the one inside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from scraper.search import fts5_search, tantivy_search
from scraper.search.found import Asked, from_point, to_point
from scraper.search.fts5 import compile_query
from scraper.search.index import quick_index
from scraper.search.results import Hit, SearchResults
from scraper.search.snippets import heading, patterns, snippet
from scraper.search.tantivy_index import DamagedIndexError, UnusableIndexError, failures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.search.filters import Filters
    from scraper.search.found import Found, Place
    from scraper.search.results import Order
    from scraper.search.tantivy_index import Tell
    from scraper.store import Archive

_MAX_LIMIT = 1000

_PAGE = """
SELECT a.id, a.portal, a.url, a.title, a.published, s.name, s.path,
  (SELECT group_concat(p.name, '; ') FROM article_people AS p
    WHERE p.article_id = a.id AND p.kind = 'author'),
  a.lead, a.body
FROM articles AS a LEFT JOIN sections AS s ON s.id = a.section_id
WHERE a.id IN (SELECT value FROM json_each(?))
"""


def search(
    archives: Archive | Sequence[Archive],
    filters: Filters,
    *,
    order: Order | None = None,
    limit: int = 20,
    offset: int = 0,
    point: str | None = None,
    tell: Tell | None = None,
) -> SearchResults:
    """Answer one search over one archive, or over several that are opened together.

    See :meth:`scraper.store.Archive.search`. The index beside the archive answers; where it cannot
    be had, the one inside it does, with the same hits, later.

    Args:
        archives: one, or several of different files.
        filters: the query and what limits it.
        order: ``ranked`` or ``newest``; ranked when there are words to rank by.
        limit: hits per page, 0 to 1000.
        offset: hits to skip.
        point: of the first page, so that what came since does not move the later ones.
        tell: told how many articles are indexed before the answer, and of how many.

    Raises:
        UsageError: the query or a filter makes no sense.
    """
    opened = archives if isinstance(archives, (list, tuple)) else (archives,)
    if not 0 <= limit <= _MAX_LIMIT:
        raise UsageError(f"a page has 0 to {_MAX_LIMIT} hits, not {limit}")
    if not 0 <= offset < 2**63:
        raise UsageError(f"hits are skipped from 0 on, not {offset}")
    if order not in {None, "ranked", "newest"}:
        raise UsageError(f"the order is ranked or newest, not {order}")
    can_rank = compile_query(filters.query).match is not None
    used: Order = "ranked" if can_rank and order != "newest" else "newest"
    points = from_point(point, len(opened))
    last_ids = points or tuple(_last_id(archive) for archive in opened)
    found = _find(opened, filters, Asked(used, limit, offset, points), tell)
    return SearchResults(
        hits=_hits(opened, found.places, filters),
        total=found.total,
        facets=found.facets,
        order=used,
        limit=limit,
        offset=offset,
        point=to_point(last_ids),
    )


def _find(archives: Sequence[Archive], filters: Filters, asked: Asked, tell: Tell | None) -> Found:
    try:
        quick = quick_index(archives, tell)
        with failures(quick.folder):
            return tantivy_search.find(quick.opened, archives, filters, asked)
    except DamagedIndexError:
        # The next search builds a new one; a query that brings tantivy down must not do so again.
        quick.discard()
        return fts5_search.find(archives, filters, asked)
    except UnusableIndexError:
        # Not now, or not for this query (words with too many endings); both find the same articles.
        return fts5_search.find(archives, filters, asked)


def _last_id(archive: Archive) -> int:
    with archive.reading() as connection:
        return int(connection.execute("SELECT ifnull(max(id), 0) FROM articles").fetchone()[0])


def _hits(
    archives: Sequence[Archive], places: Sequence[Place], filters: Filters
) -> tuple[Hit, ...]:
    """The hits in their order; an article that was forgotten meanwhile is left out."""
    wanted = patterns(filters.query)
    rows: dict[tuple[int, int], tuple[Any, ...]] = {}
    for number, archive in enumerate(archives):
        ids = [place.id for place in places if place.archive == number]
        if ids:
            with archive.reading() as connection:
                for row in connection.execute(_PAGE, (json.dumps(ids),)):
                    rows[number, row[0]] = row
    hits = []
    for place in places:
        if (row := rows.get((place.archive, place.id))) is not None:
            *fields, lead, body = row
            text = "\n".join(str(part) for part in (lead, body) if part)
            source = str(archives[place.archive].path) if len(archives) > 1 else None
            piece, marked = snippet(text, wanted), heading(fields[3], wanted)
            values: tuple[Any, ...] = (*fields, place.score, piece, source, marked)
            hits.append(Hit(*values))
    return tuple(hits)
