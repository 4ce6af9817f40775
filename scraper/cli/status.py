"""``loa status``: how each portal stands in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import number, print_json, show, stderr, symptoms_line, table
from scraper.store.records import FIRST_MET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
        for line in _details(state):
            show(f"{escape(state.name)}: {escape(line)}")
        if state.last_crawl is not None and state.last_crawl.symptoms:
            show(f"[yellow]{escape(symptoms_line(state.name, state.last_crawl.symptoms))}[/]")


def _details(state: PortalStatus) -> Iterator[str]:
    """What gave the articles, why addresses failed or were not asked for, and which looks are due."""
    counts = state.last_crawl.counts if state.last_crawl is not None else {}
    met = [
        (name.removeprefix(FIRST_MET), n)
        for name, n in counts.items()
        if name.startswith(FIRST_MET)
    ]
    if met:
        yield f"met in the last crawl through {_listed(met)}"
    for name in ADDRESS_STATES:
        if why := [
            (reason.reason, reason.count) for reason in state.reasons if reason.state == name
        ]:
            yield f"{name}: {_listed(why)}"
    if state.looks_due or state.next_look:
        following = (
            f"the next on {state.next_look:%Y-%m-%d}" if state.next_look else "no further one"
        )
        yield f"looks at known articles: {number(state.looks_due)} due now, {following}"


def _listed(counted: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({number(count)})" for name, count in counted)


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
