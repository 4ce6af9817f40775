"""The sections above the one that an article names, as the page's menu tells them."""

from __future__ import annotations

import pytest

from scraper.extraction import extract
from scraper.portals import Profile

HOME = "https://xa.example.vn/"
PROFILE = Profile.model_validate(
    {
        "name": "xa",
        "home": HOME,
        "hosts": ["xa.example.vn"],
        "addresses": {"listing": [r"^/muc/.", r"[?&]cat=\d+"]},
        "fields": {"title": "h1", "body": ".text", "section": ".at a"},
    }
)
BODY = (
    "<p>Sáng nay, hội đồng nhân dân xã họp thường kỳ và thông qua ba nghị quyết về đất đai.</p>" * 3
)


def section(menu: str, own: str) -> tuple[str, ...]:
    html = f"<nav>{menu}</nav><h1>Họp thường kỳ</h1><div class=at>{own}</div><div class=text>{BODY}</div>"
    return extract(html, f"{HOME}hop-thuong-ky", PROFILE).section


@pytest.mark.parametrize("home", ["", HOME.rstrip("/")])
def test_an_address_below_another_tells_the_section_above(home: str) -> None:
    menu = f"<a href='{home}/muc/tin'>Tin tức</a> <a href='/muc/tin/kinh-te'>Kinh tế</a> <a href='/muc/khac'>Khác</a>"
    own = "<a href='/muc/tin/kinh-te/lua/'>Lúa</a>"
    assert section(menu, own) == ("Tin tức", "Kinh tế", "Lúa")


def test_a_step_that_is_not_linked_ends_the_path() -> None:
    own = "<a href='/muc/tin/kinh-te/lua/'>Lúa</a>"
    assert section("<a href='/muc/tin/'>Tin tức</a>", own) == ("Lúa",)


def test_where_addresses_are_numbers_the_nested_menu_tells() -> None:
    menu = (
        "<ul><li><a href='/?cat=2'>Tin tức</a><ul><li><a href='/?cat=3'><b>Kinh tế</b></a></li></ul></li>"
        "<li><a href='/?cat=4'>Thông báo</a></li></ul>"
    )
    assert section(menu, "<a href='/?cat=3'>Kinh tế</a>") == ("Tin tức", "Kinh tế")
    assert section(menu, "<a href='/?cat=4'>Thông báo</a>") == ("Thông báo",)


def test_the_section_may_be_named_by_an_element_that_holds_its_link() -> None:
    given = PROFILE.model_dump(exclude_unset=True)
    profile = Profile.model_validate(given | {"fields": given["fields"] | {"section": ".at"}})
    html = (
        "<nav><a href='/muc/tin'>Tin tức</a></nav><h1>Họp thường kỳ</h1>"
        f"<div class=at><a href='/muc/tin/lua'>Lúa</a></div><div class=text>{BODY}</div>"
    )
    assert extract(html, f"{HOME}hop-thuong-ky", profile).section == ("Tin tức", "Lúa")


@pytest.mark.parametrize(
    "menu",
    [
        "<ul><li><span>Tin tức</span><ul><li><a href='/?cat=3'>Kinh tế</a></li></ul></li></ul>",
        "<ul><li><a href='/gioi-thieu'>Giới thiệu</a><ul><li><a href='/?cat=3'>Kinh tế</a></li></ul></li></ul>",
        (
            "<ul><li><a href='/?cat=2'>Tin</a><ul><li><a href='/?cat=3'>Kinh tế</a></li></ul></li>"
            "<li><a href='/?cat=5'>Chuyên đề</a><ul><li><a href='/?cat=3'>Kinh tế</a></li></ul></li></ul>"
        ),
    ],
    ids=["a heading", "not a section", "two places"],
)
def test_what_does_not_tell_clearly_is_not_asked(menu: str) -> None:
    assert section(menu, "<a href='/?cat=3'>Kinh tế</a>") == ("Kinh tế",)
