"""Snippets: the piece of an article that shows most of the query, in the article's own spelling."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.search.results import Snippet
from scraper.search.tree import leaves
from scraper.text import exact, fold, words
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
            tuple(words(fold(leaf.text))),
            tuple(words(exact(leaf.text))) if leaf.exact else None,
            leaf.prefix,
        )
        for leaf in leaves(node)
        if leaf.field in {None, "title"}
    ]


def snippet(text: str, wanted: Iterable[Pattern]) -> Snippet:
    """The best piece of ``text``, or its beginning when none of ``wanted`` stands in it."""
    text = " ".join(unicodedata.normalize("NFC", text[:_MAX_TEXT]).split())
    places = [match.span() for match in WORD.finditer(text)]
    if not places:
        return Snippet(text)
    tokens = [_fold(text[start:end]) for start, end in places]
    hits = _hits(text, places, tokens, wanted)
    first = _best_start(hits)
    last = min(first + _WIDTH, len(places)) - 1
    begin = 0 if first == 0 else places[first][0]
    stop = len(text) if last == len(places) - 1 else places[last][1]
    ahead = "… " if begin else ""
    spans = [
        (places[at][0] - begin + len(ahead), places[to][1] - begin + len(ahead))
        for at, to, _ in hits
        if at >= first and to <= last
    ]
    return Snippet(f"{ahead}{text[begin:stop]}{' …' if stop < len(text) else ''}", _merged(spans))


@lru_cache(maxsize=50_000)
def _fold(word: str) -> str:
    return fold(word)


def _hits(
    text: str,
    places: Sequence[tuple[int, int]],
    tokens: Sequence[str],
    wanted: Iterable[Pattern],
) -> list[tuple[int, int, int]]:
    """First word, last word and pattern of each place where a pattern stands, in order."""
    hits: list[tuple[int, int, int]] = []
    where: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        where.setdefault(token, []).append(at)
    for number, pattern in enumerate(wanted):
        size = len(pattern.folded)
        starts = where.get(pattern.folded[0], [])
        if size == 1 and pattern.prefix:
            begun = [ats for token, ats in where.items() if token.startswith(pattern.folded[0])]
            starts = sorted(at for ats in begun for at in ats)
        for at in starts[:_MAX_HITS]:
            accented = (
                [exact(text[start:end]) for start, end in places[at : at + size]]
                if pattern.exact
                else None
            )
            if _same(tokens[at : at + size], pattern.folded, prefix=pattern.prefix) and (
                pattern.exact is None or _same(accented or [], pattern.exact, prefix=pattern.prefix)
            ):
                hits.append((at, at + size - 1, number))
    return sorted(hits)[:_MAX_HITS]


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
