"""Lists of articles are found on pages of any system, and nothing else is."""

from __future__ import annotations

import json
from datetime import date
from time import process_time
from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import DemoSite
from scraper.extraction import Page
from scraper.learning import find_items, find_lists
from scraper.portals import Locale

if TYPE_CHECKING:
    from pathlib import Path

VIETNAM = Locale("vi", "Asia/Ho_Chi_Minh", "dmy")

TITLES = (
    "Họp dân về vệ sinh môi trường tại phường Bắc Sông",
    "Khai mạc hội khỏe phù đổng của thị xã năm nay",
    "Trao quà Tết cho hộ nghèo của phường Nam Sông",
    "Ra quân dọn vệ sinh các tuyến đường ven biển",
)
DAYS = (date(2022, 1, 13), date(2022, 1, 12), date(2022, 1, 10), date(2021, 12, 2))
ROWS = tuple(
    (n, title, f"{d:%d/%m/%Y}", d) for n, (title, d) in enumerate(zip(TITLES, DAYS, strict=True))
)
EXCERPT = "Sáng ngày 01/02/2020, đoạn trích của bài viết này nói về một ngày khác."
AROUND = """<html lang=vi><body><ul class=menu><li><a href=/gioi-thieu>Giới thiệu chung về địa phương và con người</a>
<li><a href=/tin-tuc>Tin tức</a></ul><div class=langs><a href=/en>English</a><a href=/vi>Tiếng Việt</a></div>
<div class=path><a href=/>Trang chủ</a> » <a href=/tin>Tin tức</a></div>
%s
<div class=pages><a href=/tin?page=2>2</a> <a href=/tin?page=3>3</a> <a href=/tin?page=2>Trang sau</a></div>
<div class=cal><table><tr><td><a href=/ngay/1>1</a><td><a href=/ngay/2>2</a><td><a href=/ngay/3>3</a></table></div>
<div class=words><a href=/tag/moi-truong>môi trường</a> <a href=/tag/y-te>y tế</a> <a href=/tag/giao-duc>giáo dục</a></div>
<div class=bottom><a href=/lien-he>Liên hệ</a> <a href="https://chinhphu.example/">Cổng thông tin Chính phủ nước Cộng hòa xã hội chủ nghĩa</a>
<a href="https://bo.example/">Bộ Thông tin và Truyền thông nước Cộng hòa xã hội chủ nghĩa Việt Nam</a></div>"""

