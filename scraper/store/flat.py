"""The rows of ``articles_flat``, read in batches of columns at the speed of the disk.

The view asks for names, roles and tags once per row, and sqlite3 decodes every text of it. Here they
are asked for once per batch, sections are looked up in memory, and texts stay the UTF-8 that they
are in the file until somebody needs them as text.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from scraper.store.connection import connect
from scraper.store.failures import explained

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FLAT_COLUMNS = (
    "id portal url title lead body published published_precision updated section section_path "
    "authors author_roles source tags language word_count first_seen last_seen gone revision"
).split()
"""The columns of ``articles_flat`` and of every export, in their order."""

Value = bytes | int | None
"""A text in UTF-8, a number, or nothing."""

ROWS = 1_000
"""Rows of a batch at most."""

SIZE = 250_000
"""Bytes of lead and body in a batch after which it is closed: what stays in a processor's cache
while it is made into lines costs half."""

_STEP = 25
"""Rows between two looks at the size: what one batch may hold beyond it."""

_CACHE = 4_000
"""KiB of cached pages: a file that is read from end to end gains nothing from more."""

_EVIDENCE = (
    "(SELECT {} FROM revisions AS r LEFT JOIN fetches AS e ON e.id = r.fetch_id "
    "WHERE r.article_id = a.id AND r.number = a.revision)"
)
_SECTIONS = ("section", "section_path")
_AUTHORS = ("authors", "author_roles")
_PEOPLE = {
    _AUTHORS: "SELECT article_id, name, role FROM article_people "
    "WHERE kind = 'author' AND article_id {} ORDER BY article_id, position",
    ("bylines",): "SELECT article_id, json_group_array(json_object('name', name, 'role', role, "
    "'kind', kind)) FROM article_people WHERE article_id {} GROUP BY article_id",
}
"""Columns to the SQL that gives them for many articles at once, names in the order of the page."""

EXTRA_COLUMNS = (
    "key",
    "published_zone",
    "updated_precision",
    "seen_at",
    "payload_sha256",
    "bylines",
)
"""What can be asked for beside the view's columns: the article's key; the zone and precision of its
dates; when the portal showed the current revision first, and the SHA-256 of the page that did; the
bylines as a JSON list of objects with ``name``, ``role`` and ``kind``."""

COLUMNS = (*FLAT_COLUMNS, *EXTRA_COLUMNS)

_SPECIAL = {
    "seen_at": _EVIDENCE.format("r.seen_at"),
    "payload_sha256": _EVIDENCE.format("e.payload_sha256"),
    **dict.fromkeys(_SECTIONS, "a.section_id"),
    **dict.fromkeys((name for group in _PEOPLE for name in group), "a.id"),
}
_SQL = {name: _SPECIAL.get(name, f"a.{name}") for name in COLUMNS}
"""A column to the SQL for it, or to the number by which it is looked up."""


BY_ID = "a.id IN (SELECT value FROM json_each(?))"
"""The condition for articles with these ids, a list in JSON."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, column by column.

    Attributes:
        columns: a name to as many values as there are rows.
    """

    columns: Mapping[str, Sequence[Value]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def rows(self) -> Iterator[tuple[str | int | None, ...]]:
        """The rows, texts as ``str``."""
        texts = (
            [v.decode() if isinstance(v, bytes) else v for v in c] for c in self.columns.values()
        )
        return zip(*texts, strict=True)


class FlatReader:
    """One state of the archive, for as long as it is open.

    Attributes:
        connection: its own, so that writers and searches beside it change nothing in what is read.
        path: the archive's file.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._fix()

    def renew(self) -> None:
        """Read the state that the archive has now, instead of the one so far."""
        with explained(self.path):
            self.connection.execute("ROLLBACK")
        self._fix()

    def _fix(self) -> None:
        with explained(self.path):
            self.connection.execute("BEGIN")
            self.connection.execute(
                "SELECT 1 FROM sqlite_master"
            ).fetchone()  # only now it is fixed

    def batches(
        self,
        columns: Sequence[str],
        where: str = "1",
        parameters: Sequence[object] = (),
        size: int | None = None,
    ) -> Iterator[Batch]:
        """Rows in the order of their ids.

        Args:
            columns: names out of :data:`COLUMNS`.
            where: trusted SQL on ``articles AS a``.
            parameters: of ``where``.
            size: bytes after which a batch is closed, :data:`SIZE` when None.

        Raises:
            LoaError: the archive is damaged or locked.
        """
        sql = list(dict.fromkeys(["a.id", *(_SQL[name] for name in columns)]))
        heavy = [sql.index(f"a.{name}") for name in ("lead", "body") if name in columns]
        looked_up = self._sections() if not set(_SECTIONS).isdisjoint(columns) else {}
        people = [group for group in _PEOPLE if not set(group).isdisjoint(columns)]
        self.connection.text_factory = bytes
        with explained(self.path):
            cursor = self.connection.execute(
                f"SELECT {', '.join(sql)} FROM articles AS a WHERE {where} ORDER BY a.id",  # noqa: S608
                parameters,
            )
        while True:
            with explained(self.path):
                rows = _fetch(cursor, heavy, SIZE if size is None else size)
            if not rows:
                return
            raw = dict(zip(sql, zip(*rows, strict=True), strict=True))
            for group in people:
                looked_up |= self._people(group, raw["a.id"])
            yield Batch({name: _column(name, raw[_SQL[name]], looked_up) for name in columns})

    def ids(self, where: str, parameters: Sequence[object] = ()) -> list[int]:
        """The ids of the articles that a condition lets through, in order."""
        with explained(self.path):
            found = self.connection.execute(
                f"SELECT a.id FROM articles AS a WHERE {where}",  # noqa: S608
                parameters,
            ).fetchall()
        return sorted(number for (number,) in found)

    def span(self) -> tuple[int, int] | None:
        """The first and the last id; None of an archive without articles."""
        with explained(self.path):
            first, last = self.connection.execute(
                "SELECT (SELECT min(id) FROM articles), (SELECT max(id) FROM articles)"
            ).fetchone()
        return None if first is None else (first, last)

    def _sections(self) -> dict[str, Mapping[int, Value]]:
        """Names and paths by the section's number."""
        self.connection.text_factory = bytes
        with explained(self.path):
            rows = self.connection.execute("SELECT id, name, path FROM sections").fetchall()
        return {
            name: {row[0]: row[place] for row in rows}
            for place, name in enumerate(_SECTIONS, start=1)
        }

    def _people(self, group: tuple[str, ...], ids: Sequence[int]) -> dict[str, Mapping[int, Value]]:
        """The columns of ``group`` by article."""
        values: tuple[object, ...]
        if ids[-1] - ids[0] < 2 * len(ids):
            condition, values = "BETWEEN ? AND ?", (ids[0], ids[-1])
        else:  # a range would read the names of many others
            condition, values = "IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        with explained(self.path):
            rows = self.connection.execute(_PEOPLE[group].format(condition), values).fetchall()
        if group == _AUTHORS:
            return _authors(rows)
        return {group[0]: dict(rows)}


