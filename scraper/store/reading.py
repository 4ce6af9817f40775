"""What programs read from the archive: articles, their histories, the state of portals and crawls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store import changelog, coverage, reader, revisions
from scraper.store.handle import Handle
from scraper.store.recorder import page_refusal
from scraper.store.revisions import CHANGE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from scraper.store.changelog import ChangedArticles, LogPosition
    from scraper.store.reader import PortalStatus, StoredArticle
    from scraper.store.records import FieldCount, Observation, PageRecord
    from scraper.store.revisions import Change, ChangeKind, Revision


class ReadableArchive(Handle):
    """The methods of :class:`scraper.store.Archive` that only read."""

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
        """Whether nothing of a ``portal``'s ``page`` may be kept: it was forgotten for a legal duty."""
        with self.reading() as connection:
            return page_refusal(connection, portal, page) is not None

    def get(self, reference: int | str) -> StoredArticle:
        """The article whose id, address (any under which it was met) or key ``reference`` is.

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

    def changed_since(self, position: LogPosition, limit: int = 1000) -> ChangedArticles | None:
        """What an index that follows the log of changes must do next; see :mod:`.changelog`.

        Args:
            position: how far the index has come: ``LogPosition()``, or that of the last answer. The
                index has come to the end when the answer has the position that was asked for.
            limit: entries of the log at most.

        Returns:
            None when the archive was replaced by an older copy of it: the index must be emptied.
        """
        with self.reading() as connection:
            connection.execute("SAVEPOINT changed_since")  # one state, also inside a transaction
            try:
                return changelog.changed_since(connection, position, limit)
            finally:
                connection.execute("RELEASE changed_since")

    def status(self) -> list[PortalStatus]:
        """How each portal stands, by name."""
        with self.reading() as connection:
            return reader.status(connection, self.clock())

    def spread(self, portal: str, count: int) -> list[str]:
        """Addresses of at most ``count`` articles of ``portal``, spread over their dates."""
        with self.reading() as connection:
            return reader.spread(connection, portal, count)

    def coverage(self, crawl_id: int) -> dict[str, FieldCount]:
        """On how many articles of the crawl ``crawl_id`` each field was found, so far."""
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
