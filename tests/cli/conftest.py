"""The command ``loa`` as tests call it, and one demo that was run for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scraper.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


@dataclass(frozen=True, slots=True)
class DemoRun:
    """What ``loa demo`` did in an empty folder of its own."""

    folder: Path
    status: int
    stdout: str
    stderr: str

    @property
    def archive(self) -> Path:
        return self.folder / "data" / "demo.db"

    @property
    def csv(self) -> Path:
        return self.folder / "data" / "demo.csv"


def environment(folder: Path) -> dict[str, str]:
    """The environment without the caller's own archive, contact and profiles."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
    return {**kept, "LOA_PORTALS": str(folder / "portals"), "COLUMNS": "80", "PAGER": "cat"}


def run_process(folder: Path, *args: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run ``loa`` in ``folder`` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scraper", *map(str, args)],
        cwd=folder,
        env=environment(folder),
        encoding="utf-8",
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},  # type: ignore[call-overload]
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """One run of ``loa demo``; its files are not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    done = run_process(folder, "demo")
    return DemoRun(folder, done.returncode, done.stdout, done.stderr)


@pytest.fixture
def archive(demo: DemoRun, tmp_path: Path) -> Path:
    """A copy of the demo's archive that a test may do anything to."""
    copy = tmp_path / "news.db"
    for file in (found for found in demo.archive.parent.glob("demo.db*") if found.is_file()):
        shutil.copy(file, copy.with_name(file.name.replace("demo.db", copy.name)))
    return copy


@pytest.fixture
def loa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls ``loa`` in this process, in an empty folder; an error of ours raises in the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("LOA_DB", "LOA_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOA_PORTALS", str(tmp_path / "portals"))

    def call(*args: object, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
