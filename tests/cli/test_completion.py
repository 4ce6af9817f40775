"""What shells are told to complete."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .conftest import environment, run_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

EXPECTED = {"bash": "complete -o nosort -F", "zsh": "#compdef loa", "fish": "complete --no-files"}


@pytest.mark.parametrize("shell", EXPECTED)
def test_each_shell_gets_its_script(loa: Callable[..., Result], shell: str) -> None:
    said = loa("completion", shell)
    assert said.exit_code == 0
    assert EXPECTED[shell] in said.stdout
    assert "_LOA_COMPLETE" in said.stdout


def test_another_shell_is_named(loa: Callable[..., Result]) -> None:
    said = loa("completion", "tcsh")
    assert said.exit_code == 2
    assert "tcsh" in said.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    program = tmp_path / "loa"
    # What pip installs as the program; Click knows it by its name.
    program.write_text(f"#!{sys.executable}\nfrom scraper.cli.main import main\n\nmain()\n")
    program.chmod(0o755)
    script = run_process(tmp_path, "completion", "bash").stdout
    ask = (
        f"{script}\nCOMP_WORDS=(loa {{words}}); COMP_CWORD={{at}}\n"
        '_loa_completion loa; printf "%s\\n" "${{COMPREPLY[@]}}"'
    )
    paths = os.pathsep.join([str(tmp_path), os.environ["PATH"]])

    def completed(words: str, at: int) -> set[str]:
        done = subprocess.run(
            ["bash", "-c", script + ask[len(script):].format(words=words, at=at)],
            env={**environment(tmp_path), "PATH": paths}, capture_output=True, encoding="utf-8",
            timeout=30, check=True,
        )  # fmt: skip
        return set(done.stdout.split())

    assert completed("cr", 1) == {"crawl"}
    assert {"--quiet", "--summary"} <= completed("crawl --", 2)
