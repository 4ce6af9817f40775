"""A page of a known system at an address of no known shape: an article only if it shows to be one."""

from __future__ import annotations

import pytest

from scraper.extraction import extract
from scraper.model import NotAnArticle
from scraper.portals import Profile, load_profile

TEXT = "".join(
    f"<p>Đoạn {n}: cán bộ phụ trách trả lời từng câu hỏi của bà con, ghi vào sổ và hẹn ngày báo lại kết quả.</p>"
    for n in range(1, 6)
)
PAGE = """<html lang="vi"><head><title>Tiếp công dân định kỳ</title>{head}</head><body>
<div id="header"><div class="dong-ho">Thứ sáu, 16/08/2024</div></div>
<div class="khung"><h1 class="ten">Tiếp công dân định kỳ</h1><div class="chu">{text}</div></div></body></html>"""


def test_without_a_date_it_is_refused() -> None:
    profile = load_profile("example-nukeviet")
    with pytest.raises(NotAnArticle) as refusal:
        extract(PAGE.format(head="", text=TEXT), profile.home + "tiep-cong-dan/dinh-ky/", profile)
    assert refusal.value.reason == "static page"


def test_with_a_declared_time_of_publication_it_is_read() -> None:
    profile = load_profile("example-nukeviet")
    head = '<meta property="article:published_time" content="2024-03-02T08:00:00+07:00">'
    article = extract(
        PAGE.format(head=head, text=TEXT), profile.home + "tiep-cong-dan/dinh-ky/", profile
    )
    assert str(article.published) == "2024-03-02T08:00:00+07:00"


def test_at_an_article_address_it_is_read_without_the_date_of_the_visit() -> None:
    profile = load_profile("example-nukeviet")
    article = extract(
        PAGE.format(head="", text=TEXT), profile.home + "tin/dinh-ky-17.html", profile
    )
    assert article.title == "Tiếp công dân định kỳ"
    assert article.published is None


@pytest.mark.parametrize(
    ("path", "reason"), [("muc/tin", "listing"), ("gioi-thieu", "static page"), ("tin/17", None)]
)
def test_a_known_address_says_what_stands_there(path: str, reason: str | None) -> None:
    profile = Profile.model_validate(
        {
            "name": "xa",
            "home": "https://xa.example.vn/",
            "hosts": ["xa.example.vn"],
            "addresses": {
                "listing": ["^/muc/"],
                "static": ["^/gioi-thieu"],
                "article": [r"/(\d+)$"],
            },
            "fields": {"title": ".ten", "body": ".chu"},
        }
    )
    page = PAGE.format(head="", text=TEXT)
    if reason is None:
        assert extract(page, profile.home + path, profile).title == "Tiếp công dân định kỳ"
        return
    with pytest.raises(NotAnArticle, match="its address is that of") as refusal:
        extract(page, profile.home + path, profile)
    assert refusal.value.reason == reason
