"""Killed at any moment of a write, an upgrade, a merge, a backup, a forgetting or a repair.

The work is done in a child process that kills itself (SIGKILL: nothing is cleaned up) at its n-th
step; a step is an SQL statement, 20,000 instructions of one, or a file that is opened, renamed or removed. The archive must
then open and be whole, and the same work, done again, must end as if nothing had happened.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.errors import LoaError
from scraper.store import Archive
from scraper.store.backup import backup
from scraper.store.doctor import Examination, examine
from scraper.store.forget import forget
from scraper.store.merge import merge
from scraper.store.migrations import VERSIONS
from scraper.store.warc import warc_folder
from tests.store.building import BEGIN, article, crawl, listing_of
from tests.store.older import as_version
from tests.store.test_merge import dump

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Work = Callable[[Path], object]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

MOMENTS = 6
"""Kills of each kind of work; each run of the suite takes the same ones."""

_EVENTS = {"open", "os.rename", "os.remove", "os.link", "os.truncate"}


def run(work: Work, folder: Path, last: int | None) -> int:
    """Do ``work`` in a child that kills itself at its ``last`` step; steps done, -1 if killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            steps = _count_steps(last)
            work(folder)
            os.write(writing, str(steps[0]).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return -1
    assert status == 0
    return int(told)


def _count_steps(last: int | None) -> list[int]:
    """Count every step of this process from now on, and end it at the ``last``."""
    steps = [0]

    def step(*_: object) -> None:
        steps[0] += 1
        if steps[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    real = sqlite3.connect

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **options)  # type: ignore[call-overload]
        connection.set_trace_callback(step)
        connection.set_progress_handler(step, 20_000)
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]
    sys.addaudithook(lambda event, _: step() if event in _EVENTS else None)
    return steps


def whole(path: Path) -> None:
    """The archive opens, and only what a kill may leave to do is found."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Archive(path) as archive:
        found = list(examine(archive, Examination(everything=True)))
        assert {finding.kind for finding in found} <= {"forgotten"}, found
        with archive.reading() as connection:
            (incomplete,) = connection.execute(
                "SELECT count(*) FROM articles AS a WHERE a.section_id IS NULL OR NOT EXISTS "
                "(SELECT 1 FROM article_people AS p WHERE p.article_id = a.id) OR provenance = '{}'"
            ).fetchone()
        assert incomplete == 0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two archives that share articles, each with its kept pages."""
    folder = tmp_path_factory.mktemp("made")
    crawl(
        folder / "a.db",
        [article(n) for n in range(1, 25)],
        listings=[listing_of([article(7)], leads=True)],
    )
    crawl(
        folder / "b.db",
        [article(n, edition=1) for n in range(20, 40)],
        at=BEGIN + timedelta(days=1),
    )
    return folder


def stored(path: Path) -> object:
    """What an archive holds, whatever numbers its rows have got."""
    with Archive(path) as archive:
        archive.refresh_index()
        rows = [row[1:] for row in archive.rows()]
        history = [
            (r.number, r.changed, r.article.body, r.evidence and r.evidence.url)
            for row in archive.rows()
            for r in archive.history(int(str(row[0])))
        ]
        return sorted(map(repr, rows)), history, archive.frontier("x").counts()


def write(folder: Path) -> None:
    crawl(
        folder / "a.db",
        [article(n, edition=n % 2) for n in range(10, 40)],
        at=BEGIN + timedelta(days=2),
    )


def join(folder: Path) -> None:
    merge([folder / "a.db", folder / "b.db"], folder / "out.db")


def remove(folder: Path) -> None:
    with Archive(folder / "a.db", clock=lambda: BEGIN) as archive:
        forget(archive, ["x.example/7", "x.example/21"], "order")


def copy(folder: Path) -> None:
    with Archive(folder / "a.db", readonly=True) as archive:
        backup(archive, folder / "out.db", force=True)


def repair(folder: Path) -> None:
    with Archive(folder / "a.db") as archive:
        list(examine(archive, Examination(repair=True)))


