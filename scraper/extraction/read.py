"""One page and one profile in, one article out: the layers in order, merged field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.errors import LoaError
from scraper.extraction.container import body_element
from scraper.extraction.findings import Findings
from scraper.extraction.generic import MIN_BODY, apply_generic
from scraper.extraction.media import attachments_in, images_in, links_in
from scraper.extraction.metadata import apply_metadata
from scraper.extraction.page import Page
from scraper.extraction.plans import Plan, plan_for
from scraper.extraction.refuse import (
    check_address,
    check_generic_listing,
    check_headline,
    check_layout,
    check_soft_error,
    check_unknown_address,
)
from scraper.extraction.rules import Context, apply_layout, nodes_of, values_of
from scraper.model import Article, Attachment, Image, Link, NotAnArticle
from scraper.portals import (
    Address,
    Layout,
    Locale,
    Profile,
    RuleSet,
    canonical_url,
    detect,
    families,
    guess_locale,
    load_profile,
    profile_for,
    site_host,
)
from scraper.text import clean, find_documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.extraction.known_links import KnownLinks
    from scraper.portals.rules import FieldName

ENOUGH_BODY = 1
"""Characters of body that rules of a profile or family must give: their word is taken."""

MAX_CITING = 300_000
"""Characters of text in which cited documents are looked for; no article is that long."""

NAMED = (
    "meta[property='og:site_name']",
    "meta[name='application-name']",
    "[itemprop~='publisher'] [itemprop~='name']",
)
"""Where pages say what their portal calls itself."""


def extract(
    html: bytes | str,
    url: str,
    profile: Profile | str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
) -> Article:
    """Read one article page.

    The layers, first come first served for each field: the profile's rules, its family's rules, the
    page's metadata, the generic fallback. Without a profile, the one whose host matches is taken,
    else the family that the page's markup shows.

    Args:
        html: the page, bytes as received or decoded text.
        url: its absolute address.
        profile: a profile, its name, or None.
        content_type: the HTTP header of that name, for the charset of bytes.
        fetched_at: when the page was fetched (aware; default: now), for "hôm qua" and for refusing
            dates in the future.

    Returns:
        The article, every field with the rule that gave it in ``provenance``.

    Raises:
        NotAnArticle: the page is something else; ``.reason`` says what.
        LoaError: ``url`` is not an http address, or ``profile`` is not a known name.
    """
    try:
        canonical_url(url)
    except ValueError as error:
        raise LoaError(f"{url!r} is not a page's address: {error}") from error
    page = Page(html, url, content_type)
    known = load_profile(profile) if isinstance(profile, str) else profile or profile_of(page)
    return _article(page, known, fetched_at or datetime.now(UTC))


@dataclass(slots=True)
class PageReading:
    """Everything that a crawl wants to know of one page.

    Exactly one of ``article`` and ``refusal`` is set.
    """

    article: Article | None
    refusal: NotAnArticle | None
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    counters: Mapping[str, int] = field(default_factory=dict)


def read_page(
    payload: bytes | str | Page,
    url: str,
    profile: Profile | None = None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    counters: bool = True,
    known_links: KnownLinks | None = None,
) -> PageReading:
    """Read a page of whatever kind: its article or why there is none, its links, its counters.

    Never raises for what a portal may send. Visitor counters stand anywhere on a page, so that
    looking for them costs as much as reading the article; ``counters`` says whether to.
    Of some 300 links on a page most are those of its menu, which a crawl knows by its second page:
    ``known_links`` are left out. A page that is parsed already may be given,
    and is cut up by the reading.
    """
    try:
        page = payload if isinstance(payload, Page) else Page(payload, url, content_type)
    except NotAnArticle as refusal:
        return PageReading(None, refusal)
    known = profile or profile_of(page)
    root = page.tree.root
    # Before the article is read: reading cuts boxes out of the tree, and their links with them.
    links = links_in(page, [root], known_links) if root is not None else ()
    next_page = _next_page(page, known)
    counted = _counters(page, known) if counters else {}
    article: Article | None = None
    refusal_: NotAnArticle | None = None
    try:
        article = _article(page, known, fetched_at or datetime.now(UTC))
    except NotAnArticle as error:
        # With its traceback, which knows this very function, it would keep the page in memory.
        refusal_ = error.with_traceback(None)
    return PageReading(article, refusal_, links, next_page, counted)


def profile_of(page: Page) -> Profile:
    """The profile for a page that comes without one: by host, else by the family of its markup."""
    if (known := profile_for(page.url)) is not None:
        return known
    found = detect(page.html, page.url)
    host = site_host(page.url)
    locale = guess_locale(page.html, host, found.family.country if found else "")
    return _bare_profile(host, found.family.name if found else None, locale)


@lru_cache(maxsize=1_024)
def _bare_profile(host: str, family: str | None, locale: Locale) -> Profile:
    """A profile without a home: what the page itself tells of its portal."""
    return Profile.model_construct(
        name=host,
        hosts=(host,),
        family=family,
        family_rules=families()[family] if family else None,
        language=locale.language,
        timezone=locale.timezone,
        date_order=locale.date_order,
    )


def _article(page: Page, profile: Profile, now: datetime) -> Article:
    address = profile.classify(page.url)
    check_address(address, page.url)
    ctx = Context(profile, _site_names(page, profile), now)
    out = Findings()
    used: list[Layout] = []
    related: tuple[Link, ...] = ()
    for owner, rules in profile.levels():
        name, layout = _fitting(page, rules)
        if layout is None:
            _check_listing(page, rules)
            continue
        plan = plan_for(page, layout)
        check_layout(page, plan)
        related = related or _related(page, plan)  # before boxes are cut, among them this one
        page.cut(plan.remove)
        apply_layout(page, plan, f"{owner} {name}".rstrip(), ctx, out)
        used.append(layout)
    final = {name for layout in used for name in layout.final}
    out.closed = {"bylines" if name == "byline" else name for name in final}
    by_rules = bool(out.title and out.paragraphs)
    if by_rules:
        check_headline(page, out.title or "", out.body_nodes)
    else:
        check_soft_error(page)
    if not (by_rules and out.published):
        check_unknown_address(page, profile, address)
    # Where rules say where the signature stands and it is not there, nobody signed: the looser
    # layers below would only find somebody else.
    unsigned = by_rules and not out.bylines and _has_rule(used, "byline")
    apply_metadata(page, ctx, out, _settled(used) if by_rules else frozenset())
    if not (by_rules and out.published and out.section and (out.bylines or unsigned)):
        apply_generic(page, ctx, out, bylines=not unsigned)
    length = sum(map(len, out.paragraphs))
    if not by_rules:
        check_generic_listing(page, out.paragraphs)
    if not out.title:
        raise NotAnArticle("empty", "it has no title", page.url)
    if length < (ENOUGH_BODY if by_rules else MIN_BODY):
        raise NotAnArticle("empty", "there is no text where the article should be", page.url)
    return _assemble(page, profile, address, related, out)


def _assemble(
    page: Page, profile: Profile, address: Address, related: tuple[Link, ...], out: Findings
) -> Article:
    body = "\n\n".join(out.paragraphs)
    lead = out.lead
    if lead and out.paragraphs and out.paragraphs[0] == lead:
        lead = None
        out.provenance.pop("lead", None)
    holder = None if out.body_nodes else body_element(page, out.paragraphs)
    nodes = [holder] if holder is not None else out.body_nodes
    images = _merge_images(out.images, images_in(page, nodes))
    attachments: tuple[Attachment, ...] = attachments_in(page, nodes)
    updated = out.updated if out.updated != out.published else None
    if updated is None:
        out.provenance.pop("updated", None)
    if out.language is None and profile.language:
        out.language = profile.language
        out.provenance["language"] = f"profile:{profile.name} language"
    return Article(
        url=canonical_url(page.url),
        key=_key(page, profile, address),
        portal=profile.name,
        title=out.title or "",
        body=body,
        lead=lead,
        published=out.published,
        updated=updated,
        section=out.section,
        bylines=out.bylines,
        tags=out.tags,
        language=out.language,
        images=images,
        attachments=attachments,
        related=related,
        documents=find_documents(f"{lead or ''}\n\n{body}"[:MAX_CITING], is_clean=True),
        provenance=MappingProxyType(dict(sorted(out.provenance.items()))),
    )


def _key(page: Page, profile: Profile, own: Address) -> str:
    """The article's identity.

    A print copy, an AMP page, a short link or a node number is a second address of its article; the
    canonical link of such a page names the first. The link of an ordinary article page is not
    asked: a careless one would merge different articles.
    """
    parts = urlsplit(own.url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    aliases = [p for _, rules in profile.levels() for p in rules.addresses.alias]
    second = own.kind == "ignored" or any(re.search(p, path) for p in aliases)
    if own.kind == "article" and own.key and not second:
        return own.key
    node = page.first("link[rel='canonical']") if second or own.kind == "other" else None
    href = page.absolute(node.attributes.get("href")) if node is not None else None
    if href is not None:
        named = profile.classify(href)
        plain = second and named.kind == "other" and urlsplit(named.url).path != "/"
        if named.kind == "article" or plain:
            return profile.article_key(named.url)
    return profile.article_key(page.url)


def _fitting(page: Page, rules: RuleSet) -> tuple[str, Layout | None]:
    """The first layout that the page's markup fits, and its name; no layout when none does.

    Rules without eras fit every page that has what they require: a field that is missing there is
    left to the next layer. Of eras, the one is right whose title and body are found.
    """
    for name, layout in rules.layouts:
        if not (layout.requires or rules.layout):
            return name, layout
        plan = plan_for(page, layout)
        if any(page.select_first(css) is None for css in plan.requires):
            continue
        if not rules.layout or all(
            any(step.rule.css is None or values_of(page, step) for step in plan.fields[field])
            for field in ("title", "body")
            if field in layout.fields
        ):
            return name, layout
    return "", None


def _check_listing(page: Page, rules: RuleSet) -> None:
    """Ask all eras for their marks of listings: a listing has no title and body that could fit."""
    if rules.layout:
        for _, layout in rules.layouts:
            check_layout(page, plan_for(page, layout))


def _settled(used: Sequence[Layout]) -> frozenset[str]:
    """Fields for which the rules' silence is an answer: the page has them nowhere else."""
    names: tuple[tuple[FieldName, str], ...] = (
        ("byline", "bylines"),
        ("updated", "updated"),
        ("tags", "tags"),
    )
    return frozenset(field for rule, field in names if _has_rule(used, rule))


