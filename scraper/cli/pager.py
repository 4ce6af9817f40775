"""Long answers in a pager, on a terminal and nowhere else."""

from __future__ import annotations

import io
import os
import shutil
import sys
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Screen(io.StringIO):
    """What is kept until it is known how long it gets; it is written as for the terminal."""

    def isatty(self) -> bool:
        return True


@contextmanager
def paged() -> Iterator[None]:
    """Show what the block prints in ``$PAGER`` (else ``less``) if it is longer than the screen.

    Nothing changes where standard output is no terminal.
    """
    if not sys.stdout.isatty():
        yield
        return
    screen = _Screen()
    with redirect_stdout(screen):
        yield
    text = screen.getvalue()
    if text.count("\n") < shutil.get_terminal_size().lines:
        click.echo(text, nl=False, color=True)
    else:
        # As git does it: colours as such, and no other screen that takes the answer away at the end.
        os.environ.setdefault("LESS", "FRX")
        click.echo_via_pager(text, color=True)
