"""How many articles a listing shows: its first, second and last page, counted, and what lies between.

Many pagers link the last page; where they show only the pages nearby, it is searched by doubling
and halving, so that a listing of 1,000 pages costs some 20 requests and not 1,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.crawl.shapes import page_number, series_of
from scraper.extraction import Page
from scraper.learning import find_lists, next_page
from scraper.model import NotAnArticle
from scraper.portals import Locale
from scraper.portals.addresses import PAGE_PARAMETER, PAGE_SEGMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.crawl.visit import Visit
    from scraper.portals import Profile

PROBES = 20
"""Pages of one listing that are looked at, at most."""

MAX_LINKS = 4_000

_OFFSET = re.compile(r"start|offset", re.IGNORECASE)
"""Parameters that count items and not pages (Joomla's ``limitstart``, Plone's ``b_start``)."""


@dataclass(frozen=True, slots=True)
class ListingCount:
    """What a listing shows.

    Attributes:
        url: its first page.
        articles: articles on all of its pages; None when its pages cannot be counted.
        pages: number of pages.
        exact: whether the last page was seen; else ``articles`` and ``pages`` are what is there at
            least.
        keys: keys of the articles on the pages that were looked at.
        note: why it could not be counted, or None.
    """

    url: str
    articles: int | None
    pages: int
    exact: bool
    keys: frozenset[str]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One page of a listing.

    Attributes:
        items: article keys of the list that is the page's matter.
        links: all article keys on it.
        lists: all lists on it, by their path of tags and classes.
        paths: those of ``lists`` that are its matter.
        further: numbers of pages of the same listing that it links.
        template: one of those addresses, or None.
        postback: whether its next page has no address.
    """

    items: frozenset[str]
    links: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    paths: frozenset[str]
    further: frozenset[int]
    template: str | None
    following: int | None
    postback: bool


@dataclass(slots=True)
class ListingCounter:
    """Counts the listings of one portal on one visit.

    Attributes:
        addresses: every article that was met, key to address.
        beside: keys that pages show beside their list: boxes of the newest, the most read.
    """

    profile: Profile
    visit: Visit
    addresses: dict[str, str] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)

    def count(self, url: str, hint: int = 0) -> ListingCount | None:
        """Count the listing whose first page is ``url``; None when it cannot be had or is none.

        Args:
            url: the first page.
            hint: a page number (or offset) that is known to have existed.
        """
        first = self._look(url)
        if first is None or not first.links:
            return None
        if first.postback and first.template is None:
            note = "its further pages have no addresses of their own (postbacks)"
            return ListingCount(url, None, 1, False, first.items, note)
        if first.template is None:
            return ListingCount(url, len(first.items), 1, True, first.items)
        return _Search(self, url, first, first.template).run(hint)

    def _look(self, url: str) -> _Seen | None:
        answer = self.visit.get(url, "a listing")
        if answer is None or answer.status != 200:
            return None
        try:
            page = Page(answer.body, answer.url, answer.content_type)
        except NotAnArticle:
            return None
        return self._read(page, url)

    def _read(self, page: Page, url: str) -> _Seen:
        locale = Locale(self.profile.language, self.profile.timezone, self.profile.date_order)
        links: set[str] = set()
        numbers: dict[int, str] = {}
        series = series_of(url)
        for node in page.select("a[href]")[:MAX_LINKS]:
            target = page.absolute(node.attributes.get("href"))
            if target is None:
                continue
            address = self.profile.classify(target)
            if address.key is not None:
                links.add(address.key)
                self.addresses.setdefault(address.key, address.url)
            elif _is_numbered(address.url) and series_of(address.url) == series:
                numbers[page_number(address.url)] = address.url
        found = find_lists(page, locale=locale)
        lists = {part.path: self._keys(item.url for item in part.items) for part in found}
        paths = frozenset(part.path for part in found if not part.side and lists[part.path])
        items = frozenset(key for path in paths for key in lists[path]) or frozenset(links)
        following = next_page(page)
        after = self._following(page, series) if following is None else following.url
        if after is not None and _is_numbered(after) and series_of(after) == series:
            numbers.setdefault(page_number(after), after)
        self.beside |= links - items
        return _Seen(
            items=items,
            links=frozenset(links),
            lists=lists,
            paths=paths,
            further=frozenset(numbers),
            template=numbers[max(numbers)] if numbers else None,
            following=page_number(after)
            if after is not None and series_of(after) == series
            else None,
            postback=following is not None
            and (following.postback is not None or following.post is not None),
        )

    def _following(self, page: Page, series: str) -> str | None:
        """The next page by the profile's own rule."""
        for _, rules in self.profile.levels():
            node = page.first(rules.addresses.next) if rules.addresses.next else None
            url = page.absolute(node.attributes.get("href")) if node is not None else None
            if url is not None and series_of(url) == series:
                return url
        return None

    def _keys(self, urls: Iterable[str]) -> frozenset[str]:
        return frozenset(key for url in urls if (key := self.profile.classify(url).key) is not None)


