"""Searching an archive: who finds what, in which order, with which snippet and facets."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import Archive, Article, Byline, LoaError, PublishedAt
from scraper.errors import UsageError
from scraper.search import fts5_index, run
from scraper.search.tantivy_index import UnusableIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def article(number: int, title: str, body: str, **more: object) -> Article:
    made = Article(f"https://a.vn/?tc={number}", f"a.vn:{number}", "a", title, body)
    return replace(made, **more)  # type: ignore[arg-type]


def no_quick_index(*_: object) -> None:
    raise UnusableIndexError("not in this test")


ARTICLES = [
    article(
        1,
        "Người dân Hương Trà",
        "Chính quyền họp với nhân dân về quyết định 123/QĐ-UBND.",
        published=PublishedAt(date(2024, 5, 17), "day"),
        section=("Tin tức", "Văn hóa"),
        bylines=(Byline("Trần Ngọc Huyến", "Chánh Văn phòng"),),
        tags=("lũ lụt",),
    ),
    article(
        2,
        "Má ơi",
        "Con ma không đi chợ, hoà bình ở làng quê.",
        published=PublishedAt(date(2024, 6, 1), "day"),
        section=("Tin tức",),
        bylines=(Byline("Lê An"), Byline("Báo Huế", kind="source")),
    ),
    article(
        3,
        "Ma và mạ",
        "Người nông dân gieo mạ. Mà sao?",
        published=PublishedAt(date(2023, 1, 2), "day"),
        section=("Kinh tế",),
        bylines=(Byline("Lê An"),),
    ),
    article(
        4, "Đảng bộ", "Dân biết, dân bàn; dân chủ. Hòa giải.", portal="b", url="https://b.vn/4"
    ),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("search") / "news.db") as opened:
        opened.store(ARTICLES)
        yield opened


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", {1, 2, 3, 4}),
        ("nguoi dan", {1, 3}),
        ("người dân", {1, 3}),
        (unicodedata.normalize("NFD", "người dân"), {1, 3}),
        ("NGƯỜI DÂN", {1, 3}),
        ('"người dân"', {1}),
        ("dang", {4}),
        ("đi", {2}),
        ("ma", {2, 3}),
        ("=má", {2}),
        ('="MÁ"', {2}),
        ("=ma", {2, 3}),
        ("=mạ", {3}),
        ("=m*", {2, 3}),
        ("=hòa", {2, 4}),
        ("=hoà", {2, 4}),
        ("=hoa", set()),
        ('="hòa bình"', {2}),
        ('="hoà bình"', {2}),
        ("=hoá", set()),
        ("=hòa*", {2, 4}),
        ("ma -cho", {3}),
        ("-ma", {1, 4}),
        ("NOT (ma OR dang)", {1}),
        ("-=má", {1, 3, 4}),
        ("dang OR =má", {2, 4}),
        ("dang OR -ma", {1, 4}),
        ("ngườ*", {1, 3}),
        ('"chinh quy"*', {1}),
        ("123/QĐ-UBND", {1}),
        ("title:dân", {1}),
        ("title:=ma", {3}),
        ("author:an", {2, 3}),
        ('author:"ngoc huyen"', {1}),
        ("author:=huyến", {1}),
        ("author:=huyền", set()),
        ('role:"văn phòng"', {1}),
        ("section:tin", {1, 2}),
        ('source:"báo huế"', {2}),
        ("tag:lũ", {1}),
        ("portal:b", {4}),
        ("portal:none", set()),
        ("portal:b OR title:má", {2, 3, 4}),
        ("since:2024", {1, 2}),
        ("until:2023", {3}),
        ("-since:2024", {3, 4}),
        ("since:2024-05-17 until:2024-05-17", {1}),
        ("until:9999", {1, 2, 3}),
        ("nowhere", set()),
    ],
)
def test_finds(archive: Archive, query: str, ids: set[int]) -> None:
    results = archive.search(query)
    assert {hit.id for hit in results} == ids
    assert results.total == len(ids)
    assert {row[0] for row in archive.rows(query, columns=["id"])} == ids


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"portal": "a"}, {1, 2, 3}),
        ({"portal": ["a", "b"]}, {1, 2, 3, 4}),
        ({"section": "tin tuc"}, {1, 2}),
        ({"section": "Tin tức / Văn hóa"}, {1}),
        ({"author": "lê an"}, {2, 3}),
        ({"author": "Huyến"}, {1}),
        ({"author": "Báo Huế"}, set()),
        ({"since": date(2024, 5, 18)}, {2}),
        ({"since": "2023", "until": "2024-05"}, {1, 3}),
        ({"query": "ma", "author": "an", "since": "2024"}, {2}),
    ],
)
def test_filters(archive: Archive, filters: dict[str, object], ids: set[int]) -> None:
    assert {hit.id for hit in archive.search(**filters)} == ids  # type: ignore[arg-type]
    assert list(archive.rows(**filters, columns=["id"])) == [(i,) for i in sorted(ids)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"portal": "nowhere"},
        {"section": "Nơi khác"},
        {"author": "!"},
        {"since": "2024", "until": "2023"},
        {"limit": -1},
        {"limit": 10**6},
        {"offset": -1},
        {"order": "random"},
        {"query": '"'},
        {"portal": "\ud800"},
        {"section": "\ud800"},
    ],
)
def test_what_makes_no_sense_is_refused(archive: Archive, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        archive.search(**wrong)  # type: ignore[arg-type]


def test_orders_and_pages_are_stable(archive: Archive) -> None:
    assert archive.search("ma").order == "ranked"
    assert archive.search("title:ma OR body OR ma").hits[0].id == 3  # in the title twice
    newest = archive.search()
    assert newest.order == "newest"
    assert [hit.id for hit in newest] == [2, 1, 3, 4]
    paged = [archive.search(limit=1, offset=i).hits[0].id for i in range(4)]
    assert paged == [2, 1, 3, 4]
    assert archive.search(offset=4).hits == ()
    assert archive.search(limit=0).total == 4


def test_words_that_begin_so_rank_articles_too(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db") as archive:
        archive.store([article(1, "A", "lũ chợ xa"), article(2, "B", "lũ lụt lũ quét lũ ống")])
        assert [hit.id for hit in archive.search("lu*")] == [2, 1]


def test_titles_show_their_hits_too(archive: Archive) -> None:
    def heading(query: str) -> str:
        return archive.search(query).hits[0].heading.marked()

    assert heading("huong tra") == "Người dân [Hương] [Trà]"
    assert heading('title:"dân hương"') == "Người [dân Hương] Trà"
    assert heading("=mạ") == "Ma và [mạ]"
    assert heading("quyết") == "Người dân Hương Trà"
    assert archive.search("huong").hits[0].title == "Người dân Hương Trà"


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("ข่าว กรุงเทพมหานคร วันนี้", "กรุงเทพมหานคร", "กรุงเทพมหานคร"),
        ("tin a\u0301\u0323n mạng", "an", "ạ\u0301n"),
        ("بَلَدِيَّة المدينة", "بلدية", "بَلَدِيَّة"),
        ("STRASSE, Straße", "straße", "STRASSE"),
    ],
)
def test_snippets_mark_words_with_marks_of_other_scripts(
    tmp_path: Path, text: str, query: str, shown: str
) -> None:
    with Archive(tmp_path / "news.db") as other:
        other.store([Article("https://a.vn/1", "a.vn/1", "a", "x", text)])
        (hit,) = other.search(query)
    start, end = hit.snippet.spans[0][0], hit.snippet.spans[-1][1]
    assert hit.snippet.text[start:end].startswith(shown)


def test_snippets_show_the_hits_in_their_own_spelling(archive: Archive) -> None:
    def marked(query: str) -> str:
        return archive.search(query).hits[0].snippet.marked()

    assert marked("nhan dan title:huong") == (
        "Chính quyền họp với [nhân] [dân] về quyết định 123/QĐ-UBND."
    )
    assert marked('"nhân dân" 123/QĐ-UBND').count("[") == 2
    assert marked("=mạ") == "Người nông dân gieo [mạ]. Mà sao?"
    assert marked("ngươ* gieo") == "[Người] nông dân [gieo] mạ. Mà sao?"
    assert marked("dan -gieo").replace("[dân]", "").count("[") == 0
    assert marked("author:huyen") == "Chính quyền họp với nhân dân về quyết định 123/QĐ-UBND."


def test_a_long_article_shows_the_place_of_most_hits(tmp_path: Path) -> None:
    filler = " ".join(f"chữ{i}" for i in range(300))
    with Archive(tmp_path / "news.db") as archive:
        archive.store([article(1, "T", f"lũ {filler} mưa bão và lũ {filler}")])
        text = archive.search("lu mua bao").hits[0].snippet.marked()
    assert text.startswith("… chữ")
    assert text.endswith(" …")
    assert "[mưa] [bão] và [lũ]" in text
    assert len(text.split()) < 40


def test_facets_count_all_hits_not_the_page(archive: Archive) -> None:
    facets = archive.search(limit=1).facets
    assert facets.portal == (("a", 3), ("b", 1))
    assert facets.author == (("Lê An", 2), ("Trần Ngọc Huyến", 1))
    assert facets.section == (("Kinh tế", 1), ("Tin tức", 1), ("Tin tức / Văn hóa", 1))
    assert facets.month == (("2024-06", 1), ("2024-05", 1), ("2023-01", 1))


def test_new_and_changed_articles_are_found_at_once(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db") as archive:
        assert archive.search("dan").total == 0
        archive.store(ARTICLES)
        assert archive.refresh_index() == 4
        assert archive.refresh_index() == 0
        archive.store([replace(ARTICLES[0], title="Khác hẳn")])
        assert archive.search("title:khac").total == 1
        assert archive.search("title:dan").total == 0


def test_batches_and_a_rebuild_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fts5_index, "BATCH", 3)
    with Archive(tmp_path / "news.db") as archive:
        archive.store(ARTICLES)
        assert archive.search("dan").total == 3
        monkeypatch.setattr(fts5_index, "VERSION", "other")
        assert archive.refresh_index() == 4
        assert archive.search("dan").total == 3
        with archive.reading() as db:
            assert db.execute("SELECT count(*) FROM articles_fts").fetchone() == (4,)


def test_a_crawl_indexes_whole_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(tmp_path / "news.db") as archive:

        def indexed() -> int:
            with archive.reading() as db:
                return int(db.execute("SELECT count(*) FROM articles_fts").fetchone()[0])

        archive.store(ARTICLES[:1])
        archive.refresh_index()
        monkeypatch.setattr(fts5_index, "BATCH", len(ARTICLES) - 1)
        archive.store(ARTICLES[1:-1])
        archive.index_by_batches()
        assert indexed() == 1
        archive.store(ARTICLES[-1:])
        archive.index_by_batches()
        assert indexed() == len(ARTICLES)


def test_a_readonly_archive_is_searched_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path) as archive:
        archive.store(ARTICLES)
        archive.refresh_index()
    with Archive(path, readonly=True) as archive:
        assert archive.search("nguoi dan").total == 2


def test_a_search_does_not_wait_for_a_crawl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.db"
    with Archive(path) as archive, closing(sqlite3.connect(path)) as crawl:
        archive.store(ARTICLES[:2])
        archive.refresh_index()
        archive.store(ARTICLES[2:])
        crawl.execute("BEGIN IMMEDIATE")
        assert archive.search("ma").total == 2  # the index beside the archive can be written
        monkeypatch.setattr(run, "quick_index", no_quick_index)
        assert archive.search("ma").total == 1  # what is indexed inside
        crawl.rollback()
        assert archive.search("ma").total == 2


_SIGNS = """( ) " ' = - * : ^ + ; -- % {title} rowid: title: portal: NEAR( 😀 má""".split()
_SIGNS += ["AND ", "OR ", "NOT ", "ma ", "since:2024 ", "\0", "\ud800"]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(), max_size=40),
        st.lists(st.sampled_from(_SIGNS), max_size=20).map("".join),
    )
)
def test_every_query_gets_an_answer_or_a_sentence(archive: Archive, query: str) -> None:
    sentence = ""
    try:
        total = archive.search(query).total
    except LoaError as error:
        sentence = str(error)
    else:
        assert total == len(list(archive.rows(query, columns=["id"])))
    assert "\n" not in sentence
    said = sentence.lower().replace(query.lower(), "")
    assert not any(word in said for word in ("fts", "tantivy", "sql", "regex", "syntax"))


