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
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scraper.model import Article, PublishedAt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from scraper.store import Symptom

READABLE = 96
"""Columns of running text on a terminal."""

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


def show_paragraph(text: str | Text, indent: int = 2) -> None:
    """Print running text: wrapped to a column that reads well, or one line where it is piped."""
    console = stdout()
    words = Text(text) if isinstance(text, str) else text
    if console.is_terminal:
        console.print(Padding(words, (0, 0, 0, indent)), width=min(console.width, READABLE))
    else:
        console.print(Text.assemble(" " * indent, words), soft_wrap=True)


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


def article_count(count: int) -> str:
    """A number of articles in words: "1 article", "150 articles"."""
    return f"{number(count)} article{'' if count == 1 else 's'}"


def symptoms_line(portal: str, symptoms: Sequence[Symptom]) -> str:
    """What a crawl noticed of a changed design, in one line that says what to do."""
    fields = [symptom.subject for symptom in symptoms if symptom.kind == "field"]
    kinds: set[str] = {symptom.kind for symptom in symptoms}
    parts = [f"coverage fell short ({', '.join(fields)})"] if fields else []
    parts += [
        words
        for kind, words in (
            ("listing", "listings show no articles"),
            ("family", "the home page shows another system"),
            ("address", "addresses have a form that no rule knows"),
        )
        if kind in kinds
    ]
    return f"{portal}: {'; '.join(parts)}: `loa check {portal}` says what to do"


def print_json(value: object) -> None:
    """Print ``value`` as one JSON document."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def print_json_line(value: object) -> None:
    """Print ``value`` as one line of JSON."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def _article(article: Article) -> dict[str, Any]:
    """An article's fields under the names of the model, and those that the exports add."""
    values = {f.name: plain(getattr(article, f.name)) for f in dataclasses.fields(article)}
    for name in ("published", "updated"):
        moment: PublishedAt | None = getattr(article, name)
        values[f"{name}_precision"] = moment.precision if moment else None
    return {**values, "authors": list(article.authors)}


def plain(value: Any) -> Any:
    """Dataclasses, dates and mappings as what JSON knows."""
    if isinstance(value, PublishedAt):
        return value.isoformat()
    if isinstance(value, Article):
        return _article(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value
