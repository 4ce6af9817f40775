"""``loa history``: the revisions of one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.text import Text

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import print_json, show, table

if TYPE_CHECKING:
    from pathlib import Path


@click.command("history")
@click.argument("reference", metavar="ID|URL")
@db_option
@json_option
def command(reference: str, db: Path, as_json: bool) -> None:
    """List what a portal said in one article, and when: each revision with the fields that changed.

    `loa diff ID` shows the words.
    """
    with open_archive(db) as archive:
        article = archive.get(reference)
        revisions = archive.history(article.id)
    if as_json:
        print_json(revisions)
        return
    show(Text(article.title, style="bold"))
    show(Text(article.url, style="dim"))
    rows = table("revision", "seen (UTC)", "changed", "by", "kept in", right=("revision",))
    for revision in revisions:
        evidence = revision.evidence
        kept = (
            f"{evidence.warc_file}:{evidence.warc_offset}"
            if evidence and evidence.warc_file
            else "–"
        )
        rows.add_row(
            str(revision.number),
            f"{revision.seen_at:%Y-%m-%d %H:%M}",
            ", ".join(revision.changed) or "first seen",
            "the portal" if revision.reason == "portal" else "a better reading by Loa",
            f"[dim]{escape(kept)}[/]",
        )
    show(rows)
    if article.gone:
        show(f"[yellow]gone since {article.gone:%Y-%m-%d %H:%M} UTC[/]")
