"""The spider: a task becomes a request, an answer becomes a page record."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request

from scraper.crawl.gate import GateClosed
from scraper.crawl.middlewares import Refused
from scraper.crawl.outcome import (
    DONE,
    Verdict,
    error_name,
    judge_error,
    judge_refusal,
    judge_status,
)
from scraper.extraction import Page, read_page
from scraper.extraction.refuse import check_soft_error
from scraper.model import NotAnArticle
from scraper.store.records import Fetch, PageRecord, Task
from scraper.text import decode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from scraper.crawl.keeping import Kept
    from scraper.crawl.session import Session
    from scraper.extraction import PageReading

logger = logging.getLogger(__name__)

WITHIN = frozenset({"article", "listing", "static", "other"})
"""Kinds of address that only a page of the portal links to."""


class PortalSpider(scrapy.Spider):
    """Crawls one portal; all state is in its :class:`~scraper.crawl.session.Session`."""

    name = "portal"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the scheduler hands out what stands in the frontier."""
        return
        yield  # an async generator, as Scrapy wants it

    def request(self, task: Task) -> Request:
        """The request for ``task``."""
        return Request(
            task.url,
            callback=self.answered,
            errback=self.unanswered,
            meta={"task": task},
            dont_filter=True,
        )

    def answered(self, response: Response) -> None:
        """Turn an answer into a record."""
        task: Task = response.meta["task"]
        try:
            record, verdict = self._record(task, response)
        except Exception as error:  # a bug of ours costs this page, not the crawl
            logger.exception("while reading %s", response.url)
            name = f"internal error ({type(error).__name__})"
            verdict = Verdict("failed", f"{name}: {error}"[:300], name)
            record = PageRecord(task, self._fetch(task, response), "failed", verdict.reason)
        self.session.settle(record, verdict, response.meta.get("kept"))

    def unanswered(self, failure: Failure) -> None:
        """Turn a request without an answer into a record."""
        error = failure.value or Exception("no reason given")
        if isinstance(error, GateClosed):
            return  # the crawl is being stopped; the address goes on waiting
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        task: Task = request.meta["task"]
        if isinstance(error, Refused):
            if self.session.stopping:
                return
            verdict = Verdict("refused", error.reason, error.reason.partition(" (")[0])
        else:
            name = error_name(error, request.url)
            verdict = judge_error(task, name)
        fetch = Fetch(
            url=task.url,
            final_url=request.url,
            fetched_at=datetime.now(UTC),
            status=None,
            error=verdict.name,
        )
        record = PageRecord(task, fetch, verdict.state, verdict.reason)
        # There is one where an answer came but could not be unpacked.
        self.session.settle(record, verdict, request.meta.get("kept"))

    def _record(self, task: Task, response: Response) -> tuple[PageRecord, Verdict]:
        fetch = self._fetch(task, response)
        verdict = judge_status(task, response.status, response.meta.get("redirect"))
        if verdict is not None:
            return PageRecord(task, fetch, verdict.state, verdict.reason), verdict
        session = self.session
        reading = read_page(
            response.body,
            response.url,
            session.profile,
            content_type=fetch.content_type,
            fetched_at=fetch.fetched_at,
        )
        if task.depth == 0 and task.url == session.home:
            html = decode(response.body, fetch.content_type).text
            cookies = [line.partition(b"=")[0] for line in response.headers.getlist("Set-Cookie")]
            session.discovery.observer.home(
                html, response.url, [name.decode("latin-1").strip() for name in cookies]
            )
        verdict, article = self._judge(task, reading, response)
        if verdict.state == "waiting":
            return PageRecord(task, fetch, verdict.state, verdict.reason), verdict
        found = session.discovery.look(task, reading.links, reading.next_page)
        if found.closed:
            session.note(f"closed: {found.closed}")
        record = PageRecord(
            task=task,
            fetch=fetch,
            state=verdict.state,
            reason=verdict.reason,
            article=article,
            found=found.tasks,
            counters=reading.counters,
            profile_version=session.profile_version,
            refusal=reading.refusal.reason if reading.refusal is not None else None,
        )
        return record, verdict

    def _judge(self, task: Task, reading: PageReading, response: Response) -> tuple[Verdict, Any]:
        article = reading.article
        if task.kind != "article":
            return judge_refusal(
                task, self._disguised(reading, response) or reading.refusal, task.kind
            ), None
        if article is None:
            return judge_refusal(task, reading.refusal, task.kind), None
        since = self.session.options.since
        if since is not None and article.published is not None and article.published.day < since:
            name = f"older than {since.isoformat()}"
            return Verdict("refused", name, name), None
        return DONE, article

    def _disguised(self, reading: PageReading, response: Response) -> NotAnArticle | None:
        """What a page is that was asked for as a listing, and leads nowhere on the portal.

        At a listing's address everything counts as a listing; a refusal page that stands there for
        a moment must not hide the articles behind it.
        """
        address = self.session.discovery.address
        if any(address(link.url).kind in WITHIN for link in reading.links):
            return None
        content_type = response.headers.get("Content-Type")
        try:
            check_soft_error(
                Page(
                    response.body,
                    response.url,
                    content_type.decode("latin-1") if content_type else None,
                )
            )
        except NotAnArticle as error:
            return error
        return None

    @staticmethod
    def _fetch(task: Task, response: Response) -> Fetch:
        def header(name: str) -> str | None:
            value = response.headers.get(name)
            return value.decode("latin-1")[:500] if value else None

        kept: Kept | None = response.meta.get("kept")
        return Fetch(
            url=task.url,
            final_url=response.url,
            fetched_at=kept.at if kept is not None else datetime.now(UTC),
            status=response.status,
            etag=header("ETag"),
            last_modified=header("Last-Modified"),
            content_type=header("Content-Type"),
            payload_sha256=sha256(response.body).hexdigest(),
            size=len(response.body),
        )
