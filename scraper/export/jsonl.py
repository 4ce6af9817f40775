"""JSON Lines: one article per line as an object with the columns as names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scraper.export.sink import opened
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.export.sink import Target


def write_jsonl(
    rows: Iterable[Sequence[object]],
    target: Target,
    *,
    columns: Sequence[str] = FLAT_COLUMNS,
    bom: bool = False,
) -> int:
    """Write rows as JSON Lines (UTF-8, LF); returns their number.

    Args and errors are those of :func:`scraper.export.csv.write_csv`; what is missing is ``null``.
    """
    count = 0
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with opened(target) as stream:
        if bom:
            stream.write("\ufeff")
        for row in rows:
            stream.write(encode(dict(zip(columns, row, strict=True))) + "\n")
            count += 1
    return count
