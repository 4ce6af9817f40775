"""Bytes to text: the charset that is true, not only the one that is declared."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass

DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
XML = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
HEAD = 16_384
"""Bytes in which a declaration is looked for; the standard demands it in the first 1,024."""

NOT_CHARSETS = frozenset(
    "unicode_escape raw_unicode_escape idna punycode undefined charmap mbcs oem utf_7".split()
)
"""Python's text codecs that are no charsets, or (utf-7) one that the web forbids."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

WEB = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso8859-1": "cp1252", "x-sjis": "cp932", "shift_jis": "cp932",
    "shift-jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "tis-620": "cp874", "windows-874": "cp874", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "utf8": "utf-8", "unicode": "utf-8", "x-windows-1258": "cp1258",
}  # fmt: skip
"""What the labels mean on the web (WHATWG Encoding Standard): latin-1 is windows-1252 there."""

SEVEN_BIT = ("iso2022_", "hz")
"""Charsets whose bytes are those of ASCII. UTF-7 is none of the web's, and hides markup."""

_HIGH = bytes(range(0x80, 0x100))

VIETNAMESE_1258 = re.compile(
    rb"[aAeEiIoOuUyY\xe2\xc2\xe3\xc3\xea\xca\xf4\xd4\xf5\xd5\xfd\xdd][\xcc\xec\xde\xd2\xf2]"
)
"""A vowel followed by one of windows-1258's combining tone marks."""

ONLY_1258 = re.compile(
    rb"[aeiouy\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xde\xd2]|[\xf0\xd0\xf5\xd5\xfd\xdd][a-zA-Z\xe2\xe3\xea\xf4\xf5]"
)
"""What Latin-1 languages hardly write: a small vowel before a capital Ì, Þ or Ò, or
windows-1258's đ, ơ, ư within a word. (Italian has vowels before ì and ò: "istituì", "avviò".)"""

TCVN3_INSIDE_WORDS = re.compile(rb"[A-Za-z][\xa8-\xae\xb5-\xb9\xbb-\xbe]")
"""Letters of the TCVN3 fonts at places where windows-1258 has symbols; see ``legacy``."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the Python codec that gave it, and how that codec was chosen."""

    text: str
    encoding: str
    how: str


def decode(payload: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page. Never raises; bytes that fit no codec become U+FFFD, NUL bytes vanish.

    In this order: byte order mark; the declared charset if it is one of seven bits (ISO-2022-JP) and
    the bytes are; valid UTF-8, whatever is declared (no text in another charset of eight bits is valid
    UTF-8 by chance); the HTTP charset; the declared charset;
    windows-1258 when a one-byte charset is declared or none and the bytes have Vietnamese tone
    marks behind vowels; windows-1252.

    Args:
        payload: the bytes as received, content coding removed.
        content_type: the HTTP header of that name.
    """
    for bom, codec in BOMS:
        if payload.startswith(bom):
            return _result(payload[len(bom) :], codec, "byte order mark")
    declared, how = _declared(payload, content_type)
    if b"\0" in payload[:HEAD]:
        zeros = payload[:HEAD]
        if zeros[1::2].count(0) * 2 > len(zeros[1::2]) > 8:
            return _result(payload, "utf-16-le", "every second byte is zero")
        if zeros[::2].count(0) * 2 > len(zeros[::2]) > 8:
            return _result(payload, "utf-16-be", "every second byte is zero")
    if payload.isascii():
        if declared.startswith(SEVEN_BIT):
            return _result(payload, declared, how)
        return _result(payload, "utf-8", "plain ASCII")
    with suppress(
        UnicodeDecodeError
    ):  # then it is not UTF-8, whatever it declares: the rules below decide
        return Decoded(_tidy(payload.decode("utf-8")), "utf-8", "valid UTF-8")
    single_byte = declared in ("", "utf-8", "cp1252", "cp1258")
    if single_byte and _mostly_utf8(payload):
        return _result(payload, "utf-8", "UTF-8 with a few broken bytes")
    if single_byte and _is_1258(payload):
        return _result(payload, "cp1258", "Vietnamese tone marks of windows-1258")
    if declared and declared != "utf-8":
        return _result(payload, declared, how)
    return _result(payload, "cp1252", "nothing else fits")


def _is_1258(payload: bytes) -> bool:
    """Whether the tone marks are those of windows-1258: many, among all bytes above ASCII."""
    marks = len(VIETNAMESE_1258.findall(payload))
    if marks < 2 or ONLY_1258.search(payload) is None:
        return False
    high = len(payload) - len(payload.translate(None, _HIGH))
    return marks * 6 >= high and marks > len(TCVN3_INSIDE_WORDS.findall(payload))


def _declared(payload: bytes, content_type: str | None) -> tuple[str, str]:
    if (
        content_type
        and (found := HEADER.search(content_type))
        and (codec := _codec(found.group(1)))
    ):
        return codec, "HTTP header"
    head = payload[:HEAD]
    for pattern, how in ((DECLARED, "meta element"), (XML, "XML declaration")):
        if (match := pattern.search(head)) and (codec := _codec(match.group(1).decode("ascii"))):
            # Who could read the declaration byte by byte has no UTF-16 before him (WHATWG HTML).
            return ("utf-8" if codec.startswith("utf-16") else codec), how
    return "", ""


def _codec(label: str) -> str:
    """The Python codec of a text charset named ``label``, or ''."""
    name = WEB.get(label.lower(), label.lower())
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    codec = info.name.replace("-", "_")
    if codec in NOT_CHARSETS:
        return ""
    try:
        b"".decode(info.name)
        b" ".decode(info.name, "replace")
    except (LookupError, ValueError):
        return ""  # rot13, base64 …: codecs that are not for text
    return info.name


def _mostly_utf8(payload: bytes) -> bool:
    """Whether only a few bytes (a cut character, a pasted quote) keep it from being UTF-8."""
    text = payload.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text if c > "\x7f") - bad
    return good > 10 * bad


def _result(payload: bytes, codec: str, how: str) -> Decoded:
    return Decoded(_tidy(payload.decode(codec, "replace")), codec, how)


def _tidy(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else unicodedata.normalize("NFC", text)
