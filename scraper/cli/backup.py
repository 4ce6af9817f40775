"""``loa backup``: copy the archive while a crawl writes to it."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.options import db_option, open_archive
from scraper.cli.output import number, show
from scraper.cli.stages import stages
from scraper.store.backup import backup
from scraper.store.warc import warc_folder


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE when it exists.")
@db_option
def command(file: Path, force: bool, db: Path) -> None:
    """Copy the archive to FILE as it is now, verified; crawls go on meanwhile.

    FILE appears when the copy is whole. The kept pages (WARC files beside the archive) only grow:
    copy their folder with any program, to the same name beside FILE.
    """
    with open_archive(db) as archive, stages() as tell:
        size = backup(archive, file, force=force, on_progress=tell)
    show(f"{db} was copied to {file} ({number(size)} bytes) and verified.")
    folder = warc_folder(db)
    if folder.is_dir():
        show(f"The kept pages are not in it: copy {folder} to {warc_folder(file)}.")
