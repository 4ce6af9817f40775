"""A bar of pages for work whose length is known; nothing where there is no terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from scraper.cli.output import stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def page_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A function to be told portal, pages done and pages in all, while the block runs."""
    console = stderr()
    if not console.is_terminal:
        yield None
        return
    tasks: dict[str, TaskID] = {}
    with Progress(
        TextColumn("[bold]{task.description} "),
        BarColumn(bar_width=32, style="grey37", complete_style="cyan", finished_style="green"),
        TextColumn(" {task.completed:.0f} of {task.total:.0f} pages "),
        TimeRemainingColumn(),
        console=console,
    ) as progress:

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=done, total=total)

        yield tell
