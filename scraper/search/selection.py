"""Filters as one condition on ``articles AS a``, for whatever reads many articles at once."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scraper.search.authors import with_joined_names
from scraper.search.fts5 import compile_query, register
from scraper.search.fts5_index import refresh_if_possible
from scraper.search.spellings import Spellings
from scraper.store import parallel
from scraper.store.flat import BY_ID, flat_reader

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from scraper.search.filters import Filters
    from scraper.store import Archive
    from scraper.store.flat import Batch, FlatReader
    from scraper.store.ordered import Piece
    from scraper.store.parallel_child import Work


class Selected:
    """The articles that filters let through, in the one state of the archive that is read.

    Attributes:
        reader: reads that state.
        where: SQL on ``articles AS a``.
        parameters: of ``where``.
    """

    def __init__(
        self, reader: FlatReader, filters: Filters, spellings: Spellings | None = None
    ) -> None:
        self.reader = reader
        self._filters = filters
        self._spellings = spellings
        self._seen = False  # whether anybody has seen something of this state
        self._choose()

    def batches(
        self,
        columns: Sequence[str],
        also: str = "1",
        values: Sequence[object] = (),
        size: int | None = None,
    ) -> Iterator[Batch]:
        """Them by id, as often as they are asked for.

        Args:
            columns: names out of :data:`scraper.store.flat.COLUMNS`.
            also: a further condition, trusted SQL on ``articles AS a``.
            values: its parameters.
            size: see :meth:`scraper.store.flat.FlatReader.batches`.
        """
        self._seen = True
        where = f"({self.where}) AND ({also})"
        return self.reader.batches(columns, where, (*self.parameters, *values), size)

    @contextmanager
    def facts(self) -> Iterator[sqlite3.Connection]:
        """The connection, to ask it for other facts of the same state; texts come as ``str``."""
        self._seen = True
        connection = self.reader.connection
        usual, connection.text_factory = connection.text_factory, str
        try:
            yield connection
        finally:
            connection.text_factory = usual

    @contextmanager
    def in_parallel(
        self, work: Work, columns: Sequence[str], processes: int | None = None
    ) -> Iterator[Iterator[Piece] | None]:
        """What ``work`` makes of them, by id, in as many processes as pay.

        Children have to begin to read together, so that the state may become a newer one here, but
        not once anybody has seen something of it.

        Args:
            work: a function of a module, called in each of the processes with parts of the articles.
            columns: for ``work``.
            processes: how many at most, by the number of processors when None.

        Yields:
            Pieces; None where one process does as well, and whoever asks is to read.
        """
        count = parallel.usual_processes() if processes is None else processes
        if count < 2 or self._seen or not self._are_many():
            yield None
            return
        with parallel.readers(self.reader, work, columns, count) as children:
            self._choose()
            if children is None:
                yield None
            elif self._filters.is_empty:
                yield children.pieces(parallel.parts_of_all(self.reader))
            else:
                yield children.pieces(parallel.parts_of(self._ids()))

    def _choose(self) -> None:
        connection = self.reader.connection
        ids = self._spellings and self._spellings.ids(self._filters.query, connection)
        query = (
            _condition(self._filters, connection) if ids is None else (BY_ID, (json.dumps(ids),))
        )
        conditions = [query, *self._filters.conditions(connection)]
        self.where = " AND ".join(f"({condition})" for condition, _ in conditions)
        self.parameters = [value for _, values in conditions for value in values]

    def _are_many(self) -> bool:
        """Whether reading them takes longer than to start a process."""
        if not parallel.are_many(self.reader):
            return False
        if self._filters.is_empty:
            return True
        ids = self._ids()
        if len(ids) >= parallel.FROM:
            return True
        # They are found now: to look for them again may cost more than to read them.
        self.where, self.parameters = BY_ID, [json.dumps(ids)]
        return False

    def _ids(self) -> Sequence[int]:
        return self.reader.ids(self.where, self.parameters)


@contextmanager
def selected(archive: Archive, filters: Filters) -> Iterator[Selected]:
    """Read what ``filters`` let through, while writers and searches go on beside it.

    Raises:
        UsageError: a filter names nothing in the archive.
    """
    compiled = compile_query(filters.query)
    spellings = Spellings.of(archive) if compiled.looks_at_spelling else None
    if compiled.match is not None or "articles_fts" in (compiled.where or ""):
        refresh_if_possible(archive)
    with flat_reader(archive.path) as reader:
        yield Selected(reader, filters, spellings)


def _condition(filters: Filters, connection: sqlite3.Connection) -> tuple[str, tuple[object, ...]]:
    register(connection)
    return compile_query(with_joined_names(filters.query, connection)).condition()
