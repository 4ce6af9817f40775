"""Cut away what stands around an article: navigation, related lists, side boxes, comments.

Names lie: a layout class ``l-sidebar-fixed`` or an id ``content_print`` may hold the whole article, and
a line "Read more" may stand in the middle of it. So no box goes by its name or label alone: what is
cut must hold little of the page's prose (text outside links).
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from scraper.text import clean, fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

UNREAD = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "input", "select", "button", "textarea",
)  # fmt: skip
"""Elements without reading text."""

ROLES = frozenset(("navigation", "search", "contentinfo", "complementary", "dialog"))
BOXES = frozenset(("nav", "footer", "aside", "dialog"))

NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|side-?bar|footer|related|relate|"
    r"tin-?lien-?quan|tinlienquan|tin-?khac|bai-?viet-?khac|more-?news|other-?news|share|sharing|"
    r"social|pagination|paging|pager|widget|banner|advert|quang-?cao|cookie|newsletter|subscribe|"
    r"print|toolbar|rating|counter|thong-?ke|truy-?cap|login|dang-?nhap|search|tim-?kiem|skip-?link|"
    r"popup|modal|author-box|prev-?next|post-navigation|jp-relatedposts|weblink|lien-?ket)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of boxes beside the article."""

COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?list|comment-?respond|respond|disqus(?:-thread)?)(?:$|[\s_-])",
    re.IGNORECASE,
)

SUSPECT = re.compile(
    r"hid(?:e|den)|print|shar|social|menu|bar|nav|widget|meta|embed|slide|banner|button|foot|author|"
    r"byline|elated|rating|overlay|expand|option|icon|cookie|consent|viewport|message|newsletter|"
    r"attachment|next-|tags|teaser|premium|popular|permission|timestamp|reply|blurred|viral|"
    r"comment|bottom|modal|load",
    re.IGNORECASE,
)
"""Parts of names by which trafilatura discards a box, even one that holds the article."""

CONTENT = re.compile(r"article|content|story|entry|^post|-post|body|^main|text", re.IGNORECASE)

BUILDER = re.compile(r"\b(?:elementor|wpb|vc|et_pb|fl)[\w-]*", re.IGNORECASE)
"""Classes of page builders, which call every paragraph a widget: they say nothing."""

LABELS = (
    "Các tin khác", "Tin khác", "Các tin đã đưa", "Tin liên quan", "Các tin liên quan",
    "Tin cùng chuyên mục", "Cùng chuyên mục", "Bài viết liên quan", "Bài liên quan",
    "Các bài viết khác", "Các bài khác", "Bài viết khác", "Tin mới hơn", "Tin cũ hơn",
    "Những tin mới hơn", "Những tin cũ hơn", "Tin mới nhất", "Tin đọc nhiều", "Xem nhiều",
    "Tin nổi bật", "Các tin mới hơn", "Các tin cũ hơn", "Tin đã đưa", "Xem thêm", "Tin bài khác",
    "Đọc thêm", "Có thể bạn quan tâm", "Ý kiến bạn đọc", "Bình luận", "Các tin mới", "Tin mới",
    "Related", "Related articles", "Related news", "Related posts", "Related content",
    "Related stories", "More news", "Other news", "Latest news", "Recent news", "Read more",
    "You may also like", "See also", "More articles", "Comments", "Recent posts", "Share this",
    "More like this", "More on this story", "Most popular", "Most read", "Recommended",
    "Weitere Meldungen", "Weitere Nachrichten", "Mehr zum Thema", "Das könnte Sie auch interessieren",
    "Weitere Artikel", "Lesen Sie auch", "Auch interessant", "Kommentare",
    "Articles similaires", "À lire aussi", "Voir aussi", "Autres actualités", "Commentaires",
    "Noticias relacionadas", "Otras noticias", "Más noticias", "Te puede interesar", "Comentarios",
    "関連記事", "関連情報", "新着情報", "ข่าวที่เกี่ยวข้อง", "ข่าวอื่นๆ",
)  # fmt: skip
"""What portals write over the list of other articles."""

RELATED = frozenset(fold(label) for label in LABELS)
FIRST_WORDS = frozenset(
    form.split(maxsplit=1)[0].casefold().rstrip(":")
    for label in LABELS
    for form in (label, unicodedata.normalize("NFD", label), fold(label))
)
"""A cheap first look; folding every short text of a page is not."""

LABEL_TAGS = (
    "h2", "h3", "h4", "h5", "h6", "div", "p", "span", "strong", "b", "td", "legend", "a",
)  # fmt: skip
MAX_LABEL = 60
MAX_LABELS = 50
"""Labels of one page that are looked at: what each costs depends on the page's size."""

BUDGET = 20_000_000
"""Characters of text that pruning measures: some 0.1 s of processor time."""

MENU_ITEMS = 4
"""Items of a list in which every word is a link: a menu, or headlines of other articles."""

MAX_NAME = 500
"""Characters of a class or id that are read."""

MUCH = 0.4
"""Share of the page's prose that no box beside the article has."""

SOME, SOME_SHARE = 250, 0.15
"""Characters and share of prose that make a box part of the article, whatever its name."""

ENOUGH = 500
"""Characters of prose that an article has at least, when long comments are cut from below it."""

UNLINKED, LIST_PROSE = 40, 100
"""Characters of prose that an item of a related list has at most without a link worth mentioning (a
date, a place), and beside its link (a teaser's line)."""


CONTAINERS = (
    "div", "section", "ul", "ol", "table", "td", "form", "dl", "details", *sorted(BOXES)
)  # fmt: skip


Kind = Literal["box", "comments", "suspect", "other"]


