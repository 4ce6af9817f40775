"""``loa search``: find articles, with snippets and facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from scraper.cli.options import db_option, filter_options, json_option, open_archive
from scraper.cli.output import article_count, number, print_json, show, show_paragraph, stderr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scraper.cli.options import ArticleFilters
    from scraper.search import Hit, SearchResults, Snippet

FACETS = 6
"""Values that are shown of each facet."""

INDENT = 8
"""Columns before the text of a hit, in which its id stands."""

LABEL = 9
"""Columns of a facet's name."""


@click.command("search")
@click.argument("query", required=False, default="")
@filter_options
@click.option("--limit", type=int, default=10, show_default=True, help="Hits to show.")
@click.option("--offset", type=int, default=0, show_default=True, help="Hits to skip.")
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@click.option("--csv", "as_csv", is_flag=True, help="All articles found, as CSV.")
@json_option
@db_option
def command(
    query: str,
    filters: ArticleFilters,
    limit: int,
    offset: int,
    newest: bool,
    as_csv: bool,
    as_json: bool,
    db: Path,
) -> None:
    """Search the archive: words, "phrases", AND OR NOT, prefix*, and ="exact accents".

    Accents may be left out: nguoi dan finds người dân. Without a query all articles that the
    filters let through are found.
    """
    with open_archive(db, index=True) as archive:
        if as_csv:
            from scraper.cli.export import write  # noqa: PLC0415  # only when it is asked for

            write(archive, "csv", "-", query, filters)
            return
        results = archive.search(
            query,
            **filters.as_arguments(),
            order="newest" if newest else None,
            limit=limit,
            offset=offset,
        )
    if as_json:
        print_json(results)
    else:
        show_results(results)


def show_results(results: SearchResults) -> None:
    """Print hits, then how all that was found spreads."""
    for hit in results.hits:
        _show_hit(hit)
    first = results.offset + 1
    last = results.offset + len(results.hits)
    if not results.total:
        stderr().print("nothing found")
        return
    shown = f"{number(first)}–{number(last)} of " if results.hits else ""
    show(Text(f"{shown}{article_count(results.total)}", style="bold"))
    facets = results.facets
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=LABEL, justify="right")
    grid.add_column()
    for name, values in (
        ("portals", facets.portal if len(facets.portal) > 1 else ()),
        ("sections", facets.section),
        ("authors", facets.author),
        ("months", facets.month),
    ):
        if values:
            grid.add_row(Text(name, style="dim"), Text(_listed(values), style="dim"))
    show(grid)


def _show_hit(hit: Hit) -> None:
    label = f"{hit.id:>{INDENT - 2}}  "
    head = Text.assemble((label, "cyan"), (hit.title, "bold"))
    about = "  ·  ".join(
        part for part in (hit.published, hit.section_path, hit.authors, hit.portal) if part
    )
    show(head)
    show_paragraph(Text(about, style="dim"), INDENT)
    show_paragraph(highlighted(hit.snippet), INDENT)
    show("")


def highlighted(snippet: Snippet) -> Text:
    """The snippet with its hits set off."""
    text = Text(snippet.text)
    for start, end in snippet.spans:
        text.stylize("bold yellow", start, end)
    return text


def _listed(values: Sequence[tuple[str, int]]) -> str:
    listed = " · ".join(f"{name} {number(count)}" for name, count in values[:FACETS])
    return f"{listed} · …" if len(values) > FACETS else listed
