"""Which links of an unknown portal are worth one of the few requests of a survey."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scraper.crawl.shapes import is_growing, page_number, series_of
from scraper.crawl.visit import same_site
from scraper.learning import Item
from scraper.learning.anchors import Anchor, collect_anchors
from scraper.learning.groups import address_shape
from scraper.learning.pagination import NextPage, page_pattern
from scraper.portals import canonical_url
from scraper.portals.addresses import FILES, Addresses
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scraper.crawl.surveyed import SurveyedListing
    from scraper.extraction import Page

LIKELY = 3.0
"""Points at which a link is taken for that of a section although nobody looked."""

HOME = frozenset(
    fold(w)
    for w in ("Trang chủ", "Trang nhất", "Home", "Homepage", "Startseite", "Accueil", "Inicio", "Hem", "Hjem", "Etusivu", "ホーム", "トップ", "หน้าแรก")
)  # fmt: skip

NEWS = re.compile(
    r"\b(?:tin(?: tuc| moi| hoat dong| dia phuong| trong)?|su kien|thoi su|thong bao|thong tin|hoat dong|kinh te|xa hoi|van hoa|chinh tri|"
    r"giao duc|y te|an ninh|quoc phong|nong thon|doan the|cai cach|news|press|media releases?|announcements?|aktuelles|nachrichten|"
    r"meldungen|presse|actualites?|noticias|novedades|notizie|novita|nieuws|nyheter|nyheder|uutiset|aktualnosci|aktuality|"
    r"blog|ข่าว)\b|新着|お知らせ|ニュース|ข่าว"
)
NOT_NEWS = re.compile(
    r"\b(?:gioi thieu|lien he|so do|dang nhap|hoi dap|gop y|thu dien tu|lich (?:cong tac|tiep)|danh ba|co cau|thu vien|video|album|"
    r"tra cuu|van ban|thu tuc|dich vu cong|tuyen dung|english|contact|about|login|sign in|search|site ?map|privacy|careers?|jobs|"
    r"calendar|directory|forms?|payments?|faq|kontakt|impressum|datenschutz|barrierefrei\w*|mentions legales|rss|lien ket)\b"
)


OBJECT = re.compile(r"\{[^{}]{10,600}\}")
NAME = re.compile(
    r"""["']?\b(?:title|name|label|text|caption|ten|tieu_?de)["']?\s*:\s*["']([^"'<>]{2,80})["']""",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"""["']?\b(?:url|href|link|path)["']?\s*:\s*["']((?:https?:)?\\?/[^"'<>\s]{1,300})["']""",
    re.IGNORECASE,
)
MOST_NAMED = 100
"""Entries of a menu in a script."""


def home_link(page: Page) -> str | None:
    """The home page that ``page`` names by a link, else the root of its host."""
    root = urljoin(page.url, "/")
    here = canonical_url(page.url)
    if here == canonical_url(root):
        return None
    for node in page.select("a[href]")[:200]:
        if fold(page.text(node)).strip(" .|»›") in HOME or node.attributes.get("rel") == "home":
            url = page.absolute(node.attributes.get("href"))
            if url and urlsplit(url).netloc == urlsplit(page.url).netloc:
                return canonical_url(url if urlsplit(url).path.strip("/") else root)
    return canonical_url(root)


def sections(
    home: Page, listings: Sequence[SurveyedListing], hosts: tuple[str, ...]
) -> list[tuple[str, float]]:
    """Addresses linked from ``home`` that may be section listings, with points, the likeliest first."""
    items = {item.url for listing in listings for item in listing.items}
    shapes = {address_shape(url) for url in items}
    folders = Counter(_folder(url) for url in items)
    known = {listing.url for listing in listings} | {canonical_url(home.url)}
    points: dict[str, float] = {}
    menus: dict[str, set[str]] = defaultdict(set)
    for anchor in collect_anchors(home):
        url = anchor.url
        if url in items or url in known or not same_site(url, hosts) or not anchor.text:
            continue
        kind, _ = Addresses().kind_of(path_of(url))
        looks_like_item = address_shape(url) in shapes and shapes != {"/"}
        if kind == "ignored" or is_growing(url) or looks_like_item:
            continue
        menus[anchor.signature].add(url)
        score = _section_points(anchor, bool(folders.get(path_of(url).rstrip("/") or "/")))
        points[url] = max(score, points.get(url, score))
    for url, name in script_menu(home).items():
        kind, _ = Addresses().kind_of(path_of(url))
        if url in items or url in known or url in points or kind == "ignored":
            continue
        if not same_site(url, hosts) or is_growing(url) or address_shape(url) in shapes - {"/"}:
            continue
        menus["script"].add(url)
        words = fold(name)
        points[url] = (3.0 if NEWS.search(words) else 0.0) - (
            4.0 if NOT_NEWS.search(words) else 0.0
        )
    for menu in menus.values():
        # A menu whose other entries are sections: "Người tốt - Việc tốt" says it by no word.
        likely = sum(points[url] >= LIKELY for url in menu)
        if likely >= 2 and likely * 2 >= len(menu):
            points |= {url: max(points[url], LIKELY) for url in menu if points[url] >= 0}
    return sorted(((u, p) for u, p in points.items() if p >= 0), key=lambda pair: -pair[1])


