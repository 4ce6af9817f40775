"""Dates of publication: what portals write, how precisely, and what is no date at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.text import find_dates, parse_iso, parse_published

NOW = datetime(2022, 6, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)

SHOWN = [
    ("Ngày cập nhật 13/01/2022", "2022-01-13"),
    ("Thứ năm, 13/01/2022 | 08:30", "2022-01-13T08:30+07:00"),
    ("Thứ ba - 25/06/2019 08:25", "2019-06-25T08:25+07:00"),
    ("17h10, ngày 11/8/2021", "2021-08-11T17:10+07:00"),
    ("8 giờ 30 phút, ngày 13 tháng 01 năm 2022", "2022-01-13T08:30+07:00"),
    ("21/07/2021 | 10:00 AM", "2021-07-21T10:00+07:00"),
    ("18/03/2019 | 04:01 PM |  View count: 536", "2019-03-18T16:01+07:00"),
    ("13/01/2022 02:05 CH", "2022-01-13T14:05+07:00"),
    ("13/01/2022 12:15 SA", "2022-01-13T00:15+07:00"),
    ("Cập nhật lúc: 09:15:22 13/01/2022", "2022-01-13T09:15:22+07:00"),
    ("Thứ 5, ngày 13-01-2022, 08:30 (GMT+7)", "2022-01-13T08:30+07:00"),
    ("08:30 - Thứ Năm, 13/01/2022", "2022-01-13T08:30+07:00"),
    ("13 Tháng Một, 2022", "2022-01-13"),
    ("13/01/22", "2022-01-13"),
    ("Hôm qua", "2022-05-31"),
    ("Hôm qua, 08:30", "2022-05-31T08:30+07:00"),
    ("3 giờ trước", "2022-06-01"),
    ("5 phút trước", "2022-06-01T16:55+07:00"),
    ("2 ngày trước", "2022-05-30"),
    ("Posted on: July 21, 2021", "2021-07-21"),
    ("Friday, 14th January 2022", "2022-01-14"),
    ("Jan 13, 2022 at 3:05 pm", "2022-01-13T15:05+07:00"),
    ("13. Januar 2022, 10:30 Uhr", "2022-01-13T10:30+07:00"),
    ("le 13 janvier 2022 à 10h30", "2022-01-13T10:30+07:00"),
    ("1er février 2022", "2022-02-01"),
    ("13 de enero de 2022", "2022-01-13"),
    ("令和4年1月13日", "2022-01-13"),
    ("2022年1月13日", "2022-01-13"),
    ("13 ม.ค. 2565", "2022-01-13"),
    ("13 มกราคม 2565 เวลา 10:30 น.", "2022-01-13T10:30+07:00"),
    ("2022-01-13 08:30:15", "2022-01-13T08:30:15+07:00"),
    ("13/01/2022 08:30 gmt+9", "2022-01-13T06:30+07:00"),
    ("08:30 13/01/2022 (GMT+9)", "2022-01-13T06:30+07:00"),
    ("13-Jan-22 08:30", "2022-01-13T08:30+07:00"),
    ("13/01/2022 08:30 (UTC-05:30)", "2022-01-13T21:00+07:00"),
    ("13/01/2022 8:30 a. m.", "2022-01-13T08:30+07:00"),
    ("30/02/2022 13/02/2022", "2022-02-13"),
    ("१३/०१/२०२२", "2022-01-13"),
    ("១៣/០១/២០២២", "2022-01-13"),
]


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_shown_dates(text: str, expected: str) -> None:
    found = parse_published(text, now=NOW)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "Truy cập 7.157.996", "0234.3554.126", "10.12.14.16", "Số 123/2022", "32/01/2022", "30/02/2022",
        "13/01/2035", "13/01/1975", "Tháng 01 năm 2022", "tháng trước", "2 tháng trước",
    ],
)  # fmt: skip
def test_what_is_no_date_of_publication(text: str) -> None:
    assert parse_published(text, now=NOW) is None


def test_the_label_of_publication_wins_over_that_of_change() -> None:
    for text in (
        "Cập nhật: 14/01/2022 - Ngày đăng: 13/01/2022",
        "Ngày đăng: 13/01/2022 - Cập nhật: 14/01/2022",
    ):
        found = parse_published(text, now=NOW)
        assert found is not None
        assert found.isoformat() == "2022-01-13"


@pytest.mark.parametrize(
    "text",
    [
        "Từ ngày 1/1 đến 5/1/2022",
        "5-7/1/2022",
        "Hội nghị 5/1/2022 - 7/1/2022",
        "5/1/2022 TỚI 7/1/2022",
        "Hạn nộp: 5/1/2022",
    ],
)
def test_a_period_or_another_date_gives_way_to_the_pages_own(text: str) -> None:
    assert parse_published(text, now=NOW) is None
    own = parse_published(f"{text} | 13/1/2022", now=NOW)
    assert own is not None
    assert own.isoformat() == "2022-01-13"


def test_a_time_before_the_date_is_no_first_day() -> None:
    for text in ("14:05-7/1/2022", "14H05-7/1/2022"):
        found = parse_published(text, now=NOW)
        assert found is not None
        assert found.isoformat() == "2022-01-07T14:05+07:00"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ta", "13 ஜனவரி 2022", "2022-01-13"),
        ("ta", "13 ஜனவரி 2022 10:30", "2022-01-13T10:30+07:00"),
        ("ta", "13 ஜனவரி 2022 10:00", "2022-01-13T10:00+07:00"),
        ("ta", "13 ஜனவரி 2022 10:30:15", "2022-01-13T10:30:15+07:00"),
        ("ka", "13 იანვარი, 2022 10:30 UTC", "2022-01-13T17:30+07:00"),
        ("en", "13 ஜனவரி 2022", None),
        ("ta", "13 ஜனவரி 1889", None),
        ("ta", "ஜனவரி 2022", None),
        ("ta", "13 ஜனவரி", None),
        ("ta", "13 ஜனவரி 2022" + " ஜனவரி" * 10, None),
    ],
)
def test_other_languages_are_read_where_the_portal_speaks_them(
    language: str, text: str, expected: str | None
) -> None:
    found = parse_published(text, languages=[language], now=NOW)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("31/12/1989", "Asia/Ho_Chi_Minh", None),
        ("1/1/1990", "Asia/Ho_Chi_Minh", "1990-01-01"),
        ("02/06/2022", "America/New_York", "2022-06-02"),
        ("03/06/2022", "America/New_York", "2022-06-03"),
        ("04/06/2022", "America/New_York", None),
        ("04/06/2022", "Asia/Ho_Chi_Minh", "2022-06-04"),
        ("05/06/2022", "Asia/Ho_Chi_Minh", None),
    ],
)
def test_no_date_is_older_than_the_web_or_more_than_two_days_ahead(
    text: str, zone: str, expected: str | None
) -> None:
    evening = datetime(2022, 6, 1, 20, tzinfo=UTC)  # the second of June in Vietnam
    found = parse_published(text, zone=zone, now=evening)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("13/01/65", "th", "2022-01-13"),
        ("13/01/22", "th", "2022-01-13"),
        ("13/01/65", "vi", None),
        ("13 ม.ค. 65", "th", "2022-01-13"),
        ("13-Jan-22", "en", "2022-01-13"),
        ("13/01/2565", "th", "2022-01-13"),
        ("R4.1.13", "vi", "2022-01-13"),
        ("bản R4.1.13", "ja", "2022-01-13"),
        ("bản R4.1.13", "vi", None),
        ("12/12/2021", "vi", "2021-12-12"),
    ],
)
def test_years_of_two_digits_and_other_eras(text: str, language: str, expected: str | None) -> None:
    found = parse_published(text, languages=[language], now=NOW)
    assert (found and found.isoformat()) == expected


def test_who_writes_the_first_time_before_its_date_means_the_others_so() -> None:
    found = find_dates("08:30 13/01/2022 09:10 14/01/2022", now=NOW)
    assert [str(f.value) for f in found] == ["2022-01-13T08:30+07:00", "2022-01-14T09:10+07:00"]
    found = find_dates("13/01/2022 08:30 14/01/2022 09:10", now=NOW)
    assert [str(f.value) for f in found] == ["2022-01-13T08:30+07:00", "2022-01-14T09:10+07:00"]


def test_the_portal_says_how_numeric_dates_are_ordered() -> None:
    assert str(parse_published("03/04/2022", date_order="dmy", now=NOW)) == "2022-04-03"
    assert str(parse_published("03/04/2022", date_order="mdy", now=NOW)) == "2022-03-04"
    assert str(parse_published("01/25/2022", date_order="dmy", now=NOW)) == "2022-01-25"
    assert str(parse_published("22/01/13", date_order="ymd", now=NOW)) == "2022-01-13"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-06-25+0708:25:00", "2019-06-25T08:25:00+07:00"),
        ("2022-01-13T01:30:00Z", "2022-01-13T08:30:00+07:00"),
        ("2022-01-13T08:30", "2022-01-13T08:30+07:00"),
        ("2022-01-13", "2022-01-13"),
        ("20220113083012345", "2022-01-13T08:30:12+07:00"),
        ("Thu, 13 Jan 2022 01:30:00 +0000", "2022-01-13T08:30:00+07:00"),
        ("2022-01-13T08:30:00.000+0700", "2022-01-13T08:30:00+07:00"),
        ("2022-01-13T08:30:15-05:30", "2022-01-13T21:00:15+07:00"),
        ("2022-01-13T08:30-05", "2022-01-13T20:30+07:00"),
        ("2022-01-13t01:30z", "2022-01-13T08:30+07:00"),
        ("2022-01-13T24:00", "2022-01-14T00:00+07:00"),
        ("Thu, 13 Jan 2022 08:30:15 -0000", "2022-01-13T08:30:15+07:00"),
    ],
)
def test_machine_dates(text: str, expected: str) -> None:
    found = parse_iso(text)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize("text", ["2022-01-13T08:30:00", "Thu, 13 Jan 2022 08:30:00 +0700"])
def test_seconds_are_told_where_they_are_nought(text: str) -> None:
    found = parse_iso(text)
    assert found is not None
    assert found.precision == "second"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "hôm nay, today, heute, aujourd'hui, aujourd’hui, hoy, oggi, hoje, vandaag, hari ini, วันนี้, 今日, 本日, 今天, 오늘"),
        (1, "hôm qua, yesterday, gestern, hier, ayer, ieri, ontem, gisteren, kemarin, เมื่อวาน, 昨日, 昨天, 어제"),
        (2, "hôm kia, vorgestern"),
    ],
)  # fmt: skip
def test_near_days_in_other_languages(days: int, words: str) -> None:
    for word in words.split(", "):
        assert str(parse_published(word.capitalize(), now=NOW)) == f"{NOW - days * DAY:%Y-%m-%d}"


def test_the_french_yesterday_is_here_in_german() -> None:
    assert parse_published("Hier", languages=["de"], now=NOW) is None
    assert str(parse_published("Gestern", languages=["de"], now=NOW)) == "2022-05-31"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("một ngày trước", "2022-05-31"),
        ("vor einem Tag", "2022-05-31"),
        ("40 giây trước", "2022-06-01T16:59+07:00"),
        ("16 giờ trước", "2022-06-01"),
        ("17 giờ trước", None),
        ("18 giờ trước", "2022-05-31"),
        ("2 tuần trước", None),
        ("3 ngày trước Tết", None),
    ],
)
def test_times_ago_are_no_more_precise_than_they_are_told(text: str, expected: str | None) -> None:
    found = parse_published(text, now=NOW.replace(second=30, microsecond=5))
    assert (found and found.isoformat()) == expected
    if found is not None and isinstance(found.value, datetime):
        assert (found.value.second, found.value.microsecond) == (0, 0)


def test_dates_in_running_text_say_where_they_stand() -> None:
    text = "Từ ngày 01/3/2022 đến 17h10, ngày 11/4/2022 nộp hồ sơ."
    found = find_dates(text, now=NOW)
    assert [str(f.value) for f in found] == ["2022-03-01", "2022-04-11T17:10+07:00"]
    assert [text[f.start : f.end] for f in found] == ["01/3/2022", "17h10, ngày 11/4/2022"]


def test_what_is_not_told_of_a_time_is_nought() -> None:
    morning = datetime(2022, 1, 13, 1, 30, tzinfo=UTC)
    for found in (parse_published("13/01/2022 08:30", now=NOW), parse_iso("2022-01-13T08:30")):
        assert found is not None
        assert found.value == morning
    midnight = parse_iso("2022-01-13T00:00:00+07:00")
    assert midnight is not None
    assert midnight.value == morning - timedelta(hours=8, minutes=30)


def test_dates_in_running_text_are_read_as_the_portal_writes_them() -> None:
    text = "Posted 03/04/2022; see also 13 Jan 2999."
    assert [str(f.value) for f in find_dates(text, date_order="mdy")] == ["2022-03-04"]


@given(st.text(max_size=200))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    parse_published(text, now=NOW)
    parse_iso(text)


@pytest.mark.parametrize("unit", ["1 ", "1/", "ngày ", "12:", "1/1/", "năm 2022 tháng ", "() "])
def test_the_work_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    def cost(count: int) -> float:
        start = time.process_time()
        find_dates(unit * count, now=NOW)
        return time.process_time() - start

    assert cost(16_000) < 40 * max(cost(1_000), 0.002)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Опубликовано: 13 января 2022 г. в 08:30", "2022-01-13T08:30+01:00"),
        ("Четверг, 13 ЯНВАРЯ 2022 - 08:30", "2022-01-13T08:30+01:00"),
        ("13 січня 2022 року, 08:30", "2022-01-13T08:30+01:00"),
        ("2022. január 13. 08:30", "2022-01-13T08:30+01:00"),
        ("13. siječnja 2022.", "2022-01-13"),
        ("13 ianuarie 2022", "2022-01-13"),
        ("13 Ocak 2022 Perşembe 08:30", "2022-01-13T08:30+01:00"),
        ("13 EKİM 2022", "2022-10-13"),
        ("13 Kasım 2022", "2022-11-13"),
        ("13 KASIM 2022", "2022-11-13"),
        ("13 Ιανουαρίου 2022", "2022-01-13"),
        ("نشر في: ١٣ يناير ٢٠٢٢", "2022-01-13"),
        ("13 كانون الثاني 2022", "2022-01-13"),
        ("13 בינואר 2022", "2022-01-13"),
        ("13. tammikuuta 2022 klo 8.30", "2022-01-13T08:30+01:00"),
        ("Publicerad: 13 januari 2022 kl. 08.30", "2022-01-13T08:30+01:00"),
        ("2022 m. sausio 13 d.", "2022-01-13"),
        ("2022. gada 13. janvāris", "2022-01-13"),
        ("13 de gener de 2022", "2022-01-13"),
        ("Zuletzt aktualisiert 15. 1. 2022, vloženo 13. 1. 2022 8:30", "2022-01-13T08:30+01:00"),
        ("23 دی 1400", None),
    ],
)
def test_months_of_europe_and_the_east(text: str, expected: str | None) -> None:
    found = parse_published(
        text, zone="Europe/Berlin", languages=("xx",), now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert (found and found.isoformat()) == expected


def test_leaves_fall_in_another_month_in_croatia() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found = [
        parse_published("13. listopada 2022.", languages=(tag,), now=now) for tag in ("pl", "hr")
    ]
    assert [date and date.isoformat() for date in found] == ["2022-11-13", "2022-10-13"]
