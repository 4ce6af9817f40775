"""Merging: nothing doubled, nothing lost, evidence still valid, and the same again changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.errors import LoaError, UsageError
from scraper.store import Archive, Task, standing
from scraper.store.doctor import Examination, examine
from scraper.store.forget import forget
from scraper.store.kept import read_record
from scraper.store.merge import merge
from scraper.store.warc import warc_folder
from tests.store.building import BEGIN, article, crawl, url

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those of the index."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%' "
                "AND name NOT LIKE '%sqlite%'"
            )
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def bodies(path: Path, n: int) -> list[tuple[int, str, str]]:
    """Days since the beginning, reason and edition of each revision of an article."""
    with Archive(path, readonly=True) as archive:
        return [
            ((r.seen_at - BEGIN).days, r.reason, r.article.body.partition("lần sửa ")[2][:1])
            for r in archive.history(f"x.example/{n}")
        ]


def is_whole(path: Path) -> bool:
    with Archive(path, readonly=True) as archive:
        assert list(examine(archive, Examination(everything=True))) == []
        with archive.reading() as connection:
            kept = connection.execute("SELECT id FROM fetches WHERE warc_file IS NOT NULL")
            for (number,) in kept.fetchall():
                read_record(archive, number)
    return True


def test_shards_become_one_archive(tmp_path: Path) -> None:
    a, b, out = (tmp_path / name for name in ("a.db", "b.db", "out.db"))
    crawl(a, [article(n) for n in range(1, 8)], listings=[b"<ul>"])
    crawl(b, [article(n, portal="y") for n in range(1, 6)], portal="y")
    report = merge([a, b], out)
    assert [part.articles["new"] for part in report.sources] == [7, 5]
    assert [part.fetches for part in report.sources] == [8, 5]
    assert is_whole(out)
    with Archive(out) as archive:
        assert [(p.name, p.articles) for p in archive.status()] == [("x", 7), ("y", 5)]
        assert archive.search('"Hội nghị số 3"').total == 2
        stored = archive.get(url("y", 3))
        assert (stored.title, stored.bylines) == (article(3).title, article(3).bylines)
        assert archive.history(stored.id)[0].evidence is not None
        assert archive.frontier("x").counts() == {("article", "done"): 7, ("listing", "done"): 1}
    shutil.rmtree(warc_folder(a))
    assert is_whole(out)  # links, not references into the sources' folders
    before = dump(out)
    merge([b], out)
    assert dump(out) == before


def test_histories_are_joined_in_the_order_of_their_sight(tmp_path: Path) -> None:
    a, b, c, out = (tmp_path / name for name in ("a.db", "b.db", "c.db", "out.db"))
    crawl(a, [article(1), article(2)], at=BEGIN)
    crawl(a, [article(1, edition=2), article(2)], at=BEGIN + 4 * DAY)
    crawl(b, [article(1, edition=1), article(2)], at=BEGIN + 2 * DAY)
    crawl(b, [article(1, edition=2), article(3)], at=BEGIN + 3 * DAY)
    crawl(c, [article(1), article(2)], at=BEGIN + DAY)
    crawl(c, [article(1, edition=3)], at=BEGIN + 5 * DAY)
    merge([a, b, c], out)
    wanted = [(0, "portal", "0"), (2, "portal", "1"), (3, "portal", "2"), (5, "portal", "3")]
    assert bodies(out, 1) == wanted
    assert bodies(out, 2) == [(0, "portal", "0")]
    assert is_whole(out)
    with Archive(out) as archive:
        kinds = [(change.kind, change.fields) for change in archive.changes()]
        assert kinds.count(("new", ())) == 3
        assert kinds.count(("edited", ("body",))) == 3
        one = archive.get("x.example/1")
        assert (one.revision, one.first_seen, one.last_seen) == (4, BEGIN, BEGIN + 5 * DAY)
        assert archive.search('"lần sửa 3"').total == 1
    before = dump(out)
    report = merge([a, b, c], out)
    assert {name for part in report.sources for name in part.articles} == {"same"}
    assert dump(out) == before
    other = tmp_path / "other.db"
    merge([c, b, a], other)
    assert bodies(other, 1) == wanted


def test_a_state_between_two_that_were_joined_is_kept_for_good(tmp_path: Path) -> None:
    a, b, c, out = (tmp_path / name for name in ("a.db", "b.db", "c.db", "out.db"))
    crawl(a, [article(1)], at=BEGIN)
    crawl(b, [article(1)], at=BEGIN + 2 * DAY)
    crawl(c, [article(1, edition=1)], at=BEGIN + DAY)
    merge([a, b, c], out)
    assert [edition for *_, edition in bodies(out, 1)] == ["0", "1", "0"]
    before = dump(out)
    merge([a, b, c], out)
    assert dump(out) == before


def test_what_only_a_better_extractor_tells_is_its_doing(tmp_path: Path) -> None:
    a, b, c, out = (tmp_path / name for name in ("a.db", "b.db", "c.db", "out.db"))
    crawl(a, [article(1)])
    crawl(b, [replace(article(1), documents=())], at=BEGIN + DAY)
    crawl(c, [replace(article(1, edition=1), documents=())], at=BEGIN + 2 * DAY)
    merge([a, b, c], out)
    assert bodies(out, 1) == [(0, "portal", "0"), (1, "extractor", "0"), (2, "portal", "1")]
    with Archive(out) as archive:
        fields = [change.fields for change in archive.changes(extractor=True)]
    assert fields == [(), ("documents",), ("body",)]


def test_gone_and_back_are_told_by_the_later_look(tmp_path: Path) -> None:
    a, b, out = (tmp_path / name for name in ("a.db", "b.db", "out.db"))
    crawl(a, [article(1), article(2)])
    crawl(b, [article(1)], at=BEGIN + 9 * DAY)
    with Archive(a) as archive, archive.transaction() as connection:
        for day in ("05", "06", "07"):
            for n in (1, 2):
                standing.miss(connection, "x", f"x.example/{n}", f"2026-01-{day}T00:00:00Z")
    merge([a, b], out)
    with Archive(out) as archive:
        assert archive.get("x.example/1").gone is None
        assert archive.get("x.example/2").gone is not None
        kinds = [(c.kind, c.url) for c in archive.changes(kinds=("gone", "back"))]
    assert sorted(kinds) == [("back", url("x", 1)), ("gone", url("x", 1)), ("gone", url("x", 2))]
    before = dump(out)
    merge([a, b], out)
    assert dump(out) == before


def test_what_is_settled_in_one_archive_is_settled(tmp_path: Path) -> None:
    a, b, out = (tmp_path / name for name in ("a.db", "b.db", "out.db"))
    crawl(a, [article(1)])
    with Archive(b) as archive:
        archive.queue("x", [Task(url("x", n), "article", f"x.example/{n}") for n in (1, 2)])
    merge([b, a], out)
    with Archive(out) as archive:
        assert archive.frontier("x").counts() == {
            ("article", "done"): 1,
            ("article", "waiting"): 1,
        }


def test_what_was_forgotten_is_refused_and_removed(tmp_path: Path) -> None:
    a, b, out, later = (tmp_path / name for name in ("a.db", "b.db", "out.db", "later.db"))
    crawl(a, [article(n) for n in range(1, 5)])
    shutil.copytree(tmp_path, tmp_path / "copy")
    crawl(b, [article(n) for n in range(3, 7)])
    with Archive(a) as archive:
        forget(archive, ["x.example/3"], "court order")
    # It is refused from a source that still has it, its page included …
    report = merge([a, b], out)
    assert report.sources[1].articles == {"same": 1, "new": 2, "forgotten": 1}
    # … and removed from a target that had it before the order came.
    merge([tmp_path / "copy" / "a.db"], later)
    assert merge([a], later).forgotten.articles == 1
    for path in (out, later):
        assert is_whole(path)
        with Archive(path) as archive, pytest.raises(LoaError, match="court order"):
            archive.get("x.example/3")
        files = list(warc_folder(path).rglob("*.warc.gz"))
        assert files
        for file in files:
            import gzip

            assert b"tc=3" not in gzip.decompress(file.read_bytes())
        before = dump(path)
        merge([a, b], path) if path == out else merge([a], path)
        assert dump(path) == before


def test_archives_are_named_once_and_must_be_there(tmp_path: Path) -> None:
    a = tmp_path / "a.db"
    crawl(a, [article(1)])
    with pytest.raises(UsageError, match="the archive that is written"):
        merge([a], a)
    with pytest.raises(UsageError, match="given twice"):
        merge([a, a], tmp_path / "out.db")
    with pytest.raises(LoaError, match="there is no archive"):
        merge([a, tmp_path / "none.db"], tmp_path / "out.db")
    assert not (tmp_path / "out.db").exists()
