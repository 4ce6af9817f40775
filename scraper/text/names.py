"""What looks like the name of a person, and what like the name of an office."""

from __future__ import annotations

import re

from scraper.text.fold import exact, fold

SURNAMES = frozenset(
    exact(n) for n in (
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Trịnh Trương Đinh Lâm Mai Cao "
        "Tô Hà Tạ Chu Châu Quách Lương Lưu Thái Triệu Tống Tôn Công Vương Văn Thân Từ Nghiêm Kiều Giang Khổng Phùng Quan "
        "La Lại Lục Mạc Ngụy Ninh Ông Phí Phó Phương Sơn Thạch Tiêu Trang Trà Triều Ung Viên Âu Bạch Bành Cù Cung Diệp Doãn "
        "Đàm Điền Đồng Đường Hàn Hạ Hứa Khuất Kim Lã Lãnh Mẫn Nông Ma Hoàn Thào Giàng Sùng Vàng Lò Quàng Cầm Hoa Y Rơ A "
        "Lộc Tăng Tưởng Thiều Trầm Vi Viễn Mã Mông Bế Đậu Đới Hầu Cấn Chử Khúc Thang Thi Nhâm Nhan Phù Sầm Tào Lữ Danh"
    ).split()
)  # fmt: skip
"""Vietnamese family names, in the form of :func:`exact` (General Statistics Office lists of common family names)."""

OFFICE = frozenset(
    exact(w) for w in (
        "ubnd|hđnd|ubmttq|ubmttqvn|mttq|mặt trận|ủy ban|uỷ ban|hội đồng|phòng|ban|trung tâm|sở|chi cục|cục|tổng cục|bộ|"
        "văn phòng|công an|quân sự|bchqs|đảng ủy|đảng uỷ|thị ủy|thành ủy|huyện ủy|tỉnh ủy|chi bộ|đoàn thanh niên|"
        "hội|liên đoàn|trường|bệnh viện|trạm|đài|báo|tạp chí|cổng|trang|website|viện|công ty|điện lực|kho bạc|thuế|"
        "chi nhánh|ngân hàng|bảo hiểm|xã|phường|thị xã|thị trấn|huyện|thành phố|tỉnh|tổ|thôn|khối|ttxvn|ttx|vov|vtv|"
        "tttt|vhtt|vh-tt|ttvh|ttvhtt|tt|ttđt|cttđt|bbt|btv|bhxh|ldld|lđlđ|ld|department|office|council|city|town|county|"
        "press|communications|team|ministry|agency|municipality|gemeinde|stadt|amt|landratsamt|pressestelle|redaktion|"
        "rathaus|mairie|ville|commune|service|ayuntamiento|concejalía|government|board|committee|university|school|"
        "police|news|newsroom|media|library|authority|association|society|division|bureau|staff|services|works|"
        "district|parks|recreation|fire|rescue|public|verwaltung|fachbereich|bürgermeisteramt|stadtverwaltung|"
        "préfecture|département|región|gobierno|prensa|gabinete|diputación|comune|câmara|prefeitura|village|township"
    ).split("|")
)  # fmt: skip
"""Words with which the name of an office begins, accents kept: Đại is a rank, Đài a station."""

OFFICE_ANYWHERE = re.compile(
    r"\b(?:ubnd|hdnd|ubmttq\w*|mttq\w*|ttxvn|cttdt|ttdt|bbt|ban bien tap|cong thong tin|trang thong tin|"
    r"trung tam|department|council|city of|town of|county of|office of|pressestelle|redaktion|stadtverwaltung|"
    r"government|municipality|communications?|bureau|agency|ministry|authority|division|committee|police|"
    r"ayuntamiento|mairie|gemeinde|landratsamt|newsroom|editorial|editors?)\b"
)

ROLE = re.compile(
    r"\b(?:chu tich|pho chu tich|chanh van phong|pho chanh|bi thu|pho bi thu|truong ban|pho truong|truong phong|"
    r"giam doc|pho giam doc|hieu truong|can bo|chuyen vien|phong vien|bien tap vien|cong tac vien|ctv|btv|pv|"
    r"vp|van phong|phong|ban|so|trung tam|ubnd|hdnd|dai|doan|hoi|cong an|to|truong|thu ky|uy vien|dai bieu|"
    r"officer|manager|director|editor|reporter|mayor|coordinator|specialist|secretary|clerk|spokes\w+|"
    r"correspondent|staff|writer|assistant|administrator|chief|superintendent|analyst|planner|"
    r"burgermeister\w*|pressesprecher\w*|referent\w*|leiter\w*|maire|adjoint\w*|alcalde\w*|concejal\w*)\b"
)
"""Words (folded) that make what follows a name its bearer's office."""

RANKS = re.compile(
    r"^(?:(?:Thượng|Trung|Thiếu|Đại)\s(?:úy|uý|tá|tướng)|Th\.?S\.?|ThS\.?|TS\.?|PGS\.?|GS\.?|BS\.?|CN\.?|KS\.?|LS\.?|"
    r"Bác sĩ|Thạc sĩ|Tiến sĩ|Luật sư|Kỹ sư|Nhà báo|Đồng chí|đ/c|Đ/c|Ông|Bà|Anh|Chị|"
    r"Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Prof\.?|Cllr\.?|Councillor|Herr|Frau|M\.|Mme|Sr\.|Sra\.|Don|Doña)\s*[-.]?\s*"
)
"""Ranks, degrees and titles before a name; kept as the role where nothing else says one."""

