"""A sign of life on standard error while something takes long."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from scraper.cli.output import article_count, number, stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.status import Status

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds for which nothing is said: most exports are done by then."""

EVERY = 500
"""Rows between two looks at the clock."""


def counted_aloud(rows: Iterable[T], clock: Callable[[], float] = monotonic) -> Iterator[T]:
    """Hand ``rows`` on; when it takes long and standard error is a terminal, say how many so far.

    Where the rows themselves go to the terminal nothing is said: it would stand between them.
    """
    with telling(clock=clock) as tell:
        for count, row in enumerate(rows, 1):
            yield row
            if tell is not None and count % EVERY == 0:
                tell(count)


@contextmanager
def telling(
    *, quiet: bool = False, clock: Callable[[], float] = monotonic
) -> Iterator[Callable[[int], None] | None]:
    """A function to be told how many articles are done, which says so when it takes long.

    It is None where standard error is no terminal.

    Args:
        quiet: say nothing.
        clock: for tests.
    """
    console = stderr()
    if quiet or not console.is_terminal:
        yield None
        return
    begun = clock()
    status: Status | None = None
    with ExitStack() as on_screen:

        def tell(count: int) -> None:
            nonlocal status
            seconds = clock() - begun
            if seconds <= PATIENCE:
                return
            words = f"{article_count(count)} so far, {number(round(count / seconds))} a second …"
            if status is None:
                status = on_screen.enter_context(console.status(words))
            status.update(words)

        yield tell


@contextmanager
def indexing(
    clock: Callable[[], float] = monotonic,
) -> Iterator[Callable[[int, int], None] | None]:
    """A function to be told how many articles are indexed, and of how many, before a search answers.

    It is None where standard error is no terminal.
    """
    console = stderr()
    if not console.is_terminal:
        yield None
        return
    begun = clock()
    progress = Progress(
        TextColumn("indexing"), BarColumn(20), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, transient=True, redirect_stdout=False,
    )  # fmt: skip
    task = progress.add_task("", total=None)

    def tell(done: int, total: int) -> None:
        if clock() - begun > PATIENCE:
            progress.start()
        progress.update(task, completed=done, total=total)

    try:
        yield tell
    finally:
        if progress.live.is_started:
            progress.stop()


@dataclass(slots=True)
class Watch:
    """Tells how far a row of pages is, once it has taken longer than :data:`PATIENCE`.

    Attributes:
        total: pages in all.
        progress: the line on the screen; None where nothing is to be told.
        clock: seconds of a clock that only goes forward.
    """

    total: int
    progress: Progress | None
    clock: Callable[[], float]
    _begun: float = field(init=False)
    _done: int = 0
    _task: TaskID | None = None

    def __post_init__(self) -> None:
        self._begun = self.clock()

    def begins(self, name: str) -> None:
        """The next page is about to be read."""
        self._tell(name)
        self._done += 1

    def file(self, done: int, total: int) -> None:
        """Of the present page's ``total`` files, ``done`` have been read."""
        self._tell(f"file {done + 1} of {total}", back=1)

    def _tell(self, words: str, *, back: int = 0) -> None:
        if self.progress is None or self.clock() - self._begun < PATIENCE:
            return
        if self._task is None:
            self._task = self.progress.add_task("", total=self.total)
            self.progress.start()
        self.progress.update(self._task, completed=self._done - back, description=escape(words))


@contextmanager
def watched(
    names: Sequence[str], *, shown: bool, clock: Callable[[], float] = monotonic
) -> Iterator[Watch]:
    """Watch the reading of ``names``, on standard error if that is a terminal.

    Args:
        names: what will be read.
        shown: the results go to standard output as they come: on a terminal they are sign enough.
        clock: for tests.
    """
    console = stderr()
    quiet = not console.is_terminal or (shown and sys.stdout.isatty())
    # Standard output stays what it is: it may be a file while the terminal shows the progress.
    progress = Progress(
        MofNCompleteColumn(), BarColumn(20), TextColumn("{task.description}"),
        console=console, transient=True, redirect_stdout=False,
    )  # fmt: skip
    watch = Watch(len(names), None if quiet else progress, clock)
    try:
        yield watch
    finally:
        if progress.live.is_started:
            progress.stop()


def goes_to_terminal(output: str) -> bool:
    """Whether ``output`` (a path, or ``-``) is the screen on which the user looks."""
    return output == "-" and sys.stdout.isatty()
