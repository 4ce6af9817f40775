"""Archives as older versions of Loa left them, with what a given archive holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from scraper.store.connection import APPLICATION_ID
from scraper.store.migrations import VERSIONS, upgrade

if TYPE_CHECKING:
    from pathlib import Path

_LATER = {"changes": "kind IN ('new', 'revision', 'gone', 'back')"}
"""Rows that older versions did not know."""

_KEPT = """
UPDATE main.article_revisions AS r SET rest = NULL,
  content = (SELECT n.content FROM new.revisions AS n WHERE n.id = r.id)
WHERE number < (SELECT a.revision FROM main.articles AS a WHERE a.id = r.article_id)
"""
"""Version 7 kept the content of a superseded revision in its own row."""


def as_version(version: int, source: Path, target: Path) -> None:
    """Write what ``source`` holds as the archive ``target`` of an older ``version``."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        upgrade(connection, VERSIONS[:version])
        connection.execute("COMMIT")
        connection.execute("ATTACH ? AS new", (str(source),))
        connection.execute("BEGIN")
        for (table,) in connection.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'articles_fts_%' AND name NOT LIKE '%sqlite%'"
        ).fetchall():
            columns = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0", (table,)
                )
            ]
            if table == "articles_fts":
                columns.append("rowid")
            names = ", ".join(columns)
            connection.execute(
                f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table} "
                f"WHERE {_LATER.get(table, 'true')}"
            )
        if version == 7:
            connection.execute(_KEPT)
        connection.execute("COMMIT")
