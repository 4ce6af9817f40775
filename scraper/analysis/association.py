"""Measures of two-by-two tables of frequencies, each with its source.

The table of a keyword: the word and all other words, in the target and in the reference. Of a
collocation: the word and all others, inside and outside the windows around the node. Written with
the counts that a reader of the literature knows: ``o11`` of the upper left cell, ``r1`` of its row,
``c1`` of its column, ``n`` of all.
"""

from __future__ import annotations

import math

ZERO = 0.5
"""What stands for a frequency of 0 in a log ratio (Hardie 2014)."""


def log_likelihood(o11: int, r1: int, c1: int, n: int) -> float:
    """The statistic G² of a two-by-two table, from 0 (independent) up.

    Twice the sum over the four cells of observed times ln(observed / expected): Dunning 1993,
    "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics
    19(1). Rayson & Garside 2000 leave out the two cells of the other words, which hardly differ
    from what is expected.
    """
    total = 0.0
    for row, row_sum in ((o11, c1), (r1 - o11, n - c1)):
        other = row_sum - row
        for observed, column_sum in ((row, r1), (other, n - r1)):
            if observed > 0:
                total += observed * math.log(observed * n / (row_sum * column_sum))
    return max(0.0, 2 * total)


def p_value(g2: float) -> float:
    """Chance of a G² at least so large where there is no difference: chi-square with 1 degree.

    >>> round(p_value(3.8415), 4), round(p_value(15.1367), 6)
    (0.05, 0.0001)
    """
    return math.erfc(math.sqrt(g2 / 2))


def bic(g2: float, n: int) -> float:
    """Evidence for a difference by the Bayesian information criterion: G² - ln(n).

    Below 0 it speaks for no difference; 2 to 6 is positive, 6 to 10 strong, more very strong
    evidence (Wilson 2013, "Embracing Bayes factors for key item analysis in corpus linguistics").
    """
    return g2 - math.log(n)


def log_ratio(count: int, size: int, other_count: int, other_size: int) -> float:
    """How often the relative frequency doubles: 1 is twice as frequent, -1 half as frequent.

    Hardie 2014, "Log Ratio: an informal introduction"; a frequency of 0 counts as 0.5.

    >>> log_ratio(40, 1_000, 10, 1_000), log_ratio(8, 1_000, 0, 1_000)
    (2.0, 4.0)
    """
    return math.log2((count or ZERO) / size) - math.log2((other_count or ZERO) / other_size)


def percent_difference(count: int, size: int, other_count: int, other_size: int) -> float | None:
    """%DIFF of Gabrielatos & Marchi 2011: 100 is twice as frequent, -50 half as frequent.

    None where the word is not in the reference: any number would be that of the smoothing.

    >>> percent_difference(40, 1_000, 10, 1_000)
    300.0
    """
    if not other_count:
        return None
    other = other_count / other_size
    return (count / size - other) / other * 100


def mutual_information(o11: int, r1: int, c1: int, n: int) -> float:
    """MI: log2(observed / expected); favours rare words (Church & Hanks 1990)."""
    return math.log2(o11 * n / (r1 * c1))


def t_score(o11: int, r1: int, c1: int, n: int) -> float:
    """(observed - expected) / sqrt(observed); favours frequent words (Church et al. 1991)."""
    return (o11 - r1 * c1 / n) / math.sqrt(o11)


def log_dice(o11: int, node: int, collocate: int) -> float:
    """14 + log2(2 f(x,y) / (f(x) + f(y))): at most 14 and comparable between corpora (Rychlý 2008).

    >>> log_dice(10, 10, 10)
    14.0
    """
    return 14 + math.log2(2 * o11 / (node + collocate))
