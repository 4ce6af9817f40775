"""Reading one state of an archive with several processors.

Python makes the objects of one row at a time, so that more processors need more processes. Each is a
plain child: no fork, which a program with threads must not do, and nothing of multiprocessing, which
runs the user's script once more. It imports what it needs to read, opens the archive for itself, and
sends what it made of some thousand articles through a pipe, or shares its memory; here the parts are
put in order.

**One state.** No connection can be told to read the state that another one reads. So all begin to read
between two looks at ``PRAGMA data_version``, which tells whether anybody has committed since
(https://www.sqlite.org/pragma.html#pragma_data_version). If nobody has, they see the same; otherwise
they begin again, and where commits never pause, one process reads alone.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from threading import Timer
from typing import IO, TYPE_CHECKING, Any

import scraper
from scraper.errors import LoaError
from scraper.store import shared
from scraper.store.connection import connect
from scraper.store.failures import explained
from scraper.store.ordered import Ordered, Piece
from scraper.store.parallel_child import (
    BROKEN,
    DONE,
    FIXED,
    HEAD,
    PIECE,
    READY,
    REFUSED,
    SHARED,
    TAKEN,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scraper.store.flat import FlatReader
    from scraper.store.ordered import Part
    from scraper.store.parallel_child import Work

_log = logging.getLogger(__name__)

FROM = 30_000
"""Articles from which more than one process pays."""

PART = 2_000
"""Articles, or ids between the first and the last, that a child is asked for at once."""

_MOST_PARTS = 20_000
_MOST_CHILDREN = 4
"""What one process can put in order and use: it copies as fast as about four can read."""

_PATIENCE = 20.0
"""Seconds for children to start: Python on a busy machine with a cold disk."""

_TRIES = 50
"""Times to begin to read again, each some milliseconds long, while others commit."""

_BOOT = """
import json, sys
job = json.loads(sys.stdin.buffer.readline())
sys.path[:] = job["path"]
import scraper
if list(scraper.__path__) != job["package"]:
    sys.exit(3)
from scraper.store.parallel_child import serve
serve(job)
"""
"""What the child runs: first it finds modules where its parent does, this package among them."""


def usual_processes() -> int:
    """How many processes read at once when nobody says: as many as processors may be used."""
    usable = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return min(usable, _MOST_CHILDREN)


class Readers:
    """Children that read one state, in which the parent's reader is, too."""

    def __init__(self, children: Sequence[_Child]) -> None:
        self._children = children

    def pieces(self, parts: Sequence[Part]) -> Iterator[Piece]:
        """What the children make of all parts, in their order; may be asked once.

        Raises:
            LoaError: the archive is damaged, or a child was ended from outside.
        """
        return Ordered(parts).pieces(self._children)


@contextmanager
def readers(
    reader: FlatReader, work: Work, columns: Sequence[str], count: int
) -> Iterator[Readers | None]:
    """Start children.

    Args:
        reader: begins to read anew, so that it is in the children's state.
        work: a function of a module, called in the children.
        columns: for ``work``.
        count: of children.

    Yields:
        None where they could not be started, or could not be brought into one state: then
        whoever asked reads alone.
    """
    children: list[_Child] = []
    try:
        yield _started(children, reader, work, columns, count)
    finally:
        for child in children:
            child.end()


def _started(
    children: list[_Child], reader: FlatReader, work: Work, columns: Sequence[str], count: int
) -> Readers | None:
    job = {
        "path": sys.path,
        "package": list(scraper.__path__),
        "archive": str(reader.path.absolute()),
        "work": f"{work.__module__}:{work.__qualname__}",
        "columns": list(columns),
    }
    watchdog = Timer(_PATIENCE, _kill, [children])
    watchdog.daemon = True
    watchdog.start()
    try:
        while len(children) < count:
            children.append(_Child(reader.path, job))
        for child in children:
            child.expect(READY)
        if _in_one_state(children, reader):
            return Readers(children)
        _log.info("%s changes all the time: it is read by one process", reader.path)
    except (OSError, LoaError) as error:
        _log.info("%s is read by one process: %s", reader.path, error)
    finally:
        watchdog.cancel()
    return None


def _kill(children: Sequence[_Child]) -> None:
    for child in children:
        child.kill()


