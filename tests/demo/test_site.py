"""The demo portal without sockets: its pages, its traps, its history."""

from __future__ import annotations

import re
from collections import deque
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.demo.content import DemoArticle, DemoFile, bundled_articles
from scraper.demo.pages import DATE_FIELD, STATIC_PAGES, VIEWSTATE
from scraper.demo.site import ROBOTS, DemoSite

HOME = "http://portal.example/"


def get(site: DemoSite, target: str) -> LexborHTMLParser:
    response = site.respond(target, host="portal.example")
    assert response.status == 200, target
    return LexborHTMLParser(response.body)


def links(page: LexborHTMLParser, base: str) -> list[str]:
    found = (urljoin(base, node.attributes["href"] or "") for node in page.css("a[href]"))
    return [url.partition("#")[0] for url in found]


def walk(site: DemoSite, limit: int = 5_000) -> dict[str, LexborHTMLParser]:
    """All pages reachable from home, but for calendar pages, print copies and files."""
    seen = {HOME}
    queue = deque(seen)
    got = {}
    while queue and len(got) < limit:
        url = queue.popleft()
        response = site.respond(url.removeprefix("http://portal.example"), host="portal.example")
        assert response.status == 200, url
        got[url] = page = LexborHTMLParser(response.body)
        for target in links(page, url):
            skip = re.search(r"ngay=|print=|in=|/admin|/Portals/", target)
            if target.startswith(HOME) and not skip and target not in seen:
                seen.add(target)
                queue.append(target)
    return got


def ids(pages: dict[str, LexborHTMLParser]) -> set[int]:
    queries = (parse_qs(urlsplit(url).query) for url in pages)
    return {int(query["tc"][0]) for query in queries if "tc" in query}


def small() -> tuple[DemoArticle, ...]:
    return bundled_articles()[:33]


def text(page: LexborHTMLParser, css: str) -> str:
    node = page.css_first(css)
    assert node is not None, css
    return node.text().strip()


def test_bundled_content_is_as_large_and_varied_as_promised():
    articles = bundled_articles()
    assert len(articles) >= 140
    assert len({a.id for a in articles}) == len({a.title for a in articles}) == len(articles)
    assert len({a.section for a in articles}) == 8
    assert {a.published.year for a in articles} == set(range(2018, 2025))
    assert all(2 <= len(a.paragraphs) <= 7 for a in articles)
    bylines = {a.byline for a in articles}
    for form in (r"^Tin, ảnh: .+ - ", r"^Bài: .+, ảnh: ", r"^Theo ", r"\(TTXVN\)$", r"^[^:]+ - "):
        assert any(byline and re.search(form, byline) for byline in bylines), form
    assert None in bylines
    assert all(name in (a.byline or "") for a in articles for name in a.authors)
    for field in ("image", "caption", "table", "attachments"):
        assert sum(bool(getattr(a, field)) for a in articles) >= 10, field
    sentences = [s for a in articles for p in a.paragraphs for s in re.split(r"(?<=\.) ", p)]
    assert len(set(sentences)) >= 600


def test_every_article_is_reachable_from_home_through_listings_alone():
    site = DemoSite()
    wanted = {record.id for record in site.gold()}
    got = walk(site)
    assert ids(got) == wanted
    listed: set[int] = set()
    for url, page in got.items():
        if "tm=" in url:
            own = page.css_first(".TMCD2_Nen")
            hrefs = [a.attributes["href"] or "" for a in own.css("a[href]")]
            listed |= {int(h.partition("tc=")[2]) for h in hrefs if "tc=" in h}
            assert not re.search(r"\d\d/\d\d/\d{4}", own.css_first("table tr a").text())
    assert listed == wanted


def test_article_page_shows_exactly_its_gold():
    site = DemoSite()
    gold = {record.id: record for record in site.gold()}
    assert len(gold) == len(bundled_articles())
    for article in bundled_articles():
        record = gold[article.id]
        page = get(site, f"/?gd=1&cn=82&tc={article.id}")
        assert text(page, ".TT_TinChiTiet_TieuDe") == record.title
        day = date.fromisoformat(record.published).strftime("%d/%m/%Y")
        assert text(page, ".TT_TinChiTiet_NgayCapNhat") == f"Ngày cập nhật {day}"
        shown = text(page, ".TMCD2_DongTruongMuc > div")
        assert tuple(shown.split(" >> ")) == record.section
        paragraphs = [p.text() for p in page.css(".TT_TinChiTiet_DocTin p")]
        signed = [article.byline] if article.byline else []
        assert paragraphs == [record.lead, *record.paragraphs, *signed]
        assert len(page.css(".TT_TinChiTiet_DocTin tr")) == len(article.table)
        assert len(page.css(".TT_TinChiTiet_AnhMinhHoa img")) == (1 if article.image else 0)
        others = [a.attributes["href"] or "" for a in page.css("#divPhanTrang1 a")]
        assert len(set(others)) == len(others) == 8
        assert not any(h.endswith(f"tc={article.id}") for h in others)


