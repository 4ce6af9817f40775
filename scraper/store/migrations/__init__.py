"""The archive's schema, version by version, applied with sqlite-utils' migrations.

A version is a module with ``NAME`` and ``SQL``. To change the schema, add the next one; never
change one that was released.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Protocol

from scraper.store.migrations import v1, v2, v3, v4, v5, v6, v7, v8, v9

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlite_utils import Database


class Version(Protocol):
    """A module that brings an archive one schema version further."""

    NAME: str
    SQL: str


VERSIONS: tuple[Version, ...] = (v1, v2, v3, v4, v5, v6, v7, v8, v9)

REQUIRED = frozenset(
    "portals sections crawls crawl_coverage crawl_listings crawl_unknown_addresses fetches articles "
    "article_revisions revisions people article_people images attachments document_mentions links "
    "frontier site_counters changes change_sessions index_state articles_fts articles_flat "
    "people_merges people_rejections people_joined tombstones tombstone_addresses tombstone_files".split()
)
"""What the code asks for; an archive may hold more (a researcher's own tables and views)."""


def statements(sql: str) -> Iterator[str]:
    """Split a script into its statements; ``executescript`` would commit behind our back.

    >>> list(statements("CREATE TABLE a (x); CREATE TABLE b (y);"))
    ['CREATE TABLE a (x);', 'CREATE TABLE b (y);']
    """
    collected = ""
    for part in sql.split(";"):
        collected += part + ";"
        if collected.strip(" \n;") and sqlite3.complete_statement(collected):
            yield collected.strip()
            collected = ""


def upgrade(connection: sqlite3.Connection, versions: Sequence[Version]) -> None:
    """Bring the archive to the last of ``versions`` and number it so.

    To be called inside a transaction, which makes the whole upgrade one step: killed in the
    middle, the archive is what it was.
    """
    # Only here, since an archive that is up to date must open quickly.
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    migrations = Migrations("loa")
    for version in versions:
        migrations(name=version.NAME)(_step(version))
    # A view of the user's, on a table that is made anew, must neither follow the old table's name
    # nor stand in the way (https://www.sqlite.org/pragma.html#pragma_legacy_alter_table).
    connection.execute("PRAGMA legacy_alter_table = ON")
    try:
        migrations.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")
    connection.execute(f"PRAGMA user_version = {len(versions)}")


def _step(version: Version) -> Callable[[Database], None]:
    def apply(db: Database) -> None:
        for statement in statements(version.SQL):
            db.conn.execute(statement)

    return apply
