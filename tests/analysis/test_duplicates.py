"""Near-duplicates: planted copies are found, quotations are none, and dates order them only as far
as they can."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.analysis import minhash
from scraper.analysis.copies import (
    Publication,
    copies,
    copies_frame,
    flows,
    interval,
    publications,
)
from scraper.analysis.corpus import ArchiveTexts
from scraper.analysis.duplicates import Duplicates, near_duplicates
from scraper.analysis.shingles import containment, jaccard, shingles
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.store import Archive

SYLLABLES = [f"{a}{b}" for a in "b c d h l m n t v x".split() for b in "an oi ung e ua ich".split()]


def paragraphs(chance: random.Random, count: int) -> list[str]:
    return [" ".join(chance.choices(SYLLABLES, k=60)) for _ in range(count)]


@pytest.fixture(scope="module")
def planted() -> tuple[dict[int, str], set[frozenset[int]]]:
    """300 texts; 40 copies with another lead and a paragraph less; 40 that quote one paragraph."""
    chance = random.Random(11)
    bodies = {n: paragraphs(chance, chance.randrange(5, 10)) for n in range(300)}
    pairs = set()
    for n in range(40):
        body = bodies[n].copy()
        del body[chance.randrange(len(body))]
        bodies[1000 + n] = [*paragraphs(chance, 1)[:1], *body[1:]] if len(body) > 5 else body
        pairs.add(frozenset((n, 1000 + n)))
    for n in range(40, 80):
        bodies[2000 + n] = [*paragraphs(chance, 7), bodies[n][0]]
    return {key: "\n".join(body) for key, body in bodies.items()}, pairs


def test_planted_copies_are_found_and_quotations_are_none(
    planted: tuple[dict[int, str], set[frozenset[int]]],
) -> None:
    texts, pairs = planted
    found = near_duplicates(texts)
    assert {frozenset(group) for group in found.groups} == pairs
    assert (found.compared, found.too_short) == (380, 0)
    for pair in found.pairs:
        one, other = shingles(texts[pair.one]), shingles(texts[pair.other])
        assert pair.jaccard == jaccard(one, other)
        assert pair.containment == containment(one, other)


def test_what_stands_in_one_digest_is_not_alike() -> None:
    """Two texts and the digest of both: excerpts, and no group of three."""
    chance = random.Random(8)
    one, other = (" ".join(paragraphs(chance, 4)) for _ in range(2))
    found = near_duplicates({1: one, 2: other, 3: f"{one} {other}"})
    assert [(pair.one, pair.other, pair.containment) for pair in found.excerpts] == [
        (1, 3, 1.0),
        (2, 3, 1.0),
    ]
    assert found.groups == ()


def test_the_same_texts_give_the_same_answer(
    planted: tuple[dict[int, str], set[frozenset[int]]],
) -> None:
    texts, _ = planted
    assert near_duplicates(texts) == near_duplicates(texts)


def test_many_copies_of_one_notice_make_one_group_without_all_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(2)
    notice = paragraphs(chance, 3)
    texts = {n: "\n".join([*notice, f"Số {n}"]) for n in range(500)}
    compared = 0
    real = minhash.candidates

    def counted(*args: object) -> Iterator[object]:
        nonlocal compared
        for pairs in real(*args):  # type: ignore[arg-type]
            compared += len(pairs)
            yield pairs

    monkeypatch.setattr(minhash, "candidates", counted)
    found = near_duplicates(texts)
    assert [len(group) for group in found.groups] == [500]
    assert len(found.pairs) == 499
    assert compared < 500 * minhash.BUCKET * minhash.PERMUTATIONS


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 60))
def test_signatures_estimate_the_similarity(shared: int, own: int) -> None:
    chance = random.Random(shared * 100 + own)
    common = [" ".join(chance.choices(SYLLABLES, k=9)) for _ in range(shared)]
    texts = ["\n".join([*common, *(" ".join(chance.choices(SYLLABLES, k=9)) for _ in range(own))])
             for _ in range(2)]  # fmt: skip
    one, other = map(shingles, texts)
    signatures = minhash.Signatures()
    signatures.append(minhash.signature(one))
    signatures.append(minhash.signature(other))
    (estimate,) = signatures.similarity(minhash.np.array([[0, 1]]))
    true = jaccard(one, other)
    assert abs(estimate - true) < 5 * minhash.deviation(true) + 0.02


def test_short_and_empty_texts_are_left_out() -> None:
    assert near_duplicates({}) == Duplicates((), (), (), 0, 0)
    found = near_duplicates({1: "Thông báo", 2: "Thông báo", 3: ""})
    assert (found.groups, found.too_short) == ((), 3)
    with pytest.raises(UsageError, match="thresholds"):
        near_duplicates({}, threshold=0.1)


def published(
    number: int, day: str | None, portal: str = "x", precision: str = "day"
) -> Publication:
    span = interval(day, precision if day else None, "Asia/Ho_Chi_Minh")
    return Publication(
        number, portal, f"Bài {number}", f"https://{portal}.example/{number}", day, *span
    )


def ordered(*articles: Publication) -> list[tuple[int, str, int | None, str | None]]:
    group = Duplicates((tuple(a.id for a in articles),), (), (), len(articles), 0)
    texts = {a.id: " ".join(SYLLABLES) for a in articles}
    found = copies(group, {a.id: a for a in articles}, texts)
    return [(c.article.id, c.order, c.first, c.first_portal) for c in found]


def test_the_first_publisher_is_named() -> None:
    assert ordered(published(2, "2022-01-14", "b"), published(1, "2022-01-13", "a")) == [
        (1, "first", 1, "a"),
        (2, "later", 1, "a"),
    ]


def test_a_day_cannot_order_two_articles_of_one_day() -> None:
    same = (published(1, "2022-01-13", "a"), published(2, "2022-01-13", "b"))
    assert ordered(*same) == [(1, "not ordered", None, None), (2, "not ordered", None, None)]
    minute = published(2, "2022-01-13T08:05+07:00", "b", "minute")
    assert [row[1] for row in ordered(same[0], minute)] == ["not ordered"] * 2
    later = published(3, "2022-01-14", "c")
    assert [row[1:] for row in ordered(*same, later)][2] == ("later", None, None)


def test_two_of_one_portal_on_one_day_still_name_the_portal() -> None:
    rows = ordered(published(1, "2022-01-13", "a"), published(2, "2022-01-13", "a"),
                   published(3, "2022-01-15", "b"))  # fmt: skip
    assert rows[2] == (3, "later", None, "a")


def test_an_undated_article_may_be_the_original() -> None:
    rows = ordered(published(1, "2022-01-13", "a"), published(2, None, "b"))
    assert rows == [(1, "not ordered", None, None), (2, "undated", None, None)]


def test_minutes_and_zones_order_what_days_cannot() -> None:
    rows = ordered(published(1, "2022-01-13T09:00+07:00", "a", "minute"),
                   published(2, "2022-01-13T01:30+00:00", "b", "minute"))  # fmt: skip
    assert [row[:3] for row in rows] == [(2, "first", 2), (1, "later", 2)]


def test_frames_of_copies_and_ways_between_portals() -> None:
    articles = [published(1, "2022-01-13", "a"), published(2, "2022-01-14", "b"),
                published(3, "2022-01-15", "b"), published(4, "2022-01-16", "a")]  # fmt: skip
    known = {a.id: a for a in articles}
    texts = {a.id: " ".join(SYLLABLES) for a in articles}
    found = copies(Duplicates(((1, 2, 3, 4),), (), (), 4, 0), known, texts)
    frame = copies_frame(found)
    assert list(frame["first"]) == [1] * 4
    assert frame["published"].iloc[0] == "2022-01-13"
    (way,) = flows(found).to_dict("records")
    assert way == {"source": "a", "copier": "b", "articles": 2, "jaccard": 1.0}
    alone = copies(Duplicates(((1, 4),), (), (), 2, 0), known, texts, across=True)
    assert alone == []
    assert flows(alone).empty
    assert copies_frame(alone).empty


def test_out_of_the_archive(archive: Archive) -> None:
    texts = ArchiveTexts(archive)
    assert dict(texts.items()) == {key: texts[key] for key in texts}
    assert len(texts) == len(list(texts))
    with pytest.raises(KeyError):
        texts[999_999]
    with pytest.raises(UsageError):
        ArchiveTexts(archive, portal="nowhere")
    found = near_duplicates(texts)
    dates = publications(archive, [key for group in found.groups for key in group])
    (way,) = flows(copies(found, dates, texts)).to_dict("records")
    assert (way["source"], way["copier"], way["articles"]) == ("a", "b", 2)
    assert way["jaccard"] > 0.9
    assert near_duplicates(ArchiveTexts(archive, portal="a")).groups == ()
