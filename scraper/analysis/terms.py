"""Terms as users write them, found in rows of tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.text import exact, fold

if TYPE_CHECKING:
    from scraper.analysis.tokens import Tokenizer

MAX_WORDS = 20
"""Words of one term."""


def joined(tokens: list[str]) -> str:
    """The tokens in one string in which :class:`Term` searches."""
    return f" {' '.join(tokens)} "


class Term:
    """Words that stand side by side; a ``*`` behind a word lets it go on.

    Accents count, unless the tokenizer folds them. Among segmented words, a term matches whole
    words only: "cải cách" is found as "cải_cách" and not in "cải_cách_hành_chính".

    >>> from scraper.analysis.tokens import Tokenizer
    >>> Term("Cải cách", Tokenizer()).places(["sau", "cải", "cách", "và", "cải", "cách"])
    [(1, 3), (4, 6)]
    """

    def __init__(self, text: str, tokenizer: Tokenizer) -> None:
        """Read a term.

        Raises:
            UsageError: it has no letter or digit, or more than :data:`MAX_WORDS` words.
        """
        self.text = " ".join(text.split())
        normal = fold if tokenizer.fold else exact
        parts = re.findall(r"\w+\*?", normal(text))
        self.words = tuple(part.rstrip("*") for part in parts)
        self.whole = tuple(part for part in parts if not part.endswith("*"))
        if not self.words:
            raise UsageError(f"the term {text!r} has no letter or digit")
        if len(self.words) > MAX_WORDS:
            raise UsageError(f"a term has at most {MAX_WORDS} words, not {len(self.words)}")
        pattern = "[ _]".join(
            re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in parts
        )
        self._pattern = re.compile(rf" {pattern}(?= )")  # what begins literally is found quickly

    def count(self, text: str) -> int:
        """Occurrences in :func:`joined` tokens; they do not overlap."""
        return sum(1 for _ in self._pattern.finditer(text))

    def places(self, tokens: list[str]) -> list[tuple[int, int]]:
        """First token and the one behind the last, of each occurrence."""
        text = joined(tokens)
        found = []
        at, seen = 0, 0
        for match in self._pattern.finditer(text):
            seen += text.count(" ", at, match.start())
            at = match.start()
            found.append((seen, seen + match.group().count(" ")))
        return found

    def query(self) -> str:
        """A query of the full-text index that finds every article with this term, and perhaps more.

        >>> from scraper.analysis.tokens import Tokenizer
        >>> Term("Cải cách", Tokenizer()).query(), Term("nông d*", Tokenizer()).query()
        ('"cai cach"', 'nong')
        """
        plain = [fold(word) for word in self.whole]
        if len(plain) == len(self.words):
            return f'"{" ".join(plain)}"'
        return " ".join(plain)