def script_menu(page: Page) -> dict[str, str]:
    """The addresses, with their names, of a menu that stands in a script of the page as data."""
    found: dict[str, str] = {}
    for part in OBJECT.findall(page.scripts):
        name, address = NAME.search(part), ADDRESS.search(part)
        if name is None or address is None:
            continue
        url = page.absolute(_unescaped(address[1]))
        if url is not None and len(found) < MOST_NAMED:
            found.setdefault(canonical_url(url), clean(_unescaped(name[1])))
    return found


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _section_points(anchor: Anchor, holds_items: bool) -> float:
    """How likely a link leads to a section; ``holds_items``: known articles stand below its path."""
    words = fold(anchor.text)
    points = 3.0 if NEWS.search(words) else 0.0
    points -= 4.0 if NOT_NEWS.search(words) else 0.0
    points += 3.0 if holds_items else 0.0
    points += 1.0 if anchor.region == "furniture" or anchor.heading else 0.0
    return points - (1.0 if len(words) > 45 else 0.0)


def oldest_page(page: Page, following: NextPage | None) -> str | None:
    """The linked page of a listing with the highest number, or None."""
    if following is None or following.url is None:
        return None
    series = series_of(following.url)
    found = {}
    for node in page.select("a[href]")[:2_000]:
        url = page.absolute(node.attributes.get("href"))
        if url and page_pattern(url) and series_of(url) == series:
            found[page_number(url)] = url.partition("#")[0]
    return found[max(found)] if found and max(found) > page_number(following.url) else None


def choose_articles(
    sources: Sequence[tuple[str, Sequence[Item]]],
    pages: Sequence[tuple[str, Sequence[str]]],
    hosts: tuple[str, ...],
    addresses: Addresses | None,
    *,
    known: Collection[str],
    most: int,
) -> list[tuple[str, Item]]:
    """Articles to look at, spread over all sources, from the beginning, end and middle of each.

    Args:
        sources: listing or feed and its items.
        pages: sitemap and its addresses; taken where they look like the items of the listings.
        hosts: the portal's.
        addresses: the family's rules, where the family is known.
        known: addresses that are no articles.
        most: how many.

    Returns:
        Source and item, in the order in which to ask.
    """
    shapes = Counter(address_shape(i.url) for _, items in sources for i in items)
    common = {shape for shape, count in shapes.items() if count > 1} or set(shapes)
    rows = [(source, _spread(list(items))) for source, items in sources]
    for source, urls in pages:
        alike = [u for u in urls if address_shape(u) in common] if common else list(urls)
        rows.append((source, _spread([Item(u, "") for u in alike])[:most]))
    chosen: dict[str, tuple[str, Item]] = {}
    titles: dict[str, Item] = {}
    for item in (item for _, items in sources for item in items):
        if item.url not in titles or len(item.title) > len(titles[item.url].title):
            titles[item.url] = item
    met: set[str] = set()  # titles: one article may have several addresses
    columns = zip_longest(*([(source, item) for item in items] for source, items in rows))
    for column in columns:
        for entry in column:
            if entry is None:
                continue
            source, item = entry
            if item.url in chosen or item.url in known or not same_site(item.url, hosts):
                continue
            if common and address_shape(item.url) not in common:
                continue
            if FILES.search(urlsplit(item.url).path) or not _may_be_article(item.url, addresses):
                continue
            named = titles.get(item.url, item)
            if named.title in met:
                continue
            met |= {named.title} if named.title else set()
            chosen[item.url] = source, named
            if len(chosen) >= most:
                return list(chosen.values())
    return list(chosen.values())


def _may_be_article(url: str, addresses: Addresses | None) -> bool:
    kinds = {rules.kind_of(path_of(url))[0] for rules in (Addresses(), addresses) if rules}
    return not kinds & {"ignored", "listing", "static"}


def _spread(items: list[Item]) -> list[Item]:
    """``items`` so ordered that any beginning of it holds some of the first, last and middle ones."""
    if len(items) < 3:
        return items
    order: dict[int, None] = {}
    last = len(items) - 1
    parts = 1
    while len(order) < len(items):
        for n in range(parts + 1):
            order[n * last // parts] = None
        parts *= 2
        if parts > 2 * last:
            order.update(dict.fromkeys(range(len(items))))
    return [items[n] for n in order]


def _folder(url: str) -> str:
    return path_of(url).partition("?")[0].rpartition("/")[0] or "/"


def path_of(url: str) -> str:
    """Path and query of ``url``."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
