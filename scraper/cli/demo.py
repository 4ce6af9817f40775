"""``loa demo``: the whole road, from a portal to a CSV file, in a few seconds."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.text import Text

from scraper.cli.errors import INTERRUPTED, complain
from scraper.cli.live import crawl_view
from scraper.cli.output import duration, number, show, stderr, table
from scraper.cli.search import show_results
from scraper.crawl import CrawlKilled
from scraper.demo.run import DemoResult, run_demo

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path("data")


@click.command("demo")
def command() -> None:
    """Serve the bundled demo portal on this machine, crawl it, search it, and export it.

    Writes data/demo.db, its pages in data/demo.warc, and data/demo.csv below the working directory.
    The portal, its town and its news are invented; the crawler is the real one.
    """
    stderr().print("Serving the bundled portal and crawling it over HTTP …")
    try:
        with crawl_view() as view:
            result = run_demo(FOLDER, view)
    except CrawlKilled:
        sys.exit(INTERRUPTED)
    if result.report.outcome == "interrupted":
        complain("interrupted; `loa demo` begins anew")
        sys.exit(INTERRUPTED)
    _summary(result)
    show(Text(f"\n$ loa search {shlex.quote(result.query)} --db {result.archive}\n", style="cyan"))
    show_results(result.results)
    _next(result)


def _summary(result: DemoResult) -> None:
    numbers = ("articles",)
    rows = table("section", *numbers, "published", right=numbers)
    for path, count, first, last in result.sections:
        rows.add_row(escape(path), number(count), f"{first} – {last}")
    show(rows)
    show(
        f"[bold]{number(result.articles)} articles[/] of {result.first_day} – {result.last_day}, "
        f"{number(result.report.requests)} requests in {duration(result.report.seconds)}"
    )
    show(f"Filled: {_shares(result.filled)}")


def _shares(filled: Mapping[str, float]) -> str:
    return " · ".join(f"{name} {share:.0%}" for name, share in filled.items())


def _next(result: DemoResult) -> None:
    show(f"\n[bold]{result.csv}[/] has one row per article, [bold]{result.archive}[/] everything.")
    show("Next: `loa show 1 --db data/demo.db`, `loa portals`, `loa crawl PORTAL`.")
