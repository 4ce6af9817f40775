"""``author:`` finds an author under every name that was joined with the one asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.search.tree import And, Not, Or, Words
from scraper.text import fold, words

if TYPE_CHECKING:
    import sqlite3

    from scraper.search.tree import Node

MOST = 100
"""Names that one word of a query may stand for; more would make it another query."""

_JOINED = """
WITH RECURSIVE same (id) AS (
  SELECT id FROM people WHERE instr(' ' || name_folded || ?2, ?1) > 0
    AND (id IN (SELECT person_id FROM people_merges) OR id IN (SELECT into_id FROM people_merges))
  UNION SELECT m.into_id FROM people_merges AS m JOIN same ON m.person_id = same.id
  UNION SELECT m.person_id FROM people_merges AS m JOIN same ON m.into_id = same.id)
SELECT p.name_folded FROM same JOIN people AS p ON p.id = same.id
WHERE instr(' ' || p.name_folded || ?2, ?1) = 0 ORDER BY p.id LIMIT ?3
"""


def with_joined_names(node: Node, connection: sqlite3.Connection) -> Node:
    """``node``, where the words of an author may also be any name joined with a fitting one.

    A word that asks for exact accents asks for this spelling alone.
    """
    match node:
        case Words(text, "author", prefix, False):
            wanted = " ".join(words(fold(text.encode("utf-8", "replace").decode())))
            # A word may go on only where the query says so.
            values = (f" {wanted}", "", MOST) if prefix else (f" {wanted} ", " ", MOST)
            names = [name for (name,) in connection.execute(_JOINED, values)]
            return Or((node, *(Words(name, "author") for name in names))) if names else node
        case And(parts):
            return And(tuple(with_joined_names(part, connection) for part in parts))
        case Or(parts):
            return Or(tuple(with_joined_names(part, connection) for part in parts))
        case Not(part):
            return Not(with_joined_names(part, connection))
        case _:
            return node
