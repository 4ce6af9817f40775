"""Charsets and legacy fonts: the text that the portal meant, whatever it declared."""

from __future__ import annotations

import json
import re
import unicodedata
from encodings.aliases import aliases
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.text import clean, clean_paragraphs, decode, detect_legacy, repair_legacy, to_unicode
from scraper.text.legacy_markup import repair_markup

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Thị xã Hương Trà tổ chức lễ ra quân, phòng chống thiên tai; ưu tiên đường ở Bình Điền."


def in_1258(text: str) -> bytes:
    """windows-1258 keeps five tone marks apart from their vowels."""
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


@pytest.mark.parametrize("declared", ["", "iso-8859-1", "windows-1252", "utf-8", "windows-1258"])
def test_windows_1258_is_recognised_and_composed(declared: str) -> None:
    payload = f"<meta charset='{declared}'>".encode() + in_1258(TEXT)
    assert decode(payload).text.endswith(TEXT)


@pytest.mark.parametrize(
    "declared", ["", "iso-8859-1", "windows-1258", "gb2312", "no-such-charset"]
)
def test_utf_8_wins_over_a_wrong_declaration(declared: str) -> None:
    payload = f"<meta charset='{declared}'>".encode() + TEXT.encode()
    assert decode(payload, f"text/html; charset={declared}").text.endswith(TEXT)


@pytest.mark.parametrize(
    ("text", "charset"),
    [("広報まちだより、令和4年", "shift_jis"), ("Größe, Straße", "iso-8859-1"), ("žluťoučký kůň", "windows-1250"),
     ("ข่าวเทศบาล", "tis-620"), (TEXT, "utf-16")],
)  # fmt: skip
def test_declared_charsets_are_honoured(text: str, charset: str) -> None:
    assert decode(text.encode(charset), f"text/html; charset={charset}").text == text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_two_bytes_for_each_letter_are_seen_without_a_mark(charset: str) -> None:
    payload = f"<p>{TEXT} {TEXT}</p>".encode(charset)
    assert decode(payload).text == f"<p>{TEXT} {TEXT}</p>"
    assert decode("<p>a</p>".encode(charset)).text == "<p>a</p>"


@pytest.mark.parametrize(
    ("text", "charset"),
    [("令和四年", "iso-2022-jp"), ("공고", "iso-2022-kr"), ("公告", "hz")],
)
def test_charsets_that_look_like_ascii_are_honoured(text: str, charset: str) -> None:
    payload = text.encode(charset)
    assert payload.isascii()
    assert decode(payload, f"text/html; charset={charset}").text == text


def test_utf_7_is_never_read() -> None:
    assert decode(b"+ADw-b+AD4-", "text/html; charset=utf-7").text == "+ADw-b+AD4-"


@pytest.mark.parametrize(
    ("payload", "header", "encoding", "how"),
    [
        (b"<p>a", "text/html; charset=windows-1250", "utf-8", "plain ASCII"),
        (b"\xef\xbb\xbf<p>a", None, "utf-8", "byte order mark"),
        ("<p>ž".encode(), "text/html; charset=windows-1250", "utf-8", "valid UTF-8"),
        ("<p>ž".encode("cp1250"), "text/html; CHARSET=Windows-1250", "cp1250", "HTTP header"),
        ("<META CHARSET=windows-1250>ž".encode("cp1250"), None, "cp1250", "meta element"),
        ("<?XML ENCODING='windows-1250'?>ž".encode("cp1250"), None, "cp1250", "XML declaration"),
        ("Größe".encode("cp1252"), "text/html; charset=no-such", "cp1252", "nothing else fits"),
        (in_1258(TEXT), None, "cp1258", "Vietnamese tone marks of windows-1258"),
        (TEXT.encode()[:-1] + b"\xff", None, "utf-8", "UTF-8 with a few broken bytes"),
    ],
)
def test_the_charset_and_how_it_was_chosen_are_told(
    payload: bytes, header: str | None, encoding: str, how: str
) -> None:
    found = decode(payload, header)
    assert (found.encoding, found.how) == (encoding, how)


def test_nul_bytes_vanish() -> None:
    assert decode(b"<p>Gr\0\xfc\0n").text == "<p>Grün"


def test_a_cut_character_does_not_spoil_the_page() -> None:
    payload = (TEXT * 5).encode() + "ộ".encode()[:2]
    assert decode(payload).text.startswith(TEXT)


def test_hard_pages_come_out_exactly(shared: Path) -> None:
    truth = json.loads((shared / "hard" / "truth.json").read_text(encoding="utf-8"))
    for name in truth["files"]:
        text = decode((shared / "hard" / name).read_bytes()).text
        heading = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
        assert heading is not None
        fonts = re.findall(r'face="([^"]+)"', text)
        expected = truth["text_tcvn3"] if "tcvn3" in name else truth["text"]
        assert clean(repair_legacy(heading[1], fonts)) == expected, name


