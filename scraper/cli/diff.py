"""``loa diff``: two revisions of an article, word by word."""

from __future__ import annotations

from html import escape as escape_html
from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import print_json, show, show_paragraph
from scraper.errors import UsageError
from scraper.store.revisions import chosen, diff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scraper.store.revisions import FieldDiff, Revision

STYLES = {"same": "", "deleted": "red strike", "inserted": "green underline"}
MARKS = {"same": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}
"""How pieces are marked where there are no colours, as `git diff --word-diff` does."""

PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:1rem/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}
del{{background:#fbd5d5;color:#7a1212}}ins{{background:#cdf0d2;color:#0c4a1b;text-decoration:none}}
h2{{font-size:.85rem;text-transform:uppercase;letter-spacing:.05em;color:#555;margin:2rem 0 .5rem}}
p{{white-space:pre-line;margin:0}}
</style></head><body><h1>{title}</h1><p>{about}</p>{fields}</body></html>
"""


@click.command("diff")
@click.argument("reference", metavar="ID|URL")
@click.argument("first", type=int, required=False, metavar="[A]")
@click.argument("second", type=int, required=False, metavar="[B]")
@click.option("--html", "as_html", is_flag=True, help="Print one HTML page.")
@db_option
@json_option
def command(
    reference: str, first: int | None, second: int | None, as_html: bool, db: Path, as_json: bool
) -> None:
    """Show what changed between revisions A and B of an article; by default in its last revision."""
    if as_html and as_json:
        raise UsageError("--html and --json are two answers; ask for one")
    with open_archive(db) as archive:
        old, new = chosen(archive.history(archive.get(reference).id), first, second)
    fields = diff(old, new)
    if as_json:
        print_json({"article_id": new.article_id, "from": old.number, "to": new.number,
                    "from_seen": old.seen_at, "to_seen": new.seen_at, "fields": fields})  # fmt: skip
    elif as_html:
        click.echo(_page(old, new, fields))
    else:
        _show(old, new, fields)


def _about(old: Revision, new: Revision) -> str:
    return (
        f"revision {old.number} of {old.seen_at:%Y-%m-%d %H:%M} UTC → "
        f"revision {new.number} of {new.seen_at:%Y-%m-%d %H:%M} UTC"
    )


def _show(old: Revision, new: Revision, fields: Sequence[FieldDiff]) -> None:
    show(Text(new.article.title, style="bold"))
    show(Text(f"{new.article.url}\n{_about(old, new)}", style="dim"))
    if not fields:
        show("\nno field differs")
    for field in fields:
        show(Text(f"\n{field.field}", style="cyan"))
        text = Text()
        for piece in field.pieces:
            opening, closing = MARKS[piece.kind]
            text.append(f"{opening}{piece.text}{closing}", style=STYLES[piece.kind])
        show_paragraph(text)


def _page(old: Revision, new: Revision, fields: Sequence[FieldDiff]) -> str:
    tags = {"same": "{}", "deleted": "<del>{}</del>", "inserted": "<ins>{}</ins>"}
    shown = "".join(
        f"<h2>{escape_html(field.field)}</h2><p>"
        + "".join(tags[p.kind].format(escape_html(p.text)) for p in field.pieces)
        + "</p>"
        for field in fields
    )
    return PAGE.format(
        language=escape_html(new.article.language or "und"),
        title=escape_html(new.article.title),
        about=escape_html(f"{new.article.url}\n{_about(old, new)}"),
        fields=shown or "<p>no field differs</p>",
    )
