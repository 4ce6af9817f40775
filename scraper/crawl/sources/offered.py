"""Which sources a portal offers: what robots.txt and its pages name, and where they usually stand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scraper.crawl.sources.rest import wordpress_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.extraction import Page

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
COMMENTS = ("comments", "binh-luan", "phan-hoi")
MAX_FEEDS = 30

SITEMAP = "/sitemap.xml"
"""Where a sitemap stands that nobody names (sitemaps.org leaves the place open; this is custom)."""


def offered_by(page: Page) -> tuple[str, ...]:
    """The sources that a page's head names, the most complete first: REST, then feeds."""
    found: dict[str, None] = {}
    for node in page.select("link[rel='https://api.w.org/']")[:1]:
        if root := page.absolute(node.attributes.get("href")):
            found[wordpress_posts(root)] = None
    for node in page.select("link[rel~='alternate'][type][href]")[:200]:
        kind = (node.attributes.get("type") or "").strip().lower()
        url = page.absolute(node.attributes.get("href")) if kind in FEED_TYPES else None
        if url and not any(f"/{word}/" in url or f"type={word}" in url for word in COMMENTS):
            found[url] = None
    return tuple(found)[:MAX_FEEDS]


def sitemaps_of(home: str, named: Sequence[str]) -> tuple[str, ...]:
    """The sitemaps to ask for: those that robots.txt names, else the usual place."""
    return tuple(dict.fromkeys(named)) or (urljoin(home, SITEMAP),)