def test_tcvn3_by_font_and_by_letters() -> None:
    old = "ThÞ x· H\u00ad¬ng Trµ tæ chøc lÔ ra qu©n, ®\u00adêng ë B×nh §iÒn"
    new = "Thị xã Hương Trà tổ chức lễ ra quân, đường ở Bình Điền"
    assert to_unicode(old, ".VnTime") == new
    assert detect_legacy(old) == "tcvn3"
    assert repair_legacy(old) == new
    assert to_unicode("uû ban", ".VnTimeH") == "UỶ BAN"


def test_vni_by_font_and_by_letters() -> None:
    old = "UÛY BAN NHAÂN DAÂN: Hoäi nghò trieån khai coâng taùc phoøng choáng thieân tai; ñöôïc öu tieân"
    new = "ỦY BAN NHÂN DÂN: Hội nghị triển khai công tác phòng chống thiên tai; được ưu tiên"
    assert to_unicode(old, "VNI-Times") == new
    assert repair_legacy(old) == new


@pytest.mark.parametrize(
    "text",
    [
        "Où est la forêt, là-bas, l'été à Noël; français, naïve, cœur",
        "Größe übermäßig; schöne Grüße aus Köln und Düsseldorf, Öffnung für Bürger",
        "El niño comió piñas en España; ¿qué? Sesión pública del señor alcalde",
        "São João, coração e educação, você não está só, ações públicas à tarde",
        "Die Bür\u00adger\u00admeis\u00adte\u00adrin be\u00adsuch\u00adte die Ge\u00admein\u00adde und eröff\u00adne\u00adte sie",
        "Microsoft® Windows® Office® Excel® for staff, Town© Council©, 5 µg",
        "maïs, naïf, Noël, baïonnette, archaïque, laïque, mosaïque, héroïque, Zaïre, Caraïbes, égoïste",
        "coördinatie, geïnteresseerd, zeeën, ruïne, drieëntwintig, beïnvloeden, poëzie, Oekraïne",
        "« Bonjour » « Salut » « Merci » « Adieu »", "bé Hà và bà Lan", "Là",
        TEXT, "Hòa Bình và Hà Nam", "Price: 5 £, temperature 20 °C ± 1, § 12 Abs. 3",
    ],
)  # fmt: skip
def test_proper_text_is_never_touched(text: str) -> None:
    assert repair_legacy(text) == text
    assert detect_legacy(text) is None


OTHER_LANGUAGES = (
    "né dû là où ça très été naïf thé sûr forêt Noël français qué más él sí té año niño señor día "
    "für über Tür Köln größe Straße öl schön São não coração você è più perciò città Øre på øen"
).split()


@given(st.lists(st.sampled_from(OTHER_LANGUAGES), max_size=30))
@example(["né", "dû", "où", "thé", "qué"])
def test_other_languages_are_never_touched(found: list[str]) -> None:
    text = " ".join(found)
    assert detect_legacy(text) is None
    assert repair_legacy(text) == text


TCVN3_LETTERS = dict(zip(
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ", strict=True,
))  # fmt: skip
SYLLABLES = (
    "phường nghị quyết được tổ chức hội đồng nhân dân thị xã phòng chống thiên tai đường điều lệ "
    "khuyến khích người dân tuyên truyền kế hoạch nghiên cứu giải pháp thuỷ lợi khoẻ mạnh quốc gia"
).split()


@given(st.lists(st.sampled_from(SYLLABLES), min_size=8, max_size=40, unique=True))
def test_tcvn3_text_is_recognised_without_its_font(found: list[str]) -> None:
    text = " ".join(found)
    old = "".join(TCVN3_LETTERS.get(c, c) for c in text)
    assert to_unicode(old, ".VnTime") == text
    assert repair_legacy(old, [".VnTime"]) == text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p style="font-family: .VnTime, Arial">thÞ x·</p> thÞ', '<p style="font-family: .VnTime, Arial">thị xã</p> thÞ'),
        ('<font face=".VnTime">thÞ <b>x·</b><br>"thÞ"</font> x·', '<font face=".VnTime">thị <b>xã</b><br>"thị"</font> x·'),
        ("<font face='.VnTime'>thÞ <i style='font-family: Arial'>x·</i></font>", "<font face='.VnTime'>thị <i style='font-family: Arial'>x·</i></font>"),
        ('<FONT FACE=".VnTime">thÞ</I> x·</FONT> x·', '<FONT FACE=".VnTime">thị</I> xã</FONT> x·'),
        ('<font face=".VnTime"><script>if (a</b/.x) "x·"</script>x·</font>', '<font face=".VnTime"><script>if (a</b/.x) "x·"</script>xã</font>'),
        ('<font face=".VnTime"><!-- x· -->x· &amp; \n<b> </b></font>', '<font face=".VnTime"><!-- x· -->xã &amp; \n<b> </b></font>'),
        ('<font face=".VnTime"/>x·', '<font face=".VnTime"/>x·'),
        ('<font face=".VnTime">x·', '<font face=".VnTime">xã'),
        ('<font face=".VnTime">x·</font><font face=".VnArial">Hội nghị của thị xã</font>', '<font face=".VnTime">x·</font><font face=".VnArial">Hội nghị của thị xã</font>'),
    ],
)  # fmt: skip
def test_only_the_text_of_an_element_in_a_legacy_font_is_converted(
    markup: str, expected: str
) -> None:
    assert repair_markup(markup) == expected


