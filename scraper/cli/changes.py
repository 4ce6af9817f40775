"""``loa changes``: silent edits, changed dates, vanished and returned articles."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import number, print_json, show, stderr, table
from scraper.errors import UsageError
from scraper.store.revisions import CHANGE_KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.store.revisions import Change, ChangeKind

SHOWN = 200
"""Rows of the table without --limit; --json and --csv give all."""

COLUMNS = ("at", "kind", "fields", "article_id", "portal", "url", "title", "revision",
           "published", "published_before")  # fmt: skip
COLOURS = {"new": "cyan", "edited": "yellow", "gone": "red", "back": "green"}


@click.command("changes")
@click.option("--since", metavar="DATE", help="Seen on this day or later: 2024, 2024-05-17 …")
@click.option("--until", metavar="DATE", help="Seen on this day or earlier.")
@click.option("--portal", metavar="NAME", help="Only this portal.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(CHANGE_KINDS),
              help="Only this kind (repeatable). By default all but new.")  # fmt: skip
@click.option("--extractor", is_flag=True, help="Also what changed because Loa reads pages better.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many, the last ones.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@db_option
@json_option
def command(
    since: str | None,
    until: str | None,
    portal: str | None,
    kinds: tuple[ChangeKind, ...],
    extractor: bool,
    limit: int | None,
    as_csv: bool,
    db: Path,
    as_json: bool,
) -> None:
    """List what portals changed in silence: edits with their fields, vanished and returned articles.

    `loa diff ID` shows the words of an edit.
    """
    if as_csv and as_json:
        raise UsageError("--csv and --json are two answers; ask for one")
    wanted = kinds or ("edited", "gone", "back")
    with open_archive(db) as archive:
        found = list(
            archive.changes(since, until, portal=portal, kinds=wanted, extractor=extractor)
        )
    total = len(found)
    if limit is not None:
        found = found[-limit:]
    if as_json:
        print_json(found)
    elif as_csv:
        _write(found)
    elif not found:
        stderr().print("nothing changed")
    else:
        _show(found[-(limit or SHOWN) :], total)


def _write(found: list[Change]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in found:
        values = {name: getattr(change, name) for name in COLUMNS}
        values["at"] = f"{change.at:%Y-%m-%dT%H:%M:%SZ}"
        values["fields"] = "; ".join(change.fields)
        writer.writerow(["" if v is None else v for v in values.values()])


def _show(shown: list[Change], total: int) -> None:
    rows = table("seen (UTC)", "what", "article", "title", right=("article",))
    for change in shown:
        what = f"[{COLOURS[change.kind]}]{change.kind}[/]"
        if change.fields:
            what += f" {', '.join(change.fields)}"
        if change.published_before:
            what += f" [dim]({change.published_before} → {change.published})[/]"
        rows.add_row(
            f"{change.at:%Y-%m-%d %H:%M}", what, str(change.article_id), escape(change.title)
        )
    show(rows)
    if len(shown) < total:
        show(f"the last {number(len(shown))} of {number(total)}; --limit gives more, --csv all")
