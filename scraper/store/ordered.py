"""Parts that several workers do side by side, and that come out in order, in bounded memory."""

from __future__ import annotations

from collections import deque
from threading import Condition, Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Part = Mapping[str, Sequence[int]]
    """``between``, first and last id; or ``ids``."""

HELD = 32_000_000
"""Bytes that may wait for their turn: workers that are ahead stop until some are gone."""


class Piece(NamedTuple):
    """What became of some articles.

    Attributes:
        rows: how many they are.
        data: for whoever asked.
    """

    rows: int
    data: bytes | memoryview


class Worker(Protocol):
    """Something that makes pieces of a part."""

    def made(self, part: Part) -> Iterator[Piece]:
        """The pieces of ``part``, in order."""


class Ordered:
    """The parts of one run; each worker takes the next one when it has done one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._changed = Condition()
        self._taken = 0  # parts that workers have taken
        self._turn = 0  # the part whose pieces go out now
        self._held = 0  # bytes of all queues
        self._queues: list[deque[Piece | None]] = [deque() for _ in parts]  # None ends one
        self._error: BaseException | None = None
        self._stopped = False

    def pieces(self, workers: Sequence[Worker]) -> Iterator[Piece]:
        """All pieces, in the order of the parts.

        Raises:
            BaseException: what a worker raised, as soon as it did.
        """
        threads = [Thread(target=self._work, args=(worker,), daemon=True) for worker in workers]
        for thread in threads:
            thread.start()
        try:
            while (piece := self._next()) is not None:
                yield piece
        finally:
            with self._changed:
                self._stopped = True
                self._changed.notify_all()

    def _next(self) -> Piece | None:
        with self._changed:
            while self._turn < len(self._parts):
                queue = self._queues[self._turn]
                self._changed.wait_for(lambda queue=queue: queue or self._error)  # type: ignore[misc]
                if self._error is not None:
                    raise self._error
                piece = queue.popleft()
                if piece is not None:
                    self._held -= len(piece.data)
                    self._changed.notify_all()
                    return piece
                self._turn += 1
                self._changed.notify_all()
        return None

    def _work(self, worker: Worker) -> None:
        try:
            while (number := self._take()) is not None:
                for piece in worker.made(self._parts[number]):
                    if not self._put(number, piece):
                        return
                self._put(number, None)
        except BaseException as error:
            with self._changed:
                self._error = self._error or error
                self._changed.notify_all()

    def _take(self) -> int | None:
        with self._changed:
            number = self._taken
            if self._stopped or self._error is not None or number == len(self._parts):
                return None
            self._taken += 1
            return number

    def _put(self, number: int, piece: Piece | None) -> bool:
        """Have a piece wait for its turn; False when nobody wants it any more."""
        queue = self._queues[number]
        with self._changed:
            # The part whose turn it is may always hand over a piece, or nothing would move.
            self._changed.wait_for(
                lambda: self._stopped or self._held < HELD or (number == self._turn and not queue)
            )
            if self._stopped:
                return False
            queue.append(piece)
            self._held += 0 if piece is None else len(piece.data)
            self._changed.notify_all()
        return True
