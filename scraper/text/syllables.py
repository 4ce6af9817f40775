"""What can be a syllable of Vietnamese: onset, vowels, coda, and one tone."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|qu|kh|ph|th|tr|ch|[bcdđghklmnpqrstvx])?"
    "(?:(?:i?ê|yê|uyê|u?ô|ươ|o?a|o?ă|u?â|o?e|uê|uy|i|o|ơ|u|ư|y)(?:ng|nh|ch|[cmnpt])|oo(?:ng|c)"
    "|[aeêioôơuưy]|ia|ya|ua|uya|ưa|oa|oe|uê|uy|uơ|[aâ][iyu]|ao|eo|êu|iu|i?êu|yêu|[oôơu]i|uôi|ư[iu]|ươ[iu]"
    "|oa[iyo]|oeo|uây|uyu|uêu)"
)
"""A Vietnamese syllable without its tone."""

_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


_MISPLACED = re.compile(
    "(?:a\u0306?[iouy]|a\u0302[uy]|eo|e\u0302u|iu|o[\u0302\u031b]?i|(?<!q)ui|u\u031b[iu])[\u0300\u0301\u0303\u0309\u0323]$"
)
"""A tone on the second of two vowels whose first bears it: "xaõ" is what VNI makes of "xã"."""


@lru_cache(maxsize=2_048)
def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelled like one Vietnamese syllable, with or without a tone.

    >>> is_syllable("Nguyễn"), is_syllable("Müller")
    (True, False)
    """
    if _MISPLACED.search(marked := unicodedata.normalize("NFD", word.lower())):
        return False
    plain = marked.translate(_TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None
