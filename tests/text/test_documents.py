"""Documents that a text cites: kind, number, day; and numbers that are none."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest

from scraper.text import find_documents

Found = tuple[str | None, str, str | None]

CITED: list[tuple[str, list[Found]]] = [
    ("Quyết định số 123/QĐ-UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("Nghị định 12/2022/NĐ-CP", [("nghị định", "12/2022/NĐ-CP", None)]),
    ("Kế hoạch số 45/KH-UBND ngày 12/3/2022", [("kế hoạch", "45/KH-UBND", "2022-03-12")]),
    ("Công văn số 1234/UBND-VX", [("công văn", "1234/UBND-VX", None)]),
    ("Chỉ thị 16/CT-TTg của Thủ tướng", [("chỉ thị", "16/CT-TTg", None)]),
    ("Thông tư 01/2021/TT-BTNMT", [("thông tư", "01/2021/TT-BTNMT", None)]),
    ("Thông tư liên tịch số 05/2015/TTLT-BKHCN-BNV", [("thông tư liên tịch", "05/2015/TTLT-BKHCN-BNV", None)]),
    ("Nghị quyết số 54-NQ/TW ngày 10 tháng 12 năm 2019", [("nghị quyết", "54-NQ/TW", "2019-12-10")]),
    ("Nghị quyết 18-NQ/TU, ngày 5/9/2022", [("nghị quyết", "18-NQ/TU", "2022-09-05")]),
    ("Luật số 13/2017/QH14", [("luật", "13/2017/QH14", None)]),
    ("Luật Đất đai số 45/2013/QH13", [("luật", "45/2013/QH13", None)]),
    ("Bộ luật Lao động số 45/2019/QH14", [("bộ luật", "45/2019/QH14", None)]),
    ("Nghị quyết số 12/2021/UBTVQH15", [("nghị quyết", "12/2021/UBTVQH15", None)]),
    ("các Quyết định số 1/QĐ-UBND và 2/QĐ-UBND", [("quyết định", "1/QĐ-UBND", None), ("quyết định", "2/QĐ-UBND", None)]),
    ("các Nghị định số 12/2022/NĐ-CP, 13/2022/NĐ-CP và số 14/2022/NĐ-CP ngày 5/9/2022",
     [("nghị định", "12/2022/NĐ-CP", None), ("nghị định", "13/2022/NĐ-CP", None), ("nghị định", "14/2022/NĐ-CP", "2022-09-05")]),
    ("Quyết định số 1/QĐ-UBND, Kế hoạch 2/KH-UBND", [("quyết định", "1/QĐ-UBND", None), ("kế hoạch", "2/KH-UBND", None)]),
    ("Quyết\nđịnh số\n 123/QĐ-UBND\nngày 13/01/2022", [("quyết định", "123/QĐ-UBND", "2022-01-13")]),
    ("Quyết định số: 123 / QĐ - UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("QUYẾT ĐỊNH SỐ 123/QĐ-UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("Quyết định số 123/QĐ–UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("Quyết định 123/QÐ-UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("Quyết định số 123a/QĐ-UBND.", [("quyết định", "123a/QĐ-UBND", None)]),
    ("Quyết định số 0123/QĐ-UBND, ngày 13-01-2022", [("quyết định", "0123/QĐ-UBND", "2022-01-13")]),
    ("Quyết định số 123/QĐ-UBND (ngày 13.01.2022)", [("quyết định", "123/QĐ-UBND", "2022-01-13")]),
    ("Quyết định ngày 13/01/2022 số 5/QĐ-UBND", [("quyết định", "5/QĐ-UBND", None)]),
    ("Quyết định của UBND tỉnh số 99/QĐ-UBND", [("quyết định", "99/QĐ-UBND", None)]),
    ("Kế hoạch thực hiện Nghị quyết Đại hội và Quyết định của UBND tỉnh số 99/QĐ-UBND", [("quyết định", "99/QĐ-UBND", None)]),
    ("Tờ trình số 12/TTr-PTNMT", [("tờ trình", "12/TTr-PTNMT", None)]),
    ("Thông báo số 7/TB-VP", [("thông báo", "7/TB-VP", None)]),
    ("Hướng dẫn số 3/HD-BTCTW", [("hướng dẫn", "3/HD-BTCTW", None)]),
    ("Công điện số 01/CĐ-PCTT", [("công điện", "01/CĐ-PCTT", None)]),
    ("Quy định số 37-QĐ/TW", [("quy định", "37-QĐ/TW", None)]),
    ("văn bản số 2345/SYT-NVY", [("văn bản", "2345/SYT-NVY", None)]),
    ("Giấy mời số 15/GM-UBND", [("giấy mời", "15/GM-UBND", None)]),
    ("Báo cáo số 8/BC-HĐND", [("báo cáo", "8/BC-HĐND", None)]),
    ("Số: 123/QĐ-UBND", [(None, "123/QĐ-UBND", None)]),
    ("theo 123/QĐ-UBND", [(None, "123/QĐ-UBND", None)]),
    ("Quyết định số 123/QĐ-UBND ngày 31/02/2022", [("quyết định", "123/QĐ-UBND", None)]),
    ("Quyết định số 123/QĐ-UBND; nhắc lại Quyết định số 123/QĐ-UBND", [("quyết định", "123/QĐ-UBND", None)]),
    ("Nghị định số 15/2020/NĐ-CP và Nghị định 15/2020/NĐ - CP", [("nghị định", "15/2020/NĐ-CP", None)]),
    ("Công văn số 1234/UBND-VX và Quyết định 9/QĐ-TTg", [("công văn", "1234/UBND-VX", None), ("quyết định", "9/QĐ-TTg", None)]),
    ("Thông báo số 34/TB-UBND. Ngày 5/9/2022, hội nghị", [("thông báo", "34/TB-UBND", None)]),
]  # fmt: skip

NOT_CITED = [
    "1/2 dân số", "3/4 số hộ", "13/01/2022", "ngày 13/01", "5/9 và 2/9", "0234.3554.126", "054/3822.999", "số 12/5 Kim Long", "24/7", "100/100 điểm",
    "Đường số 12/A", "kiệt 12/3 Bà Triệu", "Tỷ số 2-1", "tổ 3/KV5", "120/80 mmHg", "50/50", "km/h", "80 km/h", "1/500", "tỷ lệ 1/2000", "VN-HCM",
    "Covid-19", "lớp 5/A", "12/UEFA", "giai đoạn 2021-2025", "5-ASEAN", "10/TP Huế", "Quyết định lúc 5/9", "https://example.org/12/TT-abc/KH",
    "Nghị quyết Đại hội XIII", "số 5-7 Lê Lợi", "A4/B5", "biển số 75A-123.45", "60 tạ/ha", "200.000 đồng/m2", "12/12 xã, phường", "4/QL1A",
]  # fmt: skip


def read(text: str) -> list[Found]:
    return [
        (d.kind, d.number, d.date.isoformat() if d.date else None) for d in find_documents(text)
    ]


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_cited_documents(text: str, expected: list[Found]) -> None:
    for around in ("{}", "Căn cứ {}.", "thực hiện {} của UBND tỉnh", "({})"):
        assert read(around.format(text)) == expected


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_unicode_forms_and_spaces_do_not_matter(text: str, expected: list[Found]) -> None:
    assert read(unicodedata.normalize("NFD", text)) == expected
    assert read(text.replace(" ", "\u00a0")) == expected
    assert read(" \n".join(text.split())) == expected


@pytest.mark.parametrize("text", NOT_CITED)
def test_what_is_no_document(text: str) -> None:
    assert read(text) == []
    assert read(f"Theo {text}, mọi việc đã xong.") == []


def numbers(text: str) -> list[str]:
    return [each.number for each in find_documents(text)]


def test_an_unknown_symbol_needs_a_kind_or_the_word_number() -> None:
    text = "phòng 3/4-B, Kế hoạch 12/XY-ZW, số 13/XY-ZW, nhà 14/XY-ZW, tờ 15/XYZ, số 16/XYZ"
    assert numbers(text) == ["12/XY-ZW", "13/XY-ZW"]


def test_what_is_cited_again_does_not_end_the_list() -> None:
    text = "Quyết định số 1/QĐ-UBND. Theo 1/QĐ-UBND và 2/QĐ-UBND."
    assert numbers(text) == ["1/QĐ-UBND", "2/QĐ-UBND"]
    assert find_documents(text)[0].text == "Quyết định số 1/QĐ-UBND"


def test_two_hundred_are_enough() -> None:
    assert len(find_documents(", ".join(f"{n}/QĐ-UBND" for n in range(1, 250)))) == 200


def test_the_words_of_the_mention_are_those_of_the_text() -> None:
    (mention,) = find_documents("Theo Quyết  định số 123/QĐ - UBND ngày 13/01/2022 của UBND.")
    assert mention.text == "Quyết định số 123/QĐ - UBND ngày 13/01/2022"
    assert mention.date == date(2022, 1, 13)


@pytest.mark.parametrize(
    "unit", ["1/QĐ-", "1/", "Quyết định số ", "1/QĐ-UBND ", "12/2022/", "A-", "số ", "1/A&B."]
)
def test_reading_is_linear(unit: str) -> None:
    def cost(count: int) -> float:
        start = time.process_time()
        find_documents(unit * count)
        return time.process_time() - start

    assert cost(16_000) < 40 * max(cost(1_000), 0.003)
