"""Revisions side by side: what differs, told in words, and which two are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scraper import (
    Article,
    Attachment,
    Byline,
    Image,
    LoaError,
    PublishedAt,
)
from scraper.errors import UsageError
from scraper.store.revisions import chosen, diff
from scraper.text.worddiff import diff_words

if TYPE_CHECKING:
    from scraper.store import Archive

    from .conftest import Clock

FIRST = Article(
    url="https://a.vn/1",
    key="a.vn:1",
    portal="a",
    title="Hội nghị người dân",
    body="Sáng nay họp.",
    published=PublishedAt(date(2024, 5, 17), "day"),
    section=("Tin tức", "Văn hóa"),
    bylines=(Byline("Trần Huyến", "Phóng viên"), Byline("Lê An")),
    tags=("lũ", "bão"),
    images=(Image("https://a.vn/b.jpg", "Ảnh hai"), Image("https://a.vn/a.jpg")),
    attachments=(Attachment("https://a.vn/1.pdf", "Kế hoạch"),),
)
SECOND = replace(
    FIRST,
    title="Hội nghị cán bộ",
    lead="Tóm tắt.",
    published=PublishedAt(date(2024, 5, 18), "day"),
    updated=PublishedAt(date(2024, 5, 19), "day"),
    section=("Tin tức",),
    bylines=(Byline("Báo Huế", kind="source"),),
    tags=(),
    images=(),
    attachments=(),
)


def store(archive: Archive, clock: Clock, *articles: Article) -> None:
    for each in articles:
        archive.store([each])
        clock.pass_by(days=1)


def test_each_field_that_differs_is_told_as_people_read_it(archive: Archive, clock: Clock) -> None:
    store(archive, clock, FIRST, SECOND)
    found = diff(*archive.history(1))
    assert {each.field: (each.before, each.after) for each in found} == {
        "title": ("Hội nghị người dân", "Hội nghị cán bộ"),
        "lead": ("", "Tóm tắt."),
        "published": ("2024-05-17", "2024-05-18"),
        "updated": ("", "2024-05-19"),
        "section": ("Tin tức / Văn hóa", "Tin tức"),
        "bylines": ("Trần Huyến (Phóng viên) [author]\nLê An [author]", "Báo Huế [source]"),
        "tags": ("bão, lũ", ""),
        "images": ("https://a.vn/a.jpg\nhttps://a.vn/b.jpg Ảnh hai", ""),
        "attachments": ("https://a.vn/1.pdf Kế hoạch", ""),
    }
    title = next(each for each in found if each.field == "title")
    assert title.pieces == diff_words(title.before, title.after)
    assert diff(*[archive.history(1)[0]] * 2) == []


def test_the_last_two_are_compared_unless_others_are_named(archive: Archive, clock: Clock) -> None:
    store(archive, clock, FIRST, SECOND, replace(FIRST, body="Chiều nay họp."))
    history = archive.history(1)

    def numbers(first: int | None, second: int | None) -> list[int]:
        return [revision.number for revision in chosen(history, first, second)]

    assert numbers(None, None) == [2, 3]
    assert numbers(1, None) == [1, 3]
    assert numbers(None, 2) == [1, 2]
    assert numbers(3, 1) == [3, 1]
    for first, second in ((None, 1), (1, 4), (0, 2)):
        with pytest.raises(UsageError, match="it has 1 to 3"):
            numbers(first, second)


def test_one_revision_has_nothing_to_be_compared_with(archive: Archive, clock: Clock) -> None:
    store(archive, clock, FIRST)
    history = archive.history(1)
    for first, second in ((None, None), (1, None), (None, 1)):
        with pytest.raises(LoaError, match="has not changed since 2026-01-02"):
            chosen(history, first, second)
    assert chosen(history, 1, 1) == (history[0], history[0])


def test_what_happened_is_told_with_its_fields_and_titles(archive: Archive, clock: Clock) -> None:
    store(archive, clock, FIRST, SECOND)
    archive.store([replace(SECOND, title="Khác")], reason="extractor")
    new, edited = archive.changes()
    assert (new.kind, new.portal, new.url, new.fields) == ("new", "a", FIRST.url, ())
    assert (edited.kind, edited.revision) == ("edited", 2)
    assert (edited.published_before, edited.published) == ("2024-05-17", "2024-05-18")
    assert edited.fields[:2] == ("title", "lead")
    assert [change.revision for change in archive.changes(extractor=True)] == [1, 2, 3]
    assert list(archive.changes(portal="b")) == []
