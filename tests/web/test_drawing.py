"""Charts are drawn in a process of their own, which may be lost without the server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper import LoaError
from scraper.errors import UsageError
from scraper.web.drawing import Drawing

HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def refused() -> None:
    raise UsageError("no chart of this")


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def ctrl_c() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


def test_one_other_process_draws_and_may_end(drawing: Drawing) -> None:
    try:
        first = drawing.make(os.getpid)
        assert first != os.getpid()
        assert drawing.make(os.getpid) == first
        assert drawing.make(ctrl_c) == "still here"
        with pytest.raises(UsageError, match="no chart of this"):
            drawing.make(refused)
        with pytest.raises(LoaError, match="was ended; ask again"):
            drawing.make(killed)
        assert drawing.make(os.getpid) not in {first, os.getpid()}
    finally:
        drawing.close()


def test_closing_ends_the_process(drawing: Drawing) -> None:
    number = drawing.make(os.getpid)
    drawing.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    drawing.close()


SCRIPT = """
import os, signal
from scraper.web.drawing import Drawing
if __name__ == "__main__":
    print(Drawing().make(os.getpid), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_process_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, env=HERE, timeout=60, check=False
    )
    # Its standard output is the child's, too, and at its end only when both have ended.
    assert (done.returncode, done.stdout.strip().isdigit()) == (-signal.SIGKILL, True)
