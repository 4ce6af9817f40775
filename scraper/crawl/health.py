"""Whether a portal is still what its profile says: coverage now against coverage before.

A field is said to have dropped only where chance is no explanation. Against the portal's own
history that is Fisher's exact test, one-sided: given how many articles of both times had the field,
how probable is it that so few of the new ones do (R. A. Fisher, "On the interpretation of χ² from
contingency tables", 1922; it is exact also for ten articles, where Wilson's and Newcombe's intervals
are not). Where there is no history, it is the binomial test against what a working profile gives.
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import TYPE_CHECKING

from scraper.store.records import COVERED_FIELDS, FieldCount, Observation, Symptom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scraper.portals import Profile

ALPHA = 0.001
"""How probable a drop by chance may be. About twenty tests are made per check, so that one check
in fifty would be wrong, were the tests independent and the articles drawn by lot."""

POINTS = 0.05
"""A drop of :data:`CORE` fields that is smaller than this share of all articles is none."""

HALF = 0.5
"""Other fields depend on what is written about (not every text has a picture): they have dropped
when at most this part of their earlier share is left."""

CORE = frozenset({"title", "body", "published", "section"})
BY_RULES = ("title", "body", "published", "section", "bylines", "lead")
"""Fields that the generic fallback may go on finding when the rules find them no longer."""

EXPECTED = {"title": 0.95, "body": 0.95, "published": 0.95}
"""What a working profile gives, by any layer and by its own rules. It would be all of the articles,
but at some addresses of articles stands a notice, or nothing but a picture or a file."""

ENOUGH_HISTORY = 10
"""With fewer earlier articles there is no history."""

HISTORY = 500
"""Articles of the last crawls to compare with: a lasting change is accepted as normal when so many
have been read since, and crawls that bring three articles a day do not hide it before."""

LEFT = 0.15
"""Part of its articles that an emptied listing may seem to show: those of boxes that change."""

MANY_ADDRESSES = 10
"""Different addresses of one form, from which on they are more than a new menu entry."""


NONE = FieldCount()


def symptoms(
    now: Observation, before: Sequence[Observation], profile: Profile
) -> tuple[Symptom, ...]:
    """The signs that the portal has changed, the most telling kinds first.

    Args:
        now: what the last crawl, or a sample, saw.
        before: what earlier crawls saw, newest first.
        profile: of the portal; its family, and whether it has rules for a field.
    """
    remedy = f"look at an article, then `loa add {profile.home} --relearn`"
    return (
        *_fields(now, history(before), profile, remedy),
        *_listings(now, before, remedy),
        *_family(now, before, profile, remedy),
        *_addresses(now, before, remedy),
    )


def history(before: Sequence[Observation]) -> dict[str, FieldCount]:
    """The coverage of earlier crawls taken together, back to :data:`HISTORY` articles."""
    total: dict[str, FieldCount] = {}
    for observation in before:
        if total.get("title", NONE).articles >= HISTORY:
            break
        for name, count in observation.fields.items():
            total[name] = total.get(name, NONE) + count
    return total


def less_by_chance(filled: int, articles: int, filled_before: int, articles_before: int) -> float:
    """Fisher's exact test: the probability that at most ``filled`` of ``articles`` have a field.

    >>> round(less_by_chance(7, 10, 150, 150), 5)
    0.00018
    """
    total, hits = articles + articles_before, filled + filled_before
    possible = _log_choose(total, articles)
    lowest = max(0, articles - (total - hits))
    return _sum(
        _log_choose(hits, k) + _log_choose(total - hits, articles - k) - possible
        for k in range(filled, lowest - 1, -1)
    )


def less_than_expected(filled: int, articles: int, share: float) -> float:
    """The binomial test: the probability that at most ``filled`` of ``articles`` have a field.

    >>> round(less_than_expected(5, 10, 0.95), 5)
    6e-05
    """
    if share >= 1:
        return 1.0 if filled >= articles else 0.0
    return _sum(
        _log_choose(articles, k) + k * log(share) + (articles - k) * log(1 - share)
        for k in range(filled, -1, -1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _sum(logarithms: Iterable[float]) -> float:
    """The sum of probabilities that begin with the largest ones; those that add nothing are left."""
    total = 0.0
    for logarithm in logarithms:
        part = exp(logarithm)
        total += part
        if part < total * 1e-12:
            break
    return min(1.0, total)


def _fields(
    now: Observation, before: dict[str, FieldCount], profile: Profile, remedy: str
) -> Iterator[Symptom]:
    for name in COVERED_FIELDS:
        count, earlier = now.fields.get(name, NONE), before.get(name, NONE)
        found = (count.filled, count.articles), (earlier.filled, earlier.articles)
        if said := _dropped(name, *found, EXPECTED.get(name)):
            yield Symptom("field", name, f"{name}: found on {said}; {remedy}")
            continue
        if name not in BY_RULES:
            continue
        ruled = (count.by_rules, count.articles), (earlier.by_rules, earlier.articles)
        expected = EXPECTED.get(name) if name in _ruled(profile) else None
        if said := _dropped(name, *ruled, expected):
            yield Symptom("field", name, f"{name}: found by the rules on {said}; {remedy}")


def _dropped(
    name: str, now: tuple[int, int], before: tuple[int, int], expected: float | None
) -> str | None:
    """How much lower a share is than it should be, in words; None when it is not.

    ``now`` and ``before`` are (with the field, of all).
    """
    (filled, articles), (filled_before, articles_before) = now, before
    if not articles:
        return None
    share = filled / articles
    is_now = f"{filled} of {articles} articles"
    if articles_before >= ENOUGH_HISTORY:
        share_before = filled_before / articles_before
        allowed = share_before - POINTS if name in CORE else share_before * HALF
        if share > allowed or share >= share_before:
            return None
        if less_by_chance(filled, articles, filled_before, articles_before) >= ALPHA:
            return None
        return f"{is_now}, before on {filled_before} of {articles_before}"
    if expected is None or less_than_expected(filled, articles, expected) >= ALPHA:
        return None
    return f"{is_now}, by a working profile on {expected:.0%}"


def _ruled(profile: Profile) -> set[str]:
    """Fields for which the profile or its family has a rule."""
    layouts = [layout for _, rules in profile.levels() for _, layout in rules.layouts]
    return {name for layout in layouts for name in layout.fields}


def _listings(now: Observation, before: Sequence[Observation], remedy: str) -> Iterator[Symptom]:
    """Listings that showed articles and show none, or hardly any beside those of other boxes."""
    if now.listings and not before and not any(now.listings.values()):
        first = next(iter(now.listings))
        what = f"none of {len(now.listings)} listings shows an article, {first} neither"
        yield Symptom("listing", first, f"{what}; {remedy}")
        return
    most: dict[str, int] = {}
    for seen in before:
        for url, articles in seen.listings.items():
            most[url] = max(articles, most.get(url, 0))
    empty = [
        (most[url], articles, url)
        for url, articles in now.listings.items()
        if most.get(url, 0) > 0 and articles <= most[url] * LEFT
    ]
    if not empty:
        return
    earlier, articles, url = max(empty)
    what = f"{url} shows {articles} articles, before it showed {earlier}"
    if len(empty) > 1:
        what = f"{len(empty)} listings are (nearly) empty, such as {url}: {articles} articles, before {earlier}"
    yield Symptom(
        "listing",
        url,
        f"{what}; if a browser shows them, {remedy}; if the section was closed, add it to "
        "[addresses] ignore",
    )


def _family(
    now: Observation, before: Sequence[Observation], profile: Profile, remedy: str
) -> Iterator[Symptom]:
    """Another system than the profile says and the portal showed.

    That the marks of the profile's own family are gone is no news where the profile has an era of
    its own: somebody has learned the new design.
    """
    shown = {seen.family for seen in before if seen.family is not None}
    if now.family is None or now.family == (profile.family or ""):
        return
    is_now = f"now of {now.family}" if now.family else "now of no system that Loa knows"
    if profile.family is None:
        changed = bool(shown) and now.family not in shown
        said = f"the home page shows the marks of {now.family}, and did not before"
    elif profile.family in shown:
        changed = bool(now.family) or not any(era.from_ or era.until for era in profile.layout)
        said = f"the home page showed the marks of {profile.family}, {is_now}"
    else:  # without a history, or as it always was
        changed = bool(now.family) and not shown
        said = f"the profile says {profile.family}, the home page shows the marks of {now.family}"
    if changed:
        yield Symptom("family", now.family, f"{said}; {remedy}")


def _addresses(now: Observation, before: Sequence[Observation], remedy: str) -> Iterator[Symptom]:
    """Forms that are new; without a history, forms that stand where articles should.

    New is what the older half of the known crawls did not see, so that a crawl that saw it first
    does not silence the next ones.
    """
    before = [seen for seen in before if seen.listings]
    if not before and any(now.listings.values()):
        return
    known = {form.form for seen in before[len(before) // 2 :] for form in seen.unknown}
    for form in now.unknown:
        if form.addresses >= MANY_ADDRESSES and form.form not in known:
            yield Symptom(
                "address",
                form.form,
                f"{form.addresses} addresses such as {form.example} are of a form that no rule "
                f"knows; if they are articles, {remedy}; if not, add the form to [addresses] ignore",
            )
