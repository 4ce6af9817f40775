"""Keyness and collocations: the numbers are those of the literature."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis.association import bic, log_likelihood, p_value
from scraper.analysis.collocations import collocations
from scraper.analysis.corpus import ArticleText
from scraper.analysis.frequencies import frequencies
from scraper.analysis.keyness import keyness
from scraper.analysis.tokens import Tokenizer
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


@settings(deadline=None)
@given(
    st.integers(0, 500), st.integers(0, 500), st.integers(501, 100_000), st.integers(501, 100_000)
)
def test_log_likelihood_is_that_of_scipy(a: int, b: int, size: int, other: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    ours = log_likelihood(a, size, a + b, size + other)
    if a + b == 0:
        assert ours == 0
        return
    table = [[a, b], [size - a, other - b]]
    theirs = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert ours == pytest.approx(theirs.statistic, abs=1e-6)
    assert p_value(ours) == pytest.approx(theirs.pvalue, rel=1e-6, abs=1e-12)


def test_rayson_and_garside_leave_out_what_hardly_counts() -> None:
    a, b, c, d = 120, 40, 60_000, 80_000
    e1, e2 = c * (a + b) / (c + d), d * (a + b) / (c + d)
    two_cells = 2 * (a * math.log(a / e1) + b * math.log(b / e2))
    assert log_likelihood(a, c, a + b, c + d) == pytest.approx(two_cells, rel=0.005)
    assert bic(two_cells, c + d) > 10


def test_keywords_of_both_sides() -> None:
    target = frequencies(["lũ lên nhanh và lớn"] * 40 + ["họp dân và lũ"] * 5)
    other = frequencies(["họp dân và bàn đường"] * 60 + ["lũ và đường"] * 2)
    made = keyness(target, other)
    words = made.set_index("word")
    flood = words.loc["lũ"]
    assert (flood["count"], flood["reference_count"]) == (45, 2)
    assert flood["log_ratio"] == pytest.approx(math.log2((45 / 220) / (2 / 306)))
    assert flood["percent_difference"] == pytest.approx(((45 / 220) / (2 / 306) - 1) * 100)
    assert flood["key"]
    assert words.loc["họp"]["log_ratio"] < 0
    assert words.loc["họp"]["key"]
    assert math.isnan(words.loc["lên"]["percent_difference"])  # the reference has none
    assert not words.loc["và"]["key"]
    assert list(made["g2"]) == sorted(made["g2"], reverse=True)
    assert made["p"].iloc[0] == pytest.approx(
        min(1, p_value(made["g2"].iloc[0]) * len(made)), abs=1e-300
    )


def test_no_keywords_where_there_is_no_difference() -> None:
    """Two random halves of one vocabulary: Bonferroni lets hardly anything through."""
    chance = random.Random(5)
    vocabulary = [f"w{n}" for n in range(400)]
    weights = [1 / (n + 3) for n in range(400)]
    false = 0
    for _ in range(20):
        halves = [
            frequencies([" ".join(chance.choices(vocabulary, weights, k=80)) for _ in range(60)])
            for _ in range(2)
        ]
        false += int(keyness(*halves, alpha=0.05)["key"].sum())
    assert false <= 4  # 20 comparisons, each with a chance of 5 % for any


def test_a_word_of_one_article_is_no_keyword() -> None:
    target = frequencies(["họp dân " * 20] * 10 + ["karaoke " * 50])
    other = frequencies(["họp dân " * 20] * 10)
    assert "karaoke" not in set(keyness(target, other)["word"])
    assert "karaoke" in set(keyness(target, other, min_articles=1)["word"])


def test_what_cannot_be_compared(frame: Callable[..., pd.DataFrame]) -> None:
    empty = frequencies([])
    some = frequencies(["a b"])
    with pytest.raises(UsageError, match="target of a comparison has no words"):
        keyness(empty, some)
    english = frequencies(frame(body=["a b"], language=["en"]))
    with pytest.raises(UsageError, match="cannot be compared"):
        keyness(some, english)
    assert frequencies(["a"], Tokenizer(fold=True)).tokens == "syllables; accents folded"


def _corpus() -> list[ArticleText]:
    chance = random.Random(3)
    filler = [f"từ{n}" for n in range(50)]
    found = []
    for n in range(200):
        words = chance.choices(filler, k=40)
        at = chance.randrange(5, 35)
        words[at : at + 2] = ["nước", "lũ"]
        words[at + 2] = "dâng" if n % 2 else words[at + 2]
        found.append(ArticleText(n, " ".join(words)))
    return found


def test_collocates_of_a_planted_pair() -> None:
    made = collocations(_corpus(), "nước lũ", left=3, right=3)
    assert made.attrs["node"] == 200
    assert made.attrs["size"] == 200 * 40
    first = made.iloc[0]
    assert (first["word"], first["count"], first["left"], first["right"]) == ("dâng", 100, 0, 100)
    assert first["log_dice"] == pytest.approx(14 + math.log2(2 * 100 / (200 + 100)))
    near, n = 200 * 6, 200 * 40 - 400
    assert first["expected"] == pytest.approx(near * 100 / n)
    assert first["mi"] == pytest.approx(math.log2(100 / first["expected"]))
    assert first["t"] == pytest.approx((100 - first["expected"]) / 10)
    assert (made["count"] > made["expected"]).all()
    for measure in ("g2", "mi", "t"):
        assert collocations(_corpus(), "nước lũ", by=measure)["word"].iloc[0] == "dâng"


def test_windows_end_with_the_paragraph_and_count_a_token_once() -> None:
    article = ArticleText(1, "a b node c\nd\nnode e node")
    made = collocations([article], "node", min_count=1, left=5, right=5).set_index("word")
    assert "d" not in made.index
    assert made.loc["e"][["count", "left", "right"]].tolist() == [1, 0, 1]
    assert made.loc["a"]["count"] == 1


def test_windows_that_make_no_sense() -> None:
    for left, right in ((0, 0), (-1, 3), (51, 0)):
        with pytest.raises(UsageError, match="window"):
            collocations([], "a", left=left, right=right)
    with pytest.raises(UsageError, match="no measure"):
        collocations([], "a", by="chi")  # type: ignore[arg-type]
    assert collocations([], "a").empty
