"""Which names belong to one person or office: decisions of the user, kept and undoable.

A decision is a row of ``people_merges`` and changes nothing else: ``people`` keeps its numbers and
``article_people`` the names as written. Decisions make a forest, since only a name that stands for
itself is ever joined into another one that does; so there are no circles, and taking a decision
back restores exactly what was before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError, UsageError
from scraper.store import changelog
from scraper.store.people_names import Name, find, root
from scraper.store.people_rejections import first_apart

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_ARTICLES = """
SELECT DISTINCT w.article_id FROM people_joined AS j JOIN article_people AS w USING (person_id)
WHERE j.into_id = ?
"""
_MERGES = """
SELECT p.id, p.name, i.id, i.name, m.at, m.why FROM people_merges AS m
JOIN people AS p ON p.id = m.person_id JOIN people AS i ON i.id = m.into_id
ORDER BY m.at, p.id
"""


@dataclass(frozen=True, slots=True)
class Merge:
    """The decision that ``person`` is a name of the bearer of ``into``.

    Attributes:
        at: when it was taken (UTC text).
        why: the user's note, or None.
    """

    person: Name
    into: Name
    at: str
    why: str | None


def merges(connection: sqlite3.Connection) -> list[Merge]:
    """All decisions, in the order in which they were taken."""
    return [
        Merge(Name(number, name), Name(into, kept), at, why)
        for number, name, into, kept, at, why in connection.execute(_MERGES)
    ]


def merge(
    connection: sqlite3.Connection,
    references: Sequence[int | str],
    *,
    into: int | str | None,
    at: str,
    why: str | None = None,
) -> list[Merge]:
    """Decide that names belong to one bearer, inside the caller's transaction.

    What was joined with one of them before stays joined with it.

    Args:
        connection: the archive's.
        references: the names, see :func:`scraper.store.people_names.find`.
        into: the name that stands for all; the one with the most articles when None.
        at: the present moment (UTC text).
        why: a note that is kept with the decision.

    Returns:
        The decisions that were added; none when they were one before.

    Raises:
        LoaError: see :func:`scraper.store.people_names.find`.
        UsageError: ibid.; or fewer than two names were given, or ``into`` is itself joined into
            another one; or two of them were decided to be two.
    """
    given = [find(connection, reference) for reference in references]
    kept = find(connection, into) if into is not None else None
    if len({*given, *([kept] if kept else [])}) < 2:
        raise UsageError("it takes two different names to join them")
    stays = root(connection, (kept or _most_named(connection, given)).id)
    if kept is not None and stays != kept:
        raise UsageError(
            f"{kept.name} is itself joined into {stays.name}: join into that, or take it out first "
            f"with `loa people unmerge {kept.id}`"
        )
    tops = dict.fromkeys([stays, *(root(connection, name.id) for name in given)])
    if (pair := first_apart(connection, tops)) is not None:
        one, other = pair
        raise UsageError(
            f"{one.name} and {other.name} were decided to be two: take that back first with "
            f"`loa people unreject {one.id} {other.id}`"
        )
    made = []
    for top in tops:
        if top != stays:
            connection.execute(
                "INSERT INTO people_merges (person_id, into_id, at, why) VALUES (?, ?, ?, ?)",
                (top.id, stays.id, at, why),
            )
            made.append(Merge(top, stays, at, why))
    if made:
        touch_articles(connection, stays.id, at)
    return made


def unmerge(connection: sqlite3.Connection, reference: int | str, *, at: str) -> list[Merge]:
    """Take back the decision by which a name was joined, inside the caller's transaction.

    Where the name itself stands for others, the decisions that joined those into it are taken back.

    Args:
        connection: the archive's.
        reference: the name, see :func:`scraper.store.people_names.find`.
        at: the present moment (UTC text).

    Returns:
        The decisions that were taken back.

    Raises:
        LoaError: see :func:`scraper.store.people_names.find`; or the name is joined with none.
        UsageError: see :func:`scraper.store.people_names.find`.
    """
    name = find(connection, reference)
    known = merges(connection)
    undone = [m for m in known if m.person == name] or [m for m in known if m.into == name]
    if not undone:
        raise LoaError(f"{name.name} is joined with no other name")
    touch_articles(connection, root(connection, name.id).id, at)
    connection.executemany(
        "DELETE FROM people_merges WHERE person_id = ?", [(m.person.id,) for m in undone]
    )
    return undone


def touch_articles(connection: sqlite3.Connection, root_id: int, at: str) -> None:
    """Let indexes look again at all articles of the one for whom the name ``root_id`` stands."""
    rows = connection.execute(_ARTICLES, (root_id,))
    changelog.touch(connection, [row[0] for row in rows], at)


def _most_named(connection: sqlite3.Connection, given: Sequence[Name]) -> Name:
    def articles(name: Name) -> int:
        (count,) = connection.execute(
            "SELECT count(DISTINCT article_id) FROM article_people WHERE person_id = ?", (name.id,)
        ).fetchone()
        return int(count)

    return min(given, key=lambda name: (-articles(name), name.id))
