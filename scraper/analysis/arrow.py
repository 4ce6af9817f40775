"""Articles as Arrow: a stream of record batches, or a table, with the types that frames have.

What a page shows is kept apart from the instant that it means: ``published`` and ``updated`` are the
portal's local time without a zone, a day at 00:00 with ``published_precision`` saying that it is a
day; ``published_at`` is the instant (UTC), and missing where only a day is known.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scraper.errors import LoaError, UsageError
from scraper.search import batched
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.search import Filters
    from scraper.store import Archive
    from scraper.store.flat import Batch

COLUMNS = (*FLAT_COLUMNS, "published_at")
"""What a frame or a table may have; ``articles_flat`` has all but the last."""

CATEGORIES = ("portal", "published_precision", "section", "section_path", "language")
"""Texts that repeat, kept once."""

_LONG = ("lead", "body")

_CATEGORY = pa.dictionary(pa.int32(), pa.string())
_LOCAL = pa.timestamp("s")
_INSTANT = pa.timestamp("s", "UTC")
_TYPES = {
    **dict.fromkeys(COLUMNS, pa.string()),
    **dict.fromkeys(("id", "word_count", "revision"), pa.int64()),
    **dict.fromkeys(("published", "updated"), _LOCAL),
    **dict.fromkeys(("first_seen", "last_seen", "gone", "published_at"), _INSTANT),
    **dict.fromkeys(CATEGORIES, _CATEGORY),
}
_NEEDS = {
    "published": ("published", "published_precision"),
    "published_at": ("published", "published_precision"),
    "updated": ("updated", "updated_precision"),
}
"""A column to those of the archive from which it is made, where they are not the column itself."""

_MINUTE, _SECOND = len("2024-05-17T10:30+07:00"), len("2024-05-17T10:30:00+07:00")

SIZE = 4_000_000
"""Bytes of a record batch: a column is made at once, which pays only for many rows."""


def schema_of(columns: Sequence[str] | None = None) -> pa.Schema:
    """Arrow's schema of these columns, those of ``articles_flat`` when None.

    Raises:
        UsageError: an unknown column, or none at all.
    """
    names = FLAT_COLUMNS if columns is None else list(columns)
    if unknown := [name for name in names if name not in COLUMNS]:
        raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(COLUMNS)}")
    if not names:
        raise UsageError("no column was asked for")
    return pa.schema([pa.field(name, _TYPES[name]) for name in dict.fromkeys(names)])


def articles_reader(
    archive: Archive, filters: Filters, columns: Sequence[str] | None = None
) -> pa.RecordBatchReader:
    """The articles as a stream of record batches, by id; memory does not grow with their number.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`COLUMNS`; those of ``articles_flat`` when None.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    schema = schema_of(columns)
    batches = batched(archive, filters, needed(schema.names), SIZE)
    return pa.RecordBatchReader.from_batches(schema, (record_batch(b, schema) for b in batches))


def articles_table(
    archive: Archive, filters: Filters, columns: Sequence[str] | None = None
) -> pa.Table:
    """The articles as a table; see :func:`articles_reader`."""
    return articles_reader(archive, filters, columns).read_all().unify_dictionaries()


def needed(columns: Sequence[str]) -> list[str]:
    """The columns of :mod:`scraper.store.flat` from which ``columns`` are made."""
    return list(dict.fromkeys(chain(*(_NEEDS.get(name, (name,)) for name in columns))))


def record_batch(batch: Batch, schema: pa.Schema) -> pa.RecordBatch:
    """One batch with Arrow's types.

    Args:
        batch: with the columns that :func:`needed` names.
        schema: what :func:`schema_of` made.

    Raises:
        LoaError: a text is no UTF-8, or a date no date: the archive is damaged.
    """
    try:
        return pa.record_batch([_array(f.name, f.type, batch) for f in schema], schema=schema)
    except pa.ArrowInvalid as error:
        raise LoaError(
            f"an article holds what is no text or no date ({error}): `loa doctor` names it"
        ) from error


def _array(name: str, kind: pa.DataType, batch: Batch) -> pa.Array:
    columns = batch.columns
    if kind == _LOCAL:
        return _local(_texts(columns[name]), _texts(columns[f"{name}_precision"]))
    if name == "published_at":
        return _instants(_texts(columns["published"]), _texts(columns["published_precision"]))
    if kind == _INSTANT:
        return _texts(columns[name]).cast(_INSTANT)
    if kind == pa.int64():
        return pa.array(columns[name], kind)
    if kind == _CATEGORY:
        return _texts(columns[name]).dictionary_encode()
    return _long(columns[name]) if name in _LONG else _texts(columns[name])


def _texts(values: Sequence[object]) -> pa.StringArray:
    """Texts as they stand in the file.

    sqlite3 made them of ``str``, so that they are UTF-8: to look again whether they are costs more
    than all the rest of reading an article.
    """
    return pa.array(values, pa.binary()).view(pa.string())


def _long(values: Sequence[Any]) -> pa.StringArray:
    """The same for long texts, joined at once into the memory of the array: half the copies."""
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum([len(value) if value else 0 for value in values], out=offsets[1:])
    valid = np.array([value is not None for value in values])
    bits = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    joined = pa.py_buffer(b"".join([value or b"" for value in values]))
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(offsets), joined, bits)


def _local(texts: pa.StringArray, precisions: pa.StringArray) -> pa.Array:
    """The local time that a page shows: without the offset, a day as its first moment."""
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), _LOCAL)
    shown = _begin(texts, 16)  # a day has but ten letters
    if pc.any(seconds := pc.equal(precisions, "second")).as_py():
        shown = pc.if_else(seconds, _begin(texts, 19), shown)
    return shown.cast(_LOCAL)


def _begin(texts: pa.StringArray, length: int) -> pa.StringArray:
    return pc.binary_slice(texts.view(pa.binary()), 0, length).view(pa.string())


def _instants(texts: pa.StringArray, precisions: pa.StringArray) -> pa.Array:
    """The instants of those that say more than a day.

    An offset with seconds, such as that of Saigon in 1905, is longer, and none to Arrow.
    """
    length = pc.binary_length(texts)
    known = pc.or_kleene(
        pc.and_kleene(pc.equal(precisions, "minute"), pc.equal(length, _MINUTE)),
        pc.and_kleene(pc.equal(precisions, "second"), pc.equal(length, _SECOND)),
    )
    return pc.if_else(known, texts, pa.scalar(None, pa.string())).cast(_INSTANT)