def test_article_lies_between_the_fitc_comments():
    html = DemoSite().respond("/?gd=1&cn=82&tc=1000").body.decode()
    inside = html.partition("<!-- FitcBatDauDocTin -->")[2].partition("<!-- FitcKetThucDocTin -->")[
        0
    ]
    assert "TT_TinChiTiet_DocTin" in inside
    assert "divPhanTrang1" in inside
    assert "Truy cập tổng" not in inside


def test_address_variants_give_the_same_article():
    site = DemoSite()
    variants: dict[int, set[str]] = {}
    for url in walk(site):
        query = parse_qs(urlsplit(url).query)
        if "tc" in query:
            variants.setdefault(int(query["tc"][0]), set()).add(url.removeprefix(HOME))
    assert max(map(len, variants.values())) >= 4
    for key, addresses in variants.items():
        titles = {text(get(site, f"/{a}"), ".TT_TinChiTiet_TieuDe") for a in addresses}
        assert len(titles) == 1, key


def test_absolute_link_names_the_asked_host_but_never_markup():
    site = DemoSite()
    assert b'href="http://portal.example/?gd=1' in site.respond("/", host="portal.example").body
    body = site.respond("/", host='evil"><script>alert(1)</script>').body
    assert b"<script" not in body
    assert b"http://localhost/?gd=1" in body


def test_counters_change_at_every_request_and_nothing_else_of_the_article_does():
    site = DemoSite()

    def counters() -> tuple[str, str]:
        html = site.respond("/?gd=1&cn=82&tc=1000").body.decode()
        found = re.findall(r"Truy cập (?:tổng|hiện tại) ([\d.]+)", html)
        return found[0], found[1]

    seen = [counters() for _ in range(50)]
    assert seen[0] == ("7.157.996", "5.722")
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in pairwise(seen))
    first, second = (get(site, "/?gd=1&cn=82&tc=1000") for _ in range(2))
    assert text(first, "#ctl16_ctl00_divTM") == text(second, "#ctl16_ctl00_divTM")


def test_same_requests_give_the_same_bytes():
    targets = ["/", "/?gd=1&cn=82&tm=10", "/?tc=1000", "/?gd=1&ngay=13/01/2022", "/x"]
    one, two = DemoSite(), DemoSite()
    assert [one.respond(t).body for t in targets] == [two.respond(t).body for t in targets]


def test_listing_pages_hold_ten_each_and_past_the_end_comes_the_first_page():
    site = DemoSite()
    page = get(site, "/?gd=1&cn=82&tm=9")
    assert len(page.css("#ctl16_ctl00_divTM a[href*='tc=']")) == 10
    pager = page.css(".TMCD2_PhanTrang a")
    assert [a.text() for a in pager][:2] == ["2", "3"]
    assert pager[-1].text() == "Trang sau"
    assert (pager[-1].attributes["href"] or "").endswith("&page=2")
    beyond = get(site, "/?gd=1&cn=82&tm=9&page=999")
    assert text(beyond, ".TMCD2_Nen") == text(page, ".TMCD2_Nen")
    last = pager[-2].text()
    assert "Trang sau" not in text(get(site, f"/?gd=1&cn=82&tm=9&page={last}"), ".TMCD2_PhanTrang")


def test_section_with_a_parent_is_listed_in_both():
    site = DemoSite()
    menu = {a.text(): a.attributes["href"] for a in get(site, "/").css(".MenuNgang a")}
    assert {"Trang chủ", "Giới thiệu", "Tin tức", "Kinh tế", "Liên hệ"} <= menu.keys()
    names = text(get(site, f"/{menu['Kinh tế']}"), ".TMCD2_DongTruongMuc > div")
    assert names == "Tin tức >> Kinh tế"


def test_static_page_carries_a_date_but_is_no_news():
    page = get(DemoSite(), "/?gd=1&cn=5&cd=3")
    assert text(page, ".TT_TinChiTiet_TieuDe") == "Giới thiệu"
    day = STATIC_PAGES[0].updated.strftime("%d/%m/%Y")
    assert text(page, ".TT_TinChiTiet_NgayCapNhat") == f"Ngày cập nhật {day}"


def test_calendar_goes_on_both_ways():
    site = DemoSite()
    for word in ("Tháng trước", "Tháng sau"):
        target, seen = "/?gd=1&ngay=13/01/2022", set()
        for _ in range(40):
            assert target not in seen
            seen.add(target)
            around = {a.text(): a.attributes["href"] for a in get(site, target).css("a")}
            target = f"/{around[word]}"


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_calendar_survives_the_ends_of_time(day: str):
    assert DemoSite().respond(f"/?gd=1&ngay={day}").status == 200


