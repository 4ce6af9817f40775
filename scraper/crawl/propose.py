"""From the survey of a portal to the profile that is proposed for it, with what speaks for it."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scraper.extraction import extract
from scraper.extraction.read import read_page
from scraper.learning import CannotLearn, learn, to_toml
from scraper.learning.eras import with_era
from scraper.model import Article, NotAnArticle
from scraper.portals import Profile, families, parse_profile
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scraper.crawl.surveyed import Survey

FIELDS = (
    ("title", "title"), ("published", "published"), ("section", "section"), ("body", "body"), ("bylines", "byline"), ("lead", "lead"),
)  # fmt: skip
"""The fields that are shown: their names in provenance and in profiles."""

NEEDED = ("title", "published", "body")
ENOUGH = 0.8
"""Share of the sample on which a needed field must be found without a warning."""

MAX_START = 12


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A sampled page as the proposed profile reads it: an article, or the reason why it is none."""

    url: str
    article: Article | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class FieldReport:
    """How a field comes out of the sample.

    Attributes:
        field: its name in a profile.
        rule: the rule that gave it most often, or "" when none did.
        found: articles that have it.
        of: articles read.
        confidence: 0 to 1, or None when nobody can say.
    """

    field: str
    rule: str
    found: int
    of: int
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile that could be written, and the evidence for it.

    Attributes:
        profile: the profile.
        toml: the text of its file.
        pages: the sample as the profile reads it.
        fields: how each field comes out.
        warnings: sentences for the user, those of the survey first.
    """

    profile: Profile
    toml: str
    pages: tuple[ReadPage, ...]
    fields: tuple[FieldReport, ...]
    warnings: tuple[str, ...]


def propose(
    survey: Survey, name: str, *, before: Profile | None = None, now: datetime | None = None
) -> Proposal:
    """Learn a profile from ``survey``.

    Args:
        survey: the visit.
        name: the profile's name.
        before: the portal's profile until now; its layout becomes an era of the new one.
        now: when the pages were fetched (aware); default: now.

    Raises:
        CannotLearn: the sample tells too little; the message says what is missing.
    """
    moment = now or datetime.now(UTC)
    warnings = list(survey.warnings)
    profile = _learned(survey, name, before, moment, warnings)
    if survey.detection is not None and profile.family != survey.detection.family.name:
        warnings.append(
            f"the portal looks like {survey.detection.family.title or survey.detection.family.name}, "
            "but that family's rules do not fit its pages; all rules were learned"
        )
    profile = _completed(profile, survey, moment)
    pages = tuple(_read(a.url, a.html, profile, moment) for a in survey.articles)
    fields = _fields(pages, profile)
    warnings += [
        f"the rule for {report.field} finds nothing on the sample; correct or remove it in the file"
        for report in fields
        if report.of and not report.found and report.field in profile.fields
    ]
    warnings += [*_doubts(pages, fields), *_contradictions(survey, pages)]
    if before is not None:
        profile = with_era(before, profile, moment.date())
        pages = tuple(_read(a.url, a.html, profile, moment) for a in survey.articles)
    comments = (
        f"Made by `loa add {survey.asked}` on {moment:%Y-%m-%d} from {len(pages)} pages of the portal.",
        "Every line may be changed; `loa portals --validate` checks the file.",
    )
    text = to_toml(profile, comments)
    # What is written must be readable: a mistake of ours is to be seen now and not by a crawl.
    parse_profile(
        tomllib.loads(text), f"the profile learned for {survey.hosts[0]}", profile.family_rules
    )
    return Proposal(profile, text, pages, fields, tuple(warnings))


def _learned(
    survey: Survey, name: str, before: Profile | None, now: datetime, warnings: list[str]
) -> Profile:
    pages = [(a.url, a.html) for a in survey.articles]
    listings = [(x.url, x.html) for x in survey.listings if x.url != survey.home]
    listings += [(url, "") for url in survey.sections]

    def learned(use_families: bool) -> Profile:
        return learn(
            pages, name=name, home=survey.home, listings=listings, link_texts=survey.link_texts,
            use_families=use_families, now=now,
        )  # fmt: skip

    try:
        profile = learned(use_families=True)
    except CannotLearn as error:
        known = survey.detection.family if survey.detection else None
        if known is None:
            raise CannotLearn(
                f"{survey.hosts[0]} gives too little to learn from: {error}. "
                "Try the address of a section with more news"
            ) from error
        warnings.append(f"nothing could be learned beyond the family: {error}")
        return Profile(
            name=name, home=survey.home, hosts=survey.hosts, family=known.name,
            family_rules=families()[known.name], language=survey.locale.language,
            timezone=survey.locale.timezone, date_order=survey.locale.date_order,
        )  # fmt: skip
    several = before is not None and bool(before.fields or before.layout)
    if several and not {"title", "body"} <= set(profile.fields):
        # Layouts are told apart by where title and body stand, so the new one must say so itself.
        try:
            whole = learned(use_families=False)
        except CannotLearn:
            return profile
        update = {"family": profile.family, "family_rules": profile.family_rules}
        return whole.model_copy(update=update)
    return profile


def _completed(profile: Profile, survey: Survey, now: datetime) -> Profile:
    """The profile with what the survey knows beyond single pages."""
    count = len(survey.articles)
    title = survey.title if len(survey.title) <= 120 else ""
    update: dict[str, object] = {
        "hosts": tuple(dict.fromkeys((*survey.hosts, *profile.hosts))),
        "title": title or survey.hosts[0],
        "verified": f"{now:%Y-%m-%d}: learned from {count} pages",
    }
    missed = [
        listing.next_page.css
        for listing in survey.listings
        if listing.next_page is not None
        and listing.next_page.css
        and read_page(listing.html, listing.url, profile).next_page is None
    ]
    if missed:
        css = Counter(missed).most_common(1)[0][0]
        update["addresses"] = profile.addresses.model_copy(update={"next": css})
    completed = profile.model_copy(update=update)
    firsts = {x.next_page.url for x in survey.listings if x.next_page}
    starts = [x.url for x in survey.listings if x.url not in firsts] + list(survey.sections)
    unknown = [u for u in dict.fromkeys(starts) if completed.classify(u).kind == "other"]
    start = dict.fromkeys((*survey.unlinked, *unknown))
    return completed.model_copy(update={"start": tuple(start)[:MAX_START]})


def _read(url: str, html: str, profile: Profile, now: datetime) -> ReadPage:
    try:
        return ReadPage(url, extract(html, url, profile, fetched_at=now))
    except NotAnArticle as refusal:
        detail = f" ({refusal.detail})" if refusal.detail else ""
        return ReadPage(url, None, f"{refusal.reason}{detail}")


def _fields(pages: Sequence[ReadPage], profile: Profile) -> tuple[FieldReport, ...]:
    articles = [page.article for page in pages if page.article is not None]
    found = []
    for source, field in FIELDS:
        rules = Counter(a.provenance[source] for a in articles if source in a.provenance)
        rule = rules.most_common(1)[0][0] if rules else ""
        found.append(
            FieldReport(field, rule, rules.total(), len(articles), profile.confidence.get(field))
        )
    return tuple(found)


def _doubts(pages: Sequence[ReadPage], fields: Sequence[FieldReport]) -> list[str]:
    """What a person should know before saying yes."""
    doubts = []
    refused = [page for page in pages if page.article is None]
    if refused:
        reasons = Counter(page.refusal.partition(" (")[0] for page in refused)
        words = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
        doubts.append(f"{len(refused)} of {len(pages)} sampled pages are no articles: {words}")
    doubts += [
        f"{report.field} is found on {report.found} of {report.of} articles"
        for report in fields
        if report.field in NEEDED and report.found < ENOUGH * report.of
    ]
    articles = [page.article for page in pages if page.article is not None]
    for name in ("title", "published"):
        values = {str(getattr(a, name)) for a in articles if getattr(a, name)}
        if len(values) == 1 and len(articles) >= 4:
            doubts.append(
                f"all articles have the same {name} ({values.pop()[:40]}); look at its rule"
            )
    if 0 < len(articles) < 5:
        doubts.append(f"only {len(articles)} articles could be read; the rules may be too narrow")
    return doubts


def _contradictions(survey: Survey, pages: Sequence[ReadPage]) -> list[str]:
    """Where the articles say something else than the lists that link them."""
    doubts = []
    read = [
        (a, page.article) for a, page in zip(survey.articles, pages, strict=True) if page.article
    ]
    days = [
        article.published.day in _days(a.date.day)
        for a, article in read
        if a.date and article.published
    ]
    if days.count(False) > (1 - ENOUGH) * len(days):
        doubts.append(
            f"published differs from the date beside the link on {days.count(False)} of "
            f"{len(days)} articles; look at its rule"
        )
    titles = [_alike(a.link_text, article.title) for a, article in read if a.link_text]
    if titles.count(False) > (1 - ENOUGH) * len(titles):
        doubts.append(
            f"title differs from the text of the link on {titles.count(False)} of "
            f"{len(titles)} articles; look at its rule"
        )
    return doubts


def _days(day: date) -> tuple[date, ...]:
    """``day``, and what it is when month and day change places: lists are read before that is known."""
    return (day, day.replace(month=day.day, day=day.month)) if day.day <= 12 else (day,)


def _alike(link: str, title: str) -> bool:
    """Whether a link's text is the title, or its cut-off beginning."""
    short, long = sorted((fold(link).rstrip(" .…"), fold(title).rstrip(" .…")), key=len)
    return bool(short) and (long.startswith(short) or short in long)
