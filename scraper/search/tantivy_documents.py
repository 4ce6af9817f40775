"""What the tantivy index holds: its fields, and an article as one of its documents.

Texts are indexed twice, as :func:`~scraper.search.terms.folded` and as
:func:`~scraper.search.terms.accented` terms; nothing is stored but numbers and labels to count and
sort by, since the archive has the articles. Pairs of frequent words are terms of a further field
(:mod:`scraper.search.pairs`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from scraper.search.moments import day_number, moment
from scraper.search.pairs import paired
from scraper.search.query import MAX_DISTANCE
from scraper.search.terms import both, cited, listed

if TYPE_CHECKING:
    from collections.abc import Set

    from scraper.search.documents import Document
    from scraper.search.tree import Field

VERSION = "2"
"""Of the fields and of how terms are made; an index of another version is built anew."""

TEXT_FIELDS: dict[Field | None, str] = {
    None: "text",
    "title": "title",
    "author": "author",
    "role": "role",
    "section": "section",
    "source": "source",
    "tag": "tag",
}
"""Where the words of each field of the query language stand."""

EXACT = "_exact"
"""What the name of a text field ends with where its terms keep their accents."""

PAIRS = "pairs"
"""Pairs of what stands in the field "text", folded."""

ID = "id"
NEWEST = "newest"
DAY = "day"
CITES = "cites"
PORTAL = "by_portal"
SECTION = "by_section"
AUTHOR = "by_author"
MONTH = "by_month"

PATH = "\x1f"
"""Between the names of a section's path."""

ARCHIVE_BITS = 40
"""An id in the index is the archive's place among those opened together, then the article's id."""

NEWEST_ID_BITS = 30
"""Of the article's id that stand in the order by date, after the 33 of the moment."""

_GAP = ("",) * (MAX_DISTANCE + 1)
"""Tantivy leaves one position free between two values of a field, so that no phrase and no NEAR
goes from the title into the lead."""


def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field(ID, indexed=True, fast=True)
    builder.add_integer_field(NEWEST, fast=True)
    builder.add_integer_field(DAY, fast=True)
    for name in TEXT_FIELDS.values():
        for suffix in ("", EXACT):
            builder.add_text_field(name + suffix, tokenizer_name="whitespace")
    builder.add_text_field(PAIRS, tokenizer_name="whitespace")
    builder.add_text_field(CITES, tokenizer_name="raw", index_option="basic")
    for name in (PORTAL, SECTION, AUTHOR, MONTH):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def to_key(archive: int, article_id: int) -> int:
    """The id in the index of an article of the archive at this place."""
    return archive << ARCHIVE_BITS | article_id


def from_key(key: int) -> tuple[int, int]:
    """The archive's place and the article's id."""
    return key >> ARCHIVE_BITS, key & ((1 << ARCHIVE_BITS) - 1)


def to_tantivy(
    document: Document, archive: int, frequent: Set[str] = frozenset()
) -> tantivy.Document:
    """An article as the index takes it.

    Args:
        document: the article.
        archive: its archive's place among those opened together.
        frequent: words of which pairs are made.
    """
    title, lead, body = both(document.title), both(document.lead), both(document.body)
    authors, tags = listed(document.authors), listed(document.tags)
    parts = (title, lead, body, authors, tags)
    values: dict[str, object] = {
        ID: to_key(archive, document.id),
        NEWEST: moment(document.published) << NEWEST_ID_BITS
        | document.id & ((1 << NEWEST_ID_BITS) - 1),
        DAY: day_number(document.published),
        CITES: list({cited(number) for number in document.cites}),
        PORTAL: document.portal,
        # A column with a value for each article is counted several times as fast as one with gaps.
        SECTION: PATH.join(document.section),
        MONTH: (document.published or "")[:7],
        AUTHOR: list(document.people),
    }
    for at, suffix in enumerate(("", EXACT)):
        values["text" + suffix] = [
            value for part in parts if part[at] for value in (part[at], *_GAP)
        ]
        values["title" + suffix] = title[at]
        values["author" + suffix] = authors[at]
        values["tag" + suffix] = tags[at]
    if frequent:
        values[PAIRS] = [paired(part[0], frequent) for part in parts if part[0]]
    for name, text in (
        ("role", listed(document.roles)),
        ("section", both(" / ".join(document.section))),
        ("source", both(document.source)),
    ):
        values[name], values[name + EXACT] = text
    return tantivy.Document(**values)
