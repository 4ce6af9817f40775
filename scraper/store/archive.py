"""The archive: one SQLite file with every article of every portal, and the state of the crawls.

>>> import tempfile; from pathlib import Path
>>> with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "news.db") as archive:
...     archive.status()
[]
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from scraper.errors import LoaError
from scraper.store import codec, coverage, people_merges, reader, revisions
from scraper.store.connection import CACHE, connect
from scraper.store.failures import explained
from scraper.store.frontier import Frontier, FrontierWriter
from scraper.store.recorder import Recorder, page_refusal
from scraper.store.revisions import CHANGE_KINDS
from scraper.store.times import to_text, utcnow
from scraper.store.writer import Writer

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from types import TracebackType

    import pandas as pd

    from scraper.model import Article
    from scraper.search import Order, SearchResults
    from scraper.store.people_merges import Merge
    from scraper.store.reader import PortalStatus, StoredArticle
    from scraper.store.records import (
        FieldCount,
        Import,
        ImportChange,
        Observation,
        PageRecord,
        Rereading,
        Stored,
        Symptom,
        Task,
    )
    from scraper.store.revisions import Change, ChangeKind, Revision
    from scraper.store.writer import Reason

Outcome = Literal["done", "interrupted", "failed", "limited"]


class Archive:
    """The archive at ``path``, created when missing.

    Usable from several threads (one at a time), and by several programs at once: readers are never
    blocked, writers wait for each other.

    Args:
        path: the SQLite file.
        readonly: open an existing archive without ever writing to it.
        timeout: seconds to wait for another program's lock.
        cache: KiB of the file's pages that are kept in memory at most.
        clock: where the present moment comes from (aware datetimes).

    Raises:
        LoaError: see :func:`scraper.store.connection.connect`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] = "data/news.db",
        *,
        readonly: bool = False,
        timeout: float = 10.0,
        cache: int = CACHE,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self.clock = clock
        # `writer` is for the modules of this room, inside a transaction.
        self._lock = threading.RLock()
        self._connection = connect(self.path, readonly=readonly, timeout=timeout, cache=cache)
        self.writer = Writer(self._connection)
        self._queue = FrontierWriter(self._connection)
        self._recorder = Recorder(self._connection, self.writer, self._queue)

    def close(self) -> None:
        """Close the file; the archive cannot be used afterwards."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading, with SQLite's reports turned into sentences."""
        with self._lock, explained(self.path):
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one write transaction, undone as a whole when the block fails.

        Raises:
            LoaError: opened readonly, locked by another program, or the disk is full.
        """
        if self.readonly:
            raise LoaError(f"{self.path} was opened for reading only")
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self.writer.forget()
                self._queue.forget()
                raise

    # --- writing -------------------------------------------------------------------------------

    def store(
        self,
        articles: Iterable[Article],
        *,
        seen_at: datetime | None = None,
        reason: Reason = "portal",
        profile_version: str | None = None,
    ) -> list[Stored]:
        """Store articles in one transaction, each as new, unchanged or a revision.

        Args:
            articles: what was extracted.
            seen_at: when the portals showed them; now when None.
            reason: ``extractor`` when kept pages were read again by a better extractor: their
                revisions are told apart, and the articles do not count as seen anew.
            profile_version: of the profile that read them.
        """
        at = to_text(seen_at or self.clock())
        with self.transaction():
            return [
                self.writer.write(
                    article, seen_at=at, reason=reason, profile_version=profile_version
                )
                for article in articles
            ]

    def record(
        self, pages: Iterable[PageRecord], *, portal: str, crawl_id: int | None = None
    ) -> list[Stored]:
        """Store the outcome of requests in one transaction, one result for each page.

        Fetch, article with its names and files, addresses found, what became of the address, and
        visitor counters are stored together or not at all, and the crawl's coverage is counted.
        """
        pages = list(pages)
        with self.transaction() as connection:
            stored = [self._recorder.record(page, portal, crawl_id) for page in pages]
            if crawl_id is not None:
                coverage.count_pages(connection, crawl_id, pages)
            return stored

    def rewrite(
        self, readings: Iterable[Rereading], *, profile_version: str | None = None
    ) -> list[Stored | None]:
        """Store articles that were read again, in one transaction: new ones and revisions.

        An article that another program changed meanwhile is left as it is; its result is None.
        """
        with self.transaction():
            return [self._recorder.rewrite(reading, profile_version) for reading in readings]

    def record_imports(self, pages: Iterable[Import], *, portal: str) -> list[ImportChange | None]:
        """Store another tool's responses in one transaction, those of one address by their date.

        Returns:
            What became of each: ``known`` (this very response is stored), ``older`` (the archive
            has a later state of the article, which stays), a change, or None without an article.
        """
        with self.transaction():
            return [self._recorder.record_import(page, portal) for page in pages]

    def add_portal(
        self,
        name: str,
        *,
        title: str | None = None,
        home: str | None = None,
        family: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        """Add a portal, or bring what is known about it up to date."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO portals (name, title, home, family, language, timezone, hosts, added_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET title = excluded.title, home = excluded.home, "
                "family = excluded.family, language = excluded.language, "
                "timezone = excluded.timezone, hosts = excluded.hosts",
                (
                    *(name, title, home, family, language, timezone),
                    *(codec.dumps(list(hosts)), to_text(self.clock())),
                ),
            )

    def begin_crawl(self, portal: str, options: Mapping[str, object] | None = None) -> int:
        """Note that a crawl of ``portal`` begins; returns its id.

        Args:
            portal: its name; added when unknown.
            options: what the crawl was asked to do, as JSON values.
        """
        at = to_text(self.clock())
        with self.transaction() as connection:
            self.writer.ensure_portal(portal, at)
            cursor = connection.execute(
                "INSERT INTO crawls (portal, started, options) VALUES (?, ?, ?)",
                (portal, at, codec.dumps(dict(options or {}))),
            )
            return int(cursor.lastrowid or 0)

    def finish_crawl(
        self,
        crawl_id: int,
        outcome: Outcome,
        counts: Mapping[str, int],
        seen: Observation | None = None,
        symptoms: Sequence[Symptom] = (),
    ) -> None:
        """Note how a crawl ended, and index what it brought. One without an end was killed.

        Args:
            crawl_id: what :meth:`begin_crawl` gave.
            outcome: how it ended.
            counts: what it did.
            seen: what it saw of the portal's design; its fields are counted already.
            symptoms: what is wrong by that.

        Raises:
            LoaError: there is no such crawl.
        """
        with self.transaction() as connection:
            changed = connection.execute(
                "UPDATE crawls SET finished = ?, outcome = ?, counts = ?, symptoms = ? WHERE id = ?",
                (
                    *(to_text(self.clock()), outcome, codec.dumps(dict(counts))),
                    *(codec.dumps([asdict(symptom) for symptom in symptoms]), crawl_id),
                ),
            ).rowcount
            if not changed:
                raise LoaError(f"the archive has no crawl {crawl_id}")
            if seen is not None:
                coverage.keep(connection, crawl_id, seen)
        from scraper.search.index import refresh_if_possible  # noqa: PLC0415

        refresh_if_possible(self)

    def frontier(self, portal: str) -> Frontier:
        """The frontier of ``portal`` for one crawl."""
        return Frontier(self, portal)

    def queue(self, portal: str, tasks: Iterable[Task]) -> int:
        """Put addresses into the frontier of ``portal``; returns how many are new."""
        at = to_text(self.clock())
        with self.transaction():
            self.writer.ensure_portal(portal, at)
            return self._queue.add(portal, tasks, at)

    def merge_people(
        self, *names: int | str, into: int | str | None = None, why: str | None = None
    ) -> list[Merge]:
        """Decide that names are one person's or office's; see :mod:`scraper.store.people_merges`.

        Args:
            names: numbers or names.
            into: the one that stands for all; the one with the most articles when None.
            why: a note that is kept with the decision.

        Returns:
            The decisions that were added.

        Raises:
            LoaError: there is no such name.
            UsageError: a name is ambiguous, or there are fewer than two.
        """
        with self.transaction() as connection:
            return people_merges.merge(
                connection, names, into=into, at=to_text(self.clock()), why=why
            )

    def unmerge_people(self, name: int | str) -> list[Merge]:
        """Take back by which decision a name was joined, or which joined others into it.

        Raises:
            LoaError: there is no such name, or it is joined with none.
            UsageError: the name is ambiguous.
        """
        with self.transaction() as connection:
            return people_merges.unmerge(connection, name)

    # --- reading -------------------------------------------------------------------------------

    def requests_since(self, portal: str, moment: datetime) -> int:
        """Requests that crawls of ``portal`` made that began at ``moment`` or later."""
        with self.reading() as connection:
            return reader.requests_since(connection, portal, moment)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """``ETag`` and ``Last-Modified`` of the last whole answer from ``url`` (RFC 9110, 8.8)."""
        with self.reading() as connection:
            return reader.validators(connection, url)

    def known(self, portal: str, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` under which the portal has a stored article."""
        with self.reading() as connection:
            return reader.known(connection, portal, keys)

    def is_forgotten(self, page: PageRecord, portal: str) -> bool:
        """Whether nothing of ``page`` may be kept: it was forgotten for a legal duty."""
        with self.reading() as connection:
            return page_refusal(connection, portal, page) is not None

    def get(self, reference: int | str) -> StoredArticle:
        """The article with this id, address (any under which it was met) or key.

        Raises:
            LoaError: the archive has no such article.
        """
        with self.reading() as connection:
            return reader.get(connection, reference)

    def history(self, reference: int | str) -> list[Revision]:
        """All revisions of an article, the first one first, each with the fetch behind it.

        Args:
            reference: the article's id, address or key.

        Raises:
            LoaError: the archive has no such article.
        """
        with self.reading() as connection:
            return revisions.history(connection, reader.get(connection, reference).id)

    def changes(
        self,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        portal: str | None = None,
        kinds: Sequence[ChangeKind] = CHANGE_KINDS,
        extractor: bool = False,
    ) -> Iterator[Change]:
        """What happened to articles, in the order in which it was seen.

        Args:
            since: first day on which it was seen (UTC), a date or "2024", "2024-05", "2024-05-17".
            until: last day, likewise.
            portal: only of this portal.
            kinds: only these of ``new``, ``edited``, ``gone``, ``back``.
            extractor: also edits that come from a better extractor and not from the portal.

        Raises:
            UsageError: ``since`` or ``until`` is no date.
        """
        from scraper.search.days import day  # noqa: PLC0415  # a room below

        first = "" if since is None else f"{day(since, last=False)}T00:00:00Z"
        last = "9999" if until is None else f"{day(until, last=True)}T23:59:59Z"
        with self.reading() as connection:
            yield from revisions.changes(
                connection, since=first, until=last, portal=portal, kinds=kinds, extractor=extractor
            )

    def status(self) -> list[PortalStatus]:
        """How each portal stands, by name."""
        with self.reading() as connection:
            return reader.status(connection, self.clock())

    def spread(self, portal: str, count: int) -> list[str]:
        """Addresses of at most ``count`` articles of ``portal``, spread over their dates."""
        with self.reading() as connection:
            return reader.spread(connection, portal, count)

    def coverage(self, crawl_id: int) -> dict[str, FieldCount]:
        """On how many articles of a crawl each field was found, so far."""
        with self.reading() as connection:
            return coverage.fields_of(connection, crawl_id)

    def observations(
        self, portal: str, *, before: int | None = None, limit: int = 50
    ) -> list[Observation]:
        """What the last crawls of ``portal`` saw of its design, newest first.

        Args:
            portal: its name.
            before: only crawls that began before this one.
            limit: at most so many.
        """
        with self.reading() as connection:
            return coverage.observations(connection, portal, before, limit)

    # The rooms below import this one, so they are imported where they are used.

    def search(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        order: Order | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResults:
        """Search the archive; an empty query finds everything that the filters let through.

        Args:
            query: words, "phrases", AND OR NOT, prefix*, ="exact accents", fields; see
                :mod:`scraper.search.query`.
            portal: name or names.
            section: a section's name at any level, or a path "A / B"; accents and case are free.
            author: an author's name or words of it in order; accents and case are free.
            since: first day, a date or "2024", "2024-05", "2024-05-17", "17/05/2024".
            until: last day, likewise.
            order: ``ranked`` or ``newest``; ranked when there are words to rank by.
            limit: hits per page, 0 to 1000.
            offset: hits to skip.

        Raises:
            UsageError: the query or a filter makes no sense.
        """
        from scraper.search import Filters, search  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return search(self, filters, order=order, limit=limit, offset=offset)

    def rows(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
    ) -> Iterator[tuple[object, ...]]:
        """Rows of ``articles_flat`` in the order of their ids, one at a time, for exports.

        The filters are those of :meth:`search`; they are checked at once, not at the first row.
        """
        from scraper.search import Filters, stream  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return stream(self, filters, columns)

    def articles(
        self,
        query: str | None = None,
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The articles as a frame with typed columns; see :mod:`scraper.analysis.frames`.

        The filters are those of :meth:`search`; ``columns`` are names of ``articles_flat`` or
        ``published_at``, all of ``articles_flat`` when None.
        """
        from scraper.analysis.frames import articles_frame  # noqa: PLC0415
        from scraper.search import Filters  # noqa: PLC0415

        filters = Filters.of(query or "", portal, section, author, since, until)
        return articles_frame(self, filters, columns)

    def people(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        kind: str | Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """The people and offices of bylines as a frame; see :mod:`scraper.analysis.people`.

        Args:
            query: words of the name; accents and case are free.
            portal: count only articles of these portals.
            kind: count only bylines of these kinds: ``author``, ``photographer``, ``source``,
                ``organisation``.

        Raises:
            UsageError: the query has no letters.
        """
        from scraper.analysis.people import people_frame  # noqa: PLC0415

        return people_frame(self, query, portals=_several(portal), kinds=_several(kind))

    def refresh_index(self) -> int:
        """Bring the full-text index up to date; returns the number of articles indexed."""
        from scraper.search import refresh  # noqa: PLC0415

        return refresh(self)


def _several(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)
