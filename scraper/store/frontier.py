"""The frontier: which addresses of a portal are to be fetched, and what became of the others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scraper.store.handed import Numbers
from scraper.store.looks import due
from scraper.store.records import Task
from scraper.store.times import to_text
from scraper.store.tombstones import refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from scraper.store.archive import Archive
    from scraper.store.records import PageRecord, TaskKind, TaskState

_ADDRESSES_PER_KEY = 3
"""How many addresses are tried for one article while all before have failed. Above one, since an
old address may be broken; small, since some portals have thousands for each article."""

LOOK = "look"
"""The reason for which the address of a stored article waits."""

_MET_AT_MOST = 1_000
"""Addresses remembered as already in the frontier: pages repeat each other's links."""

_RANKS: dict[TaskKind, int] = {"source": 0, "listing": 1, "article": 2, "other": 3}
_KINDS: dict[int, TaskKind] = {rank: kind for kind, rank in _RANKS.items()}

_ADD = f"""
INSERT INTO frontier (portal, url, kind, key, state, depth, attempts, title, referrer, added_at,
  next_at, form)
SELECT ?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7, ?8, ?9, ?9, ?10
WHERE ?4 IS NULL OR ?3 <> 'article' OR (
  NOT EXISTS (SELECT 1 FROM articles WHERE key = ?4 AND portal = ?1)
  AND NOT EXISTS (SELECT 1 FROM frontier WHERE portal = ?1 AND key = ?4 AND state <> 'failed')
  AND (SELECT count(*) FROM frontier WHERE portal = ?1 AND key = ?4) < {_ADDRESSES_PER_KEY})
ON CONFLICT (portal, url) DO NOTHING
"""  # noqa: S608 - a number of ours
_CLOSE = """
INSERT INTO frontier (portal, url, kind, key, state, reason, depth, attempts, title, referrer,
  added_at, next_at)
VALUES (?1, ?2, ?3, NULL, 'closed', ?4, ?5, 0, ?6, ?7, ?8, ?8)
ON CONFLICT (portal, url) DO NOTHING
"""
_LINK = "INSERT OR IGNORE INTO links (url, portal, key, first_seen) VALUES (?, ?, ?, ?)"
_SETTLE = """
INSERT INTO frontier (portal, url, kind, key, state, reason, depth, attempts, title, referrer,
  added_at, next_at, last_fetch_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (portal, url) DO UPDATE SET state = excluded.state, reason = excluded.reason,
  attempts = excluded.attempts, key = ifnull(excluded.key, key), next_at = excluded.next_at,
  last_fetch_id = excluded.last_fetch_id
"""
_NEXT = f"""
SELECT id, url, kind, key, depth, attempts, title, referrer, form, reason IS '{LOOK}' FROM frontier
WHERE portal = ? AND state = 'waiting' AND rank = ? AND next_at <= ? AND reason IS {{}} '{LOOK}'
ORDER BY next_at, id
"""  # noqa: S608 - a word of ours
_FIRST, _LOOKS = _NEXT.format("NOT"), _NEXT.format("")
_LOOK_AGAIN = f"""
UPDATE frontier SET state = 'waiting', reason = '{LOOK}', attempts = 0, next_at = ?1
WHERE id = (SELECT max(id) FROM frontier WHERE portal = ?2 AND key = ?3
  AND state IN ('done', 'failed', 'refused'))
"""  # noqa: S608 - a word of ours


