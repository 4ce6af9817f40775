"""What the archive holds of one portal, and what it knows of without holding it; for the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_HELD = """
SELECT a.key, s.path, substr(a.published, 1, 10), a.gone IS NOT NULL FROM articles AS a
LEFT JOIN sections AS s ON s.id = a.section_id WHERE a.portal = ?
"""
_UNREAD = """
SELECT f.key, f.url, f.state, f.reason, f.referrer, EXISTS (
  SELECT 1 FROM links AS l JOIN articles AS a ON a.key = l.key AND a.portal = l.portal
  WHERE l.url = f.referrer AND l.portal = f.portal)
FROM frontier AS f WHERE f.portal = ? AND f.kind = 'article' AND f.state <> 'done' AND f.key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM articles WHERE key = f.key AND portal = f.portal)
ORDER BY f.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A stored article.

    Attributes:
        section: path of its section, or None.
        day: ISO day of publication, or None.
        gone: whether the portal does not show it any more.
    """

    key: str
    section: str | None
    day: str | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """An article of which only an address is known.

    Attributes:
        state: ``waiting``, ``failed``, ``refused`` or ``closed``.
        reason: why it failed, was refused or closed.
        referrer: the page on which it was found.
        by_article: whether that is a stored article.
    """

    key: str
    url: str
    state: str
    reason: str | None
    referrer: str | None
    by_article: bool


def require(connection: sqlite3.Connection, portal: str) -> None:
    """Make sure that the archive has the portal.

    Raises:
        LoaError: it has not.
    """
    name = portal.encode("utf-8", "replace").decode()
    if not connection.execute("SELECT 1 FROM portals WHERE name = ?", (name,)).fetchone():
        raise LoaError(f"the archive has nothing of {portal}: `loa status` lists its portals")


def held(connection: sqlite3.Connection, portal: str) -> Iterator[Held]:
    """All stored articles of ``portal``."""
    for key, section, day, gone in connection.execute(_HELD, (portal,)):
        yield Held(key, section, day, bool(gone))


def unread(connection: sqlite3.Connection, portal: str) -> Iterator[Unread]:
    """The addresses of articles of ``portal`` that are not stored under any address."""
    for key, url, state, reason, referrer, by_article in connection.execute(_UNREAD, (portal,)):
        yield Unread(key, url, state, reason, referrer, bool(by_article))


def pages_of_listings(connection: sqlite3.Connection, portal: str) -> Iterator[tuple[str, str]]:
    """Addresses of listing pages in the frontier, each with its state."""
    yield from connection.execute(
        "SELECT url, state FROM frontier WHERE portal = ? AND kind = 'listing'", (portal,)
    )
