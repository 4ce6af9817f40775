"""Fold text for comparison: without accents for search, or with them in one spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+")

_DIRECT = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h"})
"""Letters with a stroke: Unicode does not decompose them."""

SHORT = 200
"""Characters up to which a folded text is remembered: labels and names come back on every page, and a
headline several times on one."""


class _Unmarked(dict[int, int | str | None]):
    """A table for ``str.translate`` that drops marks; it learns each character when it is met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.combining(chr(code)) else code
        return kept


_UNMARKED = _Unmarked(_DIRECT)

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_STYLE = re.compile(rf"(o)([{_TONES}])(a|e)(?!\w)|(u)([{_TONES}])(y)(?!\w)", re.IGNORECASE)
"""The tone on the first vowel of oa, oe, uy at the end of a syllable (hòa); the new style writes
hoà. Both are in use and mean the same."""


def fold(text: str) -> str:
    """Return ``text`` for search: lower case, no marks, đ as d.

    >>> fold("Người dân thị xã Hương Trà, Đảng"), fold("hoà") == fold("hòa")
    ('nguoi dan thi xa huong tra, dang', True)
    """
    if text.isascii():
        return text.lower()
    return _fold_short(text) if len(text) <= SHORT else _fold(text)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return decomposed.translate(_UNMARKED)


_fold_short = lru_cache(maxsize=2_048)(_fold)


def exact(text: str) -> str:
    """Return ``text`` for search with accents: lower case, NFC, one style of placing the tone.

    >>> exact("Hòa") == exact("hoà"), exact("má") == exact("ma")
    (True, False)
    """
    return _exact_short(text) if len(text) <= SHORT else _exact(text)


def _exact(text: str) -> str:
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    if not folded.isascii():
        folded = _OLD_STYLE.sub(
            lambda m: m[1] + m[3] + m[2] if m[1] else m[4] + m[6] + m[5], folded
        )
    return unicodedata.normalize("NFC", folded)


_exact_short = lru_cache(maxsize=2_048)(_exact)


def words(text: str) -> list[str]:
    """The words of ``text`` in order (Vietnamese: syllables)."""
    return WORD.findall(text)
