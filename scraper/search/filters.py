"""What limits an answer besides the query's words: the filters that search and exports share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.search.days import day
from scraper.search.query import parse
from scraper.search.tree import And, Node, Published
from scraper.text import fold, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

_SAME = """WITH RECURSIVE same (id) AS (
  SELECT id FROM people WHERE instr(' ' || name_folded || ' ', ?) > 0
  UNION SELECT m.into_id FROM people_merges AS m JOIN same ON m.person_id = same.id
  UNION SELECT m.person_id FROM people_merges AS m JOIN same ON m.into_id = same.id)"""
_NAMES = f"{_SAME} SELECT p.name FROM same JOIN people AS p ON p.id = same.id"  # noqa: S608
_BY_AUTHOR = f"""a.id IN (
  SELECT w.article_id FROM article_people AS w WHERE w.kind = 'author' AND w.person_id IN (
    {_SAME} SELECT id FROM same))"""  # noqa: S608
"""An author's articles under all names that were joined with the one asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """A parsed query with its filters; see :meth:`scraper.store.Archive.search`.

    Attributes:
        portals: names, or None for all.
        section: as the user gave it, or None.
        author: as the user gave it, or None.
    """

    query: Node
    portals: tuple[str, ...] | None = None
    section: str | None = None
    author: str | None = None

    @classmethod
    def of(
        cls,
        query: str = "",
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> Filters:
        """Parse what the user gave.

        Raises:
            UsageError: the query or a date cannot be understood.
        """
        node = parse(query)
        if since is not None or until is not None:
            span = Published(
                None if since is None else day(since, last=False),
                None if until is None else day(until, last=True),
            )
            if span.since and span.until and span.since > span.until:
                raise UsageError(f"nothing lies since {span.since} and until {span.until}")
            node = And((node, span))
        portals = (
            None if portal is None else (portal,) if isinstance(portal, str) else tuple(portal)
        )
        return cls(node, portals, section, author)

    @property
    def is_empty(self) -> bool:
        """Whether every article is let through."""
        return self == Filters(parse(""))

    def conditions(self, connection: sqlite3.Connection) -> list[tuple[str, tuple[object, ...]]]:
        """SQL conditions on ``articles AS a``, each with its parameters.

        Raises:
            UsageError: the archive has no such portal, section or author.
        """
        conditions: list[tuple[str, tuple[object, ...]]] = []
        if self.portals is not None:
            check_portals(self.portals, portal_names(connection))
            marks = ", ".join("?" * len(self.portals))
            conditions.append((f"a.portal IN ({marks})", self.portals))
        if self.section is not None:
            ids = sections(connection, self.section)
            if not ids:
                raise UsageError(f"the archive has no section {self.section}")
            conditions.append((f"a.section_id IN ({', '.join('?' * len(ids))})", tuple(ids)))
        if self.author is not None:
            conditions.append((_BY_AUTHOR, (_wanted_name(self.author),)))
        return conditions


def portal_names(connection: sqlite3.Connection) -> set[str]:
    """The portals that the archive has."""
    return {name for (name,) in connection.execute("SELECT name FROM portals")}


def check_portals(wanted: Iterable[str], known: set[str]) -> None:
    """See that a misspelt portal is no empty answer.

    Raises:
        UsageError: one of them is not known.
    """
    for name in wanted:
        if name not in known:
            raise UsageError(f"the archive has no portal {name}: `loa status` lists them")


def author_names(connection: sqlite3.Connection, author: str) -> set[str]:
    """The names (``people.name``) under which ``author`` is counted: fitting ones and those joined.

    Raises:
        UsageError: the name has no letters.
    """
    return {name for (name,) in connection.execute(_NAMES, (_wanted_name(author),))}


def _wanted_name(author: str) -> str:
    wanted = " ".join(words(fold(_bindable(author))))
    if not wanted:
        raise UsageError("the author's name has no letters")
    return f" {wanted} "


def sections(connection: sqlite3.Connection, name: str) -> list[int]:
    """Ids of the sections called ``name``, of those below them, and of those with that path."""
    wanted = _bare(name)
    rows = connection.execute(
        "SELECT id, parent_id, name, path FROM sections ORDER BY id"
    ).fetchall()
    found: set[int] = set()
    for number, parent, own, path in rows:  # a parent is always older than its children
        if parent in found or wanted in {_bare(own), _bare(path)}:
            found.add(number)
    return sorted(found)


def _bare(text: str) -> str:
    return " ".join(fold(text).split())


def _bindable(text: str) -> str:
    """``text`` without halves of surrogate pairs, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode()
