"""docs/export.md and docs/frames.md do what they say, on the demo archive."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from scraper.cli.main import main
from scraper.demo.run import run_demo
from scraper.export import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the demo's archive, as a reader has it after `loa demo`."""
    place = tmp_path_factory.mktemp("docs")
    (place / "data").mkdir()
    run_demo(place / "data")
    return place


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_commands_of_the_export_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (commands,) = blocks("export.md", "sh")
    for line in commands.splitlines():
        words = shlex.split(line)
        done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == 0, (line, done.stderr)
        assert re.search(r"^[1-9]\d* articles? in ", done.stderr, re.MULTILINE), line
        assert Path(words[words.index("-o") + 1]).exists()


@pytest.mark.parametrize("page", ["export.md", "frames.md"])
def test_the_python_of_the_pages(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.chdir(folder)
    if page == "export.md":
        CliRunner().invoke(main, ["export", "-o", "articles.csv", "--db", "data/demo.db"])
    names: dict[str, Any] = {}
    for block in blocks(page, "python"):
        exec(compile(block, f"docs/{page}", "exec"), names)  # the page's own blocks


def test_the_export_page_names_every_format() -> None:
    text = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(FORMATS)
    for made in FORMATS.values():
        assert not made.extension or f"`{made.extension}`" in text
