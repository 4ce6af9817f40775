"""``loa crawl``: crawl portals into the archive."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.errors import INTERRUPTED, complain
from scraper.cli.live import crawl_view
from scraper.cli.options import contact_option, db_option, json_option, private_option
from scraper.cli.output import duration, number, print_json, show, symptoms_line, table
from scraper.cli.summary import mail_summary
from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.target import resolve
from scraper.errors import UsageError
from scraper.portals import profiles

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence
    from pathlib import Path

    from scraper.crawl import CrawlReport
    from scraper.portals import Profile

ALWAYS = frozenset({"requests", "new"})
"""Counts that a report shows even if they are 0 for every portal."""


class Day(click.ParamType[date]):
    """A calendar day, ISO 8601."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read ``YYYY-MM-DD``."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2022-01-13", param, ctx)


@click.command("crawl")
@click.argument("targets", nargs=-1, metavar="[PORTAL|URL]...")
@click.option("--all", "everything", is_flag=True, help="All portals of your own profiles.")
@click.option("--since", type=Day(), help="Store no articles published before this day.")
@click.option("--limit", type=int, metavar="N", help="Request at most N articles per portal.")
@click.option(
    "--max-minutes",
    type=float,
    metavar="MINUTES",
    help="Make no further request after so many minutes; the next crawl goes on.",
)
@click.option(
    "--daily",
    type=int,
    metavar="N",
    help="Send at most N requests to a portal within 24 hours, earlier crawls counted.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Follow listings to their end, and look at every known article again.",
)
@click.option(
    "--delay",
    type=float,
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause after each answer of a portal; robots.txt may ask for more.",
)
@contact_option
@private_option
@db_option
@json_option
@click.option("-q", "--quiet", is_flag=True, help="Show no progress, only the result.")
@click.option(
    "--summary",
    is_flag=True,
    help="Print the result as plain text for a mail; its first line is the subject.",
)
@click.option(
    "--no-warc",
    is_flag=True,
    help="Do not keep the answers in WARC files: `loa reextract` can then not read them again.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show the log of the libraries below.")
def command(
    targets: tuple[str, ...],
    everything: bool,
    since: date | None,
    limit: int | None,
    max_minutes: float | None,
    daily: int | None,
    full: bool,
    delay: float,
    contact: str | None,
    allow_private: bool,
    db: Path,
    as_json: bool,
    quiet: bool,
    summary: bool,
    no_warc: bool,
    verbose: bool,
) -> None:
    """Crawl portals into the archive: what is new since the last crawl, or all of it at first.

    PORTAL is a name that `loa portals` lists, or a profile file (…toml); URL is a portal's home
    page. One request at a time goes to each portal, and robots.txt is obeyed. Ctrl-C ends the
    crawl cleanly; the next one goes on.
    """
    options = CrawlOptions(
        contact=contact,
        delay=delay,
        limit=limit,
        since=since,
        max_minutes=max_minutes,
        daily=daily,
        full=full,
        allow_private=allow_private,
        verbose=verbose,
        warc=not no_warc,
    )
    chosen = _chosen(targets, everything, options)
    with nullcontext(None) if quiet else crawl_view() as view:
        reports = crawl(chosen, db, options, view)
    if as_json:
        print_json({"archive": str(db), "portals": reports})
    elif summary:
        click.echo(mail_summary(reports, db))
    else:
        show_reports(reports, db)
    failed = [report for report in reports if report.error]
    for report in failed:
        complain(f"{report.portal}: {report.error}")
    if any(report.outcome == "interrupted" for report in reports):
        complain("interrupted; run the same command again to go on")
        sys.exit(INTERRUPTED)
    if failed:
        sys.exit(1)


def _chosen(targets: Sequence[str], everything: bool, options: CrawlOptions) -> list[Profile]:
    if everything and targets:
        raise UsageError("--all crawls all portals; name some, or say --all, but not both")
    if everything:
        return [p for p in profiles() if p.home and not p.name.startswith(("example-", "demo"))]
    if not targets:
        raise UsageError("name a portal to crawl (`loa portals` lists them), or its address")
    chosen = {profile.name: profile for profile in (resolve(t, options) for t in targets)}
    return list(chosen.values())


def show_reports(reports: Sequence[CrawlReport], db: Path) -> None:
    """Print what each crawl brought."""
    counts: dict[str, list[int]] = {
        "requests": [report.requests for report in reports],
        "found": [report.found for report in reports],
        "new": [report.new for report in reports],
        "changed": [report.revised for report in reports],
        "unchanged": [report.unchanged for report in reports],
        "refused": [report.refused.total() for report in reports],
        "errors": [report.errors.total() for report in reports],
    }
    shown = {name: values for name, values in counts.items() if name in ALWAYS or any(values)}
    rows = table("portal", *shown, "time", "outcome", right=(*shown, "time"))
    for row, report in enumerate(reports):
        rows.add_row(
            f"[bold]{escape(report.portal)}[/]",
            *(number(values[row]) for values in shown.values()),
            duration(report.seconds),
            report.outcome,
        )
    show(rows)
    for report in reports:
        for label, counter in (
            ("articles first met through", report.sources),
            ("not stored", report.refused),
            ("given up", report.errors),
        ):
            if counter:
                show(f"{report.portal}: {label} {escape(_listed(counter))}")
        if report.unverified:
            show(
                f"[yellow]{escape(report.portal)}: its certificate was not checked, as its profile says[/]"
            )
        if report.symptoms:
            show(f"[yellow]{escape(symptoms_line(report.portal, report.symptoms))}[/]")
    show(f"The archive is [bold]{escape(str(db))}[/]")


def _listed(counter: Counter[str]) -> str:
    return ", ".join(f"{name} ({number(count)})" for name, count in counter.most_common())
