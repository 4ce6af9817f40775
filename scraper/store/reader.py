"""Reading from the archive: one article with its history's edge, and how each portal stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.errors import LoaError
from scraper.model import Article, Attachment
from scraper.store import codec
from scraper.store.records import Symptom
from scraper.store.times import from_text, to_text
from scraper.store.tombstones import explanation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_ARTICLE = """
SELECT a.id, a.key, a.portal, a.url, a.first_seen, a.last_seen, a.gone, a.revision, a.word_count,
  r.content, r.provenance
FROM articles AS a JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision
WHERE a.id = ?
"""
_BY_URL = "SELECT a.id FROM links AS l JOIN articles AS a ON a.key = l.key AND a.portal = l.portal WHERE l.url = ?"
# Each is read from an index: a join would read the page of every article.
_STATUS = """
SELECT p.name, p.title, p.home, p.family,
  (SELECT count(*) FROM articles AS a WHERE a.portal = p.name),
  (SELECT count(*) FROM articles AS a WHERE a.portal = p.name AND a.gone IS NOT NULL),
  (SELECT substr(min(a.published), 1, 10) FROM articles AS a WHERE a.portal = p.name),
  (SELECT substr(max(a.published), 1, 10) FROM articles AS a WHERE a.portal = p.name)
FROM portals AS p ORDER BY p.name
"""
_LOOKS = """
SELECT (SELECT count(*) FROM articles WHERE portal = ?1 AND next_look <= ?2),
  (SELECT min(next_look) FROM articles WHERE portal = ?1 AND next_look > ?2)
"""
_REASONS = """
WITH counted AS (
  SELECT state, CASE instr(reason, ' (') WHEN 0 THEN reason
    ELSE substr(reason, 1, instr(reason, ' (') - 1) END AS why, count(*) AS n
  FROM frontier WHERE portal = ? AND state IN ('failed', 'refused', 'closed') AND reason IS NOT NULL
  GROUP BY state, why
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY state ORDER BY n DESC, why) AS place FROM counted
)
SELECT state, why, n FROM ranked WHERE place <= ? ORDER BY state, place
"""
MOST_REASONS = 10
_LAST_CRAWLS = """
SELECT portal, started, finished, outcome, counts, symptoms FROM crawls
WHERE id IN (SELECT max(id) FROM crawls GROUP BY portal)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle(Article):
    """An article as the archive holds it now.

    Attributes:
        id: the archive's number for it.
        first_seen: when it was first fetched (UTC).
        last_seen: when the portal last showed it (UTC).
        gone: when it was found to have disappeared, or None while the portal shows it.
        revision: number of the current revision, from 1.
        word_count: words of lead and body (Vietnamese: syllables).
    """

    id: int
    first_seen: datetime
    last_seen: datetime
    gone: datetime | None
    revision: int
    word_count: int


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """The last crawl of a portal; ``outcome`` is None while it runs or when it was killed.

    Attributes:
        symptoms: signs that the portal's design has changed.
    """

    started: datetime
    finished: datetime | None
    outcome: str | None
    counts: Mapping[str, int]
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why ``count`` addresses have their state; particulars (in parentheses) are left out."""

    state: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class PortalStatus:
    """How one portal stands in the archive.

    Attributes:
        articles: number of articles, those that are gone included.
        gone: number of articles that disappeared.
        first_day, last_day: ISO days of the oldest and newest dated article.
        addresses: number of frontier addresses by state.
        reasons: why addresses failed, were refused or closed, most frequent first, at most ten of
            each state.
        looks_due: number of articles that the next crawl will look at again.
        next_look: when the next one after those is due.
    """

    name: str
    title: str | None
    home: str | None
    family: str | None
    articles: int
    gone: int
    first_day: str | None
    last_day: str | None
    addresses: Mapping[str, int]
    reasons: tuple[Reason, ...]
    last_crawl: CrawlSummary | None
    looks_due: int = 0
    next_look: datetime | None = None


def get(connection: sqlite3.Connection, reference: int | str) -> StoredArticle:
    """The article with this id, address (any under which it was met) or key.

    Raises:
        LoaError: the archive has no such article.
    """
    article_id = resolve(connection, reference)
    row = connection.execute(_ARTICLE, (article_id,)).fetchone()
    if row is None:
        why = explanation(connection, reference)
        raise LoaError(f"the archive has no article {reference}" + (f" ({why})" if why else ""))
    number, key, portal, url, first_seen, last_seen, gone, revision, count, content, rules = row
    files = connection.execute(
        "SELECT url, title, media_type, text, not_extracted FROM attachments WHERE article_id = ? "
        "ORDER BY position",
        (number,),
    )
    fields = codec.decode(
        json.loads(content),
        key=key,
        portal=portal,
        provenance=json.loads(rules),
        attachments=tuple(Attachment(*file) for file in files),
    )
    return StoredArticle(
        **{**fields, "url": url},
        id=number,
        first_seen=from_text(first_seen),
        last_seen=from_text(last_seen),
        gone=from_text(gone) if gone else None,
        revision=revision,
        word_count=count,
    )


def exists(connection: sqlite3.Connection, article_id: int) -> bool:
    """Whether there is an article of this id."""
    sql = "SELECT 1 FROM articles WHERE id = ?"
    return connection.execute(sql, (article_id,)).fetchone() is not None


def portal_of(connection: sqlite3.Connection, article_id: int) -> str:
    """Name of the portal of an article that exists."""
    sql = "SELECT portal FROM articles WHERE id = ?"
    return str(connection.execute(sql, (article_id,)).fetchone()[0])


def resolve(connection: sqlite3.Connection, reference: int | str) -> int | None:
    """Id of the article with this address or key; an id stands for itself, known or not."""
    if isinstance(reference, int):
        return reference if abs(reference) < 2**63 else None
    text = reference.strip().encode("utf-8", "replace").decode()
    if text.isascii() and text.isdecimal():
        return int(text) if len(text) < 19 else None
    other = {"http": "https", "https": "http"}
    scheme, separator, rest = text.partition("://")
    candidates = [text, f"{other[scheme]}://{rest}"] if separator and scheme in other else [text]
    for url in candidates:
        if row := connection.execute(_BY_URL, (url,)).fetchone():
            return int(row[0])
    row = connection.execute("SELECT id FROM articles WHERE key = ?", (text,)).fetchone()
    return int(row[0]) if row else None


def requests_since(connection: sqlite3.Connection, portal: str, moment: datetime) -> int:
    """Requests to the portal at ``moment`` or later.

    A crawl that ended counted them; of one that was killed, or that began before, there are the
    answers that it recorded: all but robots.txt and the steps of redirects.
    """
    since = to_text(moment)
    (counted,) = connection.execute(
        "SELECT ifnull(sum(json_extract(counts, '$.requests')), 0) FROM crawls "
        "WHERE portal = ?1 AND started >= ?2 AND finished IS NOT NULL",
        (portal, since),
    ).fetchone()
    (recorded,) = connection.execute(
        "SELECT count(*) FROM crawls AS c JOIN fetches AS f ON f.crawl_id = c.id "
        "WHERE c.portal = ?1 AND ifnull(c.finished, ?2) >= ?2 "
        "AND (c.started < ?2 OR c.finished IS NULL) AND f.fetched_at >= ?2",
        (portal, since),
    ).fetchone()
    return int(counted) + int(recorded)


def validators(connection: sqlite3.Connection, url: str) -> tuple[str | None, str | None]:
    """``ETag`` and ``Last-Modified`` of the last answer with status 200 from ``url``."""
    row = connection.execute(
        "SELECT etag, last_modified FROM fetches WHERE url = ? AND status IN (200, 304) "
        "ORDER BY id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def known(connection: sqlite3.Connection, portal: str, keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` under which the portal has a stored article."""
    rows = connection.execute(
        "SELECT key FROM articles WHERE portal = ? AND key IN (SELECT value FROM json_each(?))",
        (portal, codec.dumps(list(keys))),
    )
    return {row[0] for row in rows}


