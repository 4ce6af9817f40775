"""Memory that is handed over is what was left, is free when nobody looks, and its end is told."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from scraper.store import shared

# Not by shared.is_possible(), which would skip its own failure.
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not Path("/proc/self/fd").is_dir(),
    reason="memory cannot be shared on this system",
)


def mapped() -> int:
    """How many pieces this process can see."""
    return Path("/proc/self/maps").read_text().count("memfd:loa")


def test_memory_is_shared_where_the_system_can(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shared.is_possible()
    for module, name in ((os, "memfd_create"), (socket, "send_fds")):
        with monkeypatch.context() as without:
            without.delattr(module, name)
            assert not shared.is_possible()


def test_what_was_left_is_taken_in_order() -> None:
    here, there = socket.socketpair()
    with here, there:
        shared.leave(there, b"one")
        shared.leave(there, memoryview(bytes(5_000_000)))
        assert bytes(shared.take(here)) == b"one"
        assert bytes(shared.take(here)) == bytes(5_000_000)


def test_memory_is_free_when_nobody_looks() -> None:
    here, there = socket.socketpair()
    with here, there:
        before, files = mapped(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # a count
        shared.leave(there, b"x" * 10_000)
        view = shared.take(here)
        assert mapped() == before + 1
        assert len(os.listdir("/proc/self/fd")) == files  # noqa: PTH208
        part = view[:10]
        del view
        assert mapped() == before + 1
        assert bytes(part) == b"x" * 10
        del part
        assert mapped() == before


def test_an_end_is_told() -> None:
    here, there = socket.socketpair()
    with here:
        there.close()
        with pytest.raises(EOFError):
            shared.take(here)
        with pytest.raises(OSError, match="Broken pipe"):
            shared.leave(here, b"x")