SHAPES = {
    "table rows": "<table><tr><th>STT<th>Tiêu đề<th>Ngày<th>Tải</tr>%s</table>"
    "|<tr><td>{n}<td><a href=/tin/{n}.html>{title}</a><td>{day}"
    "<td><a href=/files/{n}.pdf><img src=i.png alt='Tải văn bản về máy'></a></tr>",
    "dl": "<dl>%s</dl>|<dt>{day}</dt><dd><a href=/tin/{n}.html>{title}</a></dd>",
    "dl, dates behind": "<dl>%s</dl>|<dt><a href=/tin/{n}.html>{title}</a></dt><dd>{day}</dd>",
    "cards with time": "<div>%s</div>|<article><a href=/tin/{n}.html><img src=a.jpg></a>"
    "<h3><a href=/tin/{n}.html title='{title}'>{cut}…</a></h3><time datetime={iso}>{day}</time>"
    "<p>{excerpt}</p><a href=/tin/{n}.html>Xem chi tiết</a></article>",
    "plain list": "<ul>%s</ul>|<li><a href=/tin/{n}.html>{title}</a> ({day})</li>",
    "date inside the link": "<ul>%s</ul>|<li><a href=/tin/{n}.html>{title}<span> ({day})</span></a></li>",
    "lines with br": "<div>%s</div>|<a href=/tin/{n}.html>{title}</a> ({day})<br>",
    "Bootstrap cards": "<div class=row>%s</div>|<div class='col-md-4'><div class='card h-100'>"
    "<a href=/tin/{n}.html class=stretched-link><img class=card-img-top src=a.jpg></a>"
    "<div class=card-body><h5 class=card-title>{title}</h5><p class=card-text>{excerpt}</p>"
    "<small class=text-muted>Đăng ngày {day}</small></div></div></div>",
    "linked cards": "<div>%s</div>|<a class=card href=/tin/{n}.html><div>{day}</div>"
    "<div class=t>{title}</div><p>{excerpt}</p></a>",
    "date tiles": "<ul>%s</ul>|<li><div><b>{dd}</b><br><i>{mm_yyyy}</i></div>"
    "<h4><a href=/tin/{n}.html>{title}</a></h4></li>",
    "two columns": "<div class=row>%s</div>|<div class='col-md-6'><div class=n>"
    "<a href=/tin/{n}.html>{title}</a><span>{day}</span></div></div>",
    "title beside a read-more": "<div>%s</div>|<div class=n><div class=t>{title}</div><div>{day}</div>"
    "<p>{excerpt}</p><a href=/tin/{n}.html>Xem chi tiết</a></div>",
    "date before the title": "<ul>%s</ul>|<li><a href=/tin/{n}.html>[{day}] {title}</a></li>",
    "second link with more words": "<ul>%s</ul>|<li><h3><a href=/tin/{n}.html>{title}</a></h3><i>{day}</i>"
    "<a href=/tin/{n}.html>Đọc tiếp <span>{title}</span></a></li>",
    "nested tables": "<table>%s</table>|<tr><td><table><tr><td><a href=/tin/{n}.html><img src=a.jpg></a><td>"
    "<a class=t href=/tin/{n}.html><b>{title}</b></a><br><font size=1>({day})</font><br>{excerpt}</table></tr>",
    "documents with a download": "<table>%s</table>|<tr><td>{n}<td><a href=/tin/{n}.html>{title}</a><td>{day}"
    "<td><a href='/tai-ve?id=10{n}'>Tải về</a></tr>",
    "with section and author": "<ul>%s</ul>|<li class='post-{n} category-x{n}'><h2><a href=/tin/{n}.html>{title}</a></h2>"
    "<div class=meta><a href=/muc/{n}>Văn hóa xã hội và đời sống</a> <a href=/tac-gia/a{n}>Nguyễn Văn A{n}</a> {day}</div></li>",
}  # fmt: skip


def listing(markup: str, url: str = "https://portal.example/tin") -> Page:
    return Page(AROUND % markup, url)


def shaped(shape: str) -> str:
    around, item = shape.split("|")
    rows = (
        item.format(
            n=n, title=title, day=day, iso=d.isoformat(), cut=title[:24], excerpt=EXCERPT,
            dd=day[:2], mm_yyyy=day[3:],
        )
        for n, title, day, d in ROWS
    )  # fmt: skip
    return around % "".join(rows)


@pytest.mark.parametrize("name", SHAPES)
def test_items_of_every_shape_are_found_exactly(name: str) -> None:
    found = find_items(listing(shaped(SHAPES[name])), locale=VIETNAM)
    assert [
        (i.url, i.title, i.date.value if i.date else None) for i in found
    ] == [
        (f"https://portal.example/tin/{n}.html", title, d) for n, title, _, d in ROWS
    ]  # fmt: skip


def test_a_featured_article_joins_the_list() -> None:
    featured = (
        "<div class=top><a href=/tin/99.html><img src=a.jpg></a><h2><a href=/tin/99.html>"
        f"Tin nổi bật đứng đầu trang của phường</a></h2><p>{EXCERPT}</p><span>15/01/2022</span></div>"
    )
    found = find_items(listing(featured + shaped(SHAPES["plain list"])), locale=VIETNAM)
    assert len(found) == 5
    assert found[0].title == "Tin nổi bật đứng đầu trang của phường"
    assert found[0].date is not None
    assert found[0].date.value == date(2022, 1, 15)


