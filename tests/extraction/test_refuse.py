"""Pages that stand where an article should, with status 200."""

from __future__ import annotations

import pytest

from scraper.extraction import Page
from scraper.extraction.refuse import check_soft_error
from scraper.model import NotAnArticle

URL = "https://x.vn/tin/7.html"


@pytest.mark.parametrize(
    "field",
    ['<input name="txtCaptcha">', '<img src="/captcha.ashx?id=7">', '<div class="g-recaptcha"></div>'],
)  # fmt: skip
def test_a_page_that_asks_for_the_letters_of_a_picture_is_a_wall(field: str) -> None:
    page = Page(f"<html><p>Vui lòng nhập mã xác nhận.</p><form>{field}</form></html>", URL)
    with pytest.raises(NotAnArticle) as refusal:
        check_soft_error(page)
    assert refusal.value.reason == "blocked"


def test_an_article_with_a_form_for_comments_is_none() -> None:
    text = "Hôm nay thôn khởi công con đường dài bảy cây số. " * 6
    check_soft_error(Page(f"<html><p>{text}</p><form><input name=captcha></form></html>", URL))


def test_what_a_link_says_is_said_of_another_page() -> None:
    words = "Trang cũ không tồn tại"
    check_soft_error(Page(f"<html><h1>Xã</h1><p><a href=/tin/9.html>{words}</a></p></html>", URL))
    with pytest.raises(NotAnArticle):
        check_soft_error(Page(f"<html><h1>Xã</h1><p>{words}</p></html>", URL))
