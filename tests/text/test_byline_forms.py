"""The forms that signatures take, and the last lines that only look like one."""

from __future__ import annotations

import time
import unicodedata

import pytest

from scraper.text import byline_paragraph, parse_byline
from scraper.text.names import is_name, is_office, is_place, is_vietnamese_name, signs_as_office

A, P, S, O = "author", "photographer", "source", "organisation"  # noqa: E741  # the four kinds
Expected = list[tuple[str, str | None, str]]

FORMS: list[tuple[str, Expected]] = [
    ("Minh An", [("Minh An", None, A)]),
    ("Thu Hà", [("Thu Hà", None, A)]),
    ("Quỳnh Như Anh", [("Quỳnh Như Anh", None, A)]),
    ("Lan Hương", [("Lan Hương", None, A)]),
    ("Mai Lan", [("Mai Lan", None, A)]),
    ("NGUYỄN VĂN A", [("NGUYỄN VĂN A", None, A)]),
    ("MINH AN", [("MINH AN", None, A)]),
    ("H.T", [("H.T", None, A)]),
    ("N.H.T", [("N.H.T", None, A)]),
    ("Hồ Ngọc Diễm, Trần Quý", [("Hồ Ngọc Diễm", None, A), ("Trần Quý", None, A)]),
    ("Ban Chỉ huy Quân sự huyện", [("Ban Chỉ huy Quân sự huyện", None, O)]),
    ("Hồ Văn Ngoan", [("Hồ Văn Ngoan", None, A)]),
    ("Nguyễn Văn A, Trần Thị B và Lê C", [("Nguyễn Văn A", None, A), ("Trần Thị B", None, A), ("Lê C", None, A)]),
    ("Minh An - Thu Hà", [("Minh An", None, A), ("Thu Hà", None, A)]),
    ("Nguyễn Văn An - Trần Bình (tổng hợp)", [("Nguyễn Văn An", None, A), ("Trần Bình", None, A)]),
    ("Minh An tổng hợp", [("Minh An", None, A)]),
    ("Minh An (T/h)", [("Minh An", None, A)]),
    ("Minh An - CTV", [("Minh An", "CTV", A)]),
    ("PV Minh An", [("Minh An", "PV", A)]),
    ("CTV. Nguyễn Văn An", [("Nguyễn Văn An", "CTV", A)]),
    ("Bài, ảnh: Lê Văn Đức (CTV)", [("Lê Văn Đức", "CTV", A)]),
    ("Bài và ảnh: Minh An", [("Minh An", None, A)]),
    ("Tin và ảnh: Minh An - Thu Hà", [("Minh An", None, A), ("Thu Hà", None, A)]),
    ("Tin, bài, ảnh: Minh An", [("Minh An", None, A)]),
    ("TIN, ẢNH: MINH AN", [("MINH AN", None, A)]),
    ("Tin ảnh: Minh An", [("Minh An", None, A)]),
    ("Tin, ảnh Nguyễn Văn An", [("Nguyễn Văn An", None, A)]),
    ("Bài: Minh An – Ảnh: Thu Hà", [("Minh An", None, A), ("Thu Hà", None, P)]),
    ("Bài: Minh An Ảnh: Thu Hà", [("Minh An", None, A), ("Thu Hà", None, P)]),
    ("Minh An - Ảnh: Thu Hà", [("Minh An", None, A), ("Thu Hà", None, P)]),
    ("Nguyễn Văn An; ảnh: Trần Bình", [("Nguyễn Văn An", None, A), ("Trần Bình", None, P)]),
    ("Thực hiện: Minh An, Thu Hà", [("Minh An", None, A), ("Thu Hà", None, A)]),
    ("Bài viết của Minh An", [("Minh An", None, A)]),
    ("Đăng bởi Minh An", [("Minh An", None, A)]),
    ("Theo baothuathienhue.vn", [("baothuathienhue.vn", None, S)]),
    ("(Theo baothuathienhue.vn)", [("baothuathienhue.vn", None, S)]),
    ("Nguồn: Cổng TTĐT Chính phủ", [("Cổng TTĐT Chính phủ", None, S)]),
    ("Nguồn: https://thuathienhue.gov.vn/tin/12", [("thuathienhue.gov.vn", None, S)]),
    ("Theo Báo Nhân Dân", [("Báo Nhân Dân", None, S)]),
    ("Theo TTXVN", [("TTXVN", None, S)]),
    ("(TTXVN)", [("TTXVN", None, S)]),
    ("TTXVN", [("TTXVN", None, S)]),
    ("Minh An (Theo Báo Nhân Dân)", [("Minh An", None, A), ("Báo Nhân Dân", None, S)]),
    ("Trần Thị Mai (TTXVN/Vietnam+)", [("Trần Thị Mai", None, A), ("TTXVN/Vietnam+", None, S)]),
    ("Minh An - Theo Báo Nhân Dân", [("Minh An", None, A), ("Báo Nhân Dân", None, S)]),
    ("Bài: Minh An - Ảnh: Thu Hà - Video: Lê An", [("Minh An", None, A), ("Thu Hà", None, P), ("Lê An", None, P)]),
    ("Bài: Lê An, ảnh: Minh An; Thu Hà - CTV", [("Lê An", None, A), ("Minh An", None, P), ("Thu Hà", "CTV", P)]),
    ("Bài: Minh An Ảnh：Thu Hà", [("Minh An", None, A), ("Thu Hà", None, P)]),
    ("“Minh An”", [("Minh An", None, A)]),
    ("Minh An (Nguồn VOV)", [("Minh An", None, A), ("VOV", None, S)]),
    ("Minh An (nguồn VOV)", [("Minh An", None, A), ("VOV", None, S)]),
    ("Tác giả: Minh An/TTXVN/VOV", [("Minh An", None, A), ("TTXVN", None, S), ("VOV", None, S)]),
    ("Nguyễn Văn An, Lê Thị Bình - Đài TT Hương Trà", [("Nguyễn Văn An", None, A), ("Lê Thị Bình", "Đài TT Hương Trà", A)]),
    ("Nguyễn Văn An - Trưởng phòng, Lê Thị Bình - Phó phòng", [("Nguyễn Văn An", "Trưởng phòng", A), ("Lê Thị Bình", "Phó phòng", A)]),
    ("Tác giả: UBND phường Tứ Hạ, Lê Thị Bình", [("UBND phường Tứ Hạ", None, O), ("Lê Thị Bình", None, A)]),
    ("Tác giả: Lê Thị Bình, ngày đêm hăng say", [("Lê Thị Bình", None, A)]),
    ("Bài: Minh An, ảnh: UBND phường Tứ Hạ", [("Minh An", None, A)]),
    ("Bài: Minh An, ảnh: BBT", [("Minh An", None, A)]),
    ("ThS. Nguyễn Văn An – Phó Giám đốc Sở Y tế", [("Nguyễn Văn An", "Phó Giám đốc Sở Y tế", A)]),
    ("Nguyễn Văn An- Phòng Tư pháp", [("Nguyễn Văn An", "Phòng Tư pháp", A)]),
    ("Thượng tá Trần Bình - Công an thị xã", [("Trần Bình", "Công an thị xã", A)]),
    ("Bùi Văn Nhân - P. TNMT", [("Bùi Văn Nhân", "P. TNMT", A)]),
    ("Tác giả bài viết: Nguyễn Văn An", [("Nguyễn Văn An", None, A)]),
    ("Phòng GD&ĐT", [("Phòng GD&ĐT", None, O)]),
    ("Thị đoàn Hương Trà", [("Thị đoàn Hương Trà", None, O)]),
    ("Phòng VH&TT thị xã", [("Phòng VH&TT thị xã", None, O)]),
    ("Phòng Tài chính - Kế hoạch thị xã", [("Phòng Tài chính - Kế hoạch thị xã", None, O)]),
    ("UBND phường Tứ Hạ", [("UBND phường Tứ Hạ", None, O)]),
    ("Trường Tiểu học số 1 Tứ Hạ", [("Trường Tiểu học số 1 Tứ Hạ", None, O)]),
    ("Hội Liên hiệp Phụ nữ thị xã", [("Hội Liên hiệp Phụ nữ thị xã", None, O)]),
    ("Đoàn phường Tứ Hạ", [("Đoàn phường Tứ Hạ", None, O)]),
]  # fmt: skip

