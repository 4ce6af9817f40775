"""Whatever a portal sends, extraction answers in time, with an article or with a reason."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import NotAnArticle, extract, load_profile
from scraper.extraction import read_page
from scraper.portals import Profile, families

if TYPE_CHECKING:
    from types import ModuleType

URL = "https://huongtra.thuathienhue.gov.vn/?gd=1&cn=82&tc=7"
PROFILE = load_profile("huongtra")
PAGE = (
    "<html><head><title>Trang thông tin</title></head><body><!-- FitcBatDauDocTin --><div>"
    "<div class='TMCD2_DongTruongMuc'><div>Tin tức &gt;&gt; Kinh tế</div></div>"
    "<div class='TT_TinChiTiet_TieuDe'>Hội nghị tổng kết năm 2021</div>"
    "<div class='TT_TinChiTiet_NgayCapNhat'><span>Ngày cập nhật <span>13/01/2022</span></span></div>"
    "<div class='TT_TinChiTiet_DocTin'><p>Sáng nay, UBND thị xã tổ chức hội nghị tổng kết.</p>"
    "<p>Hội nghị đã thông qua Kế hoạch số 12/KH-UBND.</p><p><b>Lê Văn Đức</b></p></div>"
    "<div id='divPhanTrang1'><a href='?gd=1&amp;cn=82&amp;tc=8'>Tin khác (01/01/2022)</a></div></div>"
    "<!-- FitcKetThucDocTin --></body></html>"
)


def test_the_page_itself_is_read() -> None:
    article = extract(PAGE, URL, PROFILE)
    assert article.authors == ("Lê Văn Đức",)
    assert str(article.published) == "2022-01-13"
    assert article.section == ("Tin tức", "Kinh tế")


@pytest.mark.parametrize(
    "payload",
    [
        b"<div>" * 2_000_000,
        ("<p " + " ".join(f"a{i}=1" for i in range(1_000_000)) + ">").encode(),
        b"\0" * 1_000_000,
        b"\xff\xfe" * 500_000,
        PAGE.encode().replace(b"<p>", b"<p>" + b"<b><i>" * 600),
        PAGE.replace("Sáng nay", "Sáng nay " * 300_000).encode(),
        PAGE.replace("<p>", "<table><tr><td>" * 400).encode(),
        (PAGE * 60).encode(),
        b"<a href='x'>1/1/2022 </a>" * 60_000,
        ("ngày 1 tháng " * 100_000).encode(),
    ],
    ids=[
        "nested",
        "attributes",
        "nul",
        "utf16",
        "formatting",
        "long",
        "tables",
        "repeated",
        "links",
        "dates",
    ],
)
def test_hostile_pages_end_in_time(payload: bytes) -> None:
    start = time.process_time()
    read_page(payload, URL, PROFILE)
    read_page(payload, "https://unknown.example/news/1-a.html")
    assert time.process_time() - start < 4.0


@pytest.mark.parametrize(
    ("family", "page"),
    [
        ("joomla", "<div class='itemView itemIntroText itemFullText'>" * 1_400),
        ("wordpress", "<article class='entry-title'>" * 700 + "<p>x" * 4_500),
        ("drupal", "<div class='views-row field-content'>" * 700 + "<p>x" * 4_500),
        ("liferay", "<div class='portlet asset-title portlet-title'>" * 1_400),
        ("nukeviet", "<i class=time>1/1/2022</i>" * 40_000),
        ("liferay", "<i class='asset-title assetPublishDate'></i>" * 40_000),
    ],
)
def test_rules_of_families_do_not_search_made_up_nesting_for_long(family: str, page: str) -> None:
    known = Profile(name="x", family=family, family_rules=families()[family])
    start = time.process_time()
    read_page(f"<body>{page}", "https://www.example.gov/news/a-b-c-d.html", known)
    assert time.process_time() - start < 2.0


cut = st.tuples(st.integers(0, len(PAGE)), st.integers(0, 400))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cuts=st.lists(cut, max_size=4),
    junk=st.binary(max_size=60),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1258"]),
)
def test_mutated_pages_give_an_article_or_a_reason(
    cuts: list[tuple[int, int]], junk: bytes, encoding: str
) -> None:
    text = PAGE
    for start, length in cuts:
        text = text[:start] + text[start + length :] + text[start : start + length // 2]
    payload = text.encode(encoding, "replace")
    middle = len(payload) // 2
    reading = read_page(payload[:middle] + junk + payload[middle:], URL, PROFILE)
    assert (reading.article is None) != (reading.refusal is None)
    if reading.article is not None:
        assert reading.article.title
        assert reading.article.body


BENCH = Path(__file__).parents[2] / "bench"
SAVED = [path.read_bytes() for path in sorted((BENCH.parent / "tests/pages").glob("*/*.html"))]


def mutations() -> ModuleType:
    """``bench/mutations.py``, of which the bench feeds 20,000 cases and the tests a few hundred."""
    spec = importlib.util.spec_from_file_location("mutations", BENCH / "mutations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(8))
def test_broken_pages_give_an_answer(seed: int) -> None:
    profiles = [
        None,
        *(load_profile(name) for name in ("huongtra", "example-nukeviet", "example-drupal")),
    ]
    mutate = mutations().mutate
    for number in range(40):
        payload, ways = mutate(SAVED, Random(f"{seed}:{number}"))
        profile = profiles[number % len(profiles)]
        start = time.process_time()
        reading = read_page(payload, URL, profile)
        assert (reading.article is None) != (reading.refusal is None), ways
        assert time.process_time() - start < 2.0, ways


@pytest.mark.parametrize(
    "name",
    [
        "wide table",
        "digits",
        "line breaks",
        "nested boxes",
        "byline of names",
        "lists",
    ],
)
def test_monsters_end_in_time(name: str) -> None:
    payload = mutations().monsters()[name]()
    start = time.process_time()
    read_page(payload, URL, load_profile("example-nukeviet"))
    read_page(payload, "https://unknown.example/news/1-a.html")
    assert time.process_time() - start < 4.0


def test_control_characters_do_not_reach_the_reader() -> None:
    text = (
        "<p>Sáng nay, UBND thị xã tổ chức hội nghị tổng kết công tác năm 2021 tại hội trường.</p>"
        * 4
    )
    page = (
        f"<title>Hội nghị tổng kết</title><h1>Hội nghị tổng kết</h1>{text}<p>a&#1;b\x0b\ufffe</p>"
    )
    assert read_page(page.encode(), "https://unknown.example/news/1-a.html").article is not None


def test_a_body_inside_a_body_is_read_once() -> None:
    inner = "<div class='TT_TinChiTiet_DocTin'><p>Phần trong.</p></div>"
    page = PAGE.replace("<p>Hội nghị đã", inner + "<p>Hội nghị đã")
    assert extract(page, URL, PROFILE).body.count("Phần trong.") == 1


def test_refusals_name_their_reason() -> None:
    blocked = "<title>User Error</title><p>Your request is blocked (Code: 92cf27a779)</p>"
    login = "<title>Cổng</title><form><input type=password></form>"
    for html, reason in (
        (blocked, "blocked"),
        (login, "login"),
        ("", "empty"),
        ("%PDF-1.4 x", "not html"),
    ):
        with pytest.raises(NotAnArticle) as refusal:
            extract(html, URL, PROFILE)
        assert refusal.value.reason == reason
    with pytest.raises(NotAnArticle) as refusal:
        extract(PAGE, "https://huongtra.thuathienhue.gov.vn/?gd=1&cn=5&cd=3", PROFILE)
    assert refusal.value.reason == "static page"
