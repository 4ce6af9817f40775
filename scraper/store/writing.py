"""Write articles and page records; every function here runs inside a transaction of its caller."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from scraper.store.clock import utc
from scraper.store.content import changed_fields, content_hash, content_of
from scraper.store.records import Stored
from scraper.text import fold

if TYPE_CHECKING:
    import sqlite3

    from scraper.model import Article
    from scraper.store.records import Fetch, PageRecord, Task

WORDS = re.compile(r"\w+")
EXTRACTOR = "1"
"""Version of the extraction code, stored with each revision."""


def dumps(value: object) -> str:
    """JSON as it is stored: readable Unicode, no needless spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Writer:
    """Writes to one connection, remembering ids of sections and people between articles.

    The memory is dropped by :meth:`forget` when a transaction is rolled back: its ids are void.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._sections: dict[tuple[str, tuple[str, ...]], int] = {}
        self._people: dict[str, int] = {}

    def forget(self) -> None:
        """Drop all remembered ids."""
        self._sections.clear()
        self._people.clear()

    def page(self, page: PageRecord, portal: str, crawl_id: int | None) -> Stored:
        """Store the outcome of one request: fetch, article, found addresses, the task's state."""
        fetch_id = self._fetch(page.fetch, portal, crawl_id)
        seen_at = utc(page.fetch.fetched_at)
        stored = Stored(page.task.url, None)
        if page.article is not None:
            stored = self.article(page.article, portal, seen_at, fetch_id, page.task.url)
        self.tasks(page.found, portal, seen_at)
        attempts = page.task.attempts + (page.state == "waiting")
        self._db.execute(
            "UPDATE frontier SET state = ?, reason = ?, attempts = ?, last_fetch_id = ? "
            "WHERE portal = ? AND url = ?",
            (page.state, page.reason, attempts, fetch_id, portal, page.task.url),
        )
        for name, value in page.counters.items():
            self._db.execute(
                "INSERT OR REPLACE INTO site_counters VALUES (?, ?, ?, ?)",
                (portal, name, seen_at, value),
            )
        return stored

    def tasks(self, tasks: tuple[Task, ...] | list[Task], portal: str, added: str) -> int:
        """Put addresses into the frontier and every address of an article into ``links``.

        Returns:
            How many were new. An article that is known under another address is not new.
        """
        if not tasks:
            return 0
        keyed = [(portal, t.url, t.key, added) for t in tasks if t.key is not None]
        if keyed:
            self._db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)", keyed)
        before = self._db.total_changes
        self._db.executemany(
            "INSERT OR IGNORE INTO frontier (portal, url, kind, key, depth, title, referrer, added) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(portal, t.url, t.kind, t.key, t.depth, t.title, t.referrer, added) for t in tasks],
        )
        return self._db.total_changes - before

    def article(
        self, article: Article, portal: str, seen_at: str, fetch_id: int | None, address: str | None
    ) -> Stored:
        """Store one article: new, unchanged, or a revision of the known one."""
        content = content_of(article)
        digest = content_hash(content)
        url = address or article.url
        known = self._db.execute(
            "SELECT id, content_hash, revision, gone FROM articles WHERE portal = ? AND key = ?",
            (portal, article.key),
        ).fetchone()
        self._db.execute(
            "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)", (portal, url, article.key, seen_at)
        )
        if known is None:
            article_id = self._insert(article, content, digest, portal, seen_at)
            self._revision(article_id, 1, seen_at, fetch_id, [], digest, content, article)
            return Stored(url, "new", article_id)
        article_id = known["id"]
        if known["content_hash"] == digest:
            self._db.execute(
                "UPDATE articles SET last_seen = max(last_seen, ?), gone = NULL WHERE id = ?",
                (seen_at, article_id),
            )
            return Stored(url, "unchanged", article_id)
        number = known["revision"] + 1
        (old,) = self._db.execute(
            "SELECT content FROM revisions WHERE article_id = ? AND number = ?",
            (article_id, known["revision"]),
        ).fetchone()
        changed = changed_fields(json.loads(old), content)
        self._update(article_id, article, content, digest, portal, seen_at, number)
        self._revision(article_id, number, seen_at, fetch_id, changed, digest, content, article)
        return Stored(url, "revision", article_id)

    def _fetch(self, fetch: Fetch, portal: str, crawl_id: int | None) -> int:
        cursor = self._db.execute(
            "INSERT INTO fetches (crawl_id, portal, url, final_url, fetched_at, status, error, etag, "
            "last_modified, content_type, payload_sha256, size, warc_file, warc_offset) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                crawl_id, portal, fetch.url, fetch.final_url, utc(fetch.fetched_at), fetch.status, fetch.error,
                fetch.etag, fetch.last_modified, fetch.content_type, fetch.payload_sha256, fetch.size,
                fetch.warc_file, fetch.warc_offset,
            ),
        )  # fmt: skip
        return cursor.lastrowid or 0

    def _columns(
        self, article: Article, content: dict[str, Any], digest: str, portal: str
    ) -> tuple[object, ...]:
        return (
            article.url, article.title, article.lead, content["body"],
            content["published"], article.published.precision if article.published else None,
            content["updated"], article.updated.precision if article.updated else None,
            self._section(portal, article.section), dumps(content["tags"]), article.language,
            sum(1 for _ in WORDS.finditer(article.text)), digest, dumps(dict(article.provenance)),
        )  # fmt: skip

    def _insert(
        self, article: Article, content: dict[str, Any], digest: str, portal: str, seen_at: str
    ) -> int:
        cursor = self._db.execute(
            "INSERT INTO articles (url, title, lead, body, published, published_precision, updated, "
            "updated_precision, section_id, tags, language, word_count, content_hash, provenance, "
            "portal, key, first_seen, last_seen) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *self._columns(article, content, digest, portal),
                portal,
                article.key,
                seen_at,
                seen_at,
            ),
        )
        article_id = cursor.lastrowid or 0
        self._parts(article_id, article)
        return article_id

    def _update(
        self, article_id: int, article: Article, content: dict[str, Any], digest: str, portal: str,
        seen_at: str, number: int,
    ) -> None:  # fmt: skip
        self._db.execute(
            "UPDATE articles SET url = ?, title = ?, lead = ?, body = ?, published = ?, "
            "published_precision = ?, updated = ?, updated_precision = ?, section_id = ?, tags = ?, "
            "language = ?, word_count = ?, content_hash = ?, provenance = ?, "
            "last_seen = max(last_seen, ?), gone = NULL, revision = ? WHERE id = ?",
            (*self._columns(article, content, digest, portal), seen_at, number, article_id),
        )
        for table in ("article_people", "images", "attachments", "document_mentions"):
            self._db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608  # fixed names
        self._parts(article_id, article)

    def _parts(self, article_id: int, article: Article) -> None:
        """People, pictures, attachments and cited documents, and the mark for the index."""
        many = self._db.executemany
        if article.bylines:
            many(
                "INSERT INTO article_people VALUES (?, ?, ?, ?, ?)",
                [(article_id, n, self._person(b.name), b.role, b.kind)
                 for n, b in enumerate(article.bylines, 1)],
            )  # fmt: skip
        if article.images:
            many(
                "INSERT INTO images VALUES (?, ?, ?, ?, ?, ?)",
                [(article_id, n, i.url, i.caption, i.credit, i.alt)
                 for n, i in enumerate(article.images, 1)],
            )  # fmt: skip
        if article.attachments:
            many(
                "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(article_id, n, a.url, a.title, a.media_type, a.text, a.not_extracted)
                 for n, a in enumerate(article.attachments, 1)],
            )  # fmt: skip
        if article.documents:
            many(
                "INSERT INTO document_mentions VALUES (?, ?, ?, ?, ?, ?)",
                [(article_id, n, d.number, d.kind, d.date.isoformat() if d.date else None, d.text)
                 for n, d in enumerate(article.documents, 1)],
            )  # fmt: skip
        self._db.execute("INSERT OR IGNORE INTO fts_pending VALUES (?)", (article_id,))

    def _revision(
        self, article_id: int, number: int, seen_at: str, fetch_id: int | None, changed: list[str],
        digest: str, content: dict[str, Any], article: Article,
    ) -> None:  # fmt: skip
        self._db.execute(
            "INSERT INTO revisions VALUES (?, ?, ?, ?, 'portal', ?, ?, ?, ?)",
            (
                article_id, number, seen_at, fetch_id, dumps(changed), digest,
                dumps({**content, "provenance": dict(article.provenance)}), EXTRACTOR,
            ),
        )  # fmt: skip

    def _section(self, portal: str, names: tuple[str, ...]) -> int | None:
        if not names:
            return None
        known = self._sections.get((portal, names))
        if known is not None:
            return known
        parent = self._section(portal, names[:-1])
        path = " / ".join(names)
        self._db.execute(
            "INSERT OR IGNORE INTO sections (portal, parent, name, path) VALUES (?, ?, ?, ?)",
            (portal, parent, names[-1], path),
        )
        (section_id,) = self._db.execute(
            "SELECT id FROM sections WHERE portal = ? AND path = ?", (portal, path)
        ).fetchone()
        self._sections[portal, names] = section_id
        return int(section_id)

    def _person(self, name: str) -> int:
        known = self._people.get(name)
        if known is not None:
            return known
        self._db.execute(
            "INSERT OR IGNORE INTO people (name, name_folded) VALUES (?, ?)", (name, fold(name))
        )
        (person_id,) = self._db.execute("SELECT id FROM people WHERE name = ?", (name,)).fetchone()
        self._people[name] = person_id
        return int(person_id)
