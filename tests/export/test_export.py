"""Exports: what stands in the file is what stands in the archive, whole or not at all."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import tempfile
import threading
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from scraper import Archive, Article, LoaError
from scraper.analysis import record_batches
from scraper.errors import UsageError
from scraper.export import FILES, FORMATS, Options, Wanted, export, parquet, sink
from scraper.store import FLAT_COLUMNS, flat, parallel
from scraper.store.flat import Batch, FlatReader

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = [*((name, Options()) for name in FORMATS), ("parquet", Options(partition=True))]
ids = [f"{name}{'-parted' if options.partition else ''}" for name, options in EVERY]


def contents(path: Path) -> dict[str, bytes]:
    files = path.rglob("*") if path.is_dir() else [path]
    return {str(f.relative_to(path)): f.read_bytes() for f in files if f.is_file()}


def expected(archive: Archive) -> list[tuple[object, ...]]:
    with archive.reading() as db:
        return db.execute("SELECT * FROM articles_flat ORDER BY id").fetchall()


def test_csv_is_what_the_csv_module_writes_and_reads_strictly(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "news.csv"
    assert export(archive, "csv", path).articles == 4
    rows = expected(archive)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([FLAT_COLUMNS, *rows])
    assert path.read_bytes() == text.getvalue().encode()
    with path.open(encoding="utf-8", newline="") as stream:
        head, *read = csv.reader(stream, strict=True)
    assert head == FLAT_COLUMNS
    assert read == [["" if value is None else str(value) for value in row] for row in rows]
    frame = pd.read_csv(path, keep_default_na=False, dtype=str)
    assert frame.to_numpy().tolist() == read


@pytest.mark.parametrize(
    "columns",
    [["body", "id"], ["id", "body"], ["id", "body", "tags"], ["title", "gone"], ["tags", "lead"]],
)
def test_every_order_of_columns_is_that_of_the_csv_module(columns: list[str]) -> None:
    from scraper.export.csv import as_csv

    texts = [None, b"", b"a", b'"', b"a,b", b"\n", b"a\rb", b" ", b"'", "đ\u2028".encode()]
    made = {name: range(10) if name == "id" else texts for name in columns}
    text = io.StringIO(newline="")
    batch = Batch(made)
    csv.writer(text).writerows(batch.rows())
    assert as_csv(batch) == text.getvalue().encode()


def test_a_single_empty_column_is_no_empty_line() -> None:
    from scraper.export.csv import as_csv

    assert as_csv(Batch({"lead": [None, b"a", b""]})) == b'""\r\na\r\n""\r\n'


def test_json_lines(archive: Archive, tmp_path: Path) -> None:
    export(archive, "jsonl", tmp_path / "news.jsonl")
    lines = (tmp_path / "news.jsonl").read_bytes().split(b"\n")
    read = [json.loads(line) for line in lines[:-1]]
    assert [tuple(row.values()) for row in read] == expected(archive)
    assert list(read[0]) == FLAT_COLUMNS
    assert lines[-1] == b""


def test_excel_gets_its_mark(archive: Archive, tmp_path: Path) -> None:
    export(archive, "csv", tmp_path / "x.csv", options=Options(bom=True))
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize(("name", "options"), EVERY, ids=ids)
def test_the_same_archive_gives_the_same_bytes(
    archive: Archive, tmp_path: Path, name: str, options: Options
) -> None:
    for place in ("first", "second"):
        assert export(archive, name, tmp_path / place, options=options).articles == 4
    first = contents(tmp_path / "first")
    assert first == contents(tmp_path / "second")
    assert all(first.values())


@pytest.mark.parametrize(("name", "options"), EVERY, ids=ids)
def test_filters_are_those_of_the_search(
    archive: Archive, tmp_path: Path, name: str, options: Options
) -> None:
    wanted = Wanted(query="nguoi dan", until="1900")
    assert export(archive, name, tmp_path / "x", wanted, options).articles == 1
    with pytest.raises(UsageError, match="no portal nowhere"):
        export(archive, name, tmp_path / "y", Wanted(portal="nowhere"), options)
    assert not (tmp_path / "y").exists()


@pytest.mark.parametrize("name", FILES)
def test_a_file_goes_to_any_stream_of_bytes(archive: Archive, tmp_path: Path, name: str) -> None:
    class OneWay(io.RawIOBase):
        """A stream that cannot go back, as a download is."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    stream: Any = OneWay()
    export(archive, name, stream)
    export(archive, name, tmp_path / "x")
    assert not stream.closed
    assert stream.data == (tmp_path / "x").read_bytes()


