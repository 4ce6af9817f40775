"""The next page of a listing: recognised, and turned into a rule that a profile can hold."""

from __future__ import annotations

import pytest

from scraper.demo.site import DemoSite
from scraper.extraction import Page
from scraper.extraction.read import read_page
from scraper.learning import find_items, next_page
from scraper.portals import Profile

HERE = "https://portal.example/tin"


def page(markup: str) -> Page:
    return Page(
        f"<html><body><a href=/tin/1.html>Một tin dài của phường</a>{markup}</body></html>", HERE
    )


@pytest.mark.parametrize(
    ("markup", "kind", "url"),
    [
        ("<link rel=next href=/tin?page=2>", "rel", f"{HERE}?page=2"),
        ("<a rel='next nofollow' href=/tin/page/2/>Cũ hơn</a>", "rel", f"{HERE}/page/2/"),
        ("<div class=p><a href=/tin?page=1>Trang trước</a><a href=/tin?page=3>Trang sau</a></div>", "words", f"{HERE}?page=3"),
        ("<p><a class='next page-numbers' href=/tin/page/2>&raquo;</a></p>", "words", f"{HERE}/page/2"),
        ("<p><a href='?b_start:int=20'>Next 20 items »</a></p>", "words", f"{HERE}?b_start:int=20"),
        ("<p><a aria-label='Trang sau' href=/tin?_101_cur=2><i></i></a></p>", "words", f"{HERE}?_101_cur=2"),
        ("<p><a href=?p=1>1</a><b>2</b><a href=?p=3>3</a><a href=?p=9>»</a><a href=?p=3>›</a></p>", "words", f"{HERE}?p=3"),
        ("<div class=pg><span>1</span> <a href=?page=2>2</a> <a href=?page=3>3</a></div>", "numbers", f"{HERE}?page=2"),
        ("<ul class=pagination><li class=active><a href=/tin/page/1>1</a><li><a href=/tin/page/2>2</a></ul>", "numbers", f"{HERE}/page/2"),
        ("<div><strong>2</strong><a href=?limitstart=20>3</a></div>", "numbers", f"{HERE}?limitstart=20"),
        ("<a href=\"javascript:__doPostBack('ctl00$grid','Page$2')\">2</a>", "postback", None),
    ],
)  # fmt: skip
def test_every_usual_form(markup: str, kind: str, url: str | None) -> None:
    found = next_page(page(markup))
    assert found is not None
    assert (found.kind, found.url) == (kind, url)
    assert found.evidence


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<ul class=pager><li><a href=/tin?page=1>Previous</a><li class=disabled><a href=/tin?page=2>Next</a></ul>",
        "<p><a href=/tin?page=1>‹ Trước</a></p>",
        "<p>Trang chủ <a href=/muc>»</a> Tin tức</p>",
        "<a href=https://other.example/tin?page=2>Next</a>",
        "<div><span>Năm</span><a href=/bao-cao/2021>2021</a></div>",
    ],
)
def test_no_next_page(markup: str) -> None:
    assert next_page(page(markup)) is None


@pytest.mark.parametrize("template", ["2018", "2025"])
def test_the_rule_walks_the_demo_portals_listing_to_its_end(template: str) -> None:
    site = DemoSite(template=template)  # type: ignore[arg-type]
    target = "/?gd=1&tm=9"
    first = next_page(Page(site.respond(target).body, f"http://localhost{target}"))
    assert first is not None
    assert first.pattern == r"[?&]page=\d+"
    profile = Profile.model_validate(
        {"name": "x", "home": "http://localhost/", "addresses": {"next": first.css}}
    )
    url: str | None = f"http://localhost{target}"
    seen: list[str] = []
    titles: set[str] = set()
    while url is not None and len(seen) < 50:
        seen.append(url)
        body = site.respond(url.removeprefix("http://localhost")).body
        titles |= {item.title for item in find_items(Page(body, url))}
        url = read_page(body, url, profile).next_page
    section = next(names for names, number in site._numbers.items() if number == 9)
    assert titles == {a.title for a in site.articles if a.section[: len(section)] == section}
