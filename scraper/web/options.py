"""How the web page is served."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "data"
"""Name of the archive among Datasette's databases, and so the beginning of its addresses."""

THREADS = 3
"""Pages that are made at once. Python runs one at a time; the others wait for SQLite."""

SEARCHES = 2
"""Searches that run at once, in threads of their own: an article need not wait for them."""

SECONDS = 4.0
"""What the archive may take for one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the web page is served.

    Attributes:
        db: the archive.
        host, port: where the server listens.
        public: served to others: no SQL of theirs, none of Datasette's own ``/-/`` pages.
        base_url: path under which a proxy shows it; begins and ends with ``/``.
        seconds: what the archive may take for one page.
        threads: pages that are made at once.
        searches: searches that run at once.
    """

    db: Path
    host: str = "127.0.0.1"
    port: int = 8001
    public: bool = False
    base_url: str = "/"
    seconds: float = SECONDS
    threads: int = THREADS
    searches: int = SEARCHES

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether ``host`` is a name or address of this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
