"""Carry out the rules of a profile or family on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scraper.extraction.neighbours import announced
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
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from scraper.extraction.findings import Findings
    from scraper.extraction.page import Page
    from scraper.extraction.plans import Plan, Step
    from scraper.portals import Profile, Rule

    Fields = Mapping[str, tuple[Step, ...]]
    """Field to the rules to try."""

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


def nodes_of(page: Page, step: Step) -> list[LexborNode]:
    """The elements that a rule selects, cut down to those it takes; none without a selector."""
    if not step.css:
        return []
    rule = step.rule
    if rule.take == "first" and rule.label is None:
        node = page.select_first(step.css)
        return [] if node is None else [node]
    nodes = page.select_all(step.css)
    return nodes[-1:] if rule.take == "last" and rule.label is None else nodes


def _line_nodes_of(page: Page, step: Step) -> list[LexborNode]:
    """Like :func:`nodes_of`, as many as are read for a field of one line."""
    nodes = nodes_of(page, step)
    if len(nodes) > MAX_FIELD_NODES:  # a broken page, on which they may stand in one another
        last = step.rule.take == "last"
        return nodes[-MAX_FIELD_NODES:] if last else nodes[:MAX_FIELD_NODES]
    return nodes


def values_of(page: Page, step: Step) -> list[str]:
    """The texts that a rule finds, in order, none of them empty."""
    if step.rule.url is not None:
        match = _compiled(step.rule.url).search(page.url)
        return [match.group(1) if match.groups() else match.group()] if match else []
    return _values(page, step.rule, _line_nodes_of(page, step))


def first_value(page: Page, step: Step) -> str:
    """The first of the texts that a rule finds, "" when there is none."""
    return next(iter(values_of(page, step)), "")


def _values(page: Page, rule: Rule, nodes: Iterable[LexborNode]) -> list[str]:
    found = [value for node in nodes if (value := _value(page, rule, node))]
    if rule.take != "all":
        found = found[:1] if rule.take == "first" else found[-1:]
    if rule.split is None:
        return found
    return [part for value in found for part in map(str.strip, value.split(rule.split)) if part]


def _leads_home(page: Page, node: LexborNode) -> bool:
    """Whether ``node`` is, or only holds, a link to a front page, in whatever language it says so."""
    link = node if node.tag == "a" else node.css_first("a[href]")
    href = ((link.attributes.get("href") or "") if link is not None else "").strip()
    if link is None or not href or href[0] == "#" or len(href) > MAX_HOME:
        return False
    url = page.absolute(href)
    if url is None or HOME.fullmatch(url) is None:
        return False
    # Not the whole breadcrumb.
    return link is node or len(page.text(node)) <= len(page.text(link)) + MAX_ARROWS


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


def apply_layout(page: Page, plan: Plan, owner: str, ctx: Context, out: Findings) -> None:
    """Fill in ``out`` what a layout finds; ``owner`` begins each provenance entry."""
    fields = plan.fields
    for name, fill in _FILL:
        for step in fields.get(name, ()):
            if fill(page, step, ctx, out, f"{owner} {step.label}"):
                break
    _bylines(page, fields, owner, ctx, out)
    for step in fields.get("tags", ()):
        if out.lacks("tags"):
            tags = dict.fromkeys(v for v in values_of(page, step) if len(v) <= 100)
            out.offer("tags", f"{owner} {step.label}", partial(tuple, tags))
    for step in fields.get("language", ()):
        out.offer("language", f"{owner} {step.label}", partial(first_value, page, step))
    _lead_image(page, fields, owner, out)


def _title(page: Page, step: Step, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    return out.offer("title", source, lambda: sane_title(first_value(page, step)))


def _body(page: Page, step: Step, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    if out.paragraphs or not step.css:
        return bool(out.paragraphs)
    nodes = _outermost(nodes_of(page, step))
    paragraphs = [p for node in nodes for p in page.paragraphs(node)]
    if not paragraphs:
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


def _lead(page: Page, step: Step, ctx: Context, out: Findings, source: str) -> bool:
    del ctx
    return out.offer(
        "lead", source, lambda: " ".join(values_of(page, step))[: 5 * MAX_VALUE] or None
    )


def _section(page: Page, step: Step, ctx: Context, out: Findings, source: str) -> bool:
    def find() -> tuple[str, ...]:
        # Links to the portal's front page, the first of a breadcrumb, are no sections.
        nodes = [node for node in _line_nodes_of(page, step) if not _leads_home(page, node)]
        names = values_of(page, step) if step.rule.url else _values(page, step.rule, nodes)
        if len(names) == 1:
            names = [*sections_above(page, nodes[0] if nodes else None, ctx.profile), *names]
        return sane_section(
            names,
            title=out.title,
            site_names=ctx.site_names,
            skip=step.rule.skip,
        )

    return out.offer("section", source, find)


def _date(name: str, page: Page, step: Step, ctx: Context, out: Findings, source: str) -> bool:
    def find() -> PublishedAt | None:
        machine = step.rule.attr is not None or step.rule.url is not None
        for value in values_of(page, step):
            if date := (ctx.iso(value) if machine else None) or ctx.published(value):
                return date
        return None

    return out.offer(name, source, find)


_FILL = (
    ("title", _title),
    ("body", _body),
    ("lead", _lead),
    ("section", _section),
    ("published", partial(_date, "published")),
    ("updated", partial(_date, "updated")),
)
"""The fields in the order in which they are filled: section and body are read with the title known."""


def _bylines(page: Page, fields: Fields, owner: str, ctx: Context, out: Findings) -> None:
    """Author rules until one gives an author; photographer and source rules add to them."""
    found: list[Byline] = list(out.bylines)
    for step in fields.get("byline", ()):
        if any(b.kind in ("author", "organisation") for b in found):
            break
        names = _byline_of(page, step, ctx, out)
        if new := [b for b in sane_bylines(names, ctx.site_names) if b not in found]:
            found += new
            out.provenance.setdefault("bylines", f"{owner} {step.label}")
    for name, kind in (("photographer", "photographer"), ("source", "source")):
        if any(b.kind == kind for b in found):
            continue
        for step in fields.get(name, ()):
            if value := first_value(page, step):
                new_byline = Byline(value, None, kind)  # type: ignore[arg-type]
                if len(value) <= 200 and new_byline not in found:
                    found.append(new_byline)
                    out.provenance.setdefault(name, f"{owner} {step.label}")
                break
    out.bylines = tuple(found)


def _byline_of(page: Page, step: Step, ctx: Context, out: Findings) -> Sequence[Byline]:
    if step.rule.in_body is not None:
        if step.rule.in_body == "first":
            first = out.paragraphs[0] if out.paragraphs else ""
            return parse_byline(first, site_names=ctx.site_names) if len(first) < 120 else ()
        return signing_line(page, ctx, out)
    names: list[Byline] = []
    for value in values_of(page, step):
        if len(value) <= 300:
            names += parse_byline(value, site_names=ctx.site_names)
    if not names and step.css and step.rule.attr is None:
        for node in nodes_of(page, step):
            if line := announced(page, node):
                names += parse_byline(line, site_names=ctx.site_names)
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
    for step in fields.get("image", ()):
        for node in nodes_of(page, step):
            address = node.attributes.get(step.rule.attr or "src") or node.attributes.get(
                "data-src"
            )
            url = page.absolute(address)
            if url is None:
                continue
            caption = next((v for s in fields.get("caption", ()) for v in values_of(page, s)), None)
            alt = clean(node.attributes.get("alt") or "") or None
            out.images = (Image(url, caption=caption, alt=alt), *out.images)
            out.provenance.setdefault("images", f"{owner} {step.label}")
            return
