"""Memory that a child fills and its parent reads, without a copy between the two.

A pipe holds 64 kB. To send what half a million articles say through one costs more processor time, for
both ends, than to read them from the archive (bench/export.py). Where the system has anonymous files
(Linux: memfd_create(2)), a child leaves each piece in one and hands over its descriptor (unix(7),
SCM_RIGHTS); the memory is free again when nobody looks at the piece any more. Elsewhere pieces go
through the pipe.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

_OPEN_FILES = Path("/proc/self/fd")


def is_possible() -> bool:
    """Whether this system can hand memory over."""
    return hasattr(os, "memfd_create") and hasattr(socket, "send_fds") and _OPEN_FILES.is_dir()


def leave(channel: socket.socket, data: bytes | memoryview) -> None:
    """Hand ``data``, which is not empty, over to whoever holds the channel's other end.

    Raises:
        OSError: there is no memory, or nobody listens any more.
    """
    file = os.memfd_create("loa", os.MFD_CLOEXEC)
    try:
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[os.write(file, rest) :]
        socket.send_fds(channel, [b"\0"], [file])
    finally:
        os.close(file)


def take(channel: socket.socket) -> memoryview:
    """What the other end left next; free when the view and what was made of it are gone.

    Raises:
        EOFError: the other end is closed.
        OSError: it cannot be mapped.
    """
    # Only here: the command line should not wait for Arrow. A mapping of Python's own keeps a
    # descriptor for as long as it is there (until 3.13), and of those a process has few.
    import pyarrow as pa  # noqa: PLC0415

    _, files, _, _ = socket.recv_fds(channel, 1, 1)
    if not files:
        raise EOFError
    try:
        with pa.memory_map(str(_OPEN_FILES / str(files[0]))) as mapped:
            return memoryview(mapped.read_buffer())
    finally:
        os.close(files[0])
