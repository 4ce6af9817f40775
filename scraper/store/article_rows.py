"""The rows that an article has in the archive's tables, and their writing.

Rows that are added wait until :meth:`Rows.flush` writes them with one statement per table, which
takes a third of the time of a statement per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scraper.store import codec
from scraper.store.interned import Interned

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from scraper.model import Article, Attachment
    from scraper.store.ahead import State
    from scraper.store.codec import Content

DETAILS = {"bylines": "article_people", "images": "images", "documents": "document_mentions"}
"""Fields of a revision that have tables of their own, beside ``attachments``."""

_ADD = {
    "articles": """
INSERT INTO articles (id, portal, key, url, published, published_precision, published_zone,
  section_id, updated, updated_precision, updated_zone, source, tags, language, word_count,
  content_hash, title, provenance, lead, body, revision, first_seen, last_seen, next_look)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, 1,
  ?21, ?21, ?22)
""",
    "article_revisions": """
INSERT INTO article_revisions (article_id, number, seen_at, fetch_id, content_hash, reason, changed,
  profile_version, extractor_version, provenance, rest, content, previous)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "article_people": """
INSERT INTO article_people (article_id, position, person_id, name, role, kind)
VALUES (?, ?, ?, ?, ?, ?)
""",
    "images": """
INSERT INTO images (article_id, position, url, caption, credit, alt) VALUES (?, ?, ?, ?, ?, ?)
""",
    "document_mentions": """
INSERT INTO document_mentions (article_id, position, number, kind, date, text)
VALUES (?, ?, ?, ?, ?, ?)
""",
    "attachments": """
INSERT INTO attachments (article_id, position, url, title, media_type, not_extracted, text)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article_id, url) DO UPDATE SET position = excluded.position, title = excluded.title,
  media_type = excluded.media_type,
  not_extracted = CASE WHEN excluded.text IS NULL
    THEN ifnull(excluded.not_extracted, not_extracted) END,
  text = ifnull(excluded.text, text)
""",
    "changes": "INSERT INTO changes (article_id, at, kind, revision) VALUES (?, ?, ?, ?)",
    "links": "INSERT OR IGNORE INTO links (url, portal, key, first_seen) VALUES (?, ?, ?, ?)",
}
"""What adds a row to a table, in an order in which no row refers to one that is still to come."""

_SET = """
UPDATE articles SET updated = ?, updated_precision = ?, updated_zone = ?, source = ?, tags = ?,
  language = ?, word_count = ?, content_hash = ?, title = ?, provenance = ?, lead = ?, body = ?,
  revision = ?
WHERE id = ?
"""
_SET_PLACE = """
UPDATE articles
SET published = ?1, published_precision = ?2, published_zone = ?3, section_id = ?4
WHERE id = ?5
  AND (published, published_precision, published_zone, section_id) IS NOT (?1, ?2, ?3, ?4)
"""
"""Columns with indexes, whose entries SQLite would write anew also where nothing has changed."""
_NO_OTHER_FILES = """
DELETE FROM attachments WHERE article_id = ? AND url NOT IN (SELECT value FROM json_each(?))
"""
_LATE_TEXT = """
UPDATE attachments SET text = ifnull(?1, text), not_extracted = CASE WHEN ?1 IS NULL THEN ?2 END
WHERE article_id = ?3 AND url = ?4
  AND (?1 IS NOT NULL AND text IS NOT ?1 OR ?1 IS NULL AND not_extracted IS NOT ?2)
"""


def count_words(prints: Content) -> int:
    """Words of lead and body, counted as `wc -w` does: what white space parts."""
    lead, body = prints["lead"], prints["body"]
    return (lead.count(" ") + 1 if lead else 0) + (body.count(" ") + 1 if body else 0)


@dataclass(slots=True)
class Form:
    """An article in the forms in which the archive keeps and compares it.

    Attributes:
        content: its fields.
        prints: its compared fields without cosmetic differences.
        digest: SHA-256 (hex) of these.
        rules: field to rule, as JSON.
        before: what the archive has of the article, where that was read ahead.
    """

    article: Article
    content: Content
    prints: Content
    digest: str
    rules: str
    before: State | None = None

    @classmethod
    def of(cls, article: Article) -> Self:
        """Prepare an article for the archive."""
        content, rules = codec.stored_form(article)
        prints = codec.fingerprint(content)
        return cls(article, content, prints, codec.digest(prints), codec.dumps(rules))


