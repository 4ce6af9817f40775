"""What may be opened as an archive, and what is refused in one sentence and left as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from scraper import LoaError
from scraper.store import Archive, connection
from scraper.store.migrations import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path


def test_is_created_with_its_parents_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b ?#%" / "news.db"
    Archive(path).close()
    before = path.read_bytes()
    with Archive(path) as archive, archive.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert db.execute("PRAGMA application_id").fetchone() == (connection.APPLICATION_ID,)
        tables = db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND NOT strict AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"
        ).fetchall()
        assert tables == []
    assert path.read_bytes() == before


def test_readonly_needs_an_archive_and_never_writes(tmp_path: Path) -> None:
    path = tmp_path / "none" / "news.db"
    with pytest.raises(LoaError, match="there is no archive at"):
        Archive(path, readonly=True)
    assert not path.parent.exists()
    Archive(path).close()
    with Archive(path, readonly=True) as archive:
        assert archive.status() == []
        with pytest.raises(LoaError, match="reading only"):
            archive.add_portal("a")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoaError, match="is a directory"):
        Archive(tmp_path)


@pytest.mark.parametrize("content", [b"x", b"hello\n", b"<html>" * 1000, b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(content)
    for readonly in (True, False):
        with pytest.raises(LoaError, match=r"not a Loa archive|no SQLite database"):
            Archive(path, readonly=readonly)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.touch()
    with Archive(path) as archive:
        assert archive.status() == []


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE articles (x)")
    before = path.read_bytes()
    for readonly in (True, False):
        with pytest.raises(LoaError, match="is a SQLite database, but not a Loa archive"):
            Archive(path, readonly=readonly)
    assert path.read_bytes() == before


def test_an_archive_of_a_newer_loa_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Archive(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {len(VERSIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(LoaError, match=r"newer Loa .* upgrade Loa"):
        Archive(path)
    assert path.read_bytes() == before


def test_a_missing_table_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Archive(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE site_counters")
    with pytest.raises(LoaError, match="damaged: it has no site_counters"):
        Archive(path)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Archive(path).close()
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(LoaError, match="is damaged"):
        Archive(path)


class _Next:
    NAME = "next"
    SQL = "CREATE TABLE later (x TEXT) STRICT; INSERT INTO later VALUES ('a;b');"


class _Broken:
    NAME = "next"
    SQL = "CREATE TABLE later (x TEXT) STRICT; INSERT INTO nowhere VALUES (1);"


def test_an_older_archive_is_backed_up_and_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "news.db"
    Archive(path).close()
    monkeypatch.setattr(connection, "VERSIONS", (*VERSIONS, _Next))
    with pytest.raises(LoaError, match="older Loa"):
        Archive(path, readonly=True)
    with Archive(path) as archive, archive.reading() as db:
        assert db.execute("SELECT x FROM later").fetchall() == [("a;b",)]
        assert db.execute("PRAGMA user_version").fetchone() == (len(VERSIONS) + 1,)
        assert "older Loa: it is copied to news.db.v" in caplog.text
    monkeypatch.undo()
    with Archive(tmp_path / f"news.db.v{len(VERSIONS)}.bak") as copy:
        assert copy.status() == []


def test_a_failed_upgrade_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    Archive(path).close()
    monkeypatch.setattr(connection, "VERSIONS", (*VERSIONS, _Broken))
    with pytest.raises(sqlite3.OperationalError):
        Archive(path)
    monkeypatch.undo()
    with Archive(path) as archive, archive.reading() as db:
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, timeout=0.05) as archive, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LoaError, match="is locked: another program is writing"):
            archive.add_portal("a")
        assert archive.status() == []
        other.rollback()
        archive.add_portal("a")
        assert [portal.name for portal in archive.status()] == ["a"]


def test_several_programs_may_create_it_at_once(tmp_path: Path) -> None:
    code = "import sys; from scraper import Archive; Archive(sys.argv[1]).add_portal(sys.argv[2])"
    path = tmp_path / "news.db"
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("a", "b", "c")
    ]
    assert [process.wait(30) for process in running] == [0, 0, 0]
    with Archive(path) as archive:
        assert [portal.name for portal in archive.status()] == ["a", "b", "c"]
