"""What each page shows, as a reader without JavaScript gets it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from scraper.analysis.audit import audit
from scraper.analysis.counts import counts
from scraper.store import Archive
from scraper.web.copies import near_copies
from tests.web.browsing import PAGES
from tests.web.stored import invented

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Got, Reader

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def shown(html: str) -> str:
    """The text of a page, white space as one space."""
    main = html.split("<main", 1)[1].split("</main>", maxsplit=1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture(scope="module")
def edited(archive_path: Path) -> int:
    """The article that was edited twice."""
    with Archive(archive_path, readonly=True) as archive:
        return next(c.article_id for c in archive.changes(kinds=["edited"]) if c.revision == 3)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_page_opens_in_both_languages_and_loads_from_here_only(
    reader: Reader, path: str, language: str
) -> None:
    separator = "&" if "?" in path else "?"
    answer = counted(reader, f"/{path}{separator}lang={language}")
    assert answer.status == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1") == 1
    loaded = re.findall(
        r'<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)="([^"]*)"', answer.text
    )
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", answer.text)


def test_the_first_page_says_what_is_there(reader: Reader) -> None:
    text = shown(reader.get("/").text)
    assert "174 articles from 2 portals" in text
    assert "Trang tin xã Bình An" in text
    assert "Signs of a change: 8" in text


def test_a_search_shows_hits_snippets_and_facets(reader: Reader) -> None:
    answer = reader.get(f"/search?q={quote('nạo vét')}")
    text = shown(answer.text)
    assert "articles found" in text
    assert (
        "<mark>nạo</mark>" in answer.text.lower() or "<mark>nạo vét</mark>" in answer.text.lower()
    )
    facet = re.search(r'href="(/search\?[^"]*portal=binhan[^"]*)"', answer.text)
    assert facet
    narrowed = reader.get(unescape(facet[1]))
    assert "24 articles found" in shown(narrowed.text)


def test_a_bar_of_the_figure_is_a_link_to_its_time(reader: Reader) -> None:
    answer = reader.get("/search?q=h%E1%BB%8Dp&portal=binhan")
    bar = re.search(r'<a href="([^"]*since=2022[^"]*)" aria-label="([^"]*): (\d+)"', answer.text)
    assert bar
    assert f"{bar[3]} article" in shown(reader.get(unescape(bar[1])).text)


def test_a_query_that_makes_no_sense_keeps_the_words_and_says_why(reader: Reader) -> None:
    answer = reader.get("/search?q=%28b%C3%A0n")
    assert answer.status == 400
    assert 'value="(bàn"' in answer.text
    assert 'role="alert"' in answer.text


def test_pages_of_hits_are_bounded(reader: Reader) -> None:
    assert reader.get("/search?page=99999999999").status == 200
    assert reader.get("/search?page=-1").status == 200
    assert "Page 9 of 9" in shown(reader.get("/search?page=9").text)


def test_an_article_says_how_precise_its_date_is_who_wrote_and_where_each_field_comes_from(
    reader: Reader, archive_path: Path
) -> None:
    with Archive(archive_path, readonly=True) as archive:
        article = archive.get("binhan.example/3")
    answer = reader.get(f"/article/{article.id}")
    text = shown(answer.text)
    assert '<article lang="vi">' in answer.text
    assert "11 Aug 2021, 10:30 (UTC+07:00) to the minute" in text
    assert "Author Lê Thị Mận , Cán bộ văn hóa xã" in text
    assert "profile:h1.title" in text
    assert "Silently edited once" in text
    assert "(archived 2026-03-02T08:00:00Z, revision 2)" in text
    assert "@online{" in text
    found = re.search(r'href="(/search\?q=%22103[^"]*)"', answer.text)
    assert found
    assert "1 article found" in shown(reader.get(unescape(found[1])).text)


def test_a_day_is_shown_as_a_day(reader: Reader, edited: int) -> None:
    text = shown(reader.get(f"/article/{edited}").text)
    assert "17 Nov 2023 to the day" in text
    assert "00:00" not in text.split("First seen")[0]


def test_any_two_revisions_are_compared(reader: Reader, edited: int) -> None:
    text = reader.get(f"/article/{edited}/revisions?a=1&b=3").text
    assert "Revision 1 compared with 3" in shown(text)
    assert re.search(r"<del>[^<]*phấn", text)
    assert re.search(r"<ins>[^<]*mừng", text)
    inline = reader.get(f"/article/{edited}/revisions?a=2&b=3&view=inline").text
    assert "<del>29</del><ins>31</ins>" in inline
    assert "Revision 2 compared with 3" in shown(
        reader.get(f"/article/{edited}/revisions?a=77&b=x").text
    )


def test_silent_edits_are_listed_newest_first_and_by_portal(reader: Reader) -> None:
    text = shown(reader.get("/changes").text)
    assert "5 entries" in text
    assert text.rindex("Trường tiểu học Đông Thạnh") > text.index("mừng vui")
    only = shown(reader.get("/changes?portal=binhan").text)
    assert "1 entry" in only
    assert "1 entry" in shown(reader.get("/changes?kind=gone").text)
    assert reader.get("/changes?portal=%27%3B--&page=9999").status == 200


def test_the_archived_copy_is_shown_in_a_frame_that_can_do_nothing(
    reader: Reader, edited: int
) -> None:
    around = reader.get(f"/article/{edited}/archived?revision=1")
    frame = re.search(r'<iframe [^>]*\bsandbox [^>]*src="([^"]+)"', around.text)
    assert frame
    kept = reader.get(unescape(frame[1]))
    policy = kept.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "phấn khởi" in kept.text
    assert not re.search(r"<(script|img|link|iframe|form|input|object|svg)\b", kept.text)
    assert not re.search(r"\b(href|src|on\w+)=", kept.text)


def test_a_copy_that_was_not_kept_is_said(reader: Reader, archive_path: Path) -> None:
    with Archive(archive_path, readonly=True) as archive:
        article = archive.get("binhan.example/3")
    assert reader.get(f"/article/{article.id}/archived/frame").status == 404


def test_people_are_found_without_accents_and_lead_to_their_articles(reader: Reader) -> None:
    answer = reader.get("/people?q=le+thi+man&kind=author&portal=binhan")
    assert "1 name" in shown(answer.text)
    link = re.search(r'href="(/people/\d+)"[^>]*>Lê Thị Mận', answer.text)
    assert link
    person = shown(reader.get(link[1]).text)
    assert "Author · 8 articles" in person
    assert "Cán bộ văn hóa xã" in person
    assert reader.get("/people/999999").status == 404


def test_sections_lead_to_their_articles(reader: Reader) -> None:
    answer = reader.get("/sections")
    link = re.search(r'href="(/sections/\d+)">Nông nghiệp</a> <span class="quiet">6<', answer.text)
    assert link
    text = shown(reader.get(link[1]).text)
    assert "6 articles" in text
    assert "tổng kết mùa lúa" in text
    assert reader.get("/sections/999999").status == 404


def test_a_portals_redesign_shows_as_a_cliff_with_what_was_seen(reader: Reader) -> None:
    answer = reader.get("/portals/demo")
    text = shown(answer.text)
    assert 'aria-label="Title: 100% → 0%"' in answer.text
    assert "title: found on 0 of 149 articles, before on 448 of 448" in text
    assert "a copy for paper or phones, or in another language 300" in text


def test_a_search_is_a_valid_feed(reader: Reader) -> None:
    answer = reader.get("/search.atom?portal=binhan")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.text)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for parent in (root, *root.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert parent.findtext(f"a:{name}", namespaces=ATOM)
        moment = datetime.fromisoformat(parent.findtext("a:updated", "", ATOM))
        assert moment.tzinfo
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 24
    ids = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(ids)) == 24
    published = [entry.findtext("a:published", "", ATOM) for entry in entries]
    assert published == sorted(published, reverse=True)
    again = ET.fromstring(reader.get("/search.atom?portal=binhan", Host="localhost").text)
    assert [entry.findtext("a:id", "", ATOM) for entry in again.findall("a:entry", ATOM)] == ids


def test_a_search_is_exported_as_the_command_exports_it(reader: Reader) -> None:
    answer = reader.get("/export?format=csv&portal=binhan&since=2022")
    assert answer.headers["content-type"].startswith("text/csv")
    assert ".csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    lines = reader.get("/export?format=jsonl&portal=binhan&since=2022").text.splitlines()
    assert len(rows) == len(lines) == 18
    assert [row["title"] for row in rows] == [json.loads(line)["title"] for line in lines]


def test_an_export_that_makes_no_sense_says_why(reader: Reader) -> None:
    assert reader.get("/export?format=exe").status == 400
    assert "parenthes" in reader.get("/export?format=csv&q=%28b").text


def test_numbers_of_articles_in_datasettes_tables_lead_to_our_pages(reader: Reader) -> None:
    text = reader.get("/data/articles_flat?_size=3").text
    assert re.search(r'<a href="/article/1">1</a>', text)


def test_pages_stand_below_the_path_of_a_proxy(archive_path: Path) -> None:
    from tests.web.browsing import served
    from tests.web.conftest import Reader as Asking

    with served(archive_path, base_url="/loa/") as address:
        reader = Asking(address.removesuffix("loa/"))
        for path in ("/loa/", "/loa/search?q=a", "/loa/changes", "/loa/data/articles_flat"):
            answer = reader.get(path)
            assert answer.status == 200
            links = re.findall(r'(?:href|action|src)="(/[^"]*)"', answer.text)
            assert links
            assert all(link.startswith("/loa/") for link in links)


def counted(reader: Reader, path: str) -> Got:
    """A page that may be counted first: asked for again as a browser would; each answer waits a while."""
    for _ in range(100):
        answer = reader.get(path)
        if answer.status != 503:
            return answer
        assert answer.headers["refresh"]
    raise AssertionError(f"{path} was never counted")


def test_a_chart_is_the_command_lines_function_with_its_numbers_as_csv(
    reader: Reader, archive_path: Path
) -> None:
    with Archive(archive_path, readonly=True) as archive:
        frame = archive.articles(portal="binhan", columns=["published", "section"])
    wanted = counts(frame, "section", "year", top=6).drop(columns="start")
    asked = "portal=binhan&by=section&every=year"
    text = counted(reader, f"/charts.csv?{asked}").text
    assert text.replace("\r\n", "\n") == wanted.to_csv(index=False)
    page = counted(reader, f"/charts?{asked}").text
    assert "Nông nghiệp" in shown(page)
    drawing = counted(reader, f"/charts.svg?{asked}")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "Nông nghiệp" in drawing.text
    spec = json.loads(counted(reader, f"/charts.json?{asked}").text)
    assert len(spec["data"]["values"]) == len(wanted)


def test_a_trend_is_drawn_and_what_makes_no_sense_is_said(reader: Reader) -> None:
    page = shown(counted(reader, "/charts?term=n%C3%B4ng+d%C3%A2n&value=articles").text)
    assert "nông dân" in page
    wrong = counted(reader, "/charts?term=***")
    assert wrong.status == 400
    assert 'role="alert"' in wrong.text
    assert counted(reader, "/charts?by=x&every=never&value=%27&since=2022").status == 200


def test_near_duplicates_of_an_article_are_found_without_comparing_all(tmp_path: Path) -> None:
    words = [
        f"{a}{b}" for a in "tr th ng nh ph kh".split() for b in "ông anh ương inh ước áo".split()
    ]
    body = " ".join(words + words[::2] + words[::3])
    first = replace(invented(0), lead=None, body=body)
    copied = replace(invented(1), title="Tên khác", lead=None, body=f"Theo báo bạn: {body}")
    other = replace(invented(2), lead=None, body=" ".join(reversed(words)))
    with Archive(tmp_path / "news.db") as archive:
        one, two, three = archive.store([first, copied, other])
        archive.refresh_index()
        assert [copy.id for copy in near_copies(archive, one.article_id or 0)] == [two.article_id]
        assert [copy.id for copy in near_copies(archive, two.article_id or 0)] == [one.article_id]
        assert near_copies(archive, three.article_id or 0) == ()


def test_how_complete_a_portal_is_shown_as_the_command_counts_it(
    reader: Reader, archive_path: Path
) -> None:
    with Archive(archive_path, readonly=True) as archive:
        wanted = audit(archive, "demo")
    text = shown(counted(reader, "/portals/demo/audit").text)
    assert f"Whole portal {wanted.whole.stored} {wanted.whole.gone}" in text
    assert all(row.section in text for row in wanted.sections)
