"""Texts as rows of tokens: Vietnamese syllables or words, and the words of other languages.

Vietnamese writes a space between syllables, not between words: "chuyển đổi số" is three syllables
and one or two words. What a token is decides every count, so each result names it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

from scraper.errors import UsageError
from scraper.text import exact, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Unit = Literal["syllables", "words"]

REMEMBERED = 500_000
"""Spellings whose normal form is kept; a text of random letters must not fill the memory."""


class _Normal(dict[str, str]):
    """Spelling to normal form, worked out when a spelling is met for the first time."""

    def __init__(self, normal: Callable[[str], str]) -> None:
        super().__init__()
        self._normal = normal

    def __missing__(self, token: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        # Segmented words keep their "_"; folding knows only letters.
        self[token] = made = self._normal(token)
        return made


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """How texts become tokens.

    Tokens are lower case, in NFC, with one style of placing the tone (hòa = hoà); punctuation is
    no token.

    Attributes:
        unit: ``syllables``, or ``words`` as pyvi's conditional random field joins the syllables of
            a Vietnamese text (needs ``pip install 'loaphuong[viet]'``). Texts of other languages
            are cut into Unicode words in both cases.
        fold: leave accents out: "má", "mà" and "ma" are one token.
        language: of texts that do not say their own.
    """

    unit: Unit = "syllables"
    fold: bool = False
    language: str = "vi"

    def __post_init__(self) -> None:
        if self.unit == "words":
            _segment()  # a missing extra is said now, not in the middle of the work

    def __call__(self, text: str, language: str | None = None) -> list[str]:
        """All tokens of ``text`` in order."""
        return [token for part in self.paragraphs(text, language) for token in part]

    def paragraphs(self, text: str, language: str | None = None) -> list[list[str]]:
        r"""The tokens of each line of ``text``; lines without a token are left out.

        >>> Tokenizer().paragraphs("Hòa Bình\n\nHọp ngày 3/2")
        [['hoà', 'bình'], ['họp', 'ngày', '3', '2']]
        """
        normal = _normal(self.fold)
        segmented = self.unit == "words" and (language or self.language) == "vi"
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        found = []
        for line in text.splitlines():
            tokens = words(_segment()(line) if segmented else line)
            if tokens:
                found.append([normal[token] for token in tokens])
        return found

    def label(self, languages: Iterable[str | None] = ()) -> str:
        """What a token is, for people: in texts of ``languages``, of :attr:`language` when empty.

        >>> Tokenizer().label(), Tokenizer(fold=True).label(["vi", "en"])
        ('syllables', 'syllables; other languages: words; accents folded')
        """
        known = {language or self.language for language in languages} or {self.language}
        vietnamese = "syllables" if self.unit == "syllables" else f"words (pyvi {version('pyvi')})"
        parts = [vietnamese] if "vi" in known else []
        if known - {"vi"}:
            parts.append("other languages: words" if parts else "words")
        return "; ".join([*parts, *(["accents folded"] if self.fold else [])])


@cache
def _normal(folded: bool) -> _Normal:
    return _Normal(fold if folded else exact)


@cache
def _segment() -> Callable[[str], str]:
    """The function of pyvi that joins the syllables of a word by "_".

    Raises:
        UsageError: pyvi is not installed.
    """
    try:
        from pyvi import ViTokenizer  # noqa: PLC0415  # loads a model
    except ImportError as error:
        raise UsageError(
            "Vietnamese words need pyvi: pip install 'loaphuong[viet]'; syllables need nothing"
        ) from error
    tokenize: Callable[[str], str] = ViTokenizer.tokenize
    return tokenize
