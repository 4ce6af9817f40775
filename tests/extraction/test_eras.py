"""A portal that was redesigned: each page is read by the layout that its markup fits."""

from __future__ import annotations

import tomllib

import pytest

from scraper import NotAnArticle, extract
from scraper.portals import families, parse_profile

PROFILE = """
name = "riverton"
home = "https://riverton.example/"
language = "en"
timezone = "Europe/London"

[fields]
title = ".title"
published = ".date"
byline = ".by"
body = ".text"

[[era]]
until = 2015-12-31
[era.fields]
title = "td.kop"
published = "td.dag"
body = "td.stuk"

[[era]]
from = 2025-03-01
remove = [".share"]
listing = [".teaser"]
final = ["section"]
[era.fields]
title = ".story__title"
published = { css = ".story__facts", label = "Published" }
body = ".story__text"
"""

TEXT = "<p>The bridge over the mill stream was opened again on Monday, two weeks early.</p>" * 3
OLD = (
    f"<table><tr><td class=kop>Mill bridge closed</td><td class=dag>3/02/2014</td></tr>"
    f"<tr><td class=stuk>{TEXT}</td></tr></table>"
)
MIDDLE = (
    "<h1 class=title>Mill bridge planned</h1><i class=date>12/05/2019</i>"
    f"<b class=by>Anna Harwood</b><div class=text>{TEXT}</div>"
)
NEW = (
    "<h1 class=story__title>Mill bridge open</h1><div class=story__text>"
    f"{TEXT}<p class=share>Tell a friend</p></div><p class=story__facts>Published 4/04/2025</p>"
)
URL = "https://riverton.example/news/7"


def profile(text: str = PROFILE, family: str | None = None):  # type: ignore[no-untyped-def]
    return parse_profile(tomllib.loads(text), "test", families()[family] if family else None)


@pytest.mark.parametrize(
    ("html", "title", "day", "era"),
    [
        (OLD, "Mill bridge closed", "2014-02-03", "profile:riverton era until 2015-12-31 "),
        (MIDDLE, "Mill bridge planned", "2019-05-12", "profile:riverton "),
        (NEW, "Mill bridge open", "2025-04-04", "profile:riverton era 2025-03-01 "),
    ],
)
def test_pages_of_every_era_are_read_by_their_own_layout(
    html: str, title: str, day: str, era: str
) -> None:
    article = extract(f"<html><body>{html}", URL, profile())
    assert article.title == title
    assert article.published is not None
    assert article.published.isoformat() == day
    for field in ("title", "published", "body"):
        assert article.provenance[field].removeprefix(era)[0] in ".t", article.provenance
        assert article.provenance[field].startswith(era)


def test_what_one_layout_removes_does_not_hold_in_another() -> None:
    assert "Tell a friend" not in extract(f"<html><body>{NEW}", URL, profile()).body
    other = MIDDLE.replace("</div>", "<p class=share>Shared by all villages</p></div>")
    assert "Shared by all" in extract(f"<html><body>{other}", URL, profile()).body


def test_the_present_era_is_tried_first_where_a_page_fits_two() -> None:
    both = extract(f"<html><body>{MIDDLE}{NEW}", URL, profile())
    assert both.title == "Mill bridge open"


def test_an_empty_element_of_a_layout_does_not_fit() -> None:
    empty = "<h1 class=story__title> </h1><div class=story__text></div>"
    article = extract(f"<html><body>{empty}{MIDDLE}", URL, profile())
    assert article.title == "Mill bridge planned"


HUECIT = (
    "<div class=TT_TinChiTiet_TieuDe>Hội nghị đối thoại với người dân</div>"
    "<div class=TT_TinChiTiet_NgayCapNhat>Ngày cập nhật 13/01/2022</div>"
    f"<div class=TT_TinChiTiet_DocTin>{TEXT}</div>"
)
RELEARNED = """
name = "huongtra"
family = "huecit"
home = "https://huongtra.thuathienhue.gov.vn/"
[[era]]
from = 2025-03-01
remove = [".TT_TinChiTiet_NgayCapNhat"]
final = ["published", "byline"]
[era.fields]
title = ".bai-viet__tieu-de"
body = ".bai-viet__noi-dung"
"""


def test_a_page_that_fits_no_layout_is_left_to_the_family() -> None:
    known = profile(RELEARNED, "huecit")
    url = "https://huongtra.thuathienhue.gov.vn/?gd=1&tc=7"
    article = extract(f"<html><body>{HUECIT}", url, known)
    assert article.provenance["title"] == "family:huecit .TT_TinChiTiet_TieuDe"
    assert article.published is not None
    assert article.published.isoformat() == "2022-01-13"
    new = (
        "<div class=bai-viet__tieu-de>Khai giảng năm học mới</div>"
        f"<div class=bai-viet__noi-dung>{TEXT}</div>"
    )
    article = extract(f"<html><body>{new}", url, known)
    assert article.provenance["title"] == "profile:huongtra era 2025-03-01 .bai-viet__tieu-de"


def test_a_listing_of_an_era_is_known_by_its_marks() -> None:
    rows = "".join(f"<div class=teaser><a href=/news/{n}>Report {n}</a></div>" for n in range(3))
    with pytest.raises(NotAnArticle) as refused:
        extract(f"<html><body>{rows}<p>{TEXT}", URL, profile())
    assert refused.value.reason == "listing"


def test_the_order_of_layouts() -> None:
    text = PROFILE + '\n[[era]]\nfrom = 2016-01-01\nuntil = 2017-12-31\nrequires = [".a"]\n'
    text += '[[era]]\nrequires = [".b"]\n'
    names = [name for name, _ in profile(text).layouts]
    assert names == ["era 2025-03-01", "", "era 2016-01-01", "era until 2015-12-31", "era 4"]