@pytest.mark.parametrize(
    ("work", "result"),
    [(write, "a.db"), (join, "out.db"), (remove, "a.db"), (copy, "out.db"), (repair, "a.db")],
)
def test_killed_work_leaves_a_whole_archive_and_can_be_done_again(
    made: Path, tmp_path: Path, work: Work, result: str
) -> None:
    def fresh(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(made, folder)
        if work is repair:
            with closing(sqlite3.connect(folder / "a.db")) as connection:
                connection.executescript(
                    "UPDATE articles SET source = 'x', word_count = 1 WHERE id < 9; "
                    "DELETE FROM articles_fts; DELETE FROM changes WHERE article_id = 3"
                )
        return folder

    undisturbed = fresh("undisturbed")
    steps = run(work, undisturbed, None)
    expected = stored(undisturbed / result)
    for moment in sorted(random.Random(6).sample(range(1, steps), MOMENTS)):
        folder = fresh(f"killed-{moment}")
        assert run(work, folder, moment) == -1
        if work is copy:
            assert not (folder / "out.db").exists() or stored(folder / "out.db") == expected
        else:
            for path in (folder / "a.db", folder / "out.db"):
                if path.exists() and work is not repair:
                    whole(path)
        assert run(work, folder, None) > 0
        if work is not copy:  # kept pages are copied otherwise
            whole(folder / result)
        assert stored(folder / result) == expected, moment
        assert not list(folder.rglob("*.partial"))
        if work is remove:
            files = list(warc_folder(folder / "a.db").rglob("*.warc.gz"))
            assert [path.name.count("without") for path in files] == [1]


@pytest.mark.parametrize("version", [1, 7])  # the first, and the last whose upgrade changes rows
def test_a_killed_upgrade_leaves_the_archive_as_it_was(
    made: Path, tmp_path: Path, version: int
) -> None:
    def old(folder: Path) -> Path:
        shutil.copytree(made, folder, ignore=lambda *_: {"a.db", "a.db-wal", "a.db-shm"})
        path = folder / "a.db"
        as_version(version, made / "a.db", path)
        return path

    def work(folder: Path) -> None:
        Archive(folder / "a.db").close()

    path = old(tmp_path / "undisturbed")
    before = dump(path)
    steps = run(work, path.parent, None)
    expected = dump(path)
    assert before != expected
    whole(path)
    for moment in sorted(random.Random(6).sample(range(1, steps), MOMENTS)):
        path = old(tmp_path / f"killed-{moment}")
        assert run(work, path.parent, moment) == -1
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (reached,) = connection.execute("PRAGMA user_version").fetchone()
        assert reached in (version, len(VERSIONS))
        assert reached != version or dump(path) == before
        run(work, path.parent, None)
        whole(path)
        assert dump(path) == expected
        assert not list(path.parent.glob("*partial*"))


@pytest.mark.parametrize("version", range(1, len(VERSIONS)))
def test_an_upgrade_of_any_version_loses_nothing(made: Path, tmp_path: Path, version: int) -> None:
    newest, path = tmp_path / "newest", tmp_path / "old" / "a.db"
    shutil.copytree(made, newest)
    write(newest)  # so that there are revisions
    shutil.copytree(newest, path.parent, ignore=lambda *_: {"a.db", "a.db-wal", "a.db-shm"})
    as_version(version, newest / "a.db", path)
    expected = stored(newest / "a.db")
    with pytest.raises(LoaError, match="older Loa"):
        Archive(path, readonly=True)
    assert stored(path) == expected
    whole(path)
    assert stored(path.with_name(f"a.db.v{version}.bak")) == expected


def test_readers_see_only_whole_articles_while_a_crawl_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    crawl(path, [article(0)])
    seen: list[int] = []

    def work(folder: Path) -> None:
        crawl(folder / "a.db", [article(n) for n in range(1, 200)], at=BEGIN + timedelta(days=1))

    child = os.fork()
    if child == 0:
        try:
            work(tmp_path)
        finally:
            os._exit(0)
    with Archive(path, readonly=True) as archive:
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            with archive.reading() as connection:
                count, incomplete = connection.execute(
                    "SELECT count(*), sum(s.id IS NULL OR p.article_id IS NULL OR r.id IS NULL "
                    "OR a.provenance = '{}' OR r.fetch_id IS NULL) FROM articles AS a "
                    "LEFT JOIN sections AS s ON s.id = a.section_id "
                    "LEFT JOIN article_people AS p ON p.article_id = a.id "
                    "LEFT JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision"
                ).fetchone()
            assert incomplete == 0
            seen.append(count)
        assert len(list(archive.rows())) == 200
    assert len(set(seen)) > 2
