"""What a portal said, when, and what it says now: revisions, their evidence, and all changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scraper.errors import LoaError, UsageError
from scraper.model import Article
from scraper.store import codec
from scraper.store.times import from_text
from scraper.text.worddiff import diff_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from scraper.store.writer import Reason
    from scraper.text.worddiff import Piece

ChangeKind = Literal["new", "edited", "gone", "back"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("new", "edited", "gone", "back")
_STORED_KINDS = {"revision": "edited"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The request that brought a revision.

    Attributes:
        url: the address asked for; ``final_url`` where redirects led.
        payload_sha256: hex digest of the page, after decoding of the transfer.
        warc_file, warc_offset: where the answer is kept; see docs/warc.md.
    """

    fetched_at: datetime
    url: str
    final_url: str
    status: int | None
    content_type: str | None
    etag: str | None
    last_modified: str | None
    payload_sha256: str | None
    size: int
    warc_file: str | None
    warc_offset: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article.

    Attributes:
        number: from 1.
        seen_at: when the portal showed it first.
        reason: ``portal`` when the portal changed it, ``extractor`` when Loa read it better.
        changed: names of the fields that differ from the revision before; empty for the first.
        article: the fields as they were.
        evidence: the fetch behind it; None for what was stored without one.
    """

    article_id: int
    number: int
    seen_at: datetime
    reason: Reason
    changed: tuple[str, ...]
    profile_version: str | None
    extractor_version: str
    article: Article
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """How one field differs: its values as texts, and the pieces of their difference."""

    field: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to an article.

    Attributes:
        kind: ``new``, ``edited`` (a revision), ``gone``, ``back``.
        at: when it was seen.
        fields: names of the fields that an edit changed.
        published, before: the date of publication, and the one before an edit that changed it.
    """

    at: datetime
    kind: ChangeKind
    article_id: int
    portal: str
    url: str
    title: str
    revision: int
    fields: tuple[str, ...] = ()
    published: str | None = None
    published_before: str | None = None


_HISTORY = """
SELECT r.number, r.seen_at, r.reason, r.changed, r.profile_version, r.extractor_version, r.provenance,
  r.content, a.key, a.portal, f.fetched_at, f.url, f.final_url, f.status, f.content_type, f.etag,
  f.last_modified, f.payload_sha256, f.size, f.warc_file, f.warc_offset
FROM revisions AS r JOIN articles AS a ON a.id = r.article_id
LEFT JOIN fetches AS f ON f.id = r.fetch_id
WHERE r.article_id = ? ORDER BY r.number
"""
_CHANGES = """
SELECT c.at, c.kind, c.article_id, a.portal, a.url, a.title, c.revision, r.changed,
  iif(r.number = a.revision, a.published,
    json_extract(ifnull(r.content, n.previous), '$.published.value')),
  json_extract(ifnull(p.content, r.previous), '$.published.value'), r.reason
FROM changes AS c JOIN articles AS a ON a.id = c.article_id
LEFT JOIN article_revisions AS r ON r.article_id = c.article_id AND r.number = c.revision
LEFT JOIN article_revisions AS p ON p.article_id = c.article_id AND p.number = c.revision - 1
LEFT JOIN article_revisions AS n ON n.article_id = c.article_id AND n.number = c.revision + 1
WHERE c.at >= :since AND c.at <= :until AND c.kind <> 'touched' AND (:portal IS NULL OR a.portal = :portal)
ORDER BY c.at, c.seq
"""


def history(connection: sqlite3.Connection, article_id: int) -> list[Revision]:
    """All revisions of an article, the first one first."""
    found = []
    for row in connection.execute(_HISTORY, (article_id,)):
        number, seen_at, reason, changed, profile, extractor, rules, content, key, portal = row[:10]
        fields = codec.decode(
            json.loads(content), key=key, portal=portal, provenance=json.loads(rules)
        )
        evidence = None
        if row[10] is not None:
            evidence = Evidence(from_text(row[10]), *row[11:])
        found.append(
            Revision(
                article_id, number, from_text(seen_at), reason, tuple(json.loads(changed)),
                profile, extractor, Article(**fields), evidence,
            )
        )  # fmt: skip
    return found


def changes(
    connection: sqlite3.Connection,
    *,
    since: str,
    until: str,
    portal: str | None = None,
    kinds: Sequence[ChangeKind] = CHANGE_KINDS,
    extractor: bool = False,
) -> Iterator[Change]:
    """What happened between two moments (UTC text), in order.

    Args:
        connection: to the archive.
        since: first moment.
        until: last moment.
        portal: only of this portal.
        kinds: only these.
        extractor: also revisions that come from a better extractor and not from the portal.
    """
    values = {"since": since, "until": until, "portal": portal}
    for row in connection.execute(_CHANGES, values):
        at, stored, article_id, name, url, title, revision, changed, now, before, reason = row
        kind: Any = _STORED_KINDS.get(stored, stored)
        if kind not in kinds or (kind == "edited" and reason == "extractor" and not extractor):
            continue
        edited = kind == "edited"
        yield Change(
            from_text(at), kind, article_id, name, url, title, revision,
            tuple(json.loads(changed)) if edited and changed else (), now,
            before if edited and before != now else None,
        )  # fmt: skip


def diff(old: Revision, new: Revision) -> list[FieldDiff]:
    """How two revisions differ, field by field, in the order of the compared fields."""
    first, second = codec.encode(old.article), codec.encode(new.article)
    return [
        FieldDiff(name, before, after, diff_words(before, after))
        for name in codec.changed_fields(first, second)
        if (before := _as_text(name, first)) != (after := _as_text(name, second))
    ]


def chosen(
    revisions: Sequence[Revision], first: int | None, second: int | None
) -> tuple[Revision, Revision]:
    """The two revisions to compare: by default the last one and the one before.

    Raises:
        LoaError: the article has one revision only.
        UsageError: there is no revision of such a number.
    """
    by_number = {revision.number: revision for revision in revisions}
    if len(revisions) < 2 and (first is None or second is None):
        raise LoaError(
            f"article {revisions[0].article_id} has one revision only: it has not changed since "
            f"{revisions[0].seen_at:%Y-%m-%d}"
        )
    last = revisions[-1].number
    second = second if second is not None else last
    first = first if first is not None else second - 1
    for number in (first, second):
        if number not in by_number:
            raise UsageError(
                f"there is no revision {number} of article {revisions[0].article_id}; "
                f"it has 1 to {last}"
            )
    return by_number[first], by_number[second]


def _as_text(field: str, content: Mapping[str, Any]) -> str:
    """A field's value for people."""
    value = content[field]
    if field in ("published", "updated"):
        return str(value["value"]) if value else ""
    if field == "section":
        return " / ".join(value)
    if field == "bylines":
        roles = [f" ({b['role']})" if b["role"] else "" for b in value]
        return "\n".join(
            f"{b['name']}{role} [{b['kind']}]" for b, role in zip(value, roles, strict=True)
        )
    if field == "tags":
        return ", ".join(sorted(value))
    if field in ("images", "attachments"):
        return "\n".join(
            sorted(
                " ".join(filter(None, (v["url"], v.get("caption") or v.get("title"))))
                for v in value
            )
        )
    return str(value or "")
