"""``loa export``: articles as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.options import db_option, filter_options, open_archive
from scraper.cli.output import article_count, stderr
from scraper.cli.waiting import goes_to_terminal, telling
from scraper.errors import UsageError
from scraper.export import FILES, FORMATS, STDOUT, Options, Wanted, export

if TYPE_CHECKING:
    from scraper.cli.options import ArticleFilters
    from scraper.export import Exported
    from scraper.store import Archive

DEFAULT = "csv"


@click.command("export")
@click.argument("query", required=False, default="")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    help="; ".join(f"{name}: {made.description}" for name, made in FORMATS.items())
    + ". By the end of PATH; csv where it has none.",
)
@click.option(
    "-o",
    "--output",
    default=STDOUT,
    metavar="PATH",
    help="File or folder to write, - for standard output (the default). It appears when it is "
    "complete; a folder must be new.",
)
@click.option(
    "--bom", is_flag=True, help="CSV, JSON Lines: begin with a byte order mark, for Excel."
)
@click.option("--partition", is_flag=True, help="Parquet: a folder with a file for each portal and year.")  # fmt: skip
@click.option("--columns", metavar="NAMES", help="CSV, JSON Lines, Parquet, Excel: only these columns, "
              "such as id,portal,published,title.")  # fmt: skip
@filter_options
@db_option
def command(
    query: str,
    kind: str | None,
    output: str,
    bom: bool,
    partition: bool,
    columns: str | None,
    filters: ArticleFilters,
    db: Path,
) -> None:
    """Write the articles that QUERY and the filters find, all of them without any.

    The query is that of `loa search`. The same archive gives the same bytes.
    """
    name = kind or _by_extension(output)
    chosen = None if columns is None else tuple(name.strip() for name in columns.split(","))
    options = Options(bom=bom, partition=partition, columns=chosen)
    with open_archive(db, index=bool(query)) as archive:
        made = write(archive, name, output, query, filters, options)
    if output != STDOUT:
        stderr().print(f"{article_count(made.articles)} in {output}", markup=False)
    for note in made.notes:
        stderr().print(note, markup=False)


def write(
    archive: Archive,
    name: str,
    output: str,
    query: str,
    filters: ArticleFilters,
    options: Options = Options(),  # noqa: B008  # immutable
) -> Exported:
    """Write what ``query`` and ``filters`` let through, and tell on a terminal how far it is."""
    shown = goes_to_terminal(output)
    if shown and not FORMATS[name].text:
        raise UsageError(f"{name} is nothing to read on a terminal: give a file with -o FILE{FORMATS[name].extension}")  # fmt: skip
    wanted = Wanted(query=query, **filters.as_arguments())
    with telling(quiet=shown) as tell:
        return export(archive, name, output, wanted, options, tell)


def _by_extension(output: str) -> str:
    """The format that the end of a file's name stands for; csv where it has no end.

    Raises:
        UsageError: the end stands for none: a table in a file called ``.doc`` would help nobody.
    """
    suffix = Path(output).suffix.lower()
    if not suffix:
        return DEFAULT
    for name, made in FILES.items():
        if made.extension == suffix:
            return name
    known = ", ".join(made.extension for made in FILES.values())
    raise UsageError(
        f"{output}: no format has the ending {suffix} (there are {known}); choose one with --format"
    )
