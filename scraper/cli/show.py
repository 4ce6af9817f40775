"""``loa show``: one stored article, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.text import Text

from scraper.cli.options import db_option, json_option, open_archive
from scraper.cli.output import print_json, show, show_paragraph
from scraper.cli.pager import paged

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.model import Article
    from scraper.store.reader import StoredArticle
    from scraper.store.revisions import Revision


def show_evidence(revision: Revision) -> None:
    """Print where a revision comes from: its fetch, the versions that read it, rule by rule."""
    show(f"[bold]revision {revision.number}[/], seen {revision.seen_at:%Y-%m-%d %H:%M:%S} UTC")
    fetch = revision.evidence
    values = [("profile", revision.profile_version), ("Loa", revision.extractor_version)]
    if fetch is not None:
        kept = f"{fetch.warc_file} at {fetch.warc_offset}" if fetch.warc_file else "not kept"
        values += [
            ("address", fetch.url), ("answered by", fetch.final_url), ("status", str(fetch.status)),
            ("type", fetch.content_type), ("ETag", fetch.etag), ("modified", fetch.last_modified),
            ("sha256", fetch.payload_sha256), ("WARC", kept),
        ]  # fmt: skip
    for name, value in values:
        if value:
            show(f"[cyan]{name:>12}[/]  {escape(value)}")
    for field, rule in revision.article.provenance.items():
        show(f"[cyan]{field:>12}[/]  [dim]{escape(rule)}[/]")
    show("")


FIRST_WORDS = 200
"""Characters of a file's text that are shown."""


@click.command("show")
@click.argument("reference", metavar="ID|URL")
@click.option(
    "--evidence", is_flag=True, help="Also the fetch behind each revision, and the rule per field."
)
@db_option
@json_option
def command(reference: str, evidence: bool, db: Path, as_json: bool) -> None:
    """Show one stored article, by the id that `loa search` prints or by any of its addresses."""
    with open_archive(db) as archive:
        article = archive.get(reference)
        revisions = archive.history(article.id) if evidence else []
    if as_json:
        print_json({"article": article, "revisions": revisions} if evidence else article)
        return
    with paged():
        show_article(article)
        for revision in revisions:
            show_evidence(revision)
        _show_history(article)


def _show_history(article: StoredArticle) -> None:
    history = f"revision {article.revision}, first seen {article.first_seen:%Y-%m-%d %H:%M} UTC"
    if article.gone:
        history += f", gone since {article.gone:%Y-%m-%d}"
    show(Text(f"{article.id} · {history}", style="dim"))


def show_article(article: Article) -> None:
    """Print an article as a page: title, what is known about it, text, files."""
    show(Text(article.title, style="bold"))
    show(Text(article.url, style="dim"))
    show("")
    for name, value in about(article):
        show(f"[cyan]{name:>10}[/]  {escape(value)}")
    show("")
    for paragraph in article.text.split("\n\n"):
        show_paragraph(paragraph)
        show("")
    for image in article.images:
        show(f"[cyan]     image[/]  {escape(image.url)}  [dim]{escape(image.caption or '')}[/]")
    for file in article.attachments:
        show(f"[cyan]      file[/]  {escape(file.url)}  [dim]{escape(file.title or '')}[/]")
        if file.text is not None:
            show_paragraph(_first_words(file.text), indent=12)
        elif file.not_extracted is not None:
            show_paragraph(f"not extracted: {file.not_extracted}", indent=12)


def _first_words(text: str) -> str:
    words = " ".join(text[: 2 * FIRST_WORDS].split())
    return words if len(words) <= FIRST_WORDS else f"{words[: FIRST_WORDS - 1]}…"


def about(article: Article) -> list[tuple[str, str]]:
    """Label and value of what is known about an article, in reading order."""
    names = [
        f"{line.name}{f', {line.role}' if line.role else ''}"
        f"{f' ({line.kind})' if line.kind != 'author' else ''}"
        for line in article.bylines
    ]
    values = (
        ("portal", article.portal),
        ("published", article.published.isoformat() if article.published else ""),
        ("updated", article.updated.isoformat() if article.updated else ""),
        ("section", " / ".join(article.section)),
        ("by", "; ".join(names)),
        ("tags", "; ".join(article.tags)),
        ("language", article.language or ""),
    )
    return [(name, value) for name, value in values if value]
