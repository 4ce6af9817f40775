"""The difference of two texts, in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.text.worddiff import MOST, diff_words

TEXTS = st.text(alphabet="ab ạ\n.,", max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert "".join(p.text for p in pieces if p.kind != "inserted") == old
    assert "".join(p.text for p in pieces if p.kind != "deleted") == new


def test_words_are_marked_and_paragraphs_that_stay_are_not_touched() -> None:
    old = "Đoạn một giữ nguyên.\n\nSáng ngày 3/5, hội nghị khai mạc."
    new = "Đoạn một giữ nguyên.\n\nChiều ngày 3/5, hội nghị khai mạc."
    assert [(p.kind, p.text) for p in diff_words(old, new)] == [
        ("same", "Đoạn một giữ nguyên.\n\n"),
        ("deleted", "Sáng"),
        ("inserted", "Chiều"),
        ("same", " ngày 3/5, hội nghị khai mạc."),
    ]


def test_very_long_stretches_are_replaced_whole() -> None:
    old, new = "a " * (MOST + 1), "b " * (MOST + 1)
    assert [p.kind for p in diff_words(old, new)] == ["deleted", "inserted"]


def test_neighbours_of_one_kind_are_one_piece() -> None:
    found = diff_words("Một hai.\n\nBa bốn năm.", "Một hai.\n\nBa sáu năm.")
    assert [(p.kind, p.text) for p in found] == [
        ("same", "Một hai.\n\nBa "),
        ("deleted", "bốn"),
        ("inserted", "sáu"),
        ("same", " năm."),
    ]


def test_one_side_that_is_too_long_is_enough() -> None:
    long = "một " * MOST
    for old, new in ((long, "một hai"), ("một hai", long)):
        assert [p.kind for p in diff_words(old, new)] == ["deleted", "inserted"]