def _in_one_state(children: Sequence[_Child], reader: FlatReader) -> bool:
    """Have the children and the reader begin to read when nobody commits."""
    with closing(connect(reader.path, readonly=True, timeout=10.0)) as observer:
        for _ in range(_TRIES):
            before = _version(observer, reader.path)
            reader.renew()
            for child in children:
                child.tell(None)
            for child in children:
                child.expect(FIXED)
            if _version(observer, reader.path) == before:
                return True
    return False


def _version(observer: Any, path: Path) -> int:
    with explained(path):
        return int(observer.execute("PRAGMA data_version").fetchone()[0])


def are_many(reader: FlatReader) -> bool:
    """Whether the archive may have so many articles that more than one process pays."""
    span = reader.span()
    return span is not None and span[1] - span[0] >= FROM


def parts_of_all(reader: FlatReader) -> list[Part]:
    """All articles as ranges of ids, which may hold fewer articles than ids."""
    span = reader.span()
    if span is None:
        return []
    first, last = span
    step = max(PART, (last - first) // _MOST_PARTS + 1)
    return [{"between": (k, min(k + step - 1, last))} for k in range(first, last + 1, step)]


def parts_of(ids: Sequence[int]) -> list[Part]:
    """The articles with these ids, which are in order."""
    return [{"ids": ids[k : k + PART]} for k in range(0, len(ids), PART)]


class _Child:
    """One process, and what is said to it and by it."""

    def __init__(self, path: Path, job: Mapping[str, Any]) -> None:
        self._path = path
        ends = socket.socketpair() if shared.is_possible() else ()
        kept = [end.fileno() for end in ends[1:]]
        try:
            self._process = subprocess.Popen(  # noqa: S603  # this Python, with what stands above
                [sys.executable, "-P", "-c", _BOOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which ends its children
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                pass_fds=kept,
            )
        except OSError:
            for end in ends[:1]:
                end.close()
            raise
        finally:
            for end in ends[1:]:
                end.close()
        self._channel = ends[0] if ends else None
        # Both are pipes, as asked for above.
        self._orders: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        self._answers: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        self.tell({**job, "channel": kept[0] if kept else None})

    def tell(self, order: object) -> None:
        """Say something; children listen whenever they are not answering."""
        with suppress(OSError):  # it has ended: whoever waits for its answer says so
            self._orders.write(json.dumps(order).encode() + b"\n")
            self._orders.flush()

    def expect(self, kind: bytes) -> None:
        """Wait for an answer that is no piece.

        Raises:
            LoaError: it says something else, or nothing more.
        """
        if (found := self._answer()[0]) != kind:
            raise LoaError(f"a process that reads {self._path} said {found!r}")

    def made(self, part: Part) -> Iterator[Piece]:
        """The pieces of ``part``.

        Raises:
            LoaError: what the child raised, or that it has ended.
        """
        self.tell(part)
        kind, piece = self._answer()
        while kind in {PIECE, SHARED}:
            yield piece
            kind, piece = self._answer()
        if kind != DONE:
            raise LoaError(f"a process that reads {self._path} said {kind!r}")

    def _answer(self) -> tuple[bytes, Piece]:
        kind, rows, size = HEAD.unpack(self._read(HEAD.size))
        if kind == SHARED and self._channel is not None:
            try:
                view = shared.take(self._channel)
            except EOFError as error:
                raise self._ended() from error
            self.tell(TAKEN)
            return kind, Piece(rows, view)
        data = self._read(size)
        if kind == REFUSED:
            raise LoaError(data.decode())
        if kind == BROKEN:
            raise RuntimeError(f"a process that reads {self._path} failed:\n{data.decode()}")
        return kind, Piece(rows, data)

    def _read(self, size: int) -> bytes:
        data = self._answers.read(size)
        if len(data) < size:
            raise self._ended()
        return data

    def _ended(self) -> LoaError:
        return LoaError(
            f"{self._path} was not read to its end: a process that read a part of it was ended "
            f"(status {self._process.wait()}); try again, with more memory or processes=1"
        )

    def kill(self) -> None:
        """Have it end now, whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """End it, and wait until it has: a folder with the archive may be removed afterwards."""
        self.kill()
        self._process.wait()
        self._answers.close()
        if self._channel is not None:
            self._channel.close()
        with suppress(OSError):  # what it was told last was never read
            self._orders.close()
