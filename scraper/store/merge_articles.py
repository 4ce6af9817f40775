"""Articles of one archive into another: by key, with their histories made one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from scraper.model import Article, Attachment
from scraper.store import changelog, codec
from scraper.store.merge_history import State, described, joined, log_of
from scraper.store.times import to_text
from scraper.store.tombstones import refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from scraper.store.archive import Archive
    from scraper.store.merge_history import Event

BATCH = 100
FETCH = "f.portal, f.url, f.fetched_at, f.status, f.payload_sha256"
"""What makes two fetches the same one."""

_ARTICLES = """
SELECT id, portal, key, url, first_seen, last_seen, gone, absences, next_look FROM articles
WHERE id > ? ORDER BY id LIMIT ?
"""
_KNOWN = """
SELECT id, portal, key, url, first_seen, last_seen, gone, absences, next_look FROM articles
WHERE key = ? AND portal = ?
"""
_STATES = f"""
SELECT r.id, r.seen_at, r.content_hash, r.reason, r.changed, r.profile_version,
  r.extractor_version, r.provenance, r.content, f.id, {FETCH}
FROM revisions AS r LEFT JOIN fetches AS f ON f.id = r.fetch_id
WHERE r.article_id = ? ORDER BY r.number
"""  # noqa: S608 - columns of ours
_EVENTS = "SELECT at, kind FROM changes WHERE article_id = ? AND kind IN ('gone', 'back')"
_FILES = """
SELECT url, title, media_type, text, not_extracted FROM attachments
WHERE article_id = ? ORDER BY position
"""
_REVISION = """
INSERT INTO article_revisions (article_id, number, seen_at, fetch_id, content_hash, reason, changed,
  profile_version, extractor_version, provenance, content)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_SEEN = """
UPDATE articles SET url = ?, first_seen = ?, last_seen = ?, gone = ?, absences = ?, next_look = ?
WHERE id = ?
"""
_FAR = 1_000_000
"""Above every number that an article's revisions have, while they are numbered anew."""

Outcome = Literal["new", "joined", "same", "forgotten"]


@dataclass(frozen=True, slots=True)
class Record:
    """An article with its history, as one archive has it."""

    article_id: int
    portal: str
    key: str
    url: str
    first_seen: str
    last_seen: str
    gone: str | None
    absences: int
    next_look: str | None
    states: tuple[State, ...]
    events: frozenset[Event]
    files: tuple[Attachment, ...]

    def standing(self) -> tuple[object, ...]:
        """What the archive knows of the article beside its history."""
        return (self.first_seen, self.last_seen, self.gone, self.absences, self.next_look)

    def article(self, state: State) -> Article:
        """The article as ``state`` has it."""
        fields = codec.decode(
            json.loads(state.content),
            key=self.key,
            portal=self.portal,
            provenance=json.loads(state.provenance),
        )
        read = {file.url: file for file in self.files}
        fields["attachments"] = tuple(
            replace(file, text=read[file.url].text, not_extracted=read[file.url].not_extracted)
            if file.url in read
            else file
            for file in fields["attachments"]
        )
        return Article(**fields)


def records(archive: Archive) -> Iterator[list[Record]]:
    """All articles of an archive, some at a time."""
    last = 0
    while True:
        with archive.reading() as connection:
            connection.execute("BEGIN")
            try:
                rows = connection.execute(_ARTICLES, (last, BATCH)).fetchall()
                found = [_record(connection, row, with_ids=False) for row in rows]
            finally:
                connection.execute("COMMIT")
        if not found:
            return
        yield found
        last = found[-1].article_id


def _record(connection: sqlite3.Connection, row: Sequence[Any], *, with_ids: bool) -> Record:
    article_id = row[0]
    states = []
    for number, *values, fetch, portal, url, at, status, digest in connection.execute(
        _STATES, (article_id,)
    ):
        identity = (portal, url, at, status, digest) if fetch is not None else None
        state: tuple[Any, ...] = (number if with_ids else None, *values, identity)
        states.append(State(*state))
    events = frozenset((at, kind) for at, kind in connection.execute(_EVENTS, (article_id,)))
    files = tuple(Attachment(*values) for values in connection.execute(_FILES, (article_id,)))
    record: tuple[Any, ...] = (*row, tuple(states), events, files)
    return Record(*record)


