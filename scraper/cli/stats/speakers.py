"""``loa stats speakers``: the people, roles and organisations of bylines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import number, show, table
from scraper.cli.stages import patience
from scraper.cli.stats.answers import day, every_option, stats_options
from scraper.cli.stats.counts import percent
from scraper.cli.stats.sparks import is_narrow, spark, unbroken

if TYPE_CHECKING:
    import pandas as pd

    from scraper.analysis.periods import Every
    from scraper.analysis.speakers import Speaker
    from scraper.cli.stats.answers import Answer, Articles

KINDS = ("author", "photographer", "source", "organisation")


@click.command("speakers")
@click.option("--by", type=click.Choice(("name", "role", "kind")), default="name", show_default=True,
              help="What to count.")  # fmt: skip
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS),
              help="Only bylines of this kind (repeatable).")  # fmt: skip
@click.option("--over-time", is_flag=True, help="Give the articles of each period.")
@every_option("quarter")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="Rows shown, and names of --over-time.")  # fmt: skip
@stats_options
def command(
    by: Speaker,
    kinds: tuple[str, ...],
    over_time: bool,
    every: Every,
    limit: int,
    articles: Articles,
    answer: Answer,
) -> None:
    """Count the people, roles and organisations of bylines, over time.

    These are the names under which articles appear; whom an article quotes is not known. Names
    joined by `loa people merge` count as one.
    """
    from scraper.analysis.charts import speakers_chart, speakers_over_time_chart  # noqa: PLC0415
    from scraper.analysis.mentions import people_mentions  # noqa: PLC0415
    from scraper.analysis.speakers import speakers, speakers_over_time  # noqa: PLC0415

    with (
        open_archive(articles.db, index=bool(articles.query)) as archive,
        patience("counting the bylines"),
    ):
        mentions = people_mentions(archive, articles.query, **articles.filters.as_arguments())
        if kinds:
            mentions = mentions[mentions["kind"].isin(kinds)]
        made = speakers(mentions, by)
        courses = speakers_over_time(mentions, by, every, top=limit)
    answer.give(
        courses if over_time else made,
        lambda: _show(made, courses, by, limit),
        lambda language: (
            speakers_over_time_chart(courses, language=language)
            if over_time
            else speakers_chart(made, language=language)
        ),
    )


def _show(made: pd.DataFrame, courses: pd.DataFrame, by: str, limit: int) -> None:
    span = f"{courses['period'].iloc[0]} to {courses['period'].iloc[-1]}" if len(courses) else ""
    known = [name for name in ("roles", "kinds") if name in made.columns]
    about = [] if is_narrow() else known[:1]
    rows = table(
        by, "articles", "share", *about, "first", "last", span, right=("articles", "share")
    )
    unbroken(rows, "first", "last", span)
    for row in made.head(limit).to_dict("records"):
        series = courses[courses[by] == row[by]]["articles"].tolist()
        rows.add_row(
            Text(row[by]),
            *(number(row["articles"]), percent(row["share"])),
            *(Text(row[name].split("; ")[0]) for name in about),
            *(day(row["first"]), day(row["last"])),
            Text(spark(series), style="cyan"),
        )
    show(rows)
    if len(made) > limit:
        show(Text(f"the first {limit} of {number(len(made))}; --csv gives all", style="dim"))
