"""``loa stats trend``: a term over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import article_count, number, show, table
from scraper.cli.stats.answers import by_option, every_option, stats_options, token_options
from scraper.cli.stats.counts import percent
from scraper.cli.stats.sparks import bar, spark, unbroken

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.corpus import Facet
    from scraper.analysis.periods import Every
    from scraper.analysis.tokens import Tokenizer
    from scraper.cli.stats.answers import Answer, Articles


@click.command("trend")
@click.argument("terms", metavar="TERM...", nargs=-1, required=True)
@every_option("month")
@by_option
@token_options
@stats_options
def command(
    terms: tuple[str, ...],
    every: Every,
    by: Facet | None,
    top: int,
    tokenizer: Tokenizer,
    articles: Articles,
    answer: Answer,
) -> None:
    """Follow terms over time: articles with them, and occurrences per million words.

    A TERM of several words is quoted: "chuyển đổi số". A * behind a word lets it go on; accents
    count unless --fold leaves them out.
    """
    from scraper.analysis.charts import trend_chart  # noqa: PLC0415
    from scraper.analysis.trend import trend  # noqa: PLC0415

    with open_archive(articles.db, index=bool(articles.query)) as archive:
        texts = articles.texts(archive)
        made = trend(texts, terms, by, every, top=top if by else None, tokenizer=tokenizer)
    answer.give(
        made, lambda: _show(made, by), lambda language: trend_chart(made, language=language)
    )


def _show(made: pd.DataFrame, by: str | None) -> None:
    if by or made["term"].nunique() > 1:
        _show_courses(made, by)
    else:
        rows = table("period", "articles", "share", "occurrences", "per million", "",
                     right=("articles", "share", "occurrences", "per million"))  # fmt: skip
        most = made["per_million"].max()
        for row in made.to_dict("records"):
            known = row["words"] > 0
            rows.add_row(
                row["period"],
                *(number(row["articles"]), percent(row["share"]), number(row["occurrences"])),
                f"{row['per_million']:,.1f}" if known else "",
                Text(bar(row["per_million"], most) if known else "", style="cyan"),
            )
        show(rows)
    show(Text(f"tokens: {made.attrs['tokens']}", style="dim"))
    if undated := made.attrs["undated"]:
        show(Text(f"left out: {article_count(undated)} without a date", style="dim"))


def _show_courses(made: pd.DataFrame, by: str | None) -> None:
    """A row for each term and facet value."""
    keys = ["term", *([by] if by else [])]
    course = f"{made['period'].iloc[0]} to {made['period'].iloc[-1]}"
    rows = table(*keys, "articles", "occurrences", "per million", course,
                 right=("articles", "occurrences", "per million"))  # fmt: skip
    unbroken(rows, course)
    for names, part in made.groupby(keys, sort=False):
        rate = part["occurrences"].sum() / max(1, part["words"].sum()) * 1_000_000
        rows.add_row(
            *(Text(str(name)) for name in names),
            number(int(part["articles"].sum())),
            number(int(part["occurrences"].sum())),
            f"{rate:,.1f}",
            Text(spark(part["per_million"].fillna(0).tolist()), style="cyan"),
        )
    show(rows)
