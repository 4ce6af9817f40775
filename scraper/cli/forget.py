"""``loa forget``: remove articles for a legal duty, everywhere and for good."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from scraper.cli.options import db_option, json_option
from scraper.cli.output import article_count, number, print_json, show
from scraper.cli.stages import stages
from scraper.errors import LoaError, UsageError
from scraper.store import Archive
from scraper.store.forget import forget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command("forget")
@click.argument("articles", nargs=-1, required=True, metavar="ID...")
@click.option("--reason", required=True, help="Which duty; kept, so it must not name the matter.")
@click.option(
    "--keep-headlines",
    is_flag=True,
    help="Keep kept pages that show no more than the headline (listings, boxes of news): they are the "
    "evidence of other articles, too.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@db_option
@json_option
def command(
    articles: tuple[str, ...],
    reason: str,
    keep_headlines: bool,
    yes: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Remove articles for a legal duty: text, revisions, index, and the kept pages with it.

    Kept pages are the article's own and all others that show one of its paragraphs or its headline.

    ID is an article's number, address or key. A tombstone stays, with the reason; no crawl, import
    or merge brings the article back. It cannot be undone. Killed in the middle, it can be run again.
    """
    if not db.exists():
        raise LoaError(f"there is no archive at {db}: give its path with --db")
    with Archive(db) as archive:
        if not yes:
            _ask(archive, articles, keep_headlines=keep_headlines)
        with stages() as tell:
            done = forget(
                archive, articles, reason, keep_headlines=keep_headlines, on_progress=tell
            )
    if as_json:
        print_json({"archive": str(db), **asdict(done)})
        return
    show(
        f"{article_count(done.articles)} removed, with {number(done.records)} kept pages in "
        f"{number(done.files)} WARC files."
    )
    if done.headlines:
        show(f"Of these pages, {number(done.headlines)} showed no more than a headline.")
    for what in done.left:
        show(f"May still hold the text or a headline: {escape(what)}")
    if done.articles:
        show("A portal that still lists the article shows its headline to later crawls, too.")
    if not done.articles and not done.left:
        show("They were forgotten before: nothing was left to do.")


def _ask(archive: Archive, articles: Sequence[str], *, keep_headlines: bool) -> None:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: say --yes to forget without a question")
    for reference in articles:
        try:
            found = archive.get(reference)
        except LoaError as error:
            show(escape(str(error)))
            continue
        show(f"{found.id}  {escape(found.title)}  [dim]{escape(found.url)}[/]")
    if not keep_headlines:
        show("Kept listings and other articles' pages that show the headline are removed, too.")
    if not click.confirm("Remove this text for good?"):
        raise click.Abort
