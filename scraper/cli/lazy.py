"""Groups whose commands are loaded when they are called, so that the rest starts quickly."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, ClassVar

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """Finds the command ``name`` as ``command`` in the module of that name.

    Attributes:
        package: where the modules stand.
        summaries: name to summary, in the order of the help.
    """

    package: ClassVar[str]
    summaries: ClassVar[Mapping[str, str]]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer meets them."""
        del ctx
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in self.summaries:
            return None
        # A word of Python's own gets an underscore behind it.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"{self.package}.{name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # every command module has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the summaries without loading anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))
