"""``loa extract``: read single pages, without crawling and without an archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
from rich.markup import escape

from scraper.cli.errors import complain
from scraper.cli.options import contact_option, json_option, private_option
from scraper.cli.output import print_json, show, stdout, table
from scraper.cli.show import about, show_article
from scraper.crawl import CrawlOptions
from scraper.crawl.fetch import FetchedPage, FetchError, fetch_page
from scraper.errors import LoaError
from scraper.extract import extract
from scraper.portals import load_profile

if TYPE_CHECKING:
    from scraper.model import Article
    from scraper.portals import Profile

MAX_SIZE = 64 * 1024 * 1024
"""Bytes that are read of a file or of standard input; no page has them."""

SHOWN = 100
"""Characters of a value beside its rule."""


@click.command("extract")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL|-...")
@click.option("--url", metavar="URL", help="Address that a file or standard input comes from.")
@click.option("--profile", metavar="NAME|FILE", help="Profile to read with, instead of guessing.")
@contact_option
@private_option
@json_option
def command(
    sources: tuple[str, ...],
    url: str | None,
    profile: str | None,
    contact: str | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Read article pages and show each field with the rule that found it.

    A page that is no article is refused with the reason, and the exit status is 1. With --json
    one document is printed: the article, or a list of them when there are several sources.
    """
    options = CrawlOptions(contact=contact, allow_private=allow_private)
    chosen = load_profile(profile) if profile else None
    articles: list[Article] = []
    failed = False
    for source in sources:
        try:
            articles.append(_read(source, url, chosen, options))
        except LoaError as error:
            if len(sources) == 1:
                raise
            failed = True
            complain(f"{source}: {error}")
            continue
        if not as_json:
            if len(articles) > 1:
                stdout().rule()
            _show(articles[-1])
    if as_json:
        print_json(articles[0] if len(sources) == 1 else articles)
    if failed:
        sys.exit(1)


def _read(source: str, url: str | None, profile: Profile | None, options: CrawlOptions) -> Article:
    if "://" in source and source != "-":
        page = fetch_page(source, options)
        if page.status != 200:
            raise FetchError(f"{source} answers HTTP {page.status}")
    else:
        page = _local(source, url)
    return extract(page.body, page.url, profile, content_type=page.content_type)


def _local(source: str, url: str | None) -> FetchedPage:
    """A file, or standard input; where no address is given, a made-up one of this machine."""
    if source == "-":
        body = sys.stdin.buffer.read(MAX_SIZE + 1)
        name = "standard input"
    else:
        path = Path(source)
        name = str(path)
        try:
            with path.open("rb") as file:
                body = file.read(MAX_SIZE + 1)
        except OSError as error:
            raise LoaError(f"{path} cannot be read: {error.strerror}") from error
    if len(body) > MAX_SIZE:
        raise LoaError(f"{name} is larger than {MAX_SIZE // 1024**2} MB; no page is")
    return FetchedPage(url or f"http://localhost/{quote(Path(name).name)}", 200, body, None)


def _show(article: Article) -> None:
    show_article(article)
    rows = table("field", "value", "rule")
    values = {
        "title": article.title,
        "lead": article.lead or "",
        "body": f"{len(article.body.split())} words: {article.body}",
        "bylines": "; ".join(f"{b.name} ({b.role or b.kind})" for b in article.bylines),
        "images": "; ".join(image.url for image in article.images),
        "attachments": "; ".join(file.url for file in article.attachments),
        **dict(about(article)),
    }
    for field, rule in article.provenance.items():
        value = " ".join(values.get(field, "").split())
        short = value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"
        rows.add_row(f"[cyan]{field}[/]", escape(short), f"[dim]{escape(rule)}[/]")
    show(rows)
