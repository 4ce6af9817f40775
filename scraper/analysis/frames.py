"""Articles as pandas frames with real types.

``published`` and ``updated`` are what the page shows: the portal's local time, a day at 00:00 with
``published_precision`` saying that it is a day. ``published_at`` is the instant (UTC), and missing
where only a day is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.search import select
from scraper.store.reader import FLAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scraper.search import Filters
    from scraper.store import Archive

COLUMNS = (*FLAT_COLUMNS, "published_at")

_NUMBERS = {"id", "word_count", "revision"}
_CATEGORIES = {"portal", "published_precision", "section", "section_path", "language"}
_LOCAL = {"published", "updated"}
_INSTANTS = {"first_seen", "last_seen", "gone", "published_at"}
_SQL = {
    # Without the offset: the local time as the page shows it.
    "published": "substr(f.published, 1, CASE f.published_precision WHEN 'day' THEN 10 "
    "WHEN 'minute' THEN 16 ELSE 19 END)",
    "updated": "substr(f.updated, 1, CASE a.updated_precision WHEN 'day' THEN 10 "
    "WHEN 'minute' THEN 16 ELSE 19 END)",
    "published_at": "CASE WHEN f.published_precision <> 'day' "
    "THEN strftime('%Y-%m-%dT%H:%M:%S', f.published) END",
    "first_seen": "substr(f.first_seen, 1, 19)",
    "last_seen": "substr(f.last_seen, 1, 19)",
    "gone": "substr(f.gone, 1, 19)",
}


def articles_frame(
    archive: Archive, filters: Filters, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """One row per article, by id.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`COLUMNS`; those of ``articles_flat`` when None.

    Returns:
        Integers ``int64``; ``published`` and ``updated`` ``datetime64[s]`` (local time, NaT where
        unknown); ``first_seen``, ``last_seen``, ``gone``, ``published_at`` ``datetime64[s, UTC]``;
        portal, section, language and precision as categories; everything else as strings.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    names = FLAT_COLUMNS if columns is None else list(columns)
    if unknown := [name for name in names if name not in COLUMNS]:
        raise UsageError(f"{', '.join(unknown)} is no column; they are {', '.join(COLUMNS)}")
    if not names:
        raise UsageError("no column was asked for")
    # Only here: a program that never asks for a frame should not wait for pandas.
    import pandas as pd  # noqa: PLC0415

    rows = list(select(archive, filters, ", ".join(_SQL.get(name, f"f.{name}") for name in names)))
    values = zip(*rows, strict=True) if rows else ((),) * len(names)
    return pd.DataFrame(
        {name: _column(name, list(column)) for name, column in zip(names, values, strict=True)},
        columns=names,
    )


def _column(name: str, values: list[object]) -> pd.Series:
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if name in _NUMBERS:
        return pd.Series(values, dtype="int64")
    if name in _LOCAL | _INSTANTS:
        moments = np.array([value or "NaT" for value in values], dtype="datetime64[s]")
        series = pd.Series(moments)
        return series.dt.tz_localize("UTC") if name in _INSTANTS else series
    if name in _CATEGORIES:
        return pd.Series(pd.Categorical(values))
    return pd.Series(values, dtype="str")