def test_one_short_heading_needs_the_page_s_fonts() -> None:
    assert repair_legacy("Tin tøc", [".VnArialH"]) == "Tin tức"
    assert repair_legacy("Tin tøc") == "Tin tøc"
    assert repair_legacy("Hoäi nghò", ["VNI-Times"]) == "Hội nghị"
    for proper in ("Tin tức", "Hà và Lê", "bé Na", "né", "Hội nghị"):
        assert repair_legacy(proper, [".VnTime", "VNI-Times"]) == proper
        assert to_unicode("Tin tức", ".VnTime") == "Tin tức"


def test_every_letter_of_vni() -> None:
    pairs = (
        "aù á|aø à|aû ả|aõ ã|aï ạ|aâ â|aá ấ|aà ầ|aå ẩ|aã ẫ|aä ậ|aê ă|aé ắ|aè ằ|aú ẳ|aü ẵ|aë ặ|eù é|eø è|eû ẻ|eõ ẽ|eï ẹ|"
        "eâ ê|eá ế|eà ề|eå ể|eã ễ|eä ệ|í í|ì ì|æ ỉ|ó ĩ|ò ị|où ó|oø ò|oû ỏ|oõ õ|oï ọ|oâ ô|oá ố|oà ồ|oå ổ|oã ỗ|oä ộ|"
        "ô ơ|ôù ớ|ôø ờ|ôû ở|ôõ ỡ|ôï ợ|uù ú|uø ù|uû ủ|uõ ũ|uï ụ|ö ư|öù ứ|öø ừ|öû ử|öõ ữ|öï ự|yù ý|yø ỳ|yû ỷ|yõ ỹ|î ỵ|ñ đ"
    ).split("|")
    assert len(pairs) == 67
    for old, new in (pair.split() for pair in pairs):
        assert to_unicode(old, "VNI-Helve") == new
        assert to_unicode(old.upper(), "VNI-Helve") == new.upper()


@pytest.mark.parametrize(
    ("text", "charset"),
    [("Lunedì avviò i lavori; perciò istituì il premio, così iniziò: la città è più bella", "cp1252"),
     ("Þórður á Ísafirði: Þetta er góð hugmynd, ÞÝÐING og SAMÞYKKT", "cp1252"),
     ("Rådhuset på Østerbro; børn, unge og ældre", "cp1252")],
)  # fmt: skip
@pytest.mark.parametrize("declared", ["", "<meta charset=iso-8859-1>", "<meta charset=utf-16>"])
def test_western_text_is_not_taken_for_windows_1258(text: str, charset: str, declared: str) -> None:
    assert decode(declared.encode() + text.encode(charset)).text == declared + text


@pytest.mark.parametrize(
    "label", sorted({*aliases.values(), "rot13", "base64", "hex", "idna", "unicode_escape", ".."})
)
def test_no_declared_charset_makes_it_raise(label: str) -> None:
    payload = bytes(range(256)) + b"\\u1234 \\x"
    assert decode(payload, f"text/html; charset={label}").text
    assert decode(f"<meta charset='{label}'>".encode() + payload).text


@given(st.binary(max_size=400))
def test_any_bytes_decode(payload: bytes) -> None:
    text = decode(payload).text
    assert "\0" not in text


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    repair_legacy(text, [".VnTime", "VNI-Times"])


@pytest.mark.parametrize("invisible", "\u034f\u115f\u1160\u17b4\u17b5\u00ad\u200b\ufeff")
def test_each_invisible_character_is_dropped(invisible: str) -> None:
    assert clean(f"cập {invisible}nhật") == "cập nhật"


@pytest.mark.parametrize("end", ["\r\n\r\n", "\r\r", "\n \n", "\u2029"])
def test_paragraphs_are_parted_however_lines_end(end: str) -> None:
    assert clean_paragraphs(f"một\rhai{end}ba") == "một hai\n\nba"


def test_cleaning_composes_what_invisible_characters_parted() -> None:
    assert clean("nha\u200b\u0323\u0302t") == "nhật"
    assert clean("a\u00adb\u200bc\ufeff \u3000 d\x07") == "abc d"


@given(st.text(alphabet=" \n\r\u2029\u00a0ab\u0301", max_size=60))
def test_paragraphs_stay_parted_by_one_blank_line(text: str) -> None:
    cleaned = clean_paragraphs(text)
    assert clean_paragraphs(cleaned) == cleaned
    assert cleaned.replace("\n\n", " ") == clean(text)


def test_a_long_run_of_spaces_takes_no_square_of_time() -> None:
    assert clean_paragraphs("a" + " " * 300_000 + "\n \nb") == "a\n\nb"
