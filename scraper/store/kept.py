"""The responses that an archive kept: one fetch's, and the earlier one to which a revisit refers."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.portals import canonical_url
from scraper.store.warc import Original, warc_date, warc_folder
from scraper.store.warc_reader import KeptResponse, UnreadableRecord, WarcFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.store.archive import Archive


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
