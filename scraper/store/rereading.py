"""What is to be read again, and how it differs from what is stored. No HTML, no WARC."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from scraper.store import codec
from scraper.store.times import from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from types import TracebackType

    from scraper.model import Article
    from scraper.store.archive import Archive
    from scraper.store.codec import Content
    from scraper.store.records import Change

_KEPT = """
SELECT id, url, final_url, fetched_at, content_type, payload_sha256, warc_file, warc_offset
FROM fetches WHERE portal = ? AND status = 200 AND warc_file IS NOT NULL
"""
_KEPT_COLUMNS = "id, url, final_url, fetched_at, content_type, payload_sha256, file, place"
_MAKE = f"""
CREATE TABLE latest (key TEXT PRIMARY KEY, {_KEPT_COLUMNS}) WITHOUT ROWID
"""
_TAKE = """
INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
  id = excluded.id, url = excluded.url, final_url = excluded.final_url,
  fetched_at = excluded.fetched_at, content_type = excluded.content_type,
  payload_sha256 = excluded.payload_sha256, file = excluded.file, place = excluded.place
WHERE (excluded.fetched_at, excluded.id) > (fetched_at, id)
"""
_BEFORE = f"""
{_KEPT} AND id = (SELECT r.fetch_id FROM articles AS a
  JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision
  WHERE a.key = ? AND a.portal = ?)
"""  # noqa: S608 - a query of ours
_STORED = "SELECT id, revision FROM articles WHERE key = ? AND portal = ?"
_STORED_UNDER = """
SELECT a.id, a.revision, a.key FROM links AS l
JOIN articles AS a ON a.key = l.key AND a.portal = l.portal WHERE l.url = ? AND l.portal = ?
"""
_CONTENT = "SELECT content FROM revisions WHERE article_id = ? AND number = ?"


@dataclass(frozen=True, slots=True)
class Capture:
    """A response that was kept, as ``fetches`` knows it."""

    fetch_id: int
    url: str
    final_url: str
    at: datetime
    content_type: str | None
    payload_sha256: str | None
    file: str
    offset: int


def _capture(row: tuple[int, str, str, str, str | None, str | None, str, int]) -> Capture:
    return Capture(row[0], row[1], row[2], from_text(row[3]), *row[4:])


class LatestCaptures:
    """The last kept response of each article of a portal, in the order in which they stand on disk.

    Held in a temporary file, so that memory does not grow with the archive.

    Args:
        archive: to be read.
        portal: its name.
        key_of: the article's key for an address, None where there is no article.
    """

    def __init__(self, archive: Archive, portal: str, key_of: Callable[[str], str | None]) -> None:
        # An empty name: SQLite's temporary database, which goes to disk when it grows.
        self._plan = sqlite3.connect("", isolation_level=None)
        self._plan.execute(_MAKE)
        self._plan.execute("BEGIN")
        with archive.reading() as connection, closing(connection.execute(_KEPT, (portal,))) as rows:
            self._plan.executemany(
                _TAKE, ((key, *row) for row in rows if (key := key_of(row[2])) is not None)
            )
        self._plan.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._plan.execute("SELECT count(*) FROM latest").fetchone()[0])

    def __iter__(self) -> Iterator[Capture]:
        rows = self._plan.execute(
            f"SELECT {_KEPT_COLUMNS} FROM latest ORDER BY file, place"  # noqa: S608
        )
        return map(_capture, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._plan.close()


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article that was read again beside the stored one.

    Attributes:
        article: as read again, under the key that the archive has for it.
        change: what storing it would be.
        revision: the stored article's revision, None when there is none.
        changed: fields that differ.
        before: the stored fields, None when there are none.
        after: the fields as read again.
    """

    article: Article
    change: Change
    revision: int | None
    changed: tuple[str, ...]
    before: Content | None
    after: Content


def compare(archive: Archive, article: Article) -> Comparison:
    """How ``article``, read again, differs from what the archive has."""
    after = codec.stored_form(article)[0]
    with archive.reading() as connection:
        row = connection.execute(_STORED, (article.key, article.portal)).fetchone()
        if row is None:
            # A profile may name articles otherwise than it did; the archive keeps its names.
            other = connection.execute(_STORED_UNDER, (article.url, article.portal)).fetchone()
            if other is None:
                return Comparison(article, "new", None, (), None, after)
            *row, key = other
            article = replace(article, key=key)
        article_id, revision = row
        before = json.loads(connection.execute(_CONTENT, (article_id, revision)).fetchone()[0])
    # Not by the hash: fields whose rows are damaged differ, too, and are mended by the writer.
    changed = (*codec.changed_fields(before, after), *codec.changed_derived(before, after))
    change: Change = "revision" if changed else "unchanged"
    return Comparison(article, change, revision, changed, before, after)


def capture_of_revision(archive: Archive, portal: str, key: str) -> Capture | None:
    """The response that brought the article's current revision, None when it was not kept."""
    with archive.reading() as connection:
        row = connection.execute(_BEFORE, (portal, key, portal)).fetchone()
    return _capture(row) if row else None


def stored_url(archive: Archive, portal: str, key: str) -> str | None:
    """Address of the stored article ``key``, None when it is not stored."""
    with archive.reading() as connection:
        row = connection.execute(
            "SELECT url FROM articles WHERE key = ? AND portal = ?", (key, portal)
        ).fetchone()
    return row[0] if row else None


def article_count(archive: Archive, portal: str) -> int:
    """Articles of ``portal`` in the archive."""
    with archive.reading() as connection:
        sql = "SELECT count(*) FROM articles WHERE portal = ?"
        return int(connection.execute(sql, (portal,)).fetchone()[0])


def left_out(archive: Archive, portal: str, url: str) -> bool:
    """Whether a crawl was told not to store what stands at ``url`` (``--since``)."""
    with archive.reading() as connection:
        row = connection.execute(
            "SELECT 1 FROM frontier WHERE portal = ? AND url = ? AND state = 'refused' "
            "AND reason LIKE 'older than %'",
            (portal, url),
        ).fetchone()
    return row is not None
