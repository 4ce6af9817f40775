"""Keeping every answer as WARC: packed when it comes, written with its batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urldefrag

from scraper.store.kept import find_original
from scraper.store.warc import Exchange, digest, pack, pack_revisit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.http import Headers, Response

    from scraper.store import Archive
    from scraper.store.records import PageRecord
    from scraper.store.warc import Packed
    from scraper.store.warc_writer import Place, WarcWriter

NO_PAYLOAD = digest(b"")

MAX_WAITING = 16 * 1024 * 1024
"""Bytes of packed records that a process keeps in memory; who adds to more writes his batch at
once."""


@dataclass(slots=True, eq=False)
class Kept:
    """An answer on its way to a WARC file.

    Attributes:
        at: when the answer was there.
        alone: whether no record of the archive will belong to it: a redirect that is followed, a
            robots.txt.
        size: bytes of its records.
        exchange: the answer without its body, which is some four times as large as its records.
        packed: its records; None once they are written.
        place: where it stands, once it is written.
    """

    at: datetime
    alone: bool
    size: int
    exchange: Exchange
    packed: Packed | None
    place: Place | None = None


class Keeper:
    """Keeps the answers of one portal's crawl.

    Args:
        archive: in which earlier answers with the same body are looked for.
        portal: its name.
        writer: of the WARC files.
    """

    _load: ClassVar[int] = 0
    """Bytes that wait in all keepers of the process."""

    def __init__(self, archive: Archive, portal: str, writer: WarcWriter) -> None:
        self._archive = archive
        self._portal = portal
        self._writer = writer
        self._waiting: list[Kept] = []

    @property
    def full(self) -> bool:
        """Whether the answers that wait should be written now."""
        return bool(self._waiting) and Keeper._load > MAX_WAITING

    def keep(self, request: Request, response: Response, *, alone: bool) -> Kept:
        """Take an answer as it came from the network, and pack it."""
        exchange = exchange_of(request, response)
        packed = pack(exchange)
        size = len(packed.response) + len(packed.request)
        kept = Kept(exchange.at, alone, size, exchange.without_body(), packed)
        self._waiting.append(kept)
        Keeper._load += size
        return kept

    def write(self, records: Iterable[tuple[PageRecord, Kept | None]]) -> list[PageRecord]:
        """Write the answers of ``records``; returns the records, now with their answer's place.

        Answers that still wait for their record go on waiting.

        Raises:
            LoaError: the WARC file cannot be written.
        """
        records = [self._without_forgotten(record, kept) for record, kept in records]
        of_answer = {id(kept): record for record, kept in records if kept is not None}
        self._write(
            [kept for kept in self._waiting if kept.alone or id(kept) in of_answer], of_answer
        )
        return [_placed(record, kept) for record, kept in records]

    def _without_forgotten(
        self, record: PageRecord, kept: Kept | None
    ) -> tuple[PageRecord, Kept | None]:
        """The pair, the answer dropped when the archive must keep nothing of it."""
        if kept is None or not self._archive.is_forgotten(record, self._portal):
            return record, kept
        self._waiting = [other for other in self._waiting if other is not kept]
        Keeper._load -= kept.size
        return record, None

    def _write(self, ready: list[Kept], of_answer: dict[int, PageRecord]) -> None:
        packed = [self._packed(kept, of_answer.get(id(kept))) for kept in ready]
        for kept, place in zip(ready, self._writer.write(packed), strict=True):
            kept.place, kept.packed = place, None
            Keeper._load -= kept.size
        self._waiting = [kept for kept in self._waiting if kept.place is None]

    def close(self) -> None:
        """Write what is left, answers that got no record, and close the file.

        Raises:
            LoaError: the WARC file cannot be written.
        """
        try:
            self._write(self._waiting, {})
        finally:
            Keeper._load -= sum(kept.size for kept in self._waiting)
            self._waiting = []
            self._writer.close()

    def _packed(self, kept: Kept, record: PageRecord | None) -> Packed:
        """The answer's records: a revisit where the archive has the same body already."""
        assert kept.packed is not None  # noqa: S101
        packed, exchange = kept.packed, kept.exchange
        if (
            record is None
            or packed.payload_digest == NO_PAYLOAD
            or (fetch := record.fetch).payload_sha256 is None
        ):
            return packed
        original = find_original(
            self._archive, fetch.url, exchange.url, fetch.payload_sha256, packed.payload_digest
        )
        if original is None:
            return packed
        return pack_revisit(exchange, packed.payload_digest, original)


def _placed(record: PageRecord, kept: Kept | None) -> PageRecord:
    if kept is None or kept.place is None:
        return record
    place = kept.place
    return replace(
        record, fetch=replace(record.fetch, warc_file=place.file, warc_offset=place.offset)
    )


def exchange_of(request: Request, response: Response) -> Exchange:
    """The request and its answer, before anything was decoded."""
    address = response.ip_address
    return Exchange(
        url=urldefrag(request.url).url,
        at=datetime.now(UTC),
        method=request.method,
        request_headers=_pairs(request.headers),
        request_body=request.body,
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        protocol=response.protocol or "HTTP/1.1",
        ip_address=str(address) if address is not None else None,
    )


def _pairs(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in headers.items() for value in values)
