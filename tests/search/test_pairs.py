"""Pairs of frequent words: where they stand, when an index has them, and what phrases then weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import Archive, Article
from scraper.search import Filters, pairs, run, tantivy_search
from scraper.search.found import Asked
from scraper.search.index import quick_index
from scraper.search.pairs import covering, paired

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.search.found import Place

TEXTS = (
    "nhân dân xã đến ủy ban nhân dân xã",
    "nhân dân, nhân dân và nhân dân",
    "ủy ban. Nhân dân xã",
    "nhân, rồi dân; xã đến ủy ban",
    "xã có ủy ban nhân đạo, dân xã vui",
    "dân nhân ủy xã ban",
)


def article(number: int, text: str) -> Article:
    key = f"hue.vn/{number}"
    return Article(f"https://{key}", key, "hue", f"Bài {text[: number % 9]}", text)


def stored(path: Path) -> Archive:
    archive = Archive(path)
    archive.store(article(n, " ".join([text] * (n % 5 + 1))) for n, text in enumerate(TEXTS * 9))
    return archive


def ranked(archive: Archive, query: str) -> tuple[Place, ...]:
    opened = quick_index([archive]).opened
    return tantivy_search.find(opened, [archive], Filters.of(query), Asked("ranked", 100, 0)).places


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9), st.data())
def test_pairs_stand_where_their_first_word_stands(words: list[str], data: st.DataObject) -> None:
    frequent = set(data.draw(st.lists(st.sampled_from("abc"), unique=True)))
    found = paired(" ".join(words), frequent).split(" ")
    assert len(found) == len(words)
    for at, pair in enumerate(found):
        both = words[at : at + 2]
        assert pair == ("-".join(both) if len(both) == 2 and frequent >= set(both) else "-")


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9))
def test_what_covers_a_phrase_says_each_of_its_words(words: list[str]) -> None:
    said: dict[int, str] = {}
    for at, pair in covering(words):
        one, two = pair.split("-")
        assert said.setdefault(at, one) == one
        said[at + 1] = two
    assert [said[at] for at in range(len(words))] == words


@pytest.mark.parametrize(
    "query",
    [
        '"nhân dân"',
        '"ủy ban nhân dân"',
        '"ủy ban nhân dân xã" OR vui',
        '"dân xã" "ủy ban"',
        'xã -"nhân dân xã"',
        '="nhân dân"',
        '"nhân dân"* rồi',
        '"nhân dân" NEAR/3 "ủy ban"',
    ],
)
def test_a_phrase_weighs_the_same_with_pairs(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stored(tmp_path / "without.db") as archive:
        without = ranked(archive, query)
    monkeypatch.setattr(pairs, "LARGE", 1)
    with stored(tmp_path / "with.db") as archive:
        assert quick_index([archive]).opened.frequent >= {"nhan", "dan", "xa", "uy", "ban"}
        found = ranked(archive, query)
    assert [place.id for place in found] == [place.id for place in without]
    assert [place.score for place in found] == pytest.approx(
        [place.score for place in without], rel=1e-5
    )


def test_one_of_few_articles_is_built_anew_when_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_index(*_: object) -> None:
        raise AssertionError("answered from the index inside the archive")

    monkeypatch.setattr(run.fts5_search, "find", no_index)
    with stored(tmp_path / "news.db") as archive:
        assert not quick_index([archive]).opened.frequent
        monkeypatch.setattr(pairs, "LARGE", 50)
        archive.store(article(1_000 + number, "ủy ban") for number in range(10))
        before = quick_index([archive])
        generation = before.generation
        assert before.opened.frequent >= {"uy", "ban"}
        assert archive.search('"ủy ban"').total == 46
        assert quick_index([archive]).generation == generation


def test_large_archives_without_a_frequent_word_keep_their_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "LARGE", 1)
    with Archive(tmp_path / "news.db") as archive:
        archive.store(
            Article(f"https://a.vn/{n}", f"a.vn/{n}", "a", f"w{n}", f"x{n} y{n}") for n in range(9)
        )
        generation = quick_index([archive]).generation
        assert archive.search('"x3 y3"').total == 1
        assert quick_index([archive]).generation == generation
        assert not quick_index([archive]).opened.frequent
