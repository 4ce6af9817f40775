"""What pages count over the whole archive; each is remembered and made in the background.

Only views and tables of docs/tables.md are read here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.web.figures import bars_of, path_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.store import Archive
    from scraper.store.reader import PortalStatus
    from scraper.web.figures import Bars

Series = tuple[tuple[str, int], ...]
"""Periods ("2024-05") with their numbers, the earliest first, empty ones left out."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The archive at a glance.

    Attributes:
        portals: how each stands.
        months: articles by month of publication, for each portal.
        edits: silent edits, vanished and returned articles, for each portal.
        languages: of each portal, where it is known.
        bars: articles over time, of all portals together.
        timelines: for each portal its articles over time, as a shape; all begin and end together.
        span: first and last month of the timelines.
    """

    portals: tuple[PortalStatus, ...]
    months: Mapping[str, Series]
    edits: Mapping[str, int]
    languages: Mapping[str, str]
    bars: Bars | None
    timelines: Mapping[str, str]
    span: tuple[str, str] | None

    @property
    def articles(self) -> int:
        """Number of all articles."""
        return sum(portal.articles for portal in self.portals)

    @property
    def first(self) -> str | None:
        """Day of the oldest dated article."""
        return min((p.first_day for p in self.portals if p.first_day), default=None)

    @property
    def last(self) -> str | None:
        """Day of the newest dated article."""
        return max((p.last_day for p in self.portals if p.last_day), default=None)

    def portal(self, name: str) -> PortalStatus | None:
        """One portal, None where there is none of that name."""
        return next((portal for portal in self.portals if portal.name == name), None)

    def title(self, name: str) -> str:
        """What a portal calls itself, else its name."""
        found = self.portal(name)
        return (found.title if found else None) or name


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section with its own articles, and with those of the sections below it."""

    id: int
    portal: str
    parent: int | None
    name: str
    path: str
    own: int
    articles: int


def overview(archive: Archive) -> Overview:
    """The archive at a glance."""
    portals = tuple(archive.status())
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT portal, substr(published, 1, 7), count(*) FROM articles "
            "WHERE published IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
        edits = dict(
            connection.execute(
                "SELECT a.portal, count(*) FROM changes AS c JOIN articles AS a ON a.id = c.article_id "
                "LEFT JOIN revisions AS r ON c.kind = 'revision' AND r.article_id = c.article_id "
                "AND r.number = c.revision "
                "WHERE c.kind IN ('revision', 'gone', 'back') AND ifnull(r.reason, 'portal') = 'portal' GROUP BY 1"
            ).fetchall()
        )
        languages = dict(
            connection.execute("SELECT name, language FROM portals WHERE language IS NOT NULL")
        )
    months: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for portal, month, count in rows:
        months[portal].append((month, count))
    total: dict[str, int] = defaultdict(int)
    for _, month, count in rows:
        total[month] += count
    span = (min(total), max(total)) if total else None
    lines = {name: bars_of(series, span=span, fine=True) for name, series in months.items()}
    return Overview(
        portals,
        {name: tuple(series) for name, series in months.items()},
        edits,
        languages,
        bars_of(total.items()),
        {name: path_of(line) for name, line in lines.items() if line is not None},
        span,
    )


def sections(archive: Archive) -> tuple[SectionCount, ...]:
    """All sections with their articles, by portal and path."""
    with archive.reading() as connection:
        own = dict(
            connection.execute(
                "SELECT section_id, count(*) FROM articles WHERE section_id IS NOT NULL GROUP BY 1"
            ).fetchall()
        )
        rows = connection.execute(
            "SELECT id, portal, parent_id, name, path FROM sections ORDER BY portal, path, id"
        ).fetchall()
    parents = {number: parent for number, _, parent, _, _ in rows}
    total: dict[int, int] = defaultdict(int)
    for number, count in own.items():
        at: int | None = number
        for _ in range(len(parents)):  # a tree; a loop in a damaged one ends, too
            if at is None:
                break
            total[at] += count
            at = parents.get(at)
    return tuple(
        SectionCount(number, portal, parent, name, path, own.get(number, 0), total[number])
        for number, portal, parent, name, path in rows
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """Where something happened that is no new article: its place in the log, and the portal."""

    seq: int
    portal: str
    kind: str


def edits(archive: Archive) -> tuple[Edit, ...]:
    """Everything in the log of changes but new articles and better readings, the newest first."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT c.seq, a.portal, c.kind FROM changes AS c JOIN articles AS a ON a.id = c.article_id "
            "LEFT JOIN revisions AS r ON c.kind = 'revision' AND r.article_id = c.article_id "
            "AND r.number = c.revision "
            "WHERE c.kind IN ('revision', 'gone', 'back') AND ifnull(r.reason, 'portal') = 'portal' "
            "ORDER BY c.at DESC, c.seq DESC"
        ).fetchall()
    kinds = {"revision": "edited"}
    return tuple(Edit(seq, portal, kinds.get(kind, kind)) for seq, portal, kind in rows)
