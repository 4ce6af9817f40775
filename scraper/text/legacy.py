"""Text of the Vietnamese fonts before Unicode: TCVN3 (ABC, ``.VnTime``) and VNI-Windows.

These are not charsets: the bytes are Latin-1 to every program, and only the font shows Vietnamese.
Python has no codec for them. The tables follow TCVN 5712:1993 (VN3) and the VNI-Win layout.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from scraper.text.syllables import is_syllable

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

_PROPER = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters that only Unicode Vietnamese has: text with one of them is right as it is."""

_ODD_WORD = re.compile("[A-Za-z]{0,8}[\xa1-\xff][A-Za-z\xa1-\xff]{0,60}")
"""A word with letters above ASCII. Syllables are short, and so is what is looked at."""
_LETTER = re.compile("[A-Za-z]")

ENOUGH = 4
"""Different words with odd letters from which letter statistics may decide without a font name."""

MAX_WORDS = 200


def _in_one_case(word: str) -> bool:
    """Whether a word's capitals are where capitals stand: "thÝ" is not typed in Unicode."""
    return word.islower() or word.isupper() or word.istitle()


@lru_cache(maxsize=2_048)
def _reads_as(word: str, kind: Legacy) -> bool:
    """Whether ``word``, read with the font's table, is a Vietnamese syllable."""
    if kind == "tcvn3":
        return all(c < "\x80" or c in TCVN3 for c in word) and is_syllable(_convert(word, kind))
    return _VNI_PATTERN.sub("", word).isascii() and is_syllable(_convert(word, kind))


def _suspects(text: str) -> frozenset[str]:
    """The words with odd letters, if too few of them are Vietnamese as they stand."""
    if not may_be_legacy(text):
        return frozenset()
    # A word without a plain letter is a sign («, §, °) or tells nothing; a word twice tells it once.
    found = {m.group() for m in islice(_ODD_WORD.finditer(text), MAX_WORDS)}
    odd = frozenset(word for word in found if _LETTER.search(word))
    return odd if _right(odd) * 10 <= len(odd) * 7 else frozenset()


def _right(odd: Iterable[str]) -> int:
    """How many of the words are Vietnamese syllables as they stand."""
    return sum(is_syllable(word) and _in_one_case(word) for word in odd)


def _judge(odd: frozenset[str], kinds: Iterable[Legacy], least: int) -> Legacy | None:
    """The font under which the words with odd letters become Vietnamese, and were not before."""
    if len(odd) < least:
        return None
    # Where no font is named half must gain: "né", "thé", "qué" are syllables either way, no proof.
    gain = len(odd) // 2 if least >= ENOUGH else 0
    best, share = None, max(_right(odd) + gain, len(odd) * 3 // 4)
    for kind in kinds:
        if (after := _readable(odd, kind, share)) > share:
            best, share = kind, after
    return best


def _readable(odd: frozenset[str], kind: Legacy, share: int) -> int:
    """How many of the words become syllables; no more are read than it takes to see ``share`` missed.

    Text in French or German has hundreds of such words, and the first few tell.
    """
    after, spare = 0, len(odd) - share
    for word in odd:
        if _reads_as(word, kind):
            after += 1
        else:
            spare -= 1
            if spare <= 0:
                break
    return after


def detect_legacy(text: str) -> Legacy | None:
    """Tell by its words whether ``text`` was written with a legacy font, and which.

    Of the words with letters above ASCII, nearly all must be Vietnamese syllables when read with
    the font's table, and many must be none as they stand. Text in Unicode, French, German or Spanish
    fails one or the other.
    """
    return _judge(_suspects(text), ("tcvn3", "vni"), ENOUGH)


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
    if kind is None or _PROPER.search(text):
        return text  # Unicode text may stand in a legacy font, too: the browser takes another
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


def is_unicode_vietnamese(text: str) -> bool:
    """Whether ``text`` has letters that only Unicode Vietnamese has."""
    return _PROPER.search(text) is not None


def repair_legacy(text: str, fonts: Iterable[str] = ()) -> str:
    """Convert a string from a page that names ``fonts``, if the string itself looks legacy.

    Where the markup says which words are in the font, :mod:`scraper.text.legacy_markup` has converted
    them already. What is left is judged string by string, as a page may mix a menu in Unicode and an
    article in TCVN3; the fonts only lower the evidence that is needed.

    Args:
        text: the string.
        fonts: their names; asked for only if the string leaves a doubt.
    """
    odd = _suspects(text)
    if not odd:
        return text
    found: Legacy | None = None
    if kinds := {kind for font in fonts if (kind := font_kind(font))}:
        found = _judge(odd, sorted(kinds), 1)
    found = found or _judge(odd, ("tcvn3", "vni"), ENOUGH)
    return _convert(text, found) if found else text
