"""Whether the full-text index holds what the articles hold."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from scraper.search import fts5_index, index
from scraper.search.documents import documents
from scraper.search.tantivy_documents import ID
from scraper.search.tantivy_index import UnusableIndexError, failures
from scraper.search.tantivy_query import Compiler
from scraper.search.terms import folded
from scraper.search.tree import Words
from scraper.store.finding import repairable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scraper.search.tantivy_index import Opened
    from scraper.store import Archive
    from scraper.store.finding import Finding

_MISSING = """
SELECT count(*) FROM articles AS a WHERE a.id NOT IN (SELECT id FROM articles_fts_docsize)
AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.article_id = a.id AND c.seq > ?)
"""
_LAST = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'changes'"
"""Numbers are never given twice, so the last one may be that of an article that was forgotten."""
_TOO_MANY = "SELECT count(*) FROM articles_fts_docsize WHERE id NOT IN (SELECT id FROM articles)"
_LOOKED_FOR = 200
"""Articles that are looked for in the index beside the archive, spread over all."""

_ROWS = """
SELECT rowid, title, lead, body, authors, roles, section, source, tags FROM articles_fts
WHERE rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
_IDS = """
SELECT a.id FROM articles AS a WHERE a.id > ? AND a.id % ? = 0
AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.article_id = a.id AND c.seq > ?)
ORDER BY a.id LIMIT ?
"""


def index_findings(
    archive: Archive, *, sample: int | None, repair: bool, tell: Callable[[str, int, int], None]
) -> Iterator[Finding]:
    """What the index has too much, too little, or otherwise than the articles.

    Articles that changed since the index was last brought up to date are no fault of it: the next
    search does that.

    Args:
        archive: to be looked at.
        sample: compare about so many articles, spread over all; None compares all.
        repair: build the index anew when anything is wrong.
        tell: told the step, what is done and what there is to do.
    """
    tell("index", 0, 0)
    problems = [*_problems(archive, sample, repair, tell), *_beside_problems(archive)]
    if problems and repair:
        tell("building the index anew", 0, 0)
        index.rebuild(archive)
    for problem in problems:
        yield repairable("index", problem, repaired=repair)


def _problems(
    archive: Archive, sample: int | None, writing: bool, tell: Callable[[str, int, int], None]
) -> Iterator[str]:
    with archive.reading() as connection:
        try:
            position = fts5_index.position(connection)
            (last,) = connection.execute(_LAST).fetchone()
            if position > last:
                yield f"the index says it knows {position} changes, but there are {last}"
            (missing,) = connection.execute(_MISSING, (position,)).fetchone()
            if missing:
                yield f"the index lacks {missing} articles"
            (more,) = connection.execute(_TOO_MANY).fetchone()
            if more:
                yield f"the index has {more} articles that are not stored"
        except sqlite3.DatabaseError as error:
            yield f"the index cannot be read: {error}"
            return
    if writing and not _is_sound(archive):
        yield "the index is damaged inside"
        return
    yield from _differing(archive, sample, position, tell)


def _beside_problems(archive: Archive) -> Iterator[str]:
    """What the index beside the archive has otherwise; none at all is no fault, it will be built.

    Its texts cannot be read back, so some articles are looked for by their first words.
    """
    quick = index.whole_index(archive)
    if quick is None:
        return
    try:
        with failures(quick.folder):
            yield from _unlike(archive, quick.opened)
    except UnusableIndexError as error:
        yield f"the index beside the archive cannot be read: {error.__cause__}"


def _unlike(archive: Archive, quick: Opened) -> Iterator[str]:
    searcher = quick.searcher
    compiler = Compiler(quick.index.schema, searcher, quick.frequent)
    with archive.reading() as connection:
        (stored,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        if stored != searcher.num_docs:
            yield f"the index beside the archive holds {searcher.num_docs} articles, not {stored}"
        step = max(1, stored // _LOOKED_FOR)
        rows = connection.execute("SELECT id FROM articles WHERE id % ? = 0", (step,)).fetchall()
        lost = 0
        for document in documents(connection, [row[0] for row in rows[: 2 * _LOOKED_FOR]]):
            words = " ".join(document.body.split()[:8])
            wanted = compiler.matching(Words(words or document.title))
            found = compiler.between(ID, document.id, document.id)
            query = Query.boolean_query([(Occur.Must, wanted), (Occur.Must, found)])
            has_words = folded(words or document.title) != ""
            lost += has_words and not searcher.search(query, 1).hits
    if lost:
        yield f"the index beside the archive does not find {lost} articles by their words"


def _is_sound(archive: Archive) -> bool:
    """FTS5's own check; it needs the right to write, though it writes nothing."""
    try:
        with archive.transaction() as connection:
            connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    except Exception as error:
        cause = error if isinstance(error, sqlite3.DatabaseError) else error.__cause__
        if not isinstance(cause, sqlite3.DatabaseError) or "malformed" not in str(cause):
            raise
        return False
    return True


def _differing(
    archive: Archive, sample: int | None, position: int, tell: Callable[[str, int, int], None]
) -> Iterator[str]:
    with archive.reading() as connection:
        (total,) = connection.execute("SELECT ifnull(max(id), 0) FROM articles").fetchone()
    step = 1 if sample is None else max(1, total // sample)
    last = count = 0
    while True:
        with archive.reading() as connection:
            rows = connection.execute(_IDS, (last, step, position, fts5_index.BATCH)).fetchall()
            ids = [row[0] for row in rows]
            if not ids:
                break
            count += _count_differing(connection, ids)
        last = ids[-1]
        tell("index", last, total)
    if count:
        yield f"the index holds other text than {count} articles"


def _count_differing(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    wanted = {row[0]: row for row in fts5_index.entries(connection, ids)}
    stored = connection.execute(_ROWS, (f"[{','.join(map(str, ids))}]",))
    return sum(1 for row in stored if wanted.get(row[0]) != row)
