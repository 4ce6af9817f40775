"""``loa search``: find articles, with snippets and facets."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from scraper.cli.options import DEFAULT_DB, filter_options, json_option, open_archive
from scraper.cli.output import article_count, number, print_json, show, show_paragraph, stderr
from scraper.cli.pager import paged
from scraper.cli.waiting import indexing
from scraper.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.cli.options import ArticleFilters
    from scraper.search import Hit, SearchResults, Snippet
    from scraper.search.results import Counts

FACETS = 6
"""Values that are shown of each facet."""

INDENT = 8
"""Columns before the text of a hit, in which its id stands."""

LABEL = 9
"""Columns of a facet's name."""


class _Paths(click.Path):
    """Paths; from the environment one only, since a path may hold spaces."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def split_envvar_value(self, rv: str) -> list[str]:
        return [rv]


@click.command("search")
@click.argument("query", required=False, default="")
@filter_options
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@click.option("--limit", type=int, default=10, show_default=True, help="Hits on a page.")
@click.option("--page", type=click.IntRange(min=1), help="The page to show, from 1.")
@click.option("--offset", type=int, default=0, help="Hits to skip, instead of --page.")
@click.option("--csv", "as_csv", is_flag=True, help="All articles found, as CSV.")
@json_option
@click.option(
    "--db",
    "dbs",
    multiple=True,
    default=[DEFAULT_DB],
    show_default=True,
    envvar="LOA_DB",
    show_envvar=True,
    type=_Paths(),
    help="The archive; several (repeat it) are searched as one.",
)
def command(
    query: str,
    filters: ArticleFilters,
    newest: bool,
    limit: int,
    page: int | None,
    offset: int,
    as_csv: bool,
    as_json: bool,
    dbs: tuple[Path, ...],
) -> None:
    """Search the archive: words, "phrases", AND OR NOT NEAR/5, prefix*, and ="exact accents".

    Accents may be left out: nguoi dan finds người dân. Fields: title: author: role: section: source:
    tag: portal: cites:"123/QĐ-UBND" date:2023..2024. Without a query all articles that the filters
    let through are found.
    """
    from scraper.search import Filters, search  # noqa: PLC0415  # only commands that need it pay

    if page is not None and offset:
        raise UsageError("give --page or --offset, not both")
    paths = list({path.resolve(): path for path in dbs}.values())
    if as_csv and len(paths) > 1:
        raise UsageError("--csv takes one archive: join several with `loa merge`")
    with ExitStack() as opened:
        archives = [opened.enter_context(open_archive(path, index=True)) for path in paths]
        if as_csv:
            from scraper.cli.export import write  # noqa: PLC0415  # only when it is asked for

            write(archives[0], "csv", "-", query, filters)
            return
        with indexing() as tell:
            results = search(
                archives,
                Filters.of(query, **filters.as_arguments()),
                order="newest" if newest else None,
                limit=limit,
                offset=(page - 1) * max(limit, 1) if page is not None else offset,
                tell=tell,
            )
    if as_json:
        print_json(results)
    else:
        with paged():
            show_results(results, hint=True)


def show_results(results: SearchResults, *, hint: bool = False) -> None:
    """Print hits, then how all that was found spreads; with ``hint`` also how to see more."""
    for hit in results.hits:
        _show_hit(hit)
    first = results.offset + 1
    last = results.offset + len(results.hits)
    if not results.total:
        stderr().print("nothing found")
        return
    shown = f"{number(first)}–{number(last)} of " if results.hits else ""
    count = Text(f"{shown}{article_count(results.total)}", style="bold")
    if hint and results.hits and last < results.total and results.offset % results.limit == 0:
        count.append(f"  ·  more: --page {last // results.limit + 1}", style="not bold dim")
    show(count)
    facets = results.facets
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=LABEL, justify="right")
    grid.add_column()
    for name, values in (
        ("portals", facets.portal if len(facets.portal) > 1 else ()),
        ("sections", facets.section),
        ("authors", facets.author),
        _times(facets.month),
    ):
        if values:
            grid.add_row(Text(name, style="dim"), Text(_listed(values), style="dim"))
    show(grid)


def _show_hit(hit: Hit) -> None:
    label = f"{hit.id:>{INDENT - 2}}  "
    head = Text.assemble((label, "cyan"), highlighted(hit.heading, "bold"))
    archive = PurePath(hit.archive).name if hit.archive else None
    about = "  ·  ".join(
        part for part in (hit.published, hit.section_path, hit.authors, hit.portal, archive) if part
    )
    show(head)
    show_paragraph(Text(about, style="dim"), INDENT)
    show_paragraph(highlighted(hit.snippet), INDENT)
    show("")


def highlighted(snippet: Snippet, style: str = "") -> Text:
    """The snippet with its hits set off."""
    text = Text(snippet.text, style)
    for start, end in snippet.spans:
        text.stylize("bold yellow", start, end)
    return text


def _times(months: Counts) -> tuple[str, Counts]:
    """Months, newest first; years where months would be too many to see anything in them."""
    if len(months) <= FACETS:
        return "months", tuple((f"{month}:", count) for month, count in months)
    years: Counter[str] = Counter()
    for month, count in months:
        years[month[:4]] += count
    return "years", tuple((f"{year}:", count) for year, count in years.items())


def _listed(values: Sequence[tuple[str, int]]) -> str:
    listed = " · ".join(f"{name} {number(count)}" for name, count in values[:FACETS])
    return f"{listed} · …" if len(values) > FACETS else listed