def test_calendar_shows_the_articles_of_the_day():
    site = DemoSite()
    article = site.articles[0]
    day = article.published.strftime("%d/%m/%Y")
    hrefs = links(get(site, f"/?gd=1&ngay={day}"), HOME)
    assert any(href.endswith(f"tc={article.id}") for href in hrefs)


def test_form_wants_its_hidden_field_back():
    site = DemoSite()
    field, state = quote(DATE_FIELD), quote(VIEWSTATE, safe="")
    form = f"__VIEWSTATE={state}&{field}=13/01/2022".encode()
    answer = site.respond("/?gd=1", method="POST", form=form)
    assert answer.status == 200
    assert "Tin ngày 13/01/2022" in answer.body.decode()
    assert site.respond("/?gd=1", method="POST", form=f"{field}=13/01/2022".encode()).status == 500
    assert VIEWSTATE in site.respond("/").body.decode()


def test_print_copies_are_linked_and_one_kind_is_disallowed():
    site = DemoSite()
    hrefs = links(get(site, "/?gd=1&cn=82&tc=1000"), HOME)
    copies = [href for href in hrefs if "print=1" in href or "in=1" in href]
    assert len(copies) == 2
    disallowed = [line.partition(": ")[2] for line in ROBOTS.splitlines() if "Disallow" in line]
    assert any(
        h.removeprefix("http://portal.example").startswith(tuple(disallowed)) for h in copies
    )
    for copy in copies:
        page = get(site, copy.removeprefix("http://portal.example"))
        assert page.css_first("#TienIch20") is None
        assert bundled_articles()[0].lead in page.body.text()


def test_robots_admin_and_missing_pages():
    site = DemoSite()
    robots = site.respond("/robots.txt")
    assert robots.status == 200
    assert b"Disallow: /admin" in robots.body
    assert get(site, "/admin").css_first("input[type=password]") is not None
    missing = [
        "/favicon.ico",
        "/en",
        "/?gd=1&tc=999999",
        "/?tm=777",
        "/?cd=99",
        "/?ngay=32/13/2022",
    ]
    missing += ["/?tc=" + "9" * 5000, "/?tc=²", "/?" + "&".join(f"a{n}=1" for n in range(200))]
    for target in missing:
        assert site.respond(target).status == 404, target[:40]
    assert site.respond("/", method="DELETE").status == 405


def test_pictures_and_attachments_are_real_files():
    site = DemoSite()
    starts = {".png": b"\x89PNG\r\n\x1a\n", ".pdf": b"%PDF-1.", ".docx": b"PK\x03\x04"}
    kinds = set()
    for article in site.articles:
        paths = [file.path for file in article.attachments] + [article.image or ""]
        for path in filter(None, paths):
            answer = site.respond(path)
            suffix = path[path.rindex(".") :]
            kinds.add(suffix)
            assert answer.status == 200
            assert answer.body.startswith(starts[suffix])
            assert dict(answer.headers)["Content-Type"] != "text/html"
    assert kinds == starts.keys()


