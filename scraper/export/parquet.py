"""Parquet with the types of :mod:`scraper.analysis.arrow`, compressed with zstd."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from scraper.analysis.arrow import CATEGORIES, COLUMNS, SIZE, needed, record_batch, schema_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source

GROUP = 64_000_000
"""Bytes of a row group before compression: what a reader and this writer hold at once."""

_UNDATED = "0"
"""The year of what has no date. Hive's own name for "none" is an error to pandas (pyarrow 26)."""

_PARTITIONS = """
SELECT a.portal, substr(a.published, 1, 4) FROM articles AS a WHERE {}
GROUP BY 1, 2 ORDER BY 1, 2
"""


def write_parquet(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as one Parquet file; ``published_at`` (UTC) comes after the other columns."""
    del options
    _write(source, stream, schema_of(COLUMNS))


def write_partitions(source: Source, folder: Path, options: Options) -> None:
    """Write a file for each portal and year: ``portal=NAME/year=2024/articles.parquet``.

    The portal stands in the path alone, as DuckDB, pandas and Spark expect. Articles without a date
    are in the year 0.
    """
    del options
    schema = schema_of([name for name in COLUMNS if name != "portal"])
    where, parameters = source.condition
    with source.facts() as db:
        found = db.execute(_PARTITIONS.format(where), parameters).fetchall()
    for portal, year in found:
        place = folder / f"portal={quote(portal, safe='')}" / f"year={year or _UNDATED}"
        place.mkdir(parents=True)
        also = "a.portal = ? AND substr(a.published, 1, 4) IS ?"
        with (place / "articles.parquet").open("wb") as stream:
            _write(source, stream, schema, also, (portal, year))


def _write(
    source: Source,
    stream: BinaryIO,
    schema: pa.Schema,
    also: str = "1",
    values: Sequence[object] = (),
) -> None:
    writer = pq.ParquetWriter(
        stream,
        schema,
        compression="zstd",
        # A dictionary of texts that never repeat is made only to be thrown away.
        use_dictionary=[name for name in CATEGORIES if name in schema.names],
        write_statistics=[name for name in schema.names if name not in {"lead", "body"}],
    )
    waiting: list[pa.RecordBatch] = []
    with writer:
        for batch in source.batches(needed(schema.names), also, values, SIZE):
            waiting.append(record_batch(batch, schema))
            if sum(part.nbytes for part in waiting) >= GROUP:
                _flush(writer, waiting)
        _flush(writer, waiting)


def _flush(writer: pq.ParquetWriter, waiting: list[pa.RecordBatch]) -> None:
    if waiting:
        table = pa.Table.from_batches(waiting)
        writer.write_table(table, row_group_size=table.num_rows)
        waiting.clear()
