"""References: valid in each style, whatever stands in the title."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from scraper import Article, Byline, PublishedAt
from scraper.export.references import STYLES, Reference
from scraper.store.revisions import Evidence, Revision

SEEN = datetime(2024, 5, 17, 8, 30, tzinfo=UTC)


def reference(title: str = "Hội nghị 100% & {tổng kết}", *bylines: Byline) -> Reference:
    article = Article(
        url="https://huongtra.example.vn/?tc=7", key="huongtra.example.vn/7", portal="huongtra",
        title=title, body="…", published=PublishedAt(date(2022, 1, 13), "day"), language="vi",
        bylines=bylines or (Byline("Trần Ngọc Huyến", "Chánh Văn phòng"),),
    )  # fmt: skip
    evidence = Evidence(
        SEEN, article.url, article.url, 200, "text/html", None, None, "ab" * 32, 9, None, None
    )
    revision = Revision(7, 2, SEEN, "portal", ("title",), None, "0.1.0", article, evidence)
    return Reference.of(revision, "Cổng thông tin điện tử thị xã Hương Trà")


def test_text_says_who_what_where_when_and_when_it_was_archived() -> None:
    assert STYLES["text"](reference()) == (
        "Trần Ngọc Huyến. “Hội nghị 100% & {tổng kết}”. Cổng thông tin điện tử thị xã Hương Trà, "
        "2022-01-13. https://huongtra.example.vn/?tc=7 (archived 2024-05-17T08:30:00Z, revision 2, "
        f"page sha256:{'ab' * 32})."
    )


def test_bibtex_keeps_its_braces_whatever_the_title_holds() -> None:
    entry = STYLES["bibtex"](reference("a } b { c \\ d % e { f"))
    assert entry.startswith("@online{huongtra-2022-a-b-c-7,")
    assert entry.count("{") == entry.count("}")  # readers count them behind a backslash, too
    assert r"\%" in entry
    assert "author = {{Trần Ngọc Huyến}}" in entry


@pytest.mark.parametrize("style", ["bibtex", "ris"])
def test_what_no_reader_takes_is_left_out(style: str) -> None:
    assert "Tin tức" in STYLES[style](reference("Tin\x01\x7f\ufeff\uffff\x0btức\x00"))


def test_ris_has_one_value_a_line() -> None:
    record = STYLES["ris"](reference("một\nhai"))
    assert "TI  - một hai\r\n" in record
    assert record.startswith("TY  - ELEC\r\n")
    assert record.endswith("ER  - \r\n")


def test_csl_is_json_with_whole_names() -> None:
    (item,) = json.loads(STYLES["csl"](reference("T", Byline("UBND xã X", None, "organisation"))))
    assert item["author"] == [{"literal": "UBND xã X"}]
    assert item["issued"] == {"date-parts": [[2022, 1, 13]]}


@pytest.mark.parametrize("style", list(STYLES))
def test_an_article_without_author_and_date_can_be_cited(style: str) -> None:
    made = reference()
    bare = Article(url="https://x.vn/1", key="x.vn/1", portal="x", title="Tin", body="…")
    revision = Revision(1, 1, SEEN, "portal", (), None, "0.1.0", bare, None)
    assert "Tin" in STYLES[style](Reference.of(revision, made.publisher))
