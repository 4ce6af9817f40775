"""The HTML of the demo portal's pages, in the markup of HueCIT portals. No state, no routing.

Every text goes through :func:`html.escape`. The comments ``FitcBatDauDocTin`` and
``FitcKetThucDocTin`` and the structure of article and listing follow real HueCIT pages.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from html import escape
from typing import TYPE_CHECKING

from scraper.demo.content import attachment_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.demo.content import DemoArticle
    from scraper.demo.skins import Skin

SITE_NAME = "Cổng thông tin điện tử thị xã Hương Giang"
VIEWSTATE = "/wEPDwUKLTQ1OTg3NjU0Mw9kFgICAw9kFgRmDw=="
DATE_FIELD = "ctl16$ctl00$txtNgay"

_DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml">'
)
_HEAD_META = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
_BADGE = (
    '<p><a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/huong-giang"'
    ' title="Chung nhan Tin Nhiem Mang"><img alt="Chung nhan Tin Nhiem Mang"'
    ' src="https://tinnhiemmang.vn/handle_cert?id=huonggiang.example" /></a></p>'
)


@dataclass(frozen=True, slots=True)
class StaticPage:
    """A page that is no news although it looks like it: it has a date and an article's markup."""

    number: int
    title: str
    updated: date
    paragraphs: tuple[str, ...]


