"""An article as JSON for its revision, back again, and the fingerprint that tells edits apart.

The fingerprint takes what a portal's editor decides (words, dates, section, names, files) and
leaves out what only looks different: white space, Unicode form, the order of tags, images and
files, the boxes around the article, and what Loa itself derives (language, mentions, file texts).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import orjson

from scraper.model import (
    Article,
    Attachment,
    Byline,
    DocumentMention,
    Image,
    Link,
    PublishedAt,
)
from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

Content = dict[str, Any]
"""The extracted fields of one revision, as JSON values."""

COMPARED = (
    "title",
    "lead",
    "body",
    "published",
    "updated",
    "section",
    "bylines",
    "tags",
    "images",
    "attachments",
)
"""The fields whose change makes a revision, by the names of :class:`scraper.model.Article`."""

_HASHED_AFTER_BODY = tuple(name for name in COMPARED if name != "body")

DERIVED = ("language", "documents")
"""What Loa reads out of the compared fields: it can differ only when Loa itself has changed."""

_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp"}


_encode_for_digest = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
"""With a space behind each comma, as orjson never writes it: digests must stay what they were."""

MOST_SECTIONS = 100
"""Names of a section's path that the view ``revisions`` looks up; see migrations/v7.py."""


def dumps(value: object) -> str:
    """JSON as the archive writes it: readable letters, one line."""
    return orjson.dumps(value).decode()


def encode(article: Article) -> Content:
    """The article's fields as JSON values; texts of attachments are left to their own table."""
    return {
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "published": _moment(article.published),
        "updated": _moment(article.updated),
        "section": list(article.section),
        "bylines": [{"name": b.name, "role": b.role, "kind": b.kind} for b in article.bylines],
        "tags": list(article.tags),
        "language": article.language,
        "images": [
            {"url": i.url, "caption": i.caption, "credit": i.credit, "alt": i.alt}
            for i in article.images
        ],
        "attachments": [
            {"url": a.url, "title": a.title, "media_type": a.media_type}
            for a in article.attachments
        ],
        "related": [
            {"url": r.url, "title": r.title, "date": _moment(r.date)} for r in article.related
        ],
        "documents": [
            {
                "number": d.number,
                "kind": d.kind,
                "date": d.date.isoformat() if d.date else None,
                "text": d.text,
            }
            for d in article.documents
        ],
    }


def stored_form(article: Article) -> tuple[Content, dict[str, str]]:
    """The article's fields and their rules, all as SQLite can keep them."""
    content = encode(article)
    rules = dict(article.provenance)
    if not is_storable((content, rules)):
        content, rules = storable(content), storable(rules)
    return content, rules


def rest(content: Content) -> str | None:
    """What no table but ``article_revisions`` has of a current revision, as JSON.

    None where the tables cannot give the fields back as they are, so that the revision must keep
    its content: of two files with one address, ``attachments`` has one.
    """
    files = content["attachments"]
    doubled = len(files) > 1 and len({file["url"] for file in files}) < len(files)
    if doubled or len(content["section"]) > MOST_SECTIONS:
        return None
    return dumps({"url": content["url"], "related": content["related"]})


def decode(
    content: Content,
    *,
    key: str,
    portal: str,
    provenance: Mapping[str, str],
    attachments: tuple[Attachment, ...] | None = None,
) -> dict[str, Any]:
    """The arguments for an :class:`Article` from what :func:`encode` made.

    Args:
        content: the revision's fields.
        key: the article's key.
        portal: the portal's name.
        provenance: field to rule.
        attachments: the current rows of the attachments' table, which have the files' texts; those
            of the revision when None.
    """
    if attachments is None:
        attachments = tuple(Attachment(**a) for a in content["attachments"])
    return {
        "url": content["url"],
        "key": key,
        "portal": portal,
        "title": content["title"],
        "body": content["body"],
        "lead": content["lead"],
        "published": _published(content["published"]),
        "updated": _published(content["updated"]),
        "section": tuple(content["section"]),
        "bylines": tuple(Byline(**b) for b in content["bylines"]),
        "tags": tuple(content["tags"]),
        "language": content["language"],
        "images": tuple(Image(**i) for i in content["images"]),
        "attachments": attachments,
        "related": tuple(
            Link(r["url"], r["title"], _published(r["date"])) for r in content["related"]
        ),
        "documents": tuple(
            DocumentMention(
                d["number"],
                d["kind"],
                date.fromisoformat(d["date"]) if d["date"] else None,
                d["text"],
            )
            for d in content["documents"]
        ),
        "provenance": MappingProxyType(dict(provenance)),
    }


