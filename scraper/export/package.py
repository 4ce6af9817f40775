"""A data package: ``articles.csv``, ``datapackage.json`` and ``DATASHEET.md``.

The description follows Frictionless Data's Tabular Data Package
(https://specs.frictionlessdata.io/tabular-data-package/), which says what each column holds.
"""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from scraper import __version__
from scraper.export.csv import heading, lines
from scraper.export.datasheet import datasheet
from scraper.store.flat import FLAT_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.export.options import Options
    from scraper.export.source import Source

DATA = "articles.csv"
DESCRIPTION = "datapackage.json"
SHEET = "DATASHEET.md"

_UTC = {"type": "datetime", "format": "default"}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "constraints": {"minimum": 0}}
FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "id": ({"type": "integer"}, "the archive's number of the article; does not change"),
    "portal": (_TEXT, "the portal that published it"),
    "url": ({"type": "string", "format": "uri"}, "the address under which it was first read"),
    "title": (_TEXT, "headline"),
    "lead": (_TEXT, "the summary above the text, where the page marks one"),
    "body": (_TEXT, "the text without the lead; paragraphs are parted by an empty line"),
    "published": (_TEXT, "when it was published: ISO 8601 in the portal's local time, as long as the page is precise"),
    "published_precision": ({"type": "string", "constraints": {"enum": ["day", "minute", "second"]}},
                            "how precise published is"),
    "updated": (_TEXT, "when the portal says it was changed, in the form of published"),
    "section": (_TEXT, "name of the innermost section"),
    "section_path": (_TEXT, "the section with those above it, outermost first, joined by ' / '"),
    "authors": (_TEXT, "people and pen names that sign, as the page writes them, joined by '; '"),
    "author_roles": (_TEXT, "their offices, in the order of authors, empty where one has none"),
    "source": (_TEXT, "the institutions behind the text, joined by '; '"),
    "tags": (_TEXT, "keywords that the page gives, joined by '; '"),
    "language": (_TEXT, "language of the text (BCP 47)"),
    "word_count": (_COUNT, "words of lead and body, parted by white space (Vietnamese: syllables)"),
    "first_seen": (_UTC, "when Loa first read it (UTC)"),
    "last_seen": (_UTC, "when the portal last showed it (UTC)"),
    "gone": (_UTC, "when it was found to have disappeared (UTC); empty while the portal shows it"),
    "revision": ({"type": "integer", "constraints": {"minimum": 1}},
                 "number of the revision shown; above 1 the portal changed it, or it was read again"),
}  # fmt: skip
"""Columns to their type in Table Schema, and their meaning."""

_REQUIRED = frozenset({"id", "portal", "url", "word_count", "first_seen", "last_seen", "revision"})


def write_package(source: Source, folder: Path, options: Options) -> None:
    """Write the folder of a data package."""
    del options
    digest, size = hashlib.sha256(), 0
    with (folder / DATA).open("wb") as stream:
        for piece in chain([heading(FLAT_COLUMNS)], source.pieces(lines, FLAT_COLUMNS)):
            stream.write(piece)
            digest.update(piece)
            size += len(piece)
    description = _description(source, size, digest.hexdigest())
    (folder / DESCRIPTION).write_bytes(
        orjson.dumps(description, option=orjson.OPT_INDENT_2) + b"\n"
    )
    (folder / SHEET).write_text(datasheet(source), encoding="utf-8", newline="\n")


def _description(source: Source, size: int, digest: str) -> dict[str, Any]:
    titles = source.portal_titles()
    where, parameters = source.condition
    with source.facts() as db:
        found = db.execute(
            "SELECT DISTINCT a.portal, p.home FROM articles AS a "  # noqa: S608
            f"JOIN portals AS p ON p.name = a.portal WHERE {where} ORDER BY 1",
            parameters,
        ).fetchall()
    return {
        "profile": "tabular-data-package",
        "name": "loa-articles",
        "title": "News articles of local-government portals",
        "description": f"{source.read} articles; {SHEET} says how they came about and what is missing.",
        "sources": [
            {"title": titles[name], **({"path": home} if home else {})} for name, home in found
        ],
        "loa": {"version": __version__, "filters": source.wanted.described()},
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "articles",
                "path": DATA,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{digest}",
                "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"},
                "schema": {
                    "fields": [_field(name) for name in FLAT_COLUMNS],
                    "primaryKey": "id",
                    "missingValues": [""],
                },
            }
        ],
    }


def _field(name: str) -> dict[str, Any]:
    kind, meaning = FIELDS[name]
    constraints = dict(kind.get("constraints", {}))
    if name in _REQUIRED:
        constraints["required"] = True
    field = {"name": name, **kind, "description": meaning}
    return {**field, "constraints": constraints} if constraints else field
