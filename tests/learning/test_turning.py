"""Lists that go on by forms, scripts and archives: what is recognised, and what is left alone."""

from __future__ import annotations

import pytest

from scraper.extraction import Page
from scraper.learning import next_page
from scraper.learning.archives import archives_of
from scraper.learning.more import counted_on
from scraper.learning.scripted import open_links
from scraper.learning.turning import Post

HERE = "https://portal.example/board/list.do?menuNo=7"
FORM = (
    '<form name=frm method={} action="/board/list.do"><input type=hidden name=menuNo value=7>'
    "<input type=hidden name=pageIndex value=1><input name=q></form>"
)


def page(markup: str) -> Page:
    return Page(
        f"<html><body><a href=/tin/1.html>Một tin dài của phường</a>{markup}</body></html>", HERE
    )


def calls(*numbers: int, function: str = "go") -> str:
    return "".join(f'<a href="#" onclick="{function}({n}); return false;">{n}</a>' for n in numbers)


def test_a_script_that_fills_a_form_of_the_get_kind_gives_an_address() -> None:
    script = (
        "<script>function go(n){document.frm.pageIndex.value = n; document.frm.submit()}</script>"
    )
    found = next_page(page(script + FORM.format("get") + "<b>1</b>" + calls(2, 3)))
    assert found is not None
    assert found.url == "https://portal.example/board/list.do?menuNo=7&pageIndex=2&q="


def test_a_script_that_fills_a_form_of_the_post_kind_gives_the_form() -> None:
    script = "<script>var go = function(n){ $('#x').hide(); $('input[name=pageIndex]').val(n); send() }</script>"
    found = next_page(page(script + FORM.format("post") + calls(1, 2) + "<b>3</b>" + calls(4)))
    assert found is not None
    assert found.post == Post(
        "https://portal.example/board/list.do", "menuNo=7&pageIndex=4&q=", "pageIndex=4"
    )


def test_a_script_that_is_not_at_hand_is_believed_where_one_field_is_called_like_a_page() -> None:
    assert next_page(page(FORM.format("get") + "<b>1</b>" + calls(2, 3))) is not None
    other = FORM.format("get").replace("pageIndex", "loai")
    assert next_page(page(other + "<b>1</b>" + calls(2, 3))) is None


@pytest.mark.parametrize(
    ("script", "url"),
    [
        (
            "function go(n){ location.href = '/board/list.do?menuNo=7&page=' + n; }",
            "/board/list.do?menuNo=7&page=2",
        ),
        ("function go(p){ window.location='/tin/trang-' + p + '.html'; }", "/tin/trang-2.html"),
        ("function go(p){ location.href='/tin?x=' + other; }", None),
        ("function go(p){ location.href='https://elsewhere.example/?p=' + p; }", None),
    ],
)
def test_a_script_that_goes_to_an_address(script: str, url: str | None) -> None:
    found = next_page(page(f"<script>{script}</script><b>1</b>{calls(2, 3)}"))
    assert (found.url if found else None) == (url and f"https://portal.example{url}")


def test_buttons_of_a_form() -> None:
    buttons = "".join(
        f"<button name=page value={n}{' disabled' if n == 2 else ''}>{n}</button>"
        for n in (1, 2, 3)
    )
    found = next_page(page(f"<form method=post><input type=hidden name=t value=k>{buttons}</form>"))
    assert found is not None
    assert found.post == Post(HERE, "t=k&page=3", "page=3")


def test_a_list_of_page_numbers_to_choose_from() -> None:
    options = "".join(
        f"<option{' selected' if n == 2 else ''} value={n}>{n}</option>" for n in (1, 2, 3)
    )
    found = next_page(page(f"<form action=/tin><select name=page>{options}</select></form>"))
    assert found is not None
    assert found.url == "https://portal.example/tin?page=3"


def test_calls_that_turn_no_pages_are_left_alone() -> None:
    rating = "<script>function rate(n){document.f.sao.value=n}</script><form name=f><input type=hidden name=loai></form>"
    assert next_page(page(rating + calls(1, 2, 3, 4, 5, function="rate"))) is None
    assert (
        next_page(
            page('<a href="#" onclick="alert(2)">2</a><a href="#" onclick="window.print()">3</a>')
        )
        is None
    )


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<button data-url="/them?cat=5" data-page="2">Xem thêm</button>', "/them?cat=5&page=2"),
        ('<button class=x data-url="/them" data-cat="5" data-page="2">…</button>', "/them?page=2&cat=5"),
        ('<a class="load-more" data-href="/them?page=2">+</a>', "/them?page=2"),
        ('<div hx-get="/phan?page=2" hx-trigger="revealed"></div>', "/phan?page=2"),
        ('<a href="?menuNo=7&cursor=abc">Load more</a>', "/board/list.do?menuNo=7&cursor=abc"),
        ('<a href="/tin/2.html">Xem thêm</a>', None),
        ('<div class="fb-like" data-href="https://www.facebook.example/?page=2"></div>', None),
        ('<div class="box" data-url="/anh?page=2">Ảnh</div>', None),
        ("<script>fetch(`/api/tin?cat=5&page=${n}&size=10`)</script>", "/api/tin?cat=5&page=1&size=10"),
        ("<script>$.get('/api/tin?offset=' + n)</script>", "/api/tin?offset=0"),
        ("<script>$.get('/api/tin?cat=' + c)</script>", None),
        ("<script>track('/hit?id=5')</script>", None),
    ],
)  # fmt: skip
def test_show_more(markup: str, url: str | None) -> None:
    found = next_page(page(markup))
    assert (found.url if found else None) == (url and f"https://portal.example{url}")


