"""The gate before a portal: one request at a time, and a pause after each answer.

All requests to one portal, robots.txt included, pass here, whichever of its host names they use.
The pause is counted from the end of an answer, so that the portal never sees two requests closer
than the delay, however the network stretches them.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BACKOFF = 120.0
"""Seconds: the longest pause that errors alone lead to."""

MAX_REST = 10.0
"""Seconds: the longest rest that slow answers alone lead to."""

PATIENCE = 600.0
"""Seconds: who asks for a longer pause (Retry-After) is left alone until the next crawl."""

BUSY = frozenset({429, 500, 502, 503, 504, 522, 524})
"""Answers of a server that is overloaded."""


class GateClosed(Exception):
    """The crawl is being stopped; the request was not sent."""


@dataclass(slots=True)
class Gate:
    """The gate of one portal.

    Attributes:
        delay: seconds of pause that the user wants.
        crawl_delay: seconds that robots.txt asks for.
        backoff: seconds of pause after an error, at least; they double with each further one.
        requests: requests let through so far.
    """

    delay: float
    crawl_delay: float = 0.0
    backoff: float = 1.0
    requests: int = 0
    _answered_at: float = -math.inf
    _left_alone_until: float = -math.inf
    _backoff: float = 0.0
    _entered_at: float | None = None
    _latency: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pause(self) -> float:
        """Seconds between an answer and the next request, as things stand.

        A host that takes long for its answers gets as long a rest; a delay of 0 is not stretched.
        """
        slow = min(self._latency, MAX_REST) if self.delay else 0.0
        return max(self.delay, self.crawl_delay, self._backoff, slow)

    async def enter(self, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Wait for one's turn and for the end of the pause.

        Args:
            wanted: is asked then whether the request is still to be sent.

        Returns:
            Whether it is: one that is not has given its turn to the next, without a pause.

        Raises:
            GateClosed: :meth:`close` was called.
        """
        await self._turn.acquire()
        try:
            while not self._closed.is_set() and (wait := self._wait()) > 0:
                try:
                    await asyncio.wait_for(self._closed.wait(), wait)
                except TimeoutError:
                    continue
            if self._closed.is_set():
                raise GateClosed
            if not wanted():
                self._turn.release()
                return False
        except BaseException:
            self._turn.release()
            raise
        self.requests += 1
        self._entered_at = monotonic()
        return True

    def _wait(self) -> float:
        # Looked at anew each time: robots.txt may ask for more while somebody waits already.
        return max(self._answered_at + self.pause, self._left_alone_until) - monotonic()

    def leave(self, status: int | None, retry_after: float | None = None) -> None:
        """The answer is here: begin the pause and let the next one wait for its end.

        Args:
            status: HTTP status, or None when there was no answer.
            retry_after: seconds that the server asks for, see :func:`retry_after_seconds`.
        """
        if status is None or status in BUSY:
            self._backoff = min(MAX_BACKOFF, max(self.backoff, self.delay, 2 * self._backoff))
        else:
            self._backoff = 0.0
        self._answered_at = monotonic()
        if self._entered_at is not None:
            taken = self._answered_at - self._entered_at
            self._latency = taken if not self._latency else 0.7 * self._latency + 0.3 * taken
        self._left_alone_until = self._answered_at + (retry_after or 0.0)
        self._turn.release()

    def close(self) -> None:
        """Let nobody through any more; who waits gets :class:`GateClosed`."""
        self._closed.set()


def retry_after_seconds(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110, 10.2.3): a number, or a date.

    >>> retry_after_seconds("120")
    120.0
    >>> retry_after_seconds("soon") is None
    True
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
