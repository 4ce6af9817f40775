"""Reading the sample with a learned profile: how often each field comes out, by which rule, how varied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction import extract
from scraper.model import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scraper.learning.fields import Fields
    from scraper.learning.template import Template
    from scraper.model import Article
    from scraper.portals import Profile

NAMES = {"byline": "bylines"}
"""Names of rules to names of provenance, where they differ."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The sample as the profile reads it; None for a page that is no article by it."""

    read: tuple[Article | None, ...]
    refusals: Mapping[str, int]

    @property
    def articles(self) -> int:
        """Pages that are articles."""
        return sum(article is not None for article in self.read)

    def share_by_rules(self, field: str, owner: str = "") -> float:
        """Share of the pages on which ``field`` came from rules whose name begins with ``owner``."""
        name = NAMES.get(field, field)
        hits = [
            a
            for a in self.read
            if a is not None and name in a.provenance and a.provenance[name].startswith(owner)
        ]
        return len(hits) / len(self.read) if self.read else 0.0

    def is_constant(self, field: str) -> bool:
        """Whether ``field`` has one value on four pages or more: then it is the portal's."""
        name = NAMES.get(field, field)
        values = Counter(
            str(getattr(a, name)) for a in self.read if a is not None and getattr(a, name)
        )
        return len(values) == 1 and sum(values.values()) >= 4 and field not in ("section", "byline")

    @property
    def has_one_section(self) -> bool:
        """Whether all pages with a section have the same."""
        return len({a.section for a in self.read if a is not None and a.section}) == 1

    def confidence(self, fields: Fields) -> dict[str, float]:
        """Field to 0..1: how sure its place is, and on how many pages of the sample it holds."""
        found = {
            "title": fields.title, "published": fields.published, "body": fields.body,
            "section": fields.section, "byline": fields.byline, "lead": fields.lead,
        }  # fmt: skip
        confidence: dict[str, float] = {}
        for field, place in found.items():
            share = self.share_by_rules(field)
            if not share:
                continue
            learned = self.share_by_rules(field, "profile:")
            sure = place.confidence if place is not None and learned else 0.95
            if field in ("byline", "lead"):
                confidence[field] = round(sure, 2)  # not every article has one
            elif learned or self.share_by_rules(field, "family:"):
                confidence[field] = round(min(sure, 1.0) * share, 2)
            else:
                confidence[field] = round(0.6 * share, 2)  # metadata, which nobody verified
        return confidence


def verify(profile: Profile, template: Template, now: datetime) -> Verification:
    """Read the pages of ``template`` with ``profile``."""
    read: list[Article | None] = []
    refusals: Counter[str] = Counter()
    for snapshot in template.snapshots:
        page = snapshot.page
        try:
            read.append(extract(page.html, page.url, profile, fetched_at=now))
        except NotAnArticle as refusal:
            refusals[refusal.reason] += 1
            read.append(None)
    return Verification(tuple(read), dict(refusals))
