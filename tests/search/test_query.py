"""The query language: what a query means, and that a broken one gets one sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.search.days import day
from scraper.search.query import parse
from scraper.search.tree import (
    EVERYTHING,
    And,
    Cites,
    InPortal,
    Near,
    Not,
    Or,
    Published,
    Words,
    leaves,
)

A, B, C = Words("a"), Words("b"), Words("c")


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("", EVERYTHING),
        (" \n\t\0", EVERYTHING),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("NOT -a", A),
        ("-(a b)", Not(And((A, B)))),
        ("a - b", And((A, B))),
        ("HĐND-UBND", Words("HĐND-UBND")),
        ('"a b" c', And((Words("a b"), C))),
        ("“a b”", Words("a b")),
        ("a*", Words("a", prefix=True)),
        ('"a b"*', Words("a b", prefix=True)),
        ("=má", Words("má", exact=True)),
        ('="má tôi"', Words("má tôi", exact=True)),
        ("title:a b", And((Words("a", "title"), B))),
        ('author:"a b"', Words("a b", "author")),
        ("title:(a OR b)", Or((Words("a", "title"), Words("b", "title")))),
        ("title:=má", Words("má", "title", exact=True)),
        ("portal:huongtra", InPortal("huongtra")),
        ("portal:hue*", InPortal("hue", prefix=True)),
        ("since:2024-02", Published(since=date(2024, 2, 1))),
        ("until:2024-02", Published(until=date(2024, 2, 29))),
        ("since:17/05/2024", Published(since=date(2024, 5, 17))),
        ("and or not", And((Words("and"), Words("or"), Words("not")))),
        ("a !!! b", And((A, B))),
        ("a OR ---", A),
        ("http://a.vn/x", Words("http://a.vn/x")),
        ("10:30", Words("10:30")),
        ("a a", A),
        ("a NEAR b", Near(A, B, 10)),
        ('a NEAR/3 "b c"', Near(A, Words("b c"), 3)),
        ("a NEAR/3 b NEAR/4 c", And((Near(A, B, 3), Near(B, C, 4)))),
        ("(a OR b) NEAR/3 c", Or((Near(A, C, 3), Near(B, C, 3)))),
        ("NOT a NEAR/3 b", Not(Near(A, B, 3))),
        ("title:(a NEAR/3 b)", Near(Words("a", "title"), Words("b", "title"), 3)),
        ("„a b“ »c« „a” 「b」", And((Words("a b"), C, A, B))),
        ("Title:a", Words("a", "title")),
        ("PORTAL:hue", InPortal("hue")),
        ("Huế:a", Words("Huế:a")),
        ("Tin:a", Words("Tin:a")),
        ("NEAR/x near", And((Words("NEAR/x"), Words("near")))),
        ('cites:"123/QĐ-UBND"', Cites("123/QĐ-UBND")),
        ("cites:123/QĐ*", Cites("123/QĐ", prefix=True)),
        ('cites:"123/QĐ"*', Cites("123/QĐ", prefix=True)),
        ("date:2024", Published(date(2024, 1, 1), date(2024, 12, 31))),
        ("date:2023..2024-02", Published(date(2023, 1, 1), date(2024, 2, 29))),
        ("date:..2024", Published(None, date(2024, 12, 31))),
        ("date:2024..", Published(date(2024, 1, 1), None)),
    ],
)
def test_means(query: str, node: object) -> None:
    assert parse(query) == node


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('"a', "opens a quotation mark"),
        ("(a", "opens a parenthesis"),
        ("a)", "closes a parenthesis"),
        ("()", "nothing in them"),
        ("AND", "AND .* both sides"),
        ("a AND", "AND .* both sides"),
        ("a AND AND b", "AND .* both sides"),
        ("OR", "OR .* both sides"),
        ("a OR", "OR .* both sides"),
        ("OR a", "OR .* both sides"),
        ("NOT", "NOT .* term after it"),
        ("a NOT OR b", "NOT .* term after it"),
        ("NEAR", "NEAR .* both sides"),
        ("a NEAR/5", "NEAR .* both sides"),
        ("a NEAR OR b", "NEAR .* both sides"),
        ("a NEAR/51 b", "at most 50 words"),
        (f"a NEAR/{'9' * 3_000} b", "at most 50 words"),
        ("titel:a", "asks for titel:, but the fields are"),
        ("»a", "quotation mark"),
        ("a NEAR b*", "without = and"),
        ("(a b) NEAR c", "without = and"),
        ("a NEAR !!!", "without = and"),
        ("title:a NEAR b", "in the same field"),
        ("cites:", "cites: .* right after it"),
        ("date:..", "before or after the two dots"),
        ("date:2024..2023", "nothing lies since"),
        ("!!!", "no word to look for"),
        ("tittle:a", "asks for tittle:, but the fields are title, author"),
        ("title:", "title: .* right after it"),
        ("portal:", "portal: .* right after it"),
        ("since:soon", "'soon' is no date"),
        ("since:2024-13", "no day '2024-13' in the calendar"),
        ("(" * 200 + "a" + ")" * 200, "deeper than"),
        ("a b " * 900, "more than 100 terms"),
        ("x" * 10_240, "longer than 4000"),
    ],
)
def test_is_refused_in_one_sentence(query: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        parse(query)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_status == 2


def test_negations_in_a_row_are_counted_not_nested() -> None:
    assert parse("-" * 3999 + "a") == Not(A)


_PIECES = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "=",
        "-",
        "*",
        ":",
        "AND",
        "OR",
        "NOT",
        "NEAR/2",
        " ",
        "cites:",
        "date:2024..",
        "title:",
        "since:2024",
        "má",
        "\0",
        "😀",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_string_is_understood_or_refused(query: str) -> None:
    try:
        node = parse(query)
    except UsageError:
        return
    assert all(leaf.text for leaf in leaves(node))


@pytest.mark.parametrize("text", ["", "20", "2024-00", "2023-02-29", "32/01/2024", "tomorrow"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(UsageError):
        day(text, last=False)
