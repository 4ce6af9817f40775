"""WARC (ISO 28500:2017, version 1.1): where an archive's files stand, and the bytes of a record.

Every response of a crawl is kept: robots.txt, redirects, error pages and listings like articles.
The files stand beside the archive, one folder for each portal::

    news.db
    news.warc/huongtra/huongtra-20260102030405-00001-17.warc.gz

portal, time of its beginning (UTC), number within the crawl from 1, the crawl's id. Each record is
a gzip member of its own, so that it can be read by its offset.

Records are assembled and packed here; they are read with FastWARC
(:mod:`scraper.store.warc_reader`).
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from scraper import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

Headers = tuple[tuple[bytes, bytes], ...]

try:
    from isal import isal_zlib as fast_zlib
except ImportError:  # on processors for which there is no build of it
    fast_zlib = zlib  # type: ignore[misc]

LEVEL = 2
"""Of gzip. Measured on pages of 72 kB: zlib's level 2 takes 0.6 ms and leaves 28 %, its level 6
1.4 ms and 24 %. ISA-L takes a fifth of the time of zlib's level 2 and leaves as much; what reads
gzip reads either."""

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""Profile of a revisit record (ISO 28500:2017, 6.7.2)."""

_HOP = frozenset({b"transfer-encoding"})
"""What no longer holds when the body was put together from its chunks."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, as they went over the network.

    Attributes:
        url: what was requested, absolute.
        at: when the answer was there (aware).
        method: of the request.
        request_headers: in their order, as sent.
        request_body: of a form that was sent.
        status: HTTP status of the response.
        headers: of the response, as received.
        body: the response's body without transfer coding (chunks); its content coding (gzip …) is
            that in which it came.
        protocol: as the response names it, such as ``HTTP/1.1``.
        ip_address: of the server.
    """

    url: str
    at: datetime
    method: str
    request_headers: Headers
    request_body: bytes
    status: int
    headers: Headers
    body: bytes
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None

    def without_body(self) -> Exchange:
        """The exchange as far as a revisit needs it; it still tells the length of the body."""
        return replace(self, headers=_with_length(self), body=b"")


@dataclass(frozen=True, slots=True)
class Packed:
    """The records of one exchange, each a gzip member.

    Attributes:
        response: the response's or revisit's record; its offset is what the archive keeps.
        request: the request's record, to be written behind it.
        payload_digest: of the body, labelled (``sha256:…``).
    """

    response: bytes
    request: bytes
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier record to which a revisit refers."""

    record_id: str
    url: str
    date: str


def warc_folder(archive: Path) -> Path:
    """The folder of the WARC files of ``archive``; `warc_file` in its tables is relative to it.

    >>> from pathlib import Path
    >>> warc_folder(Path("data/news.db")).as_posix()
    'data/news.warc'
    """
    return archive.with_name(archive.stem + ".warc")


def safe_name(portal: str) -> str:
    """A portal's name as the name of a folder, whatever it consists of.

    >>> safe_name("huongtra"), safe_name("../Hương")
    ('huongtra', '%2E.%2FH%C6%B0%C6%A1ng')
    """
    name = quote(portal, safe="")[:150]
    return name if name[:1] not in ("", ".") else f"%2E{name[1:]}"


def file_name(portal: str, crawl_id: int, begun: datetime, serial: int) -> str:
    """Name of the ``serial``-th file of a crawl; see the module's head."""
    return f"{safe_name(portal)}-{begun:%Y%m%d%H%M%S}-{serial:05d}-{crawl_id}.warc.gz"


def crawl_of(name: str) -> int | None:
    """Id of the crawl that wrote the file ``name``, None for a file that is not ours.

    >>> crawl_of("huongtra-20260102030405-00001-17.warc.gz")
    17
    """
    found = re.fullmatch(r".+-\d{14}-\d{5,}-(\d{1,18})\.warc\.gz", name)
    return int(found[1]) if found else None


def digest(data: bytes) -> str:
    """A labelled digest as WARC writes it: base32 (RFC 4648).

    >>> digest(b"")
    'sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ===='
    """
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode()


def pack(exchange: Exchange) -> Packed:
    """The records of ``exchange`` with the whole response."""
    payload_digest = digest(exchange.body)
    record_id = new_id()
    head = _response_head(exchange)
    response = _record(
        (
            ("WARC-Type", "response"),
            *_identity(exchange, record_id),
            ("Content-Type", "application/http; msgtype=response"),
            ("WARC-Payload-Digest", payload_digest),
        ),
        head,
        exchange.body,
    )
    return Packed(response, _request(exchange, record_id), payload_digest)


