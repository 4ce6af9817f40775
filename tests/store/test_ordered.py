"""Parts come out in order, in bounded memory, whoever is quick; and what fails is told."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from scraper.store import ordered
from scraper.store.ordered import Ordered, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.store.ordered import Part

PARTS: list[Part] = [{"ids": [k]} for k in range(20)]


class Quick:
    """Makes three pieces of a part, whose first one may have to wait."""

    def __init__(self, held_at: int | None = None) -> None:
        self.held_at = held_at
        self.go = Event()
        self.made_so_far = 0

    def made(self, part: Part) -> Iterator[Piece]:
        (number,) = part["ids"]
        if number == self.held_at:
            self.go.wait(10)
        for place in range(3):
            self.made_so_far += 1
            yield Piece(1, b"%d.%d " % (number, place))


class Failing:
    def made(self, part: Part) -> Iterator[Piece]:
        yield Piece(1, b"first")
        raise ValueError(f"no {part['ids'][0]}")


def text(pieces: Iterator[Piece]) -> str:
    return b"".join(piece.data for piece in pieces).decode()


EXPECTED = "".join(f"{number}.{place} " for number in range(20) for place in range(3))


def test_parts_come_out_in_order() -> None:
    assert text(Ordered(PARTS).pieces([Quick(), Quick(), Quick()])) == EXPECTED


def test_who_is_ahead_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordered, "HELD", 30)
    late, quick = Quick(held_at=0), Quick(held_at=0)
    run = Ordered(PARTS)
    found: list[str] = []
    reading = Thread(target=lambda: found.append(text(run.pieces([late, quick]))))
    reading.start()
    with run._changed:  # one of them holds the first part back; the other one stops by itself
        assert run._changed.wait_for(lambda: run._held >= 30, timeout=10)
    assert late.made_so_far + quick.made_so_far < 15
    late.go.set()
    quick.go.set()
    reading.join(10)
    assert found == [EXPECTED]


def test_a_worker_that_fails_is_heard_at_once() -> None:
    with pytest.raises(ValueError, match="no "):
        text(Ordered(PARTS).pieces([Failing(), Quick()]))


def test_who_asks_no_more_stops_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordered, "HELD", 1)
    quick = Quick()
    pieces = Ordered(PARTS).pieces([quick])
    next(pieces)
    pieces.close()
    assert quick.made_so_far < 6


def test_nothing_is_asked_for() -> None:
    assert text(Ordered([]).pieces([Quick()])) == ""
