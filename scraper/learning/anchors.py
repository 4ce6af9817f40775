"""The links of a page that could be headlines: their texts, where they stand, what stands around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from scraper.extraction.page import BLOCKS
from scraper.portals.addresses import FILES, canonical_url
from scraper.text import clean, find_dates, fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

Region = Literal["", "side", "furniture"]

MAX_ANCHORS = 4_000
MAX_CHAIN = 120
"""Links read of a page, and ancestors read of a link: no portal needs more."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

FURNITURE_TAGS = frozenset(("nav", "footer", "menu", "select", "dialog"))
FURNITURE_ROLES = frozenset(("navigation", "search", "contentinfo", "menu", "menubar", "dialog"))
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:i|bar|igation|menu)?|menus?|sub-?menu|mega-?menu|breadcrumbs?|footer|foot|pagination|paging|"
    r"pager|page-?numbers?|phan-?trang|social|share|sharing|login|dang-?nhap|langs?|language-?(?:switcher)?|lang-?switch|"
    r"ngon-?ngu|tag-?cloud|tags|tag-?links|calendar|datepicker|lich|search-?form|tim-?kiem|skip-?links?|toolbar|cookie|"
    r"weblinks?|lien-?ket(?:-?web(?:site)?)?|quick-?links?|site-?map|comments?|copyright|entry-?meta|meta-?category|"
    r"post-?categories|post-?terms|author-?box)(?:$|[\s_-])",
    re.IGNORECASE,
)
SIDE = re.compile(
    r"(?:^|[\s_-])(?:side-?bars?|side-?box|side|aside|(?:right|left)-?(?:col(?:umn)?|side|bar)|col(?:umn)?-?(?:right|left)|"
    r"cot-?(?:phai|trai|ben)|hop-?ben|marquee\w*|ticker|news-?ticker|most-?(?:read|viewed|popular)|popular(?:-posts)?|"
    r"xem-?nhieu|doc-?nhieu|tien-?ich\w*|banners?|advert\w*|quang-?cao|"
    r"recent-?(?:posts|comments|entries))(?:$|[\s_-])",
    re.IGNORECASE,
)
SIDE_TAGS = frozenset(("aside", "marquee"))

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
GRID = re.compile(
    r"^(?:col(?:umn)?s?|cell|span|grid|large|medium|small|uk-width|w|lg|md|sm|xs)[-_\d]\S*\d|^span\d+$",
    re.IGNORECASE,
)
STATE = re.compile(
    r"(?:^|[-_])\d+$|\d{3,}|^(?:first|last|odd|even|alt|active|selected|current|current-.*|on|open|hover|sticky|featured|hot|new|"
    r"(?:post|category|tag|type|status|format|author)-.*|hentry|has-.*|is-.*|js-.*|ng-.*|clearfix|cf|row-?(?:first|last))$"
    r"|(?:^|[-_])(?:first|last|odd|even)(?:$|[-_]|child)|(?:first|last)child$",
    re.IGNORECASE,
)
"""Classes that tell one item of a list from the next and not one list from another."""

MORE = frozenset(
    fold(words)
    for words in (
        "Xem tiếp", "Xem thêm", "Xem chi tiết", "Chi tiết", "Đọc tiếp", "Đọc thêm", "Xem", "Tải về", "Tải xuống", "Tiếp tục đọc",
        "Read more", "More", "Continue reading", "Learn more", "Details", "View", "View details", "Download", "Full story",
        "Mehr", "Mehr lesen", "Weiterlesen", "mehr erfahren", "Lire la suite", "En savoir plus", "Leer más", "Ver más", "Seguir leyendo",
        "Leggi tutto", "Lees meer", "Läs mer", "Les mer", "Læs mere", "Więcej", "詳細", "続きを読む", "もっと見る", "อ่านต่อ",
        "In ấn", "Bản in", "In trang", "Print", "Gửi email", "Gửi tin qua email", "Email", "Bình luận", "Comments", "Chia sẻ", "Share",
        "Trang sau", "Trang trước", "Trang tiếp", "Sau", "Trước", "Tiếp", "Tiếp theo", "Cuối", "Đầu", "Trang cuối", "Trang đầu",
        "Next", "Previous", "Prev", "First", "Last", "Older posts", "Newer posts", "Next page", "Previous page", "Weiter", "Zurück",
        "Suivant", "Précédent", "Siguiente", "Anterior", "Tháng trước", "Tháng sau", "Previous month", "Next month",
        "Trang chủ", "Home", "Startseite", "Accueil", "Inicio", "Skip to content", "Skip to main content", "Truy cập nội dung luôn",
        "Về đầu trang", "Đăng nhập", "Log in", "Login", "Sign in", "Back to top", "RSS", "RSS feed", "View archive", "Sitemap",
    )
)  # fmt: skip
"""Texts of links that lead to an item, or around in a portal, and are never its title."""

