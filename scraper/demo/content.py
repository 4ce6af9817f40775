"""The demo portal's articles: what they hold, and reading them from the package.

The texts are invented, as are the town (thị xã Hương Giang), its people and its documents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

DATA = "articles.jsonl"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file that an article offers.

    Attributes:
        path: absolute path on the portal; it ends in ``.pdf`` or ``.docx``.
        title: text of the link.
        lines: the text inside the file, line by line.
    """

    path: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article as the portal's editors would enter it; all text is plain, never HTML.

    Attributes:
        id: the number in ``tc=``.
        lead: first paragraph; HueCIT shows it as the first ``<p>`` of the body.
        paragraphs: the other paragraphs, without byline and table.
        published: the local day that the page shows.
        section: names, outermost first.
        byline: the body's last line as printed, or None.
        authors: the persons whom ``byline`` names as authors of the text (not photographers and not
            sources); of "Tin, ảnh: A - B" that is A, as in the truth of the HueCIT pages.
        image: absolute path of the lead picture, or None; ``caption`` belongs to it.
        table: rows of cells, the first row being the head; empty when there is none.
        cn: the "channel" in the article's usual address.
        gd: the "interface" in the article's usual address.
    """

    id: int
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    published: date
    section: tuple[str, ...]
    byline: str | None = None
    authors: tuple[str, ...] = ()
    image: str | None = None
    caption: str | None = None
    attachments: tuple[DemoFile, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    cn: int = 82
    gd: int = 1


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """What a correct crawl must hold of one article.

    Attributes:
        id: the number in ``tc=``.
        published: ISO day.
        section: names, outermost first.
        authors: names of the authors; empty when the page names none.
        lead: the first paragraph. HueCIT does not mark it apart, so an extractor may rightly keep
            it as the first paragraph of the body.
        paragraphs: the body's other paragraphs, in order, without byline and table cells. The line
            that links an attachment is one of them and comes last.
    """

    id: int
    title: str
    published: str
    section: tuple[str, ...]
    authors: tuple[str, ...]
    lead: str
    paragraphs: tuple[str, ...]


def attachment_line(file: DemoFile) -> tuple[str, str]:
    """The sentence that offers ``file``: the words before the link, and the link's text."""
    return "Xem toàn văn tại tệp đính kèm: ", file.title


def gold_record(article: DemoArticle) -> GoldRecord:
    """What is to be found on the page of ``article``."""
    offered = tuple("".join(attachment_line(file)) for file in article.attachments)
    return GoldRecord(
        id=article.id,
        title=article.title,
        published=article.published.isoformat(),
        section=article.section,
        authors=article.authors,
        lead=article.lead,
        paragraphs=article.paragraphs + offered,
    )


def parse_article(data: dict[str, Any]) -> DemoArticle:
    """Build an article from its JSON object (the fields of :class:`DemoArticle`)."""
    return DemoArticle(
        **{
            **data,
            "paragraphs": tuple(data["paragraphs"]),
            "published": date.fromisoformat(data["published"]),
            "section": tuple(data["section"]),
            "authors": tuple(data.get("authors", ())),
            "attachments": tuple(
                DemoFile(file["path"], file["title"], tuple(file["lines"]))
                for file in data.get("attachments", ())
            ),
            "table": tuple(tuple(row) for row in data.get("table", ())),
        }
    )


@lru_cache(maxsize=1)
def bundled_articles() -> tuple[DemoArticle, ...]:
    """The articles that come with the package, oldest first."""
    text = files(__package__).joinpath(DATA).read_text(encoding="utf-8")
    return tuple(parse_article(json.loads(line)) for line in text.splitlines())
