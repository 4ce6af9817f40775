"""Feeds (RSS, RDF, Atom) and sitemaps, read without entities, DTDs or network, within bounds."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from scraper.portals import canonical_url
from scraper.text import clean, parse_iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import PublishedAt

MAX_ENTRIES = 500
"""Entries read of a feed; feeds have some 10 to 100."""

MAX_LOCATIONS = 50_000
"""Addresses read of a sitemap: the most that sitemaps.org allows."""

MAX_UNPACKED = 52_428_800
"""Bytes of an unpacked sitemap: the most that sitemaps.org allows (50 MiB)."""

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article as a feed names it; ``url`` is canonical."""

    url: str
    title: str
    date: PublishedAt | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds: addresses of pages, or of further sitemaps, in its order."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse_feed(body: bytes, url: str, zone: str) -> tuple[FeedEntry, ...]:
    """The entries of the feed ``body`` that was served at ``url``; empty when it is no feed.

    Args:
        body: as received.
        url: its address, for relative links.
        zone: IANA name of the portal's time zone.
    """
    root = _root(body)
    if root is None or _name(root) not in ("rss", "RDF", "feed"):
        return ()
    found = []
    for element in _named(root, ("item", "entry")):
        address = _entry_address(element, url)
        if address is None:
            continue
        date = None
        for name in ("pubDate", "published", "date", "issued", "updated"):
            text = _text(element, name)
            if text and (date := parse_iso(text, zone=zone)):
                break
        found.append(FeedEntry(address, clean(_text(element, "title"))[:500], date))
        if len(found) >= MAX_ENTRIES:
            break
    return tuple(found)


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """The addresses of a sitemap or a sitemap index, packed or not; empty when it is neither."""
    body = unpacked(body)
    root = _root(body)
    if root is None:
        return Sitemap()
    kind = _name(root)
    if kind not in ("urlset", "sitemapindex"):
        return Sitemap()
    found: dict[str, None] = {}
    for element in _named(root, ("url", "sitemap")):
        if address := _address(_text(element, "loc"), url):
            found[address] = None
        if len(found) >= MAX_LOCATIONS:
            break
    return Sitemap(tuple(found)) if kind == "urlset" else Sitemap(sitemaps=tuple(found))


def unpacked(body: bytes) -> bytes:
    """``body`` without gzip around it; cut at :data:`MAX_UNPACKED`, and as far as it is intact."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""


def _root(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and isinstance(root.tag, str) else None


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _named(root: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _name(element) in names)


def _text(element: etree._Element, name: str) -> str:
    """The text of the child of that name; "" when there is none."""
    for child in element:
        if _name(child) == name:
            return "".join(str(part) for part in child.itertext()).strip()
    return ""


def _entry_address(element: etree._Element, url: str) -> str | None:
    for child in element:
        if _name(child) != "link" or child.get("rel", "alternate") != "alternate":
            continue
        if address := _address(child.get("href") or child.text or "", url):
            return address
    return _address(_text(element, "guid"), url)


def _address(text: str, base: str) -> str | None:
    if not text.strip():
        return None
    try:
        address = canonical_url(urljoin(base, text.strip()))
    except ValueError:
        return None
    return address if urlsplit(address).hostname else None
