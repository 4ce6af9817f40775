"""Scrapy's downloader for http and https, with an end that cannot fail."""

from __future__ import annotations

import asyncio

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler


class HttpHandler(HTTP11DownloadHandler):
    """Fetches over http and https.

    Scrapy's own lets a timer call the deferred that waits for the connections, and stops the timer
    one turn of the loop after they have closed. Where a turn takes longer than the timer, as when
    another portal's crawl is written meanwhile, both call it: ``AlreadyCalledError``.
    """

    async def close(self) -> None:
        """Close the connections that are kept; one that hangs is left to the end of the process."""
        closed = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]  # Twisted's
        future = closed.asFuture(asyncio.get_running_loop())
        await asyncio.wait([future], timeout=self._disconnect_timeout)
