"""Charsets and legacy fonts: the text that the portal meant, whatever it declared."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.text import clean, decode, detect_legacy, repair_legacy, to_unicode

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
        TEXT, "Hòa Bình và Hà Nam", "Price: 5 £, temperature 20 °C ± 1, § 12 Abs. 3",
    ],
)  # fmt: skip
def test_proper_text_is_never_touched(text: str) -> None:
    assert repair_legacy(text) == text
    assert detect_legacy(text) is None


@given(st.binary(max_size=400))
def test_any_bytes_decode(payload: bytes) -> None:
    text = decode(payload).text
    assert "\0" not in text


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    repair_legacy(text, [".VnTime", "VNI-Times"])
