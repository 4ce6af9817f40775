"""``loa demo``: the whole road, from a portal to a CSV file, in a few seconds."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
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
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.errors import LoaError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path("data")


@click.command("demo")
@click.option(
    "--serve",
    "port",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    help="Only serve the portal, on this port, until Ctrl-C: to try `loa add` and `loa crawl` on it.",
)
@click.option(
    "--edited",
    is_flag=True,
    help="With --serve: the portal after three silent edits and the removal of an article.",
)
def command(port: int | None, edited: bool) -> None:
    """Serve the bundled demo portal on this machine, crawl it, search it, and export it.

    Writes data/demo.db, its pages in data/demo.warc, and data/demo.csv below the working directory.
    The portal, its town and its news are invented; the crawler is the real one.
    """
    if port is not None:
        _serve(port, edited=edited)
        return
    if edited:
        raise UsageError("--edited is for --serve: loa demo --serve 8765 --edited")
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


def _serve(port: int, *, edited: bool) -> None:
    """Serve the portal until Ctrl-C."""
    site = DemoSite()
    if edited:
        titled, led, dated, removed, *_ = site.articles
        site.edit(titled.id, title=f"{titled.title} (cập nhật)")
        site.edit(led.id, lead=f"{led.lead} Thông tin đã được đính chính.")
        site.edit(dated.id, published=dated.published - timedelta(days=3))
        site.remove(removed.id)
    try:
        with PortalServer(site, port=port) as server:
            show(f"The demo portal is at {server.url} until Ctrl-C; try in another terminal:")
            show(
                f"  loa add {server.url} --name town --allow-private --delay 0 --contact you@example.org"
            )
            with suppress(KeyboardInterrupt):
                Event().wait()
    except OSError as error:
        raise LoaError(
            f"port {port} of this machine cannot be had: {error.strerror}; give another one"
        ) from error


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
