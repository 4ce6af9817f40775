"""Folding: what search takes for the same."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scraper.text import exact, find_documents, fold


def test_accents_case_and_unicode_form_do_not_matter() -> None:
    for text in ("người dân", unicodedata.normalize("NFD", "Người Dân"), "NGƯỜI DÂN", "nguoi dan"):
        assert fold(text) == "nguoi dan"
    assert fold("Đường đi") == "duong di"


def test_exact_keeps_accents_but_not_the_two_ways_of_placing_the_tone() -> None:
    assert exact("Hoà") == exact("hòa")
    assert exact("thủy") == exact("THUỶ")
    assert exact("má") != exact("mà")
    assert exact("đ") != exact("d")
    assert exact("hoàn") == "hoàn"


def test_long_texts_and_letters_of_all_scripts() -> None:
    long = "Người dân Hòa Bình, " * 200
    assert fold(long) == "nguoi dan hoa binh, " * 200
    assert (
        exact(long.upper()) == exact("người dân hoà bình, ") * 200 == "người dân hoà bình, " * 200
    )
    assert fold("Ελλάδα, Київ, Łódź, 東京, ไทย") == "ελλαδα, киів, lodz, 東京, ไทย"
    assert exact("Ελλάδα, Łódź, 東京") == "ελλάδα, łódź, 東京"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert exact(exact(text)) == exact(text)


def test_cited_documents() -> None:
    text = (
        "Theo Quyết định số 123/QĐ-UBND ngày 13/01/2022, Nghị định 12/2022/NĐ-CP, Kế hoạch số 278/KH-UBND, "
        "Công văn 45/UBND-VX, Luật số 12/2020/QH14, Nghị quyết 05-NQ/TW và Chỉ thị số 05-CT/TW; "
        "Quyết định số 123/QĐ-UBND nêu rõ. Hạn 13/01/2022, trực 24/7, giá 10/kg, tỷ lệ 3/4."
    )
    found = find_documents(text)
    assert [m.number for m in found] == [
        "123/QĐ-UBND", "12/2022/NĐ-CP", "278/KH-UBND", "45/UBND-VX", "12/2020/QH14", "05-NQ/TW", "05-CT/TW",
    ]  # fmt: skip
    assert found[0].kind == "quyết định"
    assert str(found[0].date) == "2022-01-13"
