"""Check a portal: what the last crawl, or a sample, saw of it against what earlier crawls saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scraper.crawl.health import history, symptoms
from scraper.crawl.sample import take_sample
from scraper.errors import LoaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scraper.crawl.options import CrawlOptions
    from scraper.portals import Profile
    from scraper.store import Archive
    from scraper.store.records import FieldCount, Observation, Symptom

SAMPLE = 10
"""Articles of a sample; a last crawl that read fewer says too little of the present design."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """How a portal stands.

    Attributes:
        source: where ``now`` comes from: the last crawl, or a sample taken now.
        now: what was seen.
        before: field to its coverage in earlier crawls; empty where there were none.
        symptoms: what is wrong; empty when nothing is.
    """

    portal: str
    source: Literal["last crawl", "sample"]
    now: Observation
    before: Mapping[str, FieldCount]
    symptoms: tuple[Symptom, ...]


def check_portal(
    profile: Profile,
    archive: Archive | None,
    options: CrawlOptions,
    *,
    live: bool | None = None,
    sample: int = SAMPLE,
    on_step: Callable[[str, int], None] | None = None,
) -> Checkup:
    """Check one portal.

    Args:
        profile: the portal.
        archive: has its earlier crawls; None when there is none yet.
        options: for the sample: user agent, delay, whether private addresses are allowed.
        live: take a sample; None: only if the last crawl read fewer than ``sample`` articles.
        sample: articles to read for it.
        on_step: told what is asked.

    Raises:
        UsageError: the portal may not be asked so.
        LoaError: it cannot be reached; or no crawl is known and none may be made.
    """
    seen = archive.observations(profile.name) if archive is not None else []
    if live is None:
        live = not seen or seen[0].pages < sample
    if live:
        listings = dict(sorted(_listings(seen).items(), key=lambda item: -item[1]))
        now = take_sample(
            profile,
            options,
            articles=sample,
            listings=list(listings),
            known=archive.spread(profile.name, sample) if archive is not None else (),
            on_step=on_step,
        )
        before = seen
    elif seen:
        now, before = seen[0], seen[1:]
    else:
        raise LoaError(
            f"no crawl of {profile.name} is in the archive; look at the portal with --live"
        )
    return Checkup(
        portal=profile.name,
        source="sample" if live else "last crawl",
        now=now,
        before=history(before),
        symptoms=symptoms(now, before, profile),
    )


def _listings(seen: list[Observation]) -> dict[str, int]:
    """The listings of the last crawl that saw any, with their articles."""
    return dict(next((one.listings for one in seen if one.listings), {}))
