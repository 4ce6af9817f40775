"""Looking through a whole WARC file, record by record, whatever has happened to it.

The file is another tool's and untrusted. What is damaged is named and passed over: behind it the
next record is looked for. Nothing is held in memory but the first bytes of a record, and a packed
record is unpacked no further than its stated length.
"""

from __future__ import annotations

import io
import mmap
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator, WarcRecordType

from scraper.store.warc_reader import UnreadableRecord, moment_of, referred, target_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from scraper.store.warc import Original
    from scraper.store.warc_reader import Damage

HEAD = 64 * 1024
"""Bytes that the header of a record may have."""

_GZIP = b"\x1f\x8b\x08"
_STEP = 256 * 1024
_END = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"\nWARC/\d\.\d\r?\n")
_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_BETWEEN = re.compile(rb"[\r\n]*")


@dataclass(frozen=True, slots=True)
class Located:
    """A response or revisit, and where it stands.

    Attributes:
        original: for a revisit, the record with the payload; None for a response.
    """

    offset: int
    url: str
    at: datetime
    record_id: str
    payload_digest: str | None
    original: Original | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where no record can be read."""

    offset: int
    reason: Damage


def scan(path: Path) -> Iterator[Located | Broken]:
    """Every HTTP response and revisit of the file, packed or not, and what is damaged.

    Raises:
        UnreadableRecord: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            if file.seek(0, io.SEEK_END) == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _packed(data) if data[:3] == _GZIP else _plain(data)
    except OSError:
        raise UnreadableRecord("file cannot be read", str(path)) from None


@dataclass(frozen=True, slots=True)
class _Head:
    """What a record's first bytes say.

    Attributes:
        length: bytes of header and block.
        located: the response or revisit, or what is wrong with it; None for other records.
    """

    length: int
    located: Located | Broken | None


def _head(data: bytes, offset: int) -> _Head | None:
    """Read the header at the beginning of ``data``; None when there is none."""
    end = _END.search(data)
    if end is None or not _VERSION.match(data):
        return None
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(data[: end.end()]), parse_http=False)), None)
    except (OSError, ValueError):
        return None
    # FastWARC takes a length that is none for 0.
    if record is None or not (record.headers.get("Content-Length") or "").strip().isdecimal():
        return None
    length = end.end() + record.content_length
    kind = record.record_type
    if kind not in (WarcRecordType.response, WarcRecordType.revisit) or not record.is_http:
        return _Head(length, None)
    url = target_uri(record)
    try:
        at = moment_of(record, "")
    except UnreadableRecord as error:
        return _Head(length, Broken(offset, error.reason))
    if not url:
        return _Head(length, Broken(offset, "damaged or cut off"))
    original = referred(record) if kind == WarcRecordType.revisit else None
    digest = record.headers.get("WARC-Payload-Digest")
    located = Located(offset, url, at, record.headers.get("WARC-Record-ID") or "", digest, original)
    return _Head(length, located)


def _plain(data: mmap.mmap) -> Iterator[Located | Broken]:
    position = _skip(data, 0)
    while position < len(data):
        head = _head(data[position : position + HEAD], position)
        end = position + head.length if head is not None else 0
        if head is not None and _ends(data, end):
            if head.located is not None:
                yield head.located
            position = _skip(data, end)
            continue
        yield Broken(position, "damaged or cut off" if position or head else "no WARC file")
        found = _NEXT.search(data, position + 1)
        if found is None:
            return
        position = found.start() + 1


def _ends(data: mmap.mmap, end: int) -> bool:
    """Whether a record may end at ``end``: its length was right."""
    if data[end : end + 4] == b"\r\n\r\n" or end == len(data):
        return True
    behind = _skip(data, end)
    return end < len(data) and (behind == len(data) or _VERSION.match(data, behind) is not None)


def _skip(data: mmap.mmap, position: int) -> int:
    """Where the line breaks that begin at ``position`` end."""
    found = _BETWEEN.match(data, position)
    return found.end() if found else position


def _packed(data: mmap.mmap) -> Iterator[Located | Broken]:
    position = 0
    while 0 <= position < len(data):
        begin, end, more = _member(data, position)
        head = _head(begin, position)
        if head is None or end is None or len(begin) == 0:
            reason: Damage = "damaged or cut off"
            if more and head is not None:
                # Its first record can be had; the others have no place of their own.
                if head.located is not None:
                    yield head.located
                reason = "not packed record by record"
            elif position == 0 and head is None:
                reason = "no WARC file"
            yield Broken(position, reason)
            position = next_member(data, position + 1)
            continue
        if head.located is not None:
            yield head.located
        position = end if data[end : end + 3] == _GZIP else next_member(data, end)


def _member(data: mmap.mmap, position: int) -> tuple[bytes, int | None, bool]:
    """Unpack a gzip member: its first bytes, where it ends, and whether it held more.

    The end is None when it is cut off or broken, when it holds less than its record says, or when
    it holds more: then it was not unpacked any further.
    """
    unpack = zlib.decompressobj(wbits=31)
    begin = bytearray()
    size, wanted, fed = 0, -1, position
    while not unpack.eof and (fed < len(data) or unpack.unconsumed_tail):
        chunk = unpack.unconsumed_tail
        if not chunk:
            chunk = data[fed : fed + _STEP]
            fed += len(chunk)
        try:
            out = unpack.decompress(chunk, _STEP)
        except zlib.error:
            return bytes(begin), None, False
        size += len(out)
        if len(begin) < HEAD:
            begin += out[: HEAD - len(begin)]
        if wanted < 0 and (len(begin) >= HEAD or unpack.eof):
            head = _head(bytes(begin), position)
            if head is None:
                return bytes(begin), None, False
            wanted = head.length
        if 0 <= wanted < size - HEAD:
            return bytes(begin), None, wanted > HEAD // 2 or _second(bytes(begin), wanted)
    if not unpack.eof or size < wanted:
        return bytes(begin), None, False
    more = size - wanted > 4 and _second(bytes(begin), wanted)
    return bytes(begin), None if more else fed - len(unpack.unused_data), more


def _second(begin: bytes, length: int) -> bool:
    """Whether another record begins behind the first one in a short member."""
    return _VERSION.match(begin[length:].lstrip(b"\r\n")) is not None


def torn(path: Path) -> list[int]:
    """Offsets of places in the file's midst where no record can be read.

    A record that a killed crawl wrote in part is none of them: it is the last, and nothing refers to it.

    Raises:
        UnreadableRecord: the file cannot be opened.
    """
    found: list[int] = []
    last: Located | Broken | None = None
    for last in scan(path):
        if isinstance(last, Broken):
            found.append(last.offset)
    return found[:-1] if isinstance(last, Broken) else found


def next_member(data: mmap.mmap, position: int) -> int:
    """Where the next gzip member that holds a WARC record begins; -1 when there is none."""
    while (position := data.find(_GZIP, position)) >= 0 and not _begins_record(data, position):
        position += 1
    return position


def _begins_record(data: mmap.mmap, position: int) -> bool:
    """Whether a gzip member begins there that holds a WARC record."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(data[position : position + 512], 5)
    except zlib.error:
        return False  # the two bytes stand in the midst of packed data, too
    return start == b"WARC/"
