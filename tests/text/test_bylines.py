"""Who signed: names, roles, sources; and what is no signature."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extraction.sanity import sane_bylines
from scraper.text import byline_paragraph, parse_byline

if TYPE_CHECKING:
    from pathlib import Path

A, P, S, O = "author", "photographer", "source", "organisation"  # noqa: E741  # the four kinds

BYLINES = [
    ("Trần Ngọc Huyến - Chánh Văn phòng HĐND-UBND thị xã", [("Trần Ngọc Huyến", "Chánh Văn phòng HĐND-UBND thị xã", A)]),
    ("Trần Văn Hùng, Phó Chủ tịch UBND xã", [("Trần Văn Hùng", "Phó Chủ tịch UBND xã", A)]),
    ("Võ Đình Khôi - Ban Biên tập", [("Võ Đình Khôi", "Ban Biên tập", A)]),
    ("Tin, ảnh: Trần Ngọc Hiền - Võ Đình Khôi", [("Trần Ngọc Hiền", None, A), ("Võ Đình Khôi", None, A)]),
    ("Bài: Lê Văn Đức, ảnh: Phan Quốc Sơn", [("Lê Văn Đức", None, A), ("Phan Quốc Sơn", None, P)]),
    ("Tin: Hữu Thắng, Ảnh: Quốc Việt", [("Hữu Thắng", None, A), ("Quốc Việt", None, P)]),
    ("Tin và ảnh: Văn Thành", [("Văn Thành", None, A)]),
    ("Theo Cổng TTĐT tỉnh", [("Cổng TTĐT tỉnh", None, S)]),
    ("Nguồn: Báo Thừa Thiên Huế", [("Báo Thừa Thiên Huế", None, S)]),
    ("Huỳnh Xuân Quý (TTXVN)", [("Huỳnh Xuân Quý", None, A), ("TTXVN", None, S)]),
    ("Trần Thị Mai/TTXVN", [("Trần Thị Mai", None, A), ("TTXVN", None, S)]),
    ("Văn Minh (Phòng Tư pháp)", [("Văn Minh", "Phòng Tư pháp", A)]),
    ("BBT", [("BBT", None, A)]),
    ("Phòng Văn hóa và Thông tin", [("Phòng Văn hóa và Thông tin", None, O)]),
    ("UBND phường Tứ Hạ", [("UBND phường Tứ Hạ", None, O)]),
    ("Công Tằng Tôn Nữ Thị Hoa", [("Công Tằng Tôn Nữ Thị Hoa", None, A)]),
    ("Đại úy Nguyễn Văn Bình", [("Nguyễn Văn Bình", "Đại úy", A)]),
    ("Ngọc Bích (t/h)", [("Ngọc Bích", None, A)]),
    ("Tác giả: H.T", [("H.T", None, A)]),
    ("Nguyễn Thị Hoa, Lê Văn Nam", [("Nguyễn Thị Hoa", None, A), ("Lê Văn Nam", None, A)]),
    ("Trần Văn A và Lê Thị B", [("Trần Văn A", None, A), ("Lê Thị B", None, A)]),
    ("By Jane Doe, Press Officer", [("Jane Doe", "Press Officer", A)]),
    ("Story and photos by John Smith", [("John Smith", None, A)]),
    ("Jane Doe <jane@town.example>", [("Jane Doe", None, A)]),
    ("Von Max Mustermann", [("Max Mustermann", None, A)]),
    ("Par Marie Dupont", [("Marie Dupont", None, A)]),
    ("Por Juan García López", [("Juan García López", None, A)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BYLINES)
def test_forms_of_bylines(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert [(b.name, b.role, b.kind) for b in parse_byline(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "admin", "Administrator", "Super User", "Posted by: admin", "quantri", "CHỦ TỊCH",
        "Ảnh: minh họa", "Điện thoại: 0234.3556", "Các đại biểu đã thảo luận", "Trân trọng thông báo",
        "Theo chương trình, hội nghị sẽ diễn ra trong hai ngày", "Read more", "someone@town.example",
        "Nơi nhận:", "13/01/2022",
    ],
)  # fmt: skip
def test_what_is_no_author(text: str) -> None:
    assert parse_byline(text) == ()


def test_the_portals_own_name_is_no_author() -> None:
    assert parse_byline("Thị xã Hương Trà", site_names=["Thị xã Hương Trà"]) == ()


BODY = [
    "Sáng ngày 13/01, UBND thị xã đã tổ chức hội nghị tổng kết.",
    "Hội nghị đã kết thúc tốt đẹp.",
]


def test_the_last_line_signs() -> None:
    found = byline_paragraph([*BODY, "Trần Ngọc Huyến - Chánh Văn phòng HĐND-UBND thị xã"])
    assert found is not None
    assert found[0] == 2
    assert found[1][0].name == "Trần Ngọc Huyến"


@pytest.mark.parametrize(
    "line",
    [
        "Hội nghị kết thúc lúc 11 giờ cùng ngày.",
        "Ảnh: Các đại biểu tham dự hội nghị",
        "Mọi chi tiết xin liên hệ: 0234.3556.126",
        "Nơi nhận:",
        "Trân trọng thông báo!",
        "Các đồng chí lãnh đạo tặng hoa chúc mừng",
    ],
)
def test_prose_captions_and_contacts_do_not_sign(line: str) -> None:
    assert byline_paragraph([*BODY, line]) is None


def test_a_caption_may_stand_below_the_signature() -> None:
    found = byline_paragraph(
        [*BODY, "Lê Văn Đức", "Một số hình ảnh tại hội nghị. Ảnh: UBND phường"]
    )
    assert found is not None
    assert [b.name for b in found[1] if b.kind == "author"] == ["Lê Văn Đức"]


def test_every_signature_of_the_huecit_fixtures(shared: Path) -> None:
    for record in json.loads((shared / "huecit" / "truth.json").read_text(encoding="utf-8")):
        lines = [*BODY, record["byline"]] if record["byline"] else BODY
        found = byline_paragraph(lines)
        names = [b.name for b in found[1] if b.kind == "author"] if found else []
        assert names[:1] == ([record["author"]] if record["author"] else []), record["byline"]


@given(st.text(max_size=250))
def test_any_text_gives_bylines_or_none(text: str) -> None:
    for byline in parse_byline(text):
        assert byline.name.strip()
    byline_paragraph([text, text, text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Автор: Ольга Смирнова", [("Ольга Смирнова", None, "author")]),
        ("Опубликовал(а): Пресс-служба администрации", [("Пресс-служба администрации", None, "organisation")]),
        ("Opublikował(a): Anna Kowalska", [("Anna Kowalska", None, "author")]),
        ("Opublikował(a): Administrator", []),
        ("Oleh: Budi Santoso | Dibaca 12 kali | Berita", [("Budi Santoso", None, "author")]),
        ("Yazan: Ayşe Yılmaz", [("Ayşe Yılmaz", None, "author")]),
        ("Autore: Mario Rossi", [("Mario Rossi", None, "author")]),
        ("por Comunicação", [("Comunicação", None, "organisation")]),
        ("작성자 자치행정과 이영희", [("이영희", "자치행정과", "author")]),
        ("작성자: 새울시", [("새울시", None, "organisation")]),
        ("작성자 관리자", []),
        ("投稿者：山田太郎", [("山田太郎", None, "author")]),
        ("发布人: 市政府办公室", [("市政府办公室", None, "organisation")]),
        ("ผู้เขียน สมชาย ใจดี", [("สมชาย ใจดี", None, "author")]),
        ("ผู้เขียน: เทศบาลเมืองสุข", [("เทศบาลเมืองสุข", None, "organisation")]),
        ("Текст: Анна Ким, фото: Иван Петров", [("Анна Ким", None, "author"), ("Иван Петров", None, "photographer")]),
    ],
)  # fmt: skip
def test_labels_in_other_languages(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = sane_bylines(parse_byline(text), ())
    assert [(b.name, b.role, b.kind) for b in found] == expected
