"""What the crawl hands to the archive: plain values, no SQL and no Scrapy.

The crawl builds one :class:`PageRecord` per answered (or failed) request; the archive stores it in
one transaction: fetch, article or refusal, addresses found, and the address itself marked done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scraper.model import Article

TaskKind = Literal["article", "listing", "other"]
TaskState = Literal["waiting", "done", "failed", "refused", "closed"]
Change = Literal["new", "unchanged", "revision"]


@dataclass(frozen=True, slots=True)
class Task:
    """An address in the frontier.

    Attributes:
        url: canonical URL, the one that is requested.
        kind: what the profile says about the address.
        key: the article's key (host and id) when ``kind`` is ``article``.
        depth: links followed from the portal's home page.
        attempts: requests made so far without a final answer.
        title: text of the link that led here.
        referrer: the page on which it was found.
    """

    url: str
    kind: TaskKind
    key: str | None = None
    depth: int = 0
    attempts: int = 0
    title: str = ""
    referrer: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and its answer, as evidence.

    Attributes:
        status: HTTP status, or None when there was no answer; then ``error`` names why.
        payload_sha256: hex digest of the body after content decoding.
        size: bytes of that body.
    """

    url: str
    final_url: str
    fetched_at: datetime
    status: int | None
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    payload_sha256: str | None = None
    size: int = 0
    warc_file: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True)
class PageRecord:
    """The outcome of one request.

    Attributes:
        task: the address as the frontier gave it.
        state: what becomes of that address; ``waiting`` means it is to be tried again.
        reason: why it was refused, failed or is tried again, in words.
        article: the extracted article, when the page is one.
        found: addresses on the page that belong to the portal.
        counters: visitor counters shown on the page, name to value.
        next_at: when a ``waiting`` address may be tried again (a server's Retry-After); None
            leaves it to the archive, which waits longer with each attempt.
        profile_version: of the profile that read the page.
    """

    task: Task
    fetch: Fetch
    state: TaskState
    reason: str | None = None
    article: Article | None = None
    found: tuple[Task, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    next_at: datetime | None = None
    profile_version: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive did with a page's article."""

    url: str
    change: Change | None
    article_id: int | None = None
