"""``loa extract``: read single pages, without crawling and without an archive."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import click
from rich.markup import escape

from scraper.cli.attachments import with_attachments
from scraper.cli.errors import complain
from scraper.cli.options import contact_option, json_option, private_option
from scraper.cli.output import plain, print_json, print_json_line, show, stdout, table
from scraper.cli.show import about, show_article
from scraper.cli.waiting import watched
from scraper.crawl import CrawlOptions
from scraper.crawl.fetch import FetchedPage, FetchError, fetch_page
from scraper.errors import LoaError, UsageError
from scraper.extraction import Page, extract
from scraper.model import NotAnArticle
from scraper.portals import canonical_url, load_profile

if TYPE_CHECKING:
    from scraper.cli.waiting import Watch
    from scraper.model import Article
    from scraper.portals import Profile

PAGE_ENDINGS = frozenset({".html", ".htm"})
"""Endings of the files that a folder stands for."""

MAX_SIZE = 64 * 1024 * 1024
"""Bytes that are read of a file or of standard input; no page has them."""

OWN_ADDRESS = (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content"))
"""Where a page says at which address it stands (RFC 6596; The Open Graph protocol, og:url)."""

SHOWN = 100
"""Characters of a value beside its rule."""


@dataclass(frozen=True, slots=True)
class Source:
    """One page that the user named: a file, an address, or ``-``.

    Attributes:
        asked: it is to be fetched from the network.
        located: its address is known, and not made up.
    """

    name: str
    page: FetchedPage
    asked: bool
    located: bool


@click.command("extract")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|URL|-...")
@click.option(
    "--url",
    metavar="URL",
    help="Address of a file or of standard input; else the page's own word counts.",
)
@click.option("--profile", metavar="NAME|FILE", help="Profile to read with, instead of guessing.")
@click.option(
    "--attachments",
    is_flag=True,
    help="Fetch the PDF and DOCX files of the articles and read them.",
)
@click.option(
    "--jsonl", "as_lines", is_flag=True, help="Print one line of JSON per article, as it is read."
)
@contact_option
@private_option
@json_option
def command(
    sources: tuple[str, ...],
    url: str | None,
    profile: str | None,
    attachments: bool,
    as_lines: bool,
    contact: str | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Read article pages and show each field with the rule that found it.

    A folder stands for all *.html and *.htm files in it and below. A page that is no article is
    refused with the reason, and the exit status is 1. With --json one document is printed: the
    article, or a list of them when there are several sources. With --jsonl each article is a line,
    and its "source" is what was read.
    """
    if as_json and as_lines:
        raise UsageError("--json and --jsonl exclude each other; give one of them")
    options = CrawlOptions(contact=contact, allow_private=allow_private)
    chosen = load_profile(profile) if profile else None
    names = _expanded(sources)
    single = len(sources) == len(names) == 1 and sources == tuple(names)
    if url and len(names) > 1:
        raise UsageError(f"--url is the address of one page, and there are {len(names)} sources")
    articles: list[Article] = []
    failed = False
    with watched(names, shown=not (as_json or as_lines)) as watch:
        for name in names:
            watch.begins(name)
            try:
                article = _read(name, url, chosen, options, attachments, watch)
            except LoaError as error:
                if single:
                    raise
                failed = True
                words = str(error)
                complain(words if name in words else f"{name}: {words}")
                continue
            if as_json:
                articles.append(article)
            elif as_lines:
                print_json_line({"source": name, **plain(article)})
            else:
                if articles:
                    stdout().rule()
                _show(article)
                articles = [article]
    if as_json:
        print_json(articles[0] if single else articles)
    if failed:
        sys.exit(1)


def _expanded(sources: tuple[str, ...]) -> list[str]:
    """The sources, each folder replaced by the pages in it, in order of their names."""
    names: list[str] = []
    for source in sources:
        path = Path(source)
        if source == "-" or "://" in source or not path.is_dir():
            names.append(source)
            continue
        pages = sorted(
            str(file)
            for file in path.rglob("*")
            if file.suffix.lower() in PAGE_ENDINGS and file.is_file()
        )
        if not pages:
            raise LoaError(f"the folder {source} holds no *.html or *.htm file")
        names += pages
    return names


def _read(
    name: str,
    url: str | None,
    profile: Profile | None,
    options: CrawlOptions,
    attachments: bool,
    watch: Watch,
) -> Article:
    source = _fetched(name, options) if "://" in name else _local(name, url)
    page = source.page
    try:
        article = extract(page.body, page.url, profile, content_type=page.content_type)
    except NotAnArticle as refusal:
        if source.asked:
            raise
        raise NotAnArticle(refusal.reason, refusal.detail, source.name) from refusal
    if not attachments:
        return article
    return with_attachments(
        article, options, asked=source.asked, located=source.located, progress=watch.file
    )


def _fetched(url: str, options: CrawlOptions) -> Source:
    page = fetch_page(url, options)
    if page.status != 200:
        raise FetchError(f"{url} answers HTTP {page.status}")
    return Source(url, page, asked=True, located=True)


def _local(source: str, url: str | None) -> Source:
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
    address = url or own_address(body, placeholder)
    page = FetchedPage(address or placeholder, 200, body, None)
    return Source(name, page, asked=False, located=address is not None)


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
