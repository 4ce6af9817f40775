"""``loa stats keyness``: words that set some articles apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import article_count, number, show, table
from scraper.cli.stats.answers import stats_options, token_options
from scraper.cli.waiting import counted_aloud
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from scraper.analysis.corpus import ArticleText
    from scraper.analysis.tokens import Tokenizer
    from scraper.cli.stats.answers import Answer, Articles


@click.command("keyness")
@click.option("--against", metavar="QUERY",
              help="The articles to compare with, as a query: 'portal:danang since:2022'. "
              "By default all others of the archive.")  # fmt: skip
@click.option("--min-count", type=click.IntRange(min=1), default=5, show_default=True,
              help="Only words with so many occurrences in both together.")  # fmt: skip
@click.option("--min-articles", type=click.IntRange(min=1), default=3, show_default=True,
              help="Only words in so many articles of the side that has more of them.")  # fmt: skip
@click.option("--alpha", type=click.FloatRange(0, 1, min_open=True), default=0.01, show_default=True,
              help="Chance of any false keyword, over all words compared (Bonferroni).")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True,
              help="Words shown of each side; --csv and --json give all.")  # fmt: skip
@token_options
@stats_options
def command(
    against: str | None,
    min_count: int,
    min_articles: int,
    alpha: float,
    limit: int,
    tokenizer: Tokenizer,
    articles: Articles,
    answer: Answer,
) -> None:
    """Compare the words of the articles that the filters let through with those of others.

    Keywords are significant by log-likelihood (G²); the log ratio says how large the difference is:
    1 is twice as frequent, -1 half as frequent.
    """
    from scraper.analysis.charts import keyness_chart  # noqa: PLC0415
    from scraper.analysis.corpus import stream  # noqa: PLC0415
    from scraper.analysis.frequencies import frequencies  # noqa: PLC0415
    from scraper.analysis.keyness import keyness  # noqa: PLC0415

    if not articles.query and not any(articles.filters.as_arguments().values()):
        raise UsageError("say which articles to compare: --query, --section, --portal, --since …")
    seen: set[int] = set()

    def targets(found: Iterator[ArticleText]) -> Iterator[ArticleText]:
        for article in found:
            seen.add(article.id)
            yield article

    with open_archive(articles.db, index=True) as archive:
        target = frequencies(targets(articles.texts(archive)), tokenizer)
        others = counted_aloud(stream(archive, against or ""))
        reference = frequencies((a for a in others if a.id not in seen), tokenizer)
    made = keyness(target, reference, min_count=min_count, min_articles=min_articles, alpha=alpha)
    answer.give(
        made, lambda: _show(made, limit), lambda language: keyness_chart(made, language=language)
    )


def _show(made: pd.DataFrame, limit: int) -> None:
    about = made.attrs
    show(Text(f"{article_count(about['target_articles'])} ({number(about['target_words'])} words) "
              f"against {number(about['reference_articles'])} "
              f"({number(about['reference_words'])})"))  # fmt: skip
    key = made[made["key"]]
    for title, part in (
        ("more frequent", key[key["log_ratio"] > 0]),
        ("less frequent", key[key["log_ratio"] < 0]),
    ):
        _show_side(title, part, limit)
    show(Text(f"{number(about['compared'])} words compared, {number(len(key))} of them key "
              f"(p < {about['alpha']} after Bonferroni); tokens: {about['tokens']}", style="dim"))  # fmt: skip


def _show_side(title: str, part: pd.DataFrame, limit: int) -> None:
    numbers = ("per million", "there", "log ratio", "G²", "articles")
    rows = table(title, *numbers, right=numbers)
    for row in part.head(limit).to_dict("records"):
        rows.add_row(
            Text(row["word"]),
            f"{row['per_million']:,.1f}",
            f"{row['reference_per_million']:,.1f}",
            f"{row['log_ratio']:+.2f}",
            f"{row['g2']:,.1f}",
            number(row["articles"]),
        )
    show(rows)
    if len(part) > limit:
        show(Text(f"and {number(len(part) - limit)} more", style="dim"))