@pytest.mark.parametrize(
    "query",
    [
        "x" * 10_240,
        "ma " * 3_400,
        '"' * 10_240,
        "(" * 10_240,
        "\0" * 10_240,
        "😀" * 2_500,
        "=*" * 5_000,
    ],
)
def test_ten_kilobytes_of_anything_get_an_answer_or_a_sentence(
    archive: Archive, query: str
) -> None:
    try:
        archive.search(query)
    except UsageError as error:
        assert len(str(error)) < 200  # noqa: PT017  # either will do


def test_frames_have_types(archive: Archive) -> None:
    frame = archive.articles(portal="a")
    assert list(frame.columns) == list(archive.articles("nowhere").columns)
    assert len(frame) == 3
    assert str(frame["published"].dtype) == "datetime64[s]"
    assert str(frame["first_seen"].dtype) == "datetime64[s, UTC]"
    assert str(frame["portal"].dtype) == "category"
    assert str(frame["word_count"].dtype) == "int64"
    assert frame["published"].dt.year.tolist() == [2024, 2024, 2023]
    assert frame["gone"].isna().all()
    assert archive.articles(columns=["title", "published_at"])["published_at"].isna().all()
    assert archive.articles("nowhere").dtypes["published"] == "datetime64[s]"
    for columns in (["nonsense"], []):
        with pytest.raises(UsageError):
            archive.articles(columns=columns)
        with pytest.raises(UsageError):
            archive.rows(columns=columns)


def test_an_author_is_found_under_every_joined_name(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db") as archive:
        archive.store(ARTICLES)

        def found(query: str) -> list[int]:
            return sorted(hit.id for hit in archive.search(query).hits)

        assert found("author:huyen") == [1]
        archive.merge_people("Trần Ngọc Huyến", "Lê An")
        for query in ("author:huyen", 'author:"le an"', "author:hu*"):
            assert found(query) == [1, 2, 3]
        assert found("author:huyen ma") == [2, 3]
        assert found("NOT author:huyen") == [4]
        assert found('author:="Lê An"') == [2, 3]  # this spelling alone
        assert [row[0] for row in archive.rows("author:huyen", columns=["id"])] == [1, 2, 3]
        archive.unmerge_people("Lê An")
        assert found("author:huyen") == [1]