class Rows:
    """Adds, changes and removes the rows of articles, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.interned = Interned(connection)
        self._waiting: dict[str, list[tuple[object, ...]]] = {name: [] for name in _ADD}
        self._bylines: list[tuple[int, int, str, str | None, str]] = []
        self._next_id = 0
        self.keys: set[tuple[str, str]] = set()
        """Key and portal of the articles that wait to be written."""

    def begin(self) -> None:
        """Begin a transaction."""
        self._next_id = 0

    def forget(self) -> None:
        """Drop what waits, and all that is remembered: the transaction was undone."""
        self._clear()
        self.interned.forget()

    def flush(self) -> None:
        """Write what waits."""
        if self._bylines:
            ids = self.interned.people(name for _, _, name, _, _ in self._bylines)
            self._waiting["article_people"] = [
                (article_id, i, ids[name], name, role, kind)
                for article_id, i, name, role, kind in self._bylines
            ]
        for table, rows in self._waiting.items():
            if rows:
                self._connection.executemany(_ADD[table], rows)
        self._clear()

    def _clear(self) -> None:
        for rows in self._waiting.values():
            rows.clear()
        self._bylines.clear()
        self.keys.clear()

    def add(self, table: str, row: tuple[object, ...]) -> None:
        """Add a row; its values stand in the order of the columns in :data:`_ADD`."""
        self._waiting[table].append(row)

    def add_article(self, form: Form, seen_at: str, look: str | None) -> int:
        """Add the row of a new article, and all that belongs to it but its revision; its id."""
        article_id = self._new_id()
        article = form.article
        names = (article_id, article.portal, article.key, form.content["url"])
        self.add("articles", (*names, *self._place(form), *_fields(form), seen_at, look))
        self.keys.add((article.key, article.portal))
        self._add_details(form, article_id, DETAILS)
        return article_id

    def change_article(
        self, form: Form, article_id: int, number: int, last: Content | None = None
    ) -> None:
        """Set the row of an article and all that belongs to it.

        Args:
            form: what it is to be.
            article_id: of the article.
            number: of the revision.
            last: the revision before, whose images, people and the like stay where they are the
                same; None where the tables may not have what a revision says.
        """
        content = form.content
        self._connection.execute(_SET, (*_fields(form), number, article_id))
        self._connection.execute(_SET_PLACE, (*self._place(form), article_id))
        differ = {name for name in content if last is None or last[name] != content[name]}
        fields = [name for name in DETAILS if name in differ]
        for name in fields:
            self._connection.execute(
                f"DELETE FROM {DETAILS[name]} WHERE article_id = ?",  # noqa: S608
                (article_id,),
            )
        if "attachments" in differ:
            files = codec.dumps([file["url"] for file in content["attachments"]])
            self._connection.execute(_NO_OTHER_FILES, (article_id, files))
        self._add_details(form, article_id, fields)

    def add_links(self, portal: str, key: str, urls: Iterable[str], at: str) -> None:
        """Remember that each of ``urls`` leads to the article ``key``."""
        for url in dict.fromkeys(urls):
            self.add("links", (url, portal, key, at))

    def add_late_texts(self, article_id: int, files: Iterable[Attachment]) -> bool:
        """Keep the texts of known files that were read only now; whether there were any."""
        read = [
            tuple(map(codec.storable, (a.text, a.not_extracted, article_id, a.url)))
            for a in files
            if a.text is not None or a.not_extracted is not None
        ]
        return bool(read) and self._connection.executemany(_LATE_TEXT, read).rowcount > 0

    def _new_id(self) -> int:
        """A number is never given twice: a citation of a forgotten article must not lead to another."""
        if not self._next_id:
            (last,) = self._connection.execute(
                "SELECT max(ifnull((SELECT max(id) FROM articles), 0), "
                "ifnull((SELECT max(article_id) FROM tombstones), 0))"
            ).fetchone()
            self._next_id = last + 1
        self._next_id += 1
        return self._next_id - 1

    def _place(self, form: Form) -> tuple[object, ...]:
        """When and where an article was published, as :data:`_SET_PLACE` has it."""
        section = self.interned.section(form.article.portal, form.content["section"])
        return (*_moment(form.content["published"]), section)

    def _add_details(self, form: Form, article_id: int, fields: Collection[str]) -> None:
        content = form.content
        if "bylines" in fields:
            for i, byline in enumerate(content["bylines"], 1):
                self._bylines.append((article_id, i, *byline.values()))
        if "images" in fields:
            for i, image in enumerate(content["images"], 1):
                self.add("images", (article_id, i, *image.values()))
        if "documents" in fields:
            for i, document in enumerate(content["documents"], 1):
                self.add("document_mentions", (article_id, i, *document.values()))
        for i, file in enumerate(form.article.attachments, 1):
            values = (file.url, file.title, file.media_type, file.not_extracted, file.text)
            self.add("attachments", (article_id, i, *map(codec.storable, values)))


def _fields(form: Form) -> tuple[object, ...]:
    """The values that a new article and a revision set alike, as :data:`_SET` has them."""
    content = form.content
    sources = [b["name"] for b in content["bylines"] if b["kind"] in {"source", "organisation"}]
    return (
        *_moment(content["updated"]),
        "; ".join(sources) or None,
        codec.dumps(content["tags"]),
        content["language"],
        count_words(form.prints),
        *(form.digest, content["title"], form.rules, content["lead"], content["body"]),
    )


def _moment(moment: Content | None) -> tuple[str | None, ...]:
    return (moment["value"], moment["precision"], moment["zone"]) if moment else (None, None, None)