def test_docx_holds_its_lines():
    import zipfile
    from io import BytesIO

    from lxml import etree

    from scraper.demo.files import docx

    lines = ["Số: 12/KH-UBND", "Kế hoạch <thử> & duyệt"]
    with zipfile.ZipFile(BytesIO(docx(lines))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    assert ["".join(p.itertext()) for p in root.iterfind(".//{*}p")] == lines
    assert docx(lines) == docx(lines)


def test_pdf_text_can_be_extracted():
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is an extra")
    from scraper.demo.files import pdf

    lines = ["Số: 12/KH-UBND", "Thị xã Hương Giang – kế hoạch được duyệt"]
    shown = pdfium.PdfDocument(pdf(lines))[0].get_textpage().get_text_range()
    assert shown.split("\r\n") == lines


def test_everything_shown_is_escaped():
    nasty = "<script>x</script>\"'&amp;"
    file = DemoFile('/a"b&c.pdf', nasty, (nasty,))
    evil = DemoArticle(
        id=1,
        title=nasty,
        lead=nasty,
        paragraphs=(nasty,),
        published=date(2020, 1, 2),
        section=(nasty, nasty),
        byline=nasty,
        image='/i"><x>.png',
        caption=nasty,
        attachments=(file,),
        table=((nasty,), (nasty,)),
    )
    site = DemoSite([evil], language_trap=True)
    for target in ("/", "/?tc=1", "/?tm=9", "/?tm=10", "/?tc=1&print=1", "/?ngay=02/01/2020"):
        html = site.respond(target).body.decode()
        assert "<script" not in html, target
        assert "<x>" not in html, target
    assert "<script" not in site.respond('/vi/?x="><script>y</script>').body.decode()
    page = get(site, "/?tc=1")
    assert text(page, ".TT_TinChiTiet_TieuDe") == nasty
    assert page.css(".TT_TinChiTiet_DocTin p")[1].text() == nasty


# --- traps and history ---


def test_language_trap_grows_for_ever_and_shows_the_same_articles():
    site = DemoSite(small(), language_trap=True)
    target = "/?gd=1&cn=82&tc=1000"
    title = text(get(site, target), ".TT_TinChiTiet_TieuDe")
    for depth in range(1, 15):
        page = get(site, target)
        assert text(page, ".TT_TinChiTiet_TieuDe") == title
        name = "English" if depth % 2 else "Tiếng Việt"
        target = next(a.attributes["href"] for a in page.css(".MenuNgang a") if a.text() == name)
        assert target.count("/en") + target.count("/vi") == depth
    got = walk(site, limit=1_500)
    assert len(got) == 1_500
    assert DemoSite(small()).respond("/vi/en?gd=1").status == 404


def test_remove_and_restore():
    site = DemoSite(small())
    site.remove(1000)
    assert site.respond("/?gd=1&cn=82&tc=1000").status == 404
    assert len(site.gold()) == 32
    assert 1000 not in ids(walk(site))
    with pytest.raises(KeyError):
        site.remove(1000)
    site.restore(1000)
    assert site.respond("/?gd=1&cn=82&tc=1000").status == 200
    assert len(site.gold()) == 33
    with pytest.raises(KeyError):
        site.restore(1000)


def test_edit_shows_at_once_everywhere_and_in_gold():
    site = DemoSite(small())
    site.edit(1000, title="Tên mới", published=date(2024, 12, 30), paragraphs=("Một.", "Hai."))
    page = get(site, "/?gd=1&cn=82&tc=1000")
    assert text(page, ".TT_TinChiTiet_TieuDe") == "Tên mới"
    assert "Tên mới (30/12/2024)" in text(get(site, "/"), "#TienIch20")
    record = next(record for record in site.gold() if record.id == 1000)
    assert (record.published, record.paragraphs) == ("2024-12-30", ("Một.", "Hai."))
    assert bundled_articles()[0].title != "Tên mới"


def test_edit_to_a_new_section_keeps_the_other_listings_addresses():
    site = DemoSite(small())

    def menu() -> dict[str, str | None]:
        return {a.text(): a.attributes["href"] for a in get(site, "/").css(".MenuNgang a")}

    before = menu()
    site.edit(1000, section=("Chuyên mục mới",))
    assert before.items() <= menu().items()
    assert "Chuyên mục mới" in menu()


def test_wrong_edits_are_refused_and_change_nothing():
    site = DemoSite(small())
    before = site.gold()
    with pytest.raises(KeyError):
        site.edit(5, title="x")
    with pytest.raises(TypeError):
        site.edit(1000, titel="x")
    with pytest.raises(ValueError, match="id"):
        site.edit(1000, id=5)
    with pytest.raises(ValueError, match="section"):
        site.edit(1000, section=())
    with pytest.raises(ValueError, match="template"):
        site.template = "1999"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="same id"):
        DemoSite(small() + small()[:1])
    assert site.gold() == before


def test_redesign_renames_the_classes_and_moves_the_date():
    site = DemoSite()
    old = site.respond("/?gd=1&cn=82&tc=1000").body.decode()
    site.template = "2025"
    new = site.respond("/?gd=1&cn=82&tc=1000").body.decode()
    for name in ("TT_TinChiTiet_", "TMCD2_", "TienIch20_", "divPhanTrang1"):
        assert name in old
        assert name not in new
    article = bundled_articles()[0]
    day = article.published.strftime("%d/%m/%Y")
    body = article.paragraphs[0][:30]
    assert old.index(f"<span>{day}</span>") < old.index(body) < new.index(f"<span>{day}</span>")
    assert ids(walk(site)) == {record.id for record in site.gold()}


def test_side_column_can_move_without_a_change_of_content():
    site = DemoSite()
    before = get(site, "/?gd=1&cn=82&tc=1000")
    site.side_left = True
    html = site.respond("/?gd=1&cn=82&tc=1000").body.decode()
    assert html.index("TienIch20") < html.index("FitcBatDauDocTin")
    after = LexborHTMLParser(html)
    assert text(before, "#ctl16_ctl00_divTM") == text(after, "#ctl16_ctl00_divTM")


def test_empty_portal_still_answers():
    site = DemoSite([])
    assert site.respond("/").status == 200
    assert site.gold() == []
