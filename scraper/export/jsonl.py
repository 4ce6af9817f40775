"""JSON Lines: one article per line as an object with the columns as names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from scraper.export.csv import BOM
from scraper.store.flat import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source
    from scraper.store.parallel_child import Read


def write_jsonl(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as JSON Lines (UTF-8, LF); what is missing is ``null``."""
    if options.bom:
        stream.write(BOM)
    stream.writelines(source.pieces(lines, options.chosen(FLAT_COLUMNS)))


def lines(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """Lines of JSON in pieces, each with the number of its rows; may run in a child."""
    for batch in read(columns):
        objects = (dict(zip(columns, row, strict=True)) for row in batch.rows())
        yield len(batch), b"".join([orjson.dumps(one) + b"\n" for one in objects])
