"""Printing: one console for each stream, tables that survive a pipe, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from scraper.model import PublishedAt

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDE = 200
"""Columns where nobody looks at a terminal: nothing is cut off for ``grep``."""


def stdout() -> Console:
    """Console of the results."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(width=WIDE, highlight=False)


def stderr() -> Console:
    """Console of everything else."""
    return Console(stderr=True, highlight=False)


def show(renderable: RenderableType) -> None:
    """Print to standard output."""
    stdout().print(renderable)


def table(*columns: str, right: tuple[str, ...] = (), title: str | None = None) -> Table:
    """A calm table: a rule below the head, no other lines; ``right`` are columns of numbers."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in right,
            overflow="fold",
        )
    return made


def number(value: int) -> str:
    """A number with thousands set apart by a thin space: 7 157 996."""
    return f"{value:,}".replace(",", "\u202f")


def duration(seconds: float) -> str:
    """Seconds in words.

    >>> duration(4.23), duration(75), duration(7265)
    ('4.2 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def print_json(value: object) -> None:
    """Print ``value`` as one JSON document."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Dataclasses, dates and mappings as what JSON knows."""
    if isinstance(value, PublishedAt):
        return {"value": value.isoformat(), "precision": value.precision}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value
