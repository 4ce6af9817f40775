"""``loa stats documents``: the official documents that are cited most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import number, show, table
from scraper.cli.stages import patience
from scraper.cli.stats.answers import day, stats_options
from scraper.cli.stats.sparks import unbroken

if TYPE_CHECKING:
    import pandas as pd

    from scraper.cli.stats.answers import Answer, Articles


@click.command("documents")
@click.option("--min-articles", type=click.IntRange(min=1), default=1, show_default=True,
              help="Only documents that so many articles cite.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True,
              help="Rows shown; --csv and --json give all.")  # fmt: skip
@stats_options
def command(min_articles: int, limit: int, articles: Articles, answer: Answer) -> None:
    """List the official documents that articles cite, the most cited first.

    A number alone is ambiguous: each authority counts anew every year. Mentions are one document
    where number and date agree; a row without a date and with several portals may be several.
    """
    from scraper.analysis.charts import documents_chart  # noqa: PLC0415
    from scraper.analysis.cited import cited_documents  # noqa: PLC0415
    from scraper.analysis.mentions import document_mentions  # noqa: PLC0415

    with (
        open_archive(articles.db, index=bool(articles.query)) as archive,
        patience("counting the documents"),
    ):
        mentions = document_mentions(archive, articles.query, **articles.filters.as_arguments())
        made = cited_documents(mentions, min_articles=min_articles)
    answer.give(
        made, lambda: _show(made, limit), lambda language: documents_chart(made, language=language)
    )


def _show(made: pd.DataFrame, limit: int) -> None:
    rows = table("document", "of", "kind", "articles", "portals", "first cited", "last cited",
                 right=("articles", "portals"))  # fmt: skip
    unbroken(rows, "document", "of", "first cited", "last cited")
    for row in made.head(limit).to_dict("records"):
        kind = row["kind"]
        rows.add_row(
            Text(row["number"]),
            day(row["date"]),
            Text(kind if isinstance(kind, str) else ""),
            *(number(row["articles"]), number(row["portals"])),
            *(day(row["first"]), day(row["last"])),
        )
    show(rows)
    if len(made) > limit:
        show(Text(f"the first {limit} of {number(len(made))}; --csv gives all", style="dim"))
