"""One answered request into the archive: its fetch, its article, its links, its counters."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from scraper.store import standing
from scraper.store.article_rows import Form
from scraper.store.looks import look_soon
from scraper.store.records import Stored
from scraper.store.times import to_text
from scraper.store.tombstones import refusal, remember_addresses
from scraper.store.writer import Sight

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from scraper.store.frontier import FrontierWriter
    from scraper.store.records import Fetch, Import, ImportChange, PageRecord, Rereading
    from scraper.store.writer import Writer

_NOT_THERE = {404, 410}
_FETCH = """
INSERT INTO fetches (portal, crawl_id, url, final_url, fetched_at, status, error, etag,
  last_modified, content_type, payload_sha256, size, warc_file, warc_offset)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Recorder:
    """Records pages inside the archive's transaction."""

    def __init__(
        self, connection: sqlite3.Connection, writer: Writer, queue: FrontierWriter
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._queue = queue

    def record(
        self, page: PageRecord, form: Form | None, portal: str, crawl_id: int | None
    ) -> Stored:
        """Store everything about one request; says what became of its article.

        Args:
            page: what was asked for, and what came of it.
            form: its article, prepared for the archive.
            portal: the portal's name.
            crawl_id: the crawl that asked.
        """
        fetch, task = page.fetch, page.task
        moment = fetch.fetched_at.astimezone(UTC)
        at = to_text(moment)
        self._writer.ensure_portal(portal, at)
        if (why := page_refusal(self._connection, portal, page)) is not None:
            return self._refuse(page, portal, why)
        fetch_id = self._fetch(fetch, portal, crawl_id, at)
        stored = Stored(task.url, None)
        if form is not None:
            article = form.article
            sight = Sight(
                at,
                fetch_id=fetch_id,
                payload_sha256=fetch.payload_sha256,
                profile_version=page.profile_version,
                looked_at=moment,
            )
            stored = self._writer.write(form, sight)
            addresses = [article.url, task.url, fetch.final_url]
            self._writer.link(article.portal, article.key, addresses, at)
            if stored.article_id is not None and stored.change != "new":
                self._writer.flush()
                standing.plan_look(self._connection, stored.article_id, moment)
        elif task.key is not None:
            stored = self._stand(page, portal, task.key, moment)
        self._queue.settle(portal, page, fetch_id, moment)
        self._queue.add(portal, page.found, at)
        if page.modified:
            self._writer.flush()
            look_soon(self._connection, portal, page.modified, moment)
        if page.counters:
            self._count(page, portal, at)
        return stored

    def _stand(self, page: PageRecord, portal: str, key: str, moment: datetime) -> Stored:
        """Note what a look at a known article told that brought no article."""
        self._writer.flush()
        at = to_text(moment)
        if page.unchanged:
            article_id = standing.touch(self._connection, portal, key, at)
            if article_id is not None:
                standing.plan_look(self._connection, article_id, moment)
                return Stored(page.task.url, "unchanged", article_id)
        elif page.absent or page.fetch.status in _NOT_THERE:
            standing.miss(self._connection, portal, key, at)
        elif page.task.look and page.state != "waiting":
            standing.postpone(self._connection, portal, key, at)
        return Stored(page.task.url, None)

    def rewrite(self, reading: Rereading, form: Form, profile_version: str | None) -> Stored | None:
        """Store an article that was read again, unless it is no longer the one that was compared."""
        article = reading.article
        self._writer.flush()
        row = self._connection.execute(
            "SELECT revision FROM articles WHERE key = ? AND portal = ?",
            (article.key, article.portal),
        ).fetchone()
        if (row[0] if row else None) != reading.revision:
            return None
        at = to_text(reading.seen_at)
        sight = Sight(
            at,
            "extractor",
            fetch_id=reading.fetch_id,
            payload_sha256=reading.payload_sha256,
            profile_version=profile_version,
        )
        stored = self._writer.write(form, sight)
        if stored.refused is not None:
            return None
        self._writer.link(article.portal, article.key, (article.url, *reading.addresses), at)
        return stored

    def record_import(self, page: Import, portal: str) -> ImportChange | None:
        """Store a response that another tool kept; see :meth:`Archive.record_imports`."""
        fetch, article = page.fetch, page.article
        at = to_text(fetch.fetched_at)
        self._writer.ensure_portal(portal, at)
        known = self._connection.execute(
            "SELECT 1 FROM fetches WHERE url = ? AND portal = ? AND fetched_at = ? AND status = ? "
            "AND payload_sha256 = ?",
            (fetch.url, portal, at, fetch.status, fetch.payload_sha256),
        ).fetchone()
        if known is not None:
            return "known"
        key = article.key if article is not None else None
        addresses = (fetch.url, fetch.final_url, *page.addresses)
        if refusal(self._connection, portal, key, addresses) is not None:
            remember_addresses(self._connection, portal, key, addresses)
            return "forgotten"
        fetch_id = self._fetch(fetch, portal, None, at)
        if article is None:
            return None
        self._writer.link(portal, article.key, (article.url, *page.addresses), at)
        self._writer.flush()
        if standing.is_history(self._connection, portal, article.key, at):
            return "older"
        sight = Sight(
            at,
            fetch_id=fetch_id,
            payload_sha256=fetch.payload_sha256,
            profile_version=page.profile_version,
        )
        return self._writer.write(Form.of(article), sight).change

    def _refuse(self, page: PageRecord, portal: str, why: str) -> Stored:
        """Keep nothing of a page that was forgotten but the digests of its addresses."""
        key, urls = _names(page)
        remember_addresses(self._connection, portal, key, urls)
        self._connection.execute(
            "DELETE FROM frontier WHERE portal = ? AND url = ?", (portal, page.task.url)
        )
        return Stored(page.task.url, None, refused=why)

    def _fetch(self, fetch: Fetch, portal: str, crawl_id: int | None, at: str) -> int:
        cursor = self._connection.execute(
            _FETCH,
            (
                *(portal, crawl_id, fetch.url, fetch.final_url, at, fetch.status, fetch.error),
                *(fetch.etag, fetch.last_modified, fetch.content_type, fetch.payload_sha256),
                *(fetch.size, fetch.warc_file, fetch.warc_offset),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _count(self, page: PageRecord, portal: str, at: str) -> None:
        """Keep one value a minute: every page shows the counters, and they hardly move."""
        minute = at[:16] + ":00Z"
        self._connection.executemany(
            "INSERT OR IGNORE INTO site_counters (portal, name, seen_at, value) VALUES (?, ?, ?, ?)",
            [(portal, name, minute, value) for name, value in page.counters.items()],
        )


def page_refusal(connection: sqlite3.Connection, portal: str, page: PageRecord) -> str | None:
    """Why nothing of ``page`` may be kept, None when it may; see :mod:`scraper.store.tombstones`."""
    key, urls = _names(page)
    return refusal(connection, portal, key, urls)


def _names(page: PageRecord) -> tuple[str | None, tuple[str, ...]]:
    """The key and the addresses of what a page shows."""
    urls = (page.task.url, page.fetch.final_url)
    if page.article is None:
        return page.task.key, urls
    return page.article.key, (*urls, page.article.url)
