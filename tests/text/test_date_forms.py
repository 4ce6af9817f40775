"""The forms that dates take on portals of many countries, and the decoys beside them."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime

import pytest

from scraper.text import find_dates, parse_published

NOW = datetime(2023, 2, 1, 10, tzinfo=UTC)

VIETNAMESE = [
    ("Thứ Hai, ngày 5 tháng 9 năm 2022, 14:05 (GMT+7)", "2022-09-05T14:05+07:00"),
    ("05-09-2022 02:05 CH", "2022-09-05T14:05+07:00"),
    ("5/9/2022 2:05:09 CH", "2022-09-05T14:05:09+07:00"),
    ("05.09.2022 - 14h05'", "2022-09-05T14:05+07:00"),
    ("14h05’, ngày 5.9.2022", "2022-09-05T14:05+07:00"),
    ("Cập nhật lúc: 8:05:09 PM - 5/9/2022", "2022-09-05T20:05:09+07:00"),
    ("Thứ 5, 13/01/2022 | 08:30", "2022-01-13T08:30+07:00"),
    ("CN, 2/10/2022", "2022-10-02"),
    ("CN, 2/10/2022, 07:00", "2022-10-02T07:00+07:00"),
    ("T2, 05/09/2022 - 07:00", "2022-09-05T07:00+07:00"),
    ("Chủ nhật - 02/10/2022 07:00", "2022-10-02T07:00+07:00"),
    ("Đăng lúc: 10:30:22 (GMT+7) 25/06/2019", "2019-06-25T10:30:22+07:00"),
    ("Ngày đăng: 5/9/2022 Lượt xem: 1.234", "2022-09-05"),
    ("Ngày đăng:05/09/2022|Lượt xem:14:05", "2022-09-05"),
    ("Lượt xem: 12.345 | Ngày đăng: 05/09/2022", "2022-09-05"),
    ("14 giờ trước", "2023-02-01"),
    ("Hôm qua lúc 15:30", "2023-01-31T15:30+07:00"),
    ("Hôm qua, 15h30", "2023-01-31T15:30+07:00"),
    ("Cách đây 2 ngày", "2023-01-30"),
    ("Ngày 05 tháng 09 năm 2022", "2022-09-05"),
    ("05 tháng 9, 2022", "2022-09-05"),
    ("Tháng Chín 5, 2022", "2022-09-05"),
    ("5 Tháng Năm, 2022", "2022-05-05"),
    ("5 tháng mười hai 2022", "2022-12-05"),
    ("Tháng Mười Một 15, 2022 8:05 sáng", "2022-11-15T08:05+07:00"),
    ("05 Th9, 2022", "2022-09-05"),
    ("Th9 5, 2022", "2022-09-05"),
    ("8 giờ 5 phút, ngày 5/9/2022", "2022-09-05T08:05+07:00"),
    ("8g30, thứ ba 6-9-2022", "2022-09-06T08:30+07:00"),
    ("2:05 chiều, 05/9/2022", "2022-09-05T14:05+07:00"),
    ("05/09/2022 lúc 14:05", "2022-09-05T14:05+07:00"),
    ("05/09/2022-14:05", "2022-09-05T14:05+07:00"),
    ("14:05-05/09/2022", "2022-09-05T14:05+07:00"),
    ("(05/09/2022)", "2022-09-05"),
    ("Thứ hai-05/09/2022", "2022-09-05"),
    ("05 / 09 / 2022", "2022-09-05"),
    ("05/09/22 14:05", "2022-09-05T14:05+07:00"),
    ("05/09/2022 12:05 SA", "2022-09-05T00:05+07:00"),
    ("05/09/2022 12:05 CH", "2022-09-05T12:05+07:00"),
    ("05/09/2022 14:05 PM", "2022-09-05T14:05+07:00"),
    ("Thứ sáu, 05/09/2022", "2022-09-05"),  # it was a Monday: not our business
    ("08:00 05/09/2022 | Cập nhật 09:10 06/09/2022", "2022-09-05T08:00+07:00"),
    ("05/09/2022 08:00 | Cập nhật 06/09/2022 09:10", "2022-09-05T08:00+07:00"),
    ("Ngày 5/9/2022, hồi 14h30", "2022-09-05T14:30+07:00"),
    ("Huế, ngày 5 tháng 9 năm 2022", "2022-09-05"),
    ("TTXVN-05/09/2022", "2022-09-05"),
]

OTHERS = [
    ("en", "Monday, 5 September 2022 14:05", "2022-09-05T14:05+07:00"),
    ("en", "Sept. 5, 2022, 2:05 p.m.", "2022-09-05T14:05+07:00"),
    ("en", "Posted September 5th, 2022 by Jane Doe", "2022-09-05"),
    ("en", "5th of September 2022 at 2:05pm", "2022-09-05T14:05+07:00"),
    ("en", "05-Sep-2022", "2022-09-05"),
    ("en", "05-Sep-22", "2022-09-05"),
    ("en", "Date: 2022/09/05", "2022-09-05"),
    ("en", "3 hours ago", "2023-02-01"),
    ("en", "Published 2022-09-05T08:30:15Z", "2022-09-05T15:30:15+07:00"),
    ("en", "2022-09-05T08:30:15-05:00", "2022-09-05T20:30:15+07:00"),
    ("en", "Mon, 05 Sep 2022 08:30:15 +0000", "2022-09-05T15:30:15+07:00"),
    ("en", "5 September 2022, 08:30 GMT", "2022-09-05T15:30+07:00"),
    ("de", "Montag, den 5. September 2022 um 14.05 Uhr", "2022-09-05T14:05+07:00"),
    ("de", "05.09.22, 14:05 Uhr", "2022-09-05T14:05+07:00"),
    ("de", "5. März 2022", "2022-03-05"),
    ("de", "vor 2 Tagen", "2023-01-30"),
    ("fr", "Publié le lundi 5 septembre 2022 à 14 h 05", "2022-09-05T14:05+07:00"),
    ("fr", "Mis à jour le 05/09/2022 à 14h05", "2022-09-05T14:05+07:00"),
    ("fr", "le 1ᵉʳ février 2022", "2022-02-01"),
    ("fr", "5 août 2022", "2022-08-05"),
    ("fr", "il y a 3 jours", "2023-01-29"),
    ("fr", "Hier, 10:30", "2023-01-31T10:30+07:00"),
    ("es", "lunes, 5 de septiembre de 2022", "2022-09-05"),
    ("es", "Publicado el 05/09/2022 a las 14:05 h", "2022-09-05T14:05+07:00"),
    ("es", "5 de setiembre del 2022", "2022-09-05"),
    ("it", "lunedì 5 settembre 2022, ore 14.05", "2022-09-05T14:05+07:00"),
    ("it", "Pubblicato il 1° marzo 2022 alle 14:05", "2022-03-01T14:05+07:00"),
    ("pt", "segunda-feira, 5 de setembro de 2022 às 14h05", "2022-09-05T14:05+07:00"),
    ("pt", "há 3 dias", "2023-01-29"),
    ("nl", "maandag 5 september 2022 om 14:05 uur", "2022-09-05T14:05+07:00"),
    ("nl", "5 mrt 2022", "2022-03-05"),
    ("pl", "5 września 2022 r., godz. 14:05", "2022-09-05T14:05+07:00"),
    ("pl", "Poniedziałek, 5 paź 2022", "2022-10-05"),
    ("cs", "5. září 2022 v 14:05", "2022-09-05T14:05+07:00"),
    ("cs", "5. 9. 2022", "2022-09-05"),
    ("id", "Senin, 5 September 2022 | 14:05 WIB", "2022-09-05T14:05+07:00"),
    ("id", "5 Agustus 2022 pukul 14.05", "2022-08-05T14:05+07:00"),
    ("id", "3 hari yang lalu", "2023-01-29"),
    ("th", "๕ กันยายน ๒๕๖๕", "2022-09-05"),
    ("th", "วันจันทร์ที่ 5 กันยายน พ.ศ. 2565 เวลา 14.05 น.", "2022-09-05T14:05+07:00"),
    ("th", "วันที่ ๕ เดือน กันยายน พ.ศ. ๒๕๖๕", "2022-09-05"),
    ("th", "5กันยายน2565", "2022-09-05"),
    ("th", "5 ก.ย. 65", "2022-09-05"),
    ("th", "13 ม.ค. 2565", "2022-01-13"),
    ("th", "05/09/2565 14:05", "2022-09-05T14:05+07:00"),
    ("th", "05/09/65", "2022-09-05"),
    ("th", "3 ชั่วโมงที่แล้ว", "2023-02-01"),
    ("ja", "令和4年1月13日", "2022-01-13"),
    ("ja", "令和４年１月１３日（木）", "2022-01-13"),
    ("ja", "令和元年５月１日", "2019-05-01"),
    ("ja", "R4.1.13", "2022-01-13"),
    ("ja", "更新日：２０２２年９月５日", "2022-09-05"),
    ("ja", "2022年9月5日（月） 14時05分", "2022-09-05T14:05+07:00"),
    ("ja", "2022年9月5日 午後2時5分", "2022-09-05T14:05+07:00"),
    ("ja", "2022年9月6日更新　2022年9月5日公開", "2022-09-05"),
    ("ja", "昨日", "2023-01-31"),
    ("ko", "2022년 9월 5일 오후 2:05", "2022-09-05T14:05+07:00"),
    ("ko", "등록일 2022.09.05. 14:05", "2022-09-05T14:05+07:00"),
    ("ko", "2022. 9. 5.", "2022-09-05"),
    ("zh", "发布时间：2022-09-05 14:05", "2022-09-05T14:05+07:00"),
    ("zh", "2022年09月05日 下午2:05", "2022-09-05T14:05+07:00"),
    ("zh", "民國111年9月5日", "2022-09-05"),
    ("zh", "中華民國111年09月05日", "2022-09-05"),
]

DECOYS = [
    ("Hạn nộp: 30/12/2022. Ngày đăng: 13/01/2022", "2022-01-13"),
    ("Ngày đăng: 13/01/2022 (hết hạn 30/12/2022)", "2022-01-13"),
    ("13/01/2022 - Hạn nộp hồ sơ: 30/01/2022", "2022-01-13"),
    ("Deadline: 30 December 2022 | Posted: 13 January 2022", "2022-01-13"),
    ("Ngày sinh: 05/05/1991. Đăng ngày 13/01/2022", "2022-01-13"),
    ("Số: 123/2022/NĐ-CP. Ngày đăng 13/01/2022", "2022-01-13"),
    ("Hotline 0234.3554.126 - 13/01/2022", "2022-01-13"),
    ("© 2021. Cập nhật: 13/01/2022", "2022-01-13"),
    ("Cập nhật: 14/01/2022. Từ ngày 01/3/2022 đến ngày 05/3/2022", "2022-01-14"),
    ("08:30 - 10:00, 13/01/2022", "2022-01-13"),
    ("13/01/2022 từ 08:30 đến 10:00", "2022-01-13"),
]

NO_DATES = [
    "5-7/9/2022", "Vom 1. bis 5. September 2022", "Du 1er au 5 septembre 2022", "1 tuần trước", "2 weeks ago", "2 months ago",
    "Hạn chót nộp hồ sơ 17h00 ngày 05/09/2022",
    "từ ngày 1/1 đến 5/1/2022", "Từ ngày 01/3/2022 đến hết ngày 05/3/2022", "01/03/2022 - 05/03/2022", "Hạn nộp: 30/12/2022",
    "Trước ngày 30/12/2022", "from 1 March 2022 to 5 March 2022", "31/02/2022", "31.11.2022", "00/01/2022", "13/13/2022", "29/02/2022",
    "2022-02-30", "令和4年13月1日", "0234.355.12.10", "054.3.12.2022", "192.168.1.20", "10.12.20.22", "1.12.2022.5", "123/2022/NĐ-CP",
    "12/10/2022/QĐ", "Số 12/10/2022", "Số: 12/10/22", "1.234.567", "12:30:45", "14h05", "Tháng 9/2022", "9/2022", "5/9", "năm 2022",
    "Nghị quyết 18-NQ/TW", "Quý III/2022", "3 ngày trước Tết", "trong 12 tháng qua", "Copyright © 13/01/2022",
    "Ngày sinh: 05/05/1991", "2022", "13/01/2122", "13 tháng 1", "Điều 5.9.22.1", "https://example.org/2022/09/05/tin",
    "001122334455", "S4.1.13 and more", "12-34-5678", "(84) 234-3-12-2022",
]  # fmt: skip


def read(text: str, language: str = "vi") -> str | None:
    found = parse_published(text, languages=[language], now=NOW)
    return found.isoformat() if found else None


@pytest.mark.parametrize(("text", "expected"), VIETNAMESE)
def test_vietnamese_forms(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_forms_of_other_languages(language: str, text: str, expected: str) -> None:
    assert read(text, language) == expected


@pytest.mark.parametrize(("text", "expected"), DECOYS)
def test_the_pages_own_date_among_decoys(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "write",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", " \u200b").replace("/", "/\u200b"),
        lambda text: f"\n\t {text}\r\n ",
        lambda text: "".join(chr(ord(c) + 0xFEE0) if c in "0123456789:/()" else c for c in text),
    ],
    ids=["NFD", "no-break spaces", "zero-width spaces", "white space", "full width"],
)
def test_the_same_in_other_unicode(write: object) -> None:
    for text, expected in VIETNAMESE:
        assert read(write(text)) == expected, text  # type: ignore[operator]


def test_an_hour_alone_is_less_than_a_minute() -> None:
    assert read("17h, ngày 11/8/2022") == "2022-08-11"
    assert read("3 PM, August 11, 2022", "en") == "2022-08-11"


def test_the_american_order_is_a_matter_of_the_portal() -> None:
    american = parse_published("09/05/2022 2:05 PM", languages=["en"], date_order="mdy", now=NOW)
    assert str(american) == "2022-09-05T14:05+07:00"
    named = parse_published("5 Sep 2022", languages=["en"], date_order="mdy", now=NOW)
    assert str(named) == "2022-09-05"


@pytest.mark.parametrize(
    "unit",
    ["1/1/2022 ", "ngày 1 tháng 1 ", "từ ngày đến ", "12:30 ", "Jan 1 ", "1 ago ", "( ", "hạn ", "12:3", "1 de ", "令和4年", "GMT+", "13/01/2022 - 08:"],
)  # fmt: skip
def test_a_full_element_is_read_at_once(unit: str) -> None:
    def cost(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        parse_published(text, now=NOW)
        find_dates(text * 4, now=NOW)
        return time.process_time() - start

    assert cost(2_000) < 0.25
    assert cost(2_000) < 12 * max(cost(500), 0.004)
