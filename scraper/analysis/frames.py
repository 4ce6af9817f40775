"""Articles and their revisions as pandas frames with real types.

Dates are those of
:mod:`scraper.analysis.record_batches`, from which the frames are made: texts stay in
Arrow's memory, in which they are read, and never become a Python object each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scraper.search import Filters
    from scraper.store import Archive


def articles_frame(
    archive: Archive,
    filters: Filters,
    columns: Sequence[str] | None = None,
    processes: int | None = None,
) -> pd.DataFrame:
    """One row per article, by id.

    Args:
        archive: where to read.
        filters: which articles.
        columns: names out of :data:`scraper.analysis.record_batches.COLUMNS`; those of
            ``articles_flat`` when None.
        processes: how many read at most; by the number of processors when None.

    Returns:
        Integers ``int64``; ``published`` and ``updated`` ``datetime64[s]`` (local time, NaT where
        unknown); ``first_seen``, ``last_seen``, ``gone``, ``published_at`` ``datetime64[s, UTC]``;
        portal, section, language and precision as categories; everything else as strings.

    Raises:
        UsageError: an unknown column, or a filter that names nothing in the archive.
    """
    # Only here: a program that never asks for a frame should not wait for pandas and Arrow.
    from scraper.analysis.arrow import articles_table  # noqa: PLC0415
    from scraper.analysis.record_batches import CATEGORIES  # noqa: PLC0415

    table = articles_table(archive, filters, columns, processes)
    # The table's memory goes over to the frame column by column instead of being held twice.
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    for name in CATEGORIES:
        if name in frame:
            categories = frame[name].cat
            frame[name] = categories.set_categories(sorted(categories.categories))
    return frame
