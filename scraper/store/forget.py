"""Forgetting articles for a legal duty: what is removed, in which order, and what stays behind.

Every step can be run again, and a kill between two of them leaves an archive that is whole:

1. A tombstone is set; from then on nothing stores the article again.
2. Each WARC file with its text is written anew under another name; one transaction lets ``fetches``
   refer to the new file and notes that the old one is to be deleted.
3. One transaction removes the article and everything that belongs to it.
4. The index and the file are written anew, since SQLite leaves deleted text in free pages, and the
   old WARC files are deleted. Only then is the tombstone finished.

:func:`finish` does whatever of 2 to 4 is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError, UsageError
from scraper.store import erasure, reader
from scraper.store.erasure import Matter
from scraper.store.times import to_text
from scraper.store.tombstones import explanation, fingerprint
from scraper.store.warc import safe_name, warc_folder
from scraper.store.warc_sweep import Sweep
from scraper.store.warc_writer import is_being_written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scraper.store.archive import Archive

_UNFINISHED = """
SELECT t.id, t.portal, a.id FROM tombstones AS t
LEFT JOIN articles AS a ON a.id = t.article_id AND a.portal = t.portal
WHERE t.finished_at IS NULL ORDER BY t.portal, t.id
"""
_MARK = """
INSERT INTO tombstones (portal, key_sha256, article_id, reason, forgotten_at)
SELECT portal, ?2, id, ?3, ?4 FROM articles WHERE id = ?1
ON CONFLICT (key_sha256, portal) DO UPDATE SET article_id = excluded.article_id, finished_at = NULL
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting did.

    Attributes:
        articles: how many were removed.
        records: WARC records that were removed.
        headlines: those of them that showed no more than a headline: listings, and pages of other
            articles with a box of news.
        files: WARC files that were written anew.
        left: what may still hold text or a headline, each in words: files of other tools, copies
            made before an upgrade, kept pages with a headline that were to stay or cannot be told.
    """

    articles: int
    records: int
    headlines: int
    files: int
    left: tuple[str, ...]


def forget(
    archive: Archive,
    references: Sequence[int | str],
    reason: str,
    *,
    keep_headlines: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Forgotten:
    """Remove articles and their text for good, leaving a tombstone that says why.

    Articles that were forgotten before are passed over; what a kill left undone is done.

    Args:
        archive: open for writing.
        references: ids, addresses or keys.
        reason: for the tombstone: which duty, whose order. Must not name what is forgotten.
        keep_headlines: keep WARC records that show no more of an article than its headline: they
            are the evidence of listings, and of other articles with a box of news.
        on_progress: told the step, what is done and what there is to do.

    Raises:
        UsageError: no reason is given.
        LoaError: there is no such article, a crawl of its portal runs, or a file cannot be written.
            What was done stays done; run it again.
    """
    if not reason.strip():
        raise UsageError("say why: --reason is kept in the tombstone, for those who ask later")
    found: list[int] = []
    with archive.reading() as connection:
        for reference in references:
            article_id = reader.resolve(connection, reference)
            if article_id is not None and reader.exists(connection, article_id):
                found.append(article_id)
            elif explanation(connection, reference) is None:
                raise LoaError(f"the archive has no article {reference}: nothing was forgotten")
        portals = {reader.portal_of(connection, article_id) for article_id in found}
    for portal in sorted(portals):
        _refuse_while_crawled(archive, portal)
    for article_id in dict.fromkeys(found):
        _mark(archive, article_id, reason.strip())
    return finish(archive, keep_headlines=keep_headlines, on_progress=on_progress)


def finish(
    archive: Archive,
    *,
    keep_headlines: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Forgotten:
    """Do what is left to do for all tombstones that are not finished.

    Raises:
        LoaError: as :func:`forget`.
    """
    tell = on_progress or (lambda *_: None)
    with archive.reading() as connection:
        rows = connection.execute(_UNFINISHED).fetchall()
    if not rows:
        return Forgotten(0, 0, 0, 0, ())
    records = headlines = files = 0
    left: list[str] = []
    waiting: dict[str, dict[int, int]] = {}
    for tombstone_id, portal, article_id in rows:
        if article_id is not None:
            waiting.setdefault(portal, {})[article_id] = tombstone_id
    for portal, articles in waiting.items():
        _refuse_while_crawled(archive, portal)
        with archive.reading() as connection:
            matter = Matter.of(connection, portal, articles)
        sweep = Sweep(archive, matter, tell, keep_headlines=keep_headlines)
        sweep.run()
        records += sweep.records
        headlines += 0 if keep_headlines else sweep.headlines
        files += sweep.files
        left += sweep.left
        tell("removing the articles", 0, 0)
        erasure.erase(archive, matter)
    _scrub(archive, tell)
    _finish_files(archive, [row[0] for row in rows])
    left += [
        f"{copy} (a copy that was made before an upgrade: delete it)"
        for copy in sorted(archive.path.parent.glob(f"{archive.path.name}.v*.bak"))
    ]
    return Forgotten(sum(map(len, waiting.values())), records, headlines, files, tuple(left))


def _refuse_while_crawled(archive: Archive, portal: str) -> None:
    folder = warc_folder(archive.path) / safe_name(portal)
    if any(is_being_written(path) for path in sorted(folder.glob("*.warc.gz"))):
        raise LoaError(
            f"a crawl of {portal} runs and writes what it fetches: nothing was forgotten; stop it or "
            "wait for its end, then run this again"
        )


def _mark(archive: Archive, article_id: int, reason: str) -> None:
    with archive.transaction() as connection:
        (key,) = connection.execute(
            "SELECT key FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        (tombstone_id,) = connection.execute(
            _MARK, (article_id, fingerprint(key), reason, to_text(archive.clock()))
        ).fetchone()
        connection.executemany(
            "INSERT OR IGNORE INTO tombstone_addresses (url_sha256, tombstone_id) VALUES (?, ?)",
            [
                (fingerprint(url), tombstone_id)
                for url in erasure.addresses_of(connection, article_id)
            ],
        )


def _scrub(archive: Archive, tell: Callable[[str, int, int], None]) -> None:
    """Leave nothing of what was deleted in the indexes, in free pages, or in the log."""
    from scraper.search.index import remove as remove_index  # noqa: PLC0415  # a room below

    tell("writing the index and the archive anew", 0, 0)
    remove_index(archive)
    with archive.transaction() as connection:
        # A deleted word stays in the index's segments until they are merged.
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    with archive.reading() as connection:
        connection.execute("PRAGMA temp_store = FILE")
        try:
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.execute("PRAGMA temp_store = MEMORY")
    if busy:
        raise LoaError(
            f"another program reads {archive.path}, so deleted text is still in its log: close that "
            "program, then run `loa forget` again to finish"
        )


def _finish_files(archive: Archive, tombstones: Sequence[int]) -> None:
    root = warc_folder(archive.path)
    with archive.reading() as connection:
        names = [row[0] for row in connection.execute("SELECT warc_file FROM tombstone_files")]
    for name in names:
        (root / name).unlink(missing_ok=True)
    at = to_text(archive.clock())
    with archive.transaction() as connection:
        connection.executemany(
            "DELETE FROM tombstone_files WHERE warc_file = ?", [(name,) for name in names]
        )
        connection.executemany(
            "UPDATE tombstones SET finished_at = ? WHERE id = ?", [(at, n) for n in tombstones]
        )
