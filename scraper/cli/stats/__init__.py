"""``loa stats``: what is in the archive, counted, compared and drawn."""

from __future__ import annotations

import click

from scraper.cli.lazy import LazyGroup

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


class StatsGroup(LazyGroup):
    """The commands of ``loa stats``; without one it gives the overview."""

    package = "scraper.cli.stats"
    summaries = COMMANDS

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
