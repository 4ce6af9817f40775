"""A sign of life on standard error while a long export is written."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from scraper.cli.output import article_count, stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
    console = stderr()
    if not console.is_terminal:
        yield from rows
        return
    begun = clock()
    status: Status | None = None
    with ExitStack() as on_screen:
        for count, row in enumerate(rows, 1):
            yield row
            if count % EVERY == 0 and clock() - begun > PATIENCE:
                words = f"{article_count(count)} so far …"
                if status is None:
                    status = on_screen.enter_context(console.status(words))
                status.update(words)


def goes_to_terminal(output: str) -> bool:
    """Whether ``output`` (a path, or ``-``) is the screen on which the user looks."""
    return output == "-" and sys.stdout.isatty()
