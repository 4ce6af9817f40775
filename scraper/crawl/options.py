"""What a crawl may do, as one immutable value that travels to the worker processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper import __version__
from scraper.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

MAX_SIZE = 16 * 1024 * 1024
"""Bytes that one answer may have, as sent and after decompression."""

TIMEOUT = 30.0
"""Seconds from a request to the last byte of its answer."""

MAX_ATTEMPTS = 3
"""Requests for one address before it counts as failed."""

SET_TLS = 'tls = "unverified" in its profile reads it all the same (docs/profiles.md)'
"""What whoever wants to read a server with a broken certificate can do."""

CONTACT = re.compile(r"[\x21-\x7e]{3,200}")
EMAIL_OR_URL = re.compile(r"[^@\s()]+@[^@\s()]+\.[^@\s()]+|https?://[^\s()]+")


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl.

    Attributes:
        contact: e-mail or web address at which an administrator reaches whoever crawls; it stands
            in the user agent. Required for public hosts.
        delay: seconds between the end of one answer and the next request to the same portal;
            robots.txt may ask for more and gets it.
        limit: articles to request per portal at most; None for all.
        since: articles published before this day are not stored.
        full: follow listings to their end although they show nothing new, and ask for every page
            anew although the server could say that it has not changed.
        max_minutes: minutes after which no further request is made; None for no limit.
        daily: requests to one portal within 24 hours, earlier crawls counted; None for no limit.
        allow_private: allow loopback, private and link-local addresses.
        workers: processes to spread the portals over; None for as many as there are processors.
        verbose: show the log of the libraries below.
        timeout: seconds per request.
        max_size: bytes per answer.
        backoff: seconds of pause after an error, doubled with each further one in a row.
        warc: keep every answer in WARC files beside the archive.

    Raises:
        UsageError: a value is impossible; the message names it.
    """

    contact: str | None = None
    delay: float = 1.0
    limit: int | None = None
    since: date | None = None
    full: bool = False
    max_minutes: float | None = None
    daily: int | None = None
    allow_private: bool = False
    workers: int | None = None
    verbose: bool = False
    timeout: float = TIMEOUT
    max_size: int = MAX_SIZE
    backoff: float = 1.0
    warc: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.delay <= 3600:
            raise UsageError(
                f"the delay is {self.delay:g} s; it must be between 0 and 3600 seconds"
            )
        if self.limit is not None and self.limit < 1:
            raise UsageError(f"the limit is {self.limit}; it must be at least 1 article")
        if self.max_minutes is not None and not self.max_minutes > 0:  # nan, too
            raise UsageError(f"--max-minutes is {self.max_minutes:g}; it must be above 0")
        if self.daily is not None and self.daily < 1:
            raise UsageError(f"--daily is {self.daily}; it must be at least 1 request")
        if self.contact is not None and not (
            CONTACT.fullmatch(self.contact) and EMAIL_OR_URL.fullmatch(self.contact)
        ):
            raise UsageError(
                f"{self.contact!r} is no contact; give an e-mail address or a web address"
            )

    @property
    def user_agent(self) -> str:
        """The ``User-Agent`` header.

        >>> CrawlOptions(contact="news@example.org").user_agent.partition(" ")[2]
        '(+news@example.org)'
        """
        return f"loa/{__version__}" + (f" (+{self.contact})" if self.contact else "")

    def as_record(self) -> dict[str, object]:
        """What the archive keeps of the options: those that differ from their default, as text."""
        default = CrawlOptions()
        return {
            name: value if isinstance(value, bool | int | float | str) else str(value)
            for name in (
                "contact",
                "delay",
                "limit",
                "since",
                "full",
                "max_minutes",
                "daily",
                "allow_private",
                "warc",
            )
            if (value := getattr(self, name)) != getattr(default, name)
        }
