"""How often a term is used over time, against all that was written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scraper.analysis.corpus import articles_of, require_facet
from scraper.analysis.counts import NONE, OTHERS
from scraper.analysis.periods import check, filled, label, start
from scraper.analysis.terms import Term, joined
from scraper.analysis.tokens import Tokenizer
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import TypeAlias

    import pandas as pd

    from scraper.analysis.corpus import Corpus, Facet
    from scraper.analysis.periods import Every

    Cells: TypeAlias = Counter[tuple[date, str]]
    """A number for each period and facet value."""

MILLION = 1_000_000


def trend(
    corpus: Corpus,
    terms: str | Sequence[str],
    by: Facet | None = None,
    every: Every = "month",
    *,
    top: int | None = None,
    tokenizer: Tokenizer | None = None,
) -> pd.DataFrame:
    """Articles with a term, and its occurrences per million words, for each period.

    The rate compares periods and subsets of different size, as is usual in corpus linguistics
    (McEnery & Hardie 2012, *Corpus Linguistics*, 2.6). Words are the tokens of title, lead and body.

    Args:
        corpus: a frame with ``id``, ``body``, ``published`` and, where there are, ``title``,
            ``lead`` and the facet; or articles one by one.
        terms: words side by side, ``*`` for any ending; see :class:`scraper.analysis.terms.Term`.
        by: split by this facet; an article with two authors or tags counts for each.
        every: length of a period.
        top: only so many values of the facet, those with the most words; the rest is summed up.
        tokenizer: syllables with accents by default.

    Returns:
        For each term, facet value and period: ``period``, ``start`` (``datetime64[s]``), ``term``,
        the facet, ``articles`` (with the term), ``occurrences``, ``total`` (articles of the
        period), ``words`` (tokens of the period), ``share`` (of articles, 0 to 1), ``per_million``
        (occurrences per million words) and ``tokens`` (what a word is). Shares and rates are
        missing where nothing was published. ``attrs["undated"]``: articles without a date, which
        are left out.

    Raises:
        UsageError: an unknown facet or period, or a term without words.
    """
    check(every)
    require_facet(by)
    tokenizer = tokenizer or Tokenizer()
    wanted = [Term(term, tokenizer) for term in ([terms] if isinstance(terms, str) else terms)]
    if not wanted:
        raise UsageError("a trend needs at least one term")
    totals: Cells = Counter()
    sizes: Cells = Counter()
    found: list[tuple[Cells, Cells]] = [(Counter(), Counter()) for _ in wanted]
    languages: set[str | None] = set()
    undated = 0
    for article in articles_of(corpus):
        if article.day is None:
            undated += 1
            continue
        languages.add(article.language)
        parts = tokenizer.paragraphs(article.text, article.language)
        lines = [joined(part) for part in parts]
        size = sum(map(len, parts))
        first = start(article.day, every)
        cells = [(first, value or NONE) for value in article.values(by)] if by else [(first, "")]
        for cell in cells:
            totals[cell] += 1
            sizes[cell] += size
        for term, (articles, occurrences) in zip(wanted, found, strict=True):
            if count := sum(map(term.count, lines)):
                for cell in cells:
                    articles[cell] += 1
                    occurrences[cell] += count
    columns = [totals, sizes, *(counter for pair in found for counter in pair)]
    totals, sizes, *flat = _largest(columns, top) if by else columns
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    made = _frame([term.text for term in wanted], pairs, totals, sizes, by, every)
    made["tokens"] = tokenizer.label(languages)
    made.attrs.update(undated=undated, every=every, tokens=tokenizer.label(languages))
    return made


def _largest(columns: list[Cells], top: int | None) -> list[Cells]:
    """The counters with all but the ``top`` values with the most words summed up."""
    if top is None:
        return columns
    sums: Counter[str] = Counter()
    for (_, value), size in columns[1].items():
        sums[value] += size
    kept = set(sorted(sums, key=lambda value: (-sums[value], value))[:top])
    reduced = []
    for column in columns:
        made: Cells = Counter()
        for (first, value), count in column.items():
            made[first, value if value in kept else OTHERS] += count
        reduced.append(made)
    return reduced


def _frame(
    terms: list[str],
    found: list[tuple[Cells, Cells]],
    totals: Cells,
    sizes: Cells,
    by: str | None,
    every: Every,
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    starts = filled({first for first, _ in totals}, every)
    sums: Counter[str] = Counter()
    for (_, value), size in sizes.items():
        sums[value] += size
    order = sorted(sums, key=lambda value: (value == OTHERS, -sums[value], value)) if by else [""]
    rows = [
        (label(first, every), first, term, value, articles[first, value],
         occurrences[first, value], totals[first, value], sizes[first, value])
        for term, (articles, occurrences) in zip(terms, found, strict=True)
        for value in order
        for first in starts
    ]  # fmt: skip
    names = ("period", "start", "term", by or "", "articles", "occurrences", "total", "words")
    made = pd.DataFrame(rows, columns=names)
    if by is None:
        made = made.drop(columns="")
    made = made.astype({"start": "datetime64[s]"})
    made["share"] = made["articles"] / made["total"].where(made["total"] > 0)
    made["per_million"] = made["occurrences"] / made["words"].where(made["words"] > 0) * MILLION
    return made
