"""``loa stats``: what is in the archive, counted, compared and drawn."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "overview": "Articles, dates, words, and how they spread (the default).",
    "counts": "Count articles over time, by any facet.",
    "trend": "Follow terms over time, per million words.",
    "keyness": "Find the words that set some articles apart from others.",
    "collocations": "Find the words that stand near a term.",
    "kwic": "Show every occurrence of a term with its context.",
    "speakers": "Count the people, roles and organisations of bylines.",
    "copies": "Find near-duplicates, and who published first.",
    "documents": "List the official documents that are cited most.",
}
"""Name to summary; each lives in the module of its name."""


class StatsGroup(click.Group):
    """Loads a command when it is called; without one, gives the overview."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"scraper.cli.stats.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # every command module has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the summaries without loading anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``overview`` before options that belong to no command."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["overview", *args]
        return super().parse_args(ctx, args)


@click.group("stats", cls=StatsGroup)
def command() -> None:
    """Count, compare and draw what is in the archive.

    `loa stats` alone gives an overview. All take the filters of `loa search`; `--csv` and `--json`
    print the numbers, `--chart FILE` draws them. What is measured, and how: docs/analysis.md.
    """
