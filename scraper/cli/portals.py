"""``loa portals``: what can be crawled without further ado."""

from __future__ import annotations

import click

from scraper.cli.options import json_option
from scraper.cli.output import print_json, show, table
from scraper.portals import profiles


@click.command("portals")
@json_option
def command(as_json: bool) -> None:
    """List the portals that Loa knows: the shipped profiles and your own."""
    known = list(profiles())
    if as_json:
        fields = {"name", "title", "home", "family", "language", "timezone", "verified"}
        print_json([profile.model_dump(include=fields) for profile in known])
        return
    rows = table("name", "portal", "family", "home")
    for profile in known:
        rows.add_row(
            f"[bold]{profile.name}[/]", profile.title, profile.family or "–", profile.home or "–"
        )
    show(rows)
