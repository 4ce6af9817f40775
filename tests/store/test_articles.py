"""Articles in, the same articles out; what is a revision and what only looks different."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from scraper import (
    Article,
    Attachment,
    Byline,
    DocumentMention,
    Image,
    Link,
    LoaError,
    PublishedAt,
)

if TYPE_CHECKING:
    from scraper.store import Archive

    from .conftest import Clock

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FULL = Article(
    url="https://huongtra.vn/?gd=1&tc=7",
    key="huongtra.vn:7",
    portal="huongtra",
    title="Hội nghị người dân",
    lead="Sáng nay, thị xã họp.",
    body="Đoạn một.\n\nĐoạn hai.",
    published=PublishedAt(datetime(2024, 5, 17, 10, 30, tzinfo=HANOI), "minute"),
    updated=PublishedAt(date(2024, 5, 18), "day"),
    section=("Tin tức", "Văn hóa / Xã hội"),
    bylines=(
        Byline("Trần Ngọc Huyến", "Chánh Văn phòng"),
        Byline("Lê An"),
        Byline("Báo Huế", kind="source"),
        Byline("Phòng Văn hóa", kind="organisation"),
    ),
    tags=("lũ", "bão"),
    language="vi",
    images=(Image("https://huongtra.vn/a.jpg", "Ảnh", "An", "alt"),),
    attachments=(
        Attachment("https://huongtra.vn/f?id=1", "Kế hoạch", "application/pdf", "văn bản"),
    ),
    related=(Link("https://huongtra.vn/?tc=8", "Tin khác", PublishedAt(date(2024, 5, 1), "day")),),
    documents=(DocumentMention("12/KH-UBND", "kế hoạch", date(2024, 5, 2), "Kế hoạch số 12"),),
    provenance={"title": "profile", "body": "profile"},
)


def flat(archive: Archive) -> dict[str, object]:
    with archive.reading() as db:
        cursor = db.execute("SELECT * FROM articles_flat")
        return dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))


def history(archive: Archive) -> list[tuple[int, str, str]]:
    with archive.reading() as db:
        return db.execute(
            "SELECT number, reason, changed FROM revisions ORDER BY number"
        ).fetchall()


def test_an_article_comes_back_as_it_went_in(archive: Archive) -> None:
    (stored,) = archive.store([FULL])
    assert (stored.change, stored.url) == ("new", FULL.url)
    for reference in (stored.article_id, str(stored.article_id), FULL.url, FULL.key):
        got = archive.get(reference)
        assert {f.name: getattr(got, f.name) for f in fields(Article)} == {
            f.name: getattr(FULL, f.name) for f in fields(Article)
        }
    assert got.published
    assert got.published.isoformat() == "2024-05-17T10:30+07:00"
    assert archive.get("http://huongtra.vn/?gd=1&tc=7").id == stored.article_id
    assert (got.revision, got.gone, got.word_count) == (1, None, 9)


@pytest.mark.parametrize(
    "reference", [99, "99", "https://nowhere.vn/", "", "9" * 40, 10**30, "\ud800"]
)
def test_an_unknown_article_is_named(archive: Archive, reference: int | str) -> None:
    with pytest.raises(LoaError, match="the archive has no article"):
        archive.get(reference)


def test_the_flat_row_says_what_a_researcher_reads(archive: Archive) -> None:
    archive.store([FULL])
    row = flat(archive)
    assert (
        list(row)
        == (
            "id portal url title lead body published published_precision updated section section_path "
            "authors author_roles source tags language word_count first_seen last_seen gone revision"
        ).split()
    )
    assert row == {
        "id": 1,
        "portal": "huongtra",
        "url": FULL.url,
        "title": FULL.title,
        "lead": FULL.lead,
        "body": FULL.body,
        "published": "2024-05-17T10:30+07:00",
        "published_precision": "minute",
        "updated": "2024-05-18",
        "section": "Văn hóa / Xã hội",
        "section_path": "Tin tức / Văn hóa / Xã hội",
        "authors": "Trần Ngọc Huyến; Lê An",
        "author_roles": "Chánh Văn phòng; ",
        "source": "Báo Huế; Phòng Văn hóa",
        "tags": "lũ; bão",
        "language": "vi",
        "word_count": 9,
        "first_seen": "2026-01-02T03:04:05Z",
        "last_seen": "2026-01-02T03:04:05Z",
        "gone": None,
        "revision": 1,
    }


def test_what_is_unknown_stays_empty(archive: Archive) -> None:
    archive.store([Article("https://a.vn/1", "a.vn:1", "a", "T", "B")])
    row = flat(archive)
    unknown = {name for name, value in row.items() if value is None}
    assert unknown == (
        set("lead published published_precision updated section section_path".split())
        | set("authors author_roles source tags language gone".split())
    )


@pytest.mark.parametrize(
    "same",
    [
        replace(FULL, body=unicodedata.normalize("NFD", FULL.body)),
        replace(FULL, body="  Đoạn\u00a0một.\n \nĐoạn  hai.\n", title=" Hội nghị  người dân"),
        replace(FULL, related=()),
        replace(FULL, tags=("bão", "lũ", "lũ")),
        replace(FULL, images=(Image("https://huongtra.vn/a.jpg?t=99", "Ảnh", "An"),)),
        replace(FULL, provenance={"title": "metadata"}),
        replace(FULL, url="http://www.huongtra.vn/?tc=7"),
        replace(FULL, language=None, documents=()),
        replace(
            FULL,
            published=PublishedAt(
                datetime(2024, 5, 17, 10, 30, tzinfo=timezone(timedelta(hours=7))), "minute"
            ),
        ),
    ],
    ids="nfd spaces related tags picture provenance address derived zone".split(),
)
def test_what_only_looks_different_is_no_revision(
    archive: Archive, clock: Clock, same: Article
) -> None:
    archive.store([FULL])
    clock.pass_by(days=1)
    assert archive.store([same])[0].change == "unchanged"
    assert len(history(archive)) == 1
    got = archive.get(1)
    assert (got.first_seen.day, got.last_seen.day) == (2, 3)


@pytest.mark.parametrize(
    ("edited", "changed"),
    [
        (replace(FULL, title="Khác"), '["title"]'),
        (replace(FULL, body="Đoạn một.", lead=None), '["lead","body"]'),
        (replace(FULL, published=PublishedAt(date(2024, 5, 17), "day")), '["published"]'),
        (replace(FULL, updated=None), '["updated"]'),
        (replace(FULL, section=("Tin tức",)), '["section"]'),
        (replace(FULL, bylines=FULL.bylines[:1]), '["bylines"]'),
        (replace(FULL, tags=()), '["tags"]'),
        (replace(FULL, images=()), '["images"]'),
        (replace(FULL, attachments=()), '["attachments"]'),
    ],
)
def test_an_edit_is_a_revision_that_names_what_changed(
    archive: Archive, clock: Clock, edited: Article, changed: str
) -> None:
    archive.store([FULL])
    clock.pass_by(hours=1)
    assert archive.store([edited])[0].change == "revision"
    assert history(archive) == [(1, "portal", "[]"), (2, "portal", changed)]
    got = archive.get(1)
    assert {f.name: getattr(got, f.name) for f in fields(Article)} == {
        f.name: getattr(edited, f.name) for f in fields(Article)
    }
    assert archive.store([FULL, FULL])[0].change == "revision"
    assert archive.get(1).revision == 3


def test_what_was_damaged_is_mended_by_reading_it_again(archive: Archive) -> None:
    archive.store([FULL])
    with archive.transaction() as connection:
        connection.execute("UPDATE articles SET title = 'hỏng'")
        connection.execute("DELETE FROM attachments")
    assert archive.store([FULL], reason="extractor")[0].change == "unchanged"
    got = archive.get(1)
    assert (got.title, got.attachments, got.revision) == (FULL.title, FULL.attachments, 1)
    with archive.reading() as db:
        touched = db.execute("SELECT article_id, at FROM changes WHERE kind = 'touched'").fetchall()
    assert touched == [(1, "2026-01-02T03:04:05Z")]


def test_a_fingerprint_by_other_rules_is_no_revision(archive: Archive) -> None:
    archive.store([FULL])
    with archive.transaction() as connection:
        ((right,),) = connection.execute("SELECT content_hash FROM articles").fetchall()
        connection.execute("UPDATE articles SET content_hash = 'other'")
    assert archive.store([FULL])[0].change == "unchanged"
    with archive.reading() as db:
        assert db.execute("SELECT content_hash FROM articles").fetchall() == [(right,)]
    assert history(archive) == [(1, "portal", "[]")]


def test_a_better_extractor_is_told_apart_and_sees_nothing_anew(
    archive: Archive, clock: Clock
) -> None:
    archive.store([FULL])
    clock.pass_by(days=9)
    archive.store([replace(FULL, title="Khác")], reason="extractor", profile_version="2")
    assert history(archive)[1] == (2, "extractor", '["title"]')
    assert archive.get(1).last_seen == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_texts_of_files_survive_a_revision_and_may_come_later(archive: Archive) -> None:
    bare = replace(FULL, attachments=(replace(FULL.attachments[0], text=None),))
    archive.store([bare])
    assert archive.get(1).attachments[0].text is None
    assert archive.store([FULL])[0].change == "unchanged"
    assert archive.get(1).attachments[0].text == "văn bản"
    archive.store([replace(bare, title="Khác")])
    assert archive.get(1).attachments[0].text == "văn bản"


def test_spellings_of_one_name_are_one_person(archive: Archive) -> None:
    names = ("Trần Hòa", "TRẦN HOÀ", unicodedata.normalize("NFD", "Trần Hòa"), "Tran Hoa")
    archive.store(
        replace(FULL, key=f"k:{i}", url=f"https://a.vn/{i}", bylines=(Byline(name),))
        for i, name in enumerate(names)
    )
    with archive.reading() as db:
        rows = db.execute("SELECT person_id FROM article_people ORDER BY article_id").fetchall()
        assert rows == [(1,), (1,), (1,), (2,)]


def test_what_sqlite_cannot_keep_is_replaced(archive: Archive) -> None:
    hurt = replace(
        FULL,
        title="a\0b\ud800",
        bylines=(Byline("x\udfff"),),
        attachments=(Attachment("https://a.vn/f", text="t\ud800"),),
    )
    assert archive.store([hurt])[0].change == "new"
    got = archive.get(1)
    assert (got.title, got.authors, got.attachments[0].text) == ("ab?", ("x?",), "t?")
    assert archive.store([hurt])[0].change == "unchanged"


def test_a_full_disk_undoes_the_batch_and_harms_nothing(archive: Archive) -> None:
    archive.store([FULL])
    with archive.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 10}")
    many = [
        replace(FULL, key=f"k:{i}", url=f"https://a.vn/{i}", section=(f"S{i}",), body="chữ " * 4000)
        for i in range(20)
    ]
    with pytest.raises(LoaError, match="is full: the last step was undone"):
        archive.store(many)
    with archive.reading() as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM sections WHERE name LIKE 'S%'").fetchone() == (0,)
        db.execute("PRAGMA max_page_count = 1000000")
    assert [stored.change for stored in archive.store(many)] == ["new"] * 20
    with archive.reading() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_failing_batch_leaves_no_trace(archive: Archive) -> None:
    def articles() -> object:
        yield FULL
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        archive.store(articles())  # type: ignore[arg-type]
    assert archive.status() == []
    assert archive.store([FULL])[0].change == "new"


def test_the_schema_refuses_what_makes_no_sense(archive: Archive) -> None:
    archive.store([FULL])
    with archive.reading() as db:
        for sql in (
            "UPDATE articles SET published_precision = 'hour'",
            "UPDATE articles SET first_seen = 'yesterday'",
            "UPDATE articles SET portal = 'nowhere'",
            "UPDATE articles SET word_count = 'many'",
            "UPDATE article_revisions SET reason = 'mood'",
            "UPDATE article_revisions SET content = '{}'",
            "DELETE FROM articles",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(sql)
