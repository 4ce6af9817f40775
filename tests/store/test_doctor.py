"""The doctor sees each kind of damage, says what to do, and repairs what can be rebuilt."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.store import Archive
from scraper.store.doctor import Examination, examine
from scraper.store.warc import warc_folder
from tests.store.building import BEGIN, article, crawl

if TYPE_CHECKING:
    from pathlib import Path

    from scraper import Article
    from scraper.store.finding import Finding


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "news.db"
    crawl(path, [*(article(n) for n in range(1, 20)), twice_the_file(20)])
    with Archive(path) as archive:
        archive.store([article(2, edition=1)], seen_at=BEGIN + timedelta(days=1))
        archive.refresh_index()
    return path


def twice_the_file(n: int) -> Article:
    """An article that names a file twice, which the table of files cannot give back."""
    shown = article(n)
    return replace(shown, attachments=(*shown.attachments, *shown.attachments))


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def damage(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def look(path: Path, *, repair: bool = False, everything: bool = True) -> list[Finding]:
    with Archive(path, readonly=not repair) as archive:
        return list(examine(archive, Examination(everything, repair)))


def test_a_whole_archive_has_no_findings(db: Path) -> None:
    assert look(db) == look(db, repair=True) == look(db, everything=False) == []


@pytest.mark.parametrize(
    ("statement", "kind", "says"),
    [
        (
            "UPDATE articles SET word_count = 1 WHERE id = 3",
            "articles",
            "article 3 .* in: word_count",
        ),
        ("UPDATE articles SET source = 'other' WHERE id = 4", "articles", "source"),
        ("UPDATE articles SET content_hash = 'x' WHERE id = 5", "articles", "content_hash"),
        ("UPDATE articles SET provenance = '{}' WHERE id = 5", "articles", "provenance"),
        ("UPDATE articles SET provenance = '{' WHERE id = 5", "articles", "provenance"),
        ("UPDATE articles SET revision = 2 WHERE id = 5", "articles", "revision"),
        # Of an article whose revision keeps its content the rows can be rebuilt, too.
        (
            "UPDATE articles SET title = 'other' WHERE id = 20",
            "articles",
            "article 20 .* in: title",
        ),
        ("UPDATE articles SET body = body || '!' WHERE id = 20", "articles", "body"),
        ("UPDATE articles SET section_id = NULL WHERE id = 20", "articles", "section"),
        ("UPDATE articles SET published = '1999-01-01' WHERE id = 20", "articles", "published"),
        ("DELETE FROM article_people WHERE article_id = 20", "articles", "bylines"),
        ("UPDATE images SET caption = NULL WHERE article_id = 20", "articles", "images"),
        ("DELETE FROM document_mentions WHERE article_id = 20", "articles", "documents"),
        ("DELETE FROM attachments WHERE article_id = 20", "articles", "attachments"),
        ("DELETE FROM articles_fts WHERE rowid = 7", "index", "lacks 1 article"),
        ("UPDATE articles_fts SET body = 'x' WHERE rowid = 8", "index", "other text than 1"),
        ("INSERT INTO articles_fts (rowid, title) VALUES (99, 'x')", "index", "not stored"),
        ("UPDATE index_state SET seq = 999", "index", "999 changes"),
        ("DELETE FROM changes WHERE article_id = 9", "changes", "1 revisions are missing"),
        ("DELETE FROM links WHERE key = 'x.example/9'", "links", "cannot be found"),
        (
            (
                "INSERT INTO frontier (portal, url, kind, key, state, depth, attempts, title, added_at, "
                "next_at) VALUES ('x', 'https://x.example/?tc=77', 'article', 'x.example/77', 'done', 1, "
                "0, '', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')"
            ),
            "frontier",
            "not stored",
        ),
    ],
)
def test_what_can_be_rebuilt_is_named_and_repaired(
    db: Path, statement: str, kind: str, says: str
) -> None:
    with Archive(db, readonly=True) as archive:
        before = [archive.history(n) for n in range(1, 21)]
    damage(db, statement)
    found = look(db)
    assert any(f.kind == kind and re.search(says, f.message) for f in found)
    assert all("--repair" in finding.advice for finding in found)
    assert all(finding.repaired for finding in look(db, repair=True))
    assert look(db) == []
    with Archive(db) as archive:
        assert [archive.history(n) for n in range(1, 21)] == before
        assert archive.get(20).title == article(20).title
        assert archive.search('"Hội nghị số 8"').total == 1
        assert archive.search("other").total == 0


@pytest.mark.parametrize(
    ("statement", "kind", "says"),
    [
        ("UPDATE articles SET title = 'other' WHERE id = 3",
         "revisions", "article 3, revision 1: its content is not what its hash"),
        ("UPDATE articles SET section_id = NULL WHERE id = 5", "revisions", "article 5, revision 1"),
        ("UPDATE articles SET published = '1999-01-01' WHERE id = 5", "revisions", "article 5"),
        ("DELETE FROM article_people WHERE article_id = 6", "revisions", "article 6, revision 1"),
        ("UPDATE images SET caption = NULL WHERE article_id = 6", "revisions", "article 6"),
        ("DELETE FROM attachments WHERE article_id = 6", "revisions", "article 6, revision 1"),
        (("UPDATE article_revisions SET previous = replace(previous, 'Phiên', 'Buổi') "
         "WHERE article_id = 2 AND number = 2"), "revisions", "article 2, revision 1: its content"),
        ("UPDATE article_revisions SET previous = NULL WHERE article_id = 2 AND number = 2",
         "revisions", "article 2, revision 1: its content"),
        ("UPDATE article_revisions SET previous = '{' WHERE article_id = 2 AND number = 2",
         "revisions", "article 2, revision 1: its content cannot be read"),
        ("UPDATE article_revisions SET rest = '{}' WHERE article_id = 3", "revisions", "cannot be read"),
        ("UPDATE article_revisions SET changed = 'x' WHERE article_id = 3", "revisions",
         "cannot be read"),
        ("UPDATE article_revisions SET number = 2 WHERE article_id = 3", "revisions",
         r"revisions \[2\]"),
        (("UPDATE fetches SET payload_sha256 = replace(payload_sha256, substr(payload_sha256, 1, 1), "
         "'z') WHERE id = 3"), "WARC record", "fetch 3: .*digest"),
        ("UPDATE fetches SET warc_offset = warc_offset + 1 WHERE id = 3", "WARC record", "fetch 3"),
        ("DELETE FROM sections WHERE parent_id IS NOT NULL", "foreign key", "articles, row"),
        ("UPDATE sections SET path = 'x' WHERE parent_id IS NULL", "sections", "path"),
    ],
)  # fmt: skip
def test_evidence_is_never_rebuilt(db: Path, statement: str, kind: str, says: str) -> None:
    damage(db, statement)
    with closing(sqlite3.connect(db)) as connection:
        before = connection.execute("SELECT * FROM revisions").fetchall()
    found = look(db)
    assert any(f.kind == kind and re.search(says, f.message) for f in found)
    assert all(finding.advice for finding in found)
    assert any(not finding.repaired for finding in look(db, repair=True))
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("SELECT * FROM revisions").fetchall() == before


def test_a_missing_and_a_cut_file_are_named_once(db: Path) -> None:
    (path,) = warc_folder(db).rglob("*.warc.gz")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert [f.kind for f in look(db)][:1] == ["WARC file"]
    assert "cut off" in look(db)[0].message
    path.unlink()
    (found,) = look(db)
    assert "is missing; 20 fetches refer to it" in found.message


def test_a_damaged_page_is_no_traceback(db: Path) -> None:
    with Archive(db) as archive, archive.reading() as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'article_revisions'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(db.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    db.write_bytes(data)
    found = look(db)
    assert found[0].kind == "sqlite"
    assert "restore a copy" in found[0].advice


def test_a_damaged_index_is_built_anew(db: Path) -> None:
    damage(db, "UPDATE articles_fts_data SET block = x'00ff00ff00ff' WHERE id > 10")
    assert [f.kind for f in look(db, repair=True)] == ["index"]
    assert look(db, repair=True) == []
    with Archive(db) as archive:
        assert archive.search('"Hội nghị số 8"').total == 1


def test_many_findings_of_one_kind_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    crawl(path, [article(n) for n in range(1, 31)])
    damage(path, "UPDATE articles SET word_count = 1")
    found = look(path)
    assert len([f for f in found if f.kind == "articles"]) == 21
    assert any(f.message == "and 10 more like the articles findings above" for f in found)
