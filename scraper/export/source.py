"""What an export reads: the articles that filters let through, all of one state of the archive."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.search import Filters, selected

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from scraper.search import Selected
    from scraper.store import Archive
    from scraper.store.flat import Batch


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
            self.read += len(batch)
            if self._tell is not None:
                self._tell(self.read)

    def note(self, sentence: str) -> None:
        """Have the user told something about the result."""
        self.notes.append(sentence)

    @contextmanager
    def facts(self) -> Iterator[sqlite3.Connection]:
        """The connection, to ask it for other facts of the same state; texts come as ``str``."""
        connection = self._selected.reader.connection
        usual, connection.text_factory = connection.text_factory, str
        try:
            yield connection
        finally:
            connection.text_factory = usual

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
    archive: Archive, wanted: Wanted, tell: Callable[[int], None] | None = None
) -> Iterator[Source]:
    """Read what is wanted.

    Args:
        archive: where to read.
        wanted: which articles.
        tell: is told how many articles were handed on, after each batch.

    Raises:
        UsageError: the query makes no sense, or a filter names nothing in the archive.
    """
    with selected(archive, wanted.filters()) as found:
        yield Source(archive, wanted, found, tell)