def test_a_button_whose_number_never_changes_is_counted_on() -> None:
    button = '<button data-url="/tin" data-page="2">Xem thêm</button>'
    first = next_page(Page(f"<html><body>{button}</body></html>", "https://x.vn/tin"))
    second = next_page(Page(f"<html><body>{button}</body></html>", "https://x.vn/tin?page=2"))
    assert first is not None
    assert second is not None
    assert (first.url, second.url) == ("https://x.vn/tin?page=2", "https://x.vn/tin?page=3")


def test_counting_on() -> None:
    assert counted_on("https://x.vn/tin/trang-2", 10) == "https://x.vn/tin/trang-3"
    assert counted_on("https://x.vn/tin?offset=30", 15) == "https://x.vn/tin?offset=45"
    assert counted_on("https://x.vn/tin", 10) is None


def test_archives_are_months_years_and_letters_and_never_days() -> None:
    months = "<a href=/kho/2024/05/>Tháng 5/2024 (7)</a><a href=/kho/2024/04/>Tháng 4 năm 2024</a>"
    years = "<select onchange='go(this.value)'><option value=''>Năm<option value=?nam=2023>2023<option value=?nam=2022>2022</select>"
    letters = "".join(f"<a href='/az?l={c}'>{c}</a>" for c in "ABCDEFGHIJKL")
    days = "".join(f"<a href=/lich/2024/05/{d:02}>{d}</a>" for d in range(1, 30))
    plan = "<a href=/ke-hoach-2024>Kế hoạch 2024</a><a href=/ke-hoach-2023>Kế hoạch 2023</a>"
    found = archives_of(page(months + years + letters + days + plan))
    assert found[:2] == (
        "https://portal.example/kho/2024/05/",
        "https://portal.example/kho/2024/04/",
    )
    assert {u.partition("?")[2] for u in found} >= {"nam=2023", "nam=2022", "l=A", "l=L"}
    assert len(found) == 2 + 2 + 12


def test_one_choice_of_a_form_is_an_archive_and_a_search_of_many_is_none() -> None:
    choice = "<select name=nam><option>2024<option>2023</select>"
    one = page(f"<form action=/tin><input type=hidden name=muc value=3>{choice}</form>")
    assert archives_of(one) == (
        "https://portal.example/tin?muc=3&nam=2024",
        "https://portal.example/tin?muc=3&nam=2023",
    )
    many = page(
        f"<form action=/tin>{choice}<select name=linhvuc><option>Đất đai<option>Y tế</select></form>"
    )
    assert archives_of(many) == ()


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (
            "<a href='#' onclick=\"view('17','B1');return false\">Tin</a>",
            "/board/view.do?id=17&b=B1",
        ),
        ("<a href=\"javascript:view('17','B1')\">Tin</a>", "/board/view.do?id=17&b=B1"),
        ("<a href='#' onclick=\"location.href='/tin/17'\">Tin</a>", "/tin/17"),
        ("<a href='/khac' onclick=\"view('17','B1')\">Tin</a>", "/khac"),
        ("<a href='javascript:view(x, y)'>Tin</a>", None),
        ("<a href=\"javascript:view('1&u=//e.example/','B1')\">Tin</a>", None),
        ("<a href='javascript:send(17)'>Tin</a>", None),
    ],
)
def test_links_that_a_script_opens_get_its_address(link: str, url: str | None) -> None:
    script = (
        "<script>function view(id, b) { location.href = '/board/view.do?id=' + id + '&b=' + b; }"
        "function send(n) { location.href = '/x?a=' + cat + n; }</script>"
    )
    opened = Page(f"<html><body>{script}<p>{link}</p></body></html>", HERE)
    open_links(opened)
    (node,) = opened.select("p a")
    assert opened.absolute(node.attributes.get("href")) == (url and f"https://portal.example{url}")
