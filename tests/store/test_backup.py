"""A backup is the archive of one moment, whole or not there."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from scraper.errors import LoaError, UsageError
from scraper.store import Archive
from scraper.store.backup import backup
from scraper.store.doctor import examine
from tests.store.building import article, crawl

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    crawl(path, [article(n) for n in range(1, 11)])
    return path


def test_a_copy_is_of_one_moment_though_a_crawl_writes(db: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("scraper.store.backup._PAGES", 5)
    copy = db.parent / "copies" / "copy.db"
    written: list[int] = []

    def tell(step: str, done: int, total: int) -> None:
        if step == "copying" and len(written) < 20:
            with Archive(db) as other:
                written.append(len(other.store([article(100 + len(written))])))

    with Archive(db, readonly=True) as archive:
        size = backup(archive, copy, on_progress=tell)
    assert len(written) > 5
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]
    assert size == copy.stat().st_size
    with Archive(copy) as archive:
        assert len(list(archive.rows())) == 10
        assert archive.search('"Hội nghị số 8"').total == 1
        assert {f.kind for f in examine(archive)} == {"WARC file"}  # they are copied otherwise


def test_nothing_is_overwritten_without_force(db: Path) -> None:
    copy = db.with_name("copy.db")
    copy.write_text("precious")
    with Archive(db) as archive:
        with pytest.raises(UsageError, match="--force"):
            backup(archive, copy)
        for target in (db, db.parent):
            with pytest.raises(UsageError):
                backup(archive, target, force=True)
        assert copy.read_text() == "precious"
        backup(archive, copy, force=True)
    with Archive(copy, readonly=True) as archive:
        assert len(list(archive.rows())) == 10


def test_a_damaged_archive_leaves_no_copy_behind(db: Path) -> None:
    connection = sqlite3.connect(db)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM sections")
    connection.commit()
    connection.close()
    with Archive(db) as archive, pytest.raises(LoaError, match="loa doctor"):
        backup(archive, db.with_name("copy.db"))
    assert not list(db.parent.glob("copy*"))


def test_a_log_that_a_killed_program_left_is_not_taken_for_the_copys(
    db: Path, tmp_path: Path
) -> None:
    copy, live = tmp_path / "copy.db", tmp_path / "live.db"
    crawl(live, [article(n) for n in range(1, 5)])
    with Archive(live) as other:
        other.store([article(n, edition=1) for n in range(1, 200)])
        for ending in ("", "-wal"):  # as a kill leaves them
            shutil.copy(f"{live}{ending}", f"{copy}{ending}")
    assert copy.with_name("copy.db-wal").stat().st_size > 100_000
    with Archive(db) as archive:
        backup(archive, copy, force=True)
    assert not list(copy.parent.glob("copy.db-*"))
    with Archive(copy, readonly=True) as archive:
        assert len(list(archive.rows())) == 10
        assert {f.kind for f in examine(archive)} == {"WARC file"}


def test_an_archive_that_another_program_has_open_is_not_replaced(db: Path) -> None:
    copy = db.with_name("copy.db")
    crawl(copy, [article(1)])
    with Archive(copy) as other, Archive(db) as archive:
        assert len(list(other.rows())) == 1
        with pytest.raises(LoaError, match=r"copy\.db is open in another program"):
            backup(archive, copy, force=True)
    with Archive(copy, readonly=True) as archive:
        assert len(list(archive.rows())) == 1
