"""A term over time: articles, occurrences, and the rate against all that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper.analysis.corpus import ArticleText
from scraper.analysis.trend import trend
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@pytest.fixture
def articles(frame: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    return frame(
        title=["Lũ về", "Họp dân", "Lũ rút", "Không ngày"],
        body=["Lũ lên nhanh, lũ lớn", "Xã họp dân", "Nước lũ rút", "lũ"],
        published=["2020-10-01", "2020-12-01", "2022-10-05", None],
        section=["Tin", "Tin", "Thông báo", "Tin"],
        language=["vi"] * 4,
    )


def test_rates_zeros_and_gaps(articles: pd.DataFrame) -> None:
    made = trend(articles, "lũ", every="year")
    assert list(made["period"]) == ["2020", "2021", "2022"]
    assert list(made["articles"]) == [1, 0, 1]
    assert list(made["occurrences"]) == [3, 0, 2]
    assert list(made["total"]) == [2, 0, 1]
    assert list(made["words"]) == [12, 0, 5]
    assert made["per_million"].iloc[0] == pytest.approx(3 / 12 * 1e6)
    assert made["per_million"].isna().tolist() == [False, True, False]
    assert list(made["share"])[::2] == [0.5, 1.0]
    assert (made.attrs["undated"], made.attrs["tokens"]) == (1, "syllables")
    assert set(made["tokens"]) == {"syllables"}


def test_facets_sum_to_the_whole(articles: pd.DataFrame) -> None:
    whole = trend(articles, ["lũ", "họp"], every="year")
    parts = trend(articles, ["lũ", "họp"], "section", "year")
    for column in ("articles", "occurrences", "total", "words"):
        summed = parts.groupby(["term", "period"], sort=False)[column].sum()
        assert list(summed) == list(whole[column])
    rest = trend(articles, "lũ", "section", "year", top=1)
    assert list(rest["section"].unique()) == ["Tin", "(others)"]


def test_a_stream_counts_as_a_frame_does(articles: pd.DataFrame) -> None:
    day = articles["published"].iloc[0].date()
    stream = (ArticleText(1, "Lũ về\nLũ lên", day) for _ in range(3))
    made = trend(stream, "lũ", every="day")
    assert made[["articles", "occurrences", "words"]].iloc[0].tolist() == [3, 6, 12]


def test_what_makes_no_sense(articles: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="at least one term"):
        trend(articles, [])
    with pytest.raises(UsageError, match="no period"):
        trend(articles, "lũ", every="decade")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no column body"):
        trend(articles.drop(columns="body"), "lũ")
    assert trend(articles.iloc[:0], "lũ").empty
