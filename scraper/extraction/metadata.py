"""Second layer: what the page says of itself to machines.

JSON-LD, Open Graph, microdata, Dublin Core and ``<time>``. Read only where the rules of profile and
family left a field empty, since portals fill these carelessly (NukeViet's ``meta author`` is the
site's name on every page).
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from scraper.extraction.sanity import sane_bylines, sane_section, sane_title
from scraper.text import clean, parse_byline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scraper.extraction.findings import Findings
    from scraper.extraction.page import Page
    from scraper.extraction.rules import Context
    from scraper.model import Byline, PublishedAt

    Rules = tuple[tuple[str, str, str | None], ...]
    """Name, selector, and attributes of which the first that is there counts."""

    Find = Callable[[Context, Findings, Iterator[str]], object]

ARTICLE_TYPES = frozenset(
    ("article", "newsarticle", "blogposting", "reportagenewsarticle", "report", "govnewsarticle",
     "advertisercontentarticle", "analysisnewsarticle", "technicalarticle", "pressrelease")
)  # fmt: skip
MAX_JSON = 500_000
MAX_OBJECTS = 500

TITLE = (
    ("og:title", "meta[property='og:title']", "content"),
    ("itemprop headline", "[itemprop~='headline']", None),
    ("DC.title", "meta[name='DC.title' i], meta[name='dcterms.title' i]", "content"),
)
DC_DATE = ", ".join(
    f"meta[name='{name}' i]"
    for name in ("DC.date.issued", "dcterms.issued", "DC.date", "dcterms.date", "DC.date.created", "dcterms.created")
)  # fmt: skip
META_DATE = ", ".join(
    f"meta[name='{name}' i]"
    for name in ("pubdate", "publishdate", "publish-date", "date", "article:published_time")
)
PUBLISHED = (
    ("article:published_time", "meta[property='article:published_time']", "content"),
    ("itemprop datePublished", "[itemprop~='datePublished']", "content datetime"),
    ("DC.date", DC_DATE, "content"),
    ("meta date", META_DATE, "content"),
    ("time pubdate", "time[pubdate], time.published, time.entry-date, time.post-date", "datetime"),
)  # fmt: skip
UPDATED = (
    ("article:modified_time", "meta[property='article:modified_time']", "content"),
    ("itemprop dateModified", "[itemprop~='dateModified']", "content datetime"),
)
AUTHOR = (
    ("itemprop author", "[itemprop~='author'] [itemprop~='name'], [itemprop~='author']", "content"),
    ("article:author", "meta[property='article:author']", "content"),
    ("meta author", "meta[name='author' i]", "content"),
    ("DC.creator", "meta[name='DC.creator' i], meta[name='dcterms.creator' i]", "content"),
)
SECTION = (
    ("article:section", "meta[property='article:section']", "content"),
    ("itemprop articleSection", "[itemprop~='articleSection']", "content"),
)
TAGS = (
    ("article:tag", "meta[property='article:tag']", "content"),
    ("rel=tag", "a[rel~='tag']", None),
)


def apply_metadata(
    page: Page, ctx: Context, out: Findings, unwanted: frozenset[str] = frozenset()
) -> None:
    """Fill the empty fields of ``out`` from the page's metadata, ``unwanted`` ones apart."""
    data = _json_ld(page)
    if data:
        _from_json_ld(data, ctx, out, unwanted)
    for field, rules, find in FINDERS:
        if field in unwanted or not out.lacks(field):
            continue
        for name, css, attrs in rules:
            values = _values(page, css, attrs)
            if out.offer(field, f"metadata {name}", partial(find, ctx, out, values)):
                break
    if out.lacks("language"):
        out.offer("language", "metadata html lang", partial(_language, page))


def _values(page: Page, css: str, attrs: str | None) -> Iterator[str]:
    """The values of the named attributes, or the text where an element has none of them."""
    for node in page.select(css)[:50]:
        attributes = node.attributes
        raw = next((attributes[a] for a in (attrs or "").split() if attributes.get(a)), None)
        if raw is None and node.tag != "meta":
            raw = page.text(node)
        value = page.repair(clean(raw or ""))
        if value:
            yield value


def _title(ctx: Context, out: Findings, values: Iterator[str]) -> str | None:
    del out
    value = next(values, None)
    if value is None:
        return None
    for site in sorted(ctx.site_names, key=len, reverse=True):
        for separator in (" - ", " – ", " | ", " — ", " :: "):
            value = value.removesuffix(separator + site)
    return None if value in ctx.site_names else sane_title(value)


