"""Last layer: fields of a page that no profile, family or metadata explains.

The body comes from trafilatura (``fast``), on a tree from which the boxes around the article are
already cut; title, date, section and byline from where every news page has them: at its headline.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from scraper.extraction.boxes import prune
from scraper.extraction.dense import densest
from scraper.extraction.page import HIDDEN
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
    from datetime import date

    from lxml.html import HtmlElement
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
MAX_DATE_LINE = 60
CLOCK = re.compile(r"hôm nay|bây giờ|today\b|right now|heute\b|aujourd.hui", re.IGNORECASE)
BANNER = re.compile(
    r"(?:^|\s)(?:(?:site|top|main|global)[_-]?)?header(?:\s|$)|banner|masthead|top-?bar|clock|today|"
    r"hom-?nay|date-?now|calendar",
    re.IGNORECASE,
)
"""What says that a date is the day on which the page was served, and where such clocks stand."""

CHANGED = re.compile(r"updat|modif|chang|edit", re.IGNORECASE)
"""How a ``<time>`` is called that tells of a later change."""

MAX_STAMPS = 50
BESIDE = 3
"""Levels above a headline up to which the box of its article is looked for."""
MODIFIED = re.compile(
    r"modifi|updated|changed|archived|expire|(?:ge|ver)ändert|aktualisiert|bearbeitet|mise? à jour|actualizad|aggiornat|atualizad|"
    r"gewijzigd|bewerkt|ändrad|endret",
    re.IGNORECASE,
)
PUBLISHED = re.compile(r"publi|posted|pubblicat|veröffentlicht|gepubliceerd", re.IGNORECASE)
"""Labels of the languages that tell a change from the publication; Vietnamese portals write
"Ngày cập nhật" for either."""

NOT_XML = bytes(c for c in range(0x20) if c not in b"\t\n\r")
NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What lxml reads but does not let trafilatura write, in UTF-8."""

MAX_ELEMENTS = 6_000
"""Elements of the pruned page that trafilatura reads; articles have some hundreds. Its cost grows with
the square of a table's cells: 0.4 s for 8,000, and 8 minutes were not enough for 300,000."""

MAX_TEXTS = 5_000
"""Runs of text in which the headline is looked for."""

INLINE = frozenset(("span", "b", "strong", "em", "i", "time", "font", "a"))
CRUMBS = (
    "[itemtype*='BreadcrumbList'] [itemprop=name]",
    ".breadcrumb a, .breadcrumbs a, #breadcrumb a, #breadcrumbs a",
    "nav[aria-label*='readcrumb' i] a, nav[aria-labelledby*=breadcrumb] a, [class*=breadcrumb] a",
)
AUTHORS = (
    "[rel=author]", ".author-name", ".byline", ".post-author", ".entry-author", ".author",
    ".field--name-field-author", ".tac-gia", ".tacgia",
)  # fmt: skip


def apply_generic(page: Page, ctx: Context, out: Findings, *, bylines: bool = True) -> None:
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
    if not (out.paragraphs and out.published):
        _body_and_date(page, ctx, out)
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


