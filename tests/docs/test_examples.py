"""What README and the first pages of the manual show does run, on the demo's archive."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import chdir, closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "README.md",
    "README.vi.md",
    "docs/guide.md",
    "docs/getting-started.md",
    "docs/vi/getting-started.md",
)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ELSEWHERE = re.compile(
    r"loa (crawl|add|diff|merge|forget|import|extract|reextract|web|check|people|audit|portals)|https?:"
)
"""Lines that need a portal or files that a test has not; other tests run those commands."""


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page, code)
        for page in PAGES
        for kind, code in FENCE.findall((ROOT / page).read_text(encoding="utf-8"))
        if kind == language
    ]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
    return {**kept, "LOA_PORTALS": str(folder / "portals"), "LOA_DB": "data/demo.db"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where ``loa demo`` was run."""
    top = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "-m", "scraper", "demo"]
    subprocess.run(command, cwd=top, env=environment(top), capture_output=True, check=True)
    return top


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_the_shell(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "".join(code for where, code in blocks("sh") if where == page)
    # A command may go over two lines (sqlite3); a line alone is run as it stands.
    lines = [
        line
        for line in re.split(r"\n(?=\S)", code)
        if line.startswith(("loa ", "sqlite3 ")) and not ELSEWHERE.search(line)
    ]
    assert len(lines) > 1
    for copy in folder.glob("*.db"):  # of another page's backup
        copy.unlink()
    monkeypatch.chdir(folder)
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    for line in lines:
        program, *arguments = shlex.split(line, comments=True)
        if program == "sqlite3":
            path, query = arguments
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute(query).fetchall()
            continue
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, f"{line}\n{done.output}"


@pytest.mark.parametrize(("page", "code"), blocks("python"))
def test_python(page: str, code: str, folder: Path) -> None:
    if 'Archive("data/demo.db"' not in code:
        compile(code, page, "exec")
        return
    with chdir(folder):
        exec(compile(code, page, "exec"), {})  # our own page