COLLECTIVE = ["BBT", "PV", "Nhóm PV", "Ban Biên tập", "Nhóm phóng viên"]

FOREIGN: list[tuple[str, Expected]] = [
    ("By Jane Doe, Staff Writer", [("Jane Doe", "Staff Writer", A)]),
    ("By JANE DOE and John O'Neill-Smith", [("JANE DOE", None, A), ("John O'Neill-Smith", None, A)]),
    ("by Jane Doe", [("Jane Doe", None, A)]),
    ("Story by Jane Doe; photos by John Roe", [("Jane Doe", None, A), ("John Roe", None, P)]),
    ("Photos by John Roe", [("John Roe", None, P)]),
    ("Posted by Jane Doe on May 3, 2022", [("Jane Doe", None, A)]),
    ("Text und Foto: Max Müller", [("Max Müller", None, A)]),
    ("Von Max Müller", [("Max Müller", None, A)]),
    ("Text: Max Müller, Fotos: Anna von der Heide", [("Max Müller", None, A), ("Anna von der Heide", None, P)]),
    ("Par Marie-Claire d'Aubigné", [("Marie-Claire d'Aubigné", None, A)]),
    ("Por María José de la Cruz", [("María José de la Cruz", None, A)]),
    ("Di Giulia De Santis", [("Giulia De Santis", None, A)]),
    ("文・写真 山田太郎", [("山田太郎", None, A)]),
    ("记者：张三丰", [("张三丰", None, A)]),
    ("文/李小明 图/王大力", [("李小明", None, A), ("王大力", None, P)]),
    ("홍길동 기자", [("홍길동", "기자", A)]),
    ("王小明 记者", [("王小明", "记者", A)]),
    ("City of Springfield", [("City of Springfield", None, O)]),
    ("Office of the Mayor", [("Office of the Mayor", None, O)]),
    ("the council and its new offices", []),
    ("Council News, Springfield", []),
    ("Council offices were moved", []),
    ("Council offices to the north of the old city hall", []),
]  # fmt: skip

