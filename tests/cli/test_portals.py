"""``loa portals``: the list, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

MINE = 'name = "mine"\nfamily = "wordpress"\nhome = "https://mine.example/"\nverified = "never"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "portals"
    made.mkdir()
    return made


def test_the_list_says_family_source_host_and_verified(
    loa: Callable[..., Result], folder: Path
) -> None:
    (folder / "mine.toml").write_text(MINE)
    done = loa("portals")
    assert done.exit_code == 0
    (row,) = [line for line in done.stdout.splitlines() if line.lstrip().startswith("mine ")]
    assert row.split() == ["mine", "own", "wordpress", "mine.example", "never"]
    assert "huongtra.thuathienhue.gov.vn" in done.stdout
    assert str(folder) in done.stdout
    known = {portal["name"]: portal for portal in json.loads(loa("portals", "--json").stdout)}
    assert known["mine"]["source"] == "own"
    assert known["mine"]["hosts"] == ["mine.example"]
    assert known["huongtra"]["source"] == "shipped"
    assert known["huongtra"]["verified"].startswith("2026-")


def test_a_broken_profile_does_not_hide_the_others(
    loa: Callable[..., Result], folder: Path
) -> None:
    (folder / "mine.toml").write_text(MINE)
    (folder / "broken.toml").write_text('nam = "broken"\n')
    done = loa("portals")
    assert done.exit_code == 1
    assert "mine.example" in done.stdout
    assert "broken.toml: nam: is not a key that Loa knows; did you mean name?" in done.stderr


def test_validate_checks_everything_there_is(loa: Callable[..., Result], folder: Path) -> None:
    assert loa("portals", "--validate").exit_code == 0
    (folder / "mine.toml").write_text(MINE + 'timezone = "Hue"\nremove = ["<"]\n')
    done = loa("portals", "--validate")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(str(folder / "mine.toml")) for line in lines)
    problems = json.loads(loa("portals", "--validate", "--json").stdout)
    assert [problem["key"] for problem in problems] == ["remove.0", "timezone"]


def test_validate_checks_the_files_that_are_given(loa: Callable[..., Result]) -> None:
    Path("one.toml").write_text(MINE.replace("mine", "one"))
    Path("two.toml").write_text("")
    assert loa("portals", "--validate", "one.toml").exit_code == 0
    done = loa("portals", "--validate", "one.toml", "two.toml")
    assert done.exit_code == 1
    assert done.stdout.startswith("two.toml: is empty;")
    assert loa("portals", "one.toml").exit_code == 2
