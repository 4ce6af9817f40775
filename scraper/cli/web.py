"""``loa web``: the archive in a browser."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from scraper.cli.options import db_option, open_archive
from scraper.cli.output import stderr
from scraper.errors import LoaError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "the web page needs packages that are not installed: pip install 'loaphuong[web]'"


@click.command("web")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True,
              help="Port to listen at; 0 takes any that is free.")  # fmt: skip
@click.option("--public", is_flag=True,
              help="Serve it to others: closes SQL and Datasette's own pages.")  # fmt: skip
@click.option("--base-url", default="/", show_default=True, metavar="PATH",
              help="Path under which a proxy shows it.")  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@db_option
def command(
    host: str, port: int, public: bool, base_url: str, open_browser: bool, db: Path
) -> None:
    """Read, search and compare the archive in a browser, on this machine alone.

    Nothing is written to the archive. docs/web.md says how to publish one.
    """
    try:
        from scraper.web.app import run  # noqa: PLC0415  # an extra, which may be missing
        from scraper.web.options import WebOptions  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "scraper":
            raise
        raise LoaError(MISSING) from error
    open_archive(db).close()  # brings an older archive up to date
    options = WebOptions(
        db=db, host=host, port=port, public=public, base_url=f"/{base_url.strip('/')}/".replace("//", "/")
    )  # fmt: skip
    if not options.is_local and not public:
        raise UsageError(
            f"{host} can be reached by others: say so with --public, or leave --host out"
        )

    def ready(address: str) -> None:
        stderr().print(f"{db} is at {address} (Ctrl-C ends)", markup=False)
        if open_browser:
            webbrowser.open(address)

    run(options, ready)
