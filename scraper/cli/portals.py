"""``loa portals``: what can be crawled without further ado."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import json_option
from scraper.cli.output import print_json, show, stdout, table
from scraper.portals import profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from scraper.portals import Profile

WIDE_ENOUGH = 140
"""Columns of a terminal on which a portal's row fits into one line."""


@click.command("portals")
@json_option
def command(as_json: bool) -> None:
    """List the portals that Loa knows: the shipped profiles and your own."""
    known = list(profiles())
    if as_json:
        fields = {"name", "title", "home", "family", "language", "timezone", "verified"}
        print_json([profile.model_dump(include=fields) for profile in known])
        return
    show(_wide(known) if stdout().width >= WIDE_ENOUGH else _narrow(known))


def _wide(known: Sequence[Profile]) -> Table:
    rows = table("name", "portal", "family", "home")
    for profile in known:
        rows.add_row(
            f"[bold]{profile.name}[/]",
            escape(profile.title),
            profile.family or "–",
            escape(profile.home or "–"),
        )
    return rows


def _narrow(known: Sequence[Profile]) -> Table:
    rows = table("name", "portal")
    for profile in known:
        about = " · ".join(part for part in (profile.family, profile.home) if part)
        rows.add_row(
            f"[bold]{profile.name}[/]", f"{escape(profile.title)}\n[dim]{escape(about)}[/]"
        )
    return rows