def test_a_box_in_the_column_beside_is_told_apart() -> None:
    main = shaped(SHAPES["Bootstrap cards"])
    side = "".join(
        f"<div class=n><a href=/tin/9{n}.html>{title}</a><span>{day}</span></div>"
        for n, title, day, _ in ROWS
    )
    page = listing(
        f"<div class=row><div class='col-md-8'>{main}</div>"
        f"<div class='col-md-4'><h4>Tin mới</h4>{side}</div></div>"
    )
    assert [i.url[-6:] for i in find_items(page)] == [f"{n}.html" for n in range(4)]
    assert [(part.side, len(part.items)) for part in find_lists(page)] == [(False, 4), (True, 4)]


def test_a_heading_of_a_block_is_not_an_item() -> None:
    blocks = "".join(
        f"<section><h2><a href=/muc/{n}>Chuyên mục thứ {n}</a></h2>"
        + "".join(
            f"<div class=n><h3><a href=/tin/{n}{m}.html>{title}</a></h3><em>{day}</em></div>"
            for m, title, day, _ in ROWS[:2]
        )
        + "</section>"
        for n in range(3)
    )
    assert all("/tin/" in item.url for item in find_items(listing(blocks)))
    assert len(find_items(listing(blocks))) == 6


def test_the_usual_words_around_a_date_decide_between_two_dates() -> None:
    items = "".join(
        f"<li><h3><a href=/tin/{n}.html>{title}</a></h3>"
        + ("<p>Hạn nộp bài: 17 giờ, ngày 05/03/2022</p>" if n == 1 else "<p>Không có hạn.</p>")
        + f"<p>Đăng ngày {day}</p></li>"
        for n, title, day, _ in ROWS
    )
    found = find_items(listing(f"<ul>{items}</ul>"), locale=VIETNAM)
    assert [i.date.value for i in found if i.date] == list(DAYS)


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<ul><li><a href=/dv/1>Đăng ký khai sinh</a><li><a href=/dv/2>Đất đai</a><li><a href=/dv/3>Thuế</a></ul>",
        "<p>"
        + "Một đoạn văn dài kể chuyện của phường, và <a href=/tin/7.html>một liên kết</a>. " * 5,
        "<div class=grid>"
        + "".join(
            f"<a href=/f/{n}.pdf>Văn bản số {n} về việc tổ chức họp dân</a>" for n in range(6)
        ),
    ],
)
def test_a_page_without_a_list_gives_nothing(markup: str) -> None:
    assert find_items(listing(markup)) == []


# --- the demo portal, in both of its templates ---


@pytest.mark.parametrize("template", ["2018", "2025"])
def test_the_demo_portals_listings_are_found_exactly(template: str) -> None:
    site = DemoSite(template=template)  # type: ignore[arg-type]
    in_section = [a for a in site.articles if a.section[0] == site.articles[0].section[0]]
    number = next(n for names, n in site._numbers.items() if names == site.articles[0].section[:1])
    for page in (1, 2):
        target = f"/?gd=1&tm={number}&page={page}"
        found = find_items(Page(site.respond(target).body, f"http://localhost{target}"))
        expected = in_section[10 * page - 10 : 10 * page]
        assert {i.title for i in found} == {a.title for a in expected}


# --- portals as others have built them ---

HANOI = {
    "chien-luoc-quy-hoach": 10, "cong-khai-ngan-sache517": 10, "cong-nghe-thong-tin01ad": 10, "dssdt1377": 20,
    "dsttdt": 3, "lay-y-kien-van-ban-du-thao": 3, "luatthudo": 20, "pctn": 20, "pctn511b": 9,
    "phong-chong-dich-benh-covid-19": 20, "phong-chong-dich-benh-covid-19574c": 20, "shtd1377": 20,
}  # fmt: skip
"""Dated items of each page, counted by hand in its markup."""


def folder_of(shared: Path, name: str) -> Path:
    if not (shared / name).is_dir():
        pytest.skip(f"{name} is a fixture that does not travel with the project")
    return shared / name


