"""Last layer: fields of a page that no profile, family or metadata explains.

The body comes from trafilatura (``fast``), on a tree from which the boxes around the article are
already cut; title, date, section and byline from where every news page has them: at its headline.
"""

from __future__ import annotations

import itertools
import re
from functools import partial
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from scraper.extraction.boxes import prune
from scraper.extraction.page import SILENT, is_hidden
from scraper.extraction.rules import signing_line
from scraper.extraction.sanity import (
    headline_of,
    sane_bylines,
    sane_paragraphs,
    sane_section,
    sane_title,
)
from scraper.text import clean, fold, parse_byline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from scraper.extraction.findings import Findings
    from scraper.extraction.page import Page
    from scraper.extraction.rules import Context
    from scraper.model import Byline, PublishedAt

MIN_BODY = 80
"""Characters of body below which the generic layer says that it found none."""

NEAR = 60
"""Text nodes after the headline in which a date is looked for."""

MAX_DATE_TEXT = 120
DATE_CLASS = re.compile(
    r"date|time|ngay|publish|posted|submitted|created|fecha|datum", re.IGNORECASE
)
CLOCK = re.compile(r"hôm nay|bây giờ|today\b|right now|heute\b|aujourd.hui", re.IGNORECASE)
BANNER = re.compile(
    r"(?:^|\s)(?:(?:site|top|main|global)[_-]?)?header(?:\s|$)|banner|masthead|top-?bar|clock|today|"
    r"hom-?nay|date-?now|calendar",
    re.IGNORECASE,
)
"""What says that a date is the day on which the page was served, and where such clocks stand."""

BESIDE = 3
"""Levels above a headline up to which the box of its article is looked for."""

CRUMBS = (
    "[itemtype*='BreadcrumbList'] [itemprop=name]",
    ".breadcrumb a, .breadcrumbs a, #breadcrumb a, #breadcrumbs a",
    "nav[aria-label*='readcrumb' i] a, [class*=breadcrumb] a",
)
AUTHORS = (
    "[rel=author]", ".author-name", ".byline", ".post-author", ".entry-author", ".author",
    ".field--name-field-author", ".tac-gia", ".tacgia",
)  # fmt: skip


def apply_generic(
    page: Page, ctx: Context, out: Findings, remove: tuple[str, ...] = (), *, bylines: bool = True
) -> None:
    """Fill the empty fields of ``out`` by what any news page has; bylines only if asked for."""
    if not out.section:
        for css in CRUMBS:
            if out.offer("section", f"generic {css}", partial(_crumbs, page, ctx, out, css)):
                break
    if not out.title:
        headline = _headline(page, ctx)
        if headline is not None:
            text = page.text(headline)
            out.offer("title", f"generic {headline.tag}", lambda: sane_title(text))
        out.offer("title", "generic <title>", lambda: headline_of(page.head_title, ctx.site_names))
    pruned: LexborHTMLParser | None = None
    if not out.paragraphs or not out.published:
        pruned = LexborHTMLParser(page.html)
        prune(pruned, remove)
    if not out.paragraphs and pruned is not None and (found := _body(page, pruned)):
        out.paragraphs = sane_paragraphs(found, out.title)
        out.provenance["body"] = "generic trafilatura"
    if not out.published and pruned is not None:
        out.offer(
            "published", "generic date near the headline", lambda: _date(page, pruned, ctx, out)
        )
    if not bylines or out.bylines:
        return
    for css in AUTHORS:
        if out.offer("bylines", f"generic {css}", partial(_author, page, ctx, css)):
            return
    out.offer("bylines", "generic last paragraph of the body", partial(_signed, page, ctx, out))


def _headline(page: Page, ctx: Context) -> LexborNode | None:
    """The h1 of the article: the one that the page's title repeats, else the only one."""
    head = fold(page.head_title)
    nodes = page.select("h1") or page.select("h2")
    texts = [(node, fold(page.text(node))) for node in nodes[:20]]
    sites = {fold(s) for s in ctx.site_names}
    texts = [(node, text) for node, text in texts if len(text) > 3 and text not in sites]
    matching = [(node, text) for node, text in texts if text in head]
    if matching:
        return max(matching, key=lambda pair: len(pair[1]))[0]
    h1 = [node for node, _ in texts if node.tag == "h1"]
    return h1[0] if len(h1) == 1 else None


