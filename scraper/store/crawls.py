"""The table of crawls: each is noted when it begins, and again when it ends."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

from scraper.errors import LoaError
from scraper.store import codec

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from scraper.store.records import Symptom

Outcome = Literal["done", "interrupted", "failed", "limited"]


def begin(
    connection: sqlite3.Connection, portal: str, options: Mapping[str, object], at: str
) -> int:
    """Note that a crawl of a portal that exists begins; returns its id."""
    cursor = connection.execute(
        "INSERT INTO crawls (portal, started, options) VALUES (?, ?, ?)",
        (portal, at, codec.dumps(dict(options))),
    )
    return int(cursor.lastrowid or 0)


def finish(
    connection: sqlite3.Connection,
    crawl_id: int,
    outcome: Outcome,
    counts: Mapping[str, int],
    symptoms: Sequence[Symptom],
    at: str,
) -> None:
    """Note how a crawl ended.

    Raises:
        LoaError: there is no such crawl.
    """
    changed = connection.execute(
        "UPDATE crawls SET finished = ?, outcome = ?, counts = ?, symptoms = ? WHERE id = ?",
        (
            *(at, outcome, codec.dumps(dict(counts))),
            *(codec.dumps([asdict(symptom) for symptom in symptoms]), crawl_id),
        ),
    ).rowcount
    if not changed:
        raise LoaError(f"the archive has no crawl {crawl_id}")
