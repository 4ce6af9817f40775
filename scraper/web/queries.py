"""Short questions to the archive that a page asks while somebody waits: each uses an index.

Only views and tables of docs/tables.md are read here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.store import Archive


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a list."""

    id: int
    portal: str
    title: str
    published: str | None
    section: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class PortalName:
    """A portal, and what it calls itself."""

    name: str
    title: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class PortalNames:
    """All portals of the archive, by name."""

    portals: tuple[PortalName, ...]

    def portal(self, name: str) -> PortalName | None:
        """One portal, None where there is none of that name."""
        return next((portal for portal in self.portals if portal.name == name), None)

    def title(self, name: str) -> str:
        """What a portal calls itself, else its name."""
        found = self.portal(name)
        return (found.title if found else None) or name

    @property
    def languages(self) -> dict[str, str]:
        """Languages of the portals, where they are known."""
        return {p.name: p.language for p in self.portals if p.language is not None}


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A byline with the number of its name, for a link."""

    id: int
    name: str
    role: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class CrawlRow:
    """A crawl of a portal.

    Attributes:
        outcome: None while it runs, or when it was killed.
        counts: what it did.
        coverage: field to the share (0 to 1) of articles that had it.
        read: articles whose fields were counted.
        symptoms: what was said of a changed design.
    """

    id: int
    started: str
    finished: str | None
    outcome: str | None
    counts: Mapping[str, int]
    coverage: Mapping[str, float]
    read: int
    symptoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditRow:
    """A silent edit, or an article that vanished or came back."""

    at: str
    kind: str
    id: int
    portal: str
    title: str
    language: str | None
    revision: int
    fields: tuple[str, ...]


_ITEM = (
    "SELECT a.id, a.portal, a.title, a.published, s.path, a.language FROM articles AS a "
    "LEFT JOIN sections AS s ON s.id = a.section_id"
)


def portal_names(archive: Archive) -> PortalNames:
    """All portals, by name."""
    with archive.reading() as connection:
        rows = connection.execute("SELECT name, title, language FROM portals ORDER BY name")
        return PortalNames(tuple(PortalName(*row) for row in rows))


def newest(archive: Archive, count: int, portal: str | None = None) -> tuple[Item, ...]:
    """The articles that were published last."""
    where = "a.portal = ? AND " if portal is not None else ""
    with archive.reading() as connection:
        rows = connection.execute(
            f"{_ITEM} WHERE {where}a.published IS NOT NULL ORDER BY a.published DESC LIMIT ?",
            (*([portal] if portal is not None else []), count),
        ).fetchall()
    return tuple(Item(*row) for row in rows)


def bylines(archive: Archive, article_id: int) -> tuple[NamedPerson, ...]:
    """The bylines of an article's current revision, in their order."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT person_id, name, role, kind FROM article_people WHERE article_id = ? "
            "ORDER BY position",
            (article_id,),
        ).fetchall()
    return tuple(NamedPerson(*row) for row in rows)


def section_of(archive: Archive, article_id: int) -> int | None:
    """Number of an article's innermost section."""
    with archive.reading() as connection:
        row = connection.execute(
            "SELECT section_id FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
    return row[0] if row else None


def crawls(archive: Archive, portal: str, count: int) -> tuple[CrawlRow, ...]:
    """The last crawls of a portal, the newest first."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT id, started, finished, outcome, counts, symptoms FROM crawls WHERE portal = ? "
            "ORDER BY id DESC LIMIT ?",
            (portal, count),
        ).fetchall()
        covered: dict[int, dict[str, tuple[int, int]]] = {}
        for crawl, field, articles, filled in connection.execute(
            "SELECT crawl_id, field, articles, filled FROM crawl_coverage "
            "WHERE crawl_id IN (SELECT value FROM json_each(?))",
            (json.dumps([row[0] for row in rows]),),
        ):
            covered.setdefault(crawl, {})[field] = (articles, filled)
    return tuple(
        CrawlRow(
            number, started, finished, outcome, json.loads(counts),
            {name: filled / n for name, (n, filled) in covered.get(number, {}).items() if n},
            max((n for n, _ in covered.get(number, {}).values()), default=0),
            tuple(symptom["message"] for symptom in json.loads(symptoms)),
        )
        for number, started, finished, outcome, counts, symptoms in rows
    )  # fmt: skip


def edit_rows(archive: Archive, places: Sequence[int]) -> tuple[EditRow, ...]:
    """Entries of the log of changes by their places, in that order."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT c.seq, c.at, c.kind, c.article_id, a.portal, a.title, a.language, c.revision, "
            "r.changed FROM changes AS c JOIN articles AS a ON a.id = c.article_id "
            "LEFT JOIN revisions AS r ON c.kind = 'revision' AND r.article_id = c.article_id "
            "AND r.number = c.revision WHERE c.seq IN (SELECT value FROM json_each(?))",
            (json.dumps(list(places)),),
        ).fetchall()
    kinds = {"revision": "edited"}
    found = {
        seq: EditRow(at, kinds.get(kind, kind), number, portal, title, language, revision,
                     tuple(json.loads(changed or "[]")))
        for seq, at, kind, number, portal, title, language, revision, changed in rows
    }  # fmt: skip
    return tuple(found[seq] for seq in places if seq in found)


def languages_of(archive: Archive, ids: Sequence[int]) -> dict[int, str]:
    """Languages of articles, where they are known."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT id, language FROM articles WHERE language IS NOT NULL "
            "AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ).fetchall()
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Seen:
    """An article's identity and when its current revision was first seen (UTC)."""

    key: str
    updated: str


def seen_times(archive: Archive, ids: Sequence[int]) -> dict[int, Seen]:
    """When the current revisions of articles were first seen."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT a.id, a.key, r.seen_at FROM articles AS a JOIN revisions AS r "
            "ON r.article_id = a.id AND r.number = a.revision "
            "WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ).fetchall()
    return {number: Seen(key, at) for number, key, at in rows}


def months_of_person(archive: Archive, person_id: int) -> tuple[tuple[str, int], ...]:
    """Articles by month that name a person, under any of the joined names."""
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT substr(a.published, 1, 7), count(DISTINCT a.id) FROM people_joined AS j "
            "CROSS JOIN article_people AS w ON w.person_id = j.person_id "
            "JOIN articles AS a ON a.id = w.article_id "
            "WHERE j.into_id = ? AND a.published IS NOT NULL GROUP BY 1 ORDER BY 1",
            (person_id,),
        ).fetchall()
    return tuple((month, count) for month, count in rows)


def fetch_of(archive: Archive, article_id: int, revision: int) -> int | None:
    """The request that brought a revision, where its answer was kept."""
    with archive.reading() as connection:
        row = connection.execute(
            "SELECT f.id FROM revisions AS r JOIN fetches AS f ON f.id = r.fetch_id "
            "WHERE r.article_id = ? AND r.number = ? AND f.warc_file IS NOT NULL",
            (article_id, revision),
        ).fetchone()
    return row[0] if row else None
