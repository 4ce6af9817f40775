"""Hostile markup is refused before the parser pays for it."""

from __future__ import annotations

import pytest

from scraper.extraction.guard import check_markup, without_embedded_files, without_scripts
from scraper.model import NotAnArticle

HOSTILE = {
    "nested": "<div>" * 2_000_000,
    "nested behind stray end tags": "<div></x>" * 400_000,
    "nested by turns": "<div><b>" * 100_000,
    "closed only at the end": "<span>" * 20_000 + "</span>" * 20_000,
    "a million attributes": "<p " + " ".join(f"a{i}=1" for i in range(400_000)) + ">x",
    "attributes without spaces": "<p " + "/".join(f"a{i}=''" for i in range(50_000)) + ">x",
    "attributes with quoted brackets": "<p " + " ".join(f'a{i}="<>"' for i in range(50_000)) + ">",
    "attributes with quoted ends": "<p " + " ".join(f'a{i}=">"' for i in range(50_000)) + ">x",
    "never closed": "<p " + "a=1 " * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_too_large(name: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        check_markup(HOSTILE[name])
    assert refusal.value.reason == "too large"


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 50_000,
        "<li><a href='x'>y</a>" * 20_000,
        "<table>" + "<tr><td>1<td>2" * 20_000,
        "<p>" + "word " * 400_000,
        "<script>" + "var a = 1; " * 50_000 + "</script>",
        "<div><p>x</p></div>" * 50_000,
        "<br>" * 100_000,
    ],
)
def test_long_but_ordinary_markup_passes(html: str) -> None:
    check_markup(html)


def test_words_in_a_quoted_value_are_no_attributes() -> None:
    filler = "<p>x y z</p>" * 3_000
    check_markup(f"<div data-settings='{'one two three / ' * 4_000}'>x</div>{filler}")
    check_markup(f'<div data-settings="{"a b c > d " * 4_000}">x</div>{filler}')


def test_more_tags_than_any_page_has() -> None:
    with pytest.raises(NotAnArticle, match="tags"):
        check_markup("<br>" * 300_000)


def test_embedded_pictures_do_not_count() -> None:
    html = f"<p>text<img src='data:image/png;base64,{'A' * 6_000_000}'></p>"
    slim = without_embedded_files(html)
    check_markup(slim)
    assert slim.startswith("<p>text")
    assert len(slim) < 100


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a</p><svg class='x'><path d='M0'/><text>no</text></svg><p>b</p>", "<p>a</p><svg class='x'></svg><p>b</p>"),
        ("<SCRIPT>no</Script><p>a</p>", "<SCRIPT></Script><p>a</p>"),
        ("<svg/><p>a</p><svg><path/></svg>", "<svg/><p>a</p><svg></svg>"),
        ("<svg><svg><path/></svg><path/></svg>a", "<svg><svg><path/></svg><path/></svg>a"),
        ("<svgs>a</svgs><style id='s'>no</style >b", "<svgs>a</svgs>b"),
        ("<svg>a<p>b", "<svg>a<p>b"),
        ("<!-- <svg> --><p>a</p>", "<!-- <svg> --><p>a</p>"),
        ("<script type='application/ld+json'>{}</script>", "<script type='application/ld+json'>{}</script>"),
    ],
)  # fmt: skip
def test_scripts_styles_and_drawings_are_dropped_and_nothing_else(html: str, kept: str) -> None:
    assert without_scripts(html) == kept
