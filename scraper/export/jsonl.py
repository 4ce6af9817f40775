"""JSON Lines: one article per line as an object with the columns as names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from scraper.export.csv import BOM
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source


def write_jsonl(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write articles as JSON Lines (UTF-8, LF); what is missing is ``null``."""
    if options.bom:
        stream.write(BOM)
    for batch in source.batches(FLAT_COLUMNS):
        for row in batch.rows():
            line = orjson.dumps(dict(zip(FLAT_COLUMNS, row, strict=True)))
            stream.write(line + b"\n")
