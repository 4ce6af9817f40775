"""From the links of a page to the addresses that are worth a request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.crawl.observed import Observer
from scraper.crawl.outcome import Verdict
from scraper.crawl.shapes import Shapes, is_growing, page_number, series_of, shape_of
from scraper.portals import Address
from scraper.store.records import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from scraper.crawl.events import Source
    from scraper.model import Link
    from scraper.portals import Profile

MAX_TITLE = 300
MAX_DEPTH = 400
"""Links from the home page; a listing of 400 pages that are linked one by one ends here."""

REMEMBERED = 50_000
"""Addresses whose last mention is remembered, so that menus cost nothing after the first page."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a page leads to.

    Attributes:
        tasks: addresses for the frontier, those of earlier pages left out.
        closed: why the page's shape was closed just now, in words.
    """

    tasks: tuple[Task, ...]
    closed: str | None = None


class Discovery:
    """Decides for one portal's crawl which links are followed.

    Args:
        profile: classifies addresses.
        known: those of the given article keys that the archive holds from before this crawl.
        incremental: stop going deeper into a listing that shows only known articles.

    Attributes:
        observer: what the listings show, for the comparison with earlier crawls.
    """

    def __init__(
        self,
        profile: Profile,
        known: Callable[[Collection[str]], set[str]],
        *,
        incremental: bool,
    ) -> None:
        self.profile = profile
        self.shapes = Shapes()
        self.observer = Observer()
        self.incremental = incremental
        self.found: dict[Source, int] = {}
        self._known = known
        self._met: set[int] = set()  # hashes of the article keys met in this crawl
        self._old: set[int] = set()  # those of them that are known from before
        self._old_from: dict[str, int] = {}  # series to the first page that shows nothing new
        self._offered: dict[str, None] = {}
        self._classify = lru_cache(maxsize=REMEMBERED)(self._classified)
        self._has_listings = any(
            rules.addresses.listing or rules.addresses.next for _, rules in profile.levels()
        )

    def start_tasks(self) -> list[Task]:
        """Where the crawl begins: the home page and the profile's further starts."""
        urls = dict.fromkeys((self.profile.home, *self.profile.start))
        return [Task(self._classify(url).url, "listing") for url in urls]

    def look(self, task: Task, links: Iterable[Link], next_page: str | None = None) -> Found:
        """The addresses on the page of ``task`` that belong into the frontier.

        Articles always; listings unless the page itself is a listing that shows only what is known
        from before; other pages only from the home page of a portal whose listings nobody knows.
        """
        depth = task.depth + 1
        articles: dict[str, Task] = {}
        pages: dict[str, Task] = {}
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
                pages.setdefault(
                    address.url, Task(address.url, "listing", None, depth, 0, title, task.url)
                )
            elif address.kind == "other" and task.depth == 0 and not self._has_listings:
                pages.setdefault(
                    address.url, Task(address.url, "other", None, depth, 0, title, task.url)
                )
        if next_page is not None:
            address = self._classify(next_page)
            if address.kind in ("listing", "other"):
                pages[address.url] = Task(address.url, "listing", None, depth, 0, "", task.url)
        keys = {found.key for found in articles.values() if found.key is not None}
        unknown = self._meet(keys, task)
        closed = None if task.kind == "article" else self.shapes.saw(task.url, keys)
        if not unknown and self._shows_old(task, keys):
            series = series_of(task.url)
            page = min(page_number(task.url), self._old_from.get(series, 10**12))
            self._old_from[series] = page
        follow = [
            page
            for page in pages.values()
            # What the closing itself cuts off is queued, so that the frontier keeps the reason.
            if self.needless(page) is None or (closed and shape_of(page.url) == shape_of(task.url))
        ]
        return Found(tuple(self._unsaid([*articles.values(), *follow])), closed)

    def needless(self, task: Task) -> Verdict | None:
        """Why ``task`` is not worth a request any more, or None when it is."""
        if task.kind == "article":
            return None
        if (reason := self.shapes.closed.get(shape_of(task.url))) is not None:
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
            and any(hash(key) in self._old for key in keys)
        )

    def _meet(self, keys: Collection[str], task: Task) -> bool:
        """Remember ``keys``; whether one of them is met for the first time ever."""
        first = {key for key in keys if hash(key) not in self._met}
        if not first:
            return False
        self._met |= {hash(key) for key in first}
        known = self._known(first)
        self._old |= {hash(key) for key in known}
        source: Source = "related" if task.kind == "article" else "listing"
        if task.depth == 0 and task.kind != "article":
            source = "home"
        self.found[source] = self.found.get(source, 0) + len(first)
        return len(known) < len(first)

    def _unsaid(self, tasks: Iterable[Task]) -> Iterable[Task]:
        for task in tasks:
            if task.url not in self._offered:
                self._offered[task.url] = None
                yield task
        while len(self._offered) > REMEMBERED:
            del self._offered[next(iter(self._offered))]

    def _classified(self, url: str) -> Address:
        address = self.profile.classify(url)
        return Address(address.url, "ignored") if is_growing(address.url) else address

    def address(self, url: str) -> Address:
        """The classified address of ``url``."""
        return self._classify(url)
