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

    from scraper.model import Article, RefusalReason

TaskKind = Literal["source", "listing", "article", "other"]
TaskState = Literal["waiting", "done", "failed", "refused", "closed"]
Change = Literal["new", "unchanged", "revision"]
ImportChange = Literal["new", "unchanged", "revision", "older", "known", "forgotten"]


FIRST_MET = "first met: "
"""Before the name of a source in a crawl's counts: how many articles were first met through it."""


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
        form: what is sent to get it (an ASP.NET postback), encoded; then ``url`` names the page by a
            fragment and is no address of its own.
        look: whether this is another look at an article that is stored already.
        closed: why the address is never asked for; it is noted all the same, and when it is a copy of
            an article (``key``) it leads to that.
    """

    url: str
    kind: TaskKind
    key: str | None = None
    depth: int = 0
    attempts: int = 0
    title: str = ""
    referrer: str | None = None
    form: str | None = None
    look: bool = False
    closed: str | None = None


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
        refusal: what the page is instead of an article, when it was read and is none.
        unchanged: whether the server said that the page is what it was (304).
        modified: article keys to when they changed last, as a sitemap or a feed says.
        absent: whether the answer says, in other words than 404 or 410, that no article is there: a
            redirect to the home page, an error page with status 200.
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
    refusal: RefusalReason | None = None
    unchanged: bool = False
    modified: Mapping[str, datetime] = field(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Rereading:
    """An article as today's rules read it from a response that was kept.

    Attributes:
        fetch_id: the fetch that brought the response.
        seen_at: when it was there (aware).
        payload_sha256: digest of the page.
        addresses: under which the article was met.
        revision: the article's revision when it was read again, None when it was not stored.
    """

    article: Article
    fetch_id: int
    seen_at: datetime
    payload_sha256: str | None
    addresses: tuple[str, ...]
    revision: int | None


@dataclass(frozen=True, slots=True)
class Import:
    """A response that another tool kept, as today's rules read it.

    Attributes:
        article: when the page is one.
        addresses: under which it was met.
    """

    fetch: Fetch
    article: Article | None = None
    addresses: tuple[str, ...] = ()
    profile_version: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the archive did with a page's article.

    Attributes:
        refused: why it was not stored, when it is one that was forgotten for a legal duty.
    """

    url: str
    change: Change | None
    article_id: int | None = None
    refused: str | None = None


COVERED_FIELDS = (
    "title", "lead", "body", "published", "updated", "section", "bylines", "tags", "images",
    "attachments",
)  # fmt: skip
"""The fields of an article whose coverage is counted."""


@dataclass(frozen=True, slots=True)
class FieldCount:
    """On how many articles a field was found.

    Attributes:
        articles: pages read at addresses of articles, those included in which none was found.
        filled: those that had the field.
        by_rules: those that had it from a rule of the profile or its family.
    """

    articles: int = 0
    filled: int = 0
    by_rules: int = 0

    def __add__(self, other: FieldCount) -> FieldCount:
        return FieldCount(
            self.articles + other.articles,
            self.filled + other.filled,
            self.by_rules + other.by_rules,
        )


@dataclass(frozen=True, slots=True)
class AddressForm:
    """Internal addresses that no rule of the profile knows, by their form.

    Attributes:
        form: the address with its values left out.
        addresses: number of different addresses of this form on the listings.
        example: one of them.
    """

    form: str
    addresses: int
    example: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What a crawl, or a sample, saw of a portal's design.

    Attributes:
        fields: field to its counts.
        listings: address of each listing (its first page) to the number of articles that it
            showed, without those that all listings show beside their own.
        unknown: forms of internal addresses that no rule knows, the most frequent first.
        family: the family whose marks the home page shows, "" when it shows none; None when the
            home page was not read.
    """

    fields: Mapping[str, FieldCount] = field(default_factory=dict)
    listings: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[AddressForm, ...] = ()
    family: str | None = None

    @property
    def pages(self) -> int:
        """Pages read at addresses of articles."""
        return max((count.articles for count in self.fields.values()), default=0)


@dataclass(frozen=True, slots=True)
class Symptom:
    """A sign that a portal is no longer what its profile says.

    Attributes:
        kind: ``field``: found less often; ``listing``: shows no articles any more; ``family``: the
            home page shows another system; ``address``: internal addresses of an unknown form.
        subject: the field, listing, family or form.
        message: what was seen, compared with what, and what to do, in one line.
    """

    kind: Literal["field", "listing", "family", "address"]
    subject: str
    message: str
