"""The responses of WARC files that are to be imported, sorted by address and date. No HTML."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scraper.store.times import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from types import TracebackType

    from scraper.store.archive import Archive
    from scraper.store.warc_scan import Located

_MAKE = """
CREATE TABLE found (portal TEXT, sort TEXT, url TEXT, uri TEXT, at TEXT, file TEXT, place INTEGER,
  record_id TEXT, digest TEXT, is_revisit INTEGER, refers_id TEXT, refers_uri TEXT, refers_at TEXT,
  PRIMARY KEY (file, place)) WITHOUT ROWID
"""
_INDEXES = (
    "CREATE INDEX found_order ON found (portal, sort, at, file, place)",
    "CREATE INDEX found_id ON found (record_id) WHERE NOT is_revisit",
    "CREATE INDEX found_uri ON found (uri, at) WHERE NOT is_revisit",
)
_ORDERED = """
SELECT url, uri, at, file, place, is_revisit, refers_id, refers_uri, refers_at, digest FROM found
WHERE portal = ? ORDER BY sort, at, file, place
"""
_ORIGINAL = """
SELECT file, place FROM found WHERE NOT is_revisit AND record_id = ?1 AND ?1 <> ''
UNION ALL
SELECT * FROM (SELECT file, place FROM found WHERE NOT is_revisit AND uri = ?2
  AND (at = ?3 OR digest = ?4) ORDER BY at <> ?3, at DESC)
LIMIT 1
"""
_KNOWN = """
SELECT 1 FROM fetches
WHERE url = ? AND portal = ? AND fetched_at = ? AND warc_file = ? AND warc_offset = ?
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A response that is to be imported.

    Attributes:
        url: its canonical address.
        uri: its address as the record has it.
        file: WARC file, relative to the archive's folder or absolute.
        original: for a revisit, file and offset of the record with the payload, None when it is
            in none of the files; for a response, None.
    """

    url: str
    uri: str
    at: datetime
    file: str
    offset: int
    is_revisit: bool
    original: tuple[str, int] | None


class FoundResponses:
    """The responses found in WARC files, in a temporary file: memory does not grow with them."""

    def __init__(self) -> None:
        # An empty name: SQLite's temporary database, which goes to disk when it grows.
        self._found = sqlite3.connect("", isolation_level=None)
        self._found.execute(_MAKE)

    def add(self, file: str, found: Iterable[tuple[str, str, str, Located]]) -> None:
        """Take the responses of ``file``: portal, what to sort by, canonical address, record."""
        self._found.execute("BEGIN")
        self._found.executemany(
            "INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_row(file, *each) for each in found),
        )
        self._found.execute("COMMIT")

    def portals(self) -> list[str]:
        """Names of the portals that have responses."""
        for statement in _INDEXES:
            self._found.execute(statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS"))
        rows = self._found.execute("SELECT DISTINCT portal FROM found ORDER BY portal")
        return [row[0] for row in rows]

    def count(self, portal: str) -> int:
        """Responses of ``portal``."""
        sql = "SELECT count(*) FROM found WHERE portal = ?"
        return int(self._found.execute(sql, (portal,)).fetchone()[0])

    def ordered(self, portal: str) -> Iterator[Found]:
        """The responses of ``portal``, article by article, each article's by their date."""
        for row in self._found.execute(_ORDERED, (portal,)):
            url, uri, at, file, place, is_revisit, *refers = row
            original = self._found.execute(_ORIGINAL, refers).fetchone() if is_revisit else None
            yield Found(url, uri, from_text(at), file, place, bool(is_revisit), original)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._found.close()


def _row(file: str, portal: str, sort: str, url: str, record: Located) -> tuple[object, ...]:
    original = record.original
    return (
        *(portal, sort, url, record.url, to_text(record.at), file, record.offset),
        *(record.record_id, record.payload_digest, original is not None),
        *((original.record_id, original.url, original.date) if original else (None, None, None)),
    )


def is_imported(archive: Archive, portal: str, found: Found) -> bool:
    """Whether this very record is in the archive."""
    with archive.reading() as connection:
        values = (found.url, portal, to_text(found.at), found.file, found.offset)
        return connection.execute(_KNOWN, values).fetchone() is not None
