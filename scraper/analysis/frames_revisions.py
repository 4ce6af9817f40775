"""The revisions of articles as a frame: what a portal said, when that was seen, and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from scraper.errors import UsageError
from scraper.search import selected
from scraper.store.failures import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from scraper.search import Filters
    from scraper.store import Archive

_SQL = {
    "article_id": "r.article_id",
    "number": "r.number",
    "portal": "a.portal",
    "url": "a.url",
    "seen_at": "substr(r.seen_at, 1, 19)",
    "reason": "r.reason",
    "changed": "r.changed",
    "profile_version": "r.profile_version",
    "extractor_version": "r.extractor_version",
    "fetched_at": "substr(f.fetched_at, 1, 19)",
    "status": "f.status",
    "payload_sha256": "f.payload_sha256",
    "warc_file": "f.warc_file",
    "warc_offset": "f.warc_offset",
}
_CONTENT: dict[str, Callable[[Any], str | None]] = {
    "title": lambda content: content["title"],
    "lead": lambda content: content["lead"],
    "body": lambda content: content["body"],
    "published": lambda content: (content["published"] or {}).get("value"),
    "section_path": lambda content: " / ".join(content["section"]) or None,
    "authors": lambda content: (
        "; ".join(b["name"] for b in content["bylines"] if b["kind"] == "author") or None
    ),
}
"""Fields of the article as the revision has them."""

DEFAULT_COLUMNS = tuple(_SQL)
COLUMNS = (*_SQL, *_CONTENT)
"""What can be asked for. Those of the article's content are read only when they are: they cost more
than all the others."""

_INSTANTS = frozenset({"seen_at", "fetched_at"})
_CATEGORIES = frozenset({"portal", "reason", "profile_version", "extractor_version"})
_NUMBERS = frozenset({"article_id", "number"})
_MISSING_NUMBERS = frozenset({"status", "warc_offset"})


def revisions_frame(
    archive: Archive, filters: Filters, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """All revisions of the articles that ``filters`` let through, by article and number.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`COLUMNS`; :data:`DEFAULT_COLUMNS` when None.

    Returns:
        ``article_id`` and ``number`` (``int64``); ``seen_at`` and ``fetched_at``
        (``datetime64[s, UTC]``); portal, reason and versions as categories; ``status`` and
        ``warc_offset`` (``Int64``, missing for what was stored without a request); ``changed``, the
        names of the fields that differ from the revision before, joined by ``"; "``, missing for the
        first; the rest as strings, ``published`` in ISO 8601 as the page is precise.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    names = list(DEFAULT_COLUMNS if columns is None else dict.fromkeys(columns))
    if unknown := [name for name in names if name not in COLUMNS]:
        raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(COLUMNS)}")
    if not names:
        raise UsageError("no column was asked for")
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    values = zip(*_rows(archive, filters, names), strict=True)
    read = dict(zip(names, map(list, values), strict=False)) or {name: [] for name in names}
    return pd.DataFrame({name: _column(name, read[name]) for name in names}, columns=names)


def _rows(archive: Archive, filters: Filters, names: list[str]) -> Iterator[tuple[Any, ...]]:
    wanted = [_SQL.get(name, "r.content") for name in names]
    sql = list(dict.fromkeys(wanted))
    places = [sql.index(one) for one in wanted]
    with selected(archive, filters) as found, explained(archive.path):
        cursor = found.reader.connection.execute(
            f"SELECT {', '.join(sql)} FROM articles AS a "  # noqa: S608
            "JOIN revisions AS r ON r.article_id = a.id LEFT JOIN fetches AS f ON f.id = r.fetch_id "
            f"WHERE {found.where} ORDER BY a.id, r.number",
            found.parameters,
        )
        for row in cursor:
            content = orjson.loads(row[sql.index("r.content")]) if "r.content" in sql else None
            yield tuple(
                _CONTENT[name](content) if name in _CONTENT else row[place]
                for name, place in zip(names, places, strict=True)
            )


def _column(name: str, values: list[Any]) -> pd.Series:
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if name in _NUMBERS:
        return pd.Series(values, dtype="int64")
    if name in _MISSING_NUMBERS:
        return pd.Series(values, dtype="Int64")
    if name in _INSTANTS:
        moments = np.array([value or "NaT" for value in values], dtype="datetime64[s]")
        return pd.Series(moments).dt.tz_localize("UTC")
    if name in _CATEGORIES:
        return pd.Series(pd.Categorical(values))
    if name == "changed":
        values = ["; ".join(orjson.loads(value)) or None for value in values]
    return pd.Series(values, dtype="str")
