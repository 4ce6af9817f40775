"""docs/tables.md says of every table and column what the schema says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.store.connection import APPLICATION_ID

if TYPE_CHECKING:
    from scraper.store import Archive

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"


def documented() -> dict[str, list[list[str]]]:
    """Table name to its rows: column, type, unit or form, meaning, example."""
    tables: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in part.splitlines()
            if line.startswith("| ") and not line.startswith("| column |")
        ]
        tables[part.split("\n", 1)[0].strip()] = rows
    return tables


def test_every_table_and_column_is_explained(archive: Archive) -> None:
    with archive.reading() as db:
        names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' "
                "AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
        ]
        page = documented()
        assert sorted(page) == sorted(names)
        for name, rows in page.items():
            columns = db.execute(f"SELECT name FROM pragma_table_xinfo('{name}') WHERE hidden <> 1")
            assert [row[0] for row in rows] == [column[0] for column in columns], name
            assert all(len(row) == 5 and all(row) for row in rows), name


def test_types_and_nulls_are_those_of_the_schema(archive: Archive) -> None:
    page = documented()
    with archive.reading() as db:
        for name in sorted(
            set(page) - {"articles_flat", "articles_fts", "people_joined", "revisions"}
        ):
            for column, declared, not_null, key in db.execute(
                f"SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo('{name}')"
            ):
                kind = next(row[1] for row in page[name] if row[0] == column)
                assert kind == declared + ("" if not_null or key else "?"), (name, column)


def test_values_that_the_schema_allows_are_listed(archive: Archive) -> None:
    with archive.reading() as db:
        schema = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    page = documented()
    seen = 0
    for table, sql in schema:
        for column, values in re.findall(r"CHECK \((\w+) IN \(([^)]*)\)\)", sql or ""):
            row = next(row for row in page[table] if row[0] == column)
            assert row[2] == ", ".join(f"`{value}`" for value in re.findall(r"'(\w+)'", values))
            seen += 1
        # The same, written so that SQLite builds no table of the values for each row.
        for column, values in re.findall(
            r"CHECK \((\w+)( = '\w+'(?: OR \1 = '\w+')+)\)", sql or ""
        ):
            row = next(row for row in page[table] if row[0] == column)
            assert row[2] == ", ".join(f"`{value}`" for value in re.findall(r"'(\w+)'", values))
            seen += 1
    assert seen >= 8


def test_the_pages_queries_and_number_are_true(archive: Archive) -> None:
    text = PAGE.read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    assert len(queries) == 2
    with archive.reading() as db:
        for query in [*queries, "SELECT value FROM articles, json_each(tags)"]:
            db.execute(query).fetchall()
    assert f"`PRAGMA application_id` is {APPLICATION_ID} " in text
