"""The board of a crawl: a line per portal, in 80 columns, however many portals there are."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from scraper.cli.live import Board
from scraper.crawl import CrawlReport, Finished, Indexing, Noted, Progress, Started


def shown(board: Board, console: Console) -> list[str]:
    with console.capture() as capture:
        console.print(board.render())
    return capture.get().splitlines()


def step(portal: str, requests: int) -> Progress:
    return Progress(
        portal, requests=requests, handled=requests - 1, waiting=12_345, new=9_876, unchanged=4,
        revised=1_234, refused=2, errors=17, found=54_321,
    )  # fmt: skip


@pytest.mark.parametrize("portals", [1, 5, 70])
def test_every_line_fits_and_what_runs_is_seen(portals: int) -> None:
    console = Console(file=io.StringIO(), width=80, height=24)
    now = [0.0]
    board = Board(console, lambda: now[0])
    names = [f"uy-ban-nhan-dan-thi-xa-so-{n}" for n in range(portals)]
    for name in names:
        board(Started(name, "https://xa.example/", 1))
    for requests in (10, 15, 20):
        now[0] += 5
        for name in names:
            board(step(name, requests))
    lines = shown(board, console)
    assert max(map(cell_len, lines)) <= 80
    assert len(lines) <= 23
    assert "1.0" in lines[1]  # ten requests in ten seconds
    for words in ("12,345", "54,321", "9,876", "1,234", "17"):
        assert words in lines[1].replace("\u202f", ",")


def test_what_is_over_gives_way_to_what_runs() -> None:
    console = Console(file=io.StringIO(), width=80, height=12)
    board = Board(console, lambda: 0.0)
    for n in range(30):
        board(Started(f"xa-{n}", "https://xa.example/", 1))
    for n in range(25):
        board(Finished(f"xa-{n}", CrawlReport(f"xa-{n}", new=2, found=2)))
    lines = shown(board, console)
    assert [name for name in (f"xa-{n} " for n in range(25, 30)) if name in "\n".join(lines)] == [
        f"xa-{n} " for n in range(25, 30)
    ]
    assert "xa-24" in "\n".join(lines)
    assert "xa-1 " not in "\n".join(lines)
    assert lines[-1].split()[:4] == ["25", "of", "30", "done"]
    assert " 50 " in lines[-1]


def test_notes_stand_above_it() -> None:
    console = Console(file=io.StringIO(), width=80, height=24)
    board = Board(console)
    board(Noted("xa", "30 pages like x/[a] showed nothing"))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "xa: 30 pages like x/[a] showed nothing\n"


def test_the_index_is_told_of_below_the_portals() -> None:
    console = Console(file=io.StringIO(), width=80, height=12)
    board = Board(console, lambda: 0.0)
    board(Finished("xa", CrawlReport("xa", new=2, found=2)))
    board(Indexing("", 500, 2_000))
    lines = shown(board, console)
    assert "xa" in lines[1]
    assert "search index: 500 of 2 000 articles" in lines[-1].replace("\u202f", " ")
