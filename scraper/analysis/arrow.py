"""Articles as Arrow: a stream of record batches, or a table, of the types in :mod:`.record_batches`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyarrow as pa

from scraper.analysis.record_batches import from_streams, record_batches, schema_of, streams
from scraper.search import selected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scraper.search import Filters, Selected
    from scraper.store import Archive


def articles_reader(
    archive: Archive,
    filters: Filters,
    columns: Sequence[str] | None = None,
    processes: int | None = None,
) -> pa.RecordBatchReader:
    """The articles as a stream of record batches, by id; memory does not grow with their number.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`scraper.analysis.record_batches.COLUMNS`; those of
            ``articles_flat`` when None.
        processes: how many read at most; by the number of processors when None.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    schema = schema_of(columns)
    opened = ExitStack()
    found = opened.enter_context(selected(archive, filters))
    batches = _until_read(opened, found, schema.names, processes)
    return pa.RecordBatchReader.from_batches(schema, batches)


def articles_table(
    archive: Archive,
    filters: Filters,
    columns: Sequence[str] | None = None,
    processes: int | None = None,
) -> pa.Table:
    """The articles as a table; see :func:`articles_reader`."""
    return articles_reader(archive, filters, columns, processes).read_all().unify_dictionaries()


def _until_read(
    opened: ExitStack, found: Selected, columns: Sequence[str], processes: int | None
) -> Iterator[pa.RecordBatch]:
    with opened:
        yield from batches_of(found, columns, processes)


def batches_of(
    found: Selected, columns: Sequence[str], processes: int | None
) -> Iterator[pa.RecordBatch]:
    """What filters let through as record batches, in as many processes as pay."""
    with found.in_parallel(streams, columns, processes) as pieces:
        if pieces is None:
            yield from record_batches(found.batches, columns)
        else:
            yield from from_streams(piece.data for piece in pieces)
