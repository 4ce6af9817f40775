"""The index beside the archive: made and mended from the archive, never the truth.

It lives in a folder, ``news.db.tantivy/`` beside ``news.db``, where every generation of it has a
subfolder. A generation that is damaged, of another version, or of another archive is left, and a
new one is built. One program writes at a time (tantivy's own lock, which the system lifts when a
program dies); all others read what was last committed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import platformdirs
import tantivy

from scraper.search import generations
from scraper.search.documents import documents
from scraper.search.generations import Reached, State
from scraper.search.pairs import frequent_words, is_large
from scraper.search.tantivy_documents import ID, VERSION, schema, to_key, to_tantivy

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from scraper.store import Archive

BATCH = 500
"""Articles that are read at a time."""

COMMIT = 20_000
"""Articles after which what was indexed is safe: a killed program does these again at most."""

HEAP = 32_000_000
"""Bytes of memory for what is not written yet."""

MANY_SEGMENTS = 40
"""Segments from which on a search, too, waits until some are merged."""

PATIENCE = 2.0
"""Seconds to wait for another thread that brings the index up to date."""

_CHANGED = "SELECT seq, article_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
_NEXT = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"

_BUSY = "LockBusy"
"""What tantivy calls it when another program writes; with any other failure nobody may ever write,
and an answer would be without what is new."""

Tell: TypeAlias = "Callable[[int, int], None]"


class UnusableIndexError(Exception):
    """No index can be had in this folder now: another program builds it, or it cannot be written."""


class DamagedIndexError(UnusableIndexError):
    """The index is broken inside."""


def folders(archives: Sequence[Archive]) -> list[Path]:
    """The folders in which the index of these archives may stand, the best one first.

    Of one archive it stands beside it. Where nothing can be written, and for archives that are
    opened together, it stands in the user's cache folder.
    """
    paths = [str(archive.path.resolve()) for archive in archives]
    name = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:20]
    cached = platformdirs.user_cache_path("loa") / "search" / f"{Path(paths[0]).name}-{name}"
    if len(archives) > 1:
        return [cached]
    return [Path(f"{paths[0]}.tantivy"), cached]


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation as it was when it was last looked at.

    Attributes:
        index: itself, which goes on.
        searcher: of that moment.
        state: what the searcher finds, at least.
    """

    index: tantivy.Index
    searcher: tantivy.Searcher
    state: State

    @property
    def frequent(self) -> frozenset[str]:
        """Words of which it has pairs."""
        return frozenset(self.state.frequent or ())


