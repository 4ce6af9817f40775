"""``loa stats kwic``: key word in context."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, chop_cells
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import WIDE, article_count, number, show, stdout
from scraper.cli.stats.answers import day, stats_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.analysis.chart_style import Spec
    from scraper.analysis.chart_words import Language
    from scraper.analysis.concordance import Concordance, Line
    from scraper.cli.stats.answers import Answer, Articles

MOST_HIT = 40
"""Columns of a hit on a terminal."""


@click.command("kwic")
@click.argument("term")
@click.option("--regex", is_flag=True, help="TERM is a regular expression of Python.")
@click.option("--fold", is_flag=True, help="Accents of TERM do not count.")
@click.option("--sort", metavar="KEYS", default="",
              help="By words of the context: R1, L1,L2, left, right, hit, date; commas between.")  # fmt: skip
@click.option("--width", type=int, default=60, show_default=True,
              help="Characters of context on each side.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True,
              help="Lines shown, 0 for all; --csv and --json give all.")  # fmt: skip
@click.option("--sample", type=int, help="Draw so many lines at random.")
@click.option("--seed", type=int, default=0, show_default=True,
              help="Of --sample: the same seed draws the same lines.")  # fmt: skip
@stats_options
def command(
    term: str,
    regex: bool,
    fold: bool,
    sort: str,
    width: int,
    limit: int,
    sample: int | None,
    seed: int,
    articles: Articles,
    answer: Answer,
) -> None:
    """Show every occurrence of TERM with the words around it, and the article it stands in."""
    from scraper.analysis.concordance import concordance  # noqa: PLC0415
    from scraper.analysis.terms import Term  # noqa: PLC0415
    from scraper.analysis.tokens import Tokenizer  # noqa: PLC0415

    # The index knows which articles have the words; a regular expression has to look at all.
    also = "" if regex else Term(term, Tokenizer(fold=fold)).query()
    with open_archive(articles.db, index=True) as archive:
        found = concordance(
            articles.texts(archive, also),
            term,
            regex=regex,
            accents=not fold,
            width=width,
            sort=[key.strip() for key in sort.split(",") if key.strip()],
            sample=sample,
            seed=seed,
        )
    answer.give(
        found.frame(),
        lambda: _show(found, width, limit),
        lambda language: _chart(found, term, language),
    )


def _chart(found: Concordance, term: str, language: Language) -> Spec:
    """The lines over time."""
    import pandas as pd  # noqa: PLC0415

    from scraper.analysis.chart_words import word  # noqa: PLC0415
    from scraper.analysis.charts import counts_chart  # noqa: PLC0415
    from scraper.analysis.counts import counts  # noqa: PLC0415

    days = pd.DataFrame({"published": [line.published for line in found.lines]})
    made = counts(days, every="month").rename(columns={"articles": "occurrences"})
    made.attrs["every"] = "month"
    title = word(language, "concordance", term=term)
    return counts_chart(made, value="occurrences", language=language, title=title)


def _show(found: Concordance, width: int, limit: int) -> None:
    lines = found.lines[:limit] if limit else found.lines
    console = stdout()
    columns = console.width if console.is_terminal else WIDE
    ids = max(len(str(line.id)) for line in lines)
    hit = min(MOST_HIT, max(cell_len(line.hit) for line in lines))
    room = min(width, (columns - ids - hit - 12 - 4) // 2)
    for line in lines:
        show(_aligned(line, ids, room))
    show_rest(found, lines)


def _aligned(line: Line, ids: int, room: int) -> Text:
    """One line: the left context ends, and the right one begins, at the hit."""
    left = _fitting(line.left[::-1], room)[::-1]
    return Text.assemble(
        (f"{line.id:>{ids}}  ", "cyan"),
        (f"{day(line.published):<10}  ", "dim"),
        " " * (room - cell_len(left)) + left,
        (line.hit[:MOST_HIT], "bold yellow"),
        _fitting(line.right, room),
    )


def _fitting(text: str, room: int) -> str:
    """The beginning of ``text`` in whole words that has room."""
    if cell_len(text) <= room:
        return text
    return chop_cells(text, max(1, room))[0].rpartition(" ")[0]


def show_rest(found: Concordance, lines: Sequence[Line]) -> None:
    """Say of how many lines these are."""
    of = f"{number(found.hits)} occurrence{'s' if found.hits != 1 else ''}"
    shown = f"{number(len(lines))} of " if len(lines) < found.hits else ""
    show(Text(f"{shown}{of} in {article_count(found.articles)}", style="dim"))
