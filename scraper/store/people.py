"""The people and offices of bylines: under which names, in which roles, and when they were seen.

A row of ``people`` is a name as it is written. Names that were decided to be one
(:mod:`scraper.store.people_merges`) are counted as one here.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, get_args

from scraper.errors import LoaError, UsageError
from scraper.model import BylineKind
from scraper.store.people_names import Name, find, root
from scraper.text import fold, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Container, Iterable

KINDS: tuple[BylineKind, ...] = get_args(BylineKind)
"""What a name can be to an article."""

_DAY = "substr(ifnull(a.published, a.first_seen), 1, 10)"
"""The day for which an article counts: as the portal dates it, else the day it was first read (UTC)."""

# CROSS JOIN fixes the order: SQLite knows nothing of the size of a recursive view.
_SOME = """
FROM people_joined AS j CROSS JOIN article_people AS w ON w.person_id = j.person_id
JOIN articles AS a ON a.id = w.article_id
"""
# For everybody, bylines are read in their own order, and of the articles an index instead of their pages.
_ALL = """
FROM article_people AS w CROSS JOIN (
  SELECT id, portal, published, NULL AS first_seen FROM articles WHERE published IS NOT NULL
  UNION ALL SELECT id, portal, NULL, first_seen FROM articles WHERE published IS NULL
) AS a ON a.id = w.article_id
CROSS JOIN (SELECT person_id, into_id FROM people_joined) AS j ON j.person_id = w.person_id
"""
_TOTALS = f"""
SELECT j.into_id, count(DISTINCT a.id), min({_DAY}), max({_DAY}) {{}} {{}} GROUP BY j.into_id
"""
_TRAITS = """
SELECT j.into_id, w.kind, w.role, a.portal, count(*) {} {}
GROUP BY j.into_id, w.kind, w.role, a.portal
"""
_NAMED = f"""
SELECT a.id, {_DAY}, p.name, w.kind, w.role, a.portal, a.portal || ': ' || s.path {_SOME}
JOIN people AS p ON p.id = j.person_id LEFT JOIN sections AS s ON s.id = a.section_id
WHERE j.into_id = ?
"""
_TITLES = "SELECT id, portal, title FROM articles WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Person:
    """A person or an office.

    Attributes:
        id: number of the name that stands for all that were joined.
        name: that name, as it was first met.
        kinds: what it is to articles, the most frequent first.
        roles: offices and functions as the pages write them, the most frequent first.
        portals: names of portals, the most frequent first.
        articles: number of articles whose current revision names it.
        first, last: ISO days of the first and last of them: the day of publication, or the day on
            which an undated one was first read (UTC).
        variants: the other names joined with it.
    """

    id: int
    name: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    portals: tuple[str, ...]
    articles: int
    first: str
    last: str
    variants: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a name, a role, a portal or a section was seen; days as in :class:`Person`.

    Attributes:
        what: None where the pages say none.
    """

    what: str | None
    articles: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that names a person."""

    id: int
    day: str
    portal: str
    title: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the archive knows of a person or an office.

    Attributes:
        names: the names that were joined, each with its articles.
        sections: begin with the portal, as in ``huongtra: Tin tức / Văn hóa``.
        latest: the newest articles.
    """

    person: Person
    names: tuple[Seen, ...]
    roles: tuple[Seen, ...]
    portals: tuple[Seen, ...]
    sections: tuple[Seen, ...]
    latest: tuple[Mention, ...]


def people(
    connection: sqlite3.Connection,
    query: str = "",
    *,
    portals: Collection[str] = (),
    kinds: Collection[str] = (),
) -> list[Person]:
    """People and offices, those with the most articles first.

    Args:
        connection: the archive's.
        query: words of the name in their order, or of one joined with it; the last may be a
            beginning; accents and case are free.
        portals: count only articles of these portals; of all when empty.
        kinds: count only bylines of these kinds; of all when empty.

    Raises:
        UsageError: the query has no letters.
    """
    conditions = list[str]()
    parameters = list[object]()
    for column, values in (("a.portal", portals), ("w.kind", kinds)):
        if values:
            conditions.append(f"{column} IN ({', '.join('?' * len(values))})")
            parameters += values
    if query:
        wanted = " ".join(words(fold(query.encode("utf-8", "replace").decode())))
        if not wanted:
            raise UsageError("the name has no letters")
        conditions.append(
            "j.into_id IN (SELECT k.into_id FROM people AS p JOIN people_joined AS k "
            "ON k.person_id = p.id WHERE instr(' ' || p.name_folded, ?) > 0)"
        )
        parameters.append(f" {wanted}")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    found = _people(connection, _SOME if query else _ALL, where, parameters)
    return sorted(found, key=lambda person: (-person.articles, person.name, person.id))


