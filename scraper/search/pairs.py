"""Pairs of frequent words as terms of their own, so that phrases of them are found quickly.

Any longer text has most of the commonest syllables of Vietnamese, so that a phrase of them is looked
for in nearly all articles, position by position. Where two of the most frequent words stand side by
side, the index has both as one term, too: a phrase of two such words is then a single term, and a
longer one a phrase of fewer and rarer terms. Pairs of all words would double the index; a phrase
with a rarer word is found quickly by that word. (Williams, Zobel and Bahle, "Fast Phrase Querying
with Combined Indexes", ACM TOIS 22 (4), 2004.)

Which words are frequent is asked of a sample when an index is begun, and stays so for that index.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from scraper.search.documents import documents
from scraper.search.terms import SEPARATOR, folded, listed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence, Set

LARGE = 20_000
"""Articles from which on an index has pairs; below, any phrase is found within milliseconds."""

SAMPLE = 400
"""Articles of which frequent words are asked, spread over all."""

SHARE = 0.5
"""Of the articles that have a frequent word; with a third of them the pairs would be twice as many."""

JOINT = "-"
"""Between the two words of a pair, and alone in the place of words that make none. It is in no word."""

_LAST = "SELECT ifnull(max(id), 0) FROM articles"
_SPREAD = "SELECT id FROM articles WHERE id % ? = 0 ORDER BY id LIMIT ?"


def is_large(connections: Iterable[sqlite3.Connection]) -> bool:
    """Whether an index of these archives is to have pairs; told from the last ids, at no cost."""
    return _number(connections) >= LARGE


def frequent_words(connections: Sequence[sqlite3.Connection]) -> tuple[str, ...]:
    """The folded words that most articles have, sorted; there may be none."""
    step = max(1, _number(connections) // SAMPLE)
    counts: Counter[str] = Counter()
    articles = 0
    for connection in connections:
        rows = connection.execute(_SPREAD, (step, SAMPLE)).fetchall()
        for article in documents(connection, [row[0] for row in rows]):
            texts = (folded(article.title), folded(article.lead), folded(article.body))
            names = (listed(article.authors)[0], listed(article.tags)[0])
            counts.update({word for text in (*texts, *names) for word in text.split()})
            articles += 1
    del counts[SEPARATOR]
    return tuple(sorted(word for word, count in counts.items() if count >= SHARE * articles))


def paired(text: str, frequent: Set[str]) -> str:
    """The pairs of a folded text as terms, each where its first word stands.

    >>> paired("uy ban xa an", {"uy", "ban", "xa"})
    'uy-ban ban-xa - -'
    """
    words = text.split(" ")
    found = [
        f"{one}-{two}" if one in frequent and two in frequent else JOINT
        for one, two in pairwise(words)
    ]
    # A term for each word, so that a text is as long to the ranking, and so that no pair of one text
    # stands right before those of the next.
    return " ".join([*found, JOINT])


def covering(words: Sequence[str]) -> list[tuple[int, str]]:
    """Pairs that have all of two or more words in them, with their places.

    >>> covering(["uy", "ban", "xa"])
    [(0, 'uy-ban'), (1, 'ban-xa')]
    """
    last = len(words) - 2
    pairs = enumerate(map(JOINT.join, pairwise(words)))
    return [(at, pair) for at, pair in pairs if at % 2 == 0 or at == last]


def _number(connections: Iterable[sqlite3.Connection]) -> int:
    return sum(int(connection.execute(_LAST).fetchone()[0]) for connection in connections)
