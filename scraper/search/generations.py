"""How far an index beside an archive has come, and whether it still is that archive's.

A generation is a folder with one tantivy index and the file ``loa.json``, which says what the index
holds. The file is written after the index, so that it never says too much; what it says too little
is indexed a second time.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from scraper.search.pairs import is_large
from scraper.search.tantivy_documents import VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

STATE = "loa.json"

_SAMPLES = 12

_ROW = """
SELECT c.seq, c.article_id, c.at, c.kind, c.revision, r.content_hash
FROM changes AS c LEFT JOIN revisions AS r ON r.article_id = c.article_id AND r.number = c.revision
WHERE c.seq >= ? ORDER BY c.seq LIMIT 1
"""
_FORGOTTEN = "SELECT count(*), count(finished_at) FROM tombstones"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the index has come with one archive.

    Attributes:
        seq: the last change that it knows.
        seal: of those changes, by :func:`seal`.
        built: while it is built for the first time, the last article that is in it; then None.
    """

    seq: int
    seal: str
    built: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What an index holds of each archive, in the order in which they are opened together.

    Attributes:
        archives: how far it has come with each.
        frequent: words of which it has pairs; None when it was begun before there were many articles.
        version: of the index.
    """

    archives: tuple[Reached, ...]
    frequent: tuple[str, ...] | None = None
    version: str = VERSION


def read(folder: Path) -> State | None:
    """The state of a generation; None when there is none that can be read."""
    try:
        found = json.loads((folder / STATE).read_text(encoding="utf-8"))
        reached = tuple(Reached(**archive) for archive in found["archives"])
        frequent = found["frequent"]
        return State(reached, None if frequent is None else tuple(frequent), found["version"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(folder: Path, state: State) -> None:
    """Replace the state as a whole."""
    partial = folder / f"{STATE}.part"
    partial.write_text(json.dumps(asdict(state)), encoding="utf-8")
    partial.replace(folder / STATE)


def last_change(connection: sqlite3.Connection) -> int:
    """The number of the archive's last change; 0 when nothing ever changed."""
    return int(connection.execute("SELECT ifnull(max(seq), 0) FROM changes").fetchone()[0])


def seal(connection: sqlite3.Connection, seq: int) -> str:
    """A digest by which the changes up to ``seq`` are known again.

    It reads a dozen of them, spread over all, and how many articles were forgotten: another archive
    in the same place, a restored copy and a forgotten article are told, at a cost that does not grow.
    """
    rows: list[object] = [connection.execute(_FORGOTTEN).fetchone()]
    for sample in range(_SAMPLES + 1):
        row = connection.execute(_ROW, (1 + (seq - 1) * sample // _SAMPLES,)).fetchone()
        rows.append(row if row is not None and row[0] <= seq else None)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:32]


def is_of(state: State, connections: Iterable[sqlite3.Connection]) -> bool:
    """Whether the index knows nothing but changes that these archives have.

    One that was begun when they were small is not for large ones.
    """
    connections = list(connections)
    return (
        state.version == VERSION
        and len(state.archives) == len(connections)
        and (state.frequent is not None or not is_large(connections))
        and all(
            reached.seal == seal(connection, reached.seq)
            for reached, connection in zip(state.archives, connections, strict=True)
        )
    )


def advanced(state: State, place: int, reached: Reached) -> State:
    """The state with another archive's part replaced."""
    archives = (*state.archives[:place], reached, *state.archives[place + 1 :])
    return replace(state, archives=archives)
