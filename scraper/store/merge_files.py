"""WARC files of one archive beside another: linked where the disk allows it, copied where not."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.store.warc import warc_folder
from scraper.store.warc_rewrite import NotRewritable, rewrite, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scraper.store.archive import Archive

_HEAD = 4096
"""Bytes by which files are told apart: a file begins with a record that has a name of its own."""
_ENDING = ".warc.gz"

Place = tuple[str | None, int | None]


class WarcFiles:
    """Brings the WARC files of ``source`` to ``target``, each when it is first asked for.

    Args:
        source: to be merged.
        target: the merged archive.
        doomed: offsets of records of a file that the target must not keep.
    """

    def __init__(
        self, source: Archive, target: Archive, doomed: Callable[[str], Collection[int]]
    ) -> None:
        self._source = warc_folder(source.path)
        self._target = warc_folder(target.path)
        self._clock = target.clock
        self._doomed = doomed
        self._placed: dict[str, tuple[str | None, dict[int, int]]] = {}
        self.files = 0

    def place(self, file: str | None, offset: int | None) -> Place:
        """Where the record stands in the merged archive; nowhere when it must not be kept.

        Raises:
            LoaError: the file cannot be written.
        """
        if file is None or offset is None:
            return None, None
        if PurePath(file).is_absolute():
            return file, offset  # a file that was imported: it is referred to where it is
        if file not in self._placed:
            try:
                self._placed[file] = self._bring(file)
            except OSError as error:
                raise LoaError(
                    f"{self._target / file} cannot be written: {error.strerror or error}; run the "
                    "same merge again to go on"
                ) from error
        name, moved = self._placed[file]
        return (None, None) if name is None else (name, moved.get(offset, offset))

    def _bring(self, file: str) -> tuple[str | None, dict[int, int]]:
        source = self._source / file
        if not source.is_file():
            return file, {}  # `loa doctor` names what is missing
        doomed = self._doomed(file)
        if doomed:
            mark = hashlib.sha256(_head(source) + repr(sorted(doomed)).encode())
            target = self._named(file, mark.hexdigest()[:8])
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                moved = rewrite(source, target, doomed, self._clock())
            except NotRewritable:
                return None, {}
            self.files += 1
            return self._relative(target), dict(moved)
        target = self._target / file
        if target.exists() and not _same(source, target):
            target = self._named(file, hashlib.sha256(_head(source)).hexdigest()[:8])
        if not target.exists() or _is_longer(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(source, target)
            self.files += 1
        return self._relative(target), {}

    def _named(self, file: str, mark: str) -> Path:
        return self._target / f"{file.removesuffix(_ENDING)}.{mark}{_ENDING}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._target).as_posix()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _same(one: Path, other: Path) -> bool:
    """Whether one file is the other, or its beginning."""
    if one.samefile(other):
        return True
    first, second = _head(one), _head(other)
    length = min(len(first), len(second))
    return first[:length] == second[:length]


def _is_longer(one: Path, other: Path) -> bool:
    return one.stat().st_size > other.stat().st_size


def _link_or_copy(source: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        partial.hardlink_to(source)
    except OSError:  # another disk, or a system without links
        shutil.copyfile(source, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
    partial.replace(target)
    sync_folder(target.parent)
