"""RSS and Atom, read by feedparser, which forgives what portals write."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scraper.crawl.sources.reading import Listed, Reading
from scraper.model import Link
from scraper.text import clean

MOST = 2_000
"""Entries of one feed; feeds show the last ten to a hundred."""

MAX_BYTES = 8 * 2**20
PAGED = "wordpress"
"""Generators whose feeds go on at ``?paged=2``."""


def read_feed(body: bytes, url: str) -> Reading | None:
    """Read a feed; None when ``body`` is none."""
    import feedparser  # noqa: PLC0415  # slow to import, and most portals have no feed

    head = body[:2_000].lower()
    if not any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel")):
        return None
    found: Any = feedparser.parse(
        BytesSource(body[:MAX_BYTES]), sanitize_html=False, resolve_relative_uris=False
    )
    if not found.version and not found.entries:
        return None
    listed = []
    for entry in found.entries[:MOST]:
        address = entry.get("link") or (entry.get("id") if entry.get("guidislink") else None)
        if address:
            # Asked for as a plain dict: feedparser would answer with another date for a missing one.
            times = [dict.get(entry, name) for name in ("updated_parsed", "published_parsed")]
            modified = _moment(next((time for time in times if time), None))
            title = clean(entry.get("title") or "")
            # RSS 1.0 has one date (dc:date), which feedparser calls "updated".
            name = next((n for n in ("published", "updated") if dict.get(entry, n)), "published")
            day = _day(dict.get(entry, name))
            published = day or _moment(dict.get(entry, f"{name}_parsed"))
            listed.append(Listed(Link(urljoin(url, address), title), modified, published))
    return Reading("feed", tuple(listed), _next(found, url) if listed else ())


class BytesSource:
    """What feedparser reads from: bytes, never an address or a file's name that they may look like."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self) -> bytes:
        """All of it."""
        body, self._body = self._body, b""
        return body


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None


def _day(text: str | None) -> date | None:
    """The day that a date without a time names; feedparser would make it a midnight of UTC."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def _next(found: Any, url: str) -> tuple[tuple[str, datetime | None], ...]:
    """The feed's next page: RFC 5005's link, or WordPress's number."""
    for link in found.feed.get("links", ()):
        if link.get("rel") == "next" and link.get("href"):
            return ((urljoin(url, link["href"]), None),)
    if PAGED not in str(found.feed.get("generator") or "").lower():
        return ()
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query))
    paged = pairs.get("paged", "1")
    pairs["paged"] = str(int(paged) + 1) if paged.isdigit() else "2"
    return ((urlunsplit(parts._replace(query=urlencode(pairs))), None),)
