"""A corpus of plain text: a file for each article, and ``metadata.csv`` that says what each is.

AntConc opens the folder ``texts``; Sketch Engine, Voyant and R's ``readtext`` take files and table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.export.csv import as_csv
from scraper.store.flat import FLAT_COLUMNS, Batch
from scraper.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.export.options import Options
    from scraper.export.source import Source

TEXTS = "texts"
METADATA = "metadata.csv"

_LONGEST = 60
"""Letters of a portal in a file's name."""

_TOLD = [name for name in FLAT_COLUMNS if name not in {"lead", "body"}]


def write_corpus(source: Source, folder: Path, options: Options) -> None:
    """Write ``texts/PORTAL_DAY_ID.txt`` (UTF-8: title, lead and body) and ``metadata.csv``.

    The table's first column is the file; the others are those of ``articles_flat`` without lead and
    body. Names hold letters, digits, ``-`` and ``_`` alone, whatever a portal is called.
    """
    del options
    texts = folder / TEXTS
    texts.mkdir()
    with (folder / METADATA).open("wb") as table:
        table.write(",".join(["file", *_TOLD]).encode() + b"\r\n")
        for batch in source.batches(FLAT_COLUMNS):
            names = []
            for row in batch.rows():
                article = dict(zip(FLAT_COLUMNS, row, strict=True))
                name = file_name(str(article["portal"]), article["published"], article["id"])
                parts = [str(article[part]) for part in ("title", "lead", "body") if article[part]]
                (texts / name).write_bytes(("\n\n".join(parts) + "\n").encode())
                names.append(f"{TEXTS}/{name}".encode())
            told = {name: batch.columns[name] for name in _TOLD}
            table.write(as_csv(Batch({"file": names, **told})))


def file_name(portal: str, published: object, article: object) -> str:
    """A name that every file system takes, and that sorts by portal and day.

    >>> file_name("Hương Trà/..", "2022-01-13T10:30+07:00", 17)
    'huong-tra_2022-01-13_17.txt'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(portal)).strip("-")[:_LONGEST]
    day = str(published)[:10] if published else "undated"
    return f"{plain}_{day}_{article}.txt"
