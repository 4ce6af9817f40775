"""Batches of columns as Arrow's record batches, with the types that frames have.

What a page shows is kept apart from the instant that it means: ``published`` and ``updated`` are the
portal's local time without a zone, a day at 00:00 with ``published_precision`` saying that it is a
day; ``published_at`` is the instant (UTC), and missing where only a day is known.
"""

from __future__ import annotations

from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scraper.errors import LoaError, UsageError
from scraper.store.flat import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scraper.store.flat import Batch
    from scraper.store.parallel_child import Read

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
ROWS = 4_000
"""Bytes and rows of a record batch: a column is made at once, which pays only for many rows."""


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


def needed(columns: Sequence[str]) -> list[str]:
    """The columns of :mod:`scraper.store.flat` from which ``columns`` are made."""
    return list(dict.fromkeys(chain(*(_NEEDS.get(name, (name,)) for name in columns))))


def record_batches(read: Read, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Articles as record batches.

    Args:
        read: reads batches of columns, those that :func:`needed` names.
        columns: names out of :data:`COLUMNS`.

    Raises:
        LoaError: a text is no UTF-8, or a date no date: the archive is damaged.
    """
    schema = schema_of(columns)
    gathered = _Gathered(needed(columns))
    for batch in read(needed(columns)):
        gathered.add(batch)
        if gathered.size >= SIZE or len(gathered) >= ROWS:
            yield _record_batch(gathered, schema)
            gathered = _Gathered(needed(columns))
    if len(gathered):
        yield _record_batch(gathered, schema)


def streams(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, memoryview]]:
    """The same as pieces of bytes, each a stream of Arrow's IPC format; may run in a child."""
    for batch in record_batches(read, columns):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        yield batch.num_rows, memoryview(sink.getvalue())


def from_streams(pieces: Iterable[bytes | memoryview]) -> Iterator[pa.RecordBatch]:
    """The record batches that :func:`streams` made pieces of; texts are not copied."""
    for piece in pieces:
        yield from pa.ipc.open_stream(pa.py_buffer(piece))


class _Long:
    """A column of long texts, written into the memory of its array as they are read.

    To keep thousands of them until there are enough for a record batch would drive each out of the
    processor's cache before it is copied.
    """

    def __init__(self) -> None:
        self._text = BytesIO()
        self._lengths: list[int] = []
        self._known: list[bool] = []

    def add(self, values: Sequence[Any]) -> None:
        self._known += [value is not None for value in values]
        present = [value or b"" for value in values]
        self._lengths += map(len, present)
        self._text.write(b"".join(present))

    def size(self) -> int:
        return self._text.tell()

    def array(self) -> pa.StringArray:
        offsets = np.zeros(len(self._lengths) + 1, dtype=np.int32)
        np.cumsum(self._lengths, out=offsets[1:])
        known = np.array(self._known)
        bits = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
        buffers = pa.py_buffer(offsets), pa.py_buffer(self._text.getbuffer())
        return pa.StringArray.from_buffers(len(known), *buffers, bits)


class _Gathered:
    """Batches that become one record batch."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in columns if name not in _LONG}
        self.long = {name: _Long() for name in columns if name in _LONG}
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    @property
    def size(self) -> int:
        """Bytes of the long texts."""
        return sum(column.size() for column in self.long.values())

    def add(self, batch: Batch) -> None:
        self._rows += len(batch)
        for name, values in self.columns.items():
            values.extend(batch.columns[name])
        for name, column in self.long.items():
            column.add(batch.columns[name])


def _record_batch(gathered: _Gathered, schema: pa.Schema) -> pa.RecordBatch:
    try:
        return pa.record_batch([_array(f.name, f.type, gathered) for f in schema], schema=schema)
    except pa.ArrowInvalid as error:
        raise LoaError(
            f"an article holds what is no text or no date ({error}): `loa doctor` names it"
        ) from error


def _array(name: str, kind: pa.DataType, gathered: _Gathered) -> pa.Array:
    if name in gathered.long:
        return gathered.long[name].array()
    columns = gathered.columns
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
    return _texts(columns[name])


def _texts(values: Sequence[object]) -> pa.StringArray:
    """Texts as they stand in the file.

    sqlite3 made them of ``str``, so that they are UTF-8: to look again whether they are costs more
    than all the rest of reading an article.
    """
    return pa.array(values, pa.binary()).view(pa.string())


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
