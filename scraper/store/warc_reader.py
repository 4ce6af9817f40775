"""Reading single records of WARC files, the archive's own or another tool's: bounded, verified.

Files of other tools are untrusted like any answer of a portal: what is too large, damaged or no
HTTP response becomes an :class:`UnreadableRecord` with one of a few reasons.
"""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from scraper.errors import LoaError
from scraper.store.warc import Original

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from fastwarc.warc import WarcRecord


MAX_PAYLOAD = 64 * 1024 * 1024
"""Bytes of a record, packed and unpacked: four times what a crawl takes from a portal."""

_GZIP = b"\x1f\x8b"
_STEP = 64 * 1024
_HEADERS = 128 * 1024
"""Bytes that the headers of a record may have, those of WARC and those of HTTP."""

Damage = Literal[
    "file missing",
    "no WARC file",
    "not packed record by record",
    "file cannot be read",
    "no record there",
    "damaged or cut off",
    "digest does not match",
    "too large",
    "not an HTTP response",
    "unknown content encoding",
    "content encoding broken",
    "revisit without its original",
]
"""Why a record cannot be had; reports count these words."""


class UnreadableRecord(LoaError):
    """A record cannot be read; ``reason`` says why in the words of :data:`Damage`."""

    def __init__(self, reason: Damage, where: str) -> None:
        super().__init__(f"the WARC record at {where} cannot be read: {reason}")
        self.reason: Damage = reason


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """A response as it was kept.

    Attributes:
        record_id: the record's name.
        url: what was requested.
        at: when the answer was there.
        status: HTTP status.
        headers: as received; several of one name are possible.
        payload: the body without transfer and content coding; empty in a revisit that was not
            put together with its original.
        payload_digest: as the record states it, None where it does not.
        original: for a revisit, where the payload is.
    """

    record_id: str
    url: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    payload_digest: str | None
    original: Original | None = None

    def header(self, name: str) -> str | None:
        """The first header ``name``, whatever its case."""
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), None)


class WarcFile:
    """A WARC file, packed or not, of which records are read by their offset.

    Raises:
        UnreadableRecord: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise UnreadableRecord("file missing", str(path)) from None
        except OSError:
            raise UnreadableRecord("file cannot be read", str(path)) from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> WarcFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, offset: int, *, limit: int = MAX_PAYLOAD) -> KeptResponse:
        """The response or revisit whose record begins at ``offset``.

        The block's digest is verified where the record has one.

        Raises:
            UnreadableRecord: for every reason.
        """
        where = f"{self.path}, byte {offset}"
        try:
            self._file.seek(offset)
            record = next(iter(ArchiveIterator(self._stream(limit), parse_http=False)), None)
            if record is None:
                raise UnreadableRecord("no record there", where)
            return _read(record, where, limit)
        except (OSError, ValueError, zlib.error) as error:
            raise UnreadableRecord("damaged or cut off", where) from error

    def _stream(self, limit: int) -> BinaryIO:
        """From here on: the file, or what its next gzip member holds.

        A record that says it is longer than its member must not take bytes of the next one.
        """
        chunk = self._file.read(_STEP)
        if chunk[:2] != _GZIP:
            self._file.seek(-len(chunk), io.SEEK_CUR)
            return self._file
        unpack = zlib.decompressobj(wbits=31)
        parts: list[bytes] = []
        room = limit + _HEADERS
        while chunk and room > 0 and not unpack.eof:
            parts.append(unpack.decompress(chunk, room))
            room -= len(parts[-1])
            chunk = self._file.read(_STEP)
        return io.BytesIO(b"".join(parts))


def _read(record: WarcRecord, where: str, limit: int) -> KeptResponse:
    kind = record.record_type
    if kind not in (WarcRecordType.response, WarcRecordType.revisit) or not record.is_http:
        raise UnreadableRecord("not an HTTP response", where)
    declared = record.content_length
    if declared > limit:
        raise UnreadableRecord("too large", where)
    record.freeze()
    if record.content_length != declared:
        raise UnreadableRecord("damaged or cut off", where)
    if record.headers.get("WARC-Block-Digest") and not record.verify_block_digest():
        raise UnreadableRecord("digest does not match", where)
    record.parse_http()
    http = record.http_headers
    headers = http.to_tuples()
    status = http.status_code
    revisit = kind == WarcRecordType.revisit
    # A revisit may come without a block; its headers are then those of the original.
    if status is None and not (revisit and declared == 0):
        raise UnreadableRecord("not an HTTP response", where)
    payload = b"" if revisit else _decoded(record.reader.read(), headers, where, limit)
    return KeptResponse(
        record_id=record.headers.get("WARC-Record-ID") or "",
        url=target_uri(record) or "",
        at=moment_of(record, where),
        status=status or 0,
        headers=headers,
        payload=payload,
        payload_digest=record.headers.get("WARC-Payload-Digest"),
        original=referred(record) if revisit else None,
    )


def target_uri(record: WarcRecord) -> str | None:
    """What the record's request asked for; WARC/1.0 writers put it into angle brackets."""
    uri = record.headers.get("WARC-Target-URI")
    return uri.strip().removeprefix("<").removesuffix(">") if uri else None