def _has_rule(used: Sequence[Layout], name: FieldName) -> bool:
    return any(name in layout.fields for layout in used)


def _site_names(page: Page, profile: Profile) -> tuple[str, ...]:
    names = [*profile.site_names, profile.title, profile.hosts[0] if profile.hosts else ""]
    for css in NAMED:
        nodes = page.select(css)[:3]
        names += [clean(node.attributes.get("content") or page.text(node)) for node in nodes]
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= 200))


def _related(page: Page, plan: Plan) -> tuple[Link, ...]:
    for step in plan.fields.get("related", ()):
        if links := links_in(page, nodes_of(page, step)):
            return links
    return ()


def _merge_images(first: tuple[Image, ...], others: tuple[Image, ...]) -> tuple[Image, ...]:
    known = {image.url for image in first}
    return (*first, *(image for image in others if image.url not in known))


def _next_page(page: Page, profile: Profile) -> str | None:
    for _, rules in profile.levels():
        if rules.addresses.next and (node := page.first(rules.addresses.next)) is not None:
            return page.absolute(node.attributes.get("href"))
    return None


def _counters(page: Page, profile: Profile) -> dict[str, int]:
    counters: dict[str, int] = {}
    rules = [counter for _, level in profile.levels() for counter in level.counters]
    if not rules or page.tree.body is None:
        return counters
    text = " ".join(page.paragraphs(page.tree.body))
    for rule in rules:
        if rule.name not in counters and (found := re.search(rule.regex, text)):
            digits = re.sub(r"\D", "", found.group(1))
            if 0 < len(digits) <= 15:
                counters[rule.name] = int(digits)
    return counters
