"""The terms that texts and queries are taken apart into, the same for every index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.text import exact, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 200
"""Characters of a term; what a longer word goes on with is not looked at (addresses, base64)."""

SEPARATOR = "\ue000"
"""Between the names of a list, so that no phrase goes from one into the next. It is no letter, so
that no query holds it."""

ODD = re.compile(r"[^\x00-\x7f\u00c0-\u024f\u1e00-\u1eff‐–—‘’“”•… ]")
"""Whatever may join with its neighbours when it is normalised. Where a text has none, each of its
words can be folded for itself, and most words are known already."""

_REMEMBERED = 100_000

_DASHES = re.compile("[\u2010-\u2015\u2212]")


class _Learned(dict[str, str]):
    """Words and what becomes of them; it learns each when it is met."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, word: str) -> str:
        found = " ".join(part[:LONGEST] for part in words(self._change(word)))
        if len(word) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = found
        return found


_FOLDED = _Learned(fold)
_ACCENTED = _Learned(exact)


def folded(text: str) -> str:
    """The words of ``text`` in lower case and without marks, with spaces between them.

    >>> folded("Ủy ban, (Đà Nẵng)")
    'uy ban da nang'
    """
    return _taken_apart(text, _FOLDED)


def accented(text: str) -> str:
    """The words of ``text`` in lower case, in one spelling of their accents.

    >>> accented("HÒA BÌNH")
    'hoà bình'
    """
    return _taken_apart(text, _ACCENTED)


def both(text: str) -> tuple[str, str]:
    """:func:`folded` and :func:`accented` of one text, which is taken apart once."""
    if ODD.search(text) is not None:
        return _taken_apart(text, _FOLDED), _taken_apart(text, _ACCENTED)
    found = words(text)
    return (
        " ".join(filter(None, map(_FOLDED.__getitem__, found))),
        " ".join(filter(None, map(_ACCENTED.__getitem__, found))),
    )


def folded_words(found: Iterable[str]) -> list[str]:
    """Words folded one by one, as often as they stand there."""
    return list(map(_FOLDED.__getitem__, found))


def listed(names: Iterable[str]) -> tuple[str, str]:
    """:func:`both` of the names of a list, with a separator between them."""
    pairs = [both(name) for name in names]
    between = f" {SEPARATOR} "
    return between.join(pair[0] for pair in pairs), between.join(pair[1] for pair in pairs)


def cited(number: str) -> str:
    """The number of a document for comparison: folded, without spaces, with plain dashes.

    >>> cited("123 / QĐ–UBND")
    '123/qd-ubnd'
    """
    return "".join(_DASHES.sub("-", fold(number)).split())


def _taken_apart(text: str, learned: _Learned) -> str:
    if ODD.search(text) is not None:
        return learned.__missing__(text) if len(text) > LONGEST else learned[text]
    return " ".join(filter(None, map(learned.__getitem__, words(text))))