def pack_revisit(exchange: Exchange, payload_digest: str, original: Original) -> Packed:
    """The records of an ``exchange`` whose body is the same as that of ``original``."""
    record_id = new_id()
    response = _record(
        (
            ("WARC-Type", "revisit"),
            *_identity(exchange, record_id),
            ("WARC-Profile", SAME_PAYLOAD),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", original.date),
            ("Content-Type", "application/http; msgtype=response"),
            ("WARC-Payload-Digest", payload_digest),
        ),
        _response_head(exchange),
        b"",
    )
    return Packed(response, _request(exchange, record_id), payload_digest)


def pack_info(name: str, at: datetime, portal: str, crawl_id: int, user_agent: str) -> bytes:
    """The record with which the file ``name`` begins."""
    fields = (
        ("software", f"Loa/{__version__}"),
        ("format", "WARC File Format 1.1"),
        (
            "conformsTo",
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        ),
        ("isPartOf", f"{portal}, crawl {crawl_id}"),
        ("robots", "obey"),
        ("http-header-user-agent", user_agent),
        (
            "description",
            "Bodies are kept as sent, with their content encoding; chunks were put together.",
        ),
    )
    body = "".join(f"{key}: {_line(value)}\r\n" for key, value in fields).encode()
    return _record(
        (
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", new_id()),
            ("WARC-Date", warc_date(at)),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ),
        body,
        b"",
    )


def pack_removed(at: datetime) -> bytes:
    """The record that stands where one was removed for a legal duty; it names nothing of it."""
    return _record(
        (
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", new_id()),
            ("WARC-Date", warc_date(at)),
            ("Content-Type", "application/warc-fields"),
        ),
        b"removed: a response stood here and was removed for a legal duty (loa forget)\r\n",
        b"",
    )


def new_id() -> str:
    """A record's name: no two are the same."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def warc_date(moment: datetime) -> str:
    """A moment in UTC as WARC writes it; whole seconds, as in ``fetches.fetched_at``."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _identity(exchange: Exchange, record_id: str) -> tuple[tuple[str, str], ...]:
    fields = (
        ("WARC-Record-ID", record_id),
        ("WARC-Date", warc_date(exchange.at)),
        ("WARC-Target-URI", exchange.url),
    )
    if exchange.ip_address is None:
        return fields
    return (*fields, ("WARC-IP-Address", exchange.ip_address))


def _response_head(exchange: Exchange) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    headers = [pair for pair in _with_length(exchange) if pair[0].lower() not in _HOP]
    return _head(f"{exchange.protocol} {exchange.status} {phrase}", headers)


def _with_length(exchange: Exchange) -> Headers:
    if any(name.lower() == b"content-length" for name, _ in exchange.headers):
        return exchange.headers
    return (*exchange.headers, (b"Content-Length", b"%d" % len(exchange.body)))


def _request(exchange: Exchange, response_id: str) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = (b"Host", parts.netloc.rpartition("@")[2].encode())
    headers = [pair for pair in exchange.request_headers if pair[0].lower() != b"host"]
    return _record(
        (
            ("WARC-Type", "request"),
            *_identity(exchange, new_id()),
            ("WARC-Concurrent-To", response_id),
            ("Content-Type", "application/http; msgtype=request"),
        ),
        _head(f"{exchange.method} {target} HTTP/1.1", (host, *headers)),
        exchange.request_body,
    )


def _head(first: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [_line(first).encode()]
    lines += [_bytes_line(name) + b": " + _bytes_line(value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _record(fields: Iterable[tuple[str, str]], head: bytes, body: bytes) -> bytes:
    """A record as a gzip member; its block is ``head`` and ``body``."""
    block = hashlib.sha256(head)
    block.update(body)
    block_digest = "sha256:" + base64.b32encode(block.digest()).decode()
    named = (
        *fields,
        ("WARC-Block-Digest", block_digest),
        ("Content-Length", str(len(head) + len(body))),
    )
    lines = "".join(f"{name}: {_line(value)}\r\n" for name, value in named)
    packer = fast_zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    start = packer.compress(b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + head)
    return start + packer.compress(body) + packer.compress(b"\r\n\r\n") + packer.flush()


def _line(text: str) -> str:
    """``text`` without what would end its line: nothing that a server says may add a header."""
    return text.replace("\r", " ").replace("\n", " ")


def _bytes_line(text: bytes) -> bytes:
    return text.replace(b"\r", b" ").replace(b"\n", b" ")
