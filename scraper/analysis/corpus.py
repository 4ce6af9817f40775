"""The articles of an analysis one by one: out of a frame, or streamed from the archive."""

from __future__ import annotations

from collections.abc import ItemsView, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from scraper.store import Archive

Facet = Literal["portal", "section", "section_path", "authors", "source", "tags", "language"]
FACETS: tuple[Facet, ...] = get_args(Facet)

_SEVERAL = {"authors", "tags"}
"""Columns that hold several values, joined by "; "."""

COLUMNS = (
    "id", "portal", "url", "title", "lead", "body", "published", "section", "section_path",
    "authors", "source", "tags", "language",
)  # fmt: skip
"""What is read of each article; of a frame only ``id`` and ``body`` are needed."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as an analysis reads it.

    Attributes:
        id: its number.
        text: title, lead and body, a line for each paragraph.
        day: of publication, as the portal dates it; None where unknown.
        title: its headline.
        url: its address.
        facets: values by which results are split, by the name of the column.
    """

    id: int
    text: str
    day: date | None = None
    title: str = ""
    url: str = ""
    facets: Mapping[str, str | None] | None = None

    @property
    def language(self) -> str | None:
        """Code of the language, None where unknown."""
        return (self.facets or {}).get("language")

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of a facet: of authors and tags perhaps several, of an empty one ``("",)``."""
        return split(facet, (self.facets or {}).get(facet))


Corpus: TypeAlias = "pd.DataFrame | Iterable[ArticleText]"
"""A frame of :meth:`scraper.store.Archive.articles`, or articles one by one."""


def split(facet: str, value: object) -> tuple[str, ...]:
    """The values in one cell of a column.

    >>> split("authors", "Lê An; Hà My"), split("section", None)
    (('Lê An', 'Hà My'), ('',))
    """
    if not isinstance(value, str) or not value:
        return ("",)
    return tuple(dict.fromkeys(value.split("; "))) if facet in _SEVERAL else (value,)


def require_facet(name: str | None) -> None:
    """Raise for a column by which nothing can be split.

    Raises:
        UsageError: it is none of :data:`FACETS`.
    """
    if name is not None and name not in FACETS:
        raise UsageError(f"{name} is no facet; they are {', '.join(FACETS)}")


def articles_of(corpus: Corpus) -> Iterator[ArticleText]:
    """The articles of a frame or stream, one by one.

    Raises:
        UsageError: a frame without ``id`` or ``body``.
    """
    columns = getattr(corpus, "columns", None)
    if columns is None:
        yield from corpus  # type: ignore[misc]  # no frame
        return
    if missing := {"id", "body"} - set(columns):
        raise UsageError(f"the frame has no column {', '.join(sorted(missing))}")
    names = [name for name in COLUMNS if name in columns]
    for values in zip(*(corpus[name] for name in names), strict=True):  # type: ignore[index]
        yield _article(dict(zip(names, values, strict=True)))


def stream(archive: Archive, query: str = "", **filters: Any) -> Iterator[ArticleText]:
    """Articles of the archive by id, read as they are asked for.

    Args:
        archive: where to read.
        query: as of :meth:`scraper.store.Archive.search`.
        filters: likewise; they are checked at once.

    Raises:
        UsageError: a filter makes no sense.
    """
    rows = archive.rows(query, columns=COLUMNS, **filters)
    return (_article(dict(zip(COLUMNS, row, strict=True))) for row in rows)


def _article(row: Mapping[str, Any]) -> ArticleText:
    parts = (row.get(name) for name in ("title", "lead", "body"))
    return ArticleText(
        id=int(row["id"]),
        text="\n".join(part for part in parts if isinstance(part, str) and part),
        day=day_of(row.get("published")),
        title=_text(row.get("title")) or "",
        url=_text(row.get("url")) or "",
        facets={name: _text(row[name]) for name in FACETS if name in row},
    )


def _text(value: object) -> str | None:
    """A string, or None for what frames use where nothing is known."""
    return value if isinstance(value, str) else None


def day_of(value: Any) -> date | None:
    """The day of publication out of a date, of a frame's moment, or of the archive's text."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    year = getattr(value, "year", None)  # of what frames write for nothing it is no integer
    return date(year, value.month, value.day) if isinstance(year, int) else None


class ArchiveTexts(Mapping[int, str]):
    """Lead and body of the articles that a search would find, by id, read when they are asked for.

    So much of an archive as a function walks over or looks up is in memory, and no more.
    """

    def __init__(self, archive: Archive, query: str = "", **filters: Any) -> None:
        """Remember which articles.

        Args:
            archive: where to read; it must stay open.
            query: as of :meth:`scraper.store.Archive.search`.
            filters: likewise.

        Raises:
            UsageError: a filter makes no sense.
        """
        self._archive = archive
        self._query = query
        self._filters = filters
        self._rows(("id",))

    def __getitem__(self, key: int) -> str:
        with self._archive.reading() as connection:
            row = connection.execute(
                "SELECT lead, body FROM articles WHERE id = ?", (key,)
            ).fetchone()
        if row is None:
            raise KeyError(key)
        return _body(*row)

    def __iter__(self) -> Iterator[int]:
        for (number,) in self._rows(("id",)):
            yield int(str(number))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def items(self) -> ItemsView[int, str]:
        """Ids and texts in one pass, by id."""
        return _StreamedItems(self)

    def streamed(self) -> Iterator[tuple[int, str]]:
        """The same as an iterator."""
        for number, lead, body in self._rows(("id", "lead", "body")):
            yield int(str(number)), _body(lead, body)

    def _rows(self, columns: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
        return self._archive.rows(self._query, columns=columns, **self._filters)


class _StreamedItems(ItemsView[int, str]):
    """Pairs read in one pass instead of one by one."""

    _mapping: ArchiveTexts

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self._mapping.streamed()


def _body(lead: object, body: object) -> str:
    return "\n".join(part for part in (lead, body) if isinstance(part, str) and part)
