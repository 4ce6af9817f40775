"""``loa import``: store the pages of WARC files that another tool made."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.bar import page_bar
from scraper.cli.options import db_option, json_option
from scraper.cli.output import number, print_json, show, table
from scraper.reread import import_warc

if TYPE_CHECKING:
    from scraper.reread import ImportReport


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--portal", metavar="NAME", help="Take only this portal's pages (or a …toml file).")
@click.option("-j", "--jobs", type=int, metavar="N", help="Processes; default: one a processor.")
@db_option
@json_option
@click.option("-q", "--quiet", is_flag=True, help="Show no progress, only the result.")
def command(
    files: tuple[Path, ...],
    portal: str | None,
    jobs: int | None,
    db: Path,
    as_json: bool,
    quiet: bool,
) -> None:
    """Store the pages of known portals in WARC files: of wget, browsertrix, Heritrix, Common Crawl.

    The archive refers to the files where they are: do not move them afterwards. The captures of an
    article are taken by their date; one from before the last look that the archive knows changes
    nothing of the article. What is damaged is counted and named, and the rest is read.
    """
    with nullcontext(None) if quiet else page_bar() as bar:
        report = import_warc(db, files, portal, jobs=jobs, on_progress=bar)
    if as_json:
        print_json({"archive": str(db), "import": report})
    else:
        _show(report)


def _show(report: ImportReport) -> None:
    names = ("pages", "new", "revisions", "unchanged", "older", "known")
    rows = table("portal", *names, "refused", right=(*names, "refused"))
    for part in report.portals:
        rows.add_row(
            f"[bold]{escape(part.portal)}[/]",
            *(number(getattr(part, name)) for name in names),
            number(part.refused.total()),
        )
    if report.portals:
        show(rows)
    else:
        show("No page of a known portal (`loa portals` lists them) stands in there.")
    for part in report.portals:
        if part.refused:
            listed = ", ".join(f"{name} ({number(n)})" for name, n in part.refused.most_common())
            show(f"{part.portal}: not articles: {escape(listed)}")
    if report.elsewhere:
        show(f"Responses of other hosts, left out: {number(report.elsewhere)}")
    if report.ignored:
        show(f"Responses that are no pages, left out: {number(report.ignored)}")
    if report.damaged:
        listed = ", ".join(f"{name} ({number(n)})" for name, n in report.damaged.most_common())
        show(f"Records that cannot be read: {escape(listed)}")
        for file, offset, reason in report.places:
            show(f"  {escape(file)}, byte {number(offset)}: {reason}")
