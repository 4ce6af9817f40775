"""``loa reextract``: read the kept pages again with today's rules."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.bar import page_bar
from scraper.cli.options import db_option, json_option
from scraper.cli.output import number, print_json, show, table
from scraper.reread import reextract

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scraper.reread import ReextractReport


@click.command("reextract")
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would change.")
@click.option("-j", "--jobs", type=int, metavar="N", help="Processes; default: one a processor.")
@db_option
@json_option
@click.option("-q", "--quiet", is_flag=True, help="Show no progress, only the result.")
def command(
    portals: tuple[str, ...],
    dry_run: bool,
    jobs: int | None,
    db: Path,
    as_json: bool,
    quiet: bool,
) -> None:
    """Rebuild articles from the kept pages, without network, with today's profiles and code.

    PORTAL is a name that `loa status` lists, or a profile file (…toml); all portals when none is
    given. What is read better becomes a revision with the reason "extractor"; nothing is deleted.
    A second run changes nothing.
    """
    with nullcontext(None) if quiet else page_bar() as bar:
        reports = reextract(db, portals, dry_run=dry_run, jobs=jobs, on_progress=bar)
    if as_json:
        print_json({"archive": str(db), "dry_run": dry_run, "portals": reports})
    else:
        _show(reports, dry_run=dry_run)


def _show(reports: Sequence[ReextractReport], *, dry_run: bool) -> None:
    counts = {
        "pages": [report.pages for report in reports],
        "unchanged": [report.unchanged for report in reports],
        "changed": [report.changed for report in reports],
        "new": [report.new for report in reports],
        "refused": [report.refused.total() for report in reports],
        "unreadable": [report.unreadable.total() for report in reports],
    }
    rows = table("portal", *counts, right=tuple(counts))
    for row, report in enumerate(reports):
        rows.add_row(
            f"[bold]{escape(report.portal)}[/]",
            *(number(values[row]) for values in counts.values()),
        )
    show(rows)
    for report in reports:
        _details(report)
    if dry_run:
        show("Nothing was changed: without --dry-run it will be.")


def _details(report: ReextractReport) -> None:
    for label, counter in (
        ("fields that differ", report.fields),
        ("stored, and refused today (they stay)", report.refused),
        ("records that cannot be read", report.unreadable),
    ):
        if counter:
            listed = ", ".join(f"{name} ({number(n)})" for name, n in counter.most_common())
            show(f"{report.portal}: {label}: {escape(listed)}")
    if report.without:
        show(f"{report.portal}: stored articles without a kept page: {number(report.without)}")
    if report.overtaken:
        show(f"{report.portal}: changed by a crawl meanwhile: {number(report.overtaken)}")
    for example in sorted(report.examples, key=lambda example: example.field):
        show(f"\n[bold]{example.field}[/]  [dim]{escape(example.url)}[/]")
        show(f"  [red]-[/] {escape(example.before or '(empty)')}")
        show(f"  [green]+[/] {escape(example.after or '(empty)')}")
    for url, reason in report.refusals:
        show(f"\n[bold]refused today[/]: {reason}  [dim]{escape(url)}[/]")
