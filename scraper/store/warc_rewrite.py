"""A WARC file written anew without some of its records, and where the others then stand.

Records are copied as the packed bytes they are: nothing else of the file changes, and the digests
of what stays remain true. In the place of each removed record stands one that says so.
"""

from __future__ import annotations

import mmap
import os
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.store.warc import pack_removed
from scraper.store.warc_scan import next_member

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from pathlib import Path

_STEP = 64 * 1024
_HEAD = 64 * 1024
_FIELD = re.compile(
    rb"^(WARC-Record-ID|WARC-Concurrent-To|WARC-Refers-To):[ \t]*(\S+)",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = re.compile(r"\.without-\d+$")
_ENDING = ".warc.gz"


class NotRewritable(Exception):
    """The file is not packed record by record."""


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member: from byte ``offset`` up to byte ``end``, and the header of its record.

    A damaged stretch up to the next member that can be read is one with an empty header.
    """

    offset: int
    end: int
    head: bytes

    def names(self, field: bytes) -> set[bytes]:
        """The record ids that the header's ``field`` holds."""
        found = _FIELD.findall(self.head)
        return {value for name, value in found if name.lower() == field.lower()}


def members(path: Path) -> Iterator[Member]:
    """The gzip members of ``path`` in their order; memory does not grow with their size.

    A member that a killed crawl wrote in part ends the row: nothing refers to it.

    Raises:
        NotRewritable: the file is packed otherwise, or not at all.
    """
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = 0
        while 0 <= offset < len(data):
            found = _member(data, offset)
            if found is None:
                after = next_member(data, offset + 1)
                if after < 0:
                    if offset == 0:
                        raise NotRewritable(f"{path}, byte {offset}")
                    return
                found = Member(offset, after, b"")
            yield found
            offset = found.end


def _member(data: mmap.mmap, offset: int) -> Member | None:
    """The member at ``offset``; None where there is none, or none that is whole."""
    unpack = zlib.decompressobj(wbits=31)
    head = b""
    position = offset
    try:
        while not unpack.eof:
            chunk = unpack.unconsumed_tail
            if not chunk:
                chunk = data[position : position + _STEP]
                position += len(chunk)
            if not chunk:
                return None
            out = unpack.decompress(chunk, _STEP)
            head += out[: _HEAD - len(head)]
    except zlib.error:
        return None
    if not head.startswith(b"WARC/"):
        return None
    return Member(offset, position - len(unpack.unused_data), head.partition(b"\r\n\r\n")[0])


def rewrite(
    source: Path, target: Path, removed: Collection[int], at: datetime
) -> list[tuple[int, int]]:
    """Write ``source`` to ``target`` without the records that begin at ``removed``.

    Their requests go with them. What is damaged stays as it is. The file is on the disk when this
    returns.

    Args:
        source: packed record by record.
        target: the new file; it appears when it is whole.
        removed: offsets of responses and revisits.
        at: the moment that stands in the place of the removed records.

    Returns:
        Offset before and after of each record that moved.

    Raises:
        NotRewritable: see :func:`members`.
        OSError: the disk is full, or a file cannot be read or written.
    """
    gone: set[bytes] = set()
    together: set[bytes] = set()
    for member in members(source):
        if member.offset in removed:
            gone |= member.names(b"WARC-Record-ID")
            together |= member.names(b"WARC-Concurrent-To")
    moved: list[tuple[int, int]] = []
    partial = target.with_name(target.name + ".partial")
    with source.open("rb") as old, partial.open("wb") as new:
        for member in members(source):
            if member.offset in removed:
                new.write(pack_removed(at))
                continue
            mine = member.names(b"WARC-Record-ID")
            if mine & together or member.names(b"WARC-Concurrent-To") & gone:
                continue
            if (here := new.tell()) != member.offset:
                moved.append((member.offset, here))
            old.seek(member.offset)
            left = member.end - member.offset
            while left:
                chunk = old.read(min(left, _STEP))
                new.write(chunk)
                left -= len(chunk)
        new.flush()
        os.fsync(new.fileno())
    partial.replace(target)
    sync_folder(target.parent)
    return moved


def next_name(name: str) -> str:
    """The name of a file's next version: the old one is still referred to while it is written.

    >>> next_name("huongtra/a-00001-17.warc.gz"), next_name("huongtra/a-00001-17.without-1.warc.gz")
    ('huongtra/a-00001-17.without-1.warc.gz', 'huongtra/a-00001-17.without-2.warc.gz')
    """
    stem = name.removesuffix(_ENDING)
    found = _MARK.search(stem)
    if found is None:
        return f"{stem}.without-1{_ENDING}"
    count = int(found[0].rpartition("-")[2]) + 1
    return f"{stem[: found.start()]}.without-{count}{_ENDING}"


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