@lru_cache(maxsize=1)
def _parser() -> etree.HTMLParser:
    """A parser of trees that trafilatura takes as they are.

    lxml.html's own asks a Python function for the class of each element that is touched, which is
    a good part of what reading a page costs.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _body_and_date(page: Page, ctx: Context, out: Findings) -> None:
    """Fill body and date from the page without the boxes around the article."""
    tree = _pruned(page)
    if tree is None:
        return
    generic = not out.paragraphs
    if generic:
        found, extractor = _body(page, tree)
        if found:
            out.paragraphs = sane_paragraphs(found, out.title)
            out.provenance["body"] = f"generic {extractor}"
    rule = "generic date near the headline"
    out.offer("published", rule, partial(_date, page, tree, ctx, out))
    if generic:
        out.paragraphs = _without_date_line(ctx, out)


def _without_date_line(ctx: Context, out: Findings) -> list[str]:
    """The body without a line above it that only gives the date."""
    first = out.paragraphs[0] if out.paragraphs else ""
    if 0 < len(first) <= MAX_DATE_LINE < len("".join(out.paragraphs)) and out.published:
        return out.paragraphs[1:] if ctx.published(first) == out.published else out.paragraphs
    return out.paragraphs


def _pruned(page: Page) -> HtmlElement | None:
    """The page without the boxes around the article, as a tree that trafilatura takes as it is."""
    markup = (page.tree.html or "").encode("utf-8", "replace").translate(None, NOT_XML)
    for character in NONCHARACTERS:
        markup = markup.replace(character, b"")
    if not markup:
        return None
    try:
        tree = html.document_fromstring(markup, parser=_parser())
    except etree.ParserError:  # "Document is empty"
        return None
    body = tree.find("body")
    if body is None:
        return None
    if (head := tree.find("head")) is not None:
        tree.remove(head)  # nobody reads it here, and trafilatura would copy it three times
    prune(body)
    return tree


@lru_cache(maxsize=1)
def _options() -> Any:
    """Trafilatura's settings, made once: it reads a configuration file for each new one."""
    from trafilatura.settings import Extractor  # noqa: PLC0415  # slow to import

    return Extractor(output_format="python", fast=True, comments=False, tables=True)


def _body(page: Page, tree: HtmlElement) -> tuple[list[str], str]:
    """The paragraphs of the article, and the name of the extractor that found them."""
    body = tree.find("body")
    dense = densest(body)
    cheap = sum(1 for _ in itertools.islice(body.iter(), MAX_ELEMENTS)) < MAX_ELEMENTS
    if cheap and not dense.sure:
        import trafilatura  # noqa: PLC0415  # slow to import, and seldom needed

        document = trafilatura.bare_extraction(tree, options=_options())
        text = page.repair(getattr(document, "text", None) or "")
        paragraphs = [paragraph for line in text.split("\n") if (paragraph := clean(line))]
        if sum(map(len, paragraphs)) >= MIN_BODY:
            return paragraphs, "trafilatura"
    paragraphs = [page.repair(paragraph) for paragraph in dense.paragraphs]
    return (paragraphs if sum(map(len, paragraphs)) >= MIN_BODY else []), "density"


def _crumbs(page: Page, ctx: Context, out: Findings, css: str) -> tuple[str, ...]:
    names = [page.text(node) for node in page.select(css)[:10]]
    return sane_section(list(dict.fromkeys(names)), title=out.title, site_names=ctx.site_names)


