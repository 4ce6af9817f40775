"""`loa doctor`, `loa backup`, `loa merge` and `loa forget` as their users call them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.store.building import article, crawl
from tests.store.older import as_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Loa = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    crawl(path, [article(n) for n in range(1, 6)])
    return path


def refused(result: Result) -> str:
    """What a command that failed says."""
    assert result.exit_code != 0
    return result.stderr


def test_doctor_says_in_one_line_what_to_do_and_repairs(db: Path, loa: Loa) -> None:
    result = loa("doctor", "--db", db)
    assert result.exit_code == 0
    assert "is whole" in result.stdout
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET source = 'x' WHERE id = 2")
    result = loa("doctor", "--db", db)
    assert result.exit_code == 1
    assert "articles: article 2 differs from its last revision in: source" in result.stdout
    assert "`loa doctor --repair` rebuilds it" in result.stdout
    told = json.loads(loa("doctor", "--db", db, "--json").stdout)
    assert told["whole"] is False
    assert {finding["kind"] for finding in told["findings"]} == {"articles", "index"}
    assert loa("doctor", "--db", db, "--repair").exit_code == 0
    assert loa("doctor", "--db", db, "--all").exit_code == 0


def test_doctor_of_nothing_makes_nothing(loa: Loa, tmp_path: Path) -> None:
    assert "there is no archive" in refused(loa("doctor", "--db", tmp_path / "none.db", "--repair"))
    assert not (tmp_path / "none.db").exists()


def test_backup_names_what_is_not_in_it(db: Path, loa: Loa, tmp_path: Path) -> None:
    result = loa("backup", tmp_path / "copy.db", "--db", db)
    assert "verified" in result.stdout
    assert "copy.warc" in result.stdout
    assert "--force" in refused(loa("backup", tmp_path / "copy.db", "--db", db))
    assert loa("backup", tmp_path / "copy.db", "--db", db, "--force").exit_code == 0


def test_merge_counts_what_it_did(db: Path, loa: Loa, tmp_path: Path) -> None:
    other, out = tmp_path / "other.db", tmp_path / "out.db"
    crawl(other, [article(n) for n in range(4, 9)])
    told = json.loads(loa("merge", db, other, "-o", out, "--json").stdout)
    assert told["sources"][0]["articles"] == {"new": 5}
    assert told["sources"][1]["articles"]["new"] == 3
    assert "out.db" not in loa("merge", db, other, "-o", out).stdout
    assert loa("doctor", "--db", out, "--all").exit_code == 0


def test_merge_upgrades_an_older_archive_first(db: Path, loa: Loa, tmp_path: Path) -> None:
    old = tmp_path / "old" / "old.db"
    old.parent.mkdir()
    as_version(4, db, old)
    told = json.loads(loa("merge", old, "-o", tmp_path / "out.db", "--json").stdout)
    assert told["sources"][0]["articles"] == {"new": 5}
    assert old.with_name("old.db.v4.bak").exists()


def test_forget_asks_and_needs_a_yes_in_scripts(db: Path, loa: Loa) -> None:
    assert "--yes" in refused(loa("forget", 2, "--reason", "order", "--db", db))
    assert loa("show", 2, "--db", db).exit_code == 0
    result = loa("forget", 2, "--reason", "order 12", "--yes", "--db", db)
    assert "1 article removed, with 1 kept pages in 1 WARC files" in result.stdout
    assert "order 12" in refused(loa("show", 2, "--db", db))
    again = loa("forget", 2, "--reason", "order 12", "--yes", "--db", db)
    assert "nothing was left to do" in again.stdout
    assert "there is no archive" in refused(
        loa("forget", 2, "--reason", "x", "--yes", "--db", db.with_name("none.db"))
    )
