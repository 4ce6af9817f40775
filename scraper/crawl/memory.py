"""Memory that a long crawl no longer needs goes back to the system."""

from __future__ import annotations

import ctypes
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

SECONDS = 2.0
"""Processor time between two returns, which take some milliseconds each."""


def return_memory() -> bool:
    """Let the C library return the free pages between what is in use; whether it can (glibc).

    Pages of all sizes come and go between small things that stay, so that by itself it returns
    next to nothing: a quarter of a crawl's heap was free and kept (``malloc_trim(3)``).
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library; TypeError on Windows
        return False
    return bool(trim(0))


def keep_returning_memory(loop: asyncio.AbstractEventLoop) -> None:
    """Return memory now and then, as long as ``loop`` runs and there is work that takes some."""

    def again(returned_at: float) -> None:
        now = process_time()
        if now - returned_at >= SECONDS:
            return_memory()
            returned_at = now
        loop.call_later(SECONDS, again, returned_at)

    loop.call_later(SECONDS, again, process_time())