def test_standard_output(archive: Archive, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    export(archive, "csv", "-", Wanted(portal="a"))
    assert capfdbinary.readouterr().out.startswith(b"id,portal,url")


@pytest.mark.parametrize(("name", "options"), EVERY, ids=ids)
def test_a_failed_export_leaves_what_was_there(
    archive: Archive, tmp_path: Path, name: str, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = FlatReader.batches

    def broken(self: FlatReader, *args: Any, **kwargs: Any) -> Iterator[Batch]:
        yield from original(self, *args, **kwargs)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FlatReader, "batches", broken)
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "news"
    if not FORMATS[name].is_folder and not options.partition:
        path.write_text("old")
    with pytest.raises(LoaError, match="No space left on device; nothing was left behind"):
        export(archive, name, path, options=options)
    assert [file.name for file in folder.iterdir()] == (["news"] if path.is_file() else [])
    assert not path.exists() or path.read_text() == "old"


@pytest.mark.parametrize("name", FORMATS)
def test_a_disk_that_fills_while_it_is_written(
    archive: Archive, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, data: Any, /) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(sink, "_open", lambda descriptor: Full(descriptor, "wb"))
    if FORMATS[name].is_folder:
        monkeypatch.setattr(Path, "open", lambda path, mode: Full(path, "wb"))
    with pytest.raises(LoaError, match="left behind: make room, or give a path on another disk"):
        export(archive, name, tmp_path / "out" / "x")
    gc.collect()
    assert not list((tmp_path / "out").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_wrong_places_are_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(LoaError, match="is a directory"):
        export(archive, "csv", tmp_path)
    (tmp_path / "file").touch()
    for name in ("csv", "corpus"):
        with pytest.raises(LoaError, match="could not be written"):
            export(archive, name, tmp_path / "file" / "news")
        with pytest.raises(UsageError if name == "corpus" else LoaError):
            export(archive, name, tmp_path)
    with pytest.raises(UsageError, match="exists already: remove it"):
        export(archive, "corpus", tmp_path / "file")
    for target in ("-", io.BytesIO()):
        with pytest.raises(UsageError, match="give the path of a new folder"):
            export(archive, "datapackage", target)
    (tmp_path / "empty").mkdir()
    assert export(archive, "corpus", tmp_path / "empty").articles == 4


def test_what_a_format_has_not_is_said(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format xls; they are csv, jsonl, parquet, xlsx"):
        export(archive, "xls", tmp_path / "x")
    with pytest.raises(UsageError, match="xlsx has no byte order mark; csv, jsonl may"):
        export(archive, "xlsx", tmp_path / "x", options=Options(bom=True))
    with pytest.raises(UsageError, match="csv cannot be parted by portal and year; parquet can"):
        export(archive, "csv", tmp_path / "x", options=Options(partition=True))
    assert not (tmp_path / "x").exists()


def test_all_of_an_export_is_one_state_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    def write_beside(count: int) -> None:
        if count == 4:
            archive.store([Article("https://a.vn/9", "a.vn/9", "a", "Neu", "x")])

    made = export(archive, "datapackage", tmp_path / "x", tell=write_beside)
    assert made.articles == 4
    assert "4 articles of 2 portals" in (tmp_path / "x" / "DATASHEET.md").read_text("utf-8")
    assert export(archive, "csv", tmp_path / "y").articles == 5


def test_files_and_folders_may_be_read_by_whom_the_umask_lets(
    archive: Archive, tmp_path: Path
) -> None:
    export(archive, "csv", tmp_path / "x")
    export(archive, "corpus", tmp_path / "y")
    usual = 0o777 & ~sink._umask()
    assert (tmp_path / "x").stat().st_mode & 0o777 == usual & 0o666
    assert (tmp_path / "y").stat().st_mode & 0o777 == usual


@pytest.mark.parametrize("name", [name for name in FILES if name != "xlsx"])
def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat, "ROWS", 50)
    monkeypatch.setattr(parquet, "GROUP", 200_000)
    monkeypatch.setattr(record_batches, "SIZE", 200_000)
    peaks = []
    for count in (100, 1000):
        with Archive(tmp_path / f"{count}.db") as archive:
            archive.store(
                Article(f"https://a.vn/{n}", f"a.vn/{n}", "a", "Tin", f"chữ {n} " * 500)
                for n in range(count)
            )
            tracemalloc.start()
            export(archive, name, tmp_path / "x")
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 200_000


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet", "datapackage"])
@pytest.mark.parametrize("portal", [None, "a"])
def test_bytes_do_not_depend_on_the_number_of_processes(
    tmp_path: Path, name: str, portal: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "FROM", 50)
    monkeypatch.setattr(parallel, "PART", 30)
    monkeypatch.setattr(parquet, "GROUP", 50_000)
    with Archive(tmp_path / "news.db") as archive:
        archive.store(
            Article(f"https://a.vn/{n}", f"a.vn/{n}", "ab"[n % 3 == 0], f"Tin {n}", f'"chữ {n}"\n' * 50,
                    section=("A", f"Mục {n % 17}"))
            for n in range(200)
        )  # fmt: skip
        told: list[int] = []
        for processes in (1, 2, 3):
            made = export(archive, name, tmp_path / f"{processes}", Wanted(portal=portal),
                          tell=told.append, processes=processes)  # fmt: skip
            assert made.articles == told[-1] == (133 if portal else 200)
    first, *others = (
        sorted((f.name, f.read_bytes()) for f in _files(tmp_path / f"{processes}"))
        for processes in (1, 2, 3)
    )
    assert len(first) == (3 if name == "datapackage" else 1)
    for other in others:
        assert [data for _, data in other] == [data for _, data in first]


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.iterdir())


def test_a_link_stays_a_link(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link, real = tmp_path / "articles.csv", tmp_path / "disk" / "real.csv"
    link.symlink_to(real)
    for _ in range(2):  # to nothing, and to a file
        export(archive, "csv", link)
        assert link.is_symlink()
        assert real.read_bytes().count(b"https://") == 4
    assert sorted(f.name for f in tmp_path.rglob("*.partial")) == []


def test_a_named_pipe_is_written_to_and_stays_one(archive: Archive, tmp_path: Path) -> None:
    pipe = tmp_path / "articles.csv"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reading = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reading.start()
    export(archive, "csv", pipe)
    reading.join(10)
    assert pipe.is_fifo()
    export(archive, "csv", tmp_path / "file.csv")
    assert read == [(tmp_path / "file.csv").read_bytes()]


COLUMNS = ("title", "id", "authors", "published")


@pytest.mark.parametrize("name", [name for name, made in FORMATS.items() if made.table])
def test_columns_can_be_chosen(archive: Archive, tmp_path: Path, name: str) -> None:
    path = tmp_path / "x"
    export(archive, name, path, options=Options(columns=COLUMNS))
    read = {
        "csv": pd.read_csv,
        "jsonl": partial(pd.read_json, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": partial(pd.read_excel, engine="openpyxl"),
    }
    frame = read[name](path)
    assert tuple(frame) == COLUMNS
    assert frame["id"].tolist() == [1, 2, 3, 4]
    assert frame["title"].tolist() == archive.articles()["title"].tolist()
    with pytest.raises(UsageError, match="nonsense is no column; they are id, portal"):
        export(archive, name, path, options=Options(columns=("id", "nonsense")))


def test_what_is_no_table_has_no_columns(archive: Archive, tmp_path: Path) -> None:
    for name in (name for name, made in FORMATS.items() if not made.table):
        with pytest.raises(UsageError, match=f"{name} has no columns to choose; csv, jsonl"):
            export(archive, name, tmp_path / "x", options=Options(columns=("id",)))
    with pytest.raises(UsageError, match="choose another column"):
        export(archive, "parquet", tmp_path / "x", options=Options(partition=True, columns=("portal",)))  # fmt: skip
