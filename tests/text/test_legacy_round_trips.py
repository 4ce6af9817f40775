"""Every Vietnamese letter through every old encoding and back; other languages stay as they are."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest

from scraper.text import decode, detect_legacy, repair_legacy, to_unicode
from scraper.text.legacy import TCVN3, VNI
from scraper.text.legacy_markup import repair_markup

VOWELS = "a ă â e ê i o ô ơ u ư y".split()
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]

SENTENCES = [
    "Ủy ban nhân dân thị xã vừa tổ chức lễ phát động phong trào trồng cây xanh tại các phường.",
    "Người dân được hướng dẫn cách phòng, chống sạt lở và di dời gia súc khi nước lũ dâng cao.",
    "Kỳ thi tuyển sinh lớp mười năm nay có hơn một nghìn thí sinh dự thi ở bốn điểm trường.",
    "Đội tuyển bóng chuyền nữ của xã giành giải nhất sau ba trận đấu quyết liệt.",
    "Chợ phiên vùng cao mở lại, bà con mang măng rừng, mật ong và vải thổ cẩm xuống bán.",
    "Trưởng thôn nhắc nhở các hộ giữ gìn vệ sinh, không đốt rác bừa bãi ven đường liên xã.",
    "Quỹ khuyến học trao hai mươi suất học bổng cho học sinh nghèo vượt khó.",
]

_BACK_TCVN3 = {new: old for old, new in TCVN3.items()}
_BACK_VNI = {new: old for old, new in sorted(VNI.items(), key=lambda item: item[0].isupper())}


def in_tcvn3(text: str) -> str:
    """As typed in .VnTime; the font has no capitals with tones, .VnTimeH shows small letters as capitals."""
    return "".join(_BACK_TCVN3.get(c, _BACK_TCVN3.get(c.lower(), c)) for c in text)


def in_vni(text: str) -> str:
    return "".join(_BACK_VNI.get(c, c) for c in text)


def in_1258(text: str) -> bytes:
    out = b""
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tone = next(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_by_font(letter: str) -> None:
    if letter in _BACK_TCVN3:
        assert to_unicode(_BACK_TCVN3[letter], ".VnTime") == letter
        assert to_unicode(_BACK_TCVN3[letter], ".VnTimeH") == letter.upper()
    for char in (letter, letter.upper()):
        assert to_unicode(in_vni(char), "VNI-Times") == char
        if letter not in "aeiouyíìý":  # these have the same place in all three
            assert in_vni(char) != char
            assert in_tcvn3(letter) != letter


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_by_font_and_by_letters(text: str) -> None:
    lower = text[0].lower() + text[1:]
    assert to_unicode(in_tcvn3(lower), ".VnArial") == lower
    assert repair_legacy(in_tcvn3(lower)) == lower
    assert repair_legacy(in_tcvn3(lower), [".VnTime"]) == lower
    assert to_unicode(in_vni(text), "VNI-Helve") == text
    assert repair_legacy(in_vni(text)) == text
    assert repair_legacy(in_vni(text), ["VNI-Times"]) == text
    assert repair_legacy(in_vni(text.upper())) == text.upper()
    assert repair_legacy(text) == text


@pytest.mark.parametrize("text", SENTENCES)
def test_short_pieces_of_a_page_that_names_the_font(text: str) -> None:
    words = text.rstrip(".").split()
    for start in range(0, len(words) - 4, 2):
        piece = " ".join(words[start : start + 5])
        piece = piece[0].lower() + piece[1:]
        assert repair_legacy(in_tcvn3(piece), [".VnTime", "Arial"]) == piece
        assert repair_legacy(in_vni(piece), ["VNI-Times"]) == piece


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("declared", ["", "windows-1258", "iso-8859-1", "windows-1252", "utf-8"])
def test_windows_1258_under_any_name(text: str, declared: str) -> None:
    page = f"<meta charset='{declared}'><p>".encode() + in_1258(text)
    assert decode(page).text.endswith(text)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "windows-1252", "windows-1258", "tis-620", "shift_jis", "gbk"]
)
def test_utf_8_under_any_name(text: str, declared: str) -> None:
    page = f"<meta charset='{declared}'><p>".encode() + text.encode()
    assert decode(page, f"text/html; charset={declared}").text.endswith(text)


FOREIGN = [
    ("windows-1252", "Die Bürgermeisterin begrüßte die Gäste; Ölpreise, Übergänge und „schöne“ Straßen – für 5 €."),
    ("windows-1252", "L’été dernier, les élèves à Noël étaient où ? Cœur, façade, maïs – œuvre « très » naïve."),
    ("windows-1252", "El niño añadió: «¿Dónde está el señor Muñoz?» Información pública, año nuevo, pingüino."),
    ("windows-1252", "Ação, coração, você não está só; às três têm lições à mão, órgãos públicos."),
    ("windows-1252", "La città è più bella perché può; libertà, virtù, così, già istituì ciò."),
    ("windows-1252", "Æbler på øen, blåbær, smørrebrød; Åse så åtte måker på fjæra."),
    ("windows-1252", "Þórður fór á Ísafjörð; það er gott veður í dag, æðislegt ævintýri í Þórshöfn."),
    ("windows-1250", "Zářijové zasedání zastupitelstva proběhne v úterý; žádosti přijímá úřad městyse."),
    ("windows-1254", "Güneşli bir gün; çocuklar şarkı söylüyor, ığdır ve İstanbul’da yağmur yağıyor."),
    ("iso-8859-2", "Zażółć gęślą jaźń; środa, łódź, ćwierć, ogłoszenie wójta gminy."),
    ("windows-1251", "Городской совет объявил о начале приёма заявок на благоустройство дворов."),
]  # fmt: skip


@pytest.mark.parametrize(("charset", "text"), FOREIGN)
def test_other_languages_keep_their_letters(charset: str, text: str) -> None:
    page = f"<meta charset='{charset}'><p>".encode() + text.encode(charset)
    assert decode(page).text.endswith(text)
    assert decode(b"<p>" + text.encode(), f"text/html; charset={charset}").text.endswith(text)
    for fonts in ([], [".VnTime"], ["VNI-Times"]):
        assert repair_legacy(text, fonts) == text
    assert detect_legacy(text) is None
    words = text.split()
    for start in range(len(words)):
        piece = " ".join(words[start : start + 4])
        assert repair_legacy(piece) == piece


def test_mixtures_of_foreign_words_are_never_repaired() -> None:
    shuffled = random.Random(7)
    words = [w for charset, text in FOREIGN if charset == "windows-1252" for w in text.split()]
    for _ in range(300):
        text = " ".join(shuffled.sample(words, 12))
        assert repair_legacy(text) == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "windows-1252"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "utf-8"),
        ("", "windows-1252"),
    ],
)
def test_the_wrong_name_for_a_western_page(declared: str, encoding: str) -> None:
    text = "Größere Änderungen: Straße gesperrt, Café geöffnet – 5 €"
    page = f"<meta charset='{declared}'><p>".encode() + text.encode(encoding)
    assert decode(page).text.endswith(text)
    assert decode(page, f"text/html; charset={declared}").text.endswith(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_paragraph_of_which_spans_are_in_a_legacy_font(text: str) -> None:
    words = text.split()
    head, middle, tail = " ".join(words[:5]), " ".join(words[5:11]), " ".join(words[11:])
    for back, font in ((in_tcvn3, ".VnTime"), (in_vni, "VNI-Times")):
        for start, stop in (
            (f'<font size=2 face="{font}">', "</font>"),
            (f"<span style=\"color:red; font-family:'{font}', serif\"><b>", "</b></span>"),
            (f'<SPAN STYLE="font-family: {font}"><font face=Arial>{head}</font> ', "</SPAN>"),
        ):
            page = f"<p>{head}<br> {start}{back(middle)}{stop} {tail}</p>"
            assert repair_markup(page) == f"<p>{head}<br> {start}{middle}{stop} {tail}</p>"
    assert repair_markup(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_entities_and_the_font_of_capitals() -> None:
    page = '<font face=".VnTimeH">uû ban &amp; th&THORN; x&#183;</font><p>Thị xã</p>'
    assert repair_markup(page) == '<font face=".VnTimeH">UỶ BAN &amp; THỊ XÃ</font><p>Thị xã</p>'


def test_a_font_name_that_an_editor_left_behind() -> None:
    page = '<p style="font-family:.VnTime">là bé</p><p style="font-family:.VnTime">của mẹ</p>'
    assert repair_markup(page) == page


@pytest.mark.parametrize(
    "unit",
    ['<font face=".VnTime">', "<", "<b", '<b style="font-family:VNI-Times"> x·</b>', "<!-- ", "</p>", "<a face="],
)  # fmt: skip
def test_markup_is_read_in_linear_time(unit: str) -> None:
    def cost(count: int) -> float:
        page = "<i face=.VnTime>" + unit * count
        start = time.process_time()
        repair_markup(page)
        return time.process_time() - start

    assert cost(16_000) < 40 * max(cost(1_000), 0.005)


def test_reading_is_linear() -> None:
    for unit in ("ThÞ x· ạ ", "ộ", "x·", "hoäi "):
        text = unit * 40_000
        start = time.process_time()
        repair_legacy(text, [".VnTime", "VNI-Times"])
        assert time.process_time() - start < 3
