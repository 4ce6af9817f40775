"""Carry out the rules of a profile or family on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scraper.extraction.plans import rules_for
from scraper.extraction.sanity import sane_bylines, sane_paragraphs, sane_section, sane_title
from scraper.extraction.sections import sections_above
from scraper.model import Byline, Image, PublishedAt
from scraper.text import (
    byline_paragraph,
    clean,
    parse_byline,
    parse_iso,
    parse_published,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from scraper.extraction.findings import Findings
    from scraper.extraction.page import Page
    from scraper.portals import Layout, Profile, Rule

    Fields = Mapping[str, tuple[tuple[Rule, str], ...]]
    """Field to the rules to try, each with its name for provenance."""

MAX_NOT_SIGNING = 200
MAX_ARROWS = 4
"""Characters that may stand beside a breadcrumb's link: " » ", " / "."""

MAX_VALUE = 2_000
"""Characters of a field that is not the body; longer ones are some other box."""

MAX_HOME = 200
HOME = re.compile(
    r"https?://[^/?#]+(?:/(?:(?:index|default)\.(?:html?|php|aspx?))?)?", re.IGNORECASE
)
"""The address of a portal's front page, and the most characters of a link that can be one."""

MAX_FIELD_NODES = 200
"""Elements that are read for a field of one line; tags and links of a page are some tens."""

MAX_SEARCHED = 500
"""Characters in which a rule's pattern is looked for: patterns may cost more than the square of them."""

OFFSET = re.compile(r"\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?([+-])((?!00)[01]\d):?00$")
"""An offset from UTC of whole hours at the end of an ISO 8601 time."""