READ_MORE = re.compile(
    r"^(?:read|find out|learn|see|view) (?:more|full story|article|details)?(?: about| on)?[:\s]|^continue reading\b|"
    r"^(?:xem|doc) (?:them|tiep|chi tiet)\b|^(?:weiterlesen|mehr (?:lesen|erfahren)|mehr zu|lire la suite|leer mas|permalink|permanent link)\b"
)
"""What some systems put before the title in a second link to the same article."""

ARROWS = " .…»«›‹>←→<|:[]()+*•-–"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link with its place.

    Attributes:
        node: the ``a`` element.
        url: absolute address, without fragment.
        text: what it shows as a title; "" when it is a picture, a date, a "read more".
        nodes: its ancestors below ``body``, outermost first, and itself.
        ids: their identities, to compare places.
        signature: tags and lasting class names of the path: the same for the items of one list.
        region: whether it stands in furniture (menu, footer), in a side box, or in neither.
        heading: whether the link is in a heading, or a heading in it.
        inline: whether it stands within a sentence.
        local: whether it leads to the page's own host.
    """

    node: LexborNode
    url: str
    text: str
    nodes: tuple[LexborNode, ...]
    ids: tuple[int, ...]
    signature: str
    region: Region
    heading: bool
    inline: bool
    local: bool


def collect_anchors(page: Page) -> list[Anchor]:
    """The links of ``page`` that may lead to an article, in document order."""
    body = page.tree.body
    if body is None:
        return []
    regions = _Regions(body)
    host = _host(page.url)
    own = page.url.partition("#")[0]
    found = []
    for node in body.css("a[href]")[:MAX_ANCHORS]:
        url = page.absolute(node.attributes.get("href"))
        if url is None:
            continue
        try:
            url = canonical_url(url)
        except ValueError:
            continue
        if url == own or FILES.search(urlsplit(url).path):
            continue
        nodes = _chain(node)
        heading = any(n.tag in HEADINGS for n in nodes[-4:]) or _heading_in(node) is not None
        found.append(
            Anchor(
                node=node,
                url=url,
                text=link_text(page, node),
                nodes=nodes,
                ids=tuple(n.mem_id for n in nodes),
                signature=">".join(_step(n) for n in nodes),
                region=regions.of(nodes),
                heading=heading,
                inline=_is_inline(node),
                local=_host(url) == host,
            )
        )
    return found


def link_text(page: Page, node: LexborNode) -> str:
    """The text of a link as a title: of a link around a whole card, the card's headline."""
    heading = _heading_in(node)
    if heading is not None:
        text = page.text(heading)
    else:
        lines = page.paragraphs(node, 400)
        text = lines[0] if len(lines) == 1 else next((line for line in lines if is_title(line)), "")
    text = without_date(text)
    return _whole(page, node, text) if is_title(text) else _title_attribute(page, node)


def _whole(page: Page, node: LexborNode, text: str) -> str:
    """``text``, or the title attribute where the text is its cut-off beginning."""
    full = _title_attribute(page, node)
    start = text.rstrip(" .…")
    return full if len(full) > len(text) and full.startswith(start[:200]) else text


def _title_attribute(page: Page, node: LexborNode) -> str:
    title = without_date(page.repair(clean(node.attributes.get("title") or "")))
    return title if is_title(title) else ""


def _heading_in(node: LexborNode) -> LexborNode | None:
    return node.css_first("h1, h2, h3, h4, h5, h6")


def _is_inline(node: LexborNode) -> bool:
    """Whether words stand before the link in its own line."""
    letters = 0
    before = node.prev
    for _ in range(6):
        if before is None or before.tag == "br" or before.tag in BLOCKS:
            break
        letters += _letters(before.text() if before.tag != "-text" else before.text_content or "")
        before = before.prev
    return letters > 15


