"""Write docs/cli.md from the commands themselves.

python tools/cli_docs.py            # writes the page
python tools/cli_docs.py --check    # exit status 1 if the page is not what the commands say
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.main import main as loa

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD = """\
# Commands

<!-- Written by tools/cli_docs.py from the commands' own help: change it there, and run `make reference`. -->

`loa COMMAND --help` shows the same. What holds everywhere:

- The archive is `--db PATH`, else `$LOA_DB`, else `data/news.db`.
- Results go to standard output, everything else to standard error. `--json` prints one JSON document, the same whether
  a person or a program reads it.
- Exit status: 0 done, 1 could not do it (one sentence on standard error says why), 2 wrong usage, 130 interrupted.
- `python -m scraper` is the same as `loa`.

| command | what it does |
|---|---|
"""


def commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, **loa.context_settings)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from commands(below, (*path, name))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def _names(option: click.Option) -> str:
    """All forms of an option, shortest first, with what it takes."""
    forms = [*sorted((*option.opts, *option.secondary_opts), key=len)]
    context = click.Context(click.Command("loa"))
    takes = "" if option.is_flag or option.count else f" {option.make_metavar(context)}"
    return ", ".join(f"`{form}{takes if form.startswith('--') else ''}`" for form in forms)


def _options(command: click.Command) -> list[str]:
    context = click.Context(command, info_name="loa", **loa.context_settings)
    rows = []
    for option in command.params:
        if not isinstance(option, click.Option) or option.hidden:
            continue
        record = option.get_help_record(context)
        rows.append(f"| {_cell(_names(option))} | {_cell(record[1]) if record else ''} |")
    return ["| option | meaning |", "|---|---|", *rows] if rows else []


def section(path: tuple[str, ...], command: click.Command) -> str:
    """One command's part of the page."""
    context = click.Context(command, info_name=" ".join(path), **loa.context_settings)
    usage = " ".join([" ".join(path), *command.collect_usage_pieces(context)])
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    lines = [
        f"{'#' * len(path)} {' '.join(path)}",
        f"```\n{usage}\n```",
        *(" ".join(paragraph.replace("\b", "").split()) for paragraph in paragraphs),
        "\n".join(_options(command)),
    ]
    return "\n\n".join(line for line in lines if line)


def page() -> str:
    """The whole page."""
    found = [(path, command) for path, command in commands(loa, ("loa",)) if len(path) > 1]
    top = [(path, command) for path, command in found if len(path) == 2]
    rows = "".join(
        f"| [`{' '.join(path)}`](#{'-'.join(path)}) | {_cell(command.get_short_help_str(200))} |\n"
        for path, command in top
    )
    return (
        HEAD + rows + "\n" + "\n\n".join(section(path, command) for path, command in found) + "\n"
    )


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    if arguments == ["--check"]:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE.name} is not what the commands say: run `make reference`", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
