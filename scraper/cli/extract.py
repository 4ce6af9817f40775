"""``loa extract``: read single pages, without crawling and without an archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import click
from rich.markup import escape

from scraper.cli.errors import complain
from scraper.cli.options import contact_option, json_option, private_option
from scraper.cli.output import print_json, show, stdout, table
from scraper.cli.show import about, show_article
from scraper.crawl import CrawlOptions
from scraper.crawl.fetch import FetchedPage, FetchError, fetch_page
from scraper.errors import LoaError
from scraper.extraction import Page, extract
from scraper.model import NotAnArticle
from scraper.portals import canonical_url, load_profile

if TYPE_CHECKING:
    from scraper.model import Article
    from scraper.portals import Profile

MAX_SIZE = 64 * 1024 * 1024
"""Bytes that are read of a file or of standard input; no page has them."""

OWN_ADDRESS = (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content"))
"""Where a page says at which address it stands (RFC 6596; The Open Graph protocol, og:url)."""

SHOWN = 100
"""Characters of a value beside its rule."""


@click.command("extract")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL|-...")
@click.option(
    "--url",
    metavar="URL",
    help="Address of a file or of standard input; else the page's own word counts.",
)
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
            words = str(error)
            complain(words if source in words else f"{source}: {words}")
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
        return extract(page.body, page.url, profile, content_type=page.content_type)
    page = _local(source, url)
    try:
        return extract(page.body, page.url, profile)
    except NotAnArticle as refusal:
        name = "standard input" if source == "-" else source
        raise NotAnArticle(refusal.reason, refusal.detail, name) from refusal


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
    placeholder = f"http://localhost/{quote(Path(name).name)}"
    return FetchedPage(url or own_address(body, placeholder) or placeholder, 200, body, None)


def own_address(html: bytes, placeholder: str) -> str | None:
    """The address that a saved page gives for itself (canonical link, ``og:url``), or None.

    A home page's address is none: some systems write it into every page.
    """
    try:
        page = Page(html, placeholder)
    except NotAnArticle:
        return None  # reading it will say why
    for css, attribute in OWN_ADDRESS:
        node = page.first(css)
        address = page.absolute(node.attributes.get(attribute)) if node else None
        try:
            parts = urlsplit(canonical_url(address or ""))
        except ValueError:
            continue
        if parts.hostname != "localhost" and (parts.path.strip("/") or parts.query):
            return address
    return None


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
