"""Archives (shards of one collection, or copies that grew apart) joined into one, without doubles.

Everything is found again by what it is, not by its number: portals by name, articles by portal and
key, fetches by portal, address, time, status and digest, crawls by portal, time and options. So a
merge that was killed is run again, and one that is run again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.errors import UsageError
from scraper.store import forget, merge_tables
from scraper.store.archive import Archive
from scraper.store.merge_articles import put, records
from scraper.store.merge_files import WarcFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scraper.store.forget import Forgotten

_PASSES = 10


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of one source.

    Attributes:
        articles: those that were ``new``, ``joined`` (both archives had it, and something was
            added), the ``same``, or ``forgotten`` (refused, because of a tombstone).
        fetches: that were added.
        files: WARC files that were linked, copied or written anew.
    """

    source: str
    articles: Counter[str]
    fetches: int
    files: int


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did; ``forgotten`` is what tombstones of a source removed from the target."""

    sources: tuple[Merged, ...]
    forgotten: Forgotten


def merge(
    sources: Sequence[Path],
    target: Path,
    *,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> MergeReport:
    """Join ``sources`` into the archive ``target``, which is made when missing.

    Raises:
        UsageError: a source is the target, or is given twice.
        LoaError: a source is no archive of this version, or the disk is full. Run it again to go on.
    """
    tell = on_progress or (lambda *_: None)
    _check(sources, target)
    for source in sources:
        Archive(source, readonly=True).close()
    merged: list[Merged] = []
    with Archive(target) as out:
        shared = bool(out.status())
        for source in sources:
            with Archive(source, readonly=True) as archive:
                merged.append(_merge_one(archive, out, tell))
        for _ in range(_PASSES):
            # A state that one source joined to another may stand alone once a third came between.
            if len(sources) + shared < 3 or not any(each.articles["joined"] for each in merged):
                break
            if not _settle(sources, out, tell):
                break
        forgotten = forget.finish(out, on_progress=tell)
        tell("index", 0, 0)
        out.refresh_index()
    return MergeReport(tuple(merged), forgotten)


def _check(sources: Sequence[Path], target: Path) -> None:
    seen = [target.resolve()]
    for source in sources:
        if source.resolve() in seen:
            what = "the archive that is written" if source.resolve() == seen[0] else "given twice"
            raise UsageError(f"{source} is {what}: name each archive once")
        seen.append(source.resolve())


def _merge_one(source: Archive, target: Archive, tell: Callable[[str, int, int], None]) -> Merged:
    name = source.path.name
    merge_tables.tombstones(source, target)
    merge_tables.portals(source, target)
    crawls = merge_tables.crawls(source, target)
    files = WarcFiles(source, target, lambda file: merge_tables.doomed(source, target, file))
    fetches = merge_tables.fetches(
        source, target, crawls, files, lambda done, total: tell(f"{name}: fetches", done, total)
    )
    articles = _articles(source, target, tell)
    merge_tables.addresses(
        source, target, lambda done, total: tell(f"{name}: addresses", done, total)
    )
    merge_tables.people(source, target)
    return Merged(str(source.path), articles, fetches, files.files)


def _articles(
    source: Archive, target: Archive, tell: Callable[[str, int, int], None]
) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    with source.reading() as connection:
        (total,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    for batch in records(source):
        with target.transaction() as connection:

            def fetch_id(identity: tuple[Any, ...] | None) -> int | None:
                return merge_tables.fetch_id(connection, identity)  # used at once

            outcomes.update(put(target, connection, record, fetch_id) for record in batch)
        tell(f"{source.path.name}: articles", outcomes.total(), total)
    return outcomes


def _settle(
    sources: Sequence[Path], target: Archive, tell: Callable[[str, int, int], None]
) -> bool:
    """Go through the articles of all sources again; returns whether anything changed."""
    changed = False
    for source in sources:
        with Archive(source, readonly=True) as archive:
            changed |= _articles(archive, target, tell)["joined"] > 0
    return changed
