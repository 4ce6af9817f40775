"""Names of people and offices: found by number or spelling, and the name that stands for a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError, UsageError
from scraper.text import clean, exact, fold, words

if TYPE_CHECKING:
    import sqlite3

_SHOWN = 8
"""Names that are offered where several fit."""

_ROOT = """
WITH RECURSIVE up (id) AS (
  VALUES (?) UNION SELECT m.into_id FROM people_merges AS m JOIN up ON m.person_id = up.id)
SELECT p.id, p.name FROM up JOIN people AS p ON p.id = up.id
WHERE NOT EXISTS (SELECT 1 FROM people_merges WHERE person_id = up.id)
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, with its number in ``people``."""

    id: int
    name: str


def find(connection: sqlite3.Connection, reference: int | str) -> Name:
    """The name with this number or spelling; accents and case are free where that is unambiguous.

    Raises:
        LoaError: the archive has no such name.
        UsageError: several names fit; the sentence lists them with their numbers.
    """
    text = str(reference).strip().encode("utf-8", "replace").decode()
    if text.isascii() and text.isdecimal():
        rows = connection.execute(
            "SELECT id, name FROM people WHERE id = ?", (int(text[:18]),)
        ).fetchall()
    else:
        rows = (
            connection.execute(
                "SELECT id, name FROM people WHERE name_exact = ?", (exact(clean(text)),)
            ).fetchall()
            or connection.execute(
                "SELECT id, name FROM people WHERE name_folded = ? ORDER BY id",
                (" ".join(words(fold(text))),),
            ).fetchall()
        )
    if not rows:
        raise LoaError(f"the archive has no person or office {text}: `loa people` lists them")
    if len(rows) > 1:
        listed = ", ".join(f"{name} ({number})" for number, name in rows[:_SHOWN])
        raise UsageError(f"{text} may be {listed}; give the number")
    return Name(*rows[0])


def root(connection: sqlite3.Connection, person_id: int) -> Name:
    """The name that stands for all that were joined with ``person_id``."""
    return Name(*connection.execute(_ROOT, (person_id,)).fetchone())
