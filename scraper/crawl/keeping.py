"""Keeping every answer as WARC: packed in a thread beside the crawl, written with its batch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from scraper.store.kept import find_original
from scraper.store.warc import Exchange, pack, pack_revisit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from scrapy import Request
    from scrapy.http import Headers, Response

    from scraper.store import Archive
    from scraper.store.records import PageRecord
    from scraper.store.warc import Packed
    from scraper.store.warc_writer import Place, WarcWriter

MAX_WAITING = 32 * 1024 * 1024
"""Bytes of answers that wait in memory for the next batch."""

THREADS = 2
"""That pack answers, for all portals of a process together."""


@dataclass(slots=True, eq=False)
class Kept:
    """An answer on its way to a WARC file.

    Attributes:
        at: when the answer was there.
        alone: whether no record of the archive will belong to it: a redirect that is followed, a
            robots.txt.
        place: where it stands, once it is written.
    """

    at: datetime
    alone: bool
    exchange: Exchange | None
    packed: Future[Packed] | None
    place: Place | None = None


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "loa-warc")


class Keeper:
    """Keeps the answers of one portal's crawl.

    Args:
        archive: in which earlier answers with the same body are looked for.
        portal: its name.
        writer: of the WARC files.
    """

    def __init__(self, archive: Archive, portal: str, writer: WarcWriter) -> None:
        self._archive = archive
        self._portal = portal
        self._writer = writer
        self._waiting: list[Kept] = []
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether the answers that wait should be written now."""
        return self._bytes > MAX_WAITING

    def keep(self, request: Request, response: Response, *, alone: bool) -> Kept:
        """Take an answer as it came from the network, and begin to pack it."""
        exchange = exchange_of(request, response)
        kept = Kept(exchange.at, alone, exchange, _threads().submit(pack, exchange))
        self._waiting.append(kept)
        self._bytes += len(exchange.body)
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
        return record, None

    def _write(self, ready: list[Kept], of_answer: dict[int, PageRecord]) -> None:
        packed = [self._packed(kept, of_answer.get(id(kept))) for kept in ready]
        for kept, place in zip(ready, self._writer.write(packed), strict=True):
            kept.place, kept.exchange, kept.packed = place, None, None
        self._waiting = [kept for kept in self._waiting if kept.place is None]
        self._bytes = sum(len(kept.exchange.body) for kept in self._waiting if kept.exchange)

    def close(self) -> None:
        """Write what is left, answers that got no record, and close the file.

        Raises:
            LoaError: the WARC file cannot be written.
        """
        try:
            self._write(self._waiting, {})
        finally:
            self._writer.close()

    def _packed(self, kept: Kept, record: PageRecord | None) -> Packed:
        """The answer's records: a revisit where the archive has the same body already."""
        assert kept.packed is not None and kept.exchange is not None  # noqa: S101, PT018
        packed = kept.packed.result()
        if (
            record is None
            or not kept.exchange.body
            or (fetch := record.fetch).payload_sha256 is None
        ):
            return packed
        original = find_original(
            self._archive, fetch.url, kept.exchange.url, fetch.payload_sha256, packed.payload_digest
        )
        if original is None:
            return packed
        return pack_revisit(kept.exchange, packed.payload_digest, original)


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
