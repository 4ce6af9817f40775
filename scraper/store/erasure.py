"""What an article left in the archive's tables, how its text is recognised, and its removal."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Literal

from scraper.portals import canonical_url
from scraper.store import codec
from scraper.store.times import to_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from scraper.store.archive import Archive

HEADLINE = 20
PARAGRAPH = 40
"""Letters from which on a headline or a paragraph is taken for one of its kind."""

_TAGS_AND_SPACE = re.compile(r"<[^>]*>|\s+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ADDRESSES = """
SELECT url FROM articles WHERE id = ?1
UNION SELECT l.url FROM links AS l JOIN articles AS a ON a.key = l.key AND a.portal = l.portal
  WHERE a.id = ?1
UNION SELECT f.url FROM frontier AS f JOIN articles AS a ON a.key = f.key AND a.portal = f.portal
  WHERE a.id = ?1
UNION SELECT f.url FROM revisions AS r JOIN fetches AS f ON f.id = r.fetch_id WHERE r.article_id = ?1
UNION SELECT f.final_url FROM revisions AS r JOIN fetches AS f ON f.id = r.fetch_id
  WHERE r.article_id = ?1
UNION SELECT url FROM attachments AS t WHERE article_id = ?1
  AND NOT EXISTS (SELECT 1 FROM attachments AS o WHERE o.url = t.url AND o.article_id <> ?1)