def put(
    target: Archive,
    connection: sqlite3.Connection,
    other: Record,
    fetch_id: Callable[[tuple[Any, ...] | None], int | None],
) -> Outcome:
    """Merge one article into ``target``, inside its transaction."""
    at = to_text(target.clock())
    if refusal(connection, other.portal, other.key, [other.url]) is not None:
        return "forgotten"
    if not other.states:
        return "same"  # damaged: nothing says what it was; `loa doctor` names it
    row = connection.execute(_KNOWN, (other.key, other.portal)).fetchone()
    if row is None:
        states = described(other.states)
        article = other.article(states[-1])
        article_id = target.writer.adopt(article, other.first_seen)
        merged = other
    else:
        mine = _record(connection, row, with_ids=True)
        article_id = mine.article_id
        states = joined(mine.states, other.states)
        merged = _later(mine, other)
        changed = [s.row_id for s in states] != [s.row_id for s in mine.states]
        if not changed and mine.standing() == merged.standing() and mine.events == merged.events:
            return "joined" if _late_texts(connection, article_id, other, at) else "same"
        if changed:
            states = described(states)
            target.writer.restore(merged.article(states[-1]), article_id, len(states))
    _write(connection, article_id, states, merged, fetch_id)
    target.writer.leave_out_content(article_id, len(states), states[-1].content)
    _late_texts(connection, article_id, other, at)
    return "new" if row is None else "joined"


def _later(mine: Record, other: Record) -> Record:
    """The two records in one; of the article's standing the later look knows more."""
    looks = [max(each.last_seen, each.gone or "") for each in (mine, other)]
    later = other if looks[1] > looks[0] else mine
    events = mine.events | other.events
    last_seen = max(mine.last_seen, other.last_seen)
    if later.gone is None and max(events, default=("", ""))[1] == "gone":
        events |= {(last_seen, "back")}
    return Record(
        mine.article_id, mine.portal, mine.key, mine.url,
        min(mine.first_seen, other.first_seen), last_seen,
        later.gone, later.absences, later.next_look,
        mine.states, events, (*other.files, *mine.files),
    )  # fmt: skip


def _write(
    connection: sqlite3.Connection,
    article_id: int,
    states: Sequence[State],
    merged: Record,
    fetch_id: Callable[[tuple[Any, ...] | None], int | None],
) -> None:
    connection.execute(_SEEN, (merged.url, *merged.standing(), article_id))
    kept = [state.row_id for state in states if state.row_id is not None]
    connection.execute(
        "DELETE FROM article_revisions WHERE article_id = ? AND id NOT IN (SELECT value FROM json_each(?))",
        (article_id, codec.dumps(kept)),
    )
    connection.execute(
        "UPDATE article_revisions SET number = number + ? WHERE article_id = ?", (_FAR, article_id)
    )
    for number, state in enumerate(states, 1):
        if state.row_id is None:
            connection.execute(
                _REVISION,
                (
                    *(article_id, number, state.seen_at, fetch_id(state.fetch)),
                    *(state.content_hash, state.reason, state.changed, state.profile_version),
                    *(state.extractor_version, state.provenance, state.content),
                ),
            )
        else:
            connection.execute(
                "UPDATE article_revisions SET number = ?, changed = ?, reason = ?, rest = NULL, "
                "content = ?, previous = NULL WHERE id = ?",
                (number, state.changed, state.reason, state.content, state.row_id),
            )
    connection.execute("UPDATE articles SET revision = ? WHERE id = ?", (len(states), article_id))
    # Written anew as a whole: the numbers of revisions may have moved, and the index must look.
    connection.execute("DELETE FROM changes WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO changes (article_id, at, kind, revision) VALUES (?, ?, ?, ?)",
        [(article_id, *entry) for entry in log_of(states, merged.events)],
    )


def _late_texts(connection: sqlite3.Connection, article_id: int, other: Record, at: str) -> bool:
    """Take over texts of attached files that only the other archive has read."""
    count = connection.executemany(
        "UPDATE attachments SET text = ?, not_extracted = NULL "
        "WHERE article_id = ? AND url = ? AND text IS NULL",
        [(file.text, article_id, file.url) for file in other.files if file.text is not None],
    ).rowcount
    if count:
        changelog.touch(connection, [article_id], at)
    return count > 0
