"""Style and scripts: files of this package, named by their content so that they may be kept."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from scraper.web.visit import Answer, NotThere

if TYPE_CHECKING:
    from scraper.web.visit import Visit

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
KEPT = "public, max-age=31536000, immutable"


@cache
def read(name: str) -> bytes:
    """A file of ``static/``.

    Raises:
        NotThere: there is none of that name.
    """
    file = files("scraper.web").joinpath("static", name)
    if not file.is_file():
        raise NotThere(f"static/{name}")
    return file.read_bytes()


@cache
def mark(name: str) -> str:
    """A few letters that change with the file."""
    return sha256(read(name)).hexdigest()[:12]


def asset(visit: Visit) -> Answer:
    """A file; for ever when it was asked for by its content."""
    name = visit.route["name"]
    body = read(name)
    kept = {"cache-control": KEPT} if visit.asked.one("v") == mark(name) else {}
    kind = TYPES[name.rpartition(".")[2]]
    return Answer(body, content_type=f"{kind}; charset=utf-8", headers=kept)


def robots(visit: Visit) -> Answer:
    """What other people's robots are asked to leave alone: pages without end, and large answers."""
    closed = ("search", "export", "charts", "data")
    lines = "".join(f"Disallow: {visit.url(path)}\n" for path in closed)
    return Answer(f"User-agent: *\n{lines}", content_type="text/plain; charset=utf-8")
