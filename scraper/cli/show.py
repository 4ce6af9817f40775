"""``loa show``: one stored article, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.text import Text

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import print_json, show, show_paragraph

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.model import Article


FIRST_WORDS = 200
"""Characters of a file's text that are shown."""


@click.command("show")
@click.argument("reference", metavar="ID|URL")
@db_option
@json_option
def command(reference: str, db: Path, as_json: bool) -> None:
    """Show one stored article, by the id that `loa search` prints or by any of its addresses."""
    with open_archive(db) as archive:
        article = archive.get(reference)
    if as_json:
        print_json(article)
        return
    show_article(article)
    history = f"revision {article.revision}, first seen {article.first_seen:%Y-%m-%d %H:%M} UTC"
    if article.gone:
        history += f", gone since {article.gone:%Y-%m-%d}"
    show(Text(f"{article.id} · {history}", style="dim"))


def show_article(article: Article) -> None:
    """Print an article as a page: title, what is known about it, text, files."""
    show(Text(article.title, style="bold"))
    show(Text(article.url, style="dim"))
    show("")
    for name, value in about(article):
        show(f"[cyan]{name:>10}[/]  {escape(value)}")
    show("")
    for paragraph in article.text.split("\n\n"):
        show_paragraph(paragraph)
        show("")
    for image in article.images:
        show(f"[cyan]     image[/]  {escape(image.url)}  [dim]{escape(image.caption or '')}[/]")
    for file in article.attachments:
        show(f"[cyan]      file[/]  {escape(file.url)}  [dim]{escape(file.title or '')}[/]")
        if file.text is not None:
            show_paragraph(_first_words(file.text), indent=12)
        elif file.not_extracted is not None:
            show_paragraph(f"not extracted: {file.not_extracted}", indent=12)


def _first_words(text: str) -> str:
    words = " ".join(text[: 2 * FIRST_WORDS].split())
    return words if len(words) <= FIRST_WORDS else f"{words[: FIRST_WORDS - 1]}…"


def about(article: Article) -> list[tuple[str, str]]:
    """Label and value of what is known about an article, in reading order."""
    names = [
        f"{line.name}{f', {line.role}' if line.role else ''}"
        f"{f' ({line.kind})' if line.kind != 'author' else ''}"
        for line in article.bylines
    ]
    values = (
        ("portal", article.portal),
        ("published", article.published.isoformat() if article.published else ""),
        ("updated", article.updated.isoformat() if article.updated else ""),
        ("section", " / ".join(article.section)),
        ("by", "; ".join(names)),
        ("tags", "; ".join(article.tags)),
        ("language", article.language or ""),
    )
    return [(name, value) for name, value in values if value]
