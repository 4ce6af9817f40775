"""One parsed page: its tree, its address, and the text of its elements in clean Unicode."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraper.errors import LoaError
from scraper.extraction.costly import (
    FEW_DEEP,
    FEW_WIDE,
    Shape,
    check_cost,
    costs_of,
    shape_of,
)
from scraper.extraction.guard import (
    check_markup,
    inline_scripts,
    without_embedded_files,
    without_scripts,
)
from scraper.model import NotAnArticle
from scraper.text import clean, decode, may_be_legacy, repair_legacy, repair_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENT = frozenset(
    "script style noscript template iframe object svg canvas button select textarea input head "
    "audio video".split()
)
"""Elements whose text is not reading text."""

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary "
    "table tbody tfoot thead tr ul".split()
)
"""Elements that begin and end a paragraph. Old editors part paragraphs by ``<br>`` too."""

BODY_PIECES = 300_000
LINE_PIECES = 2_000
"""Text runs and breaks read of an element: of a body, and of what should be one line."""

CELLS = frozenset(("td", "th"))
HEADS = frozenset(("html", "head", "meta"))
"""Elements that hold the ``<meta>`` of an ordinary page, or are one."""

FONTS = re.compile(r"[\"':;,\s](\.Vn\w{2,20}|VNI[-\s]\w{2,20})", re.IGNORECASE)
FONT_STARTS = tuple(
    (v, re.compile(re.escape(v) + (r"\w\w" if v[0] == "." else r"[-\s]\w\w")))
    for v in (".Vn", ".vn", ".VN", "VNI", "Vni", "vni")
)
"""How the names of legacy fonts begin. Plain letters are found far quicker than any pattern."""
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


WHOLE = re.compile(r"<\s*(?:html|head|body|title)\b", re.IGNORECASE)


class Page:
    """A page ready to be read.

    Args:
        html: bytes (decoded here) or text.
        url: its absolute address.
        content_type: the HTTP header, for the charset.

    Raises:
        NotAnArticle: not HTML, empty, or too large to parse.
    """

    def __init__(self, html: bytes | str, url: str, content_type: str | None = None) -> None:
        self.url = url
        media_type = (content_type or "").partition(";")[0].strip().lower()
        if media_type and not (
            "html" in media_type or "xml" in media_type or "text/" in media_type
        ):
            raise NotAnArticle("not html", f"it is {media_type}", url)
        text = html if isinstance(html, str) else decode(html, content_type).text
        if text[:200].lstrip()[:5] == "%PDF-":
            raise NotAnArticle("not html", "it is a PDF file", url)
        self._sent = text
        text = without_embedded_files(without_scripts(text))
        self.html = repair_markup(text.replace("\0", "") if "\0" in text else text)
        if not self.html or self.html.isspace():
            raise NotAnArticle("empty", "the server sent no text", url)
        check_markup(self.html, url)
        self.tree = LexborHTMLParser(self.html)

    @cached_property
    def scripts(self) -> str:
        """The text of the page's own scripts, for what it names: addresses, and fields of forms."""
        return inline_scripts(self._sent)

    @property
    def is_fragment(self) -> bool:
        """Whether it is a part of a page, as scripts ask for it: without a head, title or body."""
        return WHOLE.search(self._sent) is None

    @cached_property
    def fonts(self) -> tuple[str, ...]:
        """Names of the legacy fonts that the page asks for."""
        html = self.html
        if not any(v in html and start.search(html) for v, start in FONT_STARTS):  # nearly always
            return ()
        return tuple(sorted({m.strip() for m in FONTS.findall(self.html)}))

    @cached_property
    def base(self) -> str:
        """The address against which relative links are resolved."""
        href = self._heads[1]
        try:
            return urljoin(self.url, href) if href else self.url
        except ValueError:
            return self.url  # a base that is no address counts as none, as in browsers

    @cached_property
    def path(self) -> str:
        """Path and query of the address."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @cached_property
    def head_title(self) -> str:
        """Text of ``<title>``."""
        node = self.tree.css_first("title")
        return clean(self.repair(node.text())) if node is not None else ""

    def repair(self, text: str) -> str:
        """Turn text of legacy fonts (TCVN3, VNI) into Unicode; other text is returned as it is."""
        return repair_legacy(text, self._fonts_if_asked()) if may_be_legacy(text) else text

    def _fonts_if_asked(self) -> Iterator[str]:
        yield from self.fonts

    @cached_property
    def names(self) -> frozenset[str]:
        """The classes and ids on the page, lower case, and whether it has microdata.

        That is what a selector can hope to find.
        """
        found = {node.attrs.get("class") or "" for node in self.tree.css("[class]")}
        found.update([node.id or "" for node in self.tree.css("[id]")])
        if self.tree.css_first(MICRODATA) is not None:
            found.add(MICRODATA)
        return frozenset(" ".join(found).lower().split())

    @cached_property
    def _heads(self) -> tuple[dict[tuple[str, str], list[LexborNode]], str | None]:
        """The ``<meta>`` elements by ``name`` and by ``property``, and what ``<base>`` says."""
        metas: dict[tuple[str, str], list[LexborNode]] = {}
        base: str | None = None
        for node in self.tree.css("meta, base[href]"):
            attributes = node.attributes
            if node.tag == "base":
                base = attributes.get("href") if base is None else base
                continue
            for attribute in ("name", "property"):
                if value := attributes.get(attribute):
                    metas.setdefault((attribute, value), []).append(node)
        return metas, base

    @cached_property
    def _strewn(self) -> bool:
        """Whether ``<meta>`` elements stand in boxes, as those of microdata may."""
        parents = (node.parent for nodes in self._heads[0].values() for node in nodes)
        return any(parent is None or parent.tag != "head" for parent in parents)

    def select(self, css: str) -> list[LexborNode]:
        """All elements that match ``css``, in document order.

        Raises:
            LoaError: ``css`` is not a selector.
        """
        return self.select_all(self._possible(css))

    def first(self, css: str) -> LexborNode | None:
        """The first element that matches ``css``.

        Raises:
            LoaError: ``css`` is not a selector.
        """
        return self.select_first(self._possible(css))

    def select_all(self, css: str) -> list[LexborNode]:
        """Like :meth:`select`, for a selector of which nothing needs to be left out; none for ''.

        Raises:
            LoaError: it is no selector.
        """
        if not css:
            return []
        if meta := meta_of(css):
            return self._heads[0].get(meta, [])
        self._check_cost(css)
        try:
            return self.tree.css(css)
        except (SelectolaxError, ValueError) as error:
            raise LoaError(f"{css!r} is not a CSS selector; correct it in the profile") from error

    def select_first(self, css: str) -> LexborNode | None:
        """Like :meth:`first`, for a selector of which nothing needs to be left out; None for ''.

        Raises:
            LoaError: it is no selector.
        """
        if not css:
            return None
        if meta := meta_of(css):
            return next(iter(self._heads[0].get(meta, ())), None)
        self._check_cost(css)
        try:
            return self.tree.css_first(css)
        except (SelectolaxError, ValueError) as error:
            raise LoaError(f"{css!r} is not a CSS selector; correct it in the profile") from error

    def _check_cost(self, css: str) -> None:
        """Refuse a page on which ``css`` would take too long."""
        deep, wide = costs_of(css)
        if (deep and self._tags > FEW_DEEP) or (wide and self._tags > FEW_WIDE):
            check_cost(css, self.html, self._shape)

    @cached_property
    def _tags(self) -> int:
        return self.html.count("<")

    @cached_property
    def _shape(self) -> Shape:
        return shape_of(self.html)

    def cut(self, css: str) -> None:
        """Take the elements that match ``css`` out of the page; none for ''."""
        for node in self.select_all(css):
            if (self._strewn or node.tag in HEADS) and node.css_first("meta") is not None:
                self.__dict__.pop("_heads", None)
                self.__dict__.pop("_strewn", None)
            node.decompose()

    def _possible(self, css: str) -> str:
        """``css`` without the alternatives that need a class or id which the page has not.

        A family lists many alternatives and a page has few of them; most of reading a page would be
        looking for what is not there.
        """
        names = mentioned(css)
        return possible(css, names & self.names) if names else css

    def text(self, node: LexborNode, most: int = LINE_PIECES) -> str:
        """The text of an element on one line; of a long one, the first ``most`` runs and breaks."""
        child = node.first_child
        if child is not None and child.next is None and child.tag == "-text":
            return clean(self.repair(child.text_content or ""))  # most links and labels
        return " ".join(self.paragraphs(node, most))

    def paragraphs(self, node: LexborNode, most: int = BODY_PIECES) -> list[str]:
        """The text of an element as its paragraphs, none of them empty.

        Args:
            node: the element.
            most: text runs and breaks that are read; nested elements may repeat each other's text,
                so that what one call reads must be bounded.
        """
        found: list[str] = []
        parts: list[str] = []
        for text in islice(pieces(node), most):
            if text is None:
                if parts and (paragraph := clean(self.repair("".join(parts)))):
                    found.append(paragraph)
                parts = []
            else:
                parts.append(text)
        if parts and (paragraph := clean(self.repair("".join(parts)))):
            found.append(paragraph)
        return found

    @cached_property
    def bases(self) -> tuple[str, str]:
        """What relative links depend on: scheme and host, and the address without its query."""
        base = self.base.partition("#")[0].partition("?")[0]
        origin = base.find("/", base.find("//") + 2)
        return (base if origin < 0 else base[: origin + 1]), base

    def absolute(self, href: str | None) -> str | None:
        """``href`` as an absolute http(s) address, or None when it is none."""
        if not href:
            return None
        origin, base = self.bases
        # As little of the base as matters, so that what is remembered serves other pages, too.
        if href[0] == "/" or href.startswith(("http://", "https://")):
            base = origin
        elif href[0] == "#" or href[0].isspace():
            base = self.base
        return resolve(base, href)


PLAIN_BASE = re.compile(r"(https?://[a-zA-Z0-9.-]+(?::\d+)?)(?:/[\w-]+)*(?:/|\.\w+)?", re.ASCII)
PLAIN_URL = re.compile(
    r"https?://[a-zA-Z0-9.-]+(?::\d+)?(?:/[\w/.%~+,-]*)?(?:\?[\w=&.%/+-]+)?", re.ASCII
)
PLAIN_PATH = re.compile(r"/(?!/)[\w/-]*(?:\.\w+)?(?:\?[\w=&.%/+-]+)?", re.ASCII)
PLAIN_QUERY = re.compile(r"\?[\w=&.%/+-]+", re.ASCII)
"""Bases, and links on them, that need only be put together."""


@lru_cache(maxsize=4_096)
def resolve(base: str, href: str) -> str | None:
    """``href`` on a page at ``base`` as an absolute http(s) address, or None when it is none.

    Remembered, since the pages of a portal repeat each other's menus: resolving them anew took most
    of the time of reading a page.

    >>> resolve("https://x.vn/tin/?a=1", "?tc=7"), resolve("https://x.vn/", "javascript:void(0)")
    ('https://x.vn/tin/?tc=7', None)
    """
    if PLAIN_URL.fullmatch(href):
        return href
    if href[:1] in ("/", "?") and (plain := PLAIN_BASE.fullmatch(base)):
        if PLAIN_QUERY.fullmatch(href):
            return base + href
        if PLAIN_PATH.fullmatch(href):
            return plain[1] + href
    try:
        url = urljoin(base, href.strip())
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


MICRODATA = "[itemprop],[itemtype]"
"""Selects what has microdata, and stands among the names of pages that have and rules that need it."""

NESTED = re.compile(r"\[[^\]]*\]|\([^()]*(?:\([^()]*\)[^()]*)*\)")
HIDDEN_PART = re.compile(r"\0(\d+)\0")
NAME = re.compile(r"[.#](-?[_a-zA-Z][\w-]*)")


@lru_cache(maxsize=4_096)
def alternatives(css: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The alternatives of a selector list, each with what it needs.

    Needed are classes and ids, in lower case, and microdata. What stands in parentheses is not counted: too few needs
    are safe, too many not.

    >>> [(part, sorted(needed)) for part, needed in alternatives("p.a > #b, td:not(.c)")]
    [('p.a > #b', ['a', 'b']), ('td:not(.c)', [])]
    """
    if "\\" in css or css.count("(") != css.count(")") or css.count("[") != css.count("]"):
        return ((css, frozenset()),)
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return f"\0{len(hidden) - 1}\0"

    plain = NESTED.sub(hide, css)
    found = []
    for part in plain.split(","):
        whole = HIDDEN_PART.sub(lambda m: hidden[int(m[1])], part).strip()
        if not whole:
            return ((css, frozenset()),)
        needed = {name.lower() for name in NAME.findall(part)}
        if any(
            hidden[int(number)].startswith(("[itemprop", "[itemtype"))
            for number in HIDDEN_PART.findall(part)
        ):
            needed.add(MICRODATA)
        found.append((whole, frozenset(needed)))
    return tuple(found)


