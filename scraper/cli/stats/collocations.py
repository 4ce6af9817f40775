"""``loa stats collocations``: words near a term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import number, show, table
from scraper.cli.stats.answers import stats_options, token_options

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.collocations import Measure
    from scraper.analysis.tokens import Tokenizer
    from scraper.cli.stats.answers import Answer, Articles

_MEASURES = ("log_dice", "g2", "mi", "t")


@click.command("collocations")
@click.argument("term")
@click.option("--left", type=int, default=5, show_default=True, help="Tokens before the term.")
@click.option("--right", type=int, default=5, show_default=True, help="Tokens behind it.")
@click.option("--min-count", type=click.IntRange(min=1), default=5, show_default=True,
              help="Only words that stand near it so often.")  # fmt: skip
@click.option("--by", type=click.Choice(_MEASURES), default="log_dice", show_default=True,
              help="Measure to sort by.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=40, show_default=True,
              help="Words shown; --csv and --json give all.")  # fmt: skip
@token_options
@stats_options
def command(
    term: str,
    left: int,
    right: int,
    min_count: int,
    by: Measure,
    limit: int,
    tokenizer: Tokenizer,
    articles: Articles,
    answer: Answer,
) -> None:
    """List the words that stand near TERM more often than chance explains.

    A window ends with the paragraph. logDice compares between archives of any size; MI favours rare
    words, the t-score frequent ones; G² is the log-likelihood.
    """
    from scraper.analysis.charts import collocations_chart  # noqa: PLC0415
    from scraper.analysis.collocations import collocations  # noqa: PLC0415

    with open_archive(articles.db, index=bool(articles.query)) as archive:
        made = collocations(
            articles.texts(archive),
            term,
            left=left,
            right=right,
            min_count=min_count,
            by=by,
            tokenizer=tokenizer,
        )
    answer.give(
        made,
        lambda: _show(made, limit),
        lambda language: collocations_chart(made, language=language),
    )


def _show(made: pd.DataFrame, limit: int) -> None:
    numbers = ("near", "left", "right", "total", "logDice", "MI", "t", "G²")
    rows = table("word", *numbers, right=numbers)
    for row in made.head(limit).to_dict("records"):
        rows.add_row(
            Text(row["word"]),
            *(number(row[name]) for name in ("count", "left", "right", "total")),
            *(f"{row[name]:,.2f}" for name in ("log_dice", "mi", "t")),
            f"{row['g2']:,.1f}",
        )
    show(rows)
    about = made.attrs
    more = f"; {number(len(made) - limit)} more words" if len(made) > limit else ""
    show(Text(f"{number(about['node'])} occurrences of “{about['term']}” in {number(about['size'])} "
              f"tokens: {about['tokens']}{more}", style="dim"))  # fmt: skip
