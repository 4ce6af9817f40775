"""Ids of queries that ask for accents, from the index that has them.

The index inside the archive gives all ids of a query as fast as the one beside it, but knows no
accents, so that each text would have to be read to look at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.search.generations import last_change
from scraper.search.index import ready_index
from scraper.search.tantivy_index import DamagedIndexError, UnusableIndexError, failures
from scraper.search.tantivy_search import matching_ids

if TYPE_CHECKING:
    import sqlite3

    from scraper.search.tantivy_index import TantivyIndex
    from scraper.search.tree import Node
    from scraper.store import Archive


class Spellings:
    """The index beside an archive as it is now."""

    def __init__(self, index: TantivyIndex) -> None:
        self._index = index
        self._opened = index.opened

    @classmethod
    def of(cls, archive: Archive) -> Spellings | None:
        """That of ``archive``; None where there is none.

        To be taken before the state of the archive that is to be read, which then is no older.
        """
        index = ready_index(archive)
        return None if index is None else cls(index)

    def ids(self, node: Node, connection: sqlite3.Connection) -> list[int] | None:
        """Ids of what a query finds, ascending; None where the index is not of this state."""
        if self._opened.state.archives[0].seq != last_change(connection):
            return None
        try:
            with failures(self._index.folder):
                return matching_ids(self._opened, node, connection)
        except DamagedIndexError:
            self._index.discard()
            return None
        except UnusableIndexError:
            return None  # this query is not for it (words with too many endings)