@lru_cache(maxsize=2_048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


NOT_SIGNING = "tr, td, th, h1, h2, h3, h4, h5, h6, figcaption, caption, dt"
SAYS_SO = re.compile(
    r"\W*(?:by|text|story|words|photos?|von|texte?|par|por|texto|autor\w*|author\w*|auteur\w*|source|"
    r"quelle|fuente|theo|nguồn|tin|bài|ảnh|tác giả|thực hiện)\b",
    re.IGNORECASE,
)
"""How a line begins that says what its names are."""


@dataclass(slots=True)
class Context:
    """What reading a page needs besides the page: the portal, and when it was fetched."""

    profile: Profile
    site_names: tuple[str, ...]
    now: datetime

    def published(self, text: str) -> PublishedAt | None:
        """The date that ``text``, the content of a date element, shows."""
        profile = self.profile
        return parse_published(
            text[:MAX_VALUE],
            zone=profile.timezone,
            languages=(profile.language,),
            date_order=profile.date_order,
            now=self.now,
        )

    def iso(self, text: str) -> PublishedAt | None:
        """The date of a machine-readable attribute, if it is plausible."""
        text = text[:200].strip()
        zone = self.profile.timezone
        if not self.profile.home and (offset := OFFSET.search(text)):
            # Nobody has said where this portal is: the page's own offset tells better than a guess.
            zone = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
        found = parse_iso(text, zone=zone)
        if found is None or found.day.year < 1990:
            return None
        latest = self.now.astimezone(ZoneInfo(self.profile.timezone)).date()
        return found if (found.day - latest).days <= 2 else None


def nodes_of(page: Page, rule: Rule) -> list[LexborNode]:
    """The elements that ``rule`` selects, cut down to those it takes; none without a selector."""
    if rule.css is None:
        return []
    if rule.take == "first" and rule.label is None:
        node = page.first(rule.css)
        return [] if node is None else [node]
    nodes = page.select(rule.css)
    return nodes[-1:] if rule.take == "last" and rule.label is None else nodes


def values_of(page: Page, rule: Rule, *, but_home: bool = False) -> Iterator[str]:
    """The texts that ``rule`` finds, in order, none of them empty.

    Args:
        page: the page.
        rule: where and how to look.
        but_home: leave out links to the portal's front page (the first of a breadcrumb).
    """
    if rule.url is not None:
        if match := _compiled(rule.url).search(page.url):
            yield match.group(1) if match.groups() else match.group()
        return
    nodes = nodes_of(page, rule)
    if len(nodes) > MAX_FIELD_NODES:  # a broken page, on which they may stand in one another
        nodes = nodes[-MAX_FIELD_NODES:] if rule.take == "last" else nodes[:MAX_FIELD_NODES]
    if but_home:
        nodes = [node for node in nodes if not _leads_home(page, node)]
    found = [value for node in nodes if (value := _value(page, rule, node))]
    if rule.take != "all":
        found = found[:1] if rule.take == "first" else found[-1:]
    for value in found:
        if rule.split is None:
            yield value
        else:
            yield from (part for part in map(str.strip, value.split(rule.split)) if part)


def _leads_home(page: Page, node: LexborNode) -> bool:
    """Whether ``node`` is, or only holds, a link to a front page, in whatever language it says so."""
    link = node if node.tag == "a" else node.css_first("a[href]")
    if link is None or len(page.text(node)) > len(page.text(link)) + MAX_ARROWS:
        return False  # the whole breadcrumb
    href = (link.attributes.get("href") or "").strip()
    if not href or href[0] == "#" or len(href) > MAX_HOME:
        return False
    url = page.absolute(href)
    return url is not None and HOME.fullmatch(url) is not None


def _value(page: Page, rule: Rule, node: LexborNode) -> str:
    """What ``rule`` takes from one element, or '' when its label or pattern is not there."""
    value = (
        clean(page.repair(node.attributes.get(rule.attr) or "")) if rule.attr else page.text(node)
    )
    if rule.label is not None:
        at = value.casefold().find(rule.label.casefold())
        if at < 0:
            return ""
        value = value[at + len(rule.label) :].lstrip(" :;-–—")
    if rule.regex is not None:
        match = _compiled(rule.regex).search(value[:MAX_SEARCHED])
        if match is None:
            return ""
        value = (match.group(1) if match.groups() else match.group()).strip()
    return value


def apply_layout(page: Page, layout: Layout, owner: str, ctx: Context, out: Findings) -> None:
    """Fill in ``out`` what ``layout`` finds; ``owner`` begins each provenance entry."""
    fields = rules_for(page, layout)
    for name in ("title", "body", "lead", "section", "published", "updated"):
        for rule, label in fields.get(name, ()):
            if _FILL[name](page, rule, ctx, out, f"{owner} {label}"):
                break
    _bylines(page, fields, owner, ctx, out)
    for rule, label in fields.get("tags", ()):
        tags = tuple(dict.fromkeys(v for v in values_of(page, rule) if len(v) <= 100))
        if out.offer("tags", f"{owner} {label}", partial(tuple, tags)):
            break
    for rule, label in fields.get("language", ()):
        value = next(iter(values_of(page, rule)), "")
        out.offer("language", f"{owner} {label}", partial(str, value))
    _lead_image(page, fields, owner, out)


def _title(page: Page, rule: Rule, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    return out.offer("title", source, lambda: sane_title(next(iter(values_of(page, rule)), "")))


def _body(page: Page, rule: Rule, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    if out.paragraphs or rule.css is None:
        return bool(out.paragraphs)
    nodes = _outermost(nodes_of(page, rule))
    paragraphs = [p for node in nodes for p in page.paragraphs(node)]
    if sum(map(len, paragraphs)) == 0:
        return False
    out.body_nodes = nodes
    out.paragraphs = sane_paragraphs(paragraphs, out.title)
    out.provenance["body"] = source
    return True


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The elements that stand in no other of ``nodes``, which would repeat their text."""
    if len(nodes) < 2:
        return nodes
    chosen = {node.mem_id for node in nodes}
    kept: list[LexborNode] = []
    for node in nodes:
        box = node.parent
        while box is not None and box.mem_id not in chosen:
            box = box.parent
        if box is None:
            kept.append(node)
    return kept


def _lead(page: Page, rule: Rule, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    return out.offer(
        "lead", source, lambda: " ".join(v for v in values_of(page, rule))[: 5 * MAX_VALUE] or None
    )


def _section(page: Page, rule: Rule, ctx: Context, out: Findings, source: str) -> bool:
    def find() -> tuple[str, ...]:
        names = list(values_of(page, rule, but_home=True))
        if len(names) == 1:
            link = next(
                (node for node in nodes_of(page, rule) if not _leads_home(page, node)), None
            )
            names = [*sections_above(page, link, ctx.profile), *names]
        return sane_section(
            names,
            title=out.title,
            site_names=ctx.site_names,
            skip=rule.skip,
        )

    return out.offer("section", source, find)


def _date(name: str, page: Page, rule: Rule, ctx: Context, out: Findings, source: str) -> bool:
    def find() -> PublishedAt | None:
        for value in values_of(page, rule):
            machine = rule.attr is not None or rule.url is not None
            if date := (ctx.iso(value) if machine else None) or ctx.published(value):
                return date
        return None

    return out.offer(name, source, find)


_FILL = {
    "title": _title,
    "body": _body,
    "lead": _lead,
    "section": _section,
    "published": lambda *a: _date("published", *a),
    "updated": lambda *a: _date("updated", *a),
}


def _bylines(page: Page, fields: Fields, owner: str, ctx: Context, out: Findings) -> None:
    """Author rules until one gives an author; photographer and source rules add to them."""
    found: list[Byline] = list(out.bylines)
    for rule, label in fields.get("byline", ()):
        if any(b.kind in ("author", "organisation") for b in found):
            break
        names = _byline_of(page, rule, ctx, out)
        if new := [b for b in sane_bylines(names, ctx.site_names) if b not in found]:
            found += new
            out.provenance.setdefault("bylines", f"{owner} {label}")
    for name, kind in (("photographer", "photographer"), ("source", "source")):
        if any(b.kind == kind for b in found):
            continue
        for rule, label in fields.get(name, ()):
            if value := next(iter(values_of(page, rule)), None):
                new_byline = Byline(value, None, kind)  # type: ignore[arg-type]
                if len(value) <= 200 and new_byline not in found:
                    found.append(new_byline)
                    out.provenance.setdefault(name, f"{owner} {label}")
                break
    out.bylines = tuple(found)


def _byline_of(page: Page, rule: Rule, ctx: Context, out: Findings) -> Sequence[Byline]:
    if rule.in_body is not None:
        if rule.in_body == "first":
            first = out.paragraphs[0] if out.paragraphs else ""
            return parse_byline(first, site_names=ctx.site_names) if len(first) < 120 else ()
        return signing_line(page, ctx, out)
    names: list[Byline] = []
    for value in values_of(page, rule):
        if len(value) <= 300:
            names += parse_byline(value, site_names=ctx.site_names)
    return names


def signing_line(page: Page, ctx: Context, out: Findings) -> tuple[Byline, ...]:
    """The names in the line that signs the body.

    Cells of tables, headings and captions sign nothing. A bare name as last line is a custom of the
    Vietnamese press; elsewhere only a line that says "By …" or the like counts.
    """
    lines = out.paragraphs
    signed = byline_paragraph(lines, site_names=ctx.site_names)
    if signed is None:
        return ()
    if out.body_nodes:
        # From the end, where a signature stands; a body may nest thousands of tables.
        nodes = [n for top in out.body_nodes for n in top.css(NOT_SIGNING)[-MAX_NOT_SIGNING:]]
        unsigned = {page.text(n) for n in nodes}
        if lines[signed[0]] in unsigned:
            lines = [line for line in lines if line not in unsigned]
            signed = byline_paragraph(lines, site_names=ctx.site_names)
            if signed is None:
                return ()
    if ctx.profile.language != "vi" and not SAYS_SO.match(lines[signed[0]]):
        return ()
    return signed[1]


def _lead_image(page: Page, fields: Fields, owner: str, out: Findings) -> None:
    for rule, label in fields.get("image", ()):
        for node in nodes_of(page, rule):
            address = node.attributes.get(rule.attr or "src") or node.attributes.get("data-src")
            url = page.absolute(address)
            if url is None:
                continue
            caption = next(
                (v for r, _ in fields.get("caption", ()) for v in values_of(page, r)), None
            )
            alt = clean(node.attributes.get("alt") or "") or None
            out.images = (Image(url, caption=caption, alt=alt), *out.images)
            out.provenance.setdefault("images", f"{owner} {label}")
            return
