"""From the links of a page to the addresses that are worth a request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.crawl.keyset import KeySet
from scraper.crawl.observed import Observer
from scraper.crawl.outcome import Verdict
from scraper.crawl.shapes import Shapes, is_growing, page_number, series_of, shape_of
from scraper.extraction.known_links import KnownLinks
from scraper.portals.addresses import Address, why_ignored, without_view
from scraper.store.records import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from scraper.crawl.events import Source
    from scraper.crawl.sources import Reading
    from scraper.model import Link
    from scraper.portals import Profile

MAX_TITLE = 300
MAX_DEPTH = 400
"""Links from the home page; a listing of 400 pages that are linked one by one ends here."""

MOST_NOTED = 200
"""Shapes of addresses that are never asked for and are noted all the same, one address of each."""

COPY = "a copy for paper or phones, or in another language"
GROWING = "its path grows by each click"

OFFERED = 500
"""Addresses that are not offered to the frontier again, as hashes. It knows them all; these are the
ones that the last few dozen pages brought."""

CLASSIFIED = 500
"""Classified addresses that are remembered, some 700 bytes each: those of a portal's menus."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a page leads to.

    Attributes:
        tasks: addresses for the frontier, those of earlier pages left out.
        closed: why the page's shape was closed just now, in words.
        modified: article keys to when they changed last, as a source says.
    """

    tasks: tuple[Task, ...]
    closed: str | None = None
    modified: Mapping[str, datetime] = field(default_factory=dict)


class Discovery:
    """Decides for one portal's crawl which links are followed.

    Args:
        profile: classifies addresses.
        known: those of the given article keys that the archive holds from before this crawl.
        incremental: stop going deeper into a listing that shows only known articles.
        since: when the last complete crawl began; sources that have not changed since are left out.

    Attributes:
        observer: what the listings show, for the comparison with earlier crawls.
        linked: where the pages that were looked at lately led to.
    """

    def __init__(
        self,
        profile: Profile,
        known: Callable[[Collection[str]], set[str]],
        *,
        incremental: bool,
        since: datetime | None = None,
    ) -> None:
        self.profile = profile
        self.shapes = Shapes()
        self.observer = Observer()
        self.linked = KnownLinks()
        self.incremental = incremental
        self.since = since
        self.found: dict[Source, int] = {}
        self._known = known
        self._met = KeySet()  # article keys met in this crawl
        self._old = KeySet()  # those of them that are known from before
        self._old_from: dict[str, int] = {}  # series to the first page that shows nothing new
        self._shown: dict[
            str, dict[int, int]
        ] = {}  # series to contents to the page that showed them
        self._ended: dict[str, int] = {}  # series to the page that shows what an earlier one shows
        self._offered: dict[int, None] = {}  # hashes of the addresses given to the frontier lately
        self._noted: set[str] = set()  # shapes never asked for, and reasons that cut pages off
        self._classify = lru_cache(maxsize=CLASSIFIED)(self._classified)
        self._has_listings = any(
            rules.addresses.listing or rules.addresses.next for _, rules in profile.levels()
        )

    def start_tasks(self) -> list[Task]:
        """Where the crawl begins: the home page and the profile's further starts."""
        urls = dict.fromkeys((self.profile.home, *self.profile.start))
        return [Task(self._classify(url).url, "listing") for url in urls]

    def look(
        self,
        task: Task,
        links: Iterable[Link],
        next_page: str | None = None,
        archives: Iterable[str] = (),
    ) -> Found:
        """The addresses on the page of ``task`` that belong into the frontier.

        Articles always; listings unless the page itself is a listing that shows only what is known
        from before; other pages only from the home page of a portal whose listings nobody knows.

        Args:
            task: the page.
            links: its links.
            next_page: where a listing goes on.
            archives: its months, years or letters, which are listings.
        """
        depth = task.depth + 1
        articles: dict[str, Task] = {}
        pages: dict[str, Task] = {}
        links = tuple(links)
        passed: list[Task] = []
        addressed = [(link, self._classify(link.url)) for link in links]
        if task.kind == "listing":
            self.observer.listing(task.url, (address for _, address in addressed))
        for link, address in addressed:
            title = link.title[:MAX_TITLE]
            if address.kind == "article" and address.key is not None:
                articles.setdefault(
                    address.url,
                    Task(address.url, "article", address.key, depth, 0, title, task.url),
                )
            elif address.kind == "listing":
                plain = without_view(address.url)
                if plain != address.url:
                    reason = "the same list in another order or look"
                    passed += self._note(Task(address.url, "other", referrer=task.url), reason)
                pages.setdefault(plain, Task(plain, "listing", None, depth, 0, title, task.url))
            elif address.kind == "ignored":
                passed += self._pass_by(address, task)
            elif address.kind == "other" and task.depth == 0 and not self._has_listings:
                pages.setdefault(
                    address.url, Task(address.url, "other", None, depth, 0, title, task.url)
                )
        for further in (*([next_page] if next_page is not None else []), *archives):
            address = self._classify(further)
            if address.kind in ("listing", "other"):
                pages[address.url] = Task(address.url, "listing", None, depth, 0, "", task.url)
        keys = {found.key for found in articles.values() if found.key is not None}
        unknown = self._meet(keys, self._source_of(task))
        closed = None if task.kind == "article" else self.shapes.saw(task.url, keys)
        if not unknown and self._shows_old(task, keys):
            series = series_of(task.url)
            page = min(page_number(task.url), self._old_from.get(series, 10**12))
            self._old_from[series] = page
        if task.kind == "listing" and task.depth > 0:
            self._compare(task, keys)
        follow = self._worth(pages.values())
        self.linked.add(links)
        return Found(tuple(self._unsaid([*articles.values(), *follow, *passed])), closed)

    def _worth(self, pages: Iterable[Task]) -> list[Task]:
        """Those of ``pages`` that are worth a request, and one of those that a closing cuts off."""
        follow: list[Task] = []
        for page in pages:
            needless = self.needless(page)
            if needless is None:
                follow.append(page)
            elif needless.state == "closed" and needless.reason not in self._noted:
                self._noted.add(needless.reason or "")
                follow.append(replace(page, closed=needless.reason))
        return follow

    def _pass_by(self, address: Address, task: Task) -> Iterable[Task]:
        """What is kept of an address that is never asked for: copies all, of others one of each kind."""
        if address.key is not None:
            reason = GROWING if is_growing(address.url) else COPY
            return [Task(address.url, "article", address.key, 0, 0, "", task.url, closed=reason)]
        path = address.url.partition("://")[2].partition("/")[2]
        why = GROWING if is_growing(address.url) else why_ignored(f"/{path}")
        return self._note(Task(address.url, "other", referrer=task.url), why)

    def _note(self, task: Task, reason: str | None) -> Iterable[Task]:
        shape = shape_of(task.url)
        if reason is None or shape in self._noted or len(self._noted) >= MOST_NOTED:
            return []
        self._noted.add(shape)
        return [replace(task, closed=f"never asked for: {reason}")]

    def look_at_source(self, task: Task, reading: Reading) -> Found:
        """The addresses that a sitemap, a feed or a JSON list gives, and where the list goes on.

        A list that is newest first is followed as long as its pages show articles that were not met
        before; the parts of a sitemap, unless they say that they have not changed.
        """
        depth = task.depth + 1
        tasks: dict[str, Task] = {}
        keys: set[str] = set()
        modified: dict[str, datetime] = {}
        for item in reading.listed:
            address = self._classify(item.link.url)
            if reading.articles and address.kind == "other":
                address = replace(
                    address, kind="article", key=self.profile.article_key(address.url)
                )
            title = item.link.title[:MAX_TITLE]
            if address.kind == "article" and address.key is not None:
                keys.add(address.key)
                tasks[address.url] = Task(
                    address.url, "article", address.key, depth, 0, title, task.url
                )
                if item.modified is not None:
                    modified[address.key] = item.modified
            elif address.kind == "listing":
                tasks[address.url] = Task(address.url, "listing", None, depth, 0, title, task.url)
        met_before = {key for key in keys if key in self._met}
        unknown = self._meet(keys, reading.name)
        goes_on = bool(keys - met_before) and (unknown or not self.incremental)
        further = [
            Task(url, "source", None, depth, 0, "", task.url)
            for url, changed in reading.further
            if (goes_on or reading.name == "sitemap") and not self._is_old(changed)
        ]
        return Found(tuple(self._unsaid([*tasks.values(), *self.own(further)])), None, modified)

    def sources(self, urls: Iterable[str], referrer: str) -> tuple[Task, ...]:
        """Tasks for the sources at ``urls``, those of other hosts left out."""
        found = [Task(url, "source", None, 1, 0, "", referrer) for url in urls]
        return tuple(self._unsaid(self.own(found)))

    def own(self, tasks: Iterable[Task]) -> list[Task]:
        """Those of ``tasks`` that lie on the portal's own hosts, with canonical addresses."""
        kept = []
        for task in tasks:
            address = self._classify(task.url)
            if address.kind != "foreign" and address.url.startswith(("http://", "https://")):
                kept.append(replace(task, url=address.url))
        return kept

    def unchanged(self, task: Task) -> None:
        """A listing is what it was at the last crawl: what comes after it is, too."""
        if self.incremental and task.kind == "listing" and task.depth > 0:
            self._old_from.setdefault(series_of(task.url), page_number(task.url))

    def _is_old(self, changed: datetime | None) -> bool:
        return self.incremental and None not in (changed, self.since) and changed < self.since  # type: ignore[operator]

    def _compare(self, task: Task, keys: Collection[str]) -> None:
        """Note when a listing's page shows exactly what an earlier page of it shows: it is past the end."""
        if not keys:
            return
        # The first page may have two addresses: "/tin" and "/tin?page=1".
        series, number = series_of(task.url), max(1, page_number(task.url))
        contents = self._shown.setdefault(series, {})
        first = contents.setdefault(hash(frozenset(keys)), number)
        if first < number:
            self._ended[series] = min(number, self._ended.get(series, number))

    def needless(self, task: Task) -> Verdict | None:
        """Why ``task`` is not worth a request any more, or None when it is."""
        if task.kind in ("article", "source"):
            return None
        ended = self._ended.get(series_of(task.url))
        if ended is not None and page_number(task.url) > ended:
            return Verdict(
                "closed", "past the end: an earlier page of this listing shows the same", "closed"
            )
        if (reason := self.shapes.why_closed(task.url)) is not None:
            return Verdict("closed", reason, "closed")
        if task.depth > MAX_DEPTH:
            return Verdict("closed", f"more than {MAX_DEPTH} links from the home page", "closed")
        old_from = self._old_from.get(series_of(task.url))
        if old_from is not None and page_number(task.url) > old_from:
            return Verdict("done", "an earlier page of this listing shows nothing new")
        return None

    def _shows_old(self, task: Task, keys: Collection[str]) -> bool:
        """Whether this listing shows articles that are known from before.

        New ones may stand beside them that were met on other pages of this crawl already: the
        newest articles stand in the side column of every page.
        """
        return (
            self.incremental
            and task.kind == "listing"
            and task.depth > 0
            and any(key in self._old for key in keys)
        )

    @staticmethod
    def _source_of(task: Task) -> Source:
        if task.kind == "article":
            return "related"
        return "home" if task.depth == 0 else "listing"

    def _meet(self, keys: Collection[str], source: Source) -> bool:
        """Remember ``keys``; whether one of them is met for the first time ever."""
        first = {key for key in keys if self._met.add(key)}
        if not first:
            return False
        known = self._known(first)
        self._old.update(known)
        self.found[source] = self.found.get(source, 0) + len(first)
        return len(known) < len(first)

    def _unsaid(self, tasks: Iterable[Task]) -> Iterable[Task]:
        for task in tasks:
            mark = hash(task.url)
            if mark not in self._offered:
                self._offered[mark] = None
                yield task
        while len(self._offered) > OFFERED:
            del self._offered[next(iter(self._offered))]

    def _classified(self, url: str) -> Address:
        address = self.profile.classify(url)
        # Its key, if it is an article's, still says which.
        return replace(address, kind="ignored") if is_growing(address.url) else address

    def address(self, url: str) -> Address:
        """The classified address of ``url``."""
        return self._classify(url)