def _date(ctx: Context, out: Findings, values: Iterator[str]) -> PublishedAt | None:
    del out
    for value in values:
        if date := ctx.iso(value) or ctx.published(value):
            return date
    return None


def _section(ctx: Context, out: Findings, values: Iterator[str]) -> tuple[str, ...]:
    names = list(values)[:1]
    return sane_section(names, title=out.title, site_names=ctx.site_names)


def _language(page: Page) -> str:
    node = page.first("html[lang]")
    lang = (node.attributes.get("lang") or "") if node is not None else ""
    return lang.partition("-")[0].lower()[:3]


def _author(ctx: Context, out: Findings, values: Iterator[str]) -> tuple[Byline, ...]:
    del out
    short = dict.fromkeys(v for v in values if len(v) <= 150 and "://" not in v)
    names = [b for v in short for b in parse_byline(v, site_names=ctx.site_names)]
    return sane_bylines(names, ctx.site_names)


def _tags(ctx: Context, out: Findings, values: Iterator[str]) -> tuple[str, ...]:
    del ctx, out
    return tuple(dict.fromkeys(v for v in values if len(v) <= 100))


FINDERS: tuple[tuple[str, Rules, Find], ...] = (
    ("title", TITLE, _title),
    ("published", PUBLISHED, _date),
    ("updated", UPDATED, _date),
    ("section", SECTION, _section),
    ("bylines", AUTHOR, _author),
    ("tags", TAGS, _tags),
)
"""Fields with the places that may hold them, and how their values are read."""


def _json_ld(page: Page) -> dict[str, Any] | None:
    """The first JSON-LD object that describes an article."""
    if "ld+json" not in page.html:
        return None
    for node in page.select("script[type='application/ld+json' i]")[:20]:
        text = node.text(deep=True)
        if len(text) > MAX_JSON:
            continue
        try:
            data = json.loads(text.strip().strip(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common and says nothing about the rest of the page
        for item in _objects(data):
            kinds = item.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(n, str) and n.lower() in ARTICLE_TYPES for n in names):
                return item
    return None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, the outermost first."""
    waiting = [data]
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield item
            waiting += [v for k, v in item.items() if k in ("@graph", "mainEntity", "hasPart")]


def _from_json_ld(
    data: dict[str, Any], ctx: Context, out: Findings, unwanted: frozenset[str]
) -> None:
    def text(name: str) -> str:
        value = data.get(name)
        return clean(value) if isinstance(value, str) else ""

    out.offer("title", "metadata json-ld headline", lambda: sane_title(text("headline")))
    for field, name in (("published", "datePublished"), ("updated", "dateModified")):
        out.offer(field, f"metadata json-ld {name}", partial(ctx.iso, text(name)))
    sections = data.get("articleSection")
    names = [sections] if isinstance(sections, str) else sections
    if isinstance(names, list):
        out.offer(
            "section",
            "metadata json-ld articleSection",
            lambda: sane_section(
                [n for n in names if isinstance(n, str)][:1],
                title=out.title,
                site_names=ctx.site_names,
            ),
        )
    if "bylines" not in unwanted:
        out.offer("bylines", "metadata json-ld author", lambda: _people(data, ctx))
    keywords = data.get("keywords")
    if isinstance(keywords, str):
        keywords = keywords.split(",")
    if isinstance(keywords, list):
        words = [clean(k) for k in keywords if isinstance(k, str)]
        out.offer(
            "tags",
            "metadata json-ld keywords",
            lambda: tuple(dict.fromkeys(w for w in words if 0 < len(w) <= 100)),
        )


def _people(data: dict[str, Any], ctx: Context) -> tuple[Byline, ...]:
    """Authors of type Person; an organisation that is the publisher itself is no author."""
    authors = data.get("author")
    names: list[Byline] = []
    for author in authors if isinstance(authors, list) else [authors]:
        if isinstance(author, dict):
            if author.get("@type") in (
                "Organization",
                "GovernmentOrganization",
                "NewsMediaOrganization",
            ):
                continue
            author = author.get("name")  # noqa: PLW2901  # the name is all that is used
        if isinstance(author, str) and len(author) <= 150 and "://" not in author:
            names += parse_byline(clean(author), site_names=ctx.site_names)
    return sane_bylines(names, ctx.site_names)
