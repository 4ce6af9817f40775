"""Parquet with the types of :mod:`scraper.analysis.record_batches`, compressed with zstd."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scraper.analysis.record_batches import (
    CATEGORIES,
    COLUMNS,
    from_streams,
    record_batches,
    schema_of,
    streams,
)
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source

GROUP = 64_000_000
"""Bytes of a row group before compression: what a reader and this writer hold at once."""

_REST = 400
"""Bytes of an article beside its lead and body, about."""

_UNDATED = "0"
"""The year of what has no date. Hive's own name for "none" is an error to pandas (pyarrow 26)."""

_PARTITIONS = """
SELECT a.portal, substr(a.published, 1, 4) FROM articles AS a WHERE {}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def write_parquet(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as one Parquet file; ``published_at`` (UTC) comes after the other columns."""
    columns = options.chosen(COLUMNS)
    _write(stream, schema_of(columns), from_streams(source.pieces(streams, columns)))


def write_partitions(source: Source, folder: Path, options: Options) -> None:
    """Write a file for each portal and year: ``portal=NAME/year=2024/articles.parquet``.

    The portal stands in the path alone, as DuckDB, pandas and Spark expect. Articles without a date
    are in the year 0.

    Raises:
        UsageError: no column but the portal was chosen.
    """
    names = [name for name in options.chosen(COLUMNS) if name != "portal"]
    if not names:
        raise UsageError("the portal stands in the paths of the parts: choose another column, too")
    where, parameters = source.condition
    with source.facts() as db:
        found = db.execute(_PARTITIONS.format(where), parameters).fetchall()
    for portal, year in found:
        place = folder / f"portal={quote(portal, safe='')}" / f"year={year or _UNDATED}"
        place.mkdir(parents=True)
        also = "a.portal = ? AND substr(a.published, 1, 4) IS ?"
        read = partial(source.batches, also=also, values=(portal, year))
        with (place / "articles.parquet").open("wb") as stream:
            _write(stream, schema_of(names), record_batches(read, names))


def _write(stream: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    writer = pq.ParquetWriter(
        stream,
        schema,
        compression="zstd",
        # A dictionary of texts that never repeat is made only to be thrown away.
        use_dictionary=[name for name in CATEGORIES if name in schema.names],
        write_statistics=[name for name in schema.names if name not in {"lead", "body"}],
    )
    with writer:
        for table in _groups(batches):
            writer.write_table(table, row_group_size=table.num_rows)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Tables of about :data:`GROUP` bytes, each in one piece.

    They depend on the articles alone, not on how many processes read them in which batches, and so
    do the bytes that are written.
    """
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        sizes = held + np.cumsum(_size_of_rows(batch))
        begin = 0
        while begin < len(sizes) and sizes[-1] >= GROUP:
            end = int(np.searchsorted(sizes, GROUP)) + 1
            waiting.append(batch.slice(begin, end - begin))
            yield _table(waiting)
            waiting, begin = [], end
            sizes -= sizes[end - 1]
        if begin < len(sizes):
            waiting.append(batch.slice(begin))
        held = int(sizes[-1])
    if waiting:
        yield _table(waiting)


def _size_of_rows(batch: pa.RecordBatch) -> np.ndarray[Any, np.dtype[np.int64]]:
    size = np.full(batch.num_rows, _REST, dtype=np.int64)
    for name in {"lead", "body"}.intersection(batch.schema.names):
        size += pc.fill_null(pc.binary_length(batch[name]), 0).to_numpy(zero_copy_only=False)
    return size


def _table(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    """One table in one piece, of whose categories none was left behind by a neighbour."""
    table = pa.Table.from_batches(batches)
    columns = [
        table[name].cast(pa.string()).combine_chunks().dictionary_encode()
        if name in CATEGORIES
        else table[name].combine_chunks()
        for name in table.column_names
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)