def spread(connection: sqlite3.Connection, portal: str, count: int) -> list[str]:
    """Addresses of at most ``count`` articles that the portal shows, spread over their dates."""
    (total,) = connection.execute(
        "SELECT count(*) FROM articles WHERE portal = ?", (portal,)
    ).fetchone()
    found = []
    for place in range(min(count, total)):
        row = connection.execute(
            "SELECT url, gone FROM articles WHERE portal = ? ORDER BY published LIMIT 1 OFFSET ?",
            (portal, place * total // min(count, total)),
        ).fetchone()
        if row is not None and row[1] is None:
            found.append(row[0])
    return found


def status(connection: sqlite3.Connection, now: datetime) -> list[PortalStatus]:
    """How each portal stands at ``now``, by name."""
    crawls = {
        portal: CrawlSummary(
            from_text(started),
            from_text(finished) if finished else None,
            outcome,
            json.loads(counts),
            tuple(Symptom(**symptom) for symptom in json.loads(symptoms)),
        )
        for portal, started, finished, outcome, counts, symptoms in connection.execute(_LAST_CRAWLS)
    }
    states: dict[str, dict[str, int]] = {}
    for portal, state, count in connection.execute(
        "SELECT portal, state, count(*) FROM frontier GROUP BY portal, state"
    ):
        states.setdefault(portal, {})[state] = count
    portals = []
    for name, *rest in connection.execute(_STATUS).fetchall():
        summary = (
            *(states.get(name, {}), _reasons(connection, name), crawls.get(name)),
            *_looks(connection, name, now),
        )
        values: tuple[Any, ...] = (name, *rest, *summary)
        portals.append(PortalStatus(*values))
    return portals


def _reasons(connection: sqlite3.Connection, portal: str) -> tuple[Reason, ...]:
    rows = connection.execute(_REASONS, (portal, MOST_REASONS))
    return tuple(Reason(state, why, count) for state, why, count in rows)


def _looks(
    connection: sqlite3.Connection, portal: str, now: datetime
) -> tuple[int, datetime | None]:
    due, following = connection.execute(_LOOKS, (portal, to_text(now))).fetchone()
    return due, from_text(following) if following else None
