"""Text of the Vietnamese fonts before Unicode: TCVN3 (ABC, ``.VnTime``) and VNI-Windows.

These are not charsets: the bytes are Latin-1 to every program, and only the font shows Vietnamese.
Python has no codec for them. The tables follow TCVN 5712:1993 (VN3) and the VNI-Win layout.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Legacy = Literal["tcvn3", "vni"]

TCVN3 = dict(zip(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    strict=True,
))  # fmt: skip

_TCVN3_TABLE = {ord(old): new for old, new in TCVN3.items()}

_VNI_MARKS = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ",
          "ã": "ẫ", "ä": "ậ", "ê": "ă", "é": "ắ", "è": "ằ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề", "å": "ể",
          "ã": "ễ", "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ", "å": "ổ",
          "ã": "ỗ", "ä": "ộ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
}  # fmt: skip
_VNI_SINGLE = {
    "ô": "ơ",
    "ö": "ư",
    "ñ": "đ",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "í": "í",
    "ì": "ì",
}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    table |= {base + mark: to for base, marks in _VNI_MARKS.items() for mark, to in marks.items()}
    upper = {key.upper(): to.upper() for key, to in table.items()}
    title = {key[0].upper() + key[1:]: to.upper() for key, to in table.items() if len(key) == 2}
    return table | upper | title


VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

_VIETNAMESE_LATIN1 = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
_PROPER = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters that only Unicode Vietnamese has: text with one of them is right as it is."""

_TCVN3_MARK = re.compile("(?<=[A-Za-z])[¨©ª«¬\u00adµ¶·¸¹»¼½¾ÆÇÈÉËÌÎÏÐÑÖ×ØÞßæ÷øþ]|[§®](?=[a-zµ-þ])")
_TCVN3_SURE = re.compile("[A-Za-z§®][µ¶¸¹¬\u00ad¨©ª«®]|[¬\u00ad][A-Za-zµ-þ]")
_VNI_MARK = re.compile("[aeouyAEOUYôöÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ]")
_VNI_SURE = re.compile("[aeouyôöAEOUYÔÖ][øûïåäØÛÏÅÄ]")

ENOUGH = 4
"""Sure marks from which letter statistics may decide without a font name."""


def detect_legacy(text: str) -> Legacy | None:
    """Tell by letter statistics whether ``text`` was written with a legacy font, and which.

    It takes several combinations that no language writes (a letter followed by ``¬`` or ``µ``, a
    vowel followed by ``ø`` or ``ï``), in at least one word of ten, and no letter that only Unicode
    Vietnamese has.
    """
    if text.isascii() or _PROPER.search(text):
        return None
    words = len(text.split()) or 1
    tcvn3 = len(_TCVN3_SURE.findall(text))
    vni = len(_VNI_SURE.findall(text))
    if tcvn3 >= ENOUGH and tcvn3 * 10 >= words and tcvn3 >= vni:
        return "tcvn3"
    if vni >= ENOUGH and vni * 10 >= words and len(_VNI_MARK.findall(text)) * 4 >= words:
        return "vni"
    return None


def font_kind(font: str) -> Legacy | None:
    """What a font name says: ``.VnTime`` is TCVN3, ``VNI-Times`` is VNI."""
    name = font.strip(" '\"").lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith("vni") else None


def to_unicode(text: str, font: str | None = None) -> str:
    r"""Convert ``text`` of a legacy font to Unicode NFC; other text is returned as it is.

    Args:
        text: as decoded by windows-1252 or Latin-1.
        font: the name of the font it was set in, if known. Fonts whose name ends in H
            (``.VnTimeH``) are capitals.

    >>> to_unicode("Th\u00de x\u00b7 H\u00ad\u00acng Tr\u00b5", ".VnTime")
    'Thị xã Hương Trà'
    """
    kind = font_kind(font) if font else detect_legacy(text)
    if kind is None:
        return text
    converted = _convert(text, kind)
    capitals = kind == "tcvn3" and font is not None and font.strip(" '\"").endswith("H")
    return converted.upper() if capitals else converted


def _convert(text: str, kind: Legacy) -> str:
    text = (
        text.translate(_TCVN3_TABLE)
        if kind == "tcvn3"
        else _VNI_PATTERN.sub(lambda m: VNI[m.group()], text)
    )
    return unicodedata.normalize("NFC", text)


def may_be_legacy(text: str) -> bool:
    """A quick look: letters beyond ASCII, and none that only Unicode Vietnamese has."""
    return not text.isascii() and _PROPER.search(text) is None


def repair_legacy(text: str, fonts: Iterable[str] = ()) -> str:
    """Convert a string from a page that names ``fonts``, if the string itself looks legacy.

    A page may mix: a menu in Unicode and an article in TCVN3. So each string is judged by its
    letters; the fonts only lower the evidence that is needed.
    """
    if not may_be_legacy(text):
        return text
    kinds = {kind for font in fonts if (kind := font_kind(font))}
    if not kinds:
        kind = detect_legacy(text)
        return _convert(text, kind) if kind else text
    odd = any("\xa0" < c <= "\xff" and c not in _VIETNAMESE_LATIN1 for c in text)
    if "tcvn3" in kinds and odd and _TCVN3_MARK.search(text):
        return _convert(text, "tcvn3")
    if "vni" in kinds and _VNI_MARK.search(text):
        return _convert(text, "vni")
    return text
