"""Writing articles: new, unchanged or a revision, with everything that belongs to them.

The text of an article is stored once. What its current revision says stands in the tables of the
article, and the view ``revisions`` puts it together; a revision's content is stored only when the
next one takes its place, and in the row of that: rows that are there already stay as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scraper import __version__
from scraper.store import changelog, codec, standing
from scraper.store.article_rows import Form, Rows
from scraper.store.records import Stored
from scraper.store.tombstones import has_any, refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from scraper.model import Article
    from scraper.store.ahead import ReadAhead
    from scraper.store.codec import Content

Reason = Literal["portal", "extractor"]

_AT_ONCE = 500
"""Articles whose rows wait at most; a transaction may have any number of them."""

_FIND = "SELECT id, revision, content_hash, gone FROM articles WHERE key = ? AND portal = ?"
_CURRENT = """
SELECT r.content, f.payload_sha256 FROM revisions AS r LEFT JOIN fetches AS f ON f.id = r.fetch_id
WHERE r.article_id = ? AND r.number = ?
"""
_PUT_BACK = """
UPDATE article_revisions SET content = ?, rest = NULL WHERE article_id = ? AND number = ?
"""
_LEAVE_OUT = """
UPDATE article_revisions SET content = NULL, rest = ? WHERE article_id = ? AND number = ?
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """When and how an article was read.

    Attributes:
        at: when the portal showed it (UTC text).
        reason: ``extractor`` when an old page was read again; the article then was not seen anew,
            and what Loa derives (language, mentions of documents) counts, too. A page with the very
            bytes of the last revision's page is always that.
        fetch_id: the fetch that brought the page.
        payload_sha256: digest of that page.
        profile_version: of the profile that read it.
        looked_at: when a crawl looked, so that a new article is planned to be looked at again; see
            :func:`scraper.store.standing.plan_look` for others.
    """

    at: str
    reason: Reason = "portal"
    fetch_id: int | None = None
    payload_sha256: str | None = None
    profile_version: str | None = None
    looked_at: datetime | None = None


