"""Whether an archive is whole: SQLite, its tables, its index and its kept pages against each other.

Memory does not grow with the archive. Nothing here changes a revision: what a portal said is
evidence, and is restored from a copy or not at all.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store import article_checks, table_checks
from scraper.store.finding import Finding
from scraper.store.kept import read_record
from scraper.store.warc import warc_folder
from scraper.store.warc_reader import UnreadableRecord
from scraper.store.warc_scan import torn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scraper.store.archive import Archive

SAMPLE = 200
"""WARC records, and 5 times as many articles in the index, that are looked at without ``--all``."""

SHOWN = 20
"""Findings of one kind that are named one by one."""

_RESTORE = "restore a copy (`loa backup` makes them)"


@dataclass(frozen=True, slots=True)
class Examination:
    """How thoroughly to look.

    Attributes:
        everything: every WARC record and every article of the index, not a sample.
        repair: rebuild what can be rebuilt; needs an archive that is open for writing.
        tell: told the step, what is done and what there is to do.
    """

    everything: bool = False
    repair: bool = False
    tell: Callable[[str, int, int], None] = lambda *_: None


def examine(archive: Archive, how: Examination | None = None) -> Iterator[Finding]:
    """Everything that is wrong, while it is found; nothing when the archive is whole."""
    how = how or Examination()
    counts: Counter[str] = Counter()
    with archive.reading() as connection:
        connection.execute("PRAGMA temp_store = FILE")
    for finding in _all(archive, how):
        counts[finding.kind] += 1
        if counts[finding.kind] <= SHOWN:
            yield finding
    for kind, count in counts.items():
        if count > SHOWN:
            yield Finding(kind, f"and {count - SHOWN} more like the {kind} findings above", "")


def _all(archive: Archive, how: Examination) -> Iterator[Finding]:
    from scraper.search.checks import index_findings  # noqa: PLC0415  # a room below

    damaged = False
    for finding in _sqlite(archive, how):
        damaged = True
        yield finding
    if damaged:
        # What is torn inside is no basis for comparisons, and even less for repairs.
        yield Finding(
            "sqlite", "the other checks were not made on a damaged file", f"{_RESTORE}, then again"
        )
        return
    yield from table_checks.findings(archive, how.repair, how.tell)
    yield from article_checks.findings(archive, how.repair, how.tell)
    sample = None if how.everything else 5 * SAMPLE
    yield from index_findings(archive, sample=sample, repair=how.repair, tell=how.tell)
    yield from _records(archive, how)


def _sqlite(archive: Archive, how: Examination) -> Iterator[Finding]:
    how.tell("SQLite's own checks", 0, 0)
    advice = f"{_RESTORE}, or rescue what is left with `sqlite3 {archive.path} .recover`"
    with archive.reading() as connection:
        try:
            found = connection.execute(f"PRAGMA integrity_check({SHOWN})").fetchall()
            for (message,) in found:
                if message != "ok":
                    yield Finding("sqlite", str(message).replace("\n", " "), advice)
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                where = f"{table}, row {row}" if row is not None else str(table)
                yield Finding("foreign key", f"{where} refers to a missing row of {parent}", advice)
        except sqlite3.DatabaseError as error:
            yield Finding("sqlite", str(error), advice)


def _records(archive: Archive, how: Examination) -> Iterator[Finding]:
    """WARC files that are missing or too short, and records against their digests."""
    root = warc_folder(archive.path)
    with archive.reading() as connection:
        files = connection.execute(
            "SELECT warc_file, count(*), max(warc_offset) FROM fetches "
            "WHERE warc_file IS NOT NULL GROUP BY warc_file"
        ).fetchall()
    absent: set[str] = set()
    total = 0
    for name, count, furthest in files:
        path = root / name
        if not path.is_file():
            absent.add(name)
            yield Finding(
                "WARC file",
                f"{path} is missing; {count} fetches refer to it",
                "put it back, from where the archive was moved or copied; articles do not need it",
            )
        elif path.stat().st_size <= furthest:
            yield Finding(
                "WARC file",
                f"{path} is cut off: a record at byte {furthest} is missing",
                "put a whole copy in its place",
            )
        else:
            total += count
            yield from _torn(path, how)
    step = 1 if how.everything else max(1, total // SAMPLE)
    yield from _read_each(archive, how, absent, step, total)


def _torn(path: Path, how: Examination) -> Iterator[Finding]:
    """Damage in a WARC file that no fetch refers to: requests, and what comes from other crawls."""
    if not how.everything:
        return
    how.tell(f"reading {path.name}", 0, 0)
    try:
        for offset in torn(path):
            yield Finding(
                "WARC file",
                f"{path}, byte {offset}: damaged, no record can be read there",
                "put a whole copy of the file in its place",
            )
    except UnreadableRecord as error:
        yield Finding("WARC file", str(error), "look at the file's permissions")


def _read_each(
    archive: Archive, how: Examination, absent: set[str], step: int, total: int
) -> Iterator[Finding]:
    last, seen = 0, 0
    while True:
        with archive.reading() as connection:
            rows = connection.execute(
                "SELECT id, warc_file FROM fetches WHERE id > ? AND warc_file IS NOT NULL "
                "ORDER BY id LIMIT 1000",
                (last,),
            ).fetchall()
        if not rows:
            return
        for last, name in rows:
            if name in absent:
                continue
            seen += 1
            if seen % step:
                continue
            how.tell("kept pages", seen, total)
            try:
                read_record(archive, last)
            except UnreadableRecord as error:
                yield Finding(
                    "WARC record",
                    f"fetch {last}: {error}",
                    "put a whole copy of the file in its place; until then the article has no proof",
                )
            except LoaError:
                continue  # it was forgotten, or written anew, since its row was read
