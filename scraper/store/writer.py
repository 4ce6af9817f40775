"""Writing articles: new, unchanged or a revision, with everything that belongs to them.

A Writer works inside a transaction that its Archive has begun. It remembers the ids of sections
and people, which repeat from article to article; :meth:`Writer.forget` drops that memory when a
transaction was undone.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Literal

from scraper import __version__
from scraper.store import changelog, codec
from scraper.store.looks import MISSED, next_look
from scraper.store.records import Stored
from scraper.store.times import from_text, to_text
from scraper.store.tombstones import refusal
from scraper.text import clean, exact, fold, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from scraper.model import Article
    from scraper.store.codec import Content

Reason = Literal["portal", "extractor"]

LOOKS_UNTIL_GONE = 3
"""Looks in a row that must find nothing before an article counts as gone: one 404 is often a
server's bad day."""

_FIND = "SELECT id, revision, content_hash, gone FROM articles WHERE key = ? AND portal = ?"
_INSERT = """
INSERT INTO articles (id, portal, key, url, published, published_precision, published_zone, updated,
  updated_precision, updated_zone, section_id, source, tags, language, word_count, first_seen,
  last_seen, next_look, revision, content_hash, title, provenance, lead, body)
VALUES ((SELECT max(ifnull((SELECT max(id) FROM articles), 0),
  ifnull((SELECT max(article_id) FROM tombstones), 0)) + 1),
  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
"""
"""A number is never given twice: a citation of a forgotten article must not lead to another."""
_UPDATE = """
UPDATE articles SET published = ?, published_precision = ?, published_zone = ?, updated = ?,
  updated_precision = ?, updated_zone = ?, section_id = ?, source = ?, tags = ?, language = ?,
  word_count = ?, revision = ?, content_hash = ?, title = ?, provenance = ?, lead = ?, body = ?
WHERE id = ?
"""
_SEEN = """
UPDATE articles SET first_seen = min(first_seen, ?1), last_seen = max(last_seen, ?1), gone = NULL,
  absences = 0
WHERE id = ?2
"""
_REVISION = """
INSERT INTO revisions (article_id, number, seen_at, fetch_id, content_hash, reason, changed,
  profile_version, extractor_version, provenance, content)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LAST_REVISION = """
SELECT r.content, f.payload_sha256 FROM revisions AS r LEFT JOIN fetches AS f ON f.id = r.fetch_id
WHERE r.article_id = ? AND r.number = ?
"""
_LAST_CHANGE = """
SELECT a.published, a.updated,
  (SELECT max(r.seen_at) FROM revisions AS r
    WHERE r.article_id = a.id AND r.number > 1 AND r.reason = 'portal')
FROM articles AS a WHERE a.id = ?
"""
_DETAILS = {"bylines": "article_people", "images": "images", "documents": "document_mentions"}
"""Fields of a revision that have tables of their own, beside ``attachments``."""
_CHANGE = "INSERT INTO changes (article_id, at, kind, revision) VALUES (?, ?, ?, ?)"
_LINK = "INSERT OR IGNORE INTO links (url, portal, key, first_seen) VALUES (?, ?, ?, ?)"
_ATTACHMENT = """
INSERT INTO attachments (article_id, position, url, title, media_type, not_extracted, text)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article_id, url) DO UPDATE SET position = excluded.position, title = excluded.title,
  media_type = ifnull(excluded.media_type, media_type),
  not_extracted = CASE WHEN excluded.text IS NULL
    THEN ifnull(excluded.not_extracted, not_extracted) END,
  text = ifnull(excluded.text, text)
"""
_LATE_TEXT = """
UPDATE attachments SET text = ifnull(?1, text), media_type = ifnull(media_type, ?3),
  not_extracted = CASE WHEN ?1 IS NULL THEN ?2 END
WHERE article_id = ?4 AND url = ?5
  AND (?1 IS NOT NULL AND text IS NOT ?1 OR ?1 IS NULL AND not_extracted IS NOT ?2)