@lru_cache(maxsize=4_096)
def mentioned(css: str) -> frozenset[str]:
    """All names that the alternatives of a selector list need."""
    return frozenset().union(*(needed for _, needed in alternatives(css)))


@lru_cache(maxsize=2_048)
def possible(css: str, present: frozenset[str]) -> str:
    """``css`` without the alternatives that need more than ``present``; '' when none is left."""
    parts = alternatives(css)
    kept = [part for part, needed in parts if needed <= present]
    return css if len(kept) == len(parts) else ", ".join(kept)


META = re.compile(r"""meta\[(name|property)=(["']?)([\w:.-]+)\2\]""")


@lru_cache(maxsize=4_096)
def meta_of(css: str) -> tuple[str, str] | None:
    """The attribute and its value if ``css`` asks for ``<meta>`` elements by name.

    Most rules that are tried in vain do, and an index answers them all for the price of one selector.

    >>> meta_of("meta[property='og:title']"), meta_of("meta[name=date i]")
    (('property', 'og:title'), None)
    """
    found = META.fullmatch(css)
    return (found[1], found[3]) if found else None


def pieces(top: LexborNode) -> Iterator[str | None]:
    """Text runs below ``top`` in order; None where a paragraph begins or ends.

    Iterative, since the depth of a page is the portal's choice and not ours.
    """
    node = top.first_child
    level = 0
    while node is not None:
        tag = node.tag
        if tag == "-text":
            yield node.text_content or ""
        elif tag in BLOCKS:
            yield None
        elif tag in CELLS:
            yield " "
        child = None
        if tag not in SILENT and not (tag is not None and tag[0] == "-") and not is_hidden(node):
            child = node.first_child
        if child is not None:
            node = child
            level += 1
            continue
        while node is not None and node.next is None:
            parent = node.parent
            level -= 1
            if level < 0 or parent is None:
                return
            node = parent
            if node.tag in BLOCKS:
                yield None
        node = node.next if node is not None else None


def enclosing(node: LexborNode, tag: str) -> LexborNode | None:
    """The innermost element of this name around ``node``."""
    parent = node.parent
    while parent is not None and parent.tag != tag:
        parent = parent.parent
    return parent


def is_hidden(node: LexborNode) -> bool:
    """Whether the element says itself that it is not shown."""
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and HIDDEN.search(style))
