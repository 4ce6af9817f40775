"""Scrapy's scheduler, without a queue of its own: the archive's frontier is the queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Self, cast

from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from scraper.crawl.session import Session
    from scraper.crawl.spider import PortalSpider
    from scraper.store.records import Task

BATCH = 64


class FrontierScheduler(BaseScheduler):
    """Hands out the frontier's addresses, a small batch at a time.

    What was handed out stays ``waiting`` in the archive until its record is written, so a crawl
    that dies loses nothing. Addresses that failed wait until all others have had their turn.
    """

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._session: Session = spider.session
        self._redirected: deque[Request] = deque()
        self._batch: deque[Task] = deque()
        self._articles = 0
        self._looks_planned = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way of making a component."""
        return cls(cast("PortalSpider", crawler.spider))

    def enqueue_request(self, request: Request) -> bool:
        """Take a request that a middleware made: a redirect that is followed."""
        self._redirected.append(request)
        return True

    def has_pending_requests(self) -> bool:
        """Whether there is anything left to hand out."""
        if self._redirected:
            return True
        if self._session.stopping or self._session.limit_reached or self._session.is_over():
            return False
        return self._ready()

    def next_request(self) -> Request | None:
        """The next request, or None when nothing is ready."""
        if self._redirected:
            return self._redirected.popleft()
        if not self.has_pending_requests():
            return None
        session = self._session
        task = self._batch.popleft()
        if task.kind == "article" and task.attempts == 0 and not task.look:
            limit = session.options.limit
            if limit is not None and self._articles >= limit:
                # Not a stop: what was handed out before is still to be asked for.
                session.limit_reached = True
                return None
            self._articles += 1
        return self._spider.request(task)

    def _looks(self) -> list[Task]:
        """Known articles to look at again, when everything else is done."""
        session = self._session
        if session.under_way:  # a sitemap may say what has changed
            return []
        if not self._looks_planned:
            self._looks_planned = True
            session.plan_looks()
        return session.frontier.looks(BATCH)

    def _ready(self) -> bool:
        """See that the batch holds a task that is worth a request, if there is one at all."""
        session = self._session
        while not session.stopping:
            while self._batch:
                needless = session.discovery.needless(self._batch[0])
                if needless is None:
                    return True
                session.skip(self._batch.popleft(), needless)
            session.writer.flush()
            if session.stopping:  # the archive cannot be written
                return False
            self._batch.extend(session.frontier.next(BATCH))
            if not self._batch:
                self._batch.extend(session.again)
                session.again.clear()
            if not self._batch:
                self._batch.extend(self._looks())
            if not self._batch:
                return False
        return False
