"""One kept response is read again: from its file, by today's rules."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from scraper.extraction import extract
from scraper.store.kept import with_payload
from scraper.store.warc import warc_folder
from scraper.store.warc_reader import UnreadableRecord, WarcFile

if TYPE_CHECKING:
    from scraper.model import Article
    from scraper.portals import Profile
    from scraper.store import Archive
    from scraper.store.rereading import Capture
    from scraper.store.warc_reader import KeptResponse


def sendable(article: Article) -> Article:
    """The article in a form that can be sent to another process: a mapping proxy cannot."""
    return replace(article, provenance=dict(article.provenance))


class CaptureReader:
    """Reads captures of an archive; the file that was read last stays open."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._folder = warc_folder(archive.path)
        self._file: WarcFile | None = None

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def read(self, capture: Capture) -> KeptResponse:
        """The response of ``capture``, its digests verified.

        Raises:
            UnreadableRecord: for every reason.
        """
        path = self._folder / capture.file
        if self._file is None or self._file.path != path:
            self.close()
            self._file = WarcFile(path)
        kept = self._file.read(capture.offset)
        expected = capture.payload_sha256
        if kept.original is not None:
            if expected is None:
                raise UnreadableRecord("revisit without its original", capture.url)
            kept = with_payload(self._archive, kept, capture.url, expected)
        if expected is not None and sha256(kept.payload).hexdigest() != expected:
            raise UnreadableRecord("digest does not match", f"{path}, byte {capture.offset}")
        return kept

    def extract(self, capture: Capture, profile: Profile) -> Article:
        """The article of ``capture`` as ``profile`` reads it today.

        Raises:
            UnreadableRecord: the response cannot be had.
            NotAnArticle: it is something else.
        """
        return extract(
            self.read(capture).payload,
            capture.final_url,
            profile,
            content_type=capture.content_type,
            fetched_at=capture.at,
        )
