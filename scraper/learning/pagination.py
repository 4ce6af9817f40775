"""How a listing leads to its next page, and the rule by which a profile can say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, quote, urlsplit

from scraper.learning.more import more_link, script_link
from scraper.learning.turning import turn_by_form, turn_by_script
from scraper.portals.addresses import PAGE_PARAMETER, PAGE_SEGMENT
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page
    from scraper.learning.turning import Post

NextKind = Literal["rel", "words", "numbers", "postback", "form", "more"]

MAX_LINKS = 4_000
SHORT = 40
"""Characters of a link that turns pages."""

WORDS = tuple(
    fold(word)
    for word in (
        "Trang sau", "Trang tiếp", "Trang tiếp theo", "Trang kế", "Tiếp theo", "Tiếp", "Sau", "Next page", "Next", "Older posts",
        "Older entries", "Older", "Nächste Seite", "Nächste", "Weiter", "Page suivante", "Suivant", "Suivante", "Página siguiente",
        "Siguiente", "Pagina successiva", "Successiva", "Successivo", "Próxima", "Próximo", "Seguinte", "Volgende", "Nästa", "Neste",
        "Næste", "Seuraava", "Następna", "Další", "次へ", "次のページ", "次", "ถัดไป", "다음", "下一页", "下一頁",
    )
)  # fmt: skip
SIGNS = ("›", ">", "→", "»", ">>")
"""Bare arrows, the likeliest first: a double one may lead to the last page."""

TURNING = frozenset((*WORDS, *SIGNS))

COUNTED = re.compile(r"next \d{1,4} (?:items|results|entries|news)|(?:nachste|weitere) \d{1,4} ")
NEXT_NAME = re.compile(r"(?:^|[-_])next(?:$|[-_])|^nextpostslink$|^older$", re.IGNORECASE)
OFF = re.compile(r"(?:^|[\s_-])disabled(?:$|[\s_-])", re.IGNORECASE)
CURRENT = re.compile(r"(?:^|[\s_-])(?:active|current|selected|on|cur)(?:$|[\s_-])", re.IGNORECASE)
POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]{1,300})['\"]\s*,\s*['\"]([^'\"]{0,300})['\"]")
IDENTIFIER = re.compile(r"-?[_a-zA-Z][\w-]*")


@dataclass(frozen=True, slots=True)
class NextPage:
    """The way to the next page of a listing.

    Attributes:
        kind: how it was recognised: ``rel=next``, the link's words, page numbers, an ASP.NET
            postback, which has no address, another form or script, or "show more" and the like.
        evidence: in words, for people.
        url: the next page's address; None for what only a form leads to.
        css: selector of the link, for ``addresses.next`` of a profile; None where none is safe.
        pattern: regular expression over path and query of the listing's numbered pages.
        postback: event target and argument of ``__doPostBack``.
        post: another form that is to be sent.
    """

    kind: NextKind
    evidence: str
    url: str | None = None
    css: str | None = None
    pattern: str | None = None
    postback: tuple[str, str] | None = None
    post: Post | None = None


def next_page(page: Page) -> NextPage | None:
    """How ``page``, a listing, leads to its next page; None on its last one.

    Asked in turn: ``rel=next``, links that say "next", numbered links, postbacks, other forms and
    scripts, "show more", and at last an address that a script of the page names.
    """
    return (
        _by_rel(page)
        or _by_words(page)
        or _by_numbers(page)
        or _by_postback(page)
        or _by_turning(page)
        or _by_more(page)
    )


def _by_turning(page: Page) -> NextPage | None:
    found = turn_by_form(page, TURNING) or turn_by_script(page, TURNING)
    return NextPage("form", found.evidence, found.url, post=found.post) if found else None


def _by_more(page: Page) -> NextPage | None:
    found = more_link(page) or script_link(page)
    return NextPage("more", found[1], found[0]) if found else None


def page_pattern(url: str) -> str | None:
    r"""A regular expression for the numbered pages like ``url``.

    >>> page_pattern("https://x.vn/tin?tm=7&page=2"), page_pattern("https://x.vn/tin/page/3/")
    ('[?&]page=\\d+', '/page/\\d+/?$')
    """
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if PAGE_PARAMETER.match(name) and value.isascii() and value.isdigit():
            return f"[?&]{re.escape(quote(name))}=\\d+"
    if found := PAGE_SEGMENT.search(parts.path):
        word = re.escape(re.sub(r"\d+$", "", found.group()))
        end = re.escape(parts.path[found.end() :].rstrip("/"))
        return f"{word}\\d+{end}/?$"
    return None


def _by_rel(page: Page) -> NextPage | None:
    for css in ("link[rel=next]", "a[rel=next]", "a[rel~=next]"):
        node = page.first(css)
        if node is not None and (url := _target(page, node)):
            return NextPage("rel", f"{css} leads to it", url, css, page_pattern(url))
    return None


def _by_words(page: Page) -> NextPage | None:
    best: tuple[int, LexborNode, str, str] | None = None
    for node in page.select("a[href]")[:MAX_LINKS]:
        rank = _rank(page, node)
        if rank is None or (best is not None and rank[0] >= best[0]) or _is_off(node):
            continue
        if url := _target(page, node):
            best = rank[0], node, rank[1], url
    if best is None:
        return None
    _, node, words, url = best
    return NextPage(
        "words", f"a link says {words!r}", url, _css(page, node, url), page_pattern(url)
    )


def _rank(page: Page, node: LexborNode) -> tuple[int, str] | None:
    """How surely a link says "next" (less is surer), and with which words; None when it does not."""
    text = page.text(node)
    if len(text) > SHORT:
        return None
    folded = fold(text).strip(" .»›→>«‹←<|[]()")
    if folded in WORDS or COUNTED.match(folded):
        return 0, text
    for label in (node.attributes.get("aria-label"), node.attributes.get("title")):
        if label and fold(clean(label)).strip(" .»›→>") in WORDS:
            return 1, clean(label)
    names = _names(node) | (_names(node.parent) if node.parent is not None else set())
    if any(NEXT_NAME.search(name) for name in names) and not text.isdigit():
        return 2, text or "next"
    if text.strip() in SIGNS:
        # An arrow alone turns pages only beside page numbers.
        return (3 + SIGNS.index(text.strip()), text) if _has_numbers_beside(page, node) else None
    return None


def _has_numbers_beside(page: Page, node: LexborNode) -> bool:
    box = node.parent
    for _ in range(3):
        if box is None:
            return False
        if any(page.text(a).strip().isdigit() for a in box.css("a[href], span, strong, b")[:40]):
            return True
        box = box.parent
    return False


def _by_numbers(page: Page) -> NextPage | None:
    """The link behind the number of the current page, which is no link or is marked."""
    for link in page.select("a[href]")[:MAX_LINKS]:
        text = page.text(link).strip()
        if not (text.isascii() and text.isdigit() and 2 <= int(text[:6]) < 100_000):
            continue
        url = _target(page, link)
        if url is None or page_pattern(url) is None:
            continue
        for current, following in _neighbours(link):
            shown = page.text(current).strip(" []()")
            marked = CURRENT.search(current.attributes.get("class") or "") or any(
                CURRENT.search(a.attributes.get("class") or "") or a.attributes.get("aria-current")
                for a in current.css("*")[:6]
            )
            is_link = current.tag == "a" or current.css_first("a[href]") is not None
            if shown == str(int(text) - 1) and (marked or not is_link):
                css = _after(page, current, following, link, url)
                words = f"page {text} is linked behind page {shown}"
                return NextPage("numbers", words, url, css, page_pattern(url))
    return None


def _neighbours(link: LexborNode) -> Iterator[tuple[LexborNode, LexborNode]]:
    """The element before the link, and before its parent: where the current page may stand."""
    node: LexborNode | None = link
    for _ in range(2):
        if node is None:
            return
        before = node.prev
        while before is not None and before.tag is not None and before.tag[0] == "-":
            before = before.prev
        if before is not None:
            yield before, node
            return
        node = node.parent


def _after(
    page: Page, current: LexborNode, following: LexborNode, link: LexborNode, url: str
) -> str | None:
    tail = "" if following.mem_id == link.mem_id else " a"
    for name in (*(f".{n}" for n in sorted(_names(current)) if CURRENT.search(n)), ""):
        css = f"{current.tag}{name} + {following.tag}{tail}"
        if (box := following.parent) is not None and (names := sorted(_names(box))):
            css = f".{names[0]} > {css}"
        if _leads(page, css, url):
            return css
    return None


def _by_postback(page: Page) -> NextPage | None:
    following: tuple[str, str] | None = None
    numbered: dict[int, tuple[str, str]] = {}
    for node in page.select("a[href]")[:MAX_LINKS]:
        match = POSTBACK.search(node.attributes.get("href") or "")
        text = page.text(node).strip()
        if match is None or not text or len(text) > SHORT or _is_off(node):
            continue
        event = (match.group(1), match.group(2))
        number = re.search(r"(\d{1,6})$", event[1])
        if fold(text).strip(" .»›→>") in WORDS or text in SIGNS:
            following = following or event
        elif text.isascii() and text.isdigit() and len(text) <= 6:
            numbered.setdefault(int(text), event)
        elif text.strip(".… ") == "" and number:  # "…" leads to the next row of numbers
            numbered.setdefault(int(number[1]), event)
    if following is None and ("pag" in str(numbered).lower() or len(numbered) > 1):
        # The page that is shown is the one number that is no link.
        current = next(n for n in range(1, len(numbered) + 2) if n not in numbered)
        following = numbered.get(current + 1)
        if current == 1 and 2 not in numbered and numbered:  # a window of numbers: "8 9 [10] 11"
            gaps = [n for n in range(min(numbered), max(numbered)) if n not in numbered]
            following = numbered.get(gaps[0] + 1) if gaps else None
    if following is None:
        return None
    return NextPage(
        "postback", f"__doPostBack({following[0]!r}, {following[1]!r})", postback=following
    )


def _target(page: Page, node: LexborNode) -> str | None:
    """Where ``node`` leads, when that is another page of the same host."""
    url = page.absolute(node.attributes.get("href"))
    if url is None:
        return None
    url = url.partition("#")[0]
    if url == page.url.partition("#")[0] or urlsplit(url).netloc != urlsplit(page.base).netloc:
        return None
    return url


def _is_off(node: LexborNode) -> bool:
    around = [node, *([node.parent] if node.parent is not None else [])]
    return any(
        OFF.search(n.attributes.get("class") or "") or n.attributes.get("aria-disabled") == "true"
        for n in around
    )


def _names(node: LexborNode) -> set[str]:
    """The classes of a node that can stand in a selector."""
    return {n for n in (node.attributes.get("class") or "").split() if IDENTIFIER.fullmatch(n)}


def _css(page: Page, node: LexborNode, url: str) -> str | None:
    """The simplest selector whose first match is ``node``'s link: by class, else by its words."""
    found = [f"a.{n}" for n in sorted(_names(node)) if NEXT_NAME.search(n)]
    parent = node.parent
    if parent is not None:
        found += [f".{n} > a" for n in sorted(_names(parent)) if NEXT_NAME.search(n)]
    text = page.text(node).strip(" .»›→>«‹←<|[]()")
    shown = text or page.text(node).strip()
    if shown and '"' not in shown and "\\" not in shown:
        box, depth = parent, 0
        while box is not None and depth < 4 and box.tag != "body":
            found += [f'.{n} a:lexbor-contains("{shown}" i)' for n in sorted(_names(box))]
            box, depth = box.parent, depth + 1
        if text:  # an arrow alone would also match what leads elsewhere
            found.append(f'a:lexbor-contains("{text}" i)')
    for label in ("aria-label", "title"):
        value = node.attributes.get(label)
        if value and '"' not in value and "\\" not in value and len(value) <= SHORT:
            found.append(f'a[{label}="{value}"]')
    return next((css for css in found if _leads(page, css, url)), None)


def _leads(page: Page, css: str, url: str) -> bool:
    """Whether every match of ``css`` leads to ``url``: a rule must not take another page's link."""
    targets = {page.absolute(n.attributes.get("href")) for n in page.select(css)}
    return {t.partition("#")[0] for t in targets if t} == {url}
