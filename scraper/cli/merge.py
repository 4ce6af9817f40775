"""``loa merge``: join archives into one."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from scraper.cli.options import json_option, open_archive
from scraper.cli.output import number, print_json, show, table
from scraper.cli.stages import stages
from scraper.store.merge import merge


@click.command("merge")
@click.argument(
    "archives", nargs=-1, required=True, metavar="ARCHIVE...", type=click.Path(path_type=Path)
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The merged archive."
)
@json_option
def command(archives: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Join archives (shards, or copies that grew apart) into one, without doubles.

    OUTPUT is made when missing, else added to; the archives given are only read, once those of an older
    Loa were upgraded, as by any command. Histories of one
    article become one, in the order in which its states were seen. Kept pages are linked into
    OUTPUT's folder, or copied where the disk is another. The same merge again changes nothing.
    """
    for archive in archives:
        open_archive(archive).close()
    with stages() as tell:
        report = merge(archives, output, on_progress=tell)
    if as_json:
        print_json(
            {"archive": str(output), "sources": report.sources, "forgotten": report.forgotten}
        )
        return
    names = ("new", "joined", "same", "forgotten")
    rows = table(
        "archive", *names, "fetches", "WARC files", right=(*names, "fetches", "WARC files")
    )
    for part in report.sources:
        rows.add_row(
            f"[bold]{escape(part.source)}[/]",
            *(number(part.articles[name]) for name in names),
            number(part.fetches),
            number(part.files),
        )
    show(rows)
    for what in report.forgotten.left:
        show(f"May still hold forgotten text: {escape(what)}")
