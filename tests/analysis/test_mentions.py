"""Who speaks, and which documents are cited: out of the archive, and counted on frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scraper.analysis.cited import cited_documents
from scraper.analysis.mentions import document_mentions, people_mentions
from scraper.analysis.speakers import speakers, speakers_over_time
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.store import Archive


def test_bylines_of_a_part_of_the_archive(archive: Archive) -> None:
    everything = people_mentions(archive)
    assert len(everything) == 16
    assert set(everything["kind"]) == {"author", "organisation"}
    assert set(people_mentions(archive, portal="b")["portal"]) == {"b"}
    assert people_mentions(archive, "khôngcó").empty
    assert speakers(people_mentions(archive, "khôngcó")).empty


def test_names_that_were_joined_count_as_one(archive: Archive) -> None:
    before = speakers(people_mentions(archive)).set_index("name")["articles"]
    archive.merge_people("Lê An 0", "Lê An 1", into="Lê An 1")
    after = speakers(people_mentions(archive)).set_index("name")["articles"]
    assert after["Lê An 1"] == before["Lê An 0"] + before["Lê An 1"]


def test_speakers_with_roles_and_days(archive: Archive) -> None:
    made = speakers(people_mentions(archive))
    assert made["articles"].is_monotonic_decreasing
    row = made.set_index("name").loc["Lê An 2"]
    assert (row["articles"], row["roles"], row["kinds"]) == (4, "Phóng viên", "author")
    assert row["portals"].split("; ") == ["a", "b"]
    assert row["share"] == 4 / 8
    roles = speakers(people_mentions(archive), "role").set_index("role")["articles"]
    assert roles["Phóng viên"] == roles["(none)"] == 8
    assert len(speakers(people_mentions(archive), min_articles=4)) == 3


def test_speakers_over_time(archive: Archive) -> None:
    made = speakers_over_time(people_mentions(archive), "name", "month", top=1)
    assert list(made["name"].unique()) == ["Lê An 2", "(others)"]
    assert made.groupby("name")["articles"].sum().to_dict() == {"(others)": 8, "Lê An 2": 4}
    assert made["period"].nunique() == 7
    with pytest.raises(UsageError, match="no column of bylines"):
        speakers(people_mentions(archive), "title")  # type: ignore[arg-type]


def test_documents_out_of_the_archive(archive: Archive) -> None:
    made = cited_documents(document_mentions(archive))
    first = made.iloc[0]
    assert (first["number"], first["articles"], first["dated"]) == ("15/QĐ-UBND", 8, 1)
    assert first["date"] == pd.Timestamp("2022-01-03")
    assert first["portals"] == 2
    assert len(made) == 7
    assert len(cited_documents(document_mentions(archive), min_articles=2)) == 3


def test_a_number_with_two_dates_is_two_documents() -> None:
    mentions = pd.DataFrame(
        {
            "article": [1, 2, 3, 4],
            "portal": ["a", "b", "c", "c"],
            "published": pd.Series(["2022-02-01"] * 4, dtype="datetime64[s]"),
            "number": ["1/QĐ-UBND"] * 3 + ["2/KH"],
            "kind": ["quyết định", None, "quyết định", None],
            "date": pd.Series(["2021-01-05", "2022-01-07", None, None], dtype="datetime64[s]"),
        }
    )
    made = cited_documents(mentions)
    rows = [(r["number"], r["articles"], r["dated"]) for r in made.to_dict("records")]
    assert rows == [("1/QĐ-UBND", 1, 1), ("1/QĐ-UBND", 1, 1), ("1/QĐ-UBND", 1, 0), ("2/KH", 1, 0)]
    assert list(made["date"].isna()) == [False, False, True, True]
    with pytest.raises(UsageError, match="no column number"):
        cited_documents(mentions.drop(columns="number"))
    assert cited_documents(mentions.iloc[:0]).empty
