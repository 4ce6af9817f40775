"""Snippets: the piece of an article that shows most of the query, in the article's own spelling."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from scraper.search.results import Snippet
from scraper.search.terms import ODD, accented, folded, folded_words
from scraper.search.tree import leaves
from scraper.text.fold import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scraper.search.tree import Node

_WIDTH = 32
"""Words in a snippet."""
_LEAD_IN = 6
"""Words shown before the first hit, so that it does not stand without its sentence."""
_MAX_TEXT = 200_000
"""Characters of an article that are looked through."""
_MAX_HITS = 1_000


class _MarksAsLetters(dict[int, int]):
    """A table for ``str.translate``; it learns each character when it is met."""

    def __missing__(self, code: int) -> int:
        self[code] = changed = ord("x") if unicodedata.combining(chr(code)) else code
        return changed


_MARKS_AS_LETTERS = _MarksAsLetters()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in a row to be marked, folded; with ``exact`` also in their accented form."""

    folded: tuple[str, ...]
    exact: tuple[str, ...] | None
    prefix: bool


def patterns(node: Node) -> list[Pattern]:
    """What of a query can be marked in title, lead and body."""
    return [
        Pattern(
            tuple(folded(leaf.text).split()),
            tuple(accented(leaf.text).split()) if leaf.exact else None,
            leaf.prefix,
        )
        for leaf in leaves(node)
        if leaf.field in {None, "title"}
    ]


def heading(title: str, wanted: Iterable[Pattern]) -> Snippet:
    """The whole of a title, with what of ``wanted`` stands in it."""
    places = [match.span() for match in WORD.finditer(_shape(title[:_MAX_TEXT]))]
    hits = _hits([title[start:end] for start, end in places], wanted) if places else []
    return Snippet(title, _merged([(places[at][0], places[to][1]) for at, to, _ in hits]))


def snippet(text: str, wanted: Iterable[Pattern]) -> Snippet:
    """The best piece of ``text``, or its beginning when none of ``wanted`` stands in it."""
    text = " ".join(unicodedata.normalize("NFC", text[:_MAX_TEXT]).split())
    shape = _shape(text)
    found = (
        WORD.findall(text)
        if shape is text
        else [text[match.start() : match.end()] for match in WORD.finditer(shape)]
    )
    if not found:
        return Snippet(text)
    hits = _hits(found, wanted)
    first = _best_start(hits)
    last = min(first + _WIDTH, len(found)) - 1
    # Where words stand is asked of those that are shown only: that is most of the work.
    places = [match.span() for match in islice(WORD.finditer(shape), first, last + 1)]
    begin = 0 if first == 0 else places[0][0]
    stop = len(text) if last == len(found) - 1 else places[-1][1]
    ahead = "… " if begin else ""
    spans = [
        (
            places[at - first][0] - begin + len(ahead),
            places[to - first][1] - begin + len(ahead),
        )
        for at, to, _ in hits
        if at >= first and to <= last
    ]
    return Snippet(f"{ahead}{text[begin:stop]}{' …' if stop < len(text) else ''}", _merged(spans))


def _shape(text: str) -> str:
    """``text`` with a letter for each mark, which the index leaves out: no word ends at one."""
    return text if ODD.search(text) is None else text.translate(_MARKS_AS_LETTERS)


def _hits(found: Sequence[str], wanted: Iterable[Pattern]) -> list[tuple[int, int, int]]:
    """First word, last word and pattern of each place where a pattern stands, in order."""
    hits: list[tuple[int, int, int]] = []
    terms = folded_words(found)
    for number, pattern in enumerate(wanted):
        size = len(pattern.folded)
        first = pattern.folded[0]
        starts = _beginning(terms, first) if size == 1 and pattern.prefix else _places(terms, first)
        hits += [
            (at, at + size - 1, number)
            for at in starts[:_MAX_HITS]
            if _stands(pattern, terms[at : at + size], found[at : at + size])
        ]
    return sorted(hits)[:_MAX_HITS]


def _stands(pattern: Pattern, terms: Sequence[str], found: Sequence[str]) -> bool:
    if not _same(terms, pattern.folded, prefix=pattern.prefix):
        return False
    return pattern.exact is None or _same(
        accented(" ".join(found)).split(), pattern.exact, prefix=pattern.prefix
    )


def _beginning(terms: list[str], wanted: str) -> list[int]:
    return [at for at, term in enumerate(terms) if term.startswith(wanted)]


def _places(terms: list[str], wanted: str) -> list[int]:
    places = []
    at = -1
    with suppress(ValueError):
        while True:
            at = terms.index(wanted, at + 1)
            places.append(at)
    return places


def _same(found: Sequence[str], wanted: Sequence[str], *, prefix: bool) -> bool:
    if len(found) != len(wanted) or list(found[:-1]) != list(wanted[:-1]):
        return False
    return found[-1].startswith(wanted[-1]) if prefix else found[-1] == wanted[-1]


def _best_start(hits: Sequence[tuple[int, int, int]]) -> int:
    """The word to begin with: most different patterns first, then most hits, then earliest."""
    best, best_value, right = 0, (0, 0), 0
    counts: dict[int, int] = {}
    for left, (at, _, number) in enumerate(hits):
        while right < len(hits) and hits[right][1] < at + _WIDTH - _LEAD_IN:
            counts[hits[right][2]] = counts.get(hits[right][2], 0) + 1
            right += 1
        value = (len(counts), right - left)
        if value > best_value:
            best, best_value = max(at - _LEAD_IN, 0), value
        if number in counts:
            counts[number] -= 1
            if not counts[number]:
                del counts[number]
        right = max(right, left + 1)
    return best


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
