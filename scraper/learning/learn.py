"""From unlabelled pages of one portal to its profile: ``learn(pages)``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.errors import LoaError
from scraper.extraction import Page
from scraper.extraction.refuse import check_soft_error
from scraper.learning.compose import Addressed, compose, with_addresses
from scraper.learning.dates import date_order, dated_texts
from scraper.learning.evidence import gather
from scraper.learning.fields import find_fields
from scraper.learning.snapshot import snapshots_of
from scraper.learning.template import Template
from scraper.learning.verify import Verification, verify
from scraper.model import NotAnArticle
from scraper.portals import Profile, canonical_url, detect, guess_locale, profile_name, site_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scraper.learning.evidence import Evidence
    from scraper.learning.fields import Fields
    from scraper.portals import Family

MIN_PAGES = 4
"""Articles below which nothing is learned: on two pages anything varies. Five are asked for, and one
of them may turn out to be a list."""

DATED = 0.75
"""Share of the pages with headline and text that must have a date for the others to be no articles."""

MAX_PAGES = 60
"""Pages that are looked at; more tell nothing new."""


class CannotLearn(LoaError):
    """The pages do not tell enough for a profile; the message says what is missing."""


def learn(
    pages: Iterable[tuple[str, str | bytes]],
    *,
    name: str | None = None,
    home: str | None = None,
    listings: Iterable[tuple[str, str | bytes]] = (),
    link_texts: Mapping[str, str] | None = None,
    use_families: bool = True,
    now: datetime | None = None,
) -> Profile:
    """Learn a portal's profile from pages of it, without network and without labels.

    The parts of the pages that repeat are the portal's template, the parts that vary are fields.
    Where the pages come from a known family, its rules are kept for all fields that they fill, and
    only the rest is learned. The same pages give the same profile.

    Args:
        pages: (address, HTML) of about 20 article pages; five are enough for title and date. Pages
            of another kind among them are noticed and left out.
        name: the profile's name; by default the first part of the host name.
        home: address of the portal's home page; by default the root of the pages' host.
        listings: (address, HTML) of section listings, where some are known.
        link_texts: address of an article to the text of a link that leads to it: a strong hint at
            the headline.
        use_families: whether rules of known families may be used.
        now: when the pages were fetched (aware); default: now.

    Returns:
        A profile with ``confidence`` (0 to 1) for each field that was learned or verified; a field
        that no place was clearly found for is left out, and stays empty.

    Raises:
        CannotLearn: fewer than four article pages, pages of several portals, or pages with neither
            a headline nor a text in a common place.
    """
    moment = now or datetime.now(UTC)
    parsed, refused = _parsed(pages)
    if len(parsed) < MIN_PAGES:
        raise CannotLearn(_too_few(len(parsed), refused))
    host = _host(parsed)
    bare = _bare(parsed, host, name, home)
    family = _family(parsed) if use_families else None
    compared = _compared(parsed, link_texts or {}, bare, moment)
    template, evidence, fields = compared.template, compared.evidence, compared.fields
    listed = [url for url, _ in listings]
    if family is not None:
        profile, check = _with_family(bare, family, template, evidence, fields, moment)
        if profile is not None and check is not None:
            return _finished(profile, compared, check, listed)
    if fields.title is None and fields.body is None:
        raise CannotLearn(
            f"the {len(parsed)} pages of {host} have neither a headline nor a text in a common "
            "place; give pages of articles, all of the same portal and of the same design"
        )
    data = compose(bare, None, template, evidence, fields, frozenset())
    return _finished(data, compared, verify(data, template, moment), listed)


def _parsed(pages: Iterable[tuple[str, str | bytes]]) -> tuple[list[Page], Counter[str]]:
    """The pages that may be articles, each address once; and why others are not."""
    found: dict[str, Page] = {}
    refused: Counter[str] = Counter()
    for url, html in pages:
        if len(found) >= MAX_PAGES:
            break
        try:
            address = canonical_url(url)
        except ValueError as error:
            raise CannotLearn(f"{url!r} is not a page's address: {error}") from error
        if address in found:
            continue
        try:
            page = Page(html, url)
            check_soft_error(page)
        except NotAnArticle as refusal:
            refused[refusal.reason] += 1
            continue
        found[address] = page
    return list(found.values()), refused


def _too_few(count: int, refused: Counter[str]) -> str:
    why = ", ".join(f"{n} {reason}" for reason, n in sorted(refused.items()))
    others = f" (others were left out: {why})" if why else ""
    return (
        f"{count} article page{'s' if count != 1 else ''} cannot tell what varies from what repeats"
        f"{others}; give at least 5 pages of different articles, about 20 are best"
    )


def _host(pages: Sequence[Page]) -> str:
    hosts = Counter(site_host(page.url) for page in pages)
    host, count = hosts.most_common(1)[0]
    if count < 0.8 * len(pages):
        raise CannotLearn(
            f"the pages come from {len(hosts)} hosts ({', '.join(sorted(hosts)[:3])} …); "
            "give pages of one portal"
        )
    return host


def _bare(pages: Sequence[Page], host: str, name: str | None, home: str | None) -> Profile:
    """A profile that knows where and in which language, and no rules yet."""
    locales = Counter(guess_locale(page.html, host, by_text=True) for page in pages)
    locale = locales.most_common(1)[0][0]
    parts = urlsplit(pages[0].url)
    return Profile(
        name=name or profile_name(host),
        home=home or f"{parts.scheme}://{parts.netloc}/",
        hosts=(host,),
        language=locale.language,
        timezone=locale.timezone,
        date_order=locale.date_order,
    )


def _family(pages: Sequence[Page]) -> Family | None:
    found = [detect(page.html, page.url) for page in pages]
    counts = Counter(d.family.name for d in found if d is not None)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    if count < 0.6 * len(pages):
        return None
    return next(d.family for d in found if d is not None and d.family.name == name)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The pages that look like articles, compared; ``others`` are the addresses of the rest."""

    template: Template
    evidence: Evidence
    fields: Fields
    others: tuple[str, ...] = ()