def _texts(top: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Elements with a run of text directly in them, in document order."""
    for element in itertools.islice(top.iter("*"), 4 * MAX_TEXTS):
        if text := (element.text or "").strip():
            yield element, text
        parent = element.getparent()
        if parent is not None and element is not top and (tail := (element.tail or "").strip()):
            yield parent, tail


def _date(page: Page, tree: HtmlElement, ctx: Context, out: Findings) -> PublishedAt | None:
    """The first date at the headline: in an element named for it, or short and by itself."""
    body = tree.find("body")
    if body is None or not out.title:
        return None
    title = fold(out.title)
    texts = list(itertools.islice(_texts(body), MAX_TEXTS))
    start = next(
        (i for i, (_, text) in enumerate(texts)
         if len(text) < 2 * len(out.title) + 80 and fold(clean(text)) == title), None,
    )  # fmt: skip
    if start is None:
        return None
    headline = texts[start][0]
    first_words = fold(next((p for p in out.paragraphs if len(p) >= MIN_BODY), ""))[:60]
    before = texts[max(0, start - 8) : start][::-1]
    for near in (texts[start + 1 : start + 1 + NEAR], before):
        for element, _ in near:
            if stamp := _stamp(element):
                if (near is not before or _beside(element, headline)) and (found := ctx.iso(stamp)):
                    # An earlier one beside it: of an event and the report on it, who knows which.
                    others = [ctx.iso(s) for e, _ in texts if (s := _stamp(e))]
                    earlier = any(other and other.day < found.day for other in others)
                    return None if earlier else found
                continue
            text = page.repair(clean(_line_of(element)))
            if first_words and near is not before and fold(text).startswith(first_words):
                break  # the text of the article has begun: its dates are not the page's
            if len(text) > MAX_DATE_TEXT or _is_hidden(element) or _inside_link(element):
                continue
            if CLOCK.search(text) or (near is before and not _beside(element, headline)):
                continue
            if found := ctx.published(_but_changes(text)):
                return found
    return _only_stamp(body, ctx)


def _stamp(element: HtmlElement) -> str | None:
    """What a ``<time>`` around ``element`` says to machines, unless it is that of a change or a list."""
    current: HtmlElement | None = element
    for _ in range(BESIDE):
        if current is None or current.tag == "li":
            return None
        if current.tag == "time":
            changed = CHANGED.search(current.get("class") or "")
            parent = current.getparent()
            in_list = parent is not None and parent.tag == "li"
            return None if changed or in_list or _in_teaser(current) else current.get("datetime")
        current = current.getparent()
    return None


def _in_teaser(element: HtmlElement) -> bool:
    """Whether a linked headline stands in the box of ``element``: it tells of another article."""
    box = element.getparent()
    for _ in range(BESIDE):
        if box is None or box.tag in ("body", "article", "main"):
            return False
        if any(heading.find(".//a") is not None for heading in box.iter("h2", "h3", "h4")):
            return True
        box = box.getparent()
    return False


def _only_stamp(body: HtmlElement, ctx: Context) -> PublishedAt | None:
    """The machine-readable time of a page that has just one, teasers of other articles apart.

    Block themes print it below the article.
    """
    found: dict[date, PublishedAt] = {}
    for element in itertools.islice(body.iter("time"), MAX_STAMPS):
        stamp = _stamp(element)
        if stamp is None or (published := ctx.iso(stamp)) is None:
            continue
        found.setdefault(published.day, published)
    return next(iter(found.values())) if len(found) == 1 else None


def _beside(element: HtmlElement, headline: HtmlElement) -> bool:
    """Whether ``element``, which precedes the headline, belongs to its article and not to the page.

    Banners show the day of the visit above every article; it must not become the article's.
    """
    boxes: list[HtmlElement] = []
    box = headline.getparent()
    while box is not None and len(boxes) < BESIDE and box.tag not in ("body", "html", "form"):
        boxes.append(box)
        box = box.getparent()
    current: HtmlElement | None = element
    while current is not None and current.tag not in ("body", "html"):
        if current in boxes:
            return True
        name = f"{current.get('class') or ''} {current.get('id') or ''}"
        if current.tag == "header" or BANNER.search(name):
            return False
        current = current.getparent()
    return False


def _but_changes(text: str) -> str:
    """``text`` without the date of a change, which is not that of publication: rather none."""
    change = MODIFIED.search(text)
    if change is None:
        return text
    publication = PUBLISHED.search(text, change.end())
    return text[publication.start() :] if publication else text[: change.start()]


def _line_of(element: HtmlElement) -> str:
    """The text of the smallest element around ``element`` that reads as one line."""
    parent = element.getparent()
    if element.tag in INLINE and parent is not None:
        text = _short_text(parent)
        if len(text) <= MAX_DATE_TEXT:
            return text
    return _short_text(element)


def _short_text(element: HtmlElement) -> str:
    """The text of an element, of a long one no more than shows that it is too long."""
    return "".join(itertools.islice(element.itertext(), MAX_DATE_TEXT))


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and HIDDEN.search(style))


def _inside_link(element: HtmlElement) -> bool:
    current: HtmlElement | None = element
    for _ in range(3):
        if current is None:
            return False
        if current.tag in ("a", "li"):
            return True
        current = current.getparent()
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
