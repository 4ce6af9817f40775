"""The archive: one SQLite file with articles, their history, and the frontier of the crawl."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from scraper.errors import LoaError
from scraper.portals import canonical_url
from scraper.store.clock import utc
from scraper.store.filters import Filters, in_section
from scraper.store.frontier import Frontier
from scraper.store.opening import explained, open_archive
from scraper.store.reading import PortalStatus, StoredArticle, read_article
from scraper.store.writing import Writer, dumps

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from scraper.model import Article
    from scraper.portals import Profile
    from scraper.store.records import PageRecord, Stored

Outcome = Literal["done", "interrupted", "failed", "limited"]

COVERED = ("title", "published", "section", "authors", "body", "lead")
"""The fields whose coverage is reported."""


class Store:
    """An archive file, open for reading and, unless ``readonly``, for writing.

    Readers (this class, Datasette, pandas) work while another process writes; they see a page's
    article, its people and its address in the frontier together or not at all.

    Args:
        path: the file; it and its folder are created when missing.
        readonly: open without the right to write.
        timeout: seconds to wait for another writer.

    Raises:
        ArchiveError: the file cannot be opened; the message says why and what to do.
    """

    def __init__(
        self, path: str | Path = "data/news.db", *, readonly: bool = False, timeout: float = 10.0
    ) -> None:
        self.path = Path(path)
        self.readonly = readonly
        self.db = open_archive(self.path, readonly=readonly, timeout=timeout)
        self.db.create_function("loa_in_section", 2, in_section, deterministic=True)
        self._writer = Writer(self.db)
        self._frontiers: list[Frontier] = []

    def close(self) -> None:
        """Close the file; the archive cannot be used any more."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """A transaction: all that happens inside is stored together, or nothing of it.

        Raises:
            ArchiveError: locked, full or read-only; what was stored before is untouched.
        """
        with explained(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self.db.execute("COMMIT")
            except BaseException:
                self._writer.forget()
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def add_portal(self, profile: Profile) -> None:
        """Make the portal known, or bring what is known about it up to date."""
        with self.write():
            self.db.execute(
                "INSERT INTO portals (name, title, home, family, language, timezone, hosts, added) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "title = excluded.title, home = excluded.home, family = excluded.family, "
                "language = excluded.language, timezone = excluded.timezone, hosts = excluded.hosts",
                (
                    profile.name, profile.title, profile.home, profile.family, profile.language,
                    profile.timezone, dumps(list(profile.hosts)), utc(),
                ),
            )  # fmt: skip

    def store(self, articles: Iterable[Article], *, profile: Profile | None = None) -> list[Stored]:
        """Store articles that did not come from a crawl, in one transaction.

        Args:
            articles: their portals are made known, with the given profile or by name alone.
            profile: the profile of all of them.
        """
        seen = utc()
        zone = profile.timezone if profile else "Asia/Ho_Chi_Minh"
        stored: list[Stored] = []
        with self.write() as writer:
            for article in articles:
                self.db.execute(
                    "INSERT OR IGNORE INTO portals (name, timezone, added) VALUES (?, ?, ?)",
                    (article.portal, zone, seen),
                )
                stored.append(writer.article(article, article.portal, seen, None, None))
        return stored

    def begin_crawl(self, portal: str, options: Mapping[str, object]) -> int:
        """Note that a crawl begins; returns its id."""
        with self.write():
            cursor = self.db.execute(
                "INSERT INTO crawls (portal, started, options) VALUES (?, ?, ?)",
                (portal, utc(), dumps(dict(options))),
            )
        return cursor.lastrowid or 0

    def finish_crawl(self, crawl_id: int, outcome: Outcome, counts: Mapping[str, int]) -> None:
        """Note how a crawl ended."""
        with self.write():
            self.db.execute(
                "UPDATE crawls SET finished = ?, outcome = ?, counts = ? WHERE id = ?",
                (utc(), outcome, dumps(dict(counts)), crawl_id),
            )

    def frontier(self, portal: str) -> Frontier:
        """The portal's frontier, for one crawl."""
        frontier = Frontier(self, portal)
        self._frontiers.append(frontier)
        return frontier

    def known_keys(self, portal: str, keys: Collection[str]) -> set[str]:
        """Those of ``keys`` under which an article is stored."""
        known: set[str] = set()
        wanted = list(keys)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self.db.execute(
                f"SELECT key FROM articles WHERE portal = ? AND key IN ({marks})",  # noqa: S608
                (portal, *part),
            )
            known.update(row["key"] for row in rows)
        return known

    def record(
        self, pages: Sequence[PageRecord], *, portal: str, crawl_id: int | None
    ) -> list[Stored]:
        """Store the outcomes of requests in one transaction: see :class:`PageRecord`.

        Raises:
            ArchiveError: nothing of the batch was stored.
        """
        with self.write() as writer:
            stored = [writer.page(page, portal, crawl_id) for page in pages]
        for frontier in self._frontiers:
            frontier.returned(page.task.url for page in pages)
        return stored

    def get(self, id_or_url: int | str) -> StoredArticle:
        """The article with this id, or at this address (any that it was met under).

        Raises:
            LoaError: there is none.
        """
        text = str(id_or_url).strip()
        if text.isdecimal() and len(text) < 19:
            condition = "a.id = ?"
            parameters: list[object] = [int(text)]
        else:
            url = self._known_url(text)
            condition = (
                "a.id = coalesce((SELECT min(x.id) FROM articles x JOIN links l ON l.portal = x.portal "
                "AND l.key = x.key WHERE l.url = ?), (SELECT min(id) FROM articles WHERE url = ?))"
            )
            parameters = [url, url]
        with explained(self.path):
            row = self.db.execute(
                "SELECT a.*, s.path, p.timezone FROM articles a JOIN portals p ON p.name = a.portal "
                f"LEFT JOIN sections s ON s.id = a.section_id WHERE {condition}",
                parameters,
            ).fetchone()
        if row is None:
            raise LoaError(
                f"there is no article {id_or_url} in {self.path}; `loa search` lists articles with their ids"
            )
        return read_article(self.db, row)

    def _known_url(self, text: str) -> str:
        try:
            return canonical_url(text)
        except ValueError:
            raise LoaError(f"{text!r} is neither an article's id nor its address") from None

    def rows(self, filters: Filters | None = None) -> Iterator[sqlite3.Row]:
        """Rows of ``articles_flat`` in the order of their ids, streamed."""
        where, parameters = (filters or Filters()).where()
        with explained(self.path):
            yield from self.db.execute(
                f"SELECT f.* FROM articles_flat f WHERE {where} ORDER BY f.id",  # noqa: S608
                parameters,
            )

    def count(self, filters: Filters | None = None) -> int:
        """How many articles ``filters`` let through."""
        where, parameters = (filters or Filters()).where()
        with explained(self.path):
            (count,) = self.db.execute(
                f"SELECT count(*) FROM articles_flat f WHERE {where}",  # noqa: S608
                parameters,
            ).fetchone()
        return int(count)

    def sections(self, portal: str | None = None) -> list[tuple[str, int, str | None, str | None]]:
        """Per section: path, number of articles, first and last date of publication."""
        rows = self.db.execute(
            "SELECT coalesce(s.path, '') AS path, count(*), min(a.published), max(a.published) "
            "FROM articles a LEFT JOIN sections s ON s.id = a.section_id "
            "WHERE ?1 IS NULL OR a.portal = ?1 GROUP BY 1 ORDER BY 2 DESC, 1",
            (portal,),
        )
        return [tuple(row) for row in rows]

    def coverage(self, portal: str | None = None) -> dict[str, float]:
        """Field to the share (0..1) of articles that have it."""
        sums = ", ".join(f"sum({name} IS NOT NULL AND {name} <> '')" for name in COVERED)
        row = self.db.execute(
            f"SELECT count(*), {sums} FROM articles_flat WHERE ?1 IS NULL OR portal = ?1",  # noqa: S608
            (portal,),
        ).fetchone()
        total = row[0]
        return {name: (row[n] or 0) / total for n, name in enumerate(COVERED, 1)} if total else {}

    def status(self) -> list[PortalStatus]:
        """The state of every portal, by name."""
        with explained(self.path):
            portals = self.db.execute("SELECT name, title FROM portals ORDER BY name").fetchall()
            return [self._status(row["name"], row["title"]) for row in portals]

    def _status(self, portal: str, title: str) -> PortalStatus:
        articles, gone, first, last = self.db.execute(
            "SELECT count(*), count(gone), min(published), max(published) FROM articles WHERE portal = ?",
            (portal,),
        ).fetchone()
        states: dict[str, int] = {}
        reasons: dict[str, dict[str, int]] = {"refused": {}, "failed": {}}
        for state, reason, count in self.db.execute(
            "SELECT state, reason, count(*) FROM frontier WHERE portal = ? GROUP BY state, reason",
            (portal,),
        ):
            states[state] = states.get(state, 0) + count
            if state in reasons:
                reasons[state][reason or "unknown"] = count
        crawl = self.db.execute(
            "SELECT started, outcome FROM crawls WHERE portal = ? ORDER BY id DESC LIMIT 1",
            (portal,),
        ).fetchone()
        return PortalStatus(
            portal=portal,
            title=title,
            articles=articles,
            gone=gone,
            waiting=states.get("waiting", 0),
            done=states.get("done", 0),
            failed=states.get("failed", 0),
            refused=reasons["refused"],
            errors=reasons["failed"],
            first_published=first,
            last_published=last,
            last_crawl=crawl["started"] if crawl else None,
            last_outcome=crawl["outcome"] if crawl else None,
        )