def zone_name(published: PublishedAt | None) -> str | None:
    """IANA name of the moment's zone, its offset where it has no name, None for a day."""
    if published is None or not isinstance(published.value, datetime):
        return None
    zone = published.value.tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else published.value.strftime("%z")


def plain(text: str) -> str:
    """``text`` as :func:`scraper.text.clean` makes it, quickly for what is clean already.

    Nearly every stored text is: one line of NFC, or paragraphs of it. White space other than a
    space is not printable, nor are the invisible characters that are met in pages.
    """
    line = " ".join(text.split("\n\n")).replace("\n", " ").strip(" ")
    if "  " not in line and line.isprintable() and unicodedata.is_normalized("NFC", line):
        return line
    return clean(text)


plain_name = lru_cache(maxsize=2_048)(plain)
"""For names, sections and tags, which repeat from article to article."""


def fingerprint(content: Content) -> Content:
    """The compared fields, each in a form in which cosmetic differences are gone."""
    return {
        "title": plain(content["title"]),
        "lead": plain(content["lead"] or ""),
        "body": plain(content["body"]),
        "published": _without_zone(content["published"]),
        "updated": _without_zone(content["updated"]),
        "section": [plain_name(name) for name in content["section"]],
        "bylines": [
            [plain_name(b["name"]), plain_name(b["role"] or ""), b["kind"]]
            for b in content["bylines"]
        ],
        "tags": sorted({plain_name(tag) for tag in content["tags"]}),
        "images": sorted(
            [
                [_picture(i["url"]), plain(i["caption"] or ""), plain_name(i["credit"] or "")]
                for i in content["images"]
            ]
        ),
        "attachments": sorted(
            [[a["url"], plain(a["title"] or "")] for a in content["attachments"]]
        ),
    }


def digest(prints: Content) -> str:
    """SHA-256 (hex) of a fingerprint: its JSON with the body, the long part, put first."""
    others = [prints[name] for name in _HASHED_AFTER_BODY]
    return hashlib.sha256((prints["body"] + _encode_for_digest(others)).encode()).hexdigest()


def changed_fields(before: Content, after: Content) -> list[str]:
    """Names of the fields in which two revisions differ, in the order of :data:`COMPARED`."""
    old, new = fingerprint(before), fingerprint(after)
    return [name for name in COMPARED if old[name] != new[name]]


def changed_derived(before: Content, after: Content) -> list[str]:
    """Names of the :data:`DERIVED` fields in which two revisions differ."""
    return [name for name in DERIVED if before[name] != after[name]]


def storable(value: Any) -> Any:
    r"""``value`` without what SQLite cannot keep in a text: NUL and halves of surrogate pairs.

    >>> storable({"title": "a\0b\ud800"})
    {'title': 'ab?'}
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def is_storable(value: object) -> bool:
    """Whether JSON values can be kept as they are; see :func:`storable`."""
    try:
        return b"\\u0000" not in orjson.dumps(value)
    except TypeError:  # half of a surrogate pair
        return False


def _moment(published: PublishedAt | None) -> Content | None:
    if published is None:
        return None
    return {
        "value": published.isoformat(),
        "precision": published.precision,
        "zone": zone_name(published),
    }


def _published(moment: Content | None) -> PublishedAt | None:
    if moment is None:
        return None
    if moment["precision"] == "day":
        return PublishedAt(date.fromisoformat(moment["value"]), "day")
    value = datetime.fromisoformat(moment["value"])
    if "/" in (moment["zone"] or ""):
        value = value.astimezone(ZoneInfo(moment["zone"]))
    return PublishedAt(value, moment["precision"])


def _without_zone(moment: Content | None) -> list[str] | None:
    return [moment["value"], moment["precision"]] if moment else None


def _picture(url: str) -> str:
    """A picture's address without the time stamps and sizes that servers append to it."""
    if "?" not in url and "#" not in url:
        return url
    parts = urlsplit(url)
    if PurePosixPath(parts.path).suffix.lower() in _PICTURES:
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return url
