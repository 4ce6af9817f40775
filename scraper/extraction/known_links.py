"""Links that need not be read again: those of a portal's menus, which stand on each of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from scraper.extraction.page import Page
    from scraper.model import Link

FEWEST, MOST = 500, 5_000
"""Addresses, and ways of writing them, that are remembered at most: twice the links of the richest page,
within these bounds."""

_NONE: frozenset[str] = frozenset()


class KnownLinks:
    """The addresses to which the pages of one portal linked lately, as hashes.

    Nine in ten links of a page are known, and resolving what their ``href`` says would cost more
    than reading the article; so it also knows what stands in the markup, as far as that means the
    same on the next page. There is room for a page's links and as many others; when it is full, all is
    forgotten, and the next page is read like a first one.
    """

    def __init__(self) -> None:
        self._most = FEWEST
        self._urls: set[int] = set()
        self._hrefs: dict[str, set[str]] = {}  # by what they are relative to
        self._written = 0

    def __contains__(self, url: str) -> bool:
        return hash(url) in self._urls

    def __len__(self) -> int:
        return len(self._urls) + self._written

    def add(self, links: Collection[Link]) -> None:
        """Remember where ``links``, those of one page, lead to."""
        self._most = max(self._most, min(2 * len(links), MOST))
        if len(self._urls) + len(links) > self._most:
            self._urls.clear()
            self._forget_hrefs()
        self._urls.update(hash(link.url) for link in links)

    def hrefs(self, page: Page) -> tuple[Collection[str], Collection[str]]:
        """What is known of the links of ``page`` as they are written: from the root, and relative."""
        rooted, relative = _places(page)
        return self._hrefs.get(rooted, _NONE), self._hrefs.get(relative, _NONE)

    def learn(self, page: Page, href: str) -> None:
        """Remember that ``href`` leads to a known address."""
        if href[0] == "#" or href[0].isspace():
            return  # resolved against more of the page's address
        if self._written >= self._most:
            self._forget_hrefs()
        rooted, relative = _places(page)
        place = rooted if href.startswith(("/", "http://", "https://")) else relative
        self._hrefs.setdefault(place, set()).add(href)
        self._written += 1

    def _forget_hrefs(self) -> None:
        self._hrefs.clear()
        self._written = 0


def _places(page: Page) -> tuple[str, str]:
    """What the links of ``page`` that begin at the root are relative to, and the other ones."""
    origin, base = page.bases
    return f"{origin} /", f"{base} ."
