"""One portal's crawl while it runs: what its parts share, what it counted, and how it ends."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.crawl.discovery import Discovery
from scraper.crawl.events import CrawlReport, Noted, Outcome, Progress
from scraper.crawl.gate import Gate
from scraper.crawl.health import symptoms
from scraper.crawl.keeping import Keeper
from scraper.crawl.outcome import HOME_INSTEAD, with_remedy
from scraper.crawl.sources.offered import sitemaps_of
from scraper.crawl.writer import Writer
from scraper.errors import LoaError
from scraper.store.records import Fetch, PageRecord
from scraper.store.warc_writer import WarcWriter, cut_torn_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy import Request
    from scrapy.http import Response

    from scraper.crawl.events import CrawlEvent
    from scraper.crawl.keeping import Kept
    from scraper.crawl.options import CrawlOptions
    from scraper.crawl.outcome import Verdict
    from scraper.portals import Profile
    from scraper.store import Archive
    from scraper.store.records import Stored, Task

SILENCE = 20
"""Requests in a row without a usable answer after which the portal counts as gone for now."""

PROGRESS_SECONDS = 0.2
COUNTER_SECONDS = 60.0
LOOK_SHARE = 0.25
"""Looks at known articles for each other request of a crawl, and at least :data:`MIN_LOOKS`."""

MIN_LOOKS = 20
COUNT_SECONDS = 1.0
"""Counting what waits reads an index of the whole frontier."""


class PortalError(LoaError):
    """A portal cannot be crawled now: it cannot be reached, or it stopped answering."""


def _last_crawl(archive: Archive, portal: str) -> tuple[str | None, int, datetime | None]:
    """How the portal's last crawl ended, how many listings it could not read, and when it began.

    The outcome is None when there was no crawl or it was killed.
    """
    for status in archive.status():
        if status.name == portal and (last := status.last_crawl) is not None:
            return last.outcome, last.counts.get("unread_listings", 0), last.started
    return None, 0, None


def _trust(profile: Profile) -> dict[str, object]:
    """What the archive keeps of how far the portal's server was trusted: nothing, as a rule."""
    return {} if profile.tls == "verify" else {"tls": profile.tls}


def _same_page(url: str, other: str) -> bool:
    """Whether two canonical addresses differ at most in http(s) and ``www.``."""
    first, second = (urlsplit(each) for each in (url, other))
    return first.netloc.removeprefix("www.") == second.netloc.removeprefix("www.") and (
        (first.path.rstrip("/"), first.query) == (second.path.rstrip("/"), second.query)
    )


