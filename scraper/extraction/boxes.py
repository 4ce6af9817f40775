"""Cut away what stands around an article: navigation, related lists, side boxes, counters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.text import clean, fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

FURNITURE = (
    "script", "style", "noscript", "template", "nav", "footer", "aside", "iframe", "form input",
    "form select", "form button", "[role=navigation]", "[role=search]", "[role=contentinfo]",
    "[role=complementary]", "[aria-hidden=true]",
)  # fmt: skip

NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|side-?bar|footer|related|relate|"
    r"tin-?lien-?quan|tinlienquan|tin-?khac|bai-?viet-?khac|more-?news|other-?news|share|sharing|"
    r"social|comments?|comment-?list|comment-?respond|respond|pagination|paging|pager|widget|banner|advert|"
    r"quang-?cao|cookie|newsletter|subscribe|print|toolbar|rating|counter|thong-?ke|truy-?cap|"
    r"login|dang-?nhap|search|tim-?kiem|skip-?link|popup|modal|author-box|prev-?next|"
    r"post-navigation|jp-relatedposts|weblink|lien-?ket)(?:$|[\s_-])",
    re.IGNORECASE,
)

RELATED = frozenset(
    fold(label)
    for label in (
        "Các tin khác", "Tin khác", "Các tin đã đưa", "Tin liên quan", "Các tin liên quan",
        "Tin cùng chuyên mục", "Cùng chuyên mục", "Bài viết liên quan", "Bài liên quan",
        "Các bài viết khác", "Các bài khác", "Bài viết khác", "Tin mới hơn", "Tin cũ hơn",
        "Những tin mới hơn", "Những tin cũ hơn", "Tin mới nhất", "Tin đọc nhiều", "Xem nhiều",
        "Tin nổi bật", "Các tin mới hơn", "Các tin cũ hơn", "Tin đã đưa", "Xem thêm", "Tin bài khác",
        "Đọc thêm", "Có thể bạn quan tâm", "Ý kiến bạn đọc", "Bình luận", "Các tin mới", "Tin mới",
        "Related", "Related articles", "Related news", "Related posts", "Related content",
        "Related stories", "More news", "Other news", "Latest news", "Recent news", "Read more",
        "You may also like", "See also", "More articles", "Comments", "Recent posts", "Share this",
        "Weitere Meldungen", "Weitere Nachrichten", "Mehr zum Thema", "Das könnte Sie auch interessieren",
        "Articles similaires", "À lire aussi", "Voir aussi", "Autres actualités", "Noticias relacionadas",
        "Otras noticias", "Más noticias", "Te puede interesar", "関連記事", "関連情報", "新着情報",
        "ข่าวที่เกี่ยวข้อง", "ข่าวอื่นๆ",
    )
)  # fmt: skip
"""What portals write over the list of other articles."""

LABEL_TAGS = "h2, h3, h4, h5, h6, div, p, span, strong, b, td, legend, a"
MAX_LABEL = 60


def prune(tree: LexborHTMLParser, remove: tuple[str, ...] = ()) -> None:
    """Cut the boxes that are not the article out of ``tree``, in place.

    Args:
        tree: the page; it is changed.
        remove: further CSS selectors, from a profile.
    """
    for css in (*FURNITURE, *remove):
        for node in tree.css(css):
            node.decompose()
    body = tree.body
    if body is None:
        return
    total = len(body.text()) or 1
    for node in body.css("[class], [id]"):
        attributes = node.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if not NAMED.search(name) or node.tag in ("body", "main", "article", "html"):
            continue
        if node.css_first("h1") is None and len(node.text()) * 2 < total:
            node.decompose()
    for label in related_labels(body):
        _cut_from(label, total)


def related_labels(top: LexborNode) -> list[LexborNode]:
    """The innermost elements whose whole text is a label of a related list."""
    found: list[LexborNode] = []
    for node in top.css(LABEL_TAGS):
        first = node.first_child
        if first is None or (first.tag != "-text" and node.tag not in ("h2", "h3", "h4", "h5")):
            continue
        text = node.text()
        if len(text) <= MAX_LABEL * 2 and fold(clean(text)).strip(" :.…»>-") in RELATED:
            found.append(node)
    return found


def _cut_from(label: LexborNode, total: int) -> None:
    """Remove the label with what follows it in its box, unless that is most of the page."""
    node: LexborNode | None = label
    while node is not None and node.parent is not None and not _has_text_before(node):
        if node.parent.tag in ("body", "html", "main", "article", "form"):
            break
        if len(node.parent.text()) * 2 > total:
            break
        node = node.parent
    if node is None or node.parent is None:
        return
    following: list[LexborNode] = [node]
    while (after := following[-1].next) is not None:
        following.append(after)
    if sum(len(n.text()) for n in following if n.tag != "-comment") * 2 > total:
        following = following[:1] if len(label.text()) <= MAX_LABEL * 2 else []
    for item in following:
        item.decompose()


def _has_text_before(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag != "-comment" and before.text().strip():
            return True
        before = before.prev
    return False
