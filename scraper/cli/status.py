"""``loa status``: how each portal stands in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import number, print_json, show, stderr, symptoms_line, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.table import Table

    from scraper.store import PortalStatus

ADDRESS_STATES = ("waiting", "done", "refused", "failed", "closed")
"""What can have become of an address, in the order of a crawl."""


@click.command("status")
@db_option
@json_option
def command(db: Path, as_json: bool) -> None:
    """Show how each portal stands: articles, what waits, what failed and why, the last crawl."""
    with open_archive(db) as archive:
        states = archive.status()
    if as_json:
        print_json(states)
        return
    if not states:
        stderr().print(f"{db} holds no portal yet; `loa crawl PORTAL` fills it")
        return
    show(status_table(states))
    for state in states:
        for reason, count in state.reasons:
            show(f"{state.name}: {number(count)} × {escape(reason)}")
        if state.last_crawl is not None and state.last_crawl.symptoms:
            show(f"[yellow]{escape(symptoms_line(state.name, state.last_crawl.symptoms))}[/]")


def status_table(states: Sequence[PortalStatus]) -> Table:
    """One row per portal; narrow enough for 80 columns, where dates take two lines."""
    rows = table("portal", "articles", "published", "addresses", "last crawl", right=("articles",))
    for column, width in ((0, None), (2, 12), (3, 12), (4, 17)):
        rows.columns[column].min_width = width
    for state in states:
        gone = f" ({number(state.gone)} gone)" if state.gone else ""
        rows.add_row(
            f"[bold]{escape(state.name)}[/]",
            f"{number(state.articles)}{gone}",
            f"{state.first_day} – {state.last_day}" if state.first_day else "–",
            _addresses(state),
            _last_crawl(state),
        )
    return rows


def _addresses(state: PortalStatus) -> str:
    counts = ((name, state.addresses.get(name, 0)) for name in ADDRESS_STATES)
    return ", ".join(f"{number(count)} {name}" for name, count in counts if count) or "–"


def _last_crawl(state: PortalStatus) -> str:
    crawl = state.last_crawl
    if crawl is None:
        return "never"
    return f"{crawl.started:%Y-%m-%d %H:%M} UTC, {crawl.outcome or 'running, or killed'}"
