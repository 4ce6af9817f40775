"""BibTeX and RIS for reference managers: one entry per article (:mod:`scraper.export.references`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import orjson

from scraper.export.references import Reference, as_bibtex, as_ris

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from scraper.export.options import Options
    from scraper.export.source import Source

COLUMNS = ("id", "portal", "url", "title", "published", "language", "revision", "seen_at",
           "payload_sha256", "bylines")  # fmt: skip


def write_bibtex(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write ``@online`` entries (biblatex), parted by an empty line."""
    del options
    _write(source, stream, lambda reference: as_bibtex(reference) + "\n\n")


def write_ris(source: Source, stream: BinaryIO, options: Options) -> None:
    """Write records of type ``ELEC``."""
    del options
    _write(source, stream, as_ris)


def _write(source: Source, stream: BinaryIO, form: Callable[[Reference], str]) -> None:
    titles = source.portal_titles()
    for batch in source.batches(COLUMNS):
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in batch.rows())
        stream.write("".join(form(_reference(row, titles)) for row in rows).encode())


def _reference(row: Mapping[str, str | int | None], titles: Mapping[str, str]) -> Reference:
    bylines = orjson.loads(str(row["bylines"] or "[]"))

    def names(kind: str) -> tuple[str, ...]:
        return tuple(byline["name"] for byline in bylines if byline["kind"] == kind)

    published = row["published"]
    return Reference(
        id=int(str(row["id"])),
        portal=str(row["portal"]),
        publisher=titles.get(str(row["portal"]), str(row["portal"])),
        title=str(row["title"]),
        names=names("author") or names("organisation"),
        day=date.fromisoformat(str(published)[:10]) if published else None,
        url=str(row["url"]),
        language=str(row["language"] or ""),
        revision=int(str(row["revision"])),
        seen_at=datetime.fromisoformat(str(row["seen_at"])),
        digest=str(row["payload_sha256"] or ""),
    )
