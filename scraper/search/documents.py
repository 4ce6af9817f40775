"""What the indexes are to know of each article, read from the archive in batches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_TEXTS = """
SELECT id, portal, published, section_id, source, tags, title, lead, body
FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_PEOPLE = """
SELECT w.article_id, w.name, w.role, w.kind, p.name
FROM article_people AS w JOIN people AS p ON p.id = w.person_id
WHERE w.article_id IN (SELECT value FROM json_each(?)) ORDER BY w.article_id, w.position
"""
_CITED = """
SELECT article_id, number FROM document_mentions
WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position
"""


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the indexes see it, in its own spelling.

    Attributes:
        published: ISO 8601, or None.
        section: names from the outermost.
        authors: bylines of kind author, as this article writes them.
        people: the names under which those authors are counted (``people.name``), each once.
        roles: offices in all its bylines.
        source: institutions behind the text, joined by "; ", or empty.
        cites: numbers of the documents that it cites.
    """

    id: int
    portal: str
    published: str | None
    section: tuple[str, ...]
    title: str
    lead: str
    body: str
    authors: tuple[str, ...]
    people: tuple[str, ...]
    roles: tuple[str, ...]
    source: str
    tags: tuple[str, ...]
    cites: tuple[str, ...]


def documents(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Document]:
    """The articles of these ids that the archive has, by id."""
    wanted = json.dumps(ids)
    authors: dict[int, list[str]] = {}
    people: dict[int, dict[str, None]] = {}
    roles: dict[int, list[str]] = {}
    cites: dict[int, list[str]] = {}
    for number, name, role, kind, person in connection.execute(_PEOPLE, (wanted,)):
        if kind == "author":
            authors.setdefault(number, []).append(name)
            people.setdefault(number, {})[person] = None
        if role:
            roles.setdefault(number, []).append(role)
    for number, cited in connection.execute(_CITED, (wanted,)):
        cites.setdefault(number, []).append(cited)
    paths = section_names(connection)
    for row in connection.execute(_TEXTS, (wanted,)):
        number, portal, published, section, source, tags, title, lead, body = row
        yield Document(
            id=number,
            portal=portal,
            published=published,
            section=paths.get(section, ()),
            title=title,
            lead=lead or "",
            body=body,
            authors=tuple(authors.get(number, ())),
            people=tuple(people.get(number, ())),
            roles=tuple(roles.get(number, ())),
            source=source or "",
            tags=tuple(json.loads(tags)),
            cites=tuple(cites.get(number, ())),
        )


def section_names(connection: sqlite3.Connection) -> dict[int | None, tuple[str, ...]]:
    """The path of each section by its id, names from the outermost."""
    found: dict[int | None, tuple[str, ...]] = {}
    for number, parent, name in connection.execute(
        "SELECT id, parent_id, name FROM sections ORDER BY id"
    ):  # a parent is always older than its children
        found[number] = (*found.get(parent, ()), name)
    return found
