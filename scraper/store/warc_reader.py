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
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from scraper.errors import LoaError
from scraper.portals import canonical_url
from scraper.store.warc import Original, warc_date, warc_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from fastwarc.warc import WarcRecord

    from scraper.store.archive import Archive

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


def read_record(archive: Archive, fetch_id: int) -> KeptResponse:
    """The response that the archive's fetch ``fetch_id`` brought, its digests verified.

    Raises:
        UnreadableRecord: it was kept, but is missing or damaged.
        LoaError: the archive has no such fetch, or its answer was not kept.
    """
    with archive.reading() as connection:
        row = connection.execute(
            "SELECT url, warc_file, warc_offset, payload_sha256 FROM fetches WHERE id = ?",
            (fetch_id,),
        ).fetchone()
    if row is None:
        raise LoaError(f"the archive has no fetch {fetch_id}")
    url, file, offset, expected = row
    if file is None:
        raise LoaError(f"the answer of fetch {fetch_id} was not kept in a WARC file")
    with WarcFile(warc_folder(archive.path) / file) as warc:
        kept = warc.read(offset)
    if kept.original is not None:
        kept = with_payload(archive, kept, url, expected)
    if expected is not None and sha256(kept.payload).hexdigest() != expected:
        raise UnreadableRecord("digest does not match", f"{file}, byte {offset}")
    return kept


def with_payload(
    archive: Archive, revisit: KeptResponse, url: str, payload_sha256: str
) -> KeptResponse:
    """A revisit with the payload of its original, which is the archive's own earlier fetch.

    Args:
        archive: which has both.
        revisit: as read from its file.
        url: ``fetches.url`` of the revisit.
        payload_sha256: of the payload that is looked for.

    Raises:
        UnreadableRecord: no original can be read.
    """
    urls = [url]
    if revisit.original is not None:
        urls.append(_canonical(revisit.original.url))
    for found in _whole(archive, dict.fromkeys(urls), payload_sha256):
        if sha256(found.payload).hexdigest() == payload_sha256:
            return joined(revisit, found)
    raise UnreadableRecord("revisit without its original", revisit.url)


def dated_original(archive: Archive, revisit: KeptResponse) -> KeptResponse:
    """The response of the archive to which a revisit refers by address and date.

    Raises:
        UnreadableRecord: the archive has none that can be read.
    """
    original = revisit.original
    if original is not None:
        with archive.reading() as connection:
            places = connection.execute(
                "SELECT warc_file, warc_offset FROM fetches WHERE url = ? AND fetched_at = ? "
                "AND warc_file IS NOT NULL",
                (_canonical(original.url), original.date),
            ).fetchall()
        for file, offset in places:
            with suppress(UnreadableRecord), WarcFile(warc_folder(archive.path) / file) as warc:
                found = warc.read(offset)
                if found.original is None:
                    return found
    raise UnreadableRecord("revisit without its original", revisit.url)


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def find_original(
    archive: Archive, url: str, final_url: str, payload_sha256: str, payload_digest: str
) -> Original | None:
    """The archive's earlier response with the same body, for a revisit to refer to.

    Args:
        archive: where to look.
        url: ``fetches.url``, what the frontier asked for.
        final_url: what answered.
        payload_sha256: digest of the body after content decoding, as in ``fetches``.
        payload_digest: labelled digest of the body as sent.
    """
    for found in _whole(archive, (url,), payload_sha256):
        if found.url == final_url and found.payload_digest == payload_digest:
            return Original(found.record_id, found.url, warc_date(found.at))
    return None


def _whole(archive: Archive, urls: Iterable[str], payload_sha256: str) -> Iterator[KeptResponse]:
    """The first readable responses with this payload; a revisit's original is an older one."""
    for url in urls:
        with archive.reading() as connection:
            places = connection.execute(
                "SELECT warc_file, warc_offset FROM fetches WHERE url = ? AND payload_sha256 = ? "
                "AND warc_file IS NOT NULL ORDER BY id LIMIT 3",
                (url, payload_sha256),
            ).fetchall()
        for file, offset in places:
            # A lost file is no reason to lose the next page, too.
            found = None
            with suppress(UnreadableRecord), WarcFile(warc_folder(archive.path) / file) as warc:
                found = warc.read(offset)
            if found is not None and found.original is None:
                yield found


def joined(revisit: KeptResponse, original: KeptResponse) -> KeptResponse:
    """The revisit with what stands in its original only."""
    return KeptResponse(
        record_id=revisit.record_id,
        url=revisit.url,
        at=revisit.at,
        status=revisit.status or original.status,
        headers=revisit.headers or original.headers,
        payload=original.payload,
        payload_digest=revisit.payload_digest,
    )


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
