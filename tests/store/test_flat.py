"""Batches of columns hold what the view ``articles_flat`` shows, row for row."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article, Byline, LoaError, PublishedAt
from scraper.store import FLAT_COLUMNS, flat
from scraper.store.flat import flat_reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TWO = (Byline("An", "Phóng viên"), Byline("Báo Huế", None, "source"), Byline("Bình"))
NO_ROLE = (Byline("An"), Byline("Bình; Cường"))
BYLINES = (
    (),
    (Byline("An", "Trưởng phòng"),),
    TWO,
    NO_ROLE,
    (Byline("Ảnh", None, "photographer"),),
)
TAGS = ((), ("lũ lụt",), ("a", "b"), ('"ngoặc", "kép"', "gạch \\ chéo"), ('","',), ("", ""))


def made(number: int) -> Article:
    return Article(
        f"https://a.vn/{number}", f"a.vn/{number}", "a", f"Tin {number}", "Thân\n\nbài" * number,
        lead="Mở đầu" if number % 3 else None,
        published=PublishedAt(date(2024, 1, 1 + number % 28), "day") if number % 2 else None,
        section=(("Tin tức", "Văn hóa"), (), ("Tin tức",))[number % 3],
        bylines=BYLINES[number % len(BYLINES)], tags=TAGS[number % len(TAGS)],
    )  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db") as opened:
        opened.store(made(number) for number in range(60))
        yield opened


@pytest.mark.parametrize(("rows", "size"), [(1000, 10**6), (7, 10**6), (1000, 1)])
@pytest.mark.parametrize("where", ["1", "a.id IN (1, 30, 31, 60)", "a.id > 50", "0"])
def test_batches_hold_what_the_view_shows(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, rows: int, size: int, where: str
) -> None:
    monkeypatch.setattr(flat, "ROWS", rows)
    monkeypatch.setattr(flat, "SIZE", size)
    with archive.reading() as db:
        sql = f"SELECT * FROM articles_flat AS a WHERE {where} ORDER BY id"
        expected = db.execute(sql).fetchall()
    with flat_reader(archive.path) as reader:
        batches = list(reader.batches(FLAT_COLUMNS, where))
    assert [row for batch in batches for row in batch.rows()] == expected
    assert all(len(batch) <= rows for batch in batches)
    assert list(archive.rows()) == expected or where != "1"


def test_what_the_view_has_not(archive: Archive) -> None:
    with flat_reader(archive.path) as reader:
        (batch,) = reader.batches(flat.EXTRA_COLUMNS, "a.id = 3")
    columns = dict(zip(batch.columns, next(iter(batch.rows())), strict=True))
    assert columns["key"] == "a.vn/2"
    assert columns["payload_sha256"] is None
    assert json.loads(str(columns["bylines"])) == [
        {"name": b.name, "role": b.role, "kind": b.kind} for b in TWO
    ]
    seen = datetime.fromisoformat(str(columns["seen_at"]))
    assert seen == archive.history(3)[-1].seen_at
    assert seen.tzinfo == UTC


def test_a_reader_sees_one_state_of_the_archive(archive: Archive) -> None:
    with flat_reader(archive.path) as reader:
        archive.store([made(60)])
        assert sum(len(batch) for batch in reader.batches(["id"])) == 60
    with flat_reader(archive.path) as reader:
        assert sum(len(batch) for batch in reader.batches(["id"])) == 61


def test_there_must_be_an_archive(tmp_path: Path) -> None:
    with pytest.raises(LoaError, match="no archive"), flat_reader(tmp_path / "news.db"):
        pass
