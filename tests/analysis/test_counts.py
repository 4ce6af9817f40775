"""Counts over time: nothing is lost, empty periods are zeros, and days stay days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis.counts import NONE, OTHERS, counts
from scraper.analysis.periods import PERIODS, filled, following, label, start
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = st.dates(date(2010, 1, 1), date(2025, 12, 31))


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=40), st.sampled_from(PERIODS))
def test_every_article_counts_once_and_no_period_is_missing(days: list[date], every: str) -> None:
    frame = pd.DataFrame({"published": pd.Series(days, dtype="datetime64[s]")})
    made = counts(frame, every=every)  # type: ignore[arg-type]
    assert made["articles"].sum() == len(days)
    starts = [moment.date() for moment in made["start"]]
    assert starts == filled({start(day, every) for day in days}, every)  # type: ignore[arg-type]
    assert list(made["period"]) == sorted(set(made["period"]))
    for day in days:
        first = start(day, every)  # type: ignore[arg-type]
        assert first <= day < following(first, every)  # type: ignore[arg-type]


@settings(deadline=None)
@given(DAYS)
def test_periods_follow_pandas(day: date) -> None:
    for every, code in (("week", "W-SUN"), ("month", "M"), ("quarter", "Q"), ("year", "Y")):
        expected = pd.Period(day, freq=code).start_time.date()
        assert start(day, every) == expected  # type: ignore[arg-type]
    year, week, _ = day.isocalendar()
    assert label(start(day, "week"), "week") == f"{year}-W{week:02d}"


def test_facets_with_gaps_undated_and_the_rest(frame: Callable[..., pd.DataFrame]) -> None:
    given_frame = frame(
        published=["2022-01-30", "2022-04-02", "2022-04-03", None, "2022-04-30"],
        authors=["Lê An; Hà My", "Lê An", None, "Hà My", "Bùi Ba"],
    )
    made = counts(given_frame, "authors", "month", top=1, of=given_frame)
    assert made.attrs["undated"] == 1
    table = made.pivot_table(index="period", columns="authors", values="articles", aggfunc="sum")
    assert list(table.index) == ["2022-01", "2022-02", "2022-03", "2022-04"]
    assert list(made["authors"].unique()) == ["Lê An", OTHERS]
    assert list(table["Lê An"]) == [1, 0, 0, 1]
    assert list(table[OTHERS]) == [1, 0, 0, 2]
    april = made[(made["period"] == "2022-04") & (made["authors"] == "Lê An")].iloc[0]
    assert (april["total"], april["share"]) == (3, 1 / 3)
    assert made[made["period"] == "2022-02"]["share"].isna().all()
    assert NONE in set(counts(given_frame, "authors")["authors"])


def test_share_of_a_larger_set_covers_its_time(frame: Callable[..., pd.DataFrame]) -> None:
    everything = frame(published=["2020-05-01", "2021-05-01", "2021-06-01", "2022-01-01"])
    made = counts(everything.iloc[1:2], every="year", of=everything)
    assert list(made["period"]) == ["2020", "2021", "2022"]
    assert list(made["share"]) == [0, 0.5, 0]


def test_a_wrong_century_is_said_and_nothing_is_no_error(
    frame: Callable[..., pd.DataFrame],
) -> None:
    with pytest.raises(UsageError, match="longer periods"):
        counts(frame(published=["0202-01-01", "2022-01-01"]), every="day")
    assert counts(frame(published=[None])).empty
    with pytest.raises(UsageError, match="no facet"):
        counts(frame(published=["2022-01-01"]), "title")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no column"):
        counts(frame(published=["2022-01-01"]), "section")


def test_a_day_is_the_portals_day() -> None:
    """An Arrow-backed frame and one of numpy say the same; no zone moves a date."""
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(60)]
    plain = pd.DataFrame({"published": pd.Series(days, dtype="datetime64[s]")})
    arrow = plain.astype({"published": "timestamp[s][pyarrow]"})
    pd.testing.assert_frame_equal(counts(plain), counts(arrow))
    assert list(counts(plain)["articles"]) == [31, 28, 1]
