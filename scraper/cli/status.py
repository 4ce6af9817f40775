"""``loa status``: how each portal stands in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import number, print_json, show, stderr, table

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.store import PortalStatus


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
    numbers = ("articles", "gone", "waiting", "done", "refused", "failed", "closed")
    rows = table("portal", *numbers, "published", "last crawl", right=numbers)
    for state in states:
        rows.add_row(
            f"[bold]{state.name}[/]",
            number(state.articles),
            number(state.gone),
            *(number(state.addresses.get(name, 0)) for name in numbers[2:]),
            f"{state.first_day} – {state.last_day}" if state.first_day else "–",
            _last_crawl(state),
        )
    show(rows)
    for state in states:
        for reason, count in state.reasons:
            show(f"{state.name}: {number(count)} × {escape(reason)}")


def _last_crawl(state: PortalStatus) -> str:
    crawl = state.last_crawl
    if crawl is None:
        return "never"
    return f"{crawl.started:%Y-%m-%d %H:%M} UTC, {crawl.outcome or 'running, or killed'}"
