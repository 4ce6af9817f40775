"""One answer of a source, whatever it is: which addresses it lists, and where it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from scraper.model import Link

SourceName = Literal["sitemap", "feed", "REST"]


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a source lists.

    Attributes:
        link: the address, with the title that the source gives.
        modified: when it changed last, as the source says (aware).
        published: when it was published, as a feed says: a day, or an aware moment.
    """

    link: Link
    modified: datetime | None = None
    published: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source lists.

    Attributes:
        name: what kind of source it is.
        listed: addresses of pages, in the source's order.
        further: addresses of further sources: the sitemaps of an index, the next page of a list,
            each with the time at which it changed last, if known.
        articles: whether the source lists articles and nothing else, by what it is: then an address
            is an article's although no pattern of the profile knows it.
    """

    name: SourceName
    listed: tuple[Listed, ...] = ()
    further: tuple[tuple[str, datetime | None], ...] = ()
    articles: bool = False


def read_source(body: bytes, url: str, content_type: str | None = None) -> Reading | None:
    """Read an answer as a sitemap, a feed or a JSON list; None when it is none of them.

    Args:
        body: the answer, unpacked; a sitemap that is itself a gzip file is unpacked here.
        url: its address, for relative addresses and for pages that are counted.
        content_type: the HTTP header.
    """
    from scraper.crawl.sources.feeds import read_feed  # noqa: PLC0415
    from scraper.crawl.sources.rest import read_json  # noqa: PLC0415
    from scraper.crawl.sources.sitemaps import read_sitemap, unpacked  # noqa: PLC0415

    body = unpacked(body)
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"[", b"{"):
        return read_json(body, url)
    low = start.lower()
    is_page = low.startswith((b"<!doctype html", b"<html")) or "text/html" in (content_type or "")
    if is_page and not any(
        mark in low for mark in (b"<urlset", b"<sitemapindex", b"<rss", b"<feed")
    ):
        return None
    return read_sitemap(body, url) or read_feed(body, url)
