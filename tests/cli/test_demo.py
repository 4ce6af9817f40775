"""``loa demo``: from an empty folder to an archive, an answer and a CSV file."""

from __future__ import annotations

import csv
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from scraper.demo.content import bundled_articles
from scraper.demo.run import remove_old
from scraper.errors import LoaError

from .conftest import environment, run_process

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import DemoRun


def test_the_csv_has_every_article_exactly_once(demo: DemoRun) -> None:
    assert demo.status == 0, demo.stderr
    with demo.csv.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    bundled = bundled_articles()
    assert len(rows) == len(bundled) >= 120
    assert sorted(row["title"] for row in rows) == sorted(item.title for item in bundled)
    assert len({row["url"] for row in rows}) == len(rows)
    assert {row["published_precision"] for row in rows} == {"day"}


def test_it_prints_the_sections_the_days_and_one_answer(demo: DemoRun) -> None:
    with demo.csv.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for path in {row["section_path"] for row in rows}:
        line = next(line for line in demo.stdout.splitlines() if line.strip().startswith(path))
        days = sorted(row["published"] for row in rows if row["section_path"] == path)
        assert str(len(days)) in line.split()
        assert days[0] in line
        assert days[-1] in line
    assert f"{len(rows)} articles" in demo.stdout
    assert "title 100%" in demo.stdout
    assert "$ loa search" in demo.stdout
    assert "data/demo.csv" in demo.stdout


def test_progress_goes_to_standard_error(demo: DemoRun) -> None:
    assert "crawling http://127.0.0.1:" in demo.stderr
    assert "crawling" not in demo.stdout


def test_nothing_but_archive_pages_and_table_is_left(demo: DemoRun) -> None:
    kept = {path.name for path in demo.archive.parent.iterdir()}
    made = {"demo.db", "demo.db.tantivy", "demo.warc", "demo.csv"}
    assert kept - {"demo.db-wal", "demo.db-shm"} == made
    assert [path.name for path in demo.folder.iterdir()] == ["data"]


@pytest.mark.parametrize("content", ["notes", "other portals"])
def test_a_file_that_is_not_its_own_is_never_replaced(
    demo: DemoRun, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "data" / "demo.db"
    path.parent.mkdir()
    if content == "notes":
        path.write_text("my notes")
    else:
        shutil.copy(demo.archive, path)
        with closing(sqlite3.connect(path)) as db:
            db.execute("UPDATE portals SET home = 'https://huongtra.thuathienhue.gov.vn/'")
            db.commit()
    before = path.read_bytes()
    done = run_process(tmp_path, "demo")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("loa: data/demo.db is no archive")
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_an_earlier_demo_and_an_empty_file_are_replaced(demo: DemoRun, tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    shutil.copy(demo.archive, path)
    remove_old(path)
    assert not path.exists()
    path.touch()
    remove_old(path)
    assert not path.exists()
    path.mkdir()
    with pytest.raises(LoaError):
        remove_old(path)


def test_the_portal_is_served_until_ctrl_c(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run_process(tmp_path, "demo", "--serve", port)
    assert refused.returncode == 1
    assert f"port {port} of this machine cannot be had" in refused.stderr
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", "demo", "--serve", str(port), "--edited"],
        cwd=tmp_path, env={**environment(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
            with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                assert "(cập nhật)" in answer.read().decode()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, said) == (0, "")


def test_edited_is_for_a_served_portal(tmp_path: Path) -> None:
    said = run_process(tmp_path, "demo", "--edited")
    assert said.returncode == 2
    assert "--serve" in said.stderr