NEVER = [
    # prose and headlines
    "Hội nghị kết thúc lúc 11 giờ cùng ngày.", "Chúc các em học tốt.", "Đây là hoạt động ý nghĩa nhân dịp năm mới.", "Hội Nông dân ra quân đầu năm",
    "UBND thị xã kiểm tra công tác chống bão", "Phường Tứ Hạ ra quân làm sạch đường", "Hương Trà: Hội nghị tổng kết năm 2022", "Chung Tay Vì Cộng Đồng",
    "Mừng Đảng Mừng Xuân", "Von der Stadt zum Land", "Trường An", "Theo UBND thị xã, lúa đông xuân đạt 60 tạ/ha", "Theo Kế hoạch số 12/KH-UBND của thị xã", "Theo Ban Tổ chức, lễ hội sẽ mở vào sáng mai",
    "Công an xã bắt quả tang nhóm đánh bạc", "Trường học mở cửa trở lại", "Báo động lũ trên sông Bồ", "Nước rút, người dân về nhà",
    # places, sections, mottoes
    "Hương Trà", "Hà Nội", "Phú Xuân", "Thừa Thiên Huế", "Thị xã Hương Trà", "Phường Tứ Hạ", "Tỉnh Thừa Thiên Huế", "Tổ dân phố 5", "Hồ Chí Minh", "HƯƠNG TRÀ",
    "Hương Trà, ngày 13 tháng 01 năm 2022", "Bình Thành, ngày 13/01/2022", "Văn Hóa", "Văn hóa - Xã hội", "Văn Hóa - Xã Hội", "Tin tức - Sự kiện", "Kinh tế",
    "Độc lập - Tự do - Hạnh phúc", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "An Khang Thịnh Vượng", "Vạn Sự Như Ý",
    # captions, contacts, files, links
    "Ảnh: Các đại biểu tham dự hội nghị", "Ảnh minh họa", "Ảnh: Internet", "Ảnh 1: Lễ ra quân", "Toàn cảnh hội nghị", "Đồng chí Nguyễn Văn An phát biểu",
    "Điện thoại: 0234.3556.126", "Mọi chi tiết liên hệ: Nguyễn Văn An", "Liên hệ: 0234 3556 126", "Hotline 1900 1075", "ĐT: 0905 123 456 (Nguyễn Văn An)",
    "https://huongtra.thuathienhue.gov.vn", "huongtra.thuathienhue.gov.vn", "Tải về", "Tệp đính kèm", "Xem thêm", "Tin liên quan", "Bài viết liên quan:",
    "Tải file đính kèm tại đây.", "Kế hoạch 12.pdf",
    # official letters, programmes, wishes, dates
    "Trân trọng cảm ơn!", "Trân trọng cảm ơn", "Trân trọng./.", "TRÂN TRỌNG CẢM ƠN", "Xin Cảm Ơn", "Nơi nhận: Như trên; Lưu: VT", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN",
    "KT. CHỦ TỊCH", "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "TL. CHỦ TỊCH", "(Đã ký)", "08:00: Khai mạc", "7h30 - 8h00: Đón tiếp đại biểu", "Đơn ca: Quê hương",
    "13/01/2022", "Thứ năm, 13/01/2022 | 08:30", "Ngày 13 tháng 01 năm 2022", "Lượt xem: 536", "...", "***", "-", "LƯU Ý", "ĐÀO TẠO", "Thông Báo",
]  # fmt: skip

