"""What an audit finds; docs/audit.md explains each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from scraper.analysis.gaps import Range


@dataclass(frozen=True, slots=True)
class Row:
    """A section, those below it included, or the whole portal.

    Attributes:
        section: its path; "" for the whole portal.
        stored: articles in the archive.
        gone: those of them that the portal does not show any more.
        unread: articles of which an address is known, and which were not stored; only for the whole
            portal, since an address does not tell the section.
        shown: articles that the portal itself says it shows; None where it was not asked or does
            not say.
        exact: whether ``shown`` was counted to the end, and is not a least number.
        total: estimate of all articles there were: the larger of ``stored + unread`` and
            ``shown + gone``; None for a section of which the portal says nothing.
        undated: stored articles without a date.
        first, last: days of the oldest and newest dated article.
        longest: the longest run of days between them without an article.
        share: ``stored`` as a part of ``total``; None without one.
    """

    section: str
    stored: int
    gone: int
    unread: int | None
    shown: int | None
    exact: bool
    total: int | None
    undated: int
    first: date | None
    last: date | None
    longest: Gap | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of days, or of ids, without a stored article.

    Attributes:
        kind: what is missing.
        place: the section ("" for the whole portal), or what stands before the number in the ids.
        first, last: ISO days, or numbers.
        length: days, or numbers.
        expected: how many such gaps chance would make, see :mod:`scraper.analysis.gaps`; None
            where that cannot be said.
        unusual: whether chance does not explain it.
        met: ids in it of articles that the archive knows by address; 0 for days.
    """

    kind: Literal["days", "ids"]
    place: str
    first: str
    last: str
    length: int
    expected: float | None
    unusual: bool
    met: int = 0


@dataclass(frozen=True, slots=True)
class IdSeries:
    """Articles whose ids are alike but for a number.

    Attributes:
        prefix: what stands before the number.
        first, last: smallest and largest number that was met, stored or not.
        stored: number of them that are stored.
        met: number of them that were met.
        density: stored ones as a part of all numbers from ``first`` to ``last``.
        ranges: the numbers in ranges, with the stored ones in each.
    """

    prefix: str
    first: int
    last: int
    stored: int
    met: int
    density: float
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class NotRead:
    """Articles that are known by address and not stored, of one state and reason.

    Attributes:
        articles: how many.
        by_articles: those of them that a stored article links.
        example: one address.
    """

    state: str
    reason: str | None
    articles: int
    by_articles: int
    example: str


@dataclass(frozen=True, slots=True)
class Source:
    """Something that counts the portal's articles.

    Attributes:
        articles: how many it shows; None when it cannot be counted.
        exact: whether that is all of it.
        stored: those of them that are stored, where the source names them.
        note: what else is to be said.
    """

    name: str
    articles: int | None
    exact: bool
    stored: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Audit:
    """How complete the archive is for a portal.

    Attributes:
        at: when it was made (UTC text).
        live: whether the portal was asked.
        whole: the portal.
        sections: each section with those below it, by path.
        sources: what the portal shows, source by source; empty when it was not asked.
        ids: series of numbers in the articles' ids.
        gaps: of days, then of ids.
        not_read: what is known and not stored, the most frequent first.
        missing: addresses of articles that the portal shows and the archive does not hold.
        notes: what limits the numbers, in words.
    """

    portal: str
    at: str
    live: bool
    whole: Row
    sections: tuple[Row, ...]
    sources: tuple[Source, ...]
    ids: tuple[IdSeries, ...]
    gaps: tuple[Gap, ...]
    not_read: tuple[NotRead, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
