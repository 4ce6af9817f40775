"""What a filter lets through, for exports and frames: the ids from whichever index is quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article
from scraper.search import Filters, index, selection, spellings, stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def article(number: int, text: str) -> Article:
    key = f"hue.vn/{number}"
    return Article(f"https://{key}", key, "hue" if number % 2 else "dn", "Bài", text)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db") as opened:
        opened.store(article(n, ("má mạ", "ma", "hoà má")[n % 3]) for n in range(30))
        opened.refresh_index()
        yield opened


def ids(archive: Archive, **filters: str) -> list[object]:
    return [number for (number,) in stream(archive, Filters.of(**filters), ["id"])]


def no_texts(*_: object) -> None:
    raise AssertionError("texts were read")


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"query": "=má"}, [n + 1 for n in range(30) if n % 3 != 1]),
        ({"query": '="hòa má"', "portal": "dn"}, [3, 9, 15, 21, 27]),
        ({"query": "ma -=má", "portal": "hue"}, [2, 8, 14, 20, 26]),
        ({"query": "=mả"}, []),
    ],
)
def test_accents_are_asked_of_the_index_that_has_them(
    archive: Archive,
    filters: dict[str, str],
    wanted: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ids(archive, **filters) == wanted
    with monkeypatch.context() as changed:
        changed.setattr(selection, "_condition", no_texts)
        assert ids(archive, **filters) == wanted
    monkeypatch.setattr(spellings, "ready_index", lambda _archive: None)
    assert ids(archive, **filters) == wanted


def test_spans_of_ids_are_put_together(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ids(archive, query="=má")
    monkeypatch.setattr(selection, "_condition", no_texts)
    monkeypatch.setattr("scraper.search.tantivy_search._SPAN", 7)
    assert ids(archive, query="=má") == whole


def test_an_index_that_is_behind_what_is_read_is_not_asked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind(asked: Archive) -> index.TantivyIndex | None:
        found = index.ready_index(asked)
        archive.store([article(1, "không"), article(40, "má")])
        return found

    monkeypatch.setattr(spellings, "ready_index", behind)
    assert {2, 31} & set(ids(archive, query="=má")) == {31}


def test_a_damaged_index_is_not_missed(archive: Archive, tmp_path: Path) -> None:
    whole = ids(archive, query="=má")
    index._OPEN.clear()
    for file in (tmp_path / "news.db.tantivy").rglob("*.idx"):
        file.write_bytes(b"")
    for _ in range(2):
        assert ids(archive, query="=má") == whole
