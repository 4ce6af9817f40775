"""What is to be fetched: the archive's own table, so that a killed crawl simply goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store.clock import utc
from scraper.store.records import Task

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from scraper.store.store import Store


class Frontier:
    """The frontier of one portal, for one crawl.

    Tasks handed out are remembered until the outcome is recorded, so that none is handed out twice;
    that memory is all that a crash loses, and it is not needed afterwards.
    """

    def __init__(self, store: Store, portal: str) -> None:
        self._store = store
        self._portal = portal
        self._out: set[str] = set()

    def add(self, tasks: Iterable[Task]) -> int:
        """Add addresses; returns how many were new."""
        with self._store.write() as writer:
            return writer.tasks(list(tasks), self._portal, utc())

    def next(self, count: int) -> list[Task]:
        """Up to ``count`` waiting tasks that are not under way: listings first, then by age."""
        rows = self._store.db.execute(
            "SELECT url, kind, key, depth, attempts, title, referrer FROM frontier "
            "WHERE portal = ? AND state = 'waiting' ORDER BY kind DESC, id LIMIT ?",
            (self._portal, count + len(self._out)),
        )
        found = [_task(row) for row in rows if row["url"] not in self._out][:count]
        self._out.update(task.url for task in found)
        return found

    def returned(self, urls: Iterable[str]) -> None:
        """The outcome of these addresses is recorded: they may be handed out again if waiting."""
        self._out.difference_update(urls)

    def reopen_listings(self) -> int:
        """Make all listings wait again, as a new crawl begins; returns how many."""
        with self._store.write():
            return self._store.db.execute(
                "UPDATE frontier SET state = 'waiting', reason = NULL, attempts = 0 "
                "WHERE portal = ? AND kind = 'listing' AND state <> 'waiting'",
                (self._portal,),
            ).rowcount

    def pending(self) -> int:
        """How many addresses wait, those under way included."""
        (count,) = self._store.db.execute(
            "SELECT count(*) FROM frontier WHERE portal = ? AND state = 'waiting'", (self._portal,)
        ).fetchone()
        return int(count)

    def counts(self) -> dict[str, int]:
        """State to number of addresses."""
        rows = self._store.db.execute(
            "SELECT state, count(*) FROM frontier WHERE portal = ? GROUP BY state", (self._portal,)
        )
        return dict(rows)


def _task(row: sqlite3.Row) -> Task:
    return Task(**{name: row[name] for name in row.keys()})  # noqa: SIM118  # a Row is no mapping
