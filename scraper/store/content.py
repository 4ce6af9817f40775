"""What counts as an article's content: the hash that tells a revision from a cosmetic change."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from scraper.text import clean

if TYPE_CHECKING:
    from scraper.model import Article, PublishedAt

FIELDS = (
    "title", "lead", "body", "published", "updated", "section", "bylines", "tags", "images", "attachments",
)  # fmt: skip
"""The fields whose change makes a revision. ``related`` is the portal's furniture, ``language`` and
``documents`` follow from the others."""


def content_of(article: Article) -> dict[str, Any]:
    """The content as JSON values: text on one line per paragraph, dates as ISO 8601."""
    return {
        "title": clean(article.title),
        "lead": clean(article.lead) if article.lead else None,
        "body": "\n\n".join(p for p in map(clean, article.body.split("\n\n")) if p),
        "published": _date(article.published),
        "updated": _date(article.updated),
        "section": list(article.section),
        "bylines": [[b.name, b.role, b.kind] for b in article.bylines],
        "tags": list(article.tags),
        "images": [[i.url, i.caption, i.credit] for i in article.images],
        "attachments": [[a.url, a.title] for a in article.attachments],
    }


def _date(date: PublishedAt | None) -> str | None:
    return date.isoformat() if date is not None else None


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 over the content, the same for contents that differ only in spaces or Unicode form."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The names of the fields in which two contents differ, in the order of :data:`FIELDS`."""
    return [name for name in FIELDS if old.get(name) != new.get(name)]