STATIC_PAGES = (
    StaticPage(
        3,
        "Giới thiệu",
        date(2021, 9, 6),
        (
            (
                "Thị xã Hương Giang nằm bên bờ sông Hoài, gồm 4 phường và 5 xã, diện tích tự nhiên"
                " hơn 180 km², dân số trên 96.000 người."
            ),
            "Nghề trồng thanh trà, dệt chiếu cói và làm gốm đã có ở đây từ nhiều đời.",
            "Trụ sở UBND thị xã: số 8 đường Bến Cũ, phường An Thạnh.",
        ),
    ),
    StaticPage(
        4,
        "Liên hệ",
        date(2023, 2, 14),
        (
            "Ban Biên tập Cổng thông tin điện tử thị xã Hương Giang, số 8 đường Bến Cũ.",
            "Bạn đọc gửi tin, bài và ảnh về Ban Biên tập trong giờ hành chính.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of a page.

    Attributes:
        base: scheme and host of the portal, for links to itself.
        here: path and query of the page.
        visit: how many pages were served before this one.
        menu: listing number and name of each section, outermost names first.
        newest: articles of the side box.
        featured: articles of a box that differs at every request.
        languages: whether the language switch (a trap) is shown.
        side_left: whether the side column stands before the content.
    """

    skin: Skin
    base: str
    here: str
    visit: int
    menu: tuple[tuple[int, tuple[str, ...]], ...]
    newest: tuple[DemoArticle, ...]
    featured: tuple[DemoArticle, ...]
    languages: bool = False
    side_left: bool = False


def vietnamese_day(day: date) -> str:
    """The day as the portal prints it: ``13/01/2022``."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def vietnamese_number(number: int) -> str:
    """A number with points between the thousands: ``7.157.996``."""
    return f"{number:,}".replace(",", ".")


def article_address(article: DemoArticle, variant: int = 0, base: str = "") -> str:
    """One of the addresses under which the portal links ``article``; 0 is the usual one."""
    tc, cn, gd = article.id, article.cn, article.gd
    return (
        f"?gd={gd}&cn={cn}&tc={tc}",
        f"?tc={tc}&cn={cn}&gd={gd}",
        f"?gd={gd + 3}&cn={cn + 31}&tc={tc}",
        f"?cn={cn}&tc={tc}",
        f"{base}/?gd={gd}&cn={cn}&tc={tc}",
    )[variant % 5]


def listing_address(number: int, page: int = 1) -> str:
    """Address of a section's listing."""
    return f"?gd=1&cn=82&tm={number}" + (f"&page={page}" if page > 1 else "")


def day_address(day: date) -> str:
    """Address of the page of one day."""
    return f"?gd=1&ngay={vietnamese_day(day)}"


def _link(href: str, text: str, css: str = "") -> str:
    mark = f' class="{css}"' if css else ""
    return f'<a href="{escape(href)}"{mark}>{escape(text)}</a>'


def _menu(frame: Frame) -> str:
    links = [_link("?gd=1", "Trang chủ"), _link("?gd=1&cn=5&cd=3", "Giới thiệu")]
    links += [_link(listing_address(number), names[-1]) for number, names in frame.menu]
    links.append(_link("?gd=1&cn=5&cd=4", "Liên hệ"))
    if frame.languages:
        path, _, query = frame.here.partition("?")
        tail = f"?{query}" if query else ""
        links += [
            _link(f"{path.rstrip('/')}/{code}{tail}", name)
            for code, name in (("vi", "Tiếng Việt"), ("en", "English"))
        ]
    return f'<div class="MenuNgang">{" | ".join(links)}</div>'


def _dated_link(frame: Frame, article: DemoArticle, variant: int) -> str:
    css = frame.skin
    href = escape(article_address(article, variant, frame.base))
    return (
        f'<div class="{css.side_row}"><a href="{href}" class="{css.side_link}">'
        f'{escape(article.title)}<span class="{css.side_date}">'
        f" ({vietnamese_day(article.published)})</span></a></div>"
    )


def _side(frame: Frame) -> str:
    css = frame.skin
    newest = "".join(_dated_link(frame, item, n + 1) for n, item in enumerate(frame.newest))
    featured = "".join(
        _dated_link(frame, item, frame.visit + n) for n, item in enumerate(frame.featured)
    )
    # 37 and 1000 have no common factor: the number differs from one request to the next.
    online = 5_000 + (722 + 37 * frame.visit) % 1_000
    return (
        f'<td class="Cell56_4" valign="top"><div class="{css.side}" id="TienIch20">'
        f'<div class="{css.side_head}">Tin mới</div>{newest}</div>'
        f'<div class="{css.side}" id="TienIch21">'
        f'<div class="{css.side_head}">Có thể bạn quan tâm</div>{featured}</div>'
        "<div>Thống kê truy cập</div>"
        f"<div>Truy cập tổng {vietnamese_number(7_157_996 + frame.visit)}</div>"
        f"<div>Truy cập hiện tại {vietnamese_number(online)}</div>{_BADGE}</td>"
    )


def _page(frame: Frame, title: str, content: str) -> str:
    days = ""
    if frame.newest:
        newest = frame.newest[0].published
        days = _link(day_address(newest), f"Tin ngày {vietnamese_day(newest)}")
    main = (
        f'<td class="Cell59_1" valign="top">\n{content}<div>Xem tin theo ngày</div>{days}'
        f'<input type="text" name="{DATE_FIELD}" value="" />'
        '<input type="submit" name="ctl16$ctl00$btnSuKien" value="Xem"'
        ' id="ctl16_ctl00_btnSuKien" />\n</td>'
    )
    columns = _side(frame) + main if frame.side_left else main + _side(frame)
    return (
        f"{_DOCTYPE}<head><title>{escape(title)}</title>{_HEAD_META}</head><body>"
        f"{_menu(frame)}"
        '<form method="post" action="./?gd=1" id="form1">'
        f'<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{VIEWSTATE}" />'
        '<table class="Table_MainCon" cellpadding="0" cellspacing="0"><tbody><tr>'
        f"{columns}</tr></tbody></table></form>"
        f"<div>Bản quyền thuộc {SITE_NAME}. {_link('/admin', 'Đăng nhập')}</div></body></html>"
    )


def _date_row(css: Skin, day: date) -> str:
    return (
        f'<div class="{css.date}"><a class="Font_Tang" href="#" onclick="Tang();return false;"></a>'
        f'<a class="Font_Giam" href="#"></a><span>{escape(css.date_label)}'
        f" <span>{vietnamese_day(day)}</span></span></div>"
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    marked = [(row, "td" if n else "th") for n, row in enumerate(rows)]
    html = "".join(
        "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"
        for row, tag in marked
    )
    return f'\n<table border="1">{html}</table>'


def _body(article: DemoArticle) -> str:
    shown = [f"<p>{escape(article.lead)}</p>"]
    for n, paragraph in enumerate(article.paragraphs):
        shown.append(f"<p>{escape(paragraph)}</p>" + (_table(article.table) if n == 0 else ""))
    for file in article.attachments:
        words, title = attachment_line(file)
        shown.append(f"<p>{escape(words)}{_link(file.path, title)}</p>")
    if article.byline:
        signed = f"<strong>{escape(article.byline)}</strong>"
        shown.append(f'<p style="text-align:right">{signed}</p>')
    return "\n".join(shown)


def _picture(css: Skin, article: DemoArticle) -> str:
    if not article.image:
        return ""
    alt = escape(article.title)
    caption = ""
    if article.caption:
        caption = f'<div class="{css.caption}">{escape(article.caption)}</div>'
    image = f'<img src="{escape(article.image)}" alt="{alt}" />'
    return f'<div class="{css.picture}">{image}{caption}</div>'


def _reading(
    frame: Frame, section: str, title: str, day: date, *, middle: str, after: str = ""
) -> str:
    """The block between the Fitc comments, as articles and static pages share it."""
    css = frame.skin
    row = _date_row(css, day)
    above, below = ("", row) if css.date_below else (row, "")
    return (
        '<div id="ctl16_ctl00_divTM" class="HT_Dang2"><!-- FitcBatDauDocTin -->'
        f'<div class="{css.article}"><div class="{css.section}"><div>{escape(section)}</div>'
        f'<div class="Right"></div></div><div class="{css.article_inner}">'
        f'<div class="{css.title}">{escape(title)}</div>{above}{middle}{below}{after}'
        "</div></div><!-- FitcKetThucDocTin --></div>"
    )


def article_page(frame: Frame, article: DemoArticle, related: Iterable[DemoArticle]) -> str:
    """An article with its section, date, picture, body and "Các tin khác"."""
    css = frame.skin
    others = "".join(
        f'<div class="{css.related_row}"><a class="{css.related_link}"'
        f' href="{escape(article_address(other))}">{escape(other.title)}'
        f'<span class="{css.related_date}"> ({vietnamese_day(other.published)})</span></a></div>'
        for other in related
    )
    usual = article_address(article)
    print_copy = usual.replace("?gd=1&", "?gd=1&in=1&", 1)
    middle = f'{_picture(css, article)}<div class="{css.body}"><span>{_body(article)}</span></div>'
    after = (
        f'<div class="{css.tools}"><a href="#" class="Mail">Gửi tin qua email</a>&nbsp;'
        f"{_link(f'{usual}&print=1', 'In ấn', 'Print')}&nbsp;"
        f"{_link(print_copy, 'Bản in', 'Print')}</div>"
        f'<div class="{css.related_head}">Các tin khác</div>'
        f'<div id="{css.related_id}">{others}</div>'
    )
    section = " >> ".join(article.section)
    content = _reading(frame, section, article.title, article.published, middle=middle, after=after)
    return _page(frame, SITE_NAME, content)


def print_page(article: DemoArticle) -> str:
    """The print copy of an article: the same text without anything around it."""
    return (
        f"{_DOCTYPE}<head><title>{escape(article.title)}</title>{_HEAD_META}</head>"
        f'<body onload="window.print()"><h3>{escape(article.title)}</h3>'
        f"<div>{vietnamese_day(article.published)}</div>{_body(article)}</body></html>"
    )


def static_page(frame: Frame, page: StaticPage) -> str:
    """A static page, in the article's markup and with a date, as HueCIT shows it."""
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    middle = f'<div class="{frame.skin.body}"><span>{paragraphs}</span></div>'
    content = _reading(frame, page.title, page.title, page.updated, middle=middle)
    return _page(frame, SITE_NAME, content)


def _teasers(css: Skin, articles: Iterable[DemoArticle]) -> str:
    rows = "".join(
        f'<tr><td><div class="{css.item_row}">'
        f"{_link(article_address(item), item.title, css.item_link)}</div>"
        f'<div class="{css.item_text}">{escape(item.lead)}</div></td></tr>'
        for item in articles
    )
    return f'<table width="100%"><tbody>{rows}</tbody></table>'


def _plain_links(css: Skin, articles: Iterable[DemoArticle]) -> str:
    return "".join(
        f'<div class="{css.more_row}">'
        f"{_link(article_address(item), item.title, css.more_link)}</div>"
        for item in articles
    )


def _pager(css: Skin, number: int, page: int, last: int) -> str:
    if last == 1:
        return ""
    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    parts = []
    before = 0
    for n in near:
        if n != before + 1:
            parts.append("<span>…</span>")
        shown = f"<span>{n}</span>" if n == page else _link(listing_address(number, n), str(n))
        parts.append(shown)
        before = n
    if page < last:
        parts.append(_link(listing_address(number, page + 1), "Trang sau"))
    return f'<div class="{css.pager}">{" ".join(parts)}</div>'


def listing_page(
    frame: Frame,
    number: int,
    names: tuple[str, ...],
    articles: Sequence[DemoArticle],
    *,
    page: int,
    last: int,
) -> str:
    """A page of a section's listing: five with their leads, the others as links; no dates."""
    css = frame.skin
    more = ""
    if articles[5:]:
        more = (
            f'<table width="100%"><tbody><tr><td class="{css.more_head}">Các bài khác</td></tr>'
            f'<tr><td><div class="{css.more_block}">{_plain_links(css, articles[5:])}</div></td>'
            "</tr></tbody></table>"
        )
    content = (
        f'<div id="ctl16_ctl00_divTM" class="{css.listing}"><!-- FitcBatDauDocTin -->'
        f'<div class="{css.section}"><div>{escape(" >> ".join(names))}</div>'
        f'<div class="Right"></div></div><div class="{css.listing_inner}">'
        f"{_teasers(css, articles[:5])}{more}{_pager(css, number, page, last)}</div>"
        "<!-- FitcKetThucDocTin --></div>"
    )
    return _page(frame, names[-1], content)


def home_page(
    frame: Frame, blocks: Iterable[tuple[int, tuple[str, ...], Sequence[DemoArticle]]]
) -> str:
    """The home page: for each section its number, its names and its newest articles."""
    css = frame.skin
    shown = "".join(
        f'<div class="{css.listing}"><div class="{css.section}">'
        f"<div>{_link(listing_address(number), ' >> '.join(names))}</div></div>"
        f'<div class="{css.listing_inner}">{_teasers(css, articles[:1])}'
        f"{_plain_links(css, articles[1:])}</div></div>"
        for number, names, articles in blocks
    )
    return _page(frame, SITE_NAME, f'<div id="ctl16_ctl00_divTM">{shown}</div>')


def calendar_page(frame: Frame, day: date, articles: Sequence[DemoArticle]) -> str:
    """The articles of one day, the days of its month, and the months before and after it.

    There is such a page for every day of the years 1 to 9999: a calendar without end.
    """
    css = frame.skin
    days = range(1, calendar.monthrange(day.year, day.month)[1] + 1)
    cells = " ".join(_link(day_address(day.replace(day=n)), str(n)) for n in days)
    around = []
    if (day.year, day.month) > (MINYEAR, 1):
        year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
        around.append(_link(day_address(date(year, month, 1)), "Tháng trước"))
    if (day.year, day.month) < (MAXYEAR, 12):
        year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
        around.append(_link(day_address(date(year, month, 1)), "Tháng sau"))
    found = _plain_links(css, articles) or "<div>Không có tin trong ngày này.</div>"
    content = (
        f'<div id="ctl16_ctl00_divTM" class="{css.listing}"><div class="{css.section}">'
        f"<div>Tin ngày {vietnamese_day(day)}</div></div>"
        f'<div class="{css.listing_inner}">{found}</div>'
        f"<div>Tháng {day.month}/{day.year}: {cells} {' '.join(around)}</div></div>"
    )
    return _page(frame, SITE_NAME, content)


def message_page(title: str, message: str, form: str = "") -> str:
    """A bare page with one message; ``form`` is trusted HTML of ours."""
    return (
        f"{_DOCTYPE}<head><title>{escape(title)}</title>{_HEAD_META}</head>"
        f"<body><h2>{escape(title)}</h2><p>{escape(message)}</p>{form}</body></html>"
    )


LOGIN_FORM = (
    '<form method="post" action="/admin"><input type="text" name="user" />'
    '<input type="password" name="password" /><input type="submit" value="Đăng nhập" /></form>'
)
