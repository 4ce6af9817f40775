"""Names that look alike and are not one person's or office's: decisions of the user, undoable.

A decision is a row of ``people_rejections`` about two names. It holds for all names that are joined
with them, now or later: who joins a third name with one of them has said who that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from scraper.errors import LoaError, UsageError
from scraper.store.people_names import Name, find, root

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_REJECTIONS = """
SELECT p.id, p.name, o.id, o.name, r.at, r.why FROM people_rejections AS r
JOIN people AS p ON p.id = r.person_id JOIN people AS o ON o.id = r.other_id
ORDER BY r.at, p.id, o.id
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """The decision that ``person`` and ``other`` are two.

    Attributes:
        at: when it was taken (UTC text).
        why: the user's note, or None.
    """

    person: Name
    other: Name
    at: str
    why: str | None


def rejections(connection: sqlite3.Connection) -> list[Rejection]:
    """All decisions, in the order in which they were taken."""
    return [
        Rejection(Name(number, name), Name(other, its_name), at, why)
        for number, name, other, its_name, at, why in connection.execute(_REJECTIONS)
    ]


def apart(connection: sqlite3.Connection) -> set[frozenset[int]]:
    """Pairs that were decided to be two, each by the numbers of the names that stand for them."""
    rows = connection.execute("SELECT person_id, other_id FROM people_rejections").fetchall()
    return {frozenset(root(connection, each).id for each in row) for row in rows}


def first_apart(connection: sqlite3.Connection, roots: Iterable[Name]) -> tuple[Name, Name] | None:
    """Two of these names, each of which stands for itself, that were decided to be two."""
    known = apart(connection)
    pairs = combinations(roots, 2)
    return next((pair for pair in pairs if frozenset(name.id for name in pair) in known), None)


def reject(
    connection: sqlite3.Connection, references: Sequence[int | str], *, at: str, why: str | None
) -> list[Rejection]:
    """Decide that each two of these names are two people or offices, in the caller's transaction.

    Args:
        connection: the archive's.
        references: the names, see :func:`scraper.store.people_names.find`.
        at: the present moment (UTC text).
        why: a note that is kept with the decision.

    Returns:
        The decisions that were added; none when they were taken before.

    Raises:
        LoaError: there is no such name.
        UsageError: a name is ambiguous, fewer than two were given, or two are joined.
    """
    names = sorted({find(connection, each) for each in references}, key=lambda name: name.id)
    if len(names) < 2:
        raise UsageError("it takes two different names to tell them apart")
    roots = {name: root(connection, name.id) for name in names}
    known = apart(connection)
    made = []
    for one, other in combinations(names, 2):
        if roots[one] == roots[other]:
            raise UsageError(
                f"{one.name} and {other.name} are joined: take one of them out first with "
                f"`loa people unmerge {(one if roots[one] != one else other).id}`"
            )
        if frozenset((roots[one].id, roots[other].id)) not in known:
            made.append(Rejection(one, other, at, why))
    connection.executemany(
        "INSERT INTO people_rejections (person_id, other_id, at, why) VALUES (?, ?, ?, ?)",
        [(each.person.id, each.other.id, at, why) for each in made],
    )
    return made


def unreject(connection: sqlite3.Connection, references: Sequence[int | str]) -> list[Rejection]:
    """Take back that these names are two; of a single name, all that was decided of it.

    Args:
        connection: the archive's.
        references: the names, see :func:`scraper.store.people_names.find`.

    Returns:
        The decisions that were taken back.

    Raises:
        LoaError: there is no such name, or nothing of the kind was decided.
        UsageError: a name is ambiguous.
    """
    names = [find(connection, each) for each in references]
    roots = {root(connection, name.id).id for name in names}
    undone = []
    for each in rejections(connection):
        sides = [root(connection, name.id).id in roots for name in (each.person, each.other)]
        if all(sides) or (len(roots) == 1 and any(sides)):
            undone.append(each)
    if not undone:
        listed = " and ".join(name.name for name in names)
        raise LoaError(f"nothing was rejected about {listed}: `loa people rejections` lists all")
    connection.executemany(
        "DELETE FROM people_rejections WHERE person_id = ? AND other_id = ?",
        [(each.person.id, each.other.id) for each in undone],
    )
    return undone