def dossier(connection: sqlite3.Connection, reference: int | str, *, latest: int = 10) -> Dossier:
    """All that is known of a person or an office, under any of the joined names.

    Args:
        connection: the archive's.
        reference: number or name, see :func:`scraper.store.people_names.find`.
        latest: at most so many of the newest articles.

    Raises:
        LoaError: there is none, or no article names it any more.
        UsageError: several names fit.
    """
    name = root(connection, find(connection, reference).id)
    named = [_Named(*row) for row in connection.execute(_NAMED, (name.id,))]
    if not named:
        raise LoaError(f"no article of the archive names {name.name} in its current revision")
    days = {one.article: one.day for one in named}
    newest = sorted(days, key=lambda article: (days[article], article), reverse=True)[:latest]
    titles = {
        article: (portal, title)
        for article, portal, title in connection.execute(_TITLES, (json.dumps(newest),))
    }
    person = Person(
        id=name.id,
        name=name.name,
        kinds=_frequent(Counter(one.kind for one in named)),
        roles=_frequent(Counter(one.role for one in named if one.role is not None)),
        portals=_frequent(Counter(one.portal for one in named)),
        articles=len(days),
        first=min(days.values()),
        last=max(days.values()),
        variants=tuple(_variants(connection, {name.id})[name.id][1:]),
    )
    return Dossier(
        person=person,
        names=_seen(named, lambda one: one.name),
        roles=_seen(named, lambda one: one.role),
        portals=_seen(named, lambda one: one.portal),
        sections=_seen(named, lambda one: one.section),
        latest=tuple(Mention(article, days[article], *titles[article]) for article in newest),
    )


class _Named(NamedTuple):
    """One byline of a person."""

    article: int
    day: str
    name: str
    kind: str
    role: str | None
    portal: str
    section: str | None


def _seen(named: Iterable[_Named], of: Callable[[_Named], str | None]) -> tuple[Seen, ...]:
    """What bylines have in common, with the days of its articles; the most frequent first."""
    found: dict[str | None, dict[int, str]] = {}
    for one in named:
        found.setdefault(of(one), {})[one.article] = one.day
    seen = [
        Seen(what, len(days), min(days.values()), max(days.values()))
        for what, days in found.items()
    ]
    return tuple(sorted(seen, key=lambda one: (one.what is None, -one.articles, one.what or "")))


def roles_by_name(connection: sqlite3.Connection) -> dict[int, set[tuple[str, str]]]:
    """The roles of each name that has any, as (portal, role without accents and case)."""
    found: dict[int, set[tuple[str, str]]] = {}
    for person, portal, role in connection.execute(
        "SELECT DISTINCT w.person_id, a.portal, w.role FROM article_people AS w "
        "JOIN articles AS a ON a.id = w.article_id WHERE w.role IS NOT NULL"
    ):
        found.setdefault(person, set()).add((portal, " ".join(words(fold(role)))))
    return found


def counted_names(connection: sqlite3.Connection) -> list[tuple[Name, int, int]]:
    """Each name, the number of the one that stands for it, and its own articles, by number."""
    rows = connection.execute(
        "SELECT p.id, p.name, j.into_id, count(DISTINCT w.article_id) FROM people_joined AS j "
        "CROSS JOIN people AS p ON p.id = j.person_id "
        "JOIN article_people AS w ON w.person_id = p.id GROUP BY p.id ORDER BY p.id"
    )
    return [(Name(number, name), into, count) for number, name, into, count in rows]


def _people(
    connection: sqlite3.Connection, source: str, where: str, parameters: list[object]
) -> list[Person]:
    totals = connection.execute(_TOTALS.format(source, where), parameters).fetchall()
    traits: dict[int, tuple[Counter[str], ...]] = {}
    for into, *values, count in connection.execute(_TRAITS.format(source, where), parameters):
        counters = traits.setdefault(into, (Counter(), Counter(), Counter()))
        for counter, value in zip(counters, values, strict=True):
            if value is not None:
                counter[value] += count
    variants = _variants(connection, traits)
    found = []
    for into, articles, first, last in totals:
        kinds, roles, portals = map(_frequent, traits[into])
        name, *others = variants[into]
        found.append(
            Person(into, name.name, kinds, roles, portals, articles, first, last, tuple(others))
        )
    return found


def _variants(connection: sqlite3.Connection, wanted: Container[int]) -> dict[int, list[Name]]:
    """The names of people, that which stands for all of them first."""
    found: dict[int, list[Name]] = {}
    for number, name, into in connection.execute(
        "SELECT p.id, p.name, j.into_id FROM people_joined AS j "
        "CROSS JOIN people AS p ON p.id = j.person_id ORDER BY p.id <> j.into_id, p.id"
    ):
        if into in wanted:
            found.setdefault(into, []).append(Name(number, name))
    return found


def _frequent(counter: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counter, key=lambda value: (-counter[value], value)))