@lru_cache(maxsize=2_048)
def kind_of(class_: str, id_: str) -> Kind:
    """What the names of an element say of it; long ones are cut, no real name is that long."""
    names = BUILDER.sub("", f"{class_[:MAX_NAME]} {id_[:MAX_NAME]}")
    if NAMED.search(names):
        return "box"
    if COMMENTS.search(names):
        return "comments"
    return "suspect" if SUSPECT.search(names) else "other"


class _ReadEnough(Exception):  # not an error: the end of the budget
    """More text was measured than a page is worth."""


class _Meter:
    """Measures text, up to a budget: boxes nested a thousand deep repeat each other's text."""

    def __init__(self, budget: int) -> None:
        self._left = budget

    def length(self, element: HtmlElement) -> int:
        """Characters of text below an element, white space apart."""
        text = element.text_content()
        self._left -= len(text) + 10
        if self._left < 0:
            raise _ReadEnough
        return len("".join(text.split()))

    def prose(self, element: HtmlElement) -> int:
        """Characters of text below an element that stand outside links, white space apart."""
        return self.length(element) - sum(map(self.length, element.iter("a")))


def prune(body: HtmlElement) -> None:
    """Cut the boxes that are not the article out of ``body``, in place."""
    for element in list(body.iter(*UNREAD)):
        element.drop_tree()
    # What is not pruned after that much reading is left to trafilatura.
    with suppress(_ReadEnough):
        meter = _Meter(BUDGET)
        _cut_boxes(body, meter)
        _cut_menus(body, meter)
        _cut_lists(body, meter)


def _cut_boxes(body: HtmlElement, meter: _Meter) -> None:
    """Cut the elements that are called boxes and hold little prose."""
    page = meter.prose(body)
    cut: HtmlElement | None = None
    for element in list(body.iter(*CONTAINERS)):
        class_, id_ = element.get("class"), element.get("id")
        kind = kind_of(class_ or "", id_ or "") if class_ or id_ else "other"
        if element.tag in BOXES or element.get("role") in ROLES:
            kind = "box"
        if kind == "other" or (cut is not None and cut in element.iterancestors()):
            continue
        total = meter.length(element)
        own = meter.prose(element) if total > SOME else 0
        if own > MUCH * page:
            _clear(element)
        if kind != "suspect" and _is_beside(element, kind, total, own, page):
            cut = element
            element.drop_tree()


def _is_beside(element: HtmlElement, kind: Kind, total: int, own: int, page: int) -> bool:
    """Whether a box with a telling name stands beside the article and does not hold it."""
    if element.find(".//h1") is not None:
        return False
    if total <= SOME or (kind == "comments" and page - own >= ENOUGH):
        return True
    if own > MUCH * page:
        return False
    if own > SOME and own > SOME_SHARE * page:
        return element.tag in BOXES or own < total / 2
    return True


def _cut_menus(body: HtmlElement, meter: _Meter) -> None:
    """Cut the lists in which every word is a link."""
    for items in list(body.iter("ul", "ol")):
        if len(items) >= MENU_ITEMS and items.find(".//a") is not None and not meter.prose(items):
            items.drop_tree()


def _clear(element: HtmlElement) -> None:
    """Leave an element that holds the article only those names that say so.

    trafilatura throws away what is called "hideOnInit" or "with-sidebar".
    """
    for attribute in ("class", "id"):
        names = [n for n in (element.get(attribute) or "").split() if CONTENT.search(n)]
        element.attrib.pop(attribute, None)
        if names:
            element.set(attribute, " ".join(names))
    element.attrib.pop("style", None)


def related_labels(top: HtmlElement) -> list[HtmlElement]:
    """The innermost elements whose whole text is a label of a related list."""
    found: list[HtmlElement] = []
    for element in top.iter(*LABEL_TAGS):
        text = element.text
        if text and len(text) <= 2 * MAX_LABEL and _is_label(text):
            rest = "".join(element.itertext())[len(text) :]
            if not rest.strip(" :.…»>-\n\t\r\xa0"):
                found.append(element)
                if len(found) == MAX_LABELS:
                    break
    return found


def _is_label(text: str) -> bool:
    text = text.strip()
    if (
        not 4 <= len(text) <= MAX_LABEL
        or text.split(maxsplit=1)[0].casefold().rstrip(":") not in FIRST_WORDS
    ):
        return False
    return fold(clean(text)).strip(" :.…»>-") in RELATED


def _cut_lists(body: HtmlElement, meter: _Meter) -> None:
    """Cut the related lists that a label announces."""
    labels = related_labels(body)
    page = meter.prose(body) if labels else 0
    for label in labels:
        if body in label.iterancestors():
            _cut_list(label, body, page, meter)


def _cut_list(label: HtmlElement, body: HtmlElement, page: int, meter: _Meter) -> None:
    """Remove the label and the list below it, up to the next thing that is prose."""
    top = label
    while (parent := top.getparent()) is not None and parent is not body:
        if _text_before(top, parent) or parent.tag in ("article", "main", "form"):
            break
        if meter.prose(parent) > SOME:
            break
        top = parent
    following: list[HtmlElement] = []
    cut = 0
    for item in top.itersiblings():
        total = meter.length(item)
        own = meter.prose(item) if total > UNLINKED else 0
        if own > UNLINKED and own > (total / 2 if own > LIST_PROSE else 0.8 * total):
            break
        following.append(item)
        cut += own
    if cut <= MUCH * page:
        for item in following:
            item.drop_tree()
    top.drop_tree()


def _text_before(element: HtmlElement, parent: HtmlElement) -> bool:
    """Whether text stands before ``element`` within its parent, near enough to be looked at."""
    if (parent.text or "").strip():
        return True
    return any(
        (before.tail or "").strip() or any(piece.strip() for piece in before.itertext())
        for before in islice(element.itersiblings(preceding=True), MAX_LABELS)
    )
