"""The archive's schema, version by version, by sqlite-utils' migrations."""

from __future__ import annotations

import sqlite3
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from sqlite_utils import Database, Migrations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Step = Callable[[Database], None]

APPLICATION_ID = 0x4C6F6120  # "Loa "
"""In the file's header: tells an archive from any other SQLite database."""

VERSION = 1
"""``PRAGMA user_version`` of an archive that this code understands."""

_migrations = Migrations("loa")
_step = cast("Callable[[Step], Step]", _migrations())


def statements(sql: str) -> Iterator[str]:
    """The statements of an SQL script, one at a time: ``executescript`` would commit before each."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@_step
def v1_first_schema(db: Database) -> None:
    """All tables of version 1."""
    connection: Any = db.conn
    for statement in statements(
        resources.files("scraper.store").joinpath("schema.sql").read_text(encoding="utf-8")
    ):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to :data:`VERSION`, each step in a transaction of its own."""
    _migrations.apply(Database(connection, recursive_triggers=False))
