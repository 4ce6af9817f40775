"""Filters as one condition on ``articles AS a``, for whatever reads many articles at once."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.search.authors import with_joined_names
from scraper.search.fts5 import compile_query, register
from scraper.search.fts5_index import refresh_if_possible
from scraper.store.flat import FlatReader, flat_reader

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from scraper.search.filters import Filters
    from scraper.store import Archive
    from scraper.store.flat import Batch


@dataclass(frozen=True, slots=True)
class Selected:
    """The articles that filters let through, in the one state of the archive that is read.

    Attributes:
        reader: reads that state.
        where: SQL on ``articles AS a``.
        parameters: of ``where``.
    """

    reader: FlatReader
    where: str
    parameters: Sequence[object]

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
        where = f"({self.where}) AND ({also})"
        return self.reader.batches(columns, where, (*self.parameters, *values), size)


@contextmanager
def selected(archive: Archive, filters: Filters) -> Iterator[Selected]:
    """Read what ``filters`` let through, while writers and searches go on beside it.

    Raises:
        UsageError: a filter names nothing in the archive.
    """
    compiled = compile_query(filters.query)
    if compiled.match is not None or "articles_fts" in (compiled.where or ""):
        refresh_if_possible(archive)
    with flat_reader(archive.path) as reader:
        yield Selected(reader, *_condition(filters, reader.connection))


def _condition(filters: Filters, connection: sqlite3.Connection) -> tuple[str, list[object]]:
    register(connection)
    compiled = compile_query(with_joined_names(filters.query, connection))
    conditions = [compiled.condition(), *filters.conditions(connection)]
    where = " AND ".join(f"({condition})" for condition, _ in conditions)
    return where, [value for _, values in conditions for value in values]
