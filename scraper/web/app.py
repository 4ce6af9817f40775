"""Making the server: Datasette over the archive, with the plugin, and its settings."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from scraper.errors import LoaError
from scraper.web import plugin
from scraper.web.options import DATABASE
from scraper.web.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scraper.web.options import WebOptions

PLUGIN = "loa"

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "num_sql_threads": 2,
    "template_debug": False,
    "trace_debug": False,
    "max_csv_mb": 0,
}
"""Of Datasette. An export of the whole archive may be large, so that no limit stands here."""

_METADATA = {
    "databases": {
        DATABASE: {
            "title": "The archive's tables",
            "description": "Every column is explained in docs/tables.md; articles_flat has one row per article.",
        }
    }
}


@contextmanager
def serving(options: WebOptions) -> Iterator[Any]:
    """The ASGI application; the archive is closed at the end.

    Raises:
        LoaError: the archive cannot be read.
    """
    site = Site(options)
    if not pm.has_plugin(PLUGIN):
        pm.register(plugin, PLUGIN)
    closed = {"default_allow_sql": False, "allow_download": False} if options.public else {}
    made = Datasette(
        files=[],
        metadata=_METADATA,
        settings={**SETTINGS, **closed, "base_url": options.base_url},
        memory=False,
    )
    made.remove_database("_memory")
    made.add_database(Database(made, str(options.db), is_mutable=True), name=DATABASE)
    plugin.sites[made] = site
    try:
        yield made.app()
    finally:
        site.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket at ``host`` and ``port`` (0: any that is free).

    Raises:
        LoaError: something else listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)  # who comes before the server has started waits
    except OSError as error:
        made.close()
        raise LoaError(
            f"the web page cannot listen at {host}, port {port}: {error.strerror or error}; "
            "give another one with --port"
        ) from error
    return made


def run(options: WebOptions, on_ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve until the program is interrupted.

    Args:
        options: what and where.
        on_ready: is told the address.

    Raises:
        LoaError: the archive cannot be read, or the port is taken.
    """
    with listen(options.host, options.port) as listening, serving(options) as app:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
        )  # fmt: skip
        on_ready(f"http://{shown}:{port}{options.base_url}")
        server.run(sockets=[listening])
