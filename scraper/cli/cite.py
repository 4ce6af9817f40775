"""``loa cite``: an article as a reference, with the time at which it was archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scraper.cli.options import db_option, open_archive
from scraper.errors import UsageError
from scraper.export.references import STYLES, Reference

if TYPE_CHECKING:
    from pathlib import Path


@click.command("cite")
@click.argument("references", nargs=-1, required=True, metavar="ID|URL...")
@click.option(
    "--style", type=click.Choice(list(STYLES)), default="text", show_default=True,
    help="text: one line; bibtex: @online of biblatex; ris; csl: CSL-JSON.",
)  # fmt: skip
@click.option("--revision", type=int, metavar="N", help="Cite this revision, not the last one.")
@db_option
def command(references: tuple[str, ...], style: str, revision: int | None, db: Path) -> None:
    """Print how to cite articles, with the revision, the archive's time and the page's digest."""
    if revision is not None and len(references) > 1:
        raise UsageError("--revision belongs to one article; cite them one by one")
    with open_archive(db) as archive:
        titles = {status.name: status.title or "" for status in archive.status()}
        for reference in references:
            history = archive.history(reference)
            chosen = [r for r in history if revision in (None, r.number)]
            if not chosen:
                raise UsageError(
                    f"there is no revision {revision} of {reference}; it has 1 to {len(history)}"
                )
            last = chosen[-1]
            click.echo(STYLES[style](Reference.of(last, titles.get(last.article.portal, ""))))