def _body(page: Page, pruned: LexborHTMLParser) -> list[str]:
    import trafilatura  # noqa: PLC0415  # slow to import, and not needed for known portals

    html = pruned.html
    if not html:
        return []
    document = trafilatura.bare_extraction(
        html, fast=True, include_comments=False, include_tables=True, with_metadata=False
    )
    text = getattr(document, "text", None) or ""
    lines = [page.repair(clean(line)) for line in text.split("\n")]
    paragraphs = [line for line in lines if line]
    return paragraphs if sum(map(len, paragraphs)) >= MIN_BODY else []


def _crumbs(page: Page, ctx: Context, out: Findings, css: str) -> tuple[str, ...]:
    names = [page.text(node) for node in page.select(css)[:10]]
    return sane_section(list(dict.fromkeys(names)), title=out.title, site_names=ctx.site_names)


def _texts(top: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Elements that hold text of their own, with that text, in document order."""
    for node in top.traverse(include_text=True):
        if node.tag == "-text" and (parent := node.parent) is not None:
            text = (node.text_content or "").strip()
            if text and parent.tag not in SILENT:
                yield parent, text


def _date(page: Page, pruned: LexborHTMLParser, ctx: Context, out: Findings) -> PublishedAt | None:
    """The first date at the headline: in an element named for it, or short and by itself."""
    body = pruned.body
    if body is None or not out.title:
        return None
    title = fold(out.title)
    texts = list(itertools.islice(_texts(body), 5_000))
    start = next((i for i, (_, text) in enumerate(texts) if fold(clean(text)) == title), None)
    if start is None:
        return None
    headline = texts[start][0]
    first_words = fold(out.paragraphs[0])[:60] if out.paragraphs else None
    before = texts[max(0, start - 8) : start][::-1]
    for near in (texts[start + 1 : start + 1 + NEAR], before):
        for node, _ in near:
            text = page.repair(clean(_line_of(node)))
            if first_words and near is not before and fold(text).startswith(first_words):
                break  # the text of the article has begun: its dates are not the page's
            if len(text) > MAX_DATE_TEXT or is_hidden(node) or _inside_link(node):
                continue
            if CLOCK.search(text) or (near is before and not _beside(node, headline)):
                continue
            if date := ctx.published(text):
                return date
    return None


def _beside(node: LexborNode, headline: LexborNode) -> bool:
    """Whether ``node``, which precedes the headline, belongs to its article and not to the page.

    Banners show the day of the visit above every article; it must not become the article's.
    """
    boxes: list[LexborNode] = []
    box = headline.parent
    while box is not None and len(boxes) < BESIDE and box.tag not in ("body", "html", "form"):
        boxes.append(box)
        box = box.parent
    current: LexborNode | None = node
    while current is not None and current.tag not in ("body", "html"):
        if any(current == box for box in boxes):
            return True
        attributes = current.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if current.tag == "header" or BANNER.search(name):
            return False
        current = current.parent
    return False


def _line_of(node: LexborNode) -> str:
    """The text of the smallest element around ``node`` that reads as one line."""
    parent = node.parent
    if node.tag in ("span", "b", "strong", "em", "i", "time", "font", "a") and parent is not None:
        text = parent.text()
        if len(text) <= MAX_DATE_TEXT:
            return text
    return node.text()


def _inside_link(node: LexborNode) -> bool:
    current: LexborNode | None = node
    for _ in range(3):
        if current is None:
            return False
        if current.tag in ("a", "li"):
            return True
        current = current.parent
    return False


def _author(page: Page, ctx: Context, css: str) -> tuple[Byline, ...]:
    texts = [page.text(node) for node in page.select(css)[:5]]
    names = [
        byline
        for text in dict.fromkeys(texts)
        if 0 < len(text) <= 100
        for byline in parse_byline(text, site_names=ctx.site_names)
    ]
    return sane_bylines(names, ctx.site_names)


def _signed(page: Page, ctx: Context, out: Findings) -> tuple[Byline, ...]:
    return sane_bylines(signing_line(page, ctx, out), ctx.site_names)
