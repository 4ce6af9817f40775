"""Keeping both indexes of an archive up to date: the one inside it, and the quick one beside it."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from scraper.search import fts5_index
from scraper.search.tantivy_index import TantivyIndex, UnusableIndexError, folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scraper.search.tantivy_index import Tell
    from scraper.store import Archive

_OPEN: OrderedDict[Path, TantivyIndex] = OrderedDict()
"""Indexes stay open: opening one costs more than most searches."""

_MOST_OPEN = 16

_KEPT: Counter[Path] = Counter()
"""Archives of which somebody here keeps the index up to date."""

MOST_UNTOLD = 5_000
"""Articles that a reader waits for without a word: some seconds."""


def refresh(archive: Archive, *, tell: Tell | None = None) -> int:
    """Bring both indexes up to date; returns the number of articles that either had to learn.

    Raises:
        LoaError: the archive is locked, readonly, or its disk is full.
    """
    inside = fts5_index.refresh(archive)
    return max(inside, _refresh_beside(archive, tell))


def refresh_if_possible(archive: Archive) -> None:
    """Bring both indexes up to date, unless the archive is readonly or somebody else is writing."""
    fts5_index.refresh_if_possible(archive)
    _refresh_beside(archive, None)


def rebuild(archive: Archive) -> int:
    """Build both indexes anew, even damaged ones; returns the number of articles."""
    count = fts5_index.rebuild(archive)
    remove(archive)
    return max(count, _refresh_beside(archive, None))


def remove(archive: Archive) -> None:
    """Remove the index beside the archive with all that it knows of the texts."""
    for folder in folders([archive]):
        _OPEN.pop(folder, None)
        shutil.rmtree(folder, ignore_errors=True)


def quick_index(archives: Sequence[Archive], tell: Tell | None = None) -> TantivyIndex:
    """The index of these archives beside them, up to date; it is built when it is not there.

    Where archives are only read and nobody is told how far it is, as for a web page, not more than
    :data:`MOST_UNTOLD` articles are indexed first.

    Raises:
        UnusableIndexError: it cannot be had now.
    """
    if all(archive.path.resolve() in _KEPT for archive in archives):
        for folder in folders(archives):
            if folder in _OPEN and _OPEN[folder].is_whole:
                return _OPEN[folder]
    untold = tell is None and all(archive.readonly for archive in archives)
    return _opened(archives, tell=tell, wait=False, most=MOST_UNTOLD if untold else None)[0]


def ready_index(archive: Archive) -> TantivyIndex | None:
    """The index beside the archive, where it is whole or will be within some seconds; else None."""
    with contextlib.suppress(UnusableIndexError):
        return _opened([archive], tell=None, wait=False, most=MOST_UNTOLD)[0]
    return None


@contextlib.contextmanager
def kept_up(path: Path) -> Iterator[None]:
    """Somebody in this process brings the index of the archive at ``path`` up to date.

    While the block runs, searches answer from what the index holds, once it is whole, and do not
    index first what a crawl has just stored: :func:`refresh_if_possible` does that beside them.
    """
    path = path.resolve()
    _KEPT[path] += 1
    try:
        yield
    finally:
        _KEPT[path] -= 1
        if not _KEPT[path]:
            del _KEPT[path]


def whole_index(archive: Archive) -> TantivyIndex | None:
    """The index beside the archive where one is there and up to date; none is built."""
    for folder in folders([archive]):
        index = TantivyIndex(folder)
        if index.is_current([archive]):
            return index
    return None


def _refresh_beside(archive: Archive, tell: Tell | None) -> int:
    # Searches find another way when there is no room for it.
    with contextlib.suppress(UnusableIndexError):
        return _opened([archive], tell=tell, wait=True)[1]
    return 0


def _opened(
    archives: Sequence[Archive], *, tell: Tell | None, wait: bool, most: int | None = None
) -> tuple[TantivyIndex, int]:
    """The open index and the number of articles that it had to learn."""
    problem = UnusableIndexError("there is no folder for an index")
    for folder in folders(archives):
        index = _OPEN.setdefault(folder, TantivyIndex(folder))
        try:
            count = index.refresh(archives, tell=tell, wait=wait, most=most)
        except UnusableIndexError as error:
            problem = error
            continue
        _OPEN.move_to_end(folder)
        if len(_OPEN) > _MOST_OPEN:
            _OPEN.popitem(last=False)
        return index, count
    raise problem