class TantivyIndex:
    """The index in one folder, opened once and brought up to date again and again.

    Usable from several threads.

    Args:
        folder: where its generations stand.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._generation: Path | None = None
        self._now: Opened | None = None

    @property
    def generation(self) -> Path:
        """The folder of the open generation.

        Raises:
            UnusableIndexError: the index is not open.
        """
        if self._generation is None:
            raise UnusableIndexError(f"{self.folder} is not open")
        return self._generation

    @property
    def opened(self) -> Opened:
        """The open index; to be had after :meth:`refresh`.

        Raises:
            UnusableIndexError: it is not open.
        """
        if self._now is None:
            raise UnusableIndexError(f"{self.folder} is not open")
        return self._now

    @property
    def index(self) -> tantivy.Index:
        """The index itself of :attr:`opened`."""
        return self.opened.index

    @property
    def state(self) -> State:
        """That of :attr:`opened`; of no archives where it is not open."""
        return State(()) if self._now is None else self._now.state

    @property
    def is_whole(self) -> bool:
        """Whether it is open, and has been built to the end."""
        return self._now is not None and all(r.built is None for r in self.state.archives)

    def refresh(
        self,
        archives: Sequence[Archive],
        *,
        tell: Tell | None = None,
        wait: bool = False,
        most: int | None = None,
    ) -> int:
        """Bring the index up to date; returns the number of articles indexed.

        While another program or thread writes the index, it stays as it is so far.

        Args:
            archives: whose index it is, in the order in which results name them.
            tell: told how many articles are indexed, and how many there are to index.
            wait: until all is merged, which makes the next searches quicker.
            most: articles to index at most; where more wait, the index stays as it is.

        Raises:
            UnusableIndexError: there is no whole index, and none can be made now.
        """
        if not self._lock.acquire(timeout=PATIENCE):
            self._check_whole("another thread writes it")
            return 0
        try:
            with _connections(archives) as connections:
                self._open(connections)
                if self._is_current(connections):
                    return 0
            waiting = sum(map(_waiting, archives, self.state.archives))
            if most is not None and waiting > most:
                self._check_whole(f"{waiting} articles wait")
                return 0
            try:
                writer = self.index.writer(HEAP, 1)
            except (OSError, ValueError) as error:
                if _BUSY not in str(error):
                    raise UnusableIndexError(f"{self.folder} cannot be written: {error}") from error
                self._check_whole(str(error))
                return 0
            with failures(self.folder):
                catching_up = _CatchUp(self, archives, writer)
                return catching_up.run(tell or (lambda _done, _total: None), wait=wait)
        finally:
            self._lock.release()

    def is_current(self, archives: Sequence[Archive]) -> bool:
        """Open the index if it is there; whether it is whole and up to date."""
        with _connections(archives) as connections:
            return self._opened(connections) and self._is_current(connections)

    def discard(self) -> None:
        """Remove the generation in use, which turned out to be damaged."""
        if self._generation is not None:
            shutil.rmtree(self._generation, ignore_errors=True)
        self._generation = self._now = None

    def _check_whole(self, why: str) -> None:
        if not self.is_whole:
            raise UnusableIndexError(f"{self.folder} is not whole yet: {why}")

    def _open(self, connections: Sequence[sqlite3.Connection]) -> None:
        """Open the generation that has come furthest, or make a new one."""
        if not self._opened(connections):
            self._make(connections)

    def _opened(self, connections: Sequence[sqlite3.Connection]) -> bool:
        """Whether a generation of these archives could be opened; what cannot be is removed."""
        found: list[tuple[int, Path, State]] = []
        for folder in _subfolders(self.folder):
            state = generations.read(folder)
            if state is None or not generations.is_of(state, connections):
                continue
            if folder == self._generation and self._now is not None:
                if state != self.state:
                    self._use(self._now.index, folder, state)
                return True
            found.append((sum(reached.seq for reached in state.archives), folder, state))
        for _, folder, state in sorted(found, reverse=True, key=lambda item: item[:2]):
            try:
                with failures(folder):
                    index = tantivy.Index.open(str(folder))
                    index.config_reader("manual")
                    self._use(index, folder, state)
            except UnusableIndexError:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                return True
        return False

    def _make(self, connections: Sequence[sqlite3.Connection]) -> None:
        """Begin a new generation."""
        folder = self.folder / f"{VERSION}-{time.time_ns():x}-{os.getpid()}"
        with failures(self.folder):
            folder.mkdir(parents=True)
            index = tantivy.Index(schema(), str(folder))
            reached = []
            for connection in connections:
                last = generations.last_change(connection)
                reached.append(Reached(last, generations.seal(connection, last), built=0))
            frequent = frequent_words(connections) if is_large(connections) else None
            state = State(tuple(reached), frequent)
            generations.write(folder, state)
            index.config_reader("manual")
            self._use(index, folder, state)

    def _use(self, index: tantivy.Index, folder: Path, state: State) -> None:
        index.reload()
        self._now, self._generation = Opened(index, index.searcher(), state), folder

    def _is_current(self, connections: Sequence[sqlite3.Connection]) -> bool:
        return all(
            reached.built is None and reached.seq >= generations.last_change(connection)
            for reached, connection in zip(self.state.archives, connections, strict=True)
        )

    def commit(self, writer: tantivy.IndexWriter, state: State) -> None:
        """Make what was written safe and visible, then say so in the state."""
        writer.commit()
        generations.write(self.generation, state)
        self._use(self.index, self.generation, state)

    def reload(self) -> None:
        """See the index as it is now, after parts of it were merged."""
        self._use(self.index, self.generation, self.state)

    def tidy(self) -> None:
        """Remove the other generations, now that this one is whole."""
        for folder in _subfolders(self.folder):
            if folder != self._generation:
                shutil.rmtree(folder, ignore_errors=True)


class _CatchUp:
    """One run over what the index does not have yet, in bounded memory."""

    def __init__(
        self, target: TantivyIndex, archives: Sequence[Archive], writer: tantivy.IndexWriter
    ) -> None:
        self._target = target
        self._archives = archives
        self._writer = writer
        self._state = generations.read(target.generation) or target.state
        self._pending = 0
        self._done = 0
        self._total = sum(
            _waiting(archive, reached)
            for archive, reached in zip(archives, self._state.archives, strict=True)
        )
        # A program that was killed may have left articles that its state does not tell of.
        self._again = COMMIT if target.opened.searcher.num_docs else 0

    def run(self, tell: Tell, *, wait: bool) -> int:
        for place, archive in enumerate(self._archives):
            while self._batch(place, archive):
                tell(self._done, max(self._total, self._done))
                if self._pending >= COMMIT:
                    self._commit()
        self._commit()
        self._target.tidy()
        if wait or self._target.opened.searcher.num_segments >= MANY_SEGMENTS:
            self._writer.wait_merging_threads()
            self._target.reload()
        return self._done

    def _batch(self, place: int, archive: Archive) -> bool:
        """Index some articles of an archive; False when there are no more."""
        reached = self._state.archives[place]
        with archive.reading() as connection:
            if reached.built is not None:
                rows = connection.execute(_NEXT, (reached.built, BATCH)).fetchall()
                ids = [number for (number,) in rows]
                after = replace(reached, built=ids[-1] if ids else None)
                known = self._again > 0
            else:
                rows = connection.execute(_CHANGED, (reached.seq, BATCH)).fetchall()
                if not rows:
                    return False
                ids = sorted({number for _, number in rows})
                after, known = replace(reached, seq=rows[-1][0]), True
            found = list(documents(connection, ids))
        if known:
            for number in ids:
                self._writer.delete_documents_by_term(ID, to_key(place, number))
        frequent = self._target.opened.frequent
        for document in found:
            self._writer.add_document(to_tantivy(document, place, frequent))
        self._state = generations.advanced(self._state, place, after)
        self._done += len(ids)
        self._pending += len(ids)
        self._again -= len(ids)
        return True

    def _commit(self) -> None:
        reached = []
        for archive, old in zip(self._archives, self._state.archives, strict=True):
            with archive.reading() as connection:
                reached.append(replace(old, seal=generations.seal(connection, old.seq)))
        self._state = replace(self._state, archives=tuple(reached))
        self._target.commit(self._writer, self._state)
        self._pending = 0


def _waiting(archive: Archive, reached: Reached) -> int:
    with archive.reading() as connection:
        if reached.built is None:
            sql, values = "SELECT count(*) FROM changes WHERE seq > ?", reached.seq
        else:
            sql, values = "SELECT count(*) FROM articles WHERE id > ?", reached.built
        return int(connection.execute(sql, (values,)).fetchone()[0])


@contextlib.contextmanager
def _connections(archives: Sequence[Archive]) -> Iterator[list[sqlite3.Connection]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(archive.reading()) for archive in archives]


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


@contextlib.contextmanager
def failures(folder: Path) -> Iterator[None]:
    """Turn what tantivy and the disk report into an UnusableIndexError.

    Tantivy's panics are no ``Exception``: pyo3 hides them from code that catches too much.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise UnusableIndexError(f"{folder} cannot be used: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedIndexError(f"{folder} is damaged: {error}") from error
