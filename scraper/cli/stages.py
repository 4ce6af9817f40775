"""What a long step is at, on standard error where that is a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from scraper.cli.output import number, stderr
from scraper.cli.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A function to be told the step, what is done and what there is to do (0: not known).

    It is shown once the block has taken longer than :data:`scraper.cli.waiting.PATIENCE`.
    """
    console = stderr()
    status = console.status("")
    timer = Timer(PATIENCE, status.start)
    timer.daemon = True

    def tell(step: str, done: int, total: int) -> None:
        status.update(f"{step} {number(done)} of {number(total)} …" if total else f"{step} …")

    if not console.is_terminal:
        yield lambda *_: None
        return
    timer.start()
    try:
        yield tell
    finally:
        timer.cancel()
        timer.join()
        status.stop()


@contextmanager
def patience(step: str) -> Iterator[None]:
    """Say what is being done once the block has taken long."""
    with stages() as tell:
        tell(step, 0, 0)
        yield