@pytest.mark.parametrize("name", HANOI)
def test_real_liferay_listings(shared: Path, name: str) -> None:
    html = (folder_of(shared, "hanoi_liferay") / f"page_{name}.html").read_bytes()
    found = find_items(Page(html, "https://sotttt.hanoi.gov.vn/"))
    assert len(found) == HANOI[name]
    assert all(item.date for item in found)
    assert all("/-/view_content/" in item.url for item in found)


def test_real_civicplus_cards(shared: Path) -> None:
    folder = folder_of(shared, "civicplus")
    html = (folder / "alhambra_p1.html").read_bytes()
    found = find_items(Page(html, "https://www.alhambraca.gov/m/newsflash"))
    assert len(found) == 12
    assert all(item.date for item in found)
    by_title = {item.title: item.date.isoformat()[:10] for item in found if item.date}
    assert by_title["Stabbing"] == "2026-01-06"
    assert by_title["Student Art Contest for Alhambra's 2027 TOR Float"] == "2026-02-10"
    empty = (folder / "alhambra_p2.html").read_bytes()
    assert find_items(Page(empty, "https://www.alhambraca.gov/m/newsflash?page=2")) == []


@pytest.mark.parametrize(
    ("name", "count"),
    [("home", 10), ("home_page2", 10), ("search", 10), ("year", 10), ("month", 3), ("section", 0), ("404", 0)],
)  # fmt: skip
def test_wordpress_listings(shared: Path, name: str, count: int) -> None:
    folder = folder_of(shared, "wordpress")
    truth = {r["title"]: r for r in json.loads((folder / "truth.json").read_text("utf-8"))}
    page = Page((folder / f"{name}.html").read_bytes(), "http://127.0.0.1:8081/")
    found = find_items(page, locale=VIETNAM)
    assert len(found) == count
    for item in found:
        assert item.date is not None
        if record := truth.get(item.title):
            assert record["published"].startswith(item.date.day.isoformat())


@pytest.mark.parametrize("number", range(10, 20))
def test_huecit_listings(shared: Path, number: int) -> None:
    """Their dated box beside the list is older matter, and not the list's."""
    html = (folder_of(shared, "huecit") / "pages" / f"tm_{number}.html").read_text("utf-8")
    found = find_items(Page(html, f"https://portal.example/?gd=1&tm={number}"))
    assert len(found) == html.count('class="TMCD2_TieuDe"') + html.count(
        'class="TMCD2_TinLienQuan"'
    )
    assert all("tc=" in item.url and len(item.title) > 20 for item in found)


# --- pages that would cost too much ---


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<div class=a{chr(97 + n % 26)}{n}x><a href=/t/{n}>Một tin dài của phường số {n}</a></div>" for n in range(3000)),
        "<div>" * 200 + "".join(f"<a href=/t/{n}>Một tin dài của phường số {n}</a>" for n in range(6000)),
        "".join(f"<div><p class=k{n}x><a href=/t/{n}>Một tin dài của phường</a></p>" for n in range(700)),
        "<ul>" + "".join(f"<li><a href=/t/{n}>Tin {'dài ' * 60}</a> 13/01/2022 {'chữ ' * 200}</li>" for n in range(1500)),
    ],
    ids=["many groups", "many links", "nested", "long items"],
)  # fmt: skip
def test_hostile_pages_are_read_in_bounded_time(markup: str) -> None:
    page = listing(markup)
    started = process_time()
    find_items(page)
    assert process_time() - started < 4


def test_a_menu_and_a_list_in_tables_without_classes_are_two_things() -> None:
    def table(*links: str) -> str:
        return f"<td><table>{''.join(f'<tr><td>{link}</td></tr>' for link in links)}</table></td>"

    menu = [f"<a href=/list.asp?muc={n}>Mục thứ {n}</a>" for n in range(3)]
    news = [f"<a href=/view.asp?tin={n + 70}>{title}</a>" for n, title in enumerate(TITLES)]
    page = Page(f"<table><tr>{table(*menu)}{table(*news)}</tr></table>", "https://x.vn/")
    assert [item.title for item in find_items(page, locale=VIETNAM)] == list(TITLES)
