"""Free memory goes back to the system, where the C library can do that."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import pytest

from scraper.crawl.memory import return_memory


def resident() -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="malloc_trim is glibc's")
def test_what_stands_free_between_what_is_in_use_is_returned() -> None:
    size = 10_000  # below the size that gets a mapping of its own
    blocks = [bytes(size) for _ in range(8_000)]
    kept = blocks[::20]
    full = resident()
    del blocks
    return_memory()
    assert resident() < full - 40_000_000
    assert all(len(block) == size for block in kept)
