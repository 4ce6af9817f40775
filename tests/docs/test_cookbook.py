"""The cookbook's command, SQL and Python of each question run, and give the same answer."""

from __future__ import annotations

import csv
import io
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import chdir, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.portals import load_profile

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cookbook.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEAD, *SECTIONS = re.split(r"^## (?=\d+\. )", PAGE, flags=re.MULTILINE)

SQL_ANSWERS_ANOTHER = {15: "keyness", 16: "kwic", 19: "copies"}
"""Questions to which the page says that SQL has only something near."""

Rows = set[tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    number: int
    sh: str
    sql: str
    python: str


def question(section: str) -> Question:
    blocks = dict(FENCE.findall(section))
    return Question(
        int(section.split(".", maxsplit=1)[0]), blocks["sh"], blocks["sql"], blocks["python"]
    )


QUESTIONS = [question(section) for section in SECTIONS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data/demo.db: crawled, edited, copied, and with an article taken away."""
    top = tmp_path_factory.mktemp("cookbook")
    (top / "data").mkdir()
    site = DemoSite()
    with PortalServer(site) as server:
        profile = load_profile("demo").at(server.url)
        options = CrawlOptions(delay=0, allow_private=True, full=True)

        def look() -> None:
            (report,) = crawl([profile], top / "data" / "demo.db", options)
            assert report.outcome == "done"

        newest, second, third, fourth, *_ = site.articles
        copied = ("lead", "paragraphs", "byline", "authors", "image", "caption", "table")
        site.edit(second.id, **{name: getattr(newest, name) for name in copied})
        look()
        site.edit(third.id, title=f"{third.title} (cập nhật)")
        site.remove(fourth.id)
        for _ in range(3):
            look()
    return top


def cell(value: Any) -> str:
    """A value as all three would print it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, date):  # a moment of pandas is one; the demo's dates are days
        return value.isoformat()[:10]
    return str(value)


def from_command(question: Question, folder: Path) -> list[dict[str, str]]:
    (folder / "loa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper "$@"\n')
    (folder / "loa").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
    path = f"{folder}{os.pathsep}{kept['PATH']}"
    done = subprocess.run(
        ["bash", "-c", question.sh], cwd=folder, capture_output=True, timeout=60, check=False,
        env={**kept, "PATH": path, "LOA_DB": "data/demo.db", "LOA_PORTALS": str(folder / "none")},
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


def from_sql(question: Question, folder: Path) -> tuple[list[str], Rows]:
    uri = f"file:{folder / 'data' / 'demo.db'}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        for statement in question.sql.strip().split(";\n"):
            cursor = connection.execute(statement)
        names = [name for name, *_ in cursor.description]
        return names, {tuple(map(cell, row)) for row in cursor}


def from_python(question: Question, folder: Path) -> Rows:
    space: dict[str, Any] = {}
    with chdir(folder):
        for code in (dict(FENCE.findall(HEAD))["python"], question.python):
            exec(compile(code, f"question {question.number}", "exec"), space)  # our own page
    try:
        answer = space["answer"]
        if isinstance(answer, pd.Series):
            answer = answer[answer != 0].reset_index()
        if isinstance(answer, pd.DataFrame):
            answer = answer.astype(object).itertuples(index=False)
        rows = [row if isinstance(row, tuple) else (row,) for row in answer]
        return {tuple(map(cell, row)) for row in rows}
    finally:
        space["archive"].close()


def test_there_are_twenty() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 21))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_all_three_give_the_same_answer(question: Question, folder: Path) -> None:
    printed = from_command(question, folder)
    names, wanted = from_sql(question, folder)
    computed = from_python(question, folder)
    assert printed
    assert wanted
    assert computed
    if question.number in SQL_ANSWERS_ANOTHER:
        names = list(printed[0])[: len(next(iter(computed)))]
        names = ["id"] if question.number == 19 else names
    else:
        assert computed == wanted
    # A command may also print other columns, zeros, and the totals of what it counts.
    shared = {tuple(row[name] for name in names) for row in printed}
    assert computed <= shared
    if "articles" in names:
        more = [row for row in printed if tuple(row[name] for name in names) not in computed]
        assert all(row["articles"] == "0" or "(none)" in row.values() for row in more)