"""
_OWN_ROWS = (
    "DELETE FROM article_people WHERE article_id = ?",
    "DELETE FROM images WHERE article_id = ?",
    "DELETE FROM attachments WHERE article_id = ?",
    "DELETE FROM document_mentions WHERE article_id = ?",
    "DELETE FROM changes WHERE article_id = ?",
    "DELETE FROM article_revisions WHERE article_id = ?",
    "DELETE FROM articles_fts WHERE rowid = ?",
    "DELETE FROM articles WHERE id = ?",
)

_LOG = "INSERT INTO changes (article_id, at, kind) VALUES (?, ?, 'forgotten')"
"""For indexes outside of the archive."""


def addresses_of(connection: sqlite3.Connection, article_id: int) -> set[str]:
    """The addresses under which the archive knows the article and its own files."""
    return {row[0] for row in connection.execute(_ADDRESSES, (article_id,))}


def squeezed(text: str) -> str:
    r"""``text`` without tags, entities, escapes and white space, to be looked for in a page.

    >>> squeezed("<p>Một&nbsp;<b>ng\\u00e0y</b> mưa</p>")
    'Mộtngàymưa'
    """
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = text.replace("\\/", "/").replace("\\n", "").replace('\\"', '"')
    return _TAGS_AND_SPACE.sub("", unescape(text))


@dataclass(frozen=True, slots=True)
class Matter:
    """Articles of one portal that are to be forgotten, and how a page with their text is known.

    Attributes:
        articles: id to the tombstone's id.
        addresses: of the articles and of files that only they have.
        titles: all headlines that they ever had.
        marks: squeezed texts that stand in no other article of the portal.
        headlines: squeezed headlines, likewise.
        indistinct: number of headlines that tell nothing: too short, or other articles have them, too.
    """

    portal: str
    articles: Mapping[int, int]
    addresses: frozenset[str]
    titles: frozenset[str]
    marks: frozenset[str] = field(repr=False)
    headlines: frozenset[str] = field(repr=False)
    indistinct: int

    @classmethod
    def of(cls, connection: sqlite3.Connection, portal: str, articles: Mapping[int, int]) -> Matter:
        """Read it from the archive; looks through all texts of the portal once."""
        addresses: set[str] = set()
        titles: set[str] = set()
        marks: set[str] = set()
        for article_id in articles:
            addresses |= addresses_of(connection, article_id)
            for (text,) in connection.execute(
                "SELECT content FROM revisions WHERE article_id = ?", (article_id,)
            ):
                content = json.loads(text)
                titles.add(content["title"])
                paragraphs = [content["lead"] or "", *content["body"].split("\n")]
                marks |= {squeezed(part) for part in paragraphs if len(part) >= PARAGRAPH}
            for (text,) in connection.execute(
                "SELECT text FROM attachments WHERE article_id = ? AND text IS NOT NULL",
                (article_id,),
            ):
                marks |= {squeezed(part) for part in text.split("\n") if len(part) >= PARAGRAPH}
        marks.discard("")
        headlines = {squeezed(title) for title in titles if len(title) >= HEADLINE}
        # A line that other articles have, too (a disclaimer, a signature), tells nothing.
        for other, *texts in connection.execute(
            "SELECT id, title, lead, body FROM articles WHERE portal = ?", (portal,)
        ):
            if other not in articles and (marks or headlines):
                whole = squeezed("".join(text or "" for text in texts))
                marks = {mark for mark in marks if mark not in whole}
                headlines = {mark for mark in headlines if mark not in whole}
        indistinct = len({squeezed(title) for title in titles} - headlines)
        return cls(
            *(portal, articles, frozenset(addresses), frozenset(titles)),
            *(frozenset(marks), frozenset(headlines), indistinct),
        )

    def is_own(self, url: str) -> bool:
        """Whether ``url`` is an address of the articles, in whatever form."""
        try:
            return url in self.addresses or canonical_url(url) in self.addresses
        except ValueError:
            return False

    def shown_by(self, text: str) -> Literal["text", "headline"] | None:
        """What a page shows of the articles: their text, no more than a headline, or nothing."""
        page = squeezed(text) if self.marks or self.headlines else ""
        if any(mark in page for mark in self.marks):
            return "text"
        return "headline" if any(mark in page for mark in self.headlines) else None


def erase(archive: Archive, matter: Matter) -> None:
    """Remove the articles and all that belongs to them from the tables, in one transaction."""
    with archive.reading() as connection:
        connection.execute("PRAGMA secure_delete = ON")
    with archive.transaction() as connection:
        _scrub_links(connection, matter)
        names = codec.dumps(sorted(matter.addresses))
        keys = codec.dumps(list(matter.articles))
        connection.execute(
            "DELETE FROM links WHERE portal = ?1 AND (url IN (SELECT value FROM json_each(?2)) "
            "OR key IN (SELECT key FROM articles WHERE id IN (SELECT value FROM json_each(?3))))",
            (matter.portal, names, keys),
        )
        connection.execute(
            "DELETE FROM frontier WHERE portal = ?1 AND (url IN (SELECT value FROM json_each(?2)) "
            "OR key IN (SELECT key FROM articles WHERE id IN (SELECT value FROM json_each(?3))))",
            (matter.portal, names, keys),
        )
        connection.execute(
            "UPDATE frontier SET referrer = NULL WHERE portal = ? "
            "AND referrer IN (SELECT value FROM json_each(?))",
            (matter.portal, names),
        )
        connection.execute(
            "UPDATE frontier SET title = '' WHERE portal = ? "
            "AND title IN (SELECT value FROM json_each(?))",
            (matter.portal, codec.dumps(sorted(matter.titles))),
        )
        people = [
            row[0]
            for row in connection.execute(
                "SELECT DISTINCT person_id FROM article_people "
                "WHERE article_id IN (SELECT value FROM json_each(?))",
                (keys,),
            )
        ]
        for statement in _OWN_ROWS:
            connection.executemany(statement, [(number,) for number in matter.articles])
        at = to_text(archive.clock())
        connection.executemany(_LOG, [(number, at) for number in matter.articles])
        connection.execute(
            "DELETE FROM people WHERE id IN (SELECT value FROM json_each(?)) "
            "AND NOT EXISTS (SELECT 1 FROM article_people WHERE person_id = people.id)",
            (codec.dumps(people),),
        )
        _erase_fetches(connection, matter.portal, names)
        archive.writer.forget()  # it may remember people who are no longer there


def _scrub_links(connection: sqlite3.Connection, matter: Matter) -> None:
    """Take the articles out of the related links of other articles; no compared field has them."""
    changed: dict[str, list[tuple[str, int]]] = {"rest": [], "content": [], "previous": []}
    for number, article_id, *texts in connection.execute(
        f"SELECT r.id, r.article_id, {', '.join(f'r.{column}' for column in changed)} "  # noqa: S608
        "FROM article_revisions AS r JOIN articles AS a ON a.id = r.article_id WHERE a.portal = ?",
        (matter.portal,),
    ):
        if article_id in matter.articles:
            continue
        for column, text in zip(changed, texts, strict=True):
            if text is None:
                continue
            content = json.loads(text)
            kept = [
                link
                for link in content["related"]
                if not matter.is_own(link["url"]) and link["title"] not in matter.titles
            ]
            if len(kept) < len(content["related"]):
                changed[column].append((codec.dumps({**content, "related": kept}), number))
    for column, rows in changed.items():
        connection.executemany(
            f"UPDATE article_revisions SET {column} = ? WHERE id = ?",  # noqa: S608
            rows,
        )


def _erase_fetches(connection: sqlite3.Connection, portal: str, names: str) -> None:
    own = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM fetches WHERE portal = ?1 AND (url IN (SELECT value FROM json_each(?2)) "
            "OR final_url IN (SELECT value FROM json_each(?2)))",
            (portal, names),
        )
    ]
    ids = codec.dumps(own)
    connection.execute(
        "UPDATE frontier SET last_fetch_id = NULL "
        "WHERE last_fetch_id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    connection.execute(
        "UPDATE article_revisions SET fetch_id = NULL WHERE fetch_id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    _delete(connection, own)


def _delete(connection: sqlite3.Connection, fetches: Iterable[int]) -> None:
    connection.executemany("DELETE FROM fetches WHERE id = ?", [(number,) for number in fetches])