class _Search:
    """Looks for the last page of one listing. Pages are numbered here from 0."""

    def __init__(self, counter: ListingCounter, url: str, first: _Seen, template: str) -> None:
        self.counter = counter
        self.url = url
        self.template = template
        self.pages: dict[int, _Seen] = {0: first}
        self.left = PROBES - 1
        self.start, self.step = 1, 1
        self.ended: int | None = None  # the first page that is known not to exist

    def run(self, hint: int) -> ListingCount:
        first = self.pages[0]
        if not self._find_numbering(first):
            return self._result(exact=False)
        last = 0 if self.ended == 1 else 1
        hinted = (hint - self.start) // self.step
        while self.left > 0 and self.ended != last + 1:
            beyond = max((self._index(n) for n in self.pages[last].further), default=0)
            if self.ended is None and beyond <= last and hinted <= last:
                return self._result(exact=True)  # the last page links none after it
            onward = hinted if hinted > last else max(beyond, 2 * last)
            wanted = onward if self.ended is None else (last + self.ended) // 2
            if self._exists(wanted):
                last = wanted
            elif self.counter.visit.ended or not self.counter.visit.left:
                return self._result(exact=False)
            else:
                self.ended = wanted
            if hinted >= wanted:
                hinted = 0
        return self._result(exact=self.ended == last + 1)

    def _index(self, number: int) -> int:
        return (number - self.start) // self.step

    def _find_numbering(self, first: _Seen) -> bool:
        """Find out the number of the second page, and by how much the numbers grow."""
        numbers = sorted(n for n in first.further if n > 0)
        if not numbers:
            return False
        counts_items = _OFFSET.search(_parameter(self.template)) is not None
        if counts_items:
            self.start, self.step = 0, first.following or numbers[0]
        elif first.following:
            self.start = first.following - 1
        elif 0 in first.further:
            self.start = 0
        elif numbers[0] == 1:  # the first page itself, or the second of those that count from 0
            self.start = 0
            if not self._exists(1):
                if self.counter.visit.ended or not self.counter.visit.left:
                    return False
                self.start = 1
                self.pages.pop(1, None)
        if self._exists(1):
            return True
        self.ended = 1
        return not (self.counter.visit.ended or not self.counter.visit.left)

    def _exists(self, index: int) -> bool:
        """Whether there is a page ``index``, with articles that the pages before do not show."""
        if index in self.pages:
            return True
        self.left -= 1
        found = self.counter._look(_numbered(self.template, self.start + index * self.step))
        if found is None or not found.items:
            return False
        if any(found.items == seen.items for seen in self.pages.values()):
            return False  # past the end many portals show their first or last page again
        self.pages[index] = found
        return True

    def _own(self, index: int) -> frozenset[str]:
        """The articles of the list itself on a page.

        The last page may have a single item, beside which a box looks more like a list than the
        list does; but a list has the same tags and classes on all of its pages.
        """
        seen = self.pages[index]
        paths = self.pages[0].paths
        if index == 0 or not paths:
            return seen.items
        if main := frozenset(key for path in paths for key in seen.lists.get(path, ())):
            return main
        listed = frozenset(key for keys in seen.lists.values() for key in keys)
        return (seen.links - listed - self.counter.beside) or seen.items

    def _result(self, *, exact: bool) -> ListingCount:
        own = {index: self._own(index) for index in self.pages}
        last = max(own)
        articles = len(own[0]) + (len(own[last]) if last else 0)
        if last > 1:
            usual = len(own[1]) if 1 in own else len(own[0])
            articles += (last - 1) * usual
        keys = frozenset(key for shown in own.values() for key in shown)
        return ListingCount(self.url, articles, last + 1, exact, keys)


def _is_numbered(url: str) -> bool:
    return bool(_parameter(url)) or PAGE_SEGMENT.search(urlsplit(url).path) is not None


def _parameter(url: str) -> str:
    """The parameter of ``url`` that says which page it is, or ""."""
    for name, value in parse_qsl(urlsplit(url).query):
        if PAGE_PARAMETER.match(name) and value.isascii() and value.isdecimal():
            return name
    return ""


def _numbered(url: str, number: int) -> str:
    """``url`` with another page number.

    >>> _numbered("https://x.vn/?page=2&tm=7", 9), _numbered("https://x.vn/tin/page/2/", 9)
    ('https://x.vn/?page=9&tm=7', 'https://x.vn/tin/page/9/')
    """
    parts = urlsplit(url)
    if name := _parameter(url):
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = urlencode([(n, str(number) if n == name else v) for n, v in pairs])
        return urlunsplit(parts._replace(query=query))
    path = PAGE_SEGMENT.sub(lambda m: re.sub(r"\d+", str(number), m[0], count=1), parts.path)
    return urlunsplit(parts._replace(path=path))
