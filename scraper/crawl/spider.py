"""The spider: a task becomes a request, an answer becomes a page record."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request

from scraper.crawl.answers import fetch_of, read_answer
from scraper.crawl.gate import GateClosed
from scraper.crawl.middlewares import Needless, Refused
from scraper.crawl.outcome import Verdict, error_name, judge_error
from scraper.store.records import Fetch, PageRecord, Task

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from scraper.crawl.session import Session

logger = logging.getLogger(__name__)


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
        """The request for ``task``: a GET, under conditions where it was answered before, or a form."""
        self.session.under_way += 1
        headers: dict[str, str] = {}
        if task.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif task.kind == "source" or (task.kind == "listing" and task.depth) or task.look:
            headers = self.session.conditions(task)
        return Request(
            task.url.partition("#")[0],
            method="GET" if task.form is None else "POST",
            body=task.form or "",
            headers=headers,
            callback=self.answered,
            errback=self.unanswered,
            meta={"task": task},
            dont_filter=True,
        )

    def answered(self, response: Response) -> None:
        """Turn an answer into a record."""
        task: Task = response.meta["task"]
        self.session.under_way -= 1
        try:
            record, verdict = read_answer(self.session, task, response)
        except Exception as error:  # a bug of ours costs this page, not the crawl
            logger.exception("while reading %s", response.url)
            name = f"internal error ({type(error).__name__})"
            verdict = Verdict("failed", f"{name}: {error}"[:300], name)
            record = PageRecord(task, fetch_of(task, response), "failed", verdict.reason)
        self.session.settle(record, verdict, response.meta.get("kept"))

    def unanswered(self, failure: Failure) -> None:
        """Turn a request without an answer into a record."""
        error = failure.value or Exception("no reason given")
        self.session.under_way -= 1
        if isinstance(error, GateClosed):
            return  # the crawl is being stopped; the address goes on waiting
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        task: Task = request.meta["task"]
        if isinstance(error, Needless):
            self.session.skip(task, error.verdict)
            return
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
