"""``loa stats counts``: articles over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import article_count, number, show, table
from scraper.cli.stats.answers import by_option, every_option, stats_options
from scraper.cli.stats.sparks import bar, spark, unbroken

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.corpus import Facet
    from scraper.analysis.periods import Every
    from scraper.cli.stats.answers import Answer, Articles


@click.command("counts")
@every_option("month")
@by_option
@click.option("--share", is_flag=True,
              help="Also the share of all articles that the other filters let through.")  # fmt: skip
@stats_options
def command(
    every: Every,
    by: Facet | None,
    top: int,
    share: bool,
    articles: Articles,
    answer: Answer,
) -> None:
    """Count articles per day, week, month, quarter or year; periods without any are zeros.

    With --query and --share: which share of all articles the query finds.
    """
    from scraper.analysis.charts import counts_chart  # noqa: PLC0415
    from scraper.analysis.counts import counts  # noqa: PLC0415

    with open_archive(articles.db, index=bool(articles.query)) as archive:
        frame = articles.frame(archive, "published", *([by] if by else []))
        whole = None
        if share:
            whole = archive.articles(columns=["published"], **articles.filters.as_arguments())
    made = counts(frame, by, every, top=top if by else None, of=whole)
    answer.give(
        made,
        lambda: _show(made, by),
        lambda language: counts_chart(
            made, value="share" if share else "articles", language=language
        ),
    )


def _show(made: pd.DataFrame, by: str | None) -> None:
    if by:
        show_series(made, by, "articles")
    else:
        share = "share" in made.columns
        rows = table("period", "articles", *(["of", "share"] if share else []), "",
                     right=("articles", "of", "share"))  # fmt: skip
        drawn = "share" if share else "articles"
        most = made[drawn].max()
        for row in made.to_dict("records"):
            total = [number(row["total"]), percent(row["share"])] if share else []
            course = Text(bar(row[drawn], most), style="cyan")
            rows.add_row(row["period"], number(row["articles"]), *total, course)
        show(rows)
    if undated := made.attrs["undated"]:
        show(Text(f"and {article_count(undated)} without a date", style="dim"))


def show_series(made: pd.DataFrame, by: str, value: str) -> None:
    """A row for each value of ``by``: its sum, and its course."""
    periods = made["period"]
    span = f"{periods.iloc[0]} to {periods.iloc[-1]}"
    rows = unbroken(table(by, value, span, right=(value,)), span)
    for name, part in made.groupby(by, sort=False):
        course = spark(part[value].tolist())
        rows.add_row(Text(str(name)), number(int(part[value].sum())), Text(course, style="cyan"))
    show(rows)


def percent(share: float) -> str:
    """A share for people; empty where there is none."""
    return "" if share != share else f"{share:.1%}"  # noqa: PLR0124
