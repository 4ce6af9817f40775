"""Frames and Arrow tables have real types, chosen columns, and what the archive has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from scraper import Archive, Article, Byline, PublishedAt
from scraper.analysis import record_batches
from scraper.analysis.frames_revisions import COLUMNS as REVISION_COLUMNS
from scraper.errors import UsageError
from scraper.store import FLAT_COLUMNS, flat, parallel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HANOI, LIMA = timezone(timedelta(hours=7)), timezone(timedelta(hours=-5))
DATES = (
    PublishedAt(date(2024, 5, 17), "day"),
    PublishedAt(datetime(2024, 5, 17, 3, 30, tzinfo=HANOI), "minute"),
    PublishedAt(datetime(2024, 5, 17, 23, 30, 59, tzinfo=LIMA), "second"),
    PublishedAt(datetime(1905, 5, 17, 10, 30, tzinfo=timezone(timedelta(hours=7, minutes=6, seconds=30))), "minute"),
    None,
)  # fmt: skip
SHOWN = ["2024-05-17", "2024-05-17T03:30", "2024-05-17T23:30:59", "1905-05-17T10:30", "NaT"]
MEANT = [pd.NaT, pd.Timestamp("2024-05-16T20:30Z"), pd.Timestamp("2024-05-18T04:30:59Z"), pd.NaT, pd.NaT]  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db", clock=lambda: datetime(2025, 1, 2, tzinfo=UTC)) as opened:
        opened.store(
            Article(f"https://a.vn/{n}", f"a.vn/{n}", "ab"[n % 2], f"Tin {n}", "Người dân\n\n…", published=day,
                    updated=day, section=("Z",) if n else ("A", "B"), bylines=(Byline("An"),) if n else ())
            for n, day in enumerate(DATES)
        )  # fmt: skip
        yield opened


def test_dates_are_what_pages_show_and_what_they_mean(archive: Archive) -> None:
    frame = archive.articles(columns=["published", "updated", "published_at", "first_seen", "gone"])
    shown = pd.Series(pd.to_datetime(SHOWN, format="ISO8601")).dt.as_unit("s")
    for name in ("published", "updated"):
        pd.testing.assert_series_equal(frame[name], shown, check_names=False)
    assert str(frame["published_at"].dtype) == "datetime64[s, UTC]"
    assert frame["published_at"].isna().tolist() == [True, False, False, True, True]
    assert [str(x) for x in frame["published_at"].dropna()] == [
        str(x) for x in MEANT if x is not pd.NaT
    ]
    assert frame["first_seen"].tolist() == [pd.Timestamp("2025-01-02T00:00:00Z")] * 5
    assert frame["gone"].isna().all()


@pytest.mark.parametrize("rows", [2, 1000])
def test_texts_are_arrows_and_what_repeats_is_a_category(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(flat, "ROWS", rows)
    frame = archive.articles()
    assert list(frame) == FLAT_COLUMNS
    assert frame["body"].dtype == pd.StringDtype("pyarrow", na_value=float("nan"))
    assert frame["section"].cat.categories.tolist() == ["B", "Z"]
    assert frame["section_path"].tolist() == ["A / B", *["Z"] * 4]
    assert frame["authors"].isna().tolist() == [True, *[False] * 4]
    assert frame["portal"].tolist() == ["a", "b", "a", "b", "a"]
    assert [tuple(row) for row in frame[["id", "title"]].itertuples(index=False)] == list(
        archive.rows(columns=["id", "title"])
    )


def test_a_table_and_a_stream_are_the_same(archive: Archive) -> None:
    table = archive.arrow("nguoi dan", portal="a", columns=record_batches.COLUMNS)
    assert table.schema == record_batches.schema_of(record_batches.COLUMNS)
    assert table["id"].to_pylist() == [1, 3, 5]
    reader = archive.arrow_reader("nguoi dan", portal="a", columns=record_batches.COLUMNS)
    assert isinstance(reader, pa.RecordBatchReader)
    assert reader.read_all().unify_dictionaries() == table
    tab = table  # noqa: F841  # DuckDB finds it by its name
    rows = duckdb.sql("SELECT section, count(*) FROM tab GROUP BY 1 ORDER BY 1").fetchall()
    assert rows == [("B", 1), ("Z", 2)]


def test_several_processes_make_the_same_frame(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "FROM", 2)
    monkeypatch.setattr(parallel, "PART", 1)
    for columns in (record_batches.COLUMNS, ["published"], ["id", "lead"]):
        one = archive.articles(columns=columns, processes=1)
        pd.testing.assert_frame_equal(archive.articles(columns=columns, processes=2), one)
    assert archive.arrow(processes=2) == archive.arrow(processes=1)


def test_nothing_found_has_the_same_types(archive: Archive) -> None:
    assert (
        archive.articles("khôngcó").dtypes.astype(str).equals(archive.articles().dtypes.astype(str))
    )
    assert archive.arrow("khôngcó").num_rows == 0
    for ask in (archive.articles, archive.arrow, archive.arrow_reader, archive.revisions):
        with pytest.raises(UsageError, match="nonsense is no column; they are"):
            ask(columns=["nonsense"])
        with pytest.raises(UsageError, match="no column was asked for"):
            ask(columns=[])
        with pytest.raises(UsageError, match="no portal nowhere"):
            ask(portal="nowhere")


def test_revisions_of_the_articles_found(archive: Archive) -> None:
    archive.store(
        [
            Article(
                "https://a.vn/1", "a.vn/1", "b", "Tin mới", "Người dân", bylines=(Byline("Bình"),)
            )
        ],
        profile_version="b@2",
    )
    frame = archive.revisions(portal="b", columns=REVISION_COLUMNS)
    assert frame["article_id"].tolist() == [2, 2, 4]
    assert frame["number"].tolist() == [1, 2, 1]
    assert frame["changed"].tolist()[1] == "title; body; published; updated; section; bylines"
    assert frame["changed"].isna().tolist() == [True, False, True]
    assert frame["title"].tolist() == ["Tin 1", "Tin mới", "Tin 3"]
    assert frame["authors"].tolist() == ["An", "Bình", "An"]
    assert frame["published"].tolist()[0] == "2024-05-17T03:30+07:00"
    assert frame["section_path"].isna().tolist() == [False, True, False]
    assert str(frame["seen_at"].dtype) == "datetime64[s, UTC]"
    assert str(frame["reason"].dtype) == "category"
    assert str(frame["status"].dtype) == "Int64"
    assert archive.revisions("khôngcó").empty
    assert "body" not in archive.revisions()
