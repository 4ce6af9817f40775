"""The archive: one SQLite file with every article of every portal, and the state of the crawls.

>>> import tempfile; from pathlib import Path
>>> with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "news.db") as archive:
...     archive.status()
[]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store import coverage, crawls
from scraper.store.frontier import Frontier
from scraper.store.reading import ReadableArchive
from scraper.store.times import to_text
from scraper.store.writing import WritableArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    import pandas as pd
    import pyarrow as pa

    from scraper.search import Order, SearchResults
    from scraper.store.crawls import Outcome
    from scraper.store.records import Observation, Symptom


class Archive(ReadableArchive, WritableArchive):
    """The archive at ``path``, created when missing.

    Usable from several threads (one at a time), and by several programs at once: readers are never
    blocked, writers wait for each other.

    The methods here hand the archive on to other rooms, most of them below this one, which are
    imported where they are used. The others stand in :class:`ReadableArchive` and
    :class:`WritableArchive`.

    Args:
        path: the SQLite file.
        readonly: open an existing archive without ever writing to it.
        timeout: seconds to wait for another program's lock.
        cache: KiB of the file's pages that are kept in memory at most.
        clock: where the present moment comes from (aware datetimes).

    Raises:
        LoaError: see :func:`scraper.store.connection.connect`.
    """

    # --- crawls --------------------------------------------------------------------------------

    def frontier(self, portal: str) -> Frontier:
        """The frontier of ``portal`` for one crawl."""
        return Frontier(self, portal)

    def finish_crawl(
        self,
        crawl_id: int,
        outcome: Outcome,
        counts: Mapping[str, int],
        seen: Observation | None = None,
        symptoms: Sequence[Symptom] = (),
    ) -> None:
        """Note how a crawl ended, and index what it brought. One without an end was killed.

        Args:
            crawl_id: what :meth:`begin_crawl` gave.
            outcome: how it ended.
            counts: what it did.
            seen: what it saw of the portal's design; its fields are counted already.
            symptoms: what is wrong by that.

        Raises:
            LoaError: there is no such crawl.
        """
        with self.transaction() as connection:
            at = to_text(self.clock())
            crawls.finish(connection, crawl_id, outcome, counts, symptoms, at)
            if seen is not None:
                coverage.keep(connection, crawl_id, seen)
        from scraper.search.fts5_index import refresh_if_possible  # noqa: PLC0415

        refresh_if_possible(self)

    def index_by_batches(self) -> None:
        """Index what a crawl has brought so far, when it is enough for a batch.

        Raises:
            LoaError: the disk is full.
        """
        from scraper.search.fts5_index import refresh_by_batches  # noqa: PLC0415

        refresh_by_batches(self)

    # --- search --------------------------------------------------------------------------------

    def search(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        order: Order | None = None,
        limit: int = 20,
        offset: int = 0,
        point: str | None = None,
    ) -> SearchResults:
        """Search the archive; an empty query finds everything that the filters let through.

        Args:
            query: words, "phrases", AND OR NOT NEAR, prefix*, ="exact accents", fields; see
                docs/search.md.
            portal: name or names.
            section: a section's name at any level, or a path "A / B"; accents and case are free.
            author: an author's name or words of it in order; accents and case are free.
            since: first day, a date or "2024", "2024-05", "2024-05-17", "17/05/2024".
            until: last day, likewise.
            order: ``ranked`` or ``newest``; ranked when there are words to rank by.
            limit: hits per page, 0 to 1000.
            offset: hits to skip.
            point: of an earlier answer (``SearchResults.point``): articles that were stored since
                are left out, so that pages do not move.

        Raises:
            UsageError: the query or a filter makes no sense.
        """
        from scraper.search import Filters, search  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return search(self, filters, order=order, limit=limit, offset=offset, point=point)

    def rows(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
    ) -> Iterator[tuple[object, ...]]:
        """Rows of ``articles_flat`` in the order of their ids, one at a time, for exports.

        The filters are those of :meth:`search`; they are checked at once, not at the first row.
        ``columns`` are names of ``articles_flat``, all of them when None.
        """
        from scraper.search import Filters, stream  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return stream(self, filters, columns)

    def articles(
        self,
        query: str | None = None,
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
        processes: int | None = None,
    ) -> pd.DataFrame:
        """The articles as a frame with typed columns; see :mod:`scraper.analysis.frames`.

        The filters are those of :meth:`search`; ``columns`` are names of ``articles_flat`` or
        ``published_at``, all of ``articles_flat`` when None. Many are read by several processes, all
        of one state: at most ``processes``, by the number of processors when None.
        """
        from scraper.analysis.frames import articles_frame  # noqa: PLC0415
        from scraper.search import Filters  # noqa: PLC0415

        filters = Filters.of(query or "", portal, section, author, since, until)
        return articles_frame(self, filters, columns, processes)

    def revisions(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """All revisions of the articles as a frame; see :mod:`scraper.analysis.frames_revisions`.

        The filters choose articles and are those of :meth:`search`. ``columns`` may ask for the title,
        lead, body, ``published``, ``section_path`` and ``authors`` of each revision.
        """
        from scraper.analysis.frames_revisions import revisions_frame  # noqa: PLC0415
        from scraper.search import Filters  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return revisions_frame(self, filters, columns)

    def arrow(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
        processes: int | None = None,
    ) -> pa.Table:
        """The articles as an Arrow table; see :meth:`articles` and :mod:`scraper.analysis.arrow`.

        The filters are those of :meth:`search`.
        """
        from scraper.analysis.arrow import articles_table  # noqa: PLC0415
        from scraper.search import Filters  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return articles_table(self, filters, columns, processes)

    def arrow_reader(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        section: str | None = None,
        author: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        columns: Sequence[str] | None = None,
        processes: int | None = None,
    ) -> pa.RecordBatchReader:
        """The articles as a stream of Arrow's record batches, for what is larger than memory.

        Arguments are those of :meth:`articles`, filters those of :meth:`search`.
        """
        from scraper.analysis.arrow import articles_reader  # noqa: PLC0415
        from scraper.search import Filters  # noqa: PLC0415

        filters = Filters.of(query, portal, section, author, since, until)
        return articles_reader(self, filters, columns, processes)

    def people(
        self,
        query: str = "",
        *,
        portal: str | Iterable[str] | None = None,
        kind: str | Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """The people and offices of bylines as a frame; see :mod:`scraper.analysis.people`.

        Args:
            query: words of the name; accents and case are free.
            portal: count only articles of these portals.
            kind: count only bylines of these kinds: ``author``, ``photographer``, ``source``,
                ``organisation``.

        Raises:
            UsageError: the query has no letters.
        """
        from scraper.analysis.people import people_frame  # noqa: PLC0415

        return people_frame(self, query, portals=_several(portal), kinds=_several(kind))

    def refresh_index(self, tell: Callable[[int, int], None] | None = None) -> int:
        """Bring the full-text index up to date; returns the number of articles indexed.

        Args:
            tell: told how many articles are indexed beside the archive so far, and of how many.
        """
        from scraper.search import refresh  # noqa: PLC0415

        return refresh(self, tell=tell)


def _several(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)
