"""What a token is, and where terms are found among tokens."""

from __future__ import annotations

import builtins
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis import tokens as tokens_module
from scraper.analysis.terms import Term, joined
from scraper.analysis.tokens import Tokenizer
from scraper.errors import UsageError

TEXT = "Thị xã đẩy mạnh chuyển đổi số.\nNgười dân chuyển đổi số hoá đơn."


def test_syllables_normal_forms_and_accents() -> None:
    decomposed = unicodedata.normalize("NFD", "Hòa HOÀ hoà")
    assert Tokenizer()(decomposed) == ["hoà"] * 3
    assert Tokenizer(fold=True)("má mà Ma đá") == ["ma", "ma", "ma", "da"]


def test_words_join_syllables_and_say_so() -> None:
    pytest.importorskip("pyvi")
    tokenizer = Tokenizer(unit="words")
    assert "cải_cách" in tokenizer("Đẩy mạnh cải cách hành chính")
    assert tokenizer("public works", "en") == ["public", "works"]
    assert tokenizer.label(["vi"]).startswith("words (pyvi ")
    assert tokenizer.label(["en"]) == "words"


def test_without_pyvi_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "pyvi":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    tokens_module._segment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"loaphuong\[viet\]"):
        Tokenizer(unit="words")
    monkeypatch.undo()
    tokens_module._segment.cache_clear()


def test_terms_are_whole_words_in_a_row() -> None:
    first, second = Tokenizer().paragraphs(TEXT)
    term = Term("chuyển đổi", Tokenizer())
    assert term.places(first) == [(4, 6)]
    assert term.places(second) == [(2, 4)]
    assert Term("chuyen doi", Tokenizer()).places(first) == []
    assert Term("chuyển đ*", Tokenizer()).places(first) == [(4, 6)]
    folded = Tokenizer(fold=True)
    assert Term("chuyen doi", folded).places(folded(TEXT)) == [(4, 6), (9, 11)]


def test_segmented_words_are_found_whole() -> None:
    row = ["cải_cách", "hành_chính", "và", "cải_cách_tư_pháp"]
    term = Term("cải cách", Tokenizer())
    assert term.places(row) == [(0, 1)]
    assert Term("cải cách hành chính", Tokenizer()).places(row) == [(0, 2)]


@settings(deadline=None)
@given(st.lists(st.sampled_from("a b c".split()), max_size=30))
def test_places_agree_with_a_plain_search(row: list[str]) -> None:
    term = Term("a b", Tokenizer())
    expected = [(n, n + 2) for n in range(len(row) - 1) if row[n : n + 2] == ["a", "b"]]
    assert term.places(row) == expected
    assert term.count(joined(row)) == len(expected)


@pytest.mark.parametrize("text", ["", "…", "*", "-", "a " * 21])
def test_terms_that_make_no_sense(text: str) -> None:
    with pytest.raises(UsageError):
        Term(text, Tokenizer())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_cut(text: str) -> None:
    for part in Tokenizer().paragraphs(text):
        assert part
        assert all(part)
