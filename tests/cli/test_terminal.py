"""What a person sees on a terminal of 80 columns, and what a pipe gets instead."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from threading import Event
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.status import Status

from scraper.cli import stages
from scraper.cli.waiting import EVERY, counted_aloud, telling
from scraper.demo.content import bundled_articles

from .conftest import environment, run_process

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import DemoRun

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(
    folder: Path, *args: object, columns: int = 80, pager: str = "cat"
) -> tuple[int, str]:
    """Exit status and text of ``loa`` on a terminal of its own, without colours."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(folder)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {name: value for name, value in environment(folder).items() if name != "COLUMNS"}
        command = [sys.executable, "-m", "scraper", *map(str, args)]
        os.execve(sys.executable, command, {**kept, "TERM": "xterm-256color", "PAGER": pager})
    shown = bytearray()
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux says EIO when the other side has closed
            break
        if not piece:
            break
        shown += piece
    _, status = os.waitpid(child, 0)
    os.close(screen)
    return os.waitstatus_to_exitcode(status), CONTROL.sub("", shown.decode()).replace("\r\n", "\n")


@pytest.mark.parametrize(
    "command",
    [("portals",), ("status",), ("search", "nguoi dan", "--limit", "3"), ("show", "7")],
    ids=lambda command: command[0],
)
def test_no_line_is_wider_than_the_terminal(demo: DemoRun, command: tuple[str, ...]) -> None:
    db = () if command == ("portals",) else ("--db", demo.archive)
    status, shown = on_terminal(demo.folder, *command, *db)
    assert status == 0
    lines = shown.splitlines()
    assert len(lines) > 3
    assert max(map(cell_len, lines)) <= 80


def test_names_and_days_are_not_broken_on_80_columns(demo: DemoRun) -> None:
    _, portals = on_terminal(demo.folder, "portals")
    assert "huongthuy.thuathienhue.gov.vn" in portals
    _, status = on_terminal(demo.folder, "status", "--db", demo.archive)
    assert re.search(r"demo .*\d{4}-\d\d-\d\d", status)


def test_the_lines_of_a_hit_begin_below_its_title(demo: DemoRun) -> None:
    _, shown = on_terminal(demo.folder, "search", "nguoi dan", "--limit", "3", "--db", demo.archive)
    hits = shown.partition(" articles")[0].splitlines()[:-1]
    assert len(hits) >= 12
    for line in filter(None, hits):
        assert re.match(r" {1,5}\d+  \S| {8}\S", line), line


def test_a_pipe_gets_whole_lines_without_colours(demo: DemoRun) -> None:
    done = run_process(demo.folder, "show", "7", "--db", demo.archive)
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) > 96


def test_progress_of_a_crawl_is_a_board_on_a_terminal(tmp_path: Path) -> None:
    status, shown = on_terminal(tmp_path, "demo")
    assert status == 0
    assert "portal   pages waiting /s found new changed errors" in shown
    assert re.search(rf"demo .* {len(bundled_articles())} .* done", shown)


def test_a_long_export_hands_every_row_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich: standard error counts as a terminal
    ticks = iter(range(100))
    rows = list(counted_aloud(range(EVERY * 4 + 1), clock=lambda: float(next(ticks))))
    assert rows == list(range(EVERY * 4 + 1))
    assert next(ticks) == 5  # once at the beginning, then once in so many rows


def test_an_export_tells_nothing_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    with telling() as tell:
        assert tell is None
    monkeypatch.setenv("FORCE_COLOR", "1")
    with telling(quiet=True) as tell:
        assert tell is None
    ticks = iter(range(100))
    with telling(clock=lambda: float(next(ticks))) as tell:
        assert tell is not None
        for count in range(5):
            tell(count)
    assert next(ticks) == 6


def test_only_what_is_longer_than_the_screen_goes_to_the_pager(
    demo: DemoRun, tmp_path: Path
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    for args, is_paged in (
        (("search", "nguoi dan", "--limit", "20"), True),
        (("search", "nguoi dan", "--limit", "1"), False),
        (("search", "nguoi dan", "--limit", "20", "--json"), False),
    ):
        status, shown = on_terminal(demo.folder, *args, "--db", demo.archive, pager=str(pager))
        assert status == 0
        assert ("PAGED" in shown) is is_paged
        assert "người" in shown


def test_what_takes_long_says_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()
    monkeypatch.setattr(Status, "start", lambda _: begun.set())
    with stages.patience("reading the articles"):  # no terminal
        pass
    monkeypatch.setenv("FORCE_COLOR", "1")
    with stages.patience("reading the articles"):  # done at once
        pass
    assert not begun.is_set()
    monkeypatch.setattr(stages, "PATIENCE", 0.0)
    told: list[str] = []
    monkeypatch.setattr(Status, "update", lambda _, words: told.append(words))
    with stages.patience("reading the articles"):
        assert begun.wait(10)
    assert told == ["reading the articles …"]
