"""Writing WARC files: appended, rotated, on disk before the archive refers to them, cut if torn."""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store.times import utcnow
from scraper.store.warc import crawl_of, file_name, pack_info, safe_name, warc_folder

try:
    import fcntl
except ImportError:  # a system without POSIX locks: torn files are left as they are
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from scraper.store.archive import Archive
    from scraper.store.warc import Packed

MAX_BYTES = 10**9
"""Size at which a file is followed by the next: what the field uses, and easily copied."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CHUNK = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins: file relative to the archive's WARC folder, and bytes into it."""

    file: str
    offset: int


class WarcWriter:
    """Writes the WARC files of one portal's crawl.

    Args:
        archive: beside which they stand.
        portal: name of the portal.
        crawl_id: of the crawl; part of the names.
        user_agent: of the crawl, for the files' first records.
        max_bytes: when a new file is begun.
        clock: the present moment in UTC.
    """

    def __init__(
        self,
        archive: Path,
        portal: str,
        crawl_id: int,
        user_agent: str,
        *,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._root = warc_folder(archive)
        self._portal = portal
        self._crawl_id = crawl_id
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._clock = clock
        self._serial = 0
        self._file: int | None = None
        self._path = self._root
        self._size = 0

    def write(self, exchanges: Sequence[Packed]) -> list[Place]:
        """Append the records; they are on the disk when this returns. One place for each.

        Raises:
            LoaError: the disk is full, or the folder cannot be written; the file then ends with
                the last record that is whole.
        """
        places: list[Place] = []
        collected: list[bytes] = []
        waiting = 0
        try:
            for packed in exchanges:
                if self._file is None or self._size + waiting >= self._max_bytes:
                    self._append(collected)
                    collected, waiting = [], 0
                    self._rotate()
                name = self._path.relative_to(self._root).as_posix()
                places.append(Place(name, self._size + waiting))
                collected += (packed.response, packed.request)
                waiting += len(packed.response) + len(packed.request)
            self._append(collected)
        except OSError as error:
            self._cut()
            raise _explained(self._path, error) from error
        return places

    def close(self) -> None:
        """Close the file; the next record begins another one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _rotate(self) -> None:
        self.close()
        folder = self._root / safe_name(self._portal)
        self._path = folder
        folder.mkdir(parents=True, exist_ok=True)
        at = self._clock()
        while self._file is None:
            self._serial += 1
            self._path = folder / file_name(self._portal, self._crawl_id, at, self._serial)
            # An archive of the same name may have stood here before; its files are not ours.
            with contextlib.suppress(FileExistsError):
                self._file = os.open(self._path, _NEW, 0o644)
        _lock(self._file)
        self._size = 0
        info = pack_info(self._path.name, at, self._portal, self._crawl_id, self._user_agent)
        self._append([info])

    def _append(self, members: list[bytes]) -> None:
        if self._file is None or not members:
            return
        data = memoryview(b"".join(members))
        written = 0
        while written < len(data):
            written += os.write(self._file, data[written:])
        # A power cut must not leave the archive with references to what was never written.
        _sync(self._file)
        self._size += len(data)

    def _cut(self) -> None:
        """Take away what was written of records that did not fit, where the disk lets us."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)


def cut_torn_files(archive: Archive, portal: str) -> list[Path]:
    """Cut off records that a killed crawl of ``portal`` wrote in part; returns the files.

    The archive never refers to such a record. Only the files of crawls without an end are looked
    at, from the last record that the archive knows, and none that a running crawl writes.
    """
    folder = warc_folder(archive.path) / safe_name(portal)
    if fcntl is None or not folder.is_dir():
        return []
    cut = []
    with archive.reading() as connection:
        killed = {
            row[0]
            for row in connection.execute(
                "SELECT id FROM crawls WHERE portal = ? AND finished IS NULL", (portal,)
            )
        }
        for path in sorted(folder.glob("*.warc.gz")):
            if (crawl_id := crawl_of(path.name)) not in killed:
                continue
            (known,) = connection.execute(
                "SELECT ifnull(max(warc_offset), 0) FROM fetches "
                "WHERE crawl_id = ? AND warc_file = ?",
                (crawl_id, f"{folder.name}/{path.name}"),
            ).fetchone()
            if _cut_torn(path, known):
                cut.append(path)
    return cut


def is_being_written(path: Path) -> bool:
    """Whether a running crawl has the file open; always False where there are no POSIX locks."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _lock(file)
    finally:
        os.close(file)


def _cut_torn(path: Path, known: int) -> bool:
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False  # not ours to write: the torn record stays, and readers pass it over
    try:
        if not _lock(file):
            return False
        end = _end_of_whole_members(file, known)
        torn = end < os.fstat(file).st_size
        if torn:
            os.ftruncate(file, end)
        return torn
    finally:
        os.close(file)


def _end_of_whole_members(file: int, start: int) -> int:
    """Where the last whole gzip member ends, seen from the member that begins at ``start``."""
    os.lseek(file, start, os.SEEK_SET)
    end = position = start
    unpack = zlib.decompressobj(wbits=31)
    while chunk := os.read(file, _CHUNK):
        position += len(chunk)
        while chunk:
            try:
                unpack.decompress(chunk, _CHUNK)
                while not unpack.eof and unpack.unconsumed_tail:
                    unpack.decompress(unpack.unconsumed_tail, _CHUNK)
            except zlib.error:
                return end
            if not unpack.eof:
                break
            chunk = unpack.unused_data
            end = position - len(chunk)
            unpack = zlib.decompressobj(wbits=31)
    return end


def _lock(file: int) -> bool:
    """Lock the open file against other processes until it is closed; False when another has it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync(file: int) -> None:
    # macOS has no fdatasync.
    (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(file)


def _explained(path: Path, error: OSError) -> LoaError:
    if error.errno in _NO_SPACE:
        return LoaError(
            f"the disk with {path} is full: the last pages were not stored, what was stored before "
            "is safe; make room and run it again, or crawl with --no-warc"
        )
    return LoaError(f"{path} cannot be written: {error.strerror or error}")
