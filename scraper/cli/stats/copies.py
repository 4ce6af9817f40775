"""``loa stats copies``: near-duplicates, and who published first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich.text import Text

from scraper.cli.options import open_archive
from scraper.cli.output import number, show, stderr, table
from scraper.cli.stats.answers import stats_options
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from scraper.analysis.copies import Copy
    from scraper.cli.stats.answers import Answer, Articles


@click.command("copies")
@click.option("--threshold", type=float, default=0.5, show_default=True,
              help="Share of common runs of five words from which articles are alike (0.2 to 1).")  # fmt: skip
@click.option("--across", is_flag=True, help="Only copies between different portals.")
@click.option("--flows", "by_portal", is_flag=True,
              help="Give the number of copies from portal to portal instead of the articles.")  # fmt: skip
@click.option("--excerpts", is_flag=True,
              help="Give the pairs of which one text is nearly whole within a longer one.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="Groups shown; --csv and --json give all.")  # fmt: skip
@stats_options
def command(
    threshold: float,
    across: bool,
    by_portal: bool,
    excerpts: bool,
    limit: int,
    articles: Articles,
    answer: Answer,
) -> None:
    """Find articles that are copies of each other but for some words or paragraphs.

    The first publisher is named where the dates are fine enough: a day cannot order two articles of
    one day. First in the archive is not first in the world.
    """
    from scraper.analysis import copies as made  # noqa: PLC0415
    from scraper.analysis.charts import flows_chart  # noqa: PLC0415
    from scraper.analysis.corpus import ArchiveTexts  # noqa: PLC0415
    from scraper.analysis.duplicates import near_duplicates  # noqa: PLC0415

    if by_portal and excerpts:
        raise UsageError("--flows and --excerpts are two answers; ask for one")
    with open_archive(articles.db, index=bool(articles.query)) as archive:
        texts = ArchiveTexts(archive, articles.query, **articles.filters.as_arguments())
        with stderr().status("comparing articles …"):
            found = near_duplicates(texts, threshold=threshold)
        paired = {key for pair in found.excerpts for key in (pair.one, pair.other)}
        known = made.publications(archive, paired.union(*found.groups))
        copies = made.copies(found, known, texts, across=across)
    ways = made.flows(copies)
    frame = ways if by_portal else made.copies_frame(copies)
    if excerpts:
        frame = made.excerpts_frame(found.excerpts, known)
    about = {
        "compared": found.compared,
        "too_short": found.too_short,
        "threshold": threshold,
        "groups": len({copy.group for copy in copies}),
        "excerpts": len(found.excerpts),
    }
    frame.attrs.update(about)
    missing = "excerpts" if excerpts else "copies"
    answer.give(
        frame,
        lambda: (
            _show_excerpts(frame, limit)
            if excerpts
            else _show_flows(ways)
            if by_portal
            else _show(copies, about, limit)
        ),
        lambda language: flows_chart(ways, language=language),
        nothing=f"no {missing} among the {number(found.compared)} articles compared",
    )


def _show(copies: list[Copy], about: Mapping[str, object], limit: int) -> None:
    for group, members in _grouped(copies):
        if group > limit:
            break
        head = members[0]
        if head.first is not None:
            said = f"{head.first_portal} published first"
        elif head.first_portal is not None:
            said = f"{head.first_portal} published first, which article is not known"
        else:
            said = "the dates do not say who published first"
        show(Text.assemble((f"{group}  ", "cyan"), (head.article.title, "bold"), f"  {said}"))
        rows = table("id", "published", "portal", "order", "common", "of the shorter",
                     right=("id", "common", "of the shorter"))  # fmt: skip
        for copy in members:
            rows.add_row(
                str(copy.article.id),
                copy.article.published or "",
                Text(copy.article.portal),
                copy.order,
                f"{copy.jaccard:.0%}",
                f"{copy.containment:.0%}",
            )
        show(rows)
    show(Text(f"{number(len(copies))} articles in {about['groups']} groups, of "
              f"{about['compared']} compared; {about['too_short']} were too short; "
              f"excerpts: {about['excerpts']}", style="dim"))  # fmt: skip


def _grouped(copies: list[Copy]) -> Iterator[tuple[int, list[Copy]]]:
    for group, members in groupby(copies, key=lambda copy: copy.group):
        yield group, list(members)


def _show_excerpts(frame: pd.DataFrame, limit: int) -> None:
    rows = table("id", "published", "portal", "id ", "published ", "portal ", "of the shorter",
                 right=("id", "id ", "of the shorter"))  # fmt: skip
    for row in frame.head(limit).to_dict("records"):
        cells = [row[f"{side}{name}"] for side in ("one", "other")
                 for name in ("", "_published", "_portal")]  # fmt: skip
        rows.add_row(
            *(Text(str(cell) if cell == cell and cell is not None else "") for cell in cells),  # noqa: PLR0124
            f"{row['containment']:.0%}",
        )
    show(rows)
    if len(frame) > limit:
        show(Text(f"the first {limit} of {number(len(frame))}; --csv gives all", style="dim"))


def _show_flows(ways: pd.DataFrame) -> None:
    rows = table("first", "later", "articles", "common (median)",
                 right=("articles", "common (median)"))  # fmt: skip
    for row in ways.to_dict("records"):
        rows.add_row(
            Text(row["source"]),
            Text(row["copier"]),
            number(row["articles"]),
            f"{row['jaccard']:.0%}",
        )
    show(rows)
