"""Both indexes find what the plain definition of the query language finds, and count alike."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_matcher import matches

from scraper import Archive, Article, Byline, LoaError, PublishedAt
from scraper.model import DocumentMention
from scraper.search import Filters, fts5_search, pairs, stream, tantivy_search
from scraper.search.found import Asked
from scraper.search.index import quick_index
from scraper.search.query import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.search.found import Found

HUE = timezone(timedelta(hours=7))
SYLLABLES = "ma má mạ hòa hoà hóa Đà đa thủy thuỷ túy x_y 12 HĐND ủy ﬁn ½ 😀 a b".split()
NAMES = ("Trần Hòa", "Lê An", "Hòa Lê", "Đà Má", "Ma")
ROLES = ("Bí thư", "Trưởng phòng Hòa", None)
SECTIONS = ((), ("Tin",), ("Tin", "Má Hòa"), ("Hòa", "Tin"), ("Tin / Má Hòa",))
NUMBERS = ("12/QĐ-UBND", "123/QĐ-UBND", "12/NQ-HĐND")


def text(chance: Random, most: int) -> str:
    joints = (" ", " ", " ", ", ", "-", ". ", "\n\n", "\u0301 ", "™ ")
    return "".join(
        chance.choice(SYLLABLES) + chance.choice(joints) for _ in range(chance.randrange(1, most))
    )


def published(chance: Random) -> PublishedAt | None:
    day = date(2023, 12, 1) + timedelta(days=chance.randrange(60))
    moment = datetime(
        day.year, day.month, day.day, chance.randrange(2), chance.randrange(2), tzinfo=HUE
    )
    return chance.choice(
        (
            None,
            PublishedAt(day, "day"),
            PublishedAt(moment, "minute"),
            PublishedAt(moment.replace(second=chance.randrange(2)), "second"),
        )
    )


def article(number: int) -> Article:
    chance = Random(number)
    portal = chance.choice(("hue", "hue-tp", "dn"))
    names = chance.sample(NAMES, chance.randrange(3))
    return Article(
        f"https://{portal}.vn/{number}",
        f"{portal}.vn/{number}",
        portal,
        text(chance, 5),
        text(chance, 25),
        lead=chance.choice((None, text(chance, 8))),
        published=published(chance),
        section=chance.choice(SECTIONS),
        bylines=(
            *(Byline(name, chance.choice(ROLES)) for name in names),
            *chance.choice(((), (Byline("Báo Hòa", None, "source"),))),
        ),
        tags=tuple(chance.sample(("ma mạ", "hòa", "Đà"), chance.randrange(3))),
        documents=tuple(
            DocumentMention(n) for n in chance.sample(NUMBERS, chance.choice((0, 0, 1, 2)))
        ),
    )


ARTICLES = [article(number) for number in range(120)]


@pytest.fixture(scope="module", params=["pairs of frequent words", "no pairs"])
def archive(request: pytest.FixtureRequest) -> Iterator[Archive]:
    with (
        pytest.MonkeyPatch.context() as changed,
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder) / "news.db") as opened,
    ):
        if request.param == "pairs of frequent words":
            changed.setattr(pairs, "LARGE", 1)
            changed.setattr(pairs, "SHARE", 0.8)
        opened.store(ARTICLES)
        opened.refresh_index()
        frequent = quick_index([opened]).opened.frequent
        assert bool(frequent) == (request.param == "pairs of frequent words")
        assert not frequent >= {"ma", "hoa", "da", "thuy", "hdnd", "x_y"}
        yield opened


_word = st.sampled_from([*SYLLABLES, "hoa", "HOÀ", "thuy", "Trần", "tin", "bí", "1", "qd", "none"])
_phrase = st.lists(_word, min_size=1, max_size=3).map(" ".join)
_field = st.sampled_from(["", "", "", "title:", "author:", "role:", "section:", "source:", "tag:"])
_term = st.one_of(
    _word,
    _word.map("{}*".format),
    _word.map("={}".format),
    _word.map("={}*".format),
    _phrase.map('"{}"'.format),
    _phrase.map('"{}"*'.format),
    _phrase.map('="{}"'.format),
    st.builds("({} OR {})".format, _word, _word),
    st.builds('("{}" NEAR/{} "{}")'.format, _phrase, st.integers(0, 4), _phrase),
)
_leaf = st.one_of(
    st.builds("{}{}".format, _field, _term),
    st.sampled_from(
        [
            *("portal:hue", "portal:hue*", "portal:none", "portal:"),
            *("since:2024", "until:2023-12-15", "date:2024-01-02", "date:2023-12..2024-01-01"),
            *(f'cites:"{number}"' for number in NUMBERS),
            *("cites:12*", "cites:12/qd-ubnd", 'cites:"12 / QĐ–UBND"', "cites:12/nq*", "cites:9"),
        ]
    ),
)
queries = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        inner.map("NOT ({})".format),
        st.builds("{} -({})".format, inner, inner),
    ),
    max_leaves=6,
)


def answers(archive: Archive, query: str, asked: Asked) -> tuple[Found, Found]:
    filters = Filters.of(query)
    quick = quick_index([archive])
    return (
        fts5_search.find([archive], filters, asked),
        tantivy_search.find(quick.opened, [archive], filters, asked),
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries)
def test_three_ways_to_the_same_hits(archive: Archive, query: str) -> None:
    try:
        node = parse(query)
    except LoaError:
        return
    wanted = {n for n, one in zip(count(1), ARTICLES) if matches(node, one)}
    chosen = [number for (number,) in stream(archive, Filters.of(query), ["id"])]
    assert chosen == sorted(wanted)
    for order in ("newest", "ranked"):
        inside, quick = answers(archive, query, Asked(order, 1000, 0))  # type: ignore[arg-type]
        assert {place.id for place in inside.places} == wanted
        assert {place.id for place in quick.places} == wanted
        assert inside.total == quick.total == len(wanted)
        assert inside.facets == quick.facets
        if order == "newest":
            assert inside.places == quick.places


@settings(max_examples=60, deadline=None)
@given(queries, st.integers(1, 7), st.sampled_from(["ranked", "newest"]))
def test_pages_put_together_are_the_whole(
    archive: Archive, query: str, size: int, order: str
) -> None:
    try:
        parse(query)
    except LoaError:
        return
    whole = answers(archive, query, Asked(order, 1000, 0))  # type: ignore[arg-type]
    for at in (0, 1):
        pages = [
            place
            for first in range(0, whole[at].total, size)
            for place in answers(archive, query, Asked(order, size, first))[at].places  # type: ignore[arg-type]
        ]
        assert tuple(pages) == whole[at].places


@pytest.mark.parametrize(
    "filters",
    [
        {"portal": "hue"},
        {"portal": ["hue", "dn"]},
        {"section": "tin"},
        {"section": "Hòa / Tin"},
        {"author": "hoa"},
        {"author": "Lê", "section": "tin", "since": "2024", "query": "ma"},
    ],
)
def test_filters_limit_both_alike(archive: Archive, filters: dict[str, object]) -> None:
    asked = Asked("newest", 1000, 0)
    given_ = Filters.of(**filters)  # type: ignore[arg-type]
    quick = quick_index([archive])
    inside = fts5_search.find([archive], given_, asked)
    assert inside.total
    assert tantivy_search.find(quick.opened, [archive], given_, asked).places == inside.places
