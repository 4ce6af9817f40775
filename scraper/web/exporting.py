"""An export as a download: written by a thread of its own, sent as it is written.

Nothing is gathered: the thread waits when the network is slow, and ends when the reader is gone.
"""

from __future__ import annotations

import asyncio
import io
import queue
import threading
from typing import TYPE_CHECKING, Any

from scraper.errors import LoaError
from scraper.export import FILES, Wanted, export
from scraper.store import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

MOST_AT_ONCE = 3
"""Exports that run at the same time."""

_CHUNK = 64 * 1024
_WAITING = 16
"""Chunks that wait for the network."""


class Busy(Exception):
    """As many exports are running as may run at once."""


class ReaderGone(Exception):
    """Nobody reads the export any more."""


class _Sink(io.RawIOBase):
    """A binary stream into a queue; it waits while enough is waiting there."""

    def __init__(
        self, chunks: queue.Queue[bytes | BaseException | None], gone: threading.Event
    ) -> None:
        self._chunks = chunks
        self._gone = gone

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        while not self._gone.is_set():
            try:
                self._chunks.put(chunk, timeout=0.5)
            except queue.Full:
                continue
            return len(chunk)
        raise ReaderGone


class Exports:
    """The exports of one archive."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    async def start(
        self, kind: str, words: str, filters: dict[str, Any]
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of an export.

        Args:
            kind: a name of ``FILES``.
            words: the query.
            filters: as :class:`scraper.export.Wanted` takes them.

        Raises:
            Busy: too many are running.
            LoaError: the query or a filter makes no sense.
        """
        if not self._room.acquire(blocking=False):
            raise Busy
        chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        gone = threading.Event()
        writer = threading.Thread(
            target=self._write, args=(kind, words, filters, chunks, gone), name="loa-export", daemon=True
        )  # fmt: skip
        writer.start()
        first = await asyncio.to_thread(chunks.get)
        if isinstance(first, BaseException):
            raise first
        return self._rest(first, chunks, gone)

    async def _rest(
        self,
        first: bytes | None,
        chunks: queue.Queue[bytes | BaseException | None],
        gone: threading.Event,
    ) -> AsyncGenerator[bytes, None]:
        try:
            chunk: bytes | BaseException | None = first
            while chunk is not None:
                if isinstance(chunk, BaseException):
                    raise chunk
                yield chunk
                chunk = await asyncio.to_thread(chunks.get)
        finally:
            gone.set()

    def _write(
        self,
        kind: str,
        words: str,
        filters: dict[str, Any],
        chunks: queue.Queue[bytes | BaseException | None],
        gone: threading.Event,
    ) -> None:
        try:
            with Archive(self._path, readonly=True) as archive:
                stream = io.BufferedWriter(_Sink(chunks, gone), _CHUNK)
                # The other processors are for those who read pages meanwhile.
                export(archive, kind, stream, Wanted(query=words, **filters), processes=1)
                stream.flush()
            end: BaseException | None = None
        except ReaderGone:
            return
        except Exception as error:
            end = error
        finally:
            self._room.release()
        while not gone.is_set():
            try:
                chunks.put(end, timeout=0.5)
            except queue.Full:
                continue
            return


def media_type(kind: str) -> str:
    """The media type of a format's files."""
    return FILES[kind].media_type


def check(kind: str) -> None:
    """Raise a LoaError where no format of one file has this name."""
    if kind not in FILES:
        raise LoaError(f"there is no format {kind}; there are {', '.join(FILES)}")