BODY = [
    "Sáng ngày 13/01, UBND thị xã đã tổ chức hội nghị tổng kết công tác năm với sự tham dự của các phòng ban.",
    "Hội nghị đã kết thúc tốt đẹp.",
]


def read(text: str) -> Expected:
    return [(b.name, b.role, b.kind) for b in parse_byline(text)]


def signed(*lines: str) -> Expected:
    found = byline_paragraph([*BODY, *lines])
    return [(b.name, b.role, b.kind) for b in found[1]] if found else []


@pytest.mark.parametrize(("text", "expected"), FORMS + FOREIGN)
def test_forms_of_bylines(text: str, expected: Expected) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_the_same_forms_sign_a_body(text: str, expected: Expected) -> None:
    assert signed(text) == expected
    assert signed(text, "", "Một số hình ảnh tại hội nghị:") == expected


@pytest.mark.parametrize("text", COLLECTIVE)
def test_editors_are_a_collective_author(text: str) -> None:
    assert read(text) == [(text, None, A)]
    assert signed(text) == [(text, None, O)]


def test_editors_may_stand_beside_a_person() -> None:
    assert read("Minh An, Tòa soạn") == [("Minh An", None, A), ("Tòa soạn", None, A)]


@pytest.mark.parametrize("text", NEVER)
def test_no_last_line_of_another_kind_signs(text: str) -> None:
    assert [b for b in signed(text) if b[2] != P] == []
    assert [b for b in read(text) if b[2] != P] == []


@pytest.mark.parametrize("form", ["NFD", "NFKC"])
def test_unicode_forms_do_not_matter(form: str) -> None:
    for text, expected in FORMS:
        decomposed = unicodedata.normalize(form, text).replace(" ", "\u00a0")  # type: ignore[arg-type]
        assert read(decomposed) == expected


def test_the_signature_of_an_official_letter_is_no_author() -> None:
    assert signed("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn An") == []
    assert signed("Nơi nhận:", "- Như trên;", "CHỦ TỊCH", "(Đã ký)", "Nguyễn Văn An") == []
    assert signed("GIÁM ĐỐC", "", "Nguyễn Văn An") == []


