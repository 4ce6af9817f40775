"""JSON lists: WordPress's REST interface, and any other list of objects with an address and a title."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from scraper.crawl.sources.reading import Listed, Reading
from scraper.crawl.sources.sitemaps import moment_of
from scraper.learning.more import OFFSET, counted_on
from scraper.model import Link
from scraper.portals.addresses import PAGE_PARAMETER
from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MAX_BYTES = 16 * 2**20
MOST = 5_000
PER_PAGE = 100
"""Posts asked for at once: the most that WordPress gives (developer.wordpress.org, REST pagination)."""

POSTS = "/wp/v2/posts"
"""Where WordPress lists its articles: pages, pictures and types of other plugins stand elsewhere."""

ADDRESS = (
    "link",
    "url",
    "permalink",
    "href",
    "web_url",
    "canonical_url",
    "detailUrl",
    "detail_url",
    "Url",
    "Link",
)
TITLE = ("title", "name", "headline", "Title", "tieude", "TieuDe")
SIZE = re.compile(r"^(?:per_?page|size|limit|page_?size|rows|take|count)$", re.IGNORECASE)
TOTAL = ("total", "totalCount", "total_count", "totalItems", "totalElements", "count")
CURSOR = ("next_cursor", "nextCursor")

LINKED = re.compile(r"<a\b[^>]{0,500}\bhref\s*=", re.IGNORECASE)

CHANGED = ("modified_gmt", "modified", "updated_at", "updatedAt", "date_modified", "date", "date_gmt",
           "published_at", "publishedAt", "created_at")  # fmt: skip


def wordpress_posts(root: str) -> str:
    """The first page of posts below the REST root that a page's ``<link>`` names.

    >>> wordpress_posts("https://x.org/wp-json/")
    'https://x.org/wp-json/wp/v2/posts?_fields=id%2Clink%2Ctitle%2Cmodified_gmt&page=1&per_page=100'
    """
    query = {"_fields": "id,link,title,modified_gmt", "page": "1", "per_page": str(PER_PAGE)}
    if "rest_route=" in root:  # a portal without permalinks
        return f"{root.rstrip('/')}{POSTS}&{urlencode(query)}"
    return f"{root.rstrip('/')}{POSTS}?{urlencode(query)}"


def read_json(body: bytes, url: str) -> Reading | None:
    """Read a JSON list; None when nothing in it has an address."""
    try:
        data = json.loads(body[:MAX_BYTES])
    except (ValueError, RecursionError):
        return None
    listed = []
    items = list(_items(data))
    for item in items:
        address = next((item[k] for k in ADDRESS if isinstance(item.get(k), str) and item[k]), None)
        if address:
            link = Link(urljoin(url, unescape(address)), _title(item))
            listed.append(Listed(link, _changed(item)))
    if not listed:
        return None
    return Reading(
        "REST", tuple(listed), _next(url, data, len(items)), articles=POSTS in unquote(url)
    )


def html_in(body: bytes) -> str | None:
    """The HTML that a JSON document holds, as scripts are sent parts of a list; None when it is none.

    >>> html_in(b'{"html": "<li><a href=/tin/7>Tin</a></li>", "more": true}')
    '<li><a href=/tin/7>Tin</a></li>'
    """
    if body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return None
    try:
        data = json.loads(body[:MAX_BYTES])
    except (ValueError, RecursionError):
        return None
    return "\n".join(text for text in _texts(data) if LINKED.search(text))


def _texts(data: Any) -> Iterator[str]:
    waiting = [(data, 0)]
    seen = 0
    while waiting and seen < MOST:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, str):
            yield value
        elif depth < 4 and isinstance(value, list | dict):
            inner = value if isinstance(value, list) else list(value.values())
            waiting += [(item, depth + 1) for item in inner[:MOST]]


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of the longest list in the document, at most four levels deep."""
    lists: list[list[Any]] = []
    waiting = [(data, 0)]
    seen = 0
    while waiting and seen < MOST:
        value, depth = waiting.pop()
        seen += 1
        if isinstance(value, list):
            if any(
                isinstance(item, dict) and any(k in item for k in ADDRESS) for item in value[:20]
            ):
                lists.append(value)
            elif depth < 4:
                waiting += [(item, depth + 1) for item in value[:MOST]]
        elif isinstance(value, dict) and depth < 4:
            waiting += [(item, depth + 1) for item in value.values()]
    for item in max(lists, key=len, default=[])[:MOST]:
        if isinstance(item, dict):
            yield item


def _title(item: dict[str, Any]) -> str:
    value: Any = next((item[k] for k in TITLE if item.get(k)), "")
    if isinstance(value, dict):  # WordPress: {"rendered": "…"}
        value = value.get("rendered", "")
    return clean(unescape(value)) if isinstance(value, str) else ""


def _changed(item: dict[str, Any]) -> datetime | None:
    return next(
        (m for k in CHANGED if isinstance(item.get(k), str) and (m := moment_of(item[k]))), None
    )


def _next(url: str, data: Any, count: int) -> tuple[tuple[str, datetime | None], ...]:
    """The next page: as the document says, or counted on where the address has a page number."""
    if isinstance(data, dict):
        for place in (data, data.get("links"), data.get("meta"), data.get("pagination")):
            value = (
                place.get("next") or place.get("next_page_url") if isinstance(place, dict) else None
            )
            if isinstance(value, dict):
                value = value.get("href")
            if isinstance(value, str) and value:
                return ((urljoin(url, value), None),)
            number = (
                place.get("nextPage", place.get("next_page")) if isinstance(place, dict) else None
            )
            cursor = (
                next((place[k] for k in CURSOR if place.get(k)), None)
                if isinstance(place, dict)
                else None
            )
            if isinstance(cursor, str):
                return ((_with(url, "cursor", cursor), None),)
            if isinstance(number, int) and (name := _page_name(url)):
                return ((_with(url, name, str(number)), None),)
    pairs = dict(parse_qsl(urlsplit(url).query))
    size = next((v for n, v in pairs.items() if SIZE.match(n) and v.isdigit()), "")
    if size and count < int(size):
        return ()
    following = counted_on(url, count)
    return ((following, None),) if following is not None and not _is_last(url, data, count) else ()


def _page_name(url: str) -> str | None:
    return next((n for n, _ in parse_qsl(urlsplit(url).query) if PAGE_PARAMETER.match(n)), None)


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    pairs = {**dict(parse_qsl(parts.query, keep_blank_values=True)), name: value}
    return urlunsplit(parts._replace(query=urlencode(pairs)))


def _is_last(url: str, data: Any, count: int) -> bool:
    """Whether the document says how many there are in all, and these are the last."""
    total = (
        next((data[k] for k in TOTAL if isinstance(data.get(k), int)), None)
        if isinstance(data, dict)
        else None
    )
    name = _page_name(url)
    if total is None or name is None:
        return False
    value = dict(parse_qsl(urlsplit(url).query))[name]
    if not value.isdigit():
        return False
    # Pages may be counted from 0: then one more is asked for than there is.
    seen = int(value) + count if OFFSET.match(name) else int(value) * count
    return bool(seen >= total)
