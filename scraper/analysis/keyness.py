"""Words that set one set of texts apart from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.analysis.association import (
    bic,
    log_likelihood,
    log_ratio,
    p_value,
    percent_difference,
)
from scraper.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.frequencies import Frequencies

MILLION = 1_000_000


def keyness(
    target: Frequencies,
    reference: Frequencies,
    *,
    min_count: int = 5,
    min_articles: int = 3,
    alpha: float = 0.01,
) -> pd.DataFrame:
    """Compare the frequency of each word in two sets of texts that have no text in common.

    Significance says that there is a difference, not that it is large: with millions of words
    nearly every word differs. So each word has an effect size, and what is a keyword is decided by
    G² with Bonferroni's correction for the number of words that were compared (as by Gabrielatos
    2018, "Keyness analysis: nature, metrics and techniques").

    Args:
        target: the set that is described.
        reference: what it is compared with.
        min_count: only words with at least so many occurrences in both together.
        min_articles: only words in at least so many texts of the set that has more of it in
            proportion: a word of one long article says nothing about the set.
        alpha: chance of any false keyword, over all words that were compared.

    Returns:
        The words by G², strongest first: ``word``, ``count``, ``articles``, ``reference_count``,
        ``reference_articles``, ``per_million``, ``reference_per_million``, ``g2`` (see
        :func:`~scraper.analysis.association.log_likelihood`), ``p`` (Bonferroni's, at most 1),
        ``bic``, ``log_ratio``, ``percent_difference`` (missing where the reference has no such
        word), ``key`` (whether ``p`` is below ``alpha``), ``tokens``. Words that the target has
        less of have a negative ``log_ratio``.

    Raises:
        UsageError: one set has no word, or tokens of the two differ in kind.
    """
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    for name, side in (("target", target), ("reference", reference)):
        if not side.size:
            raise UsageError(f"the {name} of a comparison has no words ({side.texts} articles)")
    if target.tokens != reference.tokens:
        raise UsageError(
            f"{target.tokens} cannot be compared with {reference.tokens}: "
            "take articles of one language"
        )
    n = target.size + reference.size
    rows = []
    for word in target.counts | reference.counts:
        count, other = target.counts[word], reference.counts[word]
        effect = log_ratio(count, target.size, other, reference.size)
        more = target if effect > 0 else reference
        if count + other < min_count or more.articles[word] < min_articles:
            continue
        g2 = log_likelihood(count, target.size, count + other, n)
        rows.append(
            (
                word,
                *(count, target.articles[word], other, reference.articles[word]),
                *(count / target.size * MILLION, other / reference.size * MILLION),
                *(g2, p_value(g2), bic(g2, n), effect),
                percent_difference(count, target.size, other, reference.size),
            )
        )
    made = pd.DataFrame(rows, columns=_COLUMNS)
    made["p"] = (made["p"].astype("float64") * len(made)).clip(upper=1.0)
    made["percent_difference"] = made["percent_difference"].astype("float64")
    made["key"] = made["p"] < alpha
    made["tokens"] = target.tokens
    made = made.sort_values(["g2", "word"], ascending=[False, True], ignore_index=True)
    made.attrs.update(
        tokens=target.tokens, compared=len(made), alpha=alpha,
        target_words=target.size, target_articles=target.texts,
        reference_words=reference.size, reference_articles=reference.texts,
    )  # fmt: skip
    return made


_COLUMNS = [
    "word", "count", "articles", "reference_count", "reference_articles", "per_million",
    "reference_per_million", "g2", "p", "bic", "log_ratio", "percent_difference",
]  # fmt: skip
