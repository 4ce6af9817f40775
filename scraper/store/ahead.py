"""Reading ahead: what a batch's articles are now, asked for by several readers at once.

What an article says now stands in seven tables and their indexes. In an archive that is larger than
memory each of them means a page anywhere on the disk, and one reader waits for one page after the
other. A disk answers several requests at once nearly as quickly as one, or in the order in which its
arm passes them (bench/archive.py).
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.store.connection import connect

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

READERS = 8
_CACHE = 1000
"""KiB of the file's pages that each reader keeps: the upper levels of the indexes."""

# The number in the log is of no use but for its page, which a revision writes to.
_STATES = """
SELECT a.key, a.portal, a.id, r.number, r.content, f.payload_sha256,
  (SELECT max(c.seq) FROM changes AS c WHERE c.article_id = a.id)
FROM json_each(?) AS w
CROSS JOIN articles AS a
  ON a.key = json_extract(w.value, '$[0]') AND a.portal = json_extract(w.value, '$[1]')
JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision
LEFT JOIN fetches AS f ON f.id = r.fetch_id
WHERE a.content_hash IS NOT json_extract(w.value, '$[2]')
"""


@dataclass(frozen=True, slots=True)
class State:
    """What an article was when it was read ahead.

    Attributes:
        article_id: of the article.
        number: of its current revision.
        content: the fields of that revision, as JSON.
        payload_sha256: digest of the page that the revision was read from.
    """

    article_id: int
    number: int
    content: str
    payload_sha256: str | None


Wanted = tuple[str, str, str | None]
"""An article's key and portal, and the hash of its content with which nothing is to be read."""


class ReadAhead:
    """Readers of the archive at ``path``, opened when they are used first.

    Args:
        path: the archive's file.
        timeout: seconds to wait for another program's lock.
        above: bytes of the file up to which reading ahead is not worth it.
    """

    def __init__(self, path: Path, *, timeout: float, above: int) -> None:
        self._path = path
        self._timeout = timeout
        self._above = above
        self._connections: list[sqlite3.Connection] = []
        self._pool: ThreadPoolExecutor | None = None

    def close(self) -> None:
        """Close the readers."""
        if self._pool is not None:
            self._pool.shutdown()
        for connection in self._connections:
            connection.close()

    def states(self, wanted: Sequence[Wanted]) -> dict[tuple[str, str], State]:
        """What is stored of the articles, by key and portal, where it may differ from what is wanted.

        Whoever uses it looks whether others have written meanwhile (``PRAGMA data_version``). Empty
        where there is nothing to be gained: few articles, or a small file.
        """
        if len(wanted) < READERS or self._path.stat().st_size <= self._above:
            return {}
        if self._pool is None:
            self._pool = ThreadPoolExecutor(READERS, "loa-ahead")
            for _ in range(READERS):
                self._connections.append(
                    connect(self._path, readonly=True, timeout=self._timeout, cache=_CACHE)
                )
        ordered = sorted(wanted, key=lambda article: article[:2])
        share = -(-len(ordered) // READERS)
        parts = [ordered[i : i + share] for i in range(0, len(ordered), share)]
        found: dict[tuple[str, str], State] = {}
        for states in self._pool.map(_read, self._connections, parts):
            found |= states
        return found


def _read(connection: sqlite3.Connection, wanted: Sequence[Wanted]) -> dict[tuple[str, str], State]:
    rows = connection.execute(_STATES, (json.dumps(wanted),)).fetchall()
    return {(key, portal): State(*state) for key, portal, *state, _ in rows}
