"""docs/analysis.md and docs/notebook.ipynb do what they say, on the demo archive."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import run_process

if TYPE_CHECKING:
    from .conftest import DemoRun

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(demo: DemoRun, tmp_path: Path) -> Path:
    """A folder with the demo's archive, as a reader has it after `loa demo`."""
    shutil.copytree(demo.folder / "data", tmp_path / "data")
    return tmp_path


def test_the_commands_of_the_page(folder: Path) -> None:
    lines = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
             for line in block.splitlines()]  # fmt: skip
    assert len(lines) == 9
    for line in lines:
        done = run_process(folder, *shlex.split(line)[1:])
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout or "copies" in line


def test_the_python_of_the_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.chdir(folder)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, "docs/analysis.md", "exec"), names)  # the page's own blocks
    assert len(names["words"][names["words"]["key"]])
    assert (folder / "sections.html").stat().st_size > 100_000


def test_the_notebook_makes_three_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells), "clear the outputs"
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    client = nbclient.NotebookClient(
        notebook, timeout=90, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    kinds = [kind for cell in cells for output in cell.outputs for kind in output.get("data", ())]
    assert kinds.count("image/svg+xml") == 3
    assert (folder / "sections.html").exists()
    assert (folder / "words.png").exists()
