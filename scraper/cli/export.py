"""``loa export``: articles as files for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scraper.cli.options import db_option, filter_options, open_archive
from scraper.cli.output import article_count, stderr
from scraper.cli.waiting import counted_aloud, goes_to_terminal
from scraper.export import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.cli.options import ArticleFilters
    from scraper.store import Archive

STDOUT = "-"


@click.command("export")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="; ".join(f"{name}: {made.description}" for name, made in FORMATS.items()),
)
@click.option(
    "-o",
    "--output",
    default=STDOUT,
    metavar="FILE",
    help="File to write, - for standard output (the default). It appears when it is complete.",
)
@click.option("--bom", is_flag=True, help="Begin with a byte order mark, for Excel.")
@click.option("--query", default="", metavar="QUERY", help="Only articles that a search finds.")
@filter_options
@db_option
def command(
    kind: str, output: str, bom: bool, query: str, filters: ArticleFilters, db: Path
) -> None:
    """Write one row per article, with the columns of the view articles_flat."""
    with open_archive(db, index=bool(query)) as archive:
        count = write(archive, kind, output, query, filters, bom=bom)
    if output != STDOUT:
        stderr().print(f"{article_count(count)} in {output}", markup=False)


def write(
    archive: Archive,
    kind: str,
    output: str,
    query: str,
    filters: ArticleFilters,
    *,
    bom: bool,
) -> int:
    """Write what ``query`` and ``filters`` let through; returns the number of articles."""
    rows = archive.rows(query, **filters.as_arguments())
    if not goes_to_terminal(output):
        rows = counted_aloud(rows)
    return FORMATS[kind].write(rows, output, bom=bom)
