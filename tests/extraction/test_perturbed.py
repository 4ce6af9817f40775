"""What stands around an article may change; its fields may not.

Portals differ from the saved pages in their counters, side boxes, related lists and forms of dates.
Each saved article page is read again with such changes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from saved_pages import SAVED, check, example_for, gold_of, name_of
from selectolax.lexbor import LexborHTMLParser

from scraper.extraction import extract
from scraper.model import Article, NotAnArticle

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = [p for p in SAVED if gold_of(p).get("published")]

LIST = """<ul class="list">
<li><a href="/x/lich-tiep-cong-dan-88101.html">Lịch tiếp công dân tháng 9</a> <span class="ngay">(03/09/2016)</span></li>
<li><a href="/x/danh-sach-trung-tuyen-88102.html">Danh sách trúng tuyển viên chức</a> <em>(21/08/2016)</em></li>
</ul>"""
BOX = f"""<div class="khoi-phai"><div class="tieu-de-khoi">Chỉ đạo, điều hành</div>{LIST}
<p class="nguoi-phat-ngon">Người phát ngôn: Ông Đinh Công Tráng</p><p>Hôm nay: Thứ bảy, 03/09/2016 10:42</p>
<p>Đang trực tuyến: 17, tổng số lượt xem: 9.120.417</p></div>"""
FOREIGN = """<div class="panel-extra"><div class="panel-extra-title">Diary and notices</div><ul>
<li><a href="/diary/market-88101">Market moved to the quay</a> <time datetime="2016-09-03T09:00:00Z">September 3, 2016</time></li>
<li><a href="/diary/sirens-88102">Sirens tested at noon</a> <em>(08/21/2016)</em></li></ul>
<p>Notices by Otto Sonderling, press office</p><p>Today is Saturday, September 3, 2016, 10:42 AM</p></div>"""
RELATED = f'<div class="tin-lien-quan"><h3>Các tin khác</h3>{LIST}</div>'


def read(page: Path, html: str) -> Article:
    gold = gold_of(page)
    return extract(html, gold["url"], example_for(page, gold))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def before_article(html: str, title: str, box: str) -> str:
    """``html`` with ``box`` before the block that holds the headline and the text."""
    tree = LexborHTMLParser(html)
    headlines = [
        node
        for node in tree.css("h1, h2, h3, .asset-title, .asset_title, td, div, span")
        if " ".join(node.text().split()) == title
    ]
    assert headlines, "the page does not show its title"
    block = headlines[0]
    while block.parent is not None and block.parent.tag not in ("body", "html"):
        if len(block.text()) >= 800 and block.tag not in ("tr", "tbody", "td"):
            break
        block = block.parent
    inserted = LexborHTMLParser(box).css_first("div")
    assert inserted is not None
    block.insert_before(inserted)
    assert tree.html is not None
    return tree.html


@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_boxes_with_dates_and_names_around_the_page(page: Path) -> None:
    for box in (BOX, FOREIGN):
        html = re.sub(r"(<body[^>]*>)", rf"\1{box}", text_of(page), count=1)
        check(read(page, html.replace("</body>", f"{box}</body>")), gold_of(page))


@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_related_list_before_the_article(page: Path) -> None:
    html = before_article(text_of(page), gold_of(page)["title"], RELATED)
    check(read(page, html), gold_of(page))


@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_other_counters(page: Path) -> None:
    """Views, visitors and ids of other articles are other numbers on every page."""
    told = " ".join(gold_of(page)["body"])
    html = re.sub(
        r"\b(\d{1,3}(?:[.,]\d{3}){1,2})\b(?=</)",
        lambda number: number[0] if number[0] in told else "7,654,321",
        text_of(page),
    )
    html = re.sub(r"(?i)((?:view count|lượt xem|đã xem|hits)\s*:\s*)\d+", r"\g<1>90210", html)
    check(read(page, html), gold_of(page))


SHOWN = re.compile(r">([^<>]*?)(\d{1,2})/(\d{1,2})/(\d{4})([ ,|-]{1,3})(\d{1,2}:\d{2})([^<>]*)<")
FORMS = (
    r">\1\2-\3-\4 \6\7<",
    r">\1\2.\3.\4, \6\7<",
    r">\1\6 | \2/\3/\4\7<",
    r">\1ngày \2 tháng \3 năm \4 - \6\7<",
    r">\1\2/\3/\4 lúc \6\7<",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_other_forms_of_the_date(page: Path, form: str) -> None:
    gold = gold_of(page)
    day = date.fromisoformat(gold["published"][:10])

    def rewrite(match: re.Match[str]) -> str:
        if (int(match[2]), int(match[3]), int(match[4])) != (day.day, day.month, day.year):
            return match.group()
        return match.expand(form)

    html, count = SHOWN.subn(rewrite, text_of(page))
    if count:
        article = read(page, html)
        assert article.published is not None
        assert article.published.isoformat()[:10] == gold["published"][:10], article.provenance


def without_the_day(html: str, day: date) -> str:
    d, m, y = day.day, day.month, day.year
    shapes = (
        rf"\b0?{d}[/.-]0?{m}[/.-](?:{y}|{y % 100})\b",
        rf"\b{y}-{m:02}-{d:02}\b",
        rf"\b0?{d}\.? (?:tháng 0?{m}|[^\W\d]+),? {y}\b",
        rf"\b[A-Z][a-z]+ {d}, {y}\b",
    )
    return re.sub("|".join(shapes), "…", html, flags=re.IGNORECASE)


@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_a_missing_date_is_not_taken_from_elsewhere(page: Path) -> None:
    gold = gold_of(page)
    day = date.fromisoformat(gold["published"][:10])
    html = without_the_day(text_of(page), day).replace("</body>", f"{BOX}</body>")
    html = re.sub(r"(<body[^>]*>)", rf"\1{BOX}", html, count=1)
    profile = example_for(page, gold)
    strict = any(level.addresses.strict for _, level in profile.levels())
    if strict and profile.classify(gold["url"]).kind != "article":
        with pytest.raises(NotAnArticle, match="static page"):
            read(page, html)
        return
    article = read(page, html)
    possible = {gold["published"][:10], gold.get("created")}
    assert article.published is None or article.published.isoformat()[:10] in possible


@pytest.mark.parametrize("page", ARTICLES, ids=name_of)
def test_nobody_else_becomes_the_author_of_an_unsigned_article(page: Path) -> None:
    gold = gold_of(page)
    html = text_of(page)
    for byline in gold["bylines"]:
        html = html.replace(byline["name"], "")
        if byline["role"]:
            html = html.replace(byline["role"], "")
    html = re.sub(r"(<body[^>]*>)", rf"\1{BOX}", html.replace("</body>", f"{BOX}</body>"), count=1)
    article = read(page, html)
    assert [b for b in article.bylines if b.kind != "source"] == [], article.provenance
