"""Lists that go on by a script: the address that an element or a script of the page names.

"Show more" buttons have the address of the next part in an attribute; lists that are filled by a
script have it in the script. Nothing is run: only an address that stands there, and that says which
page it is, is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.portals.addresses import FILES, PAGE_PARAMETER, PAGE_SEGMENT
from scraper.text import clean, fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

MAX_NODES = 200
MAX_LABEL = 40

MORE = frozenset(
    fold(word)
    for word in (
        "Xem thêm", "Xem thêm tin", "Xem tiếp", "Tải thêm", "Thêm tin", "Hiển thị thêm", "Các tin tiếp theo", "Load more", "Show more",
        "View more", "See more", "More news", "More", "Mehr laden", "Mehr anzeigen", "Weitere laden", "Weitere Meldungen", "Voir plus",
        "Afficher plus", "Charger plus", "Plus d'actualités", "Ver más", "Cargar más", "Mostrar más", "Más noticias", "Carica altri",
        "Mostra altri", "Carregar mais", "Ver mais", "Meer laden", "Toon meer", "Pokaż więcej", "Więcej", "Wczytaj więcej", "Načíst další",
        "Zobrazit více", "Visa fler", "Ladda fler", "Vis mer", "Vis flere", "Näytä lisää", "Показать ещё", "Загрузить ещё", "もっと見る", "さらに表示",
        "더보기", "더 보기", "โหลดเพิ่มเติม", "ดูเพิ่มเติม", "查看更多", "加载更多", "載入更多", "Muat lebih banyak", "Lihat lebih banyak",
    )
)  # fmt: skip

ATTRIBUTES = (
    "data-next-url", "data-next-page-url", "data-next", "data-more-url", "data-more", "data-load-url", "data-load-more", "data-load",
    "data-ajax-url", "data-ajax", "data-api-url", "data-api", "data-endpoint", "data-url", "data-href", "data-source", "hx-get",
    "data-hx-get", "ic-get-from",
)  # fmt: skip
"""Where elements name what a script is to fetch: usual names, htmx's and intercooler's."""

FETCHED = ("data-next", "data-api", "data-ajax", "data-load", "data-more", "hx-", "data-hx-")
"""Beginnings of those that are named for nothing else."""

COUNTS = ("data-next-page", "data-page", "data-offset", "data-start", "data-trang")
MARKED = re.compile(
    r"(?:load|show|view|xem|tai)[-_]?(?:more|them)|infinite|paging|pager|pagination", re.IGNORECASE
)
NAMED = re.compile(r"^[\w-]{1,60}$")
LITERAL = re.compile(r"""(["'`])((?:https?://[^/"'`\s]{1,200})?/[^"'`\s<>\\]{1,300})\1\s*(\+)?""")
VARIABLE = re.compile(r"\$\{[^{}]{1,60}\}")


def more_link(page: Page) -> tuple[str, str] | None:
    """The next part of a list by a "show more" of its own: the address and the evidence."""
    here = urlsplit(page.url)
    for node in page.select("a[href]")[:4_000]:
        label = page.text(node)
        if len(label) > MAX_LABEL or fold(label).strip(" .»›→>") not in MORE:
            continue
        url = page.absolute(node.attributes.get("href"))
        # A "show more" that leads to another path opens a section or an article.
        if url and _is_own(page, url) and _same_list(urlsplit(url).path, here.path):
            return url.partition("#")[0], f"a link says {label!r}"
    for node in page.select(",".join(f"[{name}]" for name in ATTRIBUTES))[:MAX_NODES]:
        if (found := _named(page, node)) is not None:
            return found
    return None


def _same_list(path: str, here: str) -> bool:
    return PAGE_SEGMENT.sub("", path).rstrip("/") == PAGE_SEGMENT.sub("", here).rstrip("/")


def _named(page: Page, node: LexborNode) -> tuple[str, str] | None:
    attributes = node.attributes
    for attribute in ATTRIBUTES:
        value = (attributes.get(attribute) or "").strip()
        if not value or not re.match(r"(?:https?://|[/?.])", value):
            continue
        url = page.absolute(value)
        if url is None or not _is_own(page, url) or FILES.search(urlsplit(url).path):
            continue
        counted = next((c for c in COUNTS if (attributes.get(c) or "").isdigit()), None)
        if not page_counted(url):
            if counted is None:
                continue
            url = _with(url, _parameters(attributes, counted))
        elif not (counted or attribute.startswith(FETCHED) or _looks_like_more(node)):
            continue  # an address with a page number may be anything's
        url = _onwards(url.partition("#")[0], page.url)
        return (url, f"{attribute} names it") if url != page.url else None
    return None


def _looks_like_more(node: LexborNode) -> bool:
    label = clean(node.text() or "")
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return fold(label).strip(" .»›→>") in MORE or MARKED.search(names) is not None


def _parameters(attributes: dict[str, str | None], counted: str) -> dict[str, str]:
    """The page number, and what else the element says of its list: scripts send all of it by name."""
    found = {counted.removeprefix("data-").removeprefix("next-"): attributes[counted] or ""}
    for name, value in list(attributes.items())[:30]:
        if (
            name.startswith("data-")
            and name not in (*ATTRIBUTES, *COUNTS)
            and value
            and NAMED.match(value)
        ):
            found.setdefault(name.removeprefix("data-"), value)
    return found


def _with(url: str, parameters: dict[str, str]) -> str:
    parts = urlsplit(url)
    own = dict(parse_qsl(parts.query, keep_blank_values=True))
    if own:  # what the address says of its list is enough
        parameters = dict(list(parameters.items())[:1])
    return urlunsplit(parts._replace(query=urlencode({**own, **parameters})))


def script_link(page: Page) -> tuple[str, str] | None:
    """The first part of a list whose address stands in a script of the page: it and the evidence.

    Only where the address says which page it is; a page number that the script adds is the first.
    """
    for found in LITERAL.finditer(page.scripts):
        text, joined = found[2], found[3]
        if text.startswith("//"):
            continue
        place, _, query = text.partition("?")
        if not query or FILES.search(place):
            continue
        query = _first(query, joined=joined is not None)
        if query is None or "${" in place or "${" in query:
            continue
        url = page.absolute(f"{place}?{query}")
        if url and _is_own(page, url) and page_counted(url) and url != page.url:
            return url, "a script of the page names it"
    return None


def _first(query: str, *, joined: bool) -> str | None:
    """``query`` with the first page where a script sets the number; None where it sets something else."""
    pairs = []
    parts = query.split("&")
    for number, part in enumerate(parts):
        name, _, value = part.partition("=")
        open_end = joined and number == len(parts) - 1
        if (VARIABLE.fullmatch(value) or (open_end and not value)) and PAGE_PARAMETER.match(name):
            offset = name.lower() in ("start", "offset", "limitstart")
            value = "0" if offset else "1"
        elif open_end:
            return None
        pairs.append(f"{name}={value}")
    return "&".join(pairs)


def page_counted(url: str) -> bool:
    """Whether ``url`` says by a number which page of a list it is."""
    parts = urlsplit(url)
    if any(
        PAGE_PARAMETER.match(n) and v.isascii() and v.isdigit() for n, v in parse_qsl(parts.query)
    ):
        return True
    return PAGE_SEGMENT.search(parts.path) is not None


def counted_on(url: str, items: int) -> str | None:
    """The address of the page after ``url``, which has none of its own: its number, counted on.

    Args:
        url: a page whose address says its number.
        items: articles on it, by which an offset grows.

    >>> counted_on("https://x.vn/ajax?cat=5&page=2", 10), counted_on("https://x.vn/ajax?start=20", 10)
    ('https://x.vn/ajax?cat=5&page=3', 'https://x.vn/ajax?start=30')
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for place, (name, value) in enumerate(pairs):
        if PAGE_PARAMETER.match(name) and value.isascii() and value.isdigit() and len(value) < 9:
            step = items if OFFSET.match(name) else 1
            pairs[place] = name, str(int(value) + step)
            return urlunsplit(parts._replace(query=urlencode(pairs)))
    if found := PAGE_SEGMENT.search(parts.path):
        turned = re.sub(r"\d+", lambda m: str(int(m[0]) + 1), found.group(), count=1)
        path = parts.path[: found.start()] + turned + parts.path[found.end() :]
        return urlunsplit(parts._replace(path=path))
    return None


OFFSET = re.compile(r"^(?:start|offset|limitstart|b_start(?::int)?)$", re.IGNORECASE)
"""Parameters that count articles, not pages."""


def _onwards(url: str, here: str) -> str:
    """``url``, or the page after ``here`` where a script counts from a number that never changes."""
    theirs, ours = urlsplit(url), urlsplit(here)
    if theirs.path != ours.path:
        return url
    names = {n for n, _ in parse_qsl(theirs.query) if PAGE_PARAMETER.match(n)}
    numbers = {n: v for n, v in parse_qsl(ours.query) if n in names and v.isdigit()}
    asked = {n: v for n, v in parse_qsl(theirs.query) if n in names and v.isdigit()}
    for name, value in numbers.items():
        if name in asked and int(asked[name]) <= int(value) and not OFFSET.match(name):
            return counted_on(here, 0) or url
    return url


def _is_own(page: Page, url: str) -> bool:
    return urlsplit(url).netloc == urlsplit(page.base).netloc