class Writer:
    """Writes articles inside a transaction that its archive has begun.

    Rows of articles wait until :meth:`flush`, which the archive calls before the transaction ends;
    who reads articles before calls it, too.
    """

    def __init__(self, connection: sqlite3.Connection, ahead: ReadAhead) -> None:
        self._connection = connection
        self._ahead = ahead
        self._rows = Rows(connection)
        self._version = 0  # of the file as the last transaction saw it
        self._prepared = -1  # of the file as it was when articles were read ahead
        self._are_forgotten = False

    def prepare(self, articles: Iterable[Article], reason: Reason = "portal") -> list[Form]:
        """Bring articles into the archive's form, before the transaction that writes them.

        Between both, nothing else may be written with this connection.
        """
        forms = [Form.of(article) for article in articles]
        self._prepared = self._data_version()
        states = self._ahead.states(
            [
                (f.article.key, f.article.portal, f.digest if reason == "portal" else None)
                for f in forms
            ]
        )
        for form in forms:
            form.before = states.get((form.article.key, form.article.portal))
        return forms

    def begin(self) -> None:
        """Begin a transaction: see what others have done since the last one."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            self.forget()
        self._rows.begin()
        self._are_forgotten = has_any(self._connection)

    def flush(self) -> None:
        """Write the rows that wait."""
        self._rows.flush()

    def forget(self) -> None:
        """Drop rows that wait and ids that are remembered: the transaction was undone."""
        self._rows.forget()

    def ensure_portal(self, name: str, at: str) -> None:
        """Make sure that ``name`` is a portal, with nothing known about it but its name."""
        self._rows.interned.ensure_portal(name, at)

    def link(self, portal: str, key: str, urls: Iterable[str], at: str) -> None:
        """Remember that each of ``urls`` leads to the article ``key``."""
        self._rows.add_links(portal, key, urls, at)

    def write(self, form: Form, sight: Sight) -> Stored:
        """Store one article: new, unchanged, or a revision of what is there."""
        article = form.article
        if self._are_forgotten and (
            why := refusal(self._connection, article.portal, article.key, [article.url])
        ):
            return Stored(article.url, None, refused=why)
        if (article.key, article.portal) in self._rows.keys or len(self._rows.keys) >= _AT_ONCE:
            self.flush()
        found = self._connection.execute(_FIND, (article.key, article.portal)).fetchone()
        if found is None:
            return self._add(form, sight)
        return self._compare(form, sight, *found)

    def _add(self, form: Form, sight: Sight) -> Stored:
        article = form.article
        self.ensure_portal(article.portal, sight.at)
        look = None
        if sight.looked_at is not None:
            moments = (form.content["published"], form.content["updated"])
            dates = [moment["value"] if moment else None for moment in moments]
            look = standing.due(sight.looked_at, dates)
        article_id = self._rows.add_article(form, sight.at, look)
        self._add_revision(form, sight, article_id, 1, [])
        self.link(article.portal, article.key, [article.url], sight.at)
        return Stored(article.url, "new", article_id)

    def _compare(
        self,
        form: Form,
        sight: Sight,
        article_id: int,
        number: int,
        digest: str,
        gone: str | None,
    ) -> Stored:
        """Store what may be a revision of the article ``article_id``, whose state the others are."""
        article = form.article
        if sight.reason == "portal":
            standing.see(self._connection, article_id, sight.at, number, was_gone=gone is not None)
            if form.digest == digest:
                return self._leave(form, sight, article_id)
        before, payload = self._state(form, article_id, number)
        last: Content = json.loads(before)
        reason = sight.reason
        changed = codec.changed_fields(last, form.content)
        if changed and form.digest == digest:
            # The revision's hash proves this reading right, and what the tables hold damaged.
            self._rows.change_article(form, article_id, number)
            self._prepared = -1  # what was read ahead may be of this article, too
            changelog.touch(self._connection, [article_id], sight.at)
            return self._leave(form, sight, article_id)
        if reason == "extractor":
            changed += codec.changed_derived(last, form.content)
        if not changed:
            if form.digest != digest:  # the fingerprint itself was computed by other rules
                self._connection.execute(
                    "UPDATE articles SET content_hash = ? WHERE id = ?", (form.digest, article_id)
                )
            return self._leave(form, sight, article_id)
        if sight.payload_sha256 is not None and sight.payload_sha256 == payload:
            reason = "extractor"
        self._rows.change_article(form, article_id, number + 1, last)
        self._rows.keys.add((article.key, article.portal))
        self._add_revision(form, sight, article_id, number + 1, changed, reason, before)
        if article.url != last["url"]:
            self.link(article.portal, article.key, [article.url], sight.at)
        return Stored(article.url, "revision", article_id)

    def _state(self, form: Form, article_id: int, number: int) -> tuple[str, str | None]:
        """Content of an article's current revision, and the digest of the page that it is from."""
        state = form.before if self._prepared == self._version else None
        if state is not None and (state.article_id, state.number) == (article_id, number):
            return state.content, state.payload_sha256
        content, payload = self._connection.execute(_CURRENT, (article_id, number)).fetchone()
        return content, payload

    def _leave(self, form: Form, sight: Sight, article_id: int) -> Stored:
        """Change nothing but the texts of files that were read only now."""
        if self._rows.add_late_texts(article_id, form.article.attachments):
            changelog.touch(self._connection, [article_id], sight.at)
        return Stored(form.article.url, "unchanged", article_id)

    def _add_revision(
        self,
        form: Form,
        sight: Sight,
        article_id: int,
        number: int,
        changed: list[str],
        reason: Reason | None = None,
        previous: str | None = None,
    ) -> None:
        rest = codec.rest(form.content)
        self._rows.add(
            "article_revisions",
            (
                *(article_id, number, sight.at, sight.fetch_id, form.digest),
                *(reason or sight.reason, codec.dumps(changed) if changed else "[]"),
                *(sight.profile_version, __version__, form.rules),
                *(rest, codec.dumps(form.content) if rest is None else None, previous),
            ),
        )
        kind = "new" if number == 1 else "revision"
        self._rows.add("changes", (article_id, sight.at, kind, number))

    def _data_version(self) -> int:
        """A number that changes when others have written."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    # --- histories that are written as a whole: merging, repairing ------------------------------

    def adopt(self, article: Article, first_seen: str) -> int:
        """Add an article without its revisions, which the caller adds; returns its id."""
        article_id = self._rows.add_article(Form.of(article), first_seen, None)
        self.link(article.portal, article.key, [article.url], first_seen)
        self.flush()
        return article_id

    def restore(self, article: Article, article_id: int, number: int) -> None:
        """Set an article's row, and all that belongs to it, to what its revision ``number`` says.

        Args:
            article: that revision's fields; texts of attached files that are stored stay.
            article_id: of the article.
            number: of the revision.
        """
        self._rows.change_article(Form.of(article), article_id, number)
        self.flush()

    def leave_out_content(self, article_id: int, number: int, content: str) -> None:
        """Keep the current revision's content only where the article's tables do not have it.

        Args:
            article_id: of the article, whose rows are written.
            number: of the revision, which is stored with its content.
            content: that content.
        """
        fields = json.loads(content)
        if (rest := codec.rest(fields)) is None:
            return
        self._connection.execute(_LEAVE_OUT, (rest, article_id, number))
        (given,) = self._connection.execute(
            "SELECT content FROM revisions WHERE article_id = ? AND number = ?",
            (article_id, number),
        ).fetchone()
        if json.loads(given) != fields:
            self._connection.execute(_PUT_BACK, (content, article_id, number))
