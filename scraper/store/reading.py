"""What the archive gives back: articles as values, and the state of each portal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scraper.model import (
    Article,
    Attachment,
    Byline,
    DocumentMention,
    Image,
    Precision,
    PublishedAt,
)

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what the archive knows about it; times are UTC, ISO 8601."""

    id: int
    article: Article
    first_seen: str
    last_seen: str
    gone: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class PortalStatus:
    """One portal's state: articles stored, addresses by state, and its last crawl."""

    portal: str
    title: str
    articles: int
    gone: int
    waiting: int
    done: int
    failed: int
    refused: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    first_published: str | None = None
    last_published: str | None = None
    last_crawl: str | None = None
    last_outcome: str | None = None


def published_at(value: str | None, precision: Precision | None, zone: str) -> PublishedAt | None:
    """A stored date as a value."""
    if value is None or precision is None:
        return None
    if precision == "day":
        return PublishedAt(date.fromisoformat(value), precision)
    return PublishedAt(datetime.fromisoformat(value).astimezone(ZoneInfo(zone)), precision)


def read_article(db: sqlite3.Connection, row: sqlite3.Row) -> StoredArticle:
    """Build the article of a row of ``articles`` joined with its section path and time zone."""
    article_id = row["id"]

    def rows(sql: str) -> list[sqlite3.Row]:
        return db.execute(sql, (article_id,)).fetchall()

    article = Article(
        url=row["url"],
        key=row["key"],
        portal=row["portal"],
        title=row["title"],
        lead=row["lead"],
        body=row["body"],
        published=published_at(row["published"], row["published_precision"], row["timezone"]),
        updated=published_at(row["updated"], row["updated_precision"], row["timezone"]),
        section=tuple(row["path"].split(" / ")) if row["path"] else (),
        bylines=tuple(
            Byline(r["name"], r["role"], r["kind"])
            for r in rows(
                "SELECT p.name, ap.role, ap.kind FROM article_people ap JOIN people p "
                "ON p.id = ap.person_id WHERE ap.article_id = ? ORDER BY ap.position"
            )
        ),
        tags=tuple(json.loads(row["tags"])),
        language=row["language"],
        images=tuple(
            Image(r["url"], r["caption"], r["credit"], r["alt"])
            for r in rows("SELECT * FROM images WHERE article_id = ? ORDER BY position")
        ),
        attachments=tuple(
            Attachment(r["url"], r["title"], r["media_type"], r["text"], r["not_extracted"])
            for r in rows("SELECT * FROM attachments WHERE article_id = ? ORDER BY position")
        ),
        documents=tuple(
            DocumentMention(
                r["number"], r["kind"], date.fromisoformat(r["issued"]) if r["issued"] else None,
                r["text"],
            )
            for r in rows("SELECT * FROM document_mentions WHERE article_id = ? ORDER BY position")
        ),
        provenance=MappingProxyType(json.loads(row["provenance"])),
    )  # fmt: skip
    return StoredArticle(
        article_id, article, row["first_seen"], row["last_seen"], row["gone"], row["revision"]
    )
