"""``loa completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_LOA_COMPLETE"
"""The variable under which Click asks the program ``loa`` for completions."""

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that completes loa's commands and options in a shell.

    bash: `loa completion bash > ~/.local/share/bash-completion/completions/loa`; fish: `loa
    completion fish > ~/.config/fish/completions/loa.fish`; zsh: `loa completion zsh > _loa` in a
    folder of your $fpath. The next shell knows it.
    """
    root = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # Click has all of SHELLS
    click.echo(kind(root, {}, "loa", VARIABLE).source())
