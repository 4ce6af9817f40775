"""What a crawl tells while it runs, and its report at the end. Plain values that can be pickled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from scraper.store.records import FIRST_MET

if TYPE_CHECKING:
    from scraper.store.records import Symptom

Outcome = Literal["done", "interrupted", "failed", "limited"]
Source = Literal["sitemap", "feed", "REST", "home", "listing", "related", "frontier"]
"""Where an article was first met: a source for machines, the home page, a listing, another article,
or an earlier crawl."""


@dataclass(frozen=True, slots=True)
class CrawlEvent:
    """Something happened on ``portal``."""

    portal: str


@dataclass(frozen=True, slots=True)
class Started(CrawlEvent):
    """The portal's crawl begins; ``waiting`` addresses are left from an earlier one."""

    home: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Progress(CrawlEvent):
    """How far the crawl is, several times a second at most.

    Attributes:
        found: different articles whose address was met.
        handled: addresses that got their final answer in this crawl.
        waiting: addresses that still wait.
        errors: requests that failed so far, tries that are repeated included.
    """

    requests: int
    handled: int
    waiting: int
    new: int
    unchanged: int
    revised: int
    refused: int
    errors: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class Noted(CrawlEvent):
    """Something that a person may want to know, in one sentence."""

    message: str


@dataclass(frozen=True, slots=True)
class Indexing(CrawlEvent):
    """After all portals, so that ``portal`` is empty: the search index learns what is new.

    Attributes:
        done, total: articles.
    """

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What one portal's crawl brought.

    Attributes:
        requests: requests sent, robots.txt and repeated ones included.
        handled: addresses that got their final answer.
        found: different articles whose address was met.
        new, unchanged, revised: articles stored, by what they changed in the archive.
        refused: reason to number of pages that were not stored.
        errors: name of the error to number of addresses given up because of it.
        sources: where the articles found were met first.
        seconds: duration.
        outcome: ``done`` (nothing waits), ``limited`` (stopped by a limit), ``interrupted``,
            ``failed``.
        error: one sentence when the outcome is ``failed``.
        symptoms: signs that the portal's design has changed since earlier crawls.
        unverified: whether certificates were not checked (``tls`` of the profile).
    """

    portal: str
    requests: int = 0
    handled: int = 0
    found: int = 0
    new: int = 0
    unchanged: int = 0
    revised: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    outcome: Outcome = "done"
    error: str | None = None
    symptoms: tuple[Symptom, ...] = ()
    unverified: bool = False

    @property
    def articles(self) -> int:
        """Articles fetched and read."""
        return self.new + self.unchanged + self.revised

    def counts(self) -> dict[str, int]:
        """The report's numbers under flat names, for the archive's ``crawls`` table."""
        return {
            "requests": self.requests,
            "found": self.found,
            "new": self.new,
            "unchanged": self.unchanged,
            "revised": self.revised,
            "refused": self.refused.total(),
            "errors": self.errors.total(),
            **{f"{FIRST_MET}{source}": count for source, count in self.sources.items()},
        }


@dataclass(frozen=True, slots=True)
class Finished(CrawlEvent):
    """The portal's crawl is over."""

    report: CrawlReport