def is_title(text: str) -> bool:
    """Whether ``text`` can be a title: words, and not a date, a number or a "read more"."""
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or len(text) > 500:
        return False
    if fold(text).strip(ARROWS) in MORE:
        return False
    if letters > 40 or not any(c.isdigit() for c in text):
        return True
    dates = find_dates(text)
    return not dates or letters - sum(_letters(text[d.start : d.end]) for d in dates) >= 12


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


BEHIND = re.compile(r"\s*[(\[]\s*([^()\[\]]{6,40})\s*[)\]]\s*$")
BEFORE = re.compile(r"^\s*[(\[]\s*([^()\[\]]{6,40})\s*[)\]]\s*[-–:|]?\s*")
BARE_BEFORE = re.compile(r"^([\d/.:\s-]{8,20})\s*[-–:|]\s+")


def without_date(text: str) -> str:
    """``text`` without a date that stands in brackets at one of its ends, or before a colon.

    >>> without_date("Họp dân (13/01/2022)"), without_date("Danh sách (cập nhật đến ngày 29/8/2018)")
    ('Họp dân', 'Danh sách (cập nhật đến ngày 29/8/2018)')
    >>> without_date("[13/01/2022] Họp dân"), without_date("13/01/2022: Họp dân")
    ('Họp dân', 'Họp dân')
    """
    for pattern in (BEHIND, BEFORE, BARE_BEFORE):
        found = pattern.search(text)
        if found and (dates := find_dates(found.group(1))):
            inside = found.group(1)
            if not _letters(inside[: dates[0].start] + inside[dates[-1].end :]):
                return (text[: found.start()] + text[found.end() :]).strip()
    return text


def _chain(node: LexborNode) -> tuple[LexborNode, ...]:
    chain = [node]
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html") and len(chain) < MAX_CHAIN:
        chain.append(parent)
        parent = parent.parent
    return tuple(reversed(chain))


def _step(node: LexborNode) -> str:
    """A node in a signature: its tag, and its first class that is not the item's own."""
    for name in (node.attributes.get("class") or "").split()[:12]:
        if GRID.search(name) or not STATE.search(name):
            return f"{node.tag}.{name}"
    return str(node.tag)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().rpartition("@")[2].removeprefix("www.")


class _Regions:
    """Which elements are furniture or side boxes, each looked at once."""

    def __init__(self, body: LexborNode) -> None:
        self._half = len(body.text()) / 2
        self._known: dict[int, Region] = {}

    def of(self, nodes: tuple[LexborNode, ...]) -> Region:
        """The region of the innermost of ``nodes``, whose ancestors the others are."""
        found: Region = ""
        for node in nodes:
            key = node.mem_id
            region = self._known.get(key)
            if region is None:
                region = self._known[key] = self._look(node)
            if region == "furniture":
                return region
            found = region or found
        return found

    def _look(self, node: LexborNode) -> Region:
        attributes = node.attributes
        words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:400]
        name = CAMEL.sub("-", words) if words != " " else ""
        region: Region = ""
        if (
            node.tag in FURNITURE_TAGS
            or attributes.get("role") in FURNITURE_ROLES
            or (name and FURNITURE.search(name))
        ):
            region = "furniture"
        elif node.tag in SIDE_TAGS or (name and SIDE.search(name)):
            region = "side"
        # A name that says "has a side bar" may stand on the element around everything.
        if region and node.tag not in ("nav", "a") and len(node.text()) > self._half:
            return ""
        return region


def label_before(page: Page, node: LexborNode) -> str:
    """The folded text that stands right before ``node`` and may be its box's headline."""
    before = node.prev
    for _ in range(6):
        if before is None:
            return ""
        if before.tag is not None and before.tag[0] != "-":
            text = page.text(before)
            return fold(text).strip(ARROWS) if len(text) <= 80 else ""
        before = before.prev
    return ""


READ_ELSEWHERE = frozenset(
    fold(words)
    for words in (
        "Có thể bạn quan tâm", "Tin đọc nhiều", "Đọc nhiều", "Đọc nhiều nhất", "Xem nhiều", "Xem nhiều nhất", "Tin xem nhiều",
        "Liên kết", "Liên kết website", "Most read", "Most viewed", "Most popular", "Popular", "You may also like", "Trending",
        "Meistgelesen", "Les plus lus", "Más leídas", "アクセスランキング",
    )
)  # fmt: skip
"""What portals write over a box that repeats articles from elsewhere."""