class FrontierWriter:
    """Puts addresses into the frontier and settles them, inside the archive's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._met: set[tuple[str, str]] = set()

    def forget(self) -> None:
        """Drop what is remembered: the transaction that stored it was undone."""
        self._met.clear()

    def add(self, portal: str, tasks: Iterable[Task], at: str) -> int:
        """Queue the addresses that are not yet known, and return how many those were.

        An article that is stored, queued or refused under another address is not queued again; the
        address is kept in ``links``. One that is never asked for is noted as closed. One that was forgotten is passed over.
        """
        fresh = [
            task
            for task in tasks
            if (portal, task.url) not in self._met
            and refusal(self._connection, portal, task.key, [task.url]) is None
        ]
        if not fresh:
            return 0
        links = [(t.url, portal, t.key, at) for t in fresh if t.kind == "article" and t.key]
        self._connection.executemany(_LINK, links)
        added = self._connection.executemany(
            _ADD,
            [
                (portal, t.url, t.kind, t.key, t.depth, t.attempts, t.title, t.referrer, at, t.form)
                for t in fresh
                if t.closed is None
            ],
        ).rowcount
        self._connection.executemany(
            _CLOSE,
            [
                (portal, t.url, t.kind, t.closed, t.depth, t.title, t.referrer, at)
                for t in fresh
                if t.closed is not None
            ],
        )
        if len(self._met) > _MET_AT_MOST:
            self._met.clear()
        self._met.update((portal, task.url) for task in fresh)
        return added

    def settle(self, portal: str, page: PageRecord, fetch_id: int, at: datetime) -> None:
        """Set what became of the address of ``page``."""
        task, again = page.task, page.state == "waiting"
        attempts = task.attempts + 1 if again else task.attempts
        due = page.next_at or (at + backoff(attempts) if again else at)
        reason = LOOK if again and task.look else page.reason
        key = page.article.key if page.article else task.key
        self._connection.execute(
            _SETTLE,
            (
                *(portal, task.url, task.kind, key, page.state, reason, task.depth, attempts),
                *(task.title, task.referrer, to_text(at), to_text(due), fetch_id),
            ),
        )


def backoff(attempts: int) -> timedelta:
    """How long an address waits after ``attempts`` requests without an answer.

    >>> backoff(1), backoff(3), backoff(50)
    (datetime.timedelta(seconds=120), datetime.timedelta(seconds=480), datetime.timedelta(days=1))
    """
    return min(timedelta(minutes=2 ** min(attempts, 20)), timedelta(days=1))


def _task(
    url: str,
    kind: TaskKind,
    key: str | None,
    depth: int,
    attempts: int,
    title: str,
    referrer: str | None,
    form: str | None,
    look: int,
) -> Task:
    return Task(url, kind, key, depth, attempts, title, referrer, form, bool(look))


class Frontier:
    """The frontier of one portal, as one crawl sees it.

    Each address is handed out once by the same object: what fails and waits for another try is for
    the next crawl, so that a crawl always comes to its end.
    """

    def __init__(self, archive: Archive, portal: str) -> None:
        self._archive = archive
        self._handed = Numbers()
        self.portal = portal

    def add(self, tasks: Iterable[Task]) -> int:
        """Queue addresses in one transaction; returns how many are new."""
        return self._archive.queue(self.portal, tasks)

    def next(self, n: int) -> list[Task]:
        """Up to ``n`` addresses that wait and are due, oldest first of each kind.

        Sources before listings before articles before others; looks at known articles are not among
        them, see :meth:`looks`. Addresses handed out before by this object are left out.
        """
        return self._due(_FIRST, _KINDS, n)

    def looks(self, n: int) -> list[Task]:
        """Up to ``n`` addresses of stored articles that wait for another look."""
        return self._due(_LOOKS, (_RANKS["article"],), n)

    def _due(self, query: str, ranks: Iterable[int], n: int) -> list[Task]:
        now = to_text(self._archive.clock())
        tasks: list[Task] = []
        with self._archive.reading() as connection:
            for rank in ranks:
                cursor = connection.execute(query, (self.portal, rank, now))
                for row in cursor:
                    if len(tasks) >= n:
                        break
                    if self._handed.add(row[0]):
                        tasks.append(_task(*row[1:]))
                cursor.close()
        return tasks

    def plan_looks(self, most: int | None) -> int:
        """Let the addresses of up to ``most`` articles that are due wait for a look; how many wait.

        With None all articles wait, due or not. See :mod:`scraper.store.looks` for when an article is due.
        """
        at = self._archive.clock()
        with self._archive.transaction() as connection:
            keys = due(connection, self.portal, at, most)
            return connection.executemany(
                _LOOK_AGAIN, [(to_text(at), self.portal, key) for key in keys]
            ).rowcount

    def reopen(self, kind: TaskKind = "listing") -> int:
        """Let addresses of ``kind`` that are done or failed wait again; returns how many.

        For the start of a crawl: listings show new articles, and one that failed in a bad hour
        must not hide its articles for ever. Postbacks are dropped instead: the pages before them
        name them anew, with a form that the server knows.
        """
        with self._archive.transaction() as connection:
            connection.execute(
                "DELETE FROM frontier WHERE portal = ? AND rank = ? AND form IS NOT NULL",
                (self.portal, _RANKS[kind]),
            )
            return connection.execute(
                "UPDATE frontier SET state = 'waiting', reason = NULL, attempts = 0, next_at = ? "
                "WHERE portal = ? AND rank = ? AND state IN ('done', 'failed')",
                (to_text(self._archive.clock()), self.portal, _RANKS[kind]),
            ).rowcount

    def counts(self) -> dict[tuple[TaskKind, TaskState], int]:
        """Number of addresses by kind and state; combinations without any are left out."""
        with self._archive.reading() as connection:
            rows = connection.execute(
                "SELECT rank, state, count(*) FROM frontier WHERE portal = ? GROUP BY state, rank",
                (self.portal,),
            ).fetchall()
        return {(_KINDS[rank], state): count for rank, state, count in rows}

    def pending(self) -> int:
        """Number of addresses that wait, due or not."""
        return sum(count for (_, state), count in self.counts().items() if state == "waiting")
