"""The official documents that articles cite most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd


def cited_documents(mentions: pd.DataFrame, *, min_articles: int = 1) -> pd.DataFrame:
    """Documents with their numbers of citing articles, the most cited first.

    A number is given by each authority anew every year: 15/QĐ-UBND is the decision of many
    committees. So mentions are one document only where number and date agree. Mentions without a
    date join the only dated one of their number; where there are several, or none, they stay a row
    of their own without a date, and several ``portals`` there may mean several documents.

    Args:
        mentions: of :func:`scraper.analysis.mentions.document_mentions`, or a part of it.
        min_articles: leave out what fewer articles cite.

    Returns:
        ``number``, ``date`` (of the document, ``datetime64[s]``, missing where unknown), ``kind``
        (as most mentions name it), ``articles``, ``dated`` (articles that say this date),
        ``portals`` (number of portals), ``first`` and ``last`` (days of the citing articles).

    Raises:
        UsageError: the frame has no column ``number``.
    """
    if "number" not in mentions.columns:
        raise UsageError("the frame has no column number: document_mentions() makes one")
    rows = mentions.assign(dated=mentions["date"].notna())
    dates = rows.groupby("number")["date"]
    only = dates.transform("first").where(dates.transform("nunique") == 1)
    rows["date"] = rows["date"].fillna(only)
    groups = rows.groupby(["number", "date"], dropna=False, sort=False)
    made = groups.agg(
        articles=("article", "nunique"),
        portals=("portal", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
    )
    made.insert(0, "kind", _kinds(rows).reindex(made.index))
    dated = rows[rows["dated"]].groupby(["number", "date"])["article"].nunique()
    made.insert(2, "dated", dated.reindex(made.index).fillna(0).astype("int64"))
    made = made[made["articles"] >= min_articles].reset_index()
    made = made.sort_values(
        ["articles", "number", "date"], ascending=[False, True, True], ignore_index=True
    )
    return made.astype(dict.fromkeys(("date", "first", "last"), "datetime64[s]"))


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """For each number and date the kind that most mentions name."""
    key = ["number", "date"]
    known = rows.dropna(subset=["kind"]).groupby([*key, "kind"], dropna=False, sort=False).size()
    often = known.sort_values(ascending=False, kind="stable").reset_index("kind")["kind"]
    return often[~often.index.duplicated()]
