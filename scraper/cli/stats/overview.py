"""``loa stats``: what there is, in one look."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import article_count, number, show, table
from scraper.cli.stats.answers import stats_options
from scraper.cli.stats.sparks import bar, spark, unbroken

if TYPE_CHECKING:
    import pandas as pd

    from scraper.cli.stats.answers import Answer, Articles

LISTED = 8
"""Values of a facet."""


@click.command("overview")
@stats_options
def command(articles: Articles, answer: Answer) -> None:
    """Show articles, dates, words, and how they spread over years, portals and sections."""
    from scraper.analysis.charts import counts_chart  # noqa: PLC0415
    from scraper.analysis.counts import counts  # noqa: PLC0415

    with open_archive(articles.db, index=bool(articles.query)) as archive:
        frame = articles.frame(
            archive, "portal", "section", "language", "published", "published_precision",
            "word_count", "gone",
        )  # fmt: skip
    years = counts(frame, every="year")
    years.attrs.update(_summary(frame))
    answer.give(
        years if len(frame) else frame,
        lambda: _show(frame, years),
        lambda language: counts_chart(years, language=language),
    )


def _summary(frame: pd.DataFrame) -> dict[str, Any]:
    """Numbers about all articles together."""
    dated = frame["published"].dropna()
    precisions = frame["published_precision"].value_counts()
    return {
        "articles": len(frame),
        "words": int(frame["word_count"].sum()),
        "portals": int(frame["portal"].nunique()),
        "first": None if dated.empty else str(dated.min())[:10],
        "last": None if dated.empty else str(dated.max())[:10],
        "gone": int(frame["gone"].notna().sum()),
        "undated": int(frame["published"].isna().sum()),
        **{f"dated_to_the_{name}": int(count) for name, count in precisions.items()},
    }


def _show(frame: pd.DataFrame, years: pd.DataFrame) -> None:
    about = years.attrs
    span = f", {about['first']} to {about['last']}" if about["first"] else ""
    show(Text(f"{article_count(about['articles'])}{span}, {number(about['words'])} words"))
    dated = ", ".join(
        f"{number(about[key])} to the {name}"
        for name in ("second", "minute", "day")
        if (key := f"dated_to_the_{name}") in about and about[key]
    )
    undated = f"{number(about['undated'])} without a date"
    gone = f"{number(about['gone'])} gone from their portals"
    show(Text(f"dated {dated or 'none'}; {undated}; {gone}", style="dim"))
    rows = table("year", "articles", "", right=("articles",))
    most = years["articles"].max() if len(years) else 0
    for year, count in zip(years["period"], years["articles"], strict=True):
        rows.add_row(year, number(count), Text(bar(count, most), style="cyan"))
    if len(years):
        show(rows)
    for facet in ("portal", "section", "language"):
        _show_facet(frame, facet)


def _show_facet(frame: pd.DataFrame, facet: str) -> None:
    from scraper.analysis.counts import counts  # noqa: PLC0415

    values = frame[facet].astype("object")
    often = Counter(value if isinstance(value, str) else "(none)" for value in values)
    rows = unbroken(table(facet, "articles", "over time", right=("articles",)), "over time")
    over_time = counts(frame, facet, "month")  # type: ignore[arg-type]
    for value, count in often.most_common(LISTED):
        series = over_time[over_time[facet] == value]["articles"].tolist()
        rows.add_row(Text(value), number(count), Text(spark(series), style="cyan"))
    if len(often) > LISTED:
        rest = sum(often.values()) - sum(count for _, count in often.most_common(LISTED))
        rows.add_row(Text(f"{len(often) - LISTED} more", style="dim"), number(rest), "")
    show(rows)
