"""What an export reads: the articles that filters let through, all of one state of the archive."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from scraper.search import Filters, Selected
    from scraper.store import Archive
    from scraper.store.flat import Batch
    from scraper.store.parallel_child import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles, in the words of the user; see :meth:`scraper.store.Archive.search`."""

    query: str = ""
    portal: str | tuple[str, ...] | None = None
    section: str | None = None
    author: str | None = None
    since: date | str | None = None
    until: date | str | None = None

    def filters(self) -> Filters:
        """Them parsed.

        Raises:
            UsageError: the query or a date cannot be understood.
        """
        # Only here: a process that makes lines of batches should not wait for the search.
        from scraper.search import Filters  # noqa: PLC0415

        return Filters.of(
            self.query, self.portal, self.section, self.author, self.since, self.until
        )

    def described(self) -> dict[str, str]:
        """The filters that are set, by name."""
        portals = (self.portal,) if isinstance(self.portal, str) else self.portal
        return {
            name: str(value)
            for name, value in (
                ("query", self.query),
                ("portal", ", ".join(portals or ())),
                ("section", self.section),
                ("author", self.author),
                ("since", self.since),
                ("until", self.until),
            )
            if value
        }


@dataclass(slots=True)
class Source:
    """The stream of rows that every format is written from.

    Attributes:
        archive: where they stand.
        wanted: what was asked for.
        read: number of articles that were handed on so far.
        notes: what the user should know of the result, a sentence each.
    """

    archive: Archive
    wanted: Wanted
    _selected: Selected
    _tell: Callable[[int], None] | None
    _processes: int | None
    read: int = field(default=0, init=False)
    notes: list[str] = field(default_factory=list, init=False)

    def batches(
        self,
        columns: Sequence[str],
        also: str = "1",
        values: Sequence[object] = (),
        size: int | None = None,
    ) -> Iterator[Batch]:
        """The articles by id; see :meth:`scraper.search.Selected.batches`."""
        for batch in self._selected.batches(columns, also, values, size):
            yield batch
            self._count(len(batch))

    def pieces(self, work: Work, columns: Sequence[str]) -> Iterator[bytes | memoryview]:
        """What ``work`` makes of the articles, by id, in as many processes as pay.

        Args:
            work: a function of a module, which is called in each process.
            columns: for ``work``.
        """
        with self._selected.in_parallel(work, columns, self._processes) as found:
            pieces = work(self._selected.batches, columns) if found is None else found
            for rows, piece in pieces:
                yield piece
                self._count(rows)

    def _count(self, rows: int) -> None:
        self.read += rows
        if self._tell is not None:
            self._tell(self.read)

    def note(self, sentence: str) -> None:
        """Have the user told something about the result."""
        self.notes.append(sentence)

    def facts(self) -> AbstractContextManager[sqlite3.Connection]:
        """See :meth:`scraper.search.Selected.facts`."""
        return self._selected.facts()

    @property
    def condition(self) -> tuple[str, Sequence[object]]:
        """SQL on ``articles AS a`` for the articles of this export, with its parameters."""
        return self._selected.where, self._selected.parameters

    def portal_titles(self) -> Mapping[str, str]:
        """What the portals call themselves, their name where that is unknown."""
        with self.facts() as db:
            return dict(db.execute("SELECT name, ifnull(title, name) FROM portals").fetchall())


@contextmanager
def source(
    archive: Archive,
    wanted: Wanted,
    tell: Callable[[int], None] | None = None,
    processes: int | None = None,
) -> Iterator[Source]:
    """Read what is wanted.

    Args:
        archive: where to read.
        wanted: which articles.
        tell: is told how many articles were handed on, after each batch.
        processes: how many read at most, by the number of processors when None.

    Raises:
        UsageError: the query makes no sense, or a filter names nothing in the archive.
    """
    from scraper.search import selected  # noqa: PLC0415

    with selected(archive, wanted.filters()) as found:
        yield Source(archive, wanted, found, tell, processes)
