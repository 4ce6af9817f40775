"""The command ``loa``: a group whose commands are loaded when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from scraper import __version__
from scraper.cli.errors import PipeClosed, guarded
from scraper.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "demo": "Crawl the bundled demo portal, search it, and write data/demo.csv.",
    "add": "Learn how a new portal is to be read, and write its profile.",
    "crawl": "Crawl portals into the archive.",
    "import": "Store the pages of WARC files that another tool made.",
    "reextract": "Rebuild articles from the kept pages, without network.",
    "search": "Search the archive.",
    "show": "Show one stored article.",
    "history": "List the revisions of one article.",
    "diff": "Show what changed between two revisions, word by word.",
    "cite": "Print how to cite articles, with the time they were archived.",
    "changes": "List silent edits, changed dates, vanished and returned articles.",
    "web": "Read, search and compare the archive in a browser.",
    "people": "List people and offices; say which names are one.",
    "stats": "Count, compare and draw what is in the archive.",
    "export": "Write articles as CSV, Parquet, Excel, TEI, references and more.",
    "portals": "List the portals that Loa knows.",
    "check": "Check whether portals still are what their profiles say.",
    "audit": "Estimate how complete a portal's articles are.",
    "doctor": "Check that the archive is whole, and repair what can be rebuilt.",
    "backup": "Copy the archive while a crawl writes to it.",
    "merge": "Join archives into one, without doubles.",
    "forget": "Remove articles for a legal duty, everywhere and for good.",
    "status": "Show how each portal stands in the archive.",
    "extract": "Read single article pages: files, addresses, or standard input.",
    "completion": "Print what bash, zsh or fish needs to complete commands.",
}
"""Name to summary, in the order of the help; each lives in the module of its name."""


class Loa(LazyGroup):
    """The commands of ``loa``, and what a closed pipe means to all of them."""

    package = "scraper.cli"
    summaries = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a pipe that its reader closed reaches :func:`guarded`, not Click."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosed from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and turn what went wrong into one sentence and an exit status."""

        def run() -> Any:
            return super(Loa, self).main(
                args,
                prog_name,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        return guarded(run) if standalone_mode else run()


@click.group(
    cls=Loa,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="loa", message="%(prog)s %(version)s")
def main() -> None:
    """Follow local-government news portals and keep every article in one SQLite file.

    Begin with `loa demo`; then `loa portals` and `loa crawl PORTAL`.
    """
