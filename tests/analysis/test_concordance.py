"""Concordance: every occurrence as it is written, with its context and its source."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis import concordance as module
from scraper.analysis.concordance import concordance
from scraper.analysis.corpus import ArticleText
from scraper.errors import UsageError


def article(number: int, text: str, day: date | None = None) -> ArticleText:
    return ArticleText(
        number, text, day, f"Bài {number}", f"https://x.example/{number}", {"portal": "x"}
    )


TEXT = "Sáng nay, Người dân  đến họp.\nĐông đảo người dân và cán bộ; nguoi dan vui."


def test_lines_are_as_written_with_their_source() -> None:
    found = concordance([article(7, TEXT, date(2022, 1, 13))], "người dân", width=12)
    assert (found.hits, found.articles) == (2, 1)
    first, second = found.lines
    assert (first.left, first.hit, first.right) == ("Sáng nay, ", "Người dân", " đến họp.")
    assert (second.left, second.right) == ("Đông đảo ", " và cán bộ;")
    assert (second.id, second.published, second.portal) == (7, date(2022, 1, 13), "x")
    assert TEXT[second.position :].startswith("người dân")
    frame = found.frame()
    assert list(frame["title"]) == ["Bài 7"] * 2
    assert frame.attrs == {"hits": 2, "articles": 1}


def test_accents_and_regular_expressions() -> None:
    assert concordance([article(1, TEXT)], "nguoi dan", accents=False).hits == 3
    assert concordance([article(1, TEXT)], "nguoi dan").hits == 1
    found = concordance([article(1, "ngày 13/01/2022 và 5/2/2023")], r"\d+/\d+/\d{4}", regex=True)
    assert [line.hit for line in found.lines] == ["13/01/2022", "5/2/2023"]
    assert concordance([article(1, "aaa")], "b*", regex=True).hits == 0  # empty matches are none


def test_sorting_by_words_of_the_context() -> None:
    texts = ["an lũ về", "ba lũ đến", "an lũ dâng", "lũ"]
    found = [article(n, text, date(2022, 1, 9 - n)) for n, text in enumerate(texts, 1)]

    def order(*sort: str) -> list[int]:
        return [line.id for line in concordance(found, "lũ", sort=sort).lines]

    assert order() == [1, 2, 3, 4]
    assert order("R1") == [4, 3, 2, 1]  # nothing, dâng, đến (d before its stroke), về
    assert order("L1", "R1") == [4, 3, 1, 2]
    assert order("date") == [4, 3, 2, 1]
    assert order("left") == [4, 1, 3, 2]
    with pytest.raises(UsageError, match="sorted by"):
        order("R10")


@settings(deadline=None)
@given(st.text(alphabet="ab \n", max_size=80), st.integers(0, 12))
def test_contexts_are_whole_words_of_the_text(text: str, width: int) -> None:
    """Every line is found in the text again, and no word of a context is cut."""
    found = concordance([article(1, text)], "a", width=width)
    assert found.hits == len(re.findall(r"\ba\b", text))
    plain = Counter(text.split())
    for line in found.lines:
        assert len(line.left) <= width
        assert len(line.right) <= width
        assert not Counter((line.left + line.hit + line.right).split()) - plain


def test_a_sample_is_fair_and_repeats() -> None:
    found = [article(n, "lũ") for n in range(200)]
    one = concordance(found, "lũ", sample=20, seed=4)
    assert one == concordance(found, "lũ", sample=20, seed=4)
    assert (len(one.lines), one.hits) == (20, 200)
    drawn = Counter(
        line.id
        for seed in range(60)
        for line in concordance(found, "lũ", sample=20, seed=seed).lines
    )
    # Each of the 200 is expected 6 times in 60 samples; halves of them 600 times.
    assert 500 < sum(count for number, count in drawn.items() if number < 100) < 700


def test_too_many_lines_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINES", 5)
    with pytest.raises(UsageError, match="sample"):
        concordance([article(1, "lũ " * 6)], "lũ")
    assert concordance([article(1, "lũ " * 6)], "lũ", sample=5).hits == 6


def test_what_makes_no_sense() -> None:
    with pytest.raises(UsageError, match="regular expression"):
        concordance([], "(", regex=True)
    with pytest.raises(UsageError, match="characters"):
        concordance([], "a", width=-1)
