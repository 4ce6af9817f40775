"""Words that stand near a term more often than chance explains."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, get_args

from scraper.analysis.association import (
    log_dice,
    log_likelihood,
    mutual_information,
    t_score,
)
from scraper.analysis.corpus import articles_of
from scraper.analysis.terms import Term
from scraper.analysis.tokens import Tokenizer
from scraper.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.corpus import Corpus

Measure = Literal["log_dice", "g2", "mi", "t"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

MAX_WINDOW = 50


def collocations(
    corpus: Corpus,
    term: str,
    *,
    left: int = 5,
    right: int = 5,
    min_count: int = 5,
    by: Measure = "log_dice",
    tokenizer: Tokenizer | None = None,
) -> pd.DataFrame:
    """Words within a window around a term, with what their number says.

    A token is inside or outside the windows and is the word or another: that is the table behind
    MI, t-score and G² (Evert 2008, "Corpora and collocations", 5.1). Windows end with the
    paragraph; a token in two windows counts once; the term's own tokens are left out of the table.

    Args:
        corpus: a frame or articles one by one.
        term: the node: words side by side, ``*`` for any ending.
        left: tokens before it, 0 to :data:`MAX_WINDOW`.
        right: tokens behind it.
        min_count: only words that stand in windows at least so often; below 5 MI means little.
        by: measure to sort by.
        tokenizer: syllables with accents by default.

    Returns:
        ``word``, ``count`` (in windows), ``left``, ``right`` (of these; a token between two
        occurrences counts for the nearer), ``total`` (in all texts), ``articles`` (with both),
        ``expected``, ``mi``, ``t``, ``log_dice``, ``g2``, ``tokens``. Words that are rarer near
        the term than elsewhere (``count`` below ``expected``) are left out. ``attrs``: ``node``
        (occurrences of the term), ``size`` (tokens of all texts).

    Raises:
        UsageError: a window that is empty or too large, an unknown measure, a term without words.
    """
    if not (0 <= left <= MAX_WINDOW and 0 <= right <= MAX_WINDOW and left + right):
        raise UsageError(f"a window has 1 to {MAX_WINDOW} tokens on a side, not {left} and {right}")
    if by not in MEASURES:
        raise UsageError(f"{by} is no measure; they are {', '.join(MEASURES)}")
    tokenizer = tokenizer or Tokenizer()
    node = Term(term, tokenizer)
    totals: Counter[str] = Counter()
    sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    together: Counter[str] = Counter()
    inside: Counter[str] = Counter()  # of the term's own tokens, which the table leaves out
    languages: set[str | None] = set()
    nodes = 0
    for article in articles_of(corpus):
        languages.add(article.language)
        near: set[str] = set()
        for tokens in tokenizer.paragraphs(article.text, article.language):
            totals.update(tokens)
            places = node.places(tokens)
            if not places:
                continue
            nodes += len(places)
            for begin, end in places:
                inside.update(tokens[begin:end])
            for position, side in _windows(places, len(tokens), left, right).items():
                sides[side][tokens[position]] += 1
                near.add(tokens[position])
        together.update(near)
    made = _frame(totals, sides, together, inside, nodes, min_count)
    order = [by, "word"]
    made = made.sort_values(order, ascending=[False, True], ignore_index=True)
    made["tokens"] = tokenizer.label(languages)
    made.attrs.update(
        node=nodes, size=totals.total(), term=node.text, left=left, right=right, by=by,
        tokens=tokenizer.label(languages),
    )  # fmt: skip
    return made


def _windows(
    places: list[tuple[int, int]], length: int, left: int, right: int
) -> dict[int, Literal[0, 1]]:
    """Positions in the windows of a paragraph; 0 for before the nearest occurrence, 1 for behind."""
    own = {position for begin, end in places for position in range(begin, end)}
    found: dict[int, tuple[int, Literal[0, 1]]] = {}
    for begin, end in places:
        for position in range(max(0, begin - left), begin):
            distance = begin - position
            if position not in found or distance < found[position][0]:
                found[position] = (distance, 0)
        for position in range(end, min(length, end + right)):
            distance = position - end + 1
            if position not in found or distance < found[position][0]:
                found[position] = (distance, 1)
    return {position: side for position, (_, side) in found.items() if position not in own}


def _frame(
    totals: Counter[str],
    sides: tuple[Counter[str], Counter[str]],
    together: Counter[str],
    inside: Counter[str],
    nodes: int,
    min_count: int,
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    near = sides[0] + sides[1]
    r1 = near.total()
    n = totals.total() - inside.total()
    rows = []
    for word, count in near.items():
        c1 = totals[word] - inside[word]
        expected = r1 * c1 / n
        if count < min_count or count <= expected:
            continue
        rows.append(
            (
                word,
                *(count, sides[0][word], sides[1][word], totals[word], together[word], expected),
                mutual_information(count, r1, c1, n),
                t_score(count, r1, c1, n),
                log_dice(count, nodes, totals[word]),
                log_likelihood(count, r1, c1, n),
            )
        )
    names = ["word", "count", "left", "right", "total", "articles", "expected", "mi", "t",
             "log_dice", "g2"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
