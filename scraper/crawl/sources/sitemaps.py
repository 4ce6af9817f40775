"""Sitemaps (sitemaps.org 0.9): lists of addresses, indexes of lists, news sitemaps, plain text.

The XML is read as a stream, without entities and without the network, and bounded: the protocol
allows 50,000 addresses and 50 MB for each file.
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from scraper.crawl.sources.reading import Listed, Reading
from scraper.model import Link
from scraper.text import clean, parse_iso

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 50_000
"""Addresses of one file (sitemaps.org, protocol 0.9)."""

MAX_BYTES = 52_428_800
"""Of one file, unpacked (ibid.)."""


POSTS = re.compile(r"/(?:wp-sitemap-posts-post-\d+|post-sitemap\d*)\.xml$")
"""Sitemaps of articles only: WordPress's own, and those of Yoast, Rank Math and AIOSEO for it."""


def unpacked(body: bytes) -> bytes:
    """``body``, unpacked if it is a gzip file; what is over the bound or broken is cut off."""
    if body[:2] != b"\x1f\x8b":
        return body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return unpacker.decompress(body, MAX_BYTES)
    except zlib.error:
        return b""


def read_sitemap(body: bytes, url: str) -> Reading | None:
    """Read a sitemap or an index of sitemaps; None when ``body`` is neither.

    A file that is broken in the middle gives what stands before.
    """
    if b"<urlset" not in body[:20_000] and b"<sitemapindex" not in body[:20_000]:
        return _plain(body, url)
    listed: list[Listed] = []
    further: list[tuple[str, datetime | None]] = []
    for kind, address, modified, title in _entries(body, url):
        if kind == "sitemap":
            further.append((address, modified))
        else:
            listed.append(Listed(Link(address, title), modified))
        if len(listed) + len(further) >= MOST:
            break
    return Reading(
        "sitemap",
        tuple(listed),
        tuple(further),
        articles=POSTS.search(urlsplit(url).path) is not None,
    )


def _entries(body: bytes, url: str) -> Iterator[tuple[str, str, datetime | None, str]]:
    events = etree.iterparse(
        BytesIO(body[:MAX_BYTES]),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    location = title = ""
    modified: datetime | None = None
    try:
        for _, element in events:
            if not isinstance(element.tag, str):
                continue
            name = etree.QName(element).localname
            text = clean(element.text or "")
            parent = element.getparent()
            inside = "" if parent is None else etree.QName(parent).localname
            if name == "loc" and inside in ("url", "sitemap"):
                location = text
            elif name == "lastmod" or (name == "publication_date" and modified is None):
                modified = moment_of(text)
            elif name == "title" and inside == "news":
                title = text
            elif name in ("url", "sitemap"):
                if location:
                    yield name, urljoin(url, location), modified, title
                location = title = ""
                modified = None
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        return  # broken beyond repair: what stood before has been given


def moment_of(text: str) -> datetime | None:
    """A machine's date as an aware moment; a bare day is its end, so that nothing is missed."""
    found = parse_iso(text, zone="UTC")
    if found is None:
        return None
    if isinstance(found.value, datetime):
        return found.value
    return datetime(found.day.year, found.day.month, found.day.day, 23, 59, 59, tzinfo=UTC)


def _plain(body: bytes, url: str) -> Reading | None:
    """A sitemap of plain text: one address a line, nothing else."""
    if not url.endswith(".txt"):
        return None
    lines = body[:MAX_BYTES].decode("utf-8-sig", "replace").split()
    addresses = [line for line in lines[:MOST] if line.startswith(("http://", "https://"))]
    if not addresses or len(addresses) < 0.9 * len(lines[:MOST]):
        return None
    return Reading("sitemap", tuple(Listed(Link(address)) for address in addresses))