def _authors(rows: Sequence[tuple[int, bytes, bytes | None]]) -> dict[str, Mapping[int, Value]]:
    """Names and roles by article; one without roles has none."""
    if not rows:
        return {"authors": {}, "author_roles": {}}
    numbers, names, roles = zip(*rows, strict=True)
    authors = dict(zip(numbers, names, strict=True))
    functions = dict(zip(numbers, roles, strict=True))
    if len(authors) < len(rows):
        several = {one for one, other in pairwise(numbers) if one == other}
        for number, group in groupby((row for row in rows if row[0] in several), itemgetter(0)):
            _, written, held = zip(*group, strict=True)
            authors[number] = b"; ".join(written)
            functions[number] = b"; ".join(role or b"" for role in held) if any(held) else None
    return {"authors": authors, "author_roles": functions}


def _fetch(cursor: sqlite3.Cursor, heavy: Sequence[int], most: int) -> list[tuple[Any, ...]]:
    """The next rows: not many, nor large ones."""
    rows: list[tuple[Any, ...]] = []
    if not heavy:
        return cursor.fetchmany(ROWS)
    size = 0
    while len(rows) < ROWS and size < most:
        step = cursor.fetchmany(min(_STEP, ROWS - len(rows)))
        if not step:
            break
        rows += step
        size += sum(len(row[place] or b"") for place in heavy for row in step)
    return rows


def _column(
    name: str, values: Sequence[Any], looked_up: Mapping[str, Mapping[int, Value]]
) -> Sequence[Value]:
    if name in looked_up:
        return list(map(looked_up[name].get, values))
    if name == "tags":
        return [None if tags == b"[]" else _tags(tags) for tags in values]
    return values


def _tags(listed: bytes) -> bytes:
    """Tags joined by ``; ``."""
    if b"\\" in listed:
        return "; ".join(orjson.loads(listed)).encode()
    # Without an escape every quotation mark begins or ends a tag.
    return listed[2:-2].replace(b'", "', b"; ").replace(b'","', b"; ")


@contextmanager
def flat_reader(path: Path, *, timeout: float = 10.0) -> Iterator[FlatReader]:
    """Read the archive at ``path`` as it is now, however long that takes.

    Raises:
        LoaError: see :func:`scraper.store.connection.connect`.
    """
    connection = connect(path, readonly=True, timeout=timeout, cache=_CACHE)
    try:
        yield FlatReader(connection, path)
    finally:
        connection.close()