@pytest.mark.parametrize(
    "text",
    [
        "Theo Luật Đất đai",
        "Theo UBND phường, lúa tốt",
        "Theo Sở Nông nghiệp vừa cấp giống lúa mới",
        "Theo Báo Nhân Dân. VOV",
        "Theo A B C D E G H I K L M N O",
    ],
)
def test_what_is_told_of_somebody_is_no_source(text: str) -> None:
    assert read(text) == []


def test_an_office_of_many_words_is_a_source() -> None:
    office = "Sở Nông nghiệp và Phát triển nông thôn tỉnh"
    assert read(f"Theo {office}") == [(office, None, S)]


def test_more_than_eight_names_are_none() -> None:
    eight = ", ".join(
        f"Nguyễn Văn {name}" for name in "An Bình Cường Dũng Hải Hùng Lâm Minh".split()
    )
    assert len(read(eight)) == 8
    assert read(f"{eight}, Nguyễn Văn Nam") == []


def test_a_list_of_names_is_no_signature() -> None:
    names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"]
    assert signed("Danh sách khen thưởng:", *names) == []
    assert signed("Người trúng thưởng:", names[0]) == []
    assert signed("Đơn vị đạt giải:", "Công an thị xã", "Phòng Tư pháp") == []
    assert signed("- Khối phường;", "- Nguyễn Văn An") == []


def test_the_office_may_stand_in_a_line_of_its_own() -> None:
    assert signed("Nguyễn Văn An", "Phòng Tư pháp")[0] == ("Nguyễn Văn An", None, A)


def test_a_place_of_the_article_is_no_author() -> None:
    body = ["Người dân xã Thanh Hà thu hoạch lúa.", "Vụ này được mùa.", "Thanh Hà"]
    assert byline_paragraph(body) is None
    body[0] = "Người dân thu hoạch lúa."
    assert byline_paragraph(body) is not None


def test_what_stands_above_the_last_prose_does_not_sign() -> None:
    prose = "Sau lễ khai mạc, các đội thi đã bước vào phần thi thứ nhất với sự cổ vũ của khán giả."
    assert signed("Nguyễn Văn An", prose) == []


@pytest.mark.parametrize("end", [".", "…", ".”", '."'])
def test_a_sentence_ends_the_search(end: str) -> None:
    prose = f"Sau buổi lễ, các đại biểu cùng nhau trồng cây và dọn vệ sinh đường làng{end}"
    assert signed("Minh An", prose) == []
    assert signed(prose, "Theo Báo Nhân Dân") == [("Báo Nhân Dân", None, S)]


@pytest.mark.parametrize("end", ":?!;,")
def test_a_line_that_goes_on_does_not_sign(end: str) -> None:
    assert signed(f"Minh An{end}") == []


def test_the_portals_own_name_does_not_sign() -> None:
    lines = [*BODY, "Minh An"]
    assert byline_paragraph(lines, site_names=["Trang tin Hương Giang"]) is not None
    assert byline_paragraph(lines, site_names=["Trang tin Minh An"]) is None


@pytest.mark.parametrize(
    "lines",
    [
        ("Thành phần tham dự:", "Minh An"),
        ("- Thu Hà là tổ trưởng tổ dân phố", "- Minh An"),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Đã ký)", "Minh An"),
    ],
)
def test_a_name_in_a_list_or_a_letter_does_not_sign(lines: tuple[str, ...]) -> None:
    assert signed(*lines) == []


def test_a_name_before_the_photographer_signs_though_a_caption_does_not() -> None:
    assert signed("Trần Văn Bình - Ảnh: Lê An") == [("Trần Văn Bình", None, A), ("Lê An", None, P)]
    assert signed("Ảnh: Lê An trao quà cho bà con") == []


def test_labelled_lines_may_follow_each_other() -> None:
    assert signed("Bài: Minh An", "Nguồn: Báo Nhân Dân") == [
        ("Minh An", None, A),
        ("Báo Nhân Dân", None, S),
    ]