"""


def count_words(prints: Content) -> int:
    """Words of lead and body, counted as `wc -w` does: what white space parts."""
    return sum(text.count(" ") + 1 for text in (prints["lead"], prints["body"]) if text)


class Writer:
    """Writes articles through one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._portals: set[str] = set()
        self._sections: dict[tuple[str, ...], int] = {}
        self._people: dict[str, int] = {}

    def forget(self) -> None:
        """Drop remembered ids: the transaction that made them was undone."""
        self._portals.clear()
        self._sections.clear()
        self._people.clear()

    def ensure_portal(self, name: str, at: str) -> None:
        """Make sure that ``name`` is a portal, with nothing known about it but its name."""
        if name not in self._portals:
            self._connection.execute(
                "INSERT OR IGNORE INTO portals (name, added_at) VALUES (?, ?)", (name, at)
            )
            self._portals.add(name)

    def write(
        self,
        article: Article,
        *,
        seen_at: str,
        reason: Reason = "portal",
        fetch_id: int | None = None,
        payload_sha256: str | None = None,
        profile_version: str | None = None,
        looked_at: datetime | None = None,
    ) -> Stored:
        """Store one article: new, unchanged, or a revision of what is there.

        Args:
            article: what was extracted.
            seen_at: when the portal showed it (UTC text).
            reason: ``extractor`` when an old page was read again; the article then was not seen
                anew, and what Loa derives (language, mentions of documents) counts, too. A page with the very bytes of the last revision's page is always that.
            fetch_id: the fetch that brought the page.
            payload_sha256: digest of that page.
            profile_version: of the profile that read it.
            looked_at: when a crawl looked, so that a new article is planned to be looked at again; see
                :meth:`plan_look` for others.
        """
        if why := refusal(self._connection, article.portal, article.key, [article.url]):
            return Stored(article.url, None, refused=why)
        content, provenance, text = codec.stored_form(article)
        prints = codec.fingerprint(content)
        digest = codec.digest(prints)
        found = self._connection.execute(_FIND, (article.key, article.portal)).fetchone()
        rules = codec.dumps(provenance)
        last: Content | None = None
        if found is None:
            self.ensure_portal(article.portal, seen_at)
            number, changed, kind = 1, list[str](), "new"
            look = _due(looked_at, _dates(content)) if looked_at is not None else None
            article_id = self._insert(article, content, prints, (digest, rules), seen_at, look)
        else:
            article_id, number, old_digest, gone = found
            if reason == "portal":
                self._seen(article_id, seen_at, number, was_gone=gone is not None)
            if digest == old_digest and reason == "portal":
                self._late_texts(article, article_id, seen_at)
                return Stored(article.url, "unchanged", article_id)
            last_text, last_payload = self._connection.execute(
                _LAST_REVISION, (article_id, number)
            ).fetchone()
            last = json.loads(last_text)
            changed, kind = codec.changed_fields(last, content), "revision"
            if reason == "extractor":
                changed += codec.changed_derived(last, content)
            if not changed:
                if digest != old_digest:  # the fingerprint itself was computed by other rules
                    self._connection.execute(
                        "UPDATE articles SET content_hash = ? WHERE id = ?", (digest, article_id)
                    )
                self._late_texts(article, article_id, seen_at)
                return Stored(article.url, "unchanged", article_id)
            if payload_sha256 is not None and payload_sha256 == last_payload:
                reason = "extractor"
            number += 1
            self._update(article_id, article.portal, content, prints, (number, digest, rules))
        self._connection.execute(
            _REVISION,
            (
                *(article_id, number, seen_at, fetch_id, digest, reason, codec.dumps(changed)),
                *(profile_version, __version__, rules, text),
            ),
        )
        changed_details = [name for name in _DETAILS if last is None or last[name] != content[name]]
        self._details(article, article_id, content, changed_details, fresh=last is None)
        self._connection.execute(_CHANGE, (article_id, seen_at, kind, number))
        self.link(article.portal, article.key, [article.url], seen_at)
        return Stored(article.url, "new" if kind == "new" else "revision", article_id)

    def adopt(self, article: Article, first_seen: str) -> int:
        """Add an article without its revisions, which the caller adds; returns its id."""
        content, provenance, _ = codec.stored_form(article)
        prints = codec.fingerprint(content)
        rules = codec.dumps(provenance)
        article_id = self._insert(
            article, content, prints, (codec.digest(prints), rules), first_seen, None
        )
        self._details(article, article_id, content, _DETAILS, fresh=True)
        return article_id

    def restore(self, article: Article, article_id: int, number: int) -> None:
        """Set an article's row, and all that belongs to it, to what its revision ``number`` says.

        Args:
            article: that revision's fields; texts of attached files that are stored stay.
            article_id: of the article.
            number: of the revision.
        """
        content, provenance, _ = codec.stored_form(article)
        prints = codec.fingerprint(content)
        rules = codec.dumps(provenance)
        state = (number, codec.digest(prints), rules)
        self._update(article_id, article.portal, content, prints, state)
        self._details(article, article_id, content, _DETAILS, fresh=False)

    def is_history(self, portal: str, key: str, at: str) -> bool:
        """Whether the archive knows a later state of the article than that of ``at``.

        Then only its first sight may move: to ``at``.
        """
        row = self._connection.execute(
            "SELECT id FROM articles WHERE key = ?1 AND portal = ?2 "
            "AND (last_seen > ?3 OR gone > ?3)",
            (key, portal, at),
        ).fetchone()
        if row is None:
            return False
        self._connection.execute(
            "UPDATE articles SET first_seen = min(first_seen, ?) WHERE id = ?", (at, row[0])
        )
        return True

    def link(self, portal: str, key: str, urls: Iterable[str], at: str) -> None:
        """Remember that each of ``urls`` leads to the article ``key``."""
        self._connection.executemany(_LINK, [(url, portal, key, at) for url in dict.fromkeys(urls)])

    def touch(self, portal: str, key: str, at: str) -> int | None:
        """Note that the portal shows an article as it was, without having read it; its id."""
        row = self._connection.execute(_FIND, (key, portal)).fetchone()
        if row is None:
            return None
        article_id, number, _, gone = row
        self._seen(article_id, at, number, was_gone=gone is not None)
        return int(article_id)

    def plan_look(self, article_id: int, at: datetime) -> None:
        """Set when the article that was seen at ``at`` is to be looked at again."""
        row = self._connection.execute(_LAST_CHANGE, (article_id,)).fetchone()
        self._connection.execute(
            "UPDATE articles SET next_look = ? WHERE id = ?", (_due(at, row), article_id)
        )

    def miss(self, portal: str, key: str, at: str) -> None:
        """Note that a look at a known article found nothing; see :data:`LOOKS_UNTIL_GONE`.

        Whether one that is gone comes back is looked at ever more rarely.
        """
        row = self._connection.execute(
            "UPDATE articles SET absences = absences + 1 WHERE key = ? AND portal = ? "
            "RETURNING id, absences, revision, gone",
            (key, portal),
        ).fetchone()
        if row is None:
            return
        article_id, absences, number, gone = row
        moment = from_text(at)
        due = next_look(moment, [from_text(gone)]) if gone else moment + MISSED
        self._connection.execute(
            "UPDATE articles SET next_look = ? WHERE id = ?", (to_text(due), article_id)
        )
        if not gone and absences >= LOOKS_UNTIL_GONE:
            self._connection.execute("UPDATE articles SET gone = ? WHERE id = ?", (at, article_id))
            self._connection.execute(_CHANGE, (article_id, at, "gone", number))

    def postpone(self, portal: str, key: str, at: str) -> None:
        """Look again later at an article of which a look told nothing: the server failed, or refused.

        Otherwise those that always fail would take the place of all others.
        """
        self._connection.execute(
            "UPDATE articles SET next_look = ? WHERE key = ? AND portal = ?",
            (to_text(from_text(at) + MISSED), key, portal),
        )

    def _insert(
        self,
        article: Article,
        content: Content,
        prints: Content,
        state: tuple[str, str],
        seen_at: str,
        look: str | None,
    ) -> int:
        """Add an article's row; ``state`` is its hash and its rules."""
        digest, rules = state
        cursor = self._connection.execute(
            _INSERT,
            (
                *(article.portal, article.key, content["url"]),
                *self._fields(article.portal, content, prints),
                *(seen_at, seen_at, look, digest, content["title"], rules),
                *(content["lead"], content["body"]),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _update(
        self,
        article_id: int,
        portal: str,
        content: Content,
        prints: Content,
        state: tuple[int, str, str],
    ) -> None:
        """Set an article's row; ``state`` is the revision's number, its hash and its rules."""
        number, digest, rules = state
        fields = (*self._fields(portal, content, prints), number, digest, content["title"], rules)
        self._connection.execute(_UPDATE, (*fields, content["lead"], content["body"], article_id))

    def _seen(self, article_id: int, seen_at: str, number: int, *, was_gone: bool) -> None:
        self._connection.execute(_SEEN, (seen_at, article_id))
        if was_gone:
            self._connection.execute(_CHANGE, (article_id, seen_at, "back", number))

    def _fields(self, portal: str, content: Content, prints: Content) -> tuple[object, ...]:
        """The values that a new article and a revision set alike, in the statements' order."""
        published = content["published"] or {}
        updated = content["updated"] or {}
        sources = [b["name"] for b in content["bylines"] if b["kind"] in {"source", "organisation"}]
        return (
            *(published.get("value"), published.get("precision"), published.get("zone")),
            *(updated.get("value"), updated.get("precision"), updated.get("zone")),
            self._section(portal, tuple(content["section"])),
            "; ".join(sources) or None,
            codec.dumps(content["tags"]),
            content["language"],
            count_words(prints),
        )

    def _section(self, portal: str, names: tuple[str, ...]) -> int | None:
        """Id of the section at the end of the path ``names``; None for an empty path."""
        if not names:
            return None
        place = (portal, *names)
        if place not in self._sections:
            parent = self._section(portal, names[:-1])
            values = (portal, parent, names[-1], " / ".join(names))
            row = self._connection.execute(
                "SELECT id FROM sections WHERE portal = ?1 AND ifnull(parent_id, 0) = ifnull(?2, 0) "
                "AND name = ?3",
                values[:3],
            ).fetchone()
            self._sections[place] = (
                row
                or self._connection.execute(
                    "INSERT INTO sections (portal, parent_id, name, path) VALUES (?, ?, ?, ?) "
                    "RETURNING id",
                    values,
                ).fetchone()
            )[0]
        return self._sections[place]

    def _person(self, name: str) -> int:
        """Id of a name; spellings that differ in case or in the place of the tone are one."""
        if name not in self._people:
            same = exact(clean(name))
            row = self._connection.execute(
                "SELECT id FROM people WHERE name_exact = ?", (same,)
            ).fetchone()
            self._people[name] = (
                row
                or self._connection.execute(
                    "INSERT INTO people (name, name_exact, name_folded) VALUES (?, ?, ?) "
                    "RETURNING id",
                    (name, same, " ".join(words(fold(name)))),
                ).fetchone()
            )[0]
        return self._people[name]

    def _details(
        self,
        article: Article,
        article_id: int,
        content: Content,
        fields: Collection[str],
        *,
        fresh: bool,
    ) -> None:
        """Write the rows that ``fields`` of the article have in tables of their own."""
        connection = self._connection
        if not fresh:
            for name in fields:
                connection.execute(
                    f"DELETE FROM {_DETAILS[name]} WHERE article_id = ?",  # noqa: S608
                    (article_id,),
                )
            kept = codec.dumps([a["url"] for a in content["attachments"]])
            connection.execute(
                "DELETE FROM attachments WHERE article_id = ? "
                "AND url NOT IN (SELECT value FROM json_each(?))",
                (article_id, kept),
            )
        if content["bylines"] and "bylines" in fields:
            connection.executemany(
                "INSERT INTO article_people (article_id, position, person_id, name, role, kind) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, i, self._person(b["name"]), b["name"], b["role"], b["kind"])
                    for i, b in enumerate(content["bylines"], start=1)
                ],
            )
        if content["images"] and "images" in fields:
            connection.executemany(
                "INSERT INTO images (article_id, position, url, caption, credit, alt) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, i, image["url"], image["caption"], image["credit"], image["alt"])
                    for i, image in enumerate(content["images"], start=1)
                ],
            )
        if content["documents"] and "documents" in fields:
            connection.executemany(
                "INSERT INTO document_mentions (article_id, position, number, kind, date, text) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, i, d["number"], d["kind"], d["date"], d["text"])
                    for i, d in enumerate(content["documents"], start=1)
                ],
            )
        self._attachments(article, article_id)

    def _attachments(self, article: Article, article_id: int) -> None:
        self._connection.executemany(
            _ATTACHMENT,
            [
                tuple(
                    codec.storable(value)
                    for value in (
                        *(article_id, i, a.url, a.title, a.media_type, a.not_extracted, a.text),
                    )
                )
                for i, a in enumerate(article.attachments, start=1)
            ],
        )

    def _late_texts(self, article: Article, article_id: int, at: str) -> None:
        """Keep the texts of files that were read only now, though the article is the same."""
        read = [
            tuple(map(codec.storable, (a.text, a.not_extracted, a.media_type, article_id, a.url)))
            for a in article.attachments
            if a.text is not None or a.not_extracted is not None
        ]
        if read and self._connection.executemany(_LATE_TEXT, read).rowcount:
            changelog.touch(self._connection, [article_id], at)


def _dates(content: Content) -> tuple[str | None, ...]:
    """When the portal says that it published and changed the article."""
    moments = [content["published"], content["updated"]]
    return tuple(moment["value"] if moment else None for moment in moments)


def _due(at: datetime, changes: Iterable[str | None]) -> str:
    """When an article that was seen at ``at`` is to be looked at again, by its changes so far."""
    moments = [
        from_text(text) if "T" in text else date.fromisoformat(text) for text in changes if text
    ]
    return to_text(next_look(at, moments))
