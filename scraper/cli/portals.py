"""``loa portals``: what can be crawled without further ado, and whether all of it is right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.errors import complain
from scraper.cli.options import json_option
from scraper.cli.output import print_json, show, stdout, table
from scraper.errors import UsageError
from scraper.portals import known_portals, user_folder, validate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from scraper.portals import KnownPortal

WIDE_ENOUGH = 140
"""Columns of a terminal on which a portal's row fits into one line."""

FIELDS = ("name", "title", "home", "hosts", "family", "language", "timezone", "verified")


@click.command("portals")
@click.argument(
    "files", nargs=-1, metavar="[FILE]...", type=click.Path(dir_okay=False, path_type=Path)
)
@click.option(
    "--validate",
    "check",
    is_flag=True,
    help="Check all profiles, or the FILEs given: one line per problem, exit status 1 if any.",
)
@json_option
def command(files: tuple[Path, ...], check: bool, as_json: bool) -> None:
    """List the portals that Loa knows: the shipped profiles and your own.

    Your own profiles are the .toml files in the folder $LOA_PORTALS; without it, in a folder
    "portals" at the place for settings of your system. One of the same name overrides a shipped
    one. docs/profiles.md explains the format.
    """
    if check:
        _validate(files, as_json)
        return
    if files:
        raise UsageError("files are only checked: say `loa portals --validate FILE`")
    known, problems = known_portals()
    if as_json:
        print_json(
            [
                {
                    **portal.profile.model_dump(include=set(FIELDS)),
                    "source": portal.source,
                    "file": str(portal.file),
                }
                for portal in known
            ]
        )
    else:
        show(_wide(known) if stdout().width >= WIDE_ENOUGH else _narrow(known))
        show(escape(f"Your own profiles: {user_folder()}"))
    for problem in problems:
        complain(str(problem))
    if problems:
        sys.exit(1)


def _validate(files: Sequence[Path], as_json: bool) -> None:
    problems = validate(files or None)
    if as_json:
        print_json(problems)
    else:
        for problem in problems:
            click.echo(str(problem))
        if not problems:
            what = f"{len(files)} file{'s' * (len(files) > 1)}" if files else "all profiles"
            click.echo(f"no problems: {what} checked")
    if problems:
        sys.exit(1)


def _wide(known: Sequence[KnownPortal]) -> Table:
    rows = table("name", "portal", "source", "family", "host", "verified")
    rows.columns[0].min_width = 12
    for portal in known:
        profile = portal.profile
        rows.add_row(
            f"[bold]{profile.name}[/]",
            escape(profile.title),
            portal.source,
            profile.family or "–",
            escape(_host(portal)),
            escape(profile.verified or "–"),
        )
    return rows


def _narrow(known: Sequence[KnownPortal]) -> Table:
    rows = table("name", "portal")
    for portal in known:
        profile = portal.profile
        about = " · ".join(filter(None, (portal.source, profile.family, _host(portal))))
        verified = f"\n[dim]verified: {escape(profile.verified)}[/]" if profile.verified else ""
        rows.add_row(
            f"[bold]{profile.name}[/]",
            f"{escape(profile.title)}\n[dim]{escape(about)}[/]{verified}",
        )
    return rows


def _host(portal: KnownPortal) -> str:
    return portal.profile.hosts[0] if portal.profile.hosts else "–"