def _compared(
    pages: Sequence[Page], link_texts: Mapping[str, str], bare: Profile, now: datetime
) -> _Compared:
    """The pages compared; those without what the others have are left out."""
    snapshots = snapshots_of(pages)
    template = Template(snapshots)
    evidence = gather(pages, link_texts)
    profile = bare
    if order := date_order(dated_texts(template)):
        profile = bare.model_copy(update={"date_order": order})
    fields = find_fields(template, evidence, profile, now)
    usual = _usual(fields, len(pages))
    if not MIN_PAGES <= len(usual) < len(pages):
        return _Compared(template, evidence, fields)
    template = Template([snapshots[n] for n in usual])
    evidence = gather([pages[n] for n in usual], link_texts)
    others = tuple(page.url for n, page in enumerate(pages) if n not in usual)
    return _Compared(template, evidence, find_fields(template, evidence, profile, now), others)


def _usual(fields: Fields, count: int) -> list[int]:
    """The pages that have headline, text and, where nearly all have one, a date."""
    titles = fields.title.elements if fields.title else {}
    bodies = fields.body.elements if fields.body else {}
    usual = [n for n in range(count) if n in titles and n in bodies]
    dated = [n for n in usual if fields.published and n in fields.published.values]
    return dated if len(dated) >= DATED * len(usual) else usual


def _with_family(
    bare: Profile,
    family: Family,
    template: Template,
    evidence: Evidence,
    fields: Fields,
    now: datetime,
) -> tuple[Profile | None, Verification | None]:
    """The profile on ``family``, with rules only for what the family leaves open; None if it misfits."""
    update = {"family": family.name, "family_rules": family}
    if family.country:
        html = template.snapshots[0].page.html
        locale = guess_locale(html, bare.hosts[0], family.country, by_text=True)
        update |= {
            "language": locale.language, "timezone": locale.timezone, "date_order": locale.date_order,
        }  # fmt: skip
    alone = bare.model_copy(update={**update, "site_names": evidence.site_names})
    check = verify(alone, template, now)
    if check.articles < 0.6 * len(template):
        return None, None
    kept = frozenset(
        field for field in ("title", "body", "published", "section", "byline", "lead")
        if check.share_by_rules(field, "family:") >= (0.9 if field in ("title", "body") else 0.5)
        and not check.is_constant(field)
        # One section on all pages where another place tells them apart: "News", for everything.
        and not (field == "section" and check.has_one_section
                 and fields.section is not None and not fields.section.is_constant)
    )  # fmt: skip
    if not {"title", "body"} & kept:
        return None, None
    profile = compose(alone, family, template, evidence, fields, kept)
    return profile, verify(profile, template, now)


def _finished(
    profile: Profile, compared: _Compared, check: Verification, listings: Sequence[str]
) -> Profile:
    urls = [snapshot.page.url for snapshot in compared.template.snapshots]
    articles = [url for url, article in zip(urls, check.read, strict=True) if article is not None]
    others = [*compared.others, *(url for url in urls if url not in articles)]
    profile = with_addresses(
        profile, compared.template, compared.fields, Addressed(articles, listings, others)
    )
    return profile.model_copy(update={"confidence": check.confidence(compared.fields)})
