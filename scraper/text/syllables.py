"""What can be a syllable of Vietnamese: onset, vowels, coda, and one tone."""

from __future__ import annotations

import re
import unicodedata

_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|qu|kh|ph|th|tr|ch|[bcdđghklmnpqrstvx])?"
    "(?:(?:i?ê|yê|uyê|u?ô|ươ|o?a|o?ă|u?â|o?e|uê|uy|i|o|ơ|u|ư|y)(?:ng|nh|ch|[cmnpt])|oo(?:ng|c)"
    "|[aeêioôơuưy]|ia|ya|ua|uya|ưa|oa|oe|uê|uy|uơ|[aâ][iyu]|ao|eo|êu|iu|i?êu|yêu|[oôơu]i|uôi|ư[iu]|ươ[iu]"
    "|oa[iyo]|oeo|uây|uyu|uêu)"
)
"""A Vietnamese syllable without its tone."""

_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")


def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelled like one Vietnamese syllable, with or without a tone.

    >>> is_syllable("Nguyễn"), is_syllable("Müller")
    (True, False)
    """
    plain = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)) is not None