def referred(record: WarcRecord) -> Original:
    """The record to which a revisit refers, as far as it says so."""
    named = {
        name: (record.headers.get(f"WARC-Refers-To{name}") or "").strip()
        for name in ("", "-Target-URI", "-Date")
    }
    uri = named["-Target-URI"].removeprefix("<").removesuffix(">")
    return Original(named[""], uri or target_uri(record) or "", named["-Date"])


def moment_of(record: WarcRecord, where: str) -> datetime:
    """When the record was made (UTC).

    Raises:
        UnreadableRecord: it does not say so.
    """
    try:
        return record.record_date.astimezone(UTC)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise UnreadableRecord("damaged or cut off", where) from None


def _decoded(body: bytes, headers: tuple[tuple[str, str], ...], where: str, limit: int) -> bytes:
    """The body without its codings.

    Many tools undo a coding and leave the header that names it, so a body that does not begin as
    its coding does is taken as it is.
    """
    named: dict[str, list[str]] = {"transfer-encoding": [], "content-encoding": []}
    for name, value in headers:
        if (known := named.get(name.lower())) is not None:
            known += [token.strip().lower() for token in value.split(",") if token.strip()]
    try:
        if "chunked" in named["transfer-encoding"]:
            with suppress(OSError):  # was undone before
                body = _bounded(ChunkedReader(io.BytesIO(body)), where, limit)
        for coding in reversed(named["content-encoding"]):
            body = _undone(body, coding, where, limit)
    except (OSError, zlib.error) as error:
        raise UnreadableRecord("content encoding broken", where) from error
    return body


def _undone(body: bytes, coding: str, where: str, limit: int) -> bytes:
    if coding in ("identity", "none", "utf-8") or not body:
        return body
    if coding in ("gzip", "x-gzip"):
        return (
            _bounded(GzipReader(io.BytesIO(body)), where, limit)
            if body[:2] == b"\x1f\x8b"
            else body
        )
    if coding == "zstd":
        magic = b"\x28\xb5\x2f\xfd"
        return _bounded(ZstdReader(io.BytesIO(body)), where, limit) if body[:4] == magic else body
    if coding == "br":
        if body.lstrip()[:1] == b"<":  # no brotli stream of a page begins so
            return body
        return _bounded(BrotliReader(io.BytesIO(body)), where, limit)
    if coding == "deflate":
        if body.lstrip()[:1] == b"<":
            return body
        raw = (body[0] & 0x0F) != 8 or int.from_bytes(body[:2], "big") % 31 != 0
        unpack = zlib.decompressobj(wbits=-15 if raw else 15)  # RFC 9110, 8.4.1.2: both are met
        data = unpack.decompress(body, limit + 1)
        if len(data) > limit:
            raise UnreadableRecord("too large", where)
        return data
    raise UnreadableRecord("unknown content encoding", where)


def _bounded(reader: Any, where: str, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := reader.read(min(1 << 20, limit + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise UnreadableRecord("too large", where)
    return b"".join(parts)
