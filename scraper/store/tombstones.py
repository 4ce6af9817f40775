"""What was forgotten for a legal duty, and how it is kept from coming back.

A tombstone knows the article's key and addresses only by their SHA-256: an address often spells out
the headline, and with it the name of whom the duty protects. Whoever has the address can still ask
why the article is not there.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_ANY = "SELECT 1 FROM tombstones LIMIT 1"
_BY_KEY = "SELECT id, forgotten_at, reason FROM tombstones WHERE key_sha256 = ? AND portal = ?"
_BY_URL = """
SELECT t.id, t.forgotten_at, t.reason FROM tombstone_addresses AS a
JOIN tombstones AS t ON t.id = a.tombstone_id WHERE a.url_sha256 = ? AND t.portal = ?
"""
_REFERENCE = """
SELECT forgotten_at, reason FROM tombstones
WHERE article_id = ?1 OR key_sha256 = ?2 OR id IN
  (SELECT tombstone_id FROM tombstone_addresses WHERE url_sha256 IN (?2, ?3))
"""


def fingerprint(text: str) -> str:
    """SHA-256 (hex) of a key or an address."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def has_any(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever forgotten."""
    return connection.execute(_ANY).fetchone() is not None


def refusal(
    connection: sqlite3.Connection, portal: str, key: str | None, urls: Iterable[str] = ()
) -> str | None:
    """Why this article must not be stored, None when it may.

    Args:
        connection: to the archive.
        portal: the portal's name.
        key: the article's key, as far as it is known.
        urls: addresses under which it was met.
    """
    if not has_any(connection):
        return None
    found = _find(connection, portal, key, urls)
    return _sentence(found[1], found[2]) if found else None


def remember_addresses(
    connection: sqlite3.Connection, portal: str, key: str | None, urls: Iterable[str]
) -> None:
    """Let further addresses of a forgotten article be refused, too."""
    urls = list(urls)
    if found := _find(connection, portal, key, urls):
        connection.executemany(
            "INSERT OR IGNORE INTO tombstone_addresses (url_sha256, tombstone_id) VALUES (?, ?)",
            [(fingerprint(url), found[0]) for url in urls],
        )


def explanation(connection: sqlite3.Connection, reference: int | str) -> str | None:
    """Why there is no article with this id, address or key; None when it was never forgotten."""
    text = str(reference).strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    scheme, separator, rest = text.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme)
    twin = f"{other}://{rest}" if separator and other else text
    row = connection.execute(_REFERENCE, (number, fingerprint(text), fingerprint(twin))).fetchone()
    return _sentence(*row) if row else None


def _find(
    connection: sqlite3.Connection, portal: str, key: str | None, urls: Iterable[str]
) -> tuple[int, str, str] | None:
    row: tuple[int, str, str] | None = None
    if key is not None:
        row = connection.execute(_BY_KEY, (fingerprint(key), portal)).fetchone()
    for url in urls:
        if row is None:
            row = connection.execute(_BY_URL, (fingerprint(url), portal)).fetchone()
    return row


def _sentence(forgotten_at: str, reason: str) -> str:
    return f"forgotten on {forgotten_at[:10]}: {reason}"
