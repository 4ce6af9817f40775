"""Who speaks: the people, roles and organisations of bylines over time.

These are the names under which articles appear. Whom an article quotes is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from scraper.analysis.corpus import day_of
from scraper.analysis.counts import NONE, OTHERS, table
from scraper.analysis.periods import check, filled, start
from scraper.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from scraper.analysis.periods import Every

Speaker = Literal["name", "role", "kind"]
SPEAKERS: tuple[Speaker, ...] = get_args(Speaker)


def speakers(
    mentions: pd.DataFrame, by: Speaker = "name", *, min_articles: int = 1
) -> pd.DataFrame:
    """Names, roles or kinds with their numbers of articles, the most frequent first.

    Args:
        mentions: of :func:`scraper.analysis.mentions.people_mentions`, or a part of it.
        by: the column to count.
        min_articles: leave out what has fewer.

    Returns:
        The column ``by``; ``articles`` (an article counts once for each value); ``share`` (of the
        articles in ``mentions``, 0 to 1); ``kinds``, ``roles``, ``portals`` (the most frequent
        first, joined by "; "); ``first``, ``last`` (days, ``datetime64[s]``).

    Raises:
        UsageError: ``by`` is no such column.
    """
    _require(mentions, by)
    total = mentions["article"].nunique()
    rows = mentions.assign(**{by: mentions[by].astype("object").where(mentions[by].notna(), NONE)})
    groups = rows.groupby(by, observed=True, sort=False)
    made = groups.agg(
        articles=("article", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
    )
    made.insert(1, "share", made["articles"] / total if total else 0.0)
    at = 2
    for name, column in (("kinds", "kind"), ("roles", "role"), ("portals", "portal")):
        if column != by:
            made.insert(at, name, _listed(rows, by, column).reindex(made.index, fill_value=""))
            at += 1
    made = made[made["articles"] >= min_articles].reset_index()
    made = made.sort_values(["articles", by], ascending=[False, True], ignore_index=True)
    return made.astype({by: "str", "first": "datetime64[s]", "last": "datetime64[s]"})


def speakers_over_time(
    mentions: pd.DataFrame, by: Speaker = "name", every: Every = "month", *, top: int = 10
) -> pd.DataFrame:
    """Articles of the most frequent names, roles or kinds for each period, zeros included.

    Args:
        mentions: of :func:`scraper.analysis.mentions.people_mentions`, or a part of it.
        by: the column to count.
        every: length of a period.
        top: so many values; an article of several others counts once for
            :data:`~scraper.analysis.counts.OTHERS`.

    Returns:
        As :func:`scraper.analysis.counts.counts`: ``period``, ``start``, the column ``by``,
        ``articles``.

    Raises:
        UsageError: ``by`` is no such column, or an unknown period.
    """
    check(every)
    kept = set(speakers(mentions, by)[by].head(top))
    found: dict[tuple[date, str], set[int]] = {}
    for article, moment, value in zip(
        mentions["article"], mentions["published"], mentions[by], strict=True
    ):
        day = day_of(moment)
        if day is None:
            continue
        name = value if isinstance(value, str) else NONE
        cell = (start(day, every), name if name in kept else OTHERS)
        found.setdefault(cell, set()).add(article)
    sizes = {cell: len(articles) for cell, articles in found.items()}
    return table(sizes, filled({first for first, _ in sizes}, every), every, by)


def _require(mentions: pd.DataFrame, by: str) -> None:
    if by not in SPEAKERS:
        raise UsageError(f"{by} is no column of bylines; they are {', '.join(SPEAKERS)}")
    if by not in mentions.columns:
        raise UsageError(f"the frame has no column {by}: people_mentions() makes one")


def _listed(rows: pd.DataFrame, by: str, column: str) -> pd.Series:
    """For each value of ``by`` those of ``column``, the most frequent first."""
    pairs = rows.dropna(subset=[column]).groupby([by, column], observed=True, sort=False).size()
    ordered = pairs.sort_values(ascending=False, kind="stable").reset_index()
    ordered[column] = ordered[column].astype("str")
    return ordered.groupby(by, sort=False)[column].agg("; ".join)