@pytest.mark.parametrize(
    ("text", "alone", "labelled"),
    [
        ("Tôn Nữ Quỳnh Tiên", True, True),
        ("Phan Thị Kim Phúc Hà An", True, True),
        ("Nguyễn Thị Kim Phúc Hà An Bình Minh", False, False),
        ("Thanh Minh Hải Yến", False, True),
        ("Nguyễn Hội Nghị", False, True),
        ("Nguyễn Khoa Điềm Xyz", True, True),
        ("An-Bình", False, True),
        ("Nguyễn Thị-Minh Khai", True, True),
        ("Trần Xyz An", True, True),
        ("Đỗ Minh", True, True),
        ("Lan Xyz", True, True),
        ("A.B.C.D", True, True),
        ("An2", False, True),
        ("2", False, False),
        ("Jan VAN DER Berg", True, True),
        ("Jordi Puig i", True, True),
        ("J.", False, True),
        ("P. TNMT", False, False),
        ("Đoàn TNCS Hồ Chí Minh", False, False),
    ],
)
def test_what_can_be_a_name_depends_on_the_label(text: str, alone: bool, labelled: bool) -> None:
    assert (is_name(text), is_name(text, labelled=True)) == (alone, labelled)


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Đoàn TN xã", True),
        ("Đoàn xã", True),
        ("Đoàn thị", True),
        ("Đoàn Văn An", False),
        ("Công An Thị Xã", True),
        ("Văn Phòng Thị Ủy", True),
        ("Trang Thị Mai", False),
        ("Trang Thị Kim Mai", False),
        ("Lê Ban", False),
        ("Springfield Ban", True),
    ],
)
def test_offices_that_begin_like_persons(text: str, office: bool) -> None:
    assert is_office(text) is office


@pytest.mark.parametrize("joint", [" - ", "-", "–", ","])
def test_the_parts_of_an_offices_name_begin_with_capitals(joint: str) -> None:
    assert signs_as_office(f"Phòng Tài chính{joint}Kế hoạch")
    assert not signs_as_office(f"Phòng Tài chính{joint}mua máy tính")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Khuỷu Thoăn", True),
        ("Nguyễn Thoăn", False),
        ("Nguyễn Khuỷu Thoăn Khuỷu Thoăn Khuỷu", True),
        ("Nguyễn Khuỷu Thoăn Khuỷu Thoăn Khuỷu Thoăn", False),
        ("Nguyễn Hội Nghị Khuỷu", False),
        ("Nguyễn thị Hải", False),
        ("Tôn Thất Khuỷu", True),
        ("Hà Khuỷu Thoăn", False),
        ("Minh Khuỷu", False),
        ("Khuỷu An", False),
        ("Minh-An", True),
        ("Hương Trà", False),
    ],
)
def test_rare_given_names_need_a_clear_family_name(text: str, name: bool) -> None:
    assert is_vietnamese_name(text) is name


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Hoa Mai đến dự. Sau đó xã Hoa Mai tặng quà.", True),
        ("XÃ HOA MAI", True),
        ("trường tiểu học Hoa Mai", True),
        ("xã Hoa Main và xã Hoa Mai_1", False),
        ("bà Hoa Mai", False),
        ("", False),
    ],
)
def test_a_place_is_told_by_the_word_before_it(told: str, expected: bool) -> None:
    assert is_place("Hoa Mai", told) is expected
    assert is_place("Hương Trà", told)


@pytest.mark.parametrize(
    "unit", ["Tin, ", "Nguyễn ", "by ", "A - ", "( ", "theo ", "ảnh:", "a@", "A.", "文/"]
)
def test_reading_is_quick(unit: str) -> None:
    text = (unit * 3_000)[:2_000]
    start = time.process_time()
    parse_byline(text[:200])
    byline_paragraph([text, text[:200], text[:199], text])
    assert time.process_time() - start < 0.2
