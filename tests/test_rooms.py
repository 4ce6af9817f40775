"""Each room imports only from the rooms above it, in the order of docs/architecture.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TABLE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = ["errors", "model", *re.findall(r"^\| `scraper/(\w+)/`", TABLE, re.MULTILINE)]


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a module imports when it is loaded; what a function imports is left out.

    The archive's methods hand over to search and analysis, which read it: those imports stand in
    the methods, so that loading the store loads nothing below it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    ]  # fmt: skip
    return {name.split(".")[1] for name in names if name.startswith("scraper.")}


def test_the_architecture_names_every_room() -> None:
    folders = {f.parent.name for f in (ROOT / "scraper").glob("*/__init__.py")}
    assert folders == set(ROOMS) - {"errors", "model"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    place = ROOT / "scraper" / room
    modules = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    above = set(ROOMS[: ROOMS.index(room) + 1])
    wrong = {str(m.relative_to(ROOT)): bad for m in modules if (bad := imported_rooms(m) - above)}
    assert modules
    assert not wrong
