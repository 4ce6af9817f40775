"""Searches, exports and writes that take turns on one archive object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT = 450  # rows are read in batches, so that a cursor is still open after the first ones


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db") as opened:
        opened.store(_article(number) for number in range(COUNT))
        opened.refresh_index()
        yield opened


def _article(number: int) -> Article:
    return Article(f"https://a.vn/{number}", f"a.vn:{number}", "a", f"Tin {number}", "người dân")


def _undone(archive: Archive) -> None:
    def fails() -> None:
        with archive.transaction() as db:
            db.execute("UPDATE articles SET title = 'x'")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()


@pytest.mark.parametrize("query", ["", "dân", "=dân"])
@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda archive: archive.refresh_index(),
        _undone,
    ],
    ids=["refresh", "undone"],
)
def test_an_export_goes_on_whatever_happens_beside_it(
    archive: Archive, query: str, meanwhile: Callable[[Archive], object]
) -> None:
    rows = archive.rows(query, columns=["id", "title"])
    first = next(rows)
    meanwhile(archive)
    read = [first, *rows]
    assert [number for number, _ in read] == list(range(1, COUNT + 1))
    assert read[-1] == (COUNT, f"Tin {COUNT - 1}")


def test_pages_by_rank_show_every_article_once(archive: Archive) -> None:
    pages = [archive.search("dân", limit=100, offset=at).hits for at in range(0, COUNT, 100)]
    assert archive.search("dân").order == "ranked"
    assert sorted(hit.id for page in pages for hit in page) == list(range(1, COUNT + 1))
