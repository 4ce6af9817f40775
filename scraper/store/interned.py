"""Ids of what many articles share: portals, sections, and the names in bylines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store import codec
from scraper.store.codec import plain_name
from scraper.text import exact, fold, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

_SECTION = "SELECT id FROM sections WHERE portal = ?1 AND ifnull(parent_id, 0) = ifnull(?2, 0) AND name = ?3"
_ADD_SECTION = (
    "INSERT INTO sections (portal, parent_id, name, path) VALUES (?, ?, ?, ?) RETURNING id"
)
_PEOPLE = "SELECT name_exact, id FROM people WHERE name_exact IN (SELECT value FROM json_each(?))"
_ADD_PEOPLE = "INSERT INTO people (id, name, name_exact, name_folded) VALUES (?, ?, ?, ?)"

_REMEMBERED = 10_000
"""Names of people that are remembered at most: some 2 MB."""


class Interned:
    """Finds ids, adds what is missing, and remembers both, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._portals: set[str] = set()
        self._sections: dict[tuple[str, ...], int] = {}
        self._people: dict[str, int] = {}

    def forget(self) -> None:
        """Remember nothing: a transaction was undone, or somebody else removed rows."""
        self._portals.clear()
        self._sections.clear()
        self._people.clear()

    def ensure_portal(self, name: str, at: str) -> None:
        """Make sure that ``name`` is a portal, with nothing known about it but its name."""
        if name not in self._portals:
            self._connection.execute(
                "INSERT OR IGNORE INTO portals (name, added_at) VALUES (?, ?)", (name, at)
            )
            self._portals.add(name)

    def section(self, portal: str, names: Sequence[str]) -> int | None:
        """Id of the innermost of a path of sections, None for an empty path."""
        if not names:
            return None
        place = (portal, *names)
        if place not in self._sections:
            parent = self.section(portal, names[:-1])
            values = (portal, parent, names[-1], " / ".join(names))
            row = self._connection.execute(_SECTION, values[:3]).fetchone()
            if row is None:
                row = self._connection.execute(_ADD_SECTION, values).fetchone()
            self._sections[place] = row[0]
        return self._sections[place]

    def people(self, names: Iterable[str]) -> Mapping[str, int]:
        """Ids of these names, and of others; those that differ in case or place of the tone are one."""
        if len(self._people) > _REMEMBERED:
            self._people.clear()
        unknown = {name: exact(plain_name(name)) for name in names if name not in self._people}
        if unknown:
            spellings = codec.dumps(list(unknown.values()))
            ids = dict(self._connection.execute(_PEOPLE, (spellings,)).fetchall())
            (last,) = self._connection.execute("SELECT ifnull(max(id), 0) FROM people").fetchone()
            added = []
            for name, same in unknown.items():
                if same not in ids:
                    last += 1
                    ids[same] = last
                    added.append((last, name, same, " ".join(words(fold(name)))))
                self._people[name] = ids[same]
            self._connection.executemany(_ADD_PEOPLE, added)
        return self._people
