"""Exports: what stands in the file is what stands in the archive, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scraper import Archive, Article, Byline, LoaError
from scraper.export import FORMATS, write_csv, write_jsonl
from scraper.store import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARD = 'Một "dòng"\n\nhai, ba; \t=1+1\r\nbốn'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db") as opened:
        opened.store(
            [
                Article("https://a.vn/1", "a.vn:1", "a", "=SUM(A1)", HARD, bylines=(Byline("An"),)),
                Article("https://a.vn/2", "a.vn:2", "a", "Hai", "Thân", lead=" , "),
            ]
        )
        yield opened


def test_csv_is_read_back_as_it_is(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "out" / "news.csv"
    assert write_csv(archive.rows(), path) == 2
    data = path.read_bytes()
    assert data.startswith(b"id,portal,url,title,")
    assert data.split(b"\r\n")[0].decode().split(",") == FLAT_COLUMNS
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    expected = [
        {
            name: "" if value is None else str(value)
            for name, value in zip(FLAT_COLUMNS, row, strict=True)
        }
        for row in archive.rows()
    ]
    assert rows == expected
    assert (rows[0]["title"], rows[0]["body"]) == ("=SUM(A1)", HARD)
    frame = pd.read_csv(path, lineterminator=None)
    assert frame["title"].tolist() == ["=SUM(A1)", "Hai"]
    write_csv(archive.rows(), path)
    assert path.read_bytes() == data


def test_excel_gets_its_mark(archive: Archive, tmp_path: Path) -> None:
    write_csv(archive.rows(), tmp_path / "x.csv", bom=True)
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_streams_and_standard_output(
    archive: Archive, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    stream = io.StringIO(newline="")
    assert write_csv(archive.rows(columns=["id"]), stream, columns=["id"]) == 2
    assert stream.getvalue() == "id\r\n1\r\n2\r\n"
    write_csv(archive.rows(columns=["title"]), "-", columns=["title"])
    write_jsonl(archive.rows(columns=["id"]), "-", columns=["id"])
    assert capfdbinary.readouterr().out == b'title\r\n=SUM(A1)\r\nHai\r\n{"id": 1}\n{"id": 2}\n'


def test_json_lines(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    assert FORMATS["jsonl"].write(archive.rows(), path) == 2
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [tuple(row.values()) for row in rows] == list(archive.rows())
    assert list(rows[0]) == FLAT_COLUMNS


@pytest.mark.parametrize("name", FORMATS)
def test_a_failed_export_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / "news.out"
    path.write_text("old")

    def rows() -> Iterator[tuple[object, ...]]:
        yield ("1",) * len(FLAT_COLUMNS)
        raise LoaError("in the middle")

    with pytest.raises(LoaError, match="in the middle"):
        FORMATS[name].write(rows(), path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["news.out"]


def test_a_full_disk_and_wrong_places_are_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(LoaError, match="is a directory"):
        write_csv(archive.rows(), tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(LoaError, match="could not be written"):
        write_csv(archive.rows(), tmp_path / "file" / "news.csv")

    def full() -> Iterator[tuple[object, ...]]:
        yield ("1",) * len(FLAT_COLUMNS)
        raise OSError(28, "No space left on device")

    with pytest.raises(LoaError, match="No space left on device; nothing was left behind"):
        write_csv(full(), tmp_path / "x.csv")
    assert not list(tmp_path.glob("*x.csv*"))


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows(count: int) -> Iterator[tuple[object, ...]]:
        return ((number, "chữ " * 1000) for number in range(count))

    peaks = []
    for count in (50, 2000):
        tracemalloc.start()
        write_csv(rows(count), tmp_path / "x.csv", columns=["id", "body"])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000
