"""Streaming all that a filter lets through, for frames and exports."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.search.selection import selected
from scraper.store.flat import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scraper.search.filters import Filters
    from scraper.store import Archive
    from scraper.store.flat import Batch


def stream(
    archive: Archive, filters: Filters, columns: Sequence[str] | None
) -> Iterator[tuple[str | int | None, ...]]:
    """Rows of ``articles_flat`` by id, read as they are asked for, from one state of the archive.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    names = FLAT_COLUMNS if columns is None else list(columns)
    if unknown := [name for name in names if name not in FLAT_COLUMNS]:
        raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(FLAT_COLUMNS)}")
    if not names:
        raise UsageError("no column was asked for")
    batches = batched(archive, filters, names)
    return (row for batch in batches for row in batch.rows())


def batched(
    archive: Archive, filters: Filters, columns: Sequence[str], size: int | None = None
) -> Iterator[Batch]:
    """What ``filters`` let through as batches of columns (:mod:`scraper.store.flat`), by id.

    All of them are of the state that the archive has now; the filters are checked at once.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`scraper.store.flat.COLUMNS`.
        size: bytes of a batch, see :meth:`scraper.store.flat.FlatReader.batches`.

    Raises:
        UsageError: a filter names nothing in the archive.
    """
    opened = ExitStack()
    found = opened.enter_context(selected(archive, filters))
    return _until_read(opened, found.batches(columns, size=size))


def _until_read(opened: ExitStack, batches: Iterator[Batch]) -> Iterator[Batch]:
    with opened:
        yield from batches
