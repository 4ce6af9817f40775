"""What is left of headlines, sections and bylines when the portal's own furniture is taken away."""

from __future__ import annotations

import pytest

from scraper.extraction.sanity import (
    headline_of,
    sane_bylines,
    sane_paragraphs,
    sane_section,
    sane_title,
)
from scraper.model import Byline

SITE = ["Phường Vỹ Dạ", "Trang tin phường Vỹ Dạ"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Họp dân | Phường Vỹ Dạ", "Họp dân"),
        ("Phường Vỹ Dạ - Họp dân", "Họp dân"),
        ("Họp dân - lần hai | Phường Vỹ Dạ", "Họp dân - lần hai"),
        ("Họp - dân - Họp | PHƯỜNG VỸ DẠ", "Họp - dân - Họp"),
        ("Họp dân về con đường mới | Tin", "Họp dân về con đường mới"),
        ("Họp dân", "Họp dân"),
        ("Phường Vỹ Dạ", None),
        ("Phường Vỹ Dạ | Trang tin phường Vỹ Dạ", None),
        ("2024 | 5", None),
    ],
)
def test_the_headline_inside_a_title(head: str, expected: str | None) -> None:
    assert headline_of(head, SITE) == expected


def test_a_title_has_letters_and_an_end() -> None:
    assert [sane_title(text) for text in ("A5", "x", "123", " a " * 400)] == [
        "A5",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Trang chủ", "Tin tức", "Kinh tế"], ("Tin tức", "Kinh tế")),
        (["Tin tức » Kinh tế", "KINH TẾ"], ("Tin tức", "Kinh tế")),
        (["Phường Vỹ Dạ", "Văn hóa – Xã hội"], ("Văn hóa - Xã hội",)),
        (["Văn hóa — Xã hội"], ("Văn hóa - Xã hội",)),
        (["Tin tức", "Hội nghị tổng kết – lần hai"], ("Tin tức",)),
        (["Tin tức", "Hội nghị tổng kết – lần"], ("Tin tức",)),
        (["Tin tức", "Hội nghị"], ("Tin tức", "Hội nghị")),
        (["Tin tức", "x" * 81, "Chuyên mục riêng"], ("Tin tức",)),
    ],
)
def test_a_section_is_what_is_neither_home_nor_the_headline(
    names: list[str], expected: tuple[str, ...]
) -> None:
    title = "Hội nghị tổng kết - lần hai"
    assert sane_section(names, title=title, site_names=SITE, skip=["chuyên mục riêng"]) == expected


def test_accounts_and_the_portal_are_no_authors() -> None:
    names = ["Quản trị viên", "Admin", "phongvhtt", "a@b.vn", "PHƯỜNG VỸ DẠ", "Lê An", "Lê An"]
    source = Byline("vov.vn", kind="source")
    kept = sane_bylines([*map(Byline, names), source], SITE)
    assert kept == (Byline("Lê An"), source)


def test_a_headline_that_the_body_repeats_is_dropped_once() -> None:
    assert sane_paragraphs(["HỌP DÂN", "Họp dân", "Sáng nay."], "Họp dân") == [
        "Họp dân",
        "Sáng nay.",
    ]
    assert sane_paragraphs(["Họp dân"], "Họp dân") == ["Họp dân"]
    assert sane_paragraphs(["Sáng nay.", "Hết."], None) == ["Sáng nay.", "Hết."]