_PARTICLES = frozenset(
    "von van der den de la le du di da dos del das el al bin ter zu y e i af av ten op".split()
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,4}(?:[^\W\d_]+\.?)?$")
_PEN_NAME = re.compile(r"[^\W\d_]{1,12}\d{0,2}$")

NOT_A_NAME = frozenset(
    fold(w) for w in (
        "Chủ tịch|Phó chủ tịch|Giám đốc|Người đăng|Người viết|Tác giả|Nguồn|Ảnh|Tin|Bài|Video|Xem thêm|Trang chủ|Tin tức|"
        "Thông báo|Liên hệ|Tải về|In trang|Gửi email|Ý kiến|Bình luận|Kết thúc|Hết|Trân trọng|Trân trọng thông báo|"
        "Nơi nhận|Ký tên|Đã ký|Read more|Contact|Share|Print|Email|News|Home|Press Release|Media Contact|The End|End|"
        "Minh họa|Ảnh minh họa|Tư liệu|Sưu tầm|Tổng hợp|Internet|Facebook|Twitter|Zalo|Youtube|Media Release|Thank You|"
        "Thank you|Việt Nam|Hà Nội|Huế|Xin cảm ơn|Kính báo|Kính mời|Nhân dân|Cảm ơn|For Immediate Release|Thông tin|"
        "Happy Holidays|Save Date|Quyết định|Kế hoạch|Public Notice|More Information|Tài liệu|Phụ lục|File đính kèm|"
        "Tập tin đính kèm|Tệp đính kèm|Văn bản|Danh sách|Chi tiết|Toàn văn|Quý vị|Bạn đọc|Cập nhật"
    ).split("|")
)  # fmt: skip


def is_name(text: str, *, labelled: bool = False) -> bool:
    """Whether ``text`` can be a person's name.

    Args:
        text: clean text.
        labelled: a label ("Tác giả:") says that it is a name; pen names and initials count then.

    >>> is_name("Trần Ngọc Huyến"), is_name("trong thời gian tới"), is_name("UBND phường Tứ Hạ")
    (True, False, False)
    """
    if (
        not 2 <= len(text) <= 60
        or any(c.isdigit() for c in text)
        or any(c in text for c in '?!:;@/\\"“”…%')
    ):
        return labelled and bool(_PEN_NAME.match(text)) and len(text) >= 2
    folded = fold(text)
    if folded in NOT_A_NAME or is_office(text):
        return False
    if _INITIALS.match(text) and len(text) >= 3:
        return labelled or text.count(".") >= 2
    words = text.split()
    if not all(_NAME_WORD.match(w) or w.lower() in _PARTICLES for w in words):
        return False
    proper = [w for w in words if w.lower() not in _PARTICLES]
    if (
        not proper
        or not all(w[0].isupper() for w in proper)
        or words[-1].lower() in _PARTICLES - {"y", "e", "i"}
    ):
        return False
    if len(words) == 1:
        return labelled and len(text) >= 2
    if len(words) > 7:
        return False
    return labelled or len(words) >= 3 or exact(words[0]) in SURNAMES or _latin_name(words)


def _latin_name(words: list[str]) -> bool:
    """Two or more words without Vietnamese letters, or a two-syllable pen name ("Thu Hà")."""
    return all(len(w.rstrip(".")) >= 1 for w in words)


def is_office(text: str) -> bool:
    """Whether ``text`` names an office, an organisation or a medium rather than a person."""
    folded = fold(text)
    if OFFICE_ANYWHERE.search(folded):
        return True
    words = exact(text).split()
    if not words:
        return False
    # "Ban", "Hội", "Sơn" may be parts of names: an office goes on in lower case or is longer.
    starts = words[0] in OFFICE or " ".join(words[:2]) in OFFICE
    if not starts:
        return words[-1] in OFFICE and words[0] not in SURNAMES and text.isascii()
    if words[0] in SURNAMES and len(words) <= 4 and all(w[0].isupper() for w in text.split()):
        return " ".join(words[:2]) in OFFICE
    return True


PROSE = re.compile(
    r"\b(?:đã|được|sẽ|đang|là|có|diễn ra|kết thúc|tổ chức|cho|tại|của|với|trong|để|nhằm|hội nghị|hội thảo|hội thi|hội thao|"
    r"khai mạc|bế mạc|thăm|tặng|chúc|đề nghị|yêu cầu|thông báo|kính|mời|is|are|was|were|will|has|have|had|ist|sind|wird|est|sont)\b",
    re.IGNORECASE,
)
"""Words that make a short line a sentence: an office's name has none of them."""


def is_role(text: str) -> bool:
    """Whether ``text``, standing behind a name, is an office or function."""
    return bool(ROLE.search(fold(text))) or is_office(text)
