"""From what was found to the profile that says it: rules as short as they can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scraper.learning.addresses import learn_addresses
from scraper.learning.date_addresses import date_in_addresses
from scraper.learning.dates import date_order, dated_texts
from scraper.portals import Profile, canonical_url, parse_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.learning.dates import FoundDate
    from scraper.learning.evidence import Evidence
    from scraper.learning.fields import Fields
    from scraper.learning.template import Template
    from scraper.portals import Family

MAX_LINKS = 5_000
"""Different addresses that are looked at in search of lists."""

MENU_SHARE = 0.8
"""Share of pages on which a link must stand to be the template's (a menu, a footer)."""


def compose(
    bare: Profile,
    family: Family | None,
    template: Template,
    evidence: Evidence,
    fields: Fields,
    kept: frozenset[str],
) -> Profile:
    """The profile with rules for the fields that ``family`` does not fill already (``kept``)."""
    rules: dict[str, Any] = {}
    if "title" not in kept and fields.title:
        rules["title"] = fields.title.css
    for name, date in (("published", fields.published), ("updated", fields.updated)):
        if date and "published" not in kept:
            rules[name] = _date(date)
    if "published" not in kept and "published" not in rules and _misleads("published", fields):
        urls = [snapshot.page.url for snapshot in template.snapshots]
        if pattern := date_in_addresses(urls, datetime.now(UTC).date()):
            rules["published"] = {"url": pattern}
    if "section" not in kept and fields.section:
        rules["section"] = _section(fields)
    remove: tuple[str, ...] = ()
    if "body" not in kept and fields.body:
        rules["body"] = (
            {"css": fields.body.css, "take": "all"} if fields.body.every else fields.body.css
        )
        remove = fields.cuts
        if fields.lead:
            rules["lead"] = fields.lead.css
    if "byline" not in kept and fields.byline and (byline := _byline(fields)):
        rules["byline"] = byline
    final = tuple(name for name in ("published", "section", "byline")
                  if name not in kept and name not in rules and _misleads(name, fields))  # fmt: skip
    data = {
        **bare.model_dump(include={"name", "home", "hosts", "language", "timezone", "date_order"}),
        "title": evidence.site_names[0] if evidence.site_names else "",
        "family": family.name if family else None,
        "verified": f"learned from {len(template)} pages of the portal; not yet looked at by a person",
        "site_names": evidence.site_names,
        "remove": remove,
        "final": final,
        "fields": rules,
    }
    if order := _date_order(template, bare):
        data["date_order"] = order
    return parse_profile(data, f"the profile learned for {bare.hosts[0]}", family)


def _date(date: FoundDate) -> dict[str, Any] | str:
    rule: dict[str, Any] = {"css": date.css}
    if date.attr:
        rule["attr"] = date.attr
    if date.every:
        rule["take"] = "all"
    return rule if len(rule) > 1 else date.css


def _date_order(template: Template, bare: Profile) -> str:
    return date_order(dated_texts(template)) or bare.date_order


def _section(fields: Fields) -> dict[str, Any] | str:
    section = fields.section
    assert section is not None  # noqa: S101  # the caller looked
    rule: dict[str, Any] = {"css": section.css}
    if section.every:
        rule["take"] = "all"
    if section.split:
        rule["split"] = section.split
    if section.label:
        rule["label"] = section.label
    if section.skip:
        rule["skip"] = section.skip
    return rule if len(rule) > 1 else section.css


def _byline(fields: Fields) -> list[Any]:
    byline = fields.byline
    assert byline is not None  # noqa: S101  # the caller looked
    rules: list[Any] = [byline.css] if byline.css else []
    if byline.signed:
        rules.append({"in_body": "last"})
    return rules


def _misleads(name: str, fields: Fields) -> bool:
    """Whether what the layers below would find for a field is known to be the template's.

    On all pages of the sample no place was found; when the metadata have one value for all, or none,
    a later find could only be somebody else's.
    """
    if name == "published":
        return fields.metadata_days < 2
    attribute = "bylines" if name == "byline" else name
    values = {
        str(getattr(found, attribute)) for found in fields.metadata if getattr(found, attribute)
    }
    return len(values) < 2


@dataclass(frozen=True, slots=True)
class Addressed:
    """Addresses of a portal by what stands there; ``others`` are pages that are no articles."""

    articles: Sequence[str]
    listings: Sequence[str]
    others: Sequence[str]


def with_addresses(
    profile: Profile, template: Template, fields: Fields, known: Addressed
) -> Profile:
    """The profile with patterns for its addresses, unless its family knows them already."""
    kinds = [profile.classify(url) for url in known.articles]
    keys = {address.key for address in kinds if address.kind == "article"}
    articles = {_canonical(url) for url in known.articles}
    lists = [*known.listings, *_section_links(template, fields)]
    rest = [
        url
        for url in (*known.others, *_menu_links(template, profile))
        if url != profile.home and _canonical(url) not in articles
    ]
    taken = [url for url in (*lists, *rest) if profile.classify(url).kind == "article"]
    if len(keys) >= 0.9 * len(known.articles):
        if not taken:
            return profile
        learned = learn_addresses(known.articles, taken)  # the family's pattern takes too much
        addresses = profile.addresses.model_copy(update={"listing": learned.addresses.listing})
        return profile.model_copy(update={"addresses": addresses})
    # What the family knows to be a list need not be learned, and must not be taken for an article.
    told = [url for url in _links(template) if profile.classify(url).kind in ("listing", "static")]
    lists = [url for url in lists if profile.classify(url).kind not in ("listing", "static")]
    learned = learn_addresses(known.articles, lists, [*rest, *told])
    return profile.model_copy(update={"addresses": learned.addresses})


def _section_links(template: Template, fields: Fields) -> list[str]:
    """Where the names of the section lead: to the section's listing."""
    found: dict[str, None] = {}
    for number, element in fields.section.elements.items() if fields.section else ():
        snapshot = template.snapshots[number]
        for link in (element, *snapshot.inside(element), *snapshot.ancestors(element)[:2]):
            url = snapshot.page.absolute(link.attributes.get("href")) if link.tag == "a" else None
            if url and _canonical(url) != _canonical(snapshot.page.url):
                found[url] = None
    return list(found)


def _links(template: Template) -> list[str]:
    """Where the pages lead, each address once."""
    found: dict[str, None] = {}
    for snapshot in template.snapshots:
        for element in snapshot.elements:
            url = (
                snapshot.page.absolute(element.attributes.get("href"))
                if element.tag == "a"
                else None
            )
            if url and len(found) < MAX_LINKS:
                found[url] = None
    return list(found)


def _menu_links(template: Template, profile: Profile) -> list[str]:
    counts: dict[str, int] = {}
    for snapshot in template.snapshots:
        urls: Iterable[str | None] = {
            snapshot.page.absolute(e.attributes.get("href"))
            for e in snapshot.elements
            if e.tag == "a"
        }
        for url in urls:
            if url and profile.classify(url).kind != "foreign":
                counts[_canonical(url)] = counts.get(_canonical(url), 0) + 1
    return sorted(url for url, count in counts.items() if count >= MENU_SHARE * len(template))


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
