"""CSV as RFC 4180 wants it: CRLF, quotes where needed, UTF-8; one row per article."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from scraper.export.sink import opened
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.export.sink import Target


def write_csv(
    rows: Iterable[Sequence[object]],
    target: Target,
    *,
    columns: Sequence[str] = FLAT_COLUMNS,
    bom: bool = False,
) -> int:
    """Write rows as CSV under a line with the columns' names; returns the number of rows.

    Values are written as they are: None as an empty cell, a text beginning with ``=`` unchanged.
    Memory does not grow with the number of rows.

    Args:
        rows: one sequence of values per article, in the order of ``columns``.
        target: a path (appears only when whole), ``"-"``, or a text stream opened with
            ``newline=""``.
        columns: the names for the first line.
        bom: begin with a byte order mark, by which Excel recognises UTF-8.

    Raises:
        LoaError: the file cannot be written.
    """
    count = 0

    def counted() -> Iterable[Sequence[object]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    with opened(target) as stream:
        if bom:
            stream.write("\ufeff")
        writer = csv.writer(stream)  # the excel dialect: CRLF, and quotes doubled
        writer.writerow(columns)
        writer.writerows(counted())
    return count