class Session:
    """The state of one portal's crawl.

    Args:
        profile: the portal.
        archive: where its pages go; its frontier says what is to be fetched.
        options: how to crawl.
        emit: is told the events.

    Raises:
        LoaError: the archive cannot be written.

    Attributes:
        home: canonical address of the home page.
        again: tasks that failed in this crawl and are to be tried once more in it; the archive
            has them waiting, too, should the crawl end before.
        profile_version: changes when a rule of the profile or its family changes.
        stopping: whether no further request is to be made.
        under_way: requests that were handed out and have no answer yet.
    """

    def __init__(
        self,
        profile: Profile,
        archive: Archive,
        options: CrawlOptions,
        emit: Callable[[CrawlEvent], None],
    ) -> None:
        self.profile = profile
        self.options = options
        self.archive = archive
        self.frontier = archive.frontier(profile.name)
        self.gate = Gate(options.delay, backoff=options.backoff)
        self.again: deque[Task] = deque()
        self.profile_version = profile.rules_version()
        self.stopping = False
        self.under_way = 0
        self.limit_reached = False
        self.error: LoaError | None = None
        self._emit = emit
        self._outcome: Outcome = "done"
        self._stop: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = monotonic()
        self._told = 0.0
        self._counted = 0.0
        self._waiting = 0
        self._silence = 0
        self._handled = 0
        self._answered = 0
        self._failures = 0
        self._unread = 0
        self._counted_visitors = -COUNTER_SECONDS
        self._used_today = archive.requests_since(
            profile.name, datetime.now(UTC) - timedelta(days=1)
        )
        self._changes: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        last, unread, began = _last_crawl(archive, profile.name)
        # When nothing waits there is nothing to go on with: its very home page had failed.
        going_on = last not in ("done", "limited") and self.frontier.pending() > 0
        self.discovery = Discovery(
            profile,
            lambda keys: archive.known(profile.name, keys),
            # Behind a listing that could not be read there may be articles that nobody saw, and
            # the pages before it show only what is known.
            incremental=last == "done" and not unread and not options.full,
            since=began,
        )
        archive.add_profile(profile)
        self.home = self.discovery.address(profile.home).url
        cut_torn_files(archive, profile.name)
        self.crawl_id = archive.begin_crawl(
            profile.name, {**options.as_record(), **_trust(profile)}
        )
        self._keeper: Keeper | None = None
        if options.warc:
            files = WarcWriter(archive.path, profile.name, self.crawl_id, options.user_agent)
            self._keeper = Keeper(archive, profile.name, files)
        self.writer = Writer(
            archive, profile.name, self.crawl_id, self._stored, self.fail, self._keeper
        )
        if not going_on:
            self.frontier.reopen("source")
            self.frontier.reopen("listing")
        self.frontier.add(self.discovery.start_tasks())

    def attach(self, stop: Callable[[], None]) -> None:
        """Connect with the running crawler; ``stop`` ends it gracefully."""
        self._stop = stop
        self._loop = asyncio.get_running_loop()

    # --- what the parts report ---

    def keep(self, request: Request, response: Response) -> Kept | None:
        """Keep an answer as it came; None when answers are not kept."""
        if self._keeper is None:
            return None
        return self._keeper.keep(request, response, alone="task" not in request.meta)

    def settle(self, record: PageRecord, verdict: Verdict, kept: Kept | None = None) -> None:
        """Take the record of an answered request; ``verdict`` is why it has its state."""
        if verdict.state == "waiting":
            self.again.append(replace(record.task, attempts=record.task.attempts + 1))
            self._failures += 1
        else:
            self._handled += 1
        if verdict.state == "refused" and verdict.name:
            self._refused[verdict.name] += 1
        elif verdict.state == "failed" and verdict.name:
            self._errors[verdict.name] += 1
            self._failures += 1
            # These say that there is no such listing; anything else may pass.
            gone = verdict.name.startswith("HTTP 4") or verdict.name == "error page"
            if record.task.kind != "article" and not gone:
                self._unread += 1
        status = record.fetch.status
        if status is not None and status < 500 and status != 429:
            # That there is no sitemap says nothing about the pages.
            self._answered += record.task.kind != "source" or status < 300
            self._silence = 0
        elif verdict.state in ("waiting", "failed"):
            self._silence += 1
        self.writer.add(record, self._loop or asyncio.get_running_loop(), kept)
        if self._silence >= SILENCE and not self.stopping:
            self.fail(
                PortalError(
                    f"{self.profile.name} stopped answering ({verdict.name}, {SILENCE} requests in "
                    "a row); what is stored is safe, run the same command later to go on"
                )
            )
        self.tell()

    def skip(self, task: Task, verdict: Verdict) -> None:
        """Settle an address that is not asked for; the archive says so instead of an answer."""
        fetch = Fetch(task.url, task.url, datetime.now(UTC), None, error="not requested")
        record = PageRecord(task, fetch, verdict.state, verdict.reason)
        self.writer.add(record, self._loop or asyncio.get_running_loop())

    def _stored(self, stored: list[Stored]) -> None:
        self._changes.update(entry.change for entry in stored if entry.change is not None)
        try:
            self.archive.index_by_batches()
        except LoaError as error:
            self.fail(error)
        self.tell()

    def robots_read(self, netloc: str, sitemaps: Iterable[str]) -> None:
        """The rules of a host were read; they may name sitemaps."""
        if netloc == self.discovery.address(self.profile.home).url.split("/")[2]:
            urls = sitemaps_of(self.profile.home, tuple(sitemaps))
            self.frontier.add(self.discovery.sources(urls, f"{self.profile.home}robots.txt"))

    def conditions(self, task: Task) -> dict[str, str]:
        """Headers that let the server say that nothing has changed (RFC 9110, 13.1)."""
        if self.options.full:
            return {}
        etag, modified = self.archive.validators(task.url)
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: value for name, value in headers.items() if value}

    def wants_counters(self) -> bool:
        """Whether visitor counters are due: the archive keeps one value a minute."""
        now = monotonic()
        if now - self._counted_visitors < COUNTER_SECONDS:
            return False
        self._counted_visitors = now
        return True

    def is_over(self) -> bool:
        """Whether a limit of time or of requests is reached; the crawl then ends."""
        options = self.options
        if options.max_minutes and monotonic() - self._started > 60 * options.max_minutes:
            self.note(f"{options.max_minutes:g} minutes are over")
            self.stop("limited")
        elif options.daily and self._used_today + self.gate.requests >= options.daily:
            self.note(f"the budget of {options.daily} requests in 24 hours is used up")
            self.stop("limited")
        return self.stopping

    def plan_looks(self) -> int:
        """Let known articles be looked at again: all of them in a full crawl, else those that are due.

        What is due is bounded by a share of this crawl's requests.
        """
        if self.options.full:
            return self.frontier.plan_looks(None)
        most = max(MIN_LOOKS, round(LOOK_SHARE * self.gate.requests))
        return self.frontier.plan_looks(most)

    def robots_unreachable(self, netloc: str, reason: str) -> None:
        """The rules of a host cannot be had: without those of the home page nothing goes."""
        if netloc == self.home.split("/")[2]:
            self.fail(PortalError(f"{self.profile.home} cannot be reached: {with_remedy(reason)}"))

    def leave_alone(self, seconds: float) -> None:
        """The host asks for a long pause: end here, the next crawl goes on."""
        self.note(f"the host asks to be left alone for {seconds / 60:.0f} minutes")
        self.stop("limited")

    def redirect_refusal(self, task: Task, target: str) -> str | None:
        """Why a redirect of ``task`` to ``target`` is not followed, or None when it is."""
        address = self.discovery.address(target)
        if address.kind == "foreign":
            return f"redirected to another site ({address.url.split('/')[2]})"
        if address.kind == "ignored":
            return "redirected to a page that is no news"
        if task.kind == "article" and _same_page(address.url, self.profile.home):
            return HOME_INSTEAD
        return None

    # --- how it ends ---

    def stop(self, outcome: Outcome) -> None:
        """Send no further request; what is under way is still stored."""
        if self.stopping:
            return
        self.stopping = True
        self._outcome = outcome
        self.gate.close()
        if self._stop is not None:
            self._stop()

    def fail(self, error: LoaError) -> None:
        """Stop because of ``error``; the first one counts."""
        if self.error is None:
            self.error = error
        self.stop("failed")

    def finish(self) -> CrawlReport:
        """Write what is left, close the crawl in the archive and report."""
        self.writer.close()
        if self.limit_reached and self._outcome == "done":
            self._outcome = "limited"
        if self.error is None and self._answered == 0 and self._errors:
            name = self._errors.most_common(1)[0][0]
            self.error = PortalError(f"{self.profile.home} cannot be reached: {with_remedy(name)}")
        if self.error is not None:
            self._outcome = "failed"
        report = self.report()
        try:
            waiting = self.frontier.counts().get(("listing", "waiting"), 0)
            counts = {**report.counts(), "unread_listings": self._unread + waiting}
            seen = self.discovery.observer.result(self.archive.coverage(self.crawl_id))
            before = self.archive.observations(self.profile.name, before=self.crawl_id)
            report = replace(report, symptoms=symptoms(seen, before, self.profile))
            self.archive.finish_crawl(self.crawl_id, self._outcome, counts, seen, report.symptoms)
        except LoaError as error:
            if self.error is None:
                self.error = error
                report = self.report()
        return report

    def report(self) -> CrawlReport:
        """The report as things stand."""
        found = self.discovery.found
        return CrawlReport(
            portal=self.profile.name,
            requests=self.gate.requests,
            handled=self._handled,
            found=sum(found.values()),
            new=self._changes["new"],
            unchanged=self._changes["unchanged"],
            revised=self._changes["revision"],
            refused=Counter(self._refused),
            errors=Counter(self._errors),
            sources=Counter(found),
            seconds=monotonic() - self._started,
            outcome="failed" if self.error else self._outcome,
            error=str(self.error) if self.error else None,
            unverified=self.profile.tls == "unverified",
        )

    # --- what it tells ---

    def note(self, message: str) -> None:
        """Tell something in one sentence."""
        self._emit(Noted(self.profile.name, message))

    def tell(self) -> None:
        """Tell how far the crawl is, now and then."""
        now = monotonic()
        if now - self._told < PROGRESS_SECONDS:
            return
        self._told = now
        if now - self._counted >= COUNT_SECONDS:
            self._counted = now
            self._waiting = self.frontier.pending()
        self._emit(
            Progress(
                self.profile.name,
                requests=self.gate.requests,
                handled=self._handled,
                waiting=self._waiting,
                new=self._changes["new"],
                unchanged=self._changes["unchanged"],
                revised=self._changes["revision"],
                refused=self._refused.total(),
                errors=self._failures,
                found=sum(self.discovery.found.values()),
            )
        )
