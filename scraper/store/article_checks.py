"""Each article against its revisions, and its rows in other tables against the last one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scraper import __version__
from scraper.model import Article
from scraper.store import codec
from scraper.store.article_rows import count_words
from scraper.store.finding import Finding, repairable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from scraper.store.archive import Archive
    from scraper.store.codec import Content

_BATCH = 200
_RESTORE = (
    "restore a copy (`loa backup` makes them): revisions are evidence and never rebuilt; where its page "
    "was kept, `loa reextract` reads the current one again"
)
_ARTICLES = """
SELECT a.id, a.key, a.portal, a.revision, a.content_hash, a.published, a.published_precision,
  a.published_zone, a.updated, a.updated_precision, a.updated_zone, s.path, a.source, a.tags,
  a.language, a.word_count, a.title, a.lead, a.body, a.provenance
FROM articles AS a LEFT JOIN sections AS s ON s.id = a.section_id
WHERE a.id > ? ORDER BY a.id LIMIT ?
"""
_FIELDS = (
    "published published_precision published_zone updated updated_precision updated_zone section "
    "source tags language word_count title lead body provenance"
).split()
_REVISIONS = """
SELECT article_id, number, content_hash, extractor_version, provenance, changed, content
FROM revisions
WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, number
"""
_DETAILS = {
    "bylines": "SELECT article_id, name, role, kind FROM article_people",
    "images": "SELECT article_id, url, caption, credit, alt FROM images",
    "documents": "SELECT article_id, number, kind, date, text FROM document_mentions",
    "attachments": "SELECT article_id, url FROM attachments",
}
_OF = " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position"


def findings(
    archive: Archive, repair: bool, tell: Callable[[str, int, int], None]
) -> Iterator[Finding]:
    """What is wrong with single articles; ``repair`` sets their rows to what the revision says."""
    last = done = 0
    with archive.reading() as connection:
        (total,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    while True:
        batch = _read(archive, last)
        if not batch:
            return
        for found in batch:
            yield from found.findings(archive, repair)
        last = batch[-1].article_id
        done += len(batch)
        tell("articles", done, total)


def _read(archive: Archive, last: int) -> list[_Stored]:
    """The next articles with all that belongs to them, as of one moment."""
    with archive.reading() as connection:
        connection.execute("BEGIN")
        try:
            rows = connection.execute(_ARTICLES, (last, _BATCH)).fetchall()
            ids = codec.dumps([row[0] for row in rows])
            found = {row[0]: _Stored(row) for row in rows}
            for article_id, *revision in connection.execute(_REVISIONS, (ids,)):
                found[article_id].revisions.append(revision)
            for name, query in _DETAILS.items():
                for article_id, *values in connection.execute(query + _OF, (ids,)):
                    found[article_id].details[name].append(values)
        finally:
            connection.execute("COMMIT")
    return list(found.values())


class _Stored:
    """One article as its tables hold it."""

    def __init__(self, row: Sequence[Any]) -> None:
        self.article_id, self.key, self.portal, self.revision, self.hash, *values = row
        self.row = dict(zip(_FIELDS, values, strict=True))
        self.revisions: list[list[Any]] = []
        self.details: dict[str, list[list[Any]]] = {name: [] for name in _DETAILS}

    def findings(self, archive: Archive, repair: bool) -> Iterator[Finding]:
        name = f"article {self.article_id}"
        numbers = [revision[0] for revision in self.revisions]
        if numbers != list(range(1, len(numbers) + 1)) or not numbers:
            yield Finding(
                "revisions", f"{name} has revisions {numbers}, not 1 to its last", _RESTORE
            )
            return
        sound = True
        for number, *rest in self.revisions:
            if (fault := _fault(*rest)) is not None:
                sound = False
                yield Finding("revisions", f"{name}, revision {number}: {fault}", _RESTORE)
        if not sound:
            return
        *_, rules, _, text = self.revisions[-1]
        content = json.loads(text)
        wrong = self._differing(content, json.loads(rules), numbers[-1])
        if wrong:
            if repair:
                with archive.transaction() as connection:
                    _restore(archive, connection, self.article_id)
            fields = ", ".join(wrong)
            message = f"{name} differs from its last revision in: {fields}"
            yield repairable("articles", message, repaired=repair)

    def _differing(self, content: Content, rules: object, number: int) -> list[str]:
        prints = codec.fingerprint(content)
        wanted = _row_of(content, count_words(prints))
        wrong = [name for name, value in wanted.items() if self.row[name] != value]
        for name, value in (("tags", content["tags"]), ("provenance", rules)):
            if _parsed(self.row[name]) != value:
                wrong.append(name)
        if self.revision != number:
            wrong.append("revision")
        # An article may carry its hash by today's rules beside a revision that has it by older ones.
        if self.hash not in (self.revisions[-1][1], codec.digest(prints)):
            wrong.append("content_hash")
        for name in _DETAILS:
            rows = [tuple(each.values()) for each in content[name]]
            stored = [tuple(each) for each in self.details[name]]
            if name == "attachments":  # of two with one address one is kept
                rows, stored = sorted({row[:1] for row in rows}), sorted(stored)
            if rows != stored:
                wrong.append(name)
        return wrong


def _fault(content_hash: str, extractor: str, rules: str, changed: str, text: str) -> str | None:
    """What is wrong with a revision itself."""
    try:
        content, provenance, _ = json.loads(text), json.loads(rules), json.loads(changed)
        digest = codec.digest(codec.fingerprint(content))
        Article(**codec.decode(content, key="k", portal="p", provenance=provenance))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "its content cannot be read"
    # Another version of Loa may have computed the hash by other rules.
    if digest != content_hash and extractor == __version__:
        return "its content is not what its hash was computed of"
    return None


def _parsed(text: str) -> object:
    """A JSON column's value, None where it holds no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _row_of(content: Content, words: int) -> dict[str, Any]:
    """The columns of ``articles`` that a revision decides."""
    sources = [b["name"] for b in content["bylines"] if b["kind"] in {"source", "organisation"}]
    row: dict[str, Any] = {}
    for name in ("published", "updated"):
        moment = content[name] or {}
        row[name] = moment.get("value")
        row[f"{name}_precision"] = moment.get("precision")
        row[f"{name}_zone"] = moment.get("zone")
    return row | {
        "section": " / ".join(content["section"]) or None,
        "source": "; ".join(sources) or None,
        "language": content["language"],
        "word_count": words,
        "title": content["title"],
        "lead": content["lead"],
        "body": content["body"],
    }


def _restore(archive: Archive, connection: sqlite3.Connection, article_id: int) -> None:
    key, portal, number, rules, text = connection.execute(
        "SELECT a.key, a.portal, r.number, r.provenance, r.content FROM articles AS a "
        "JOIN revisions AS r ON r.article_id = a.id WHERE a.id = ? ORDER BY r.number DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    fields = codec.decode(json.loads(text), key=key, portal=portal, provenance=json.loads(rules))
    archive.writer.restore(Article(**fields), article_id, number)
    archive.writer.leave_out_content(article_id, number, text)
    # The index must learn of it: as if the last revision had been stored just now.
    found = connection.execute(
        "DELETE FROM changes WHERE seq = "
        "(SELECT max(seq) FROM changes WHERE article_id = ? AND revision = ?) "
        "RETURNING article_id, at, kind, revision",
        (article_id, number),
    ).fetchall()
    connection.executemany(
        "INSERT INTO changes (article_id, at, kind, revision) VALUES (?, ?, ?, ?)", found
    )
