"""What a crawl sees of a portal's design besides its articles: listings, addresses, family.

A *form* is an address whose values are left out more widely than in a shape: names of articles
are values, too, so that all addresses of one kind of page have one form.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from scraper.crawl.keyset import KeySet
from scraper.crawl.shapes import series_of
from scraper.portals import detect
from scraper.store.records import AddressForm, Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.portals import Address
    from scraper.store.records import FieldCount

MOST_LISTINGS = 500
MOST_FORMS = 1_000
MOST_ADDRESSES = 20_000
"""Bounds of what is remembered in a crawl."""

KEPT_FORMS = 100

EVERYWHERE = 0.8
ENOUGH_LISTINGS = 5
"""An article that more than this share of at least so many listings show stands in a box beside
them ("newest"), and says nothing of any listing."""

VALUE = re.compile(r"\d|^.{25,}$|(?:[-_+].*){3}")
"""A path segment that is a value: it has a digit, is long, or is of four words or more."""


def form_of(url: str) -> str:
    """The form of ``url``.

    >>> form_of("https://x.vn/tin-tuc/hoi-nghi-voi-dan.html?id=7&p=2")
    'x.vn/tin-tuc/*.html?id&p'
    """
    parts = urlsplit(url)
    segments = []
    for segment in parts.path.split("/"):
        name, dot, ending = segment.rpartition(".")
        if not dot or not ending.isalpha() or len(ending) > 5:
            name, dot, ending = segment, "", ""
        segments.append(f"{'*' if VALUE.search(name) else name}{dot}{ending}")
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    query = f"?{'&'.join(names)}" if names else ""
    return f"{parts.netloc.removeprefix('www.')}{'/'.join(segments)}{query}"


class Observer:
    """Collects what the listings of one crawl, or of a sample, show."""

    def __init__(self) -> None:
        self.family: str | None = None
        self._listings: dict[str, tuple[str, frozenset[int]]] = {}  # series to address, articles
        self._forms: dict[str, tuple[str, int]] = {}  # form to example, number
        self._met = KeySet()

    def home(self, html: str, url: str, cookies: Iterable[str] = ()) -> None:
        """Look at the home page."""
        found = detect(html, url, cookies)
        self.family = found.family.name if found else ""

    def listing(self, url: str, links: Iterable[Address]) -> None:
        """Look at the addresses to which a listing links; only its first page counts as shown."""
        articles = set()
        for address in links:
            if address.kind == "article":
                articles.add(hash(address.key))
            elif address.kind == "other":
                self._unknown(address.url)
        series = series_of(url)
        if series not in self._listings and len(self._listings) < MOST_LISTINGS:
            self._listings[series] = (url, frozenset(articles))

    def _unknown(self, url: str) -> None:
        if len(self._met) >= MOST_ADDRESSES or not self._met.add(url):
            return
        form = form_of(url)
        if form in self._forms or len(self._forms) < MOST_FORMS:
            example, number = self._forms.get(form, (url, 0))
            self._forms[form] = (example, number + 1)

    def result(self, fields: Mapping[str, FieldCount]) -> Observation:
        """What was seen, together with the coverage of the ``fields``."""
        shown = Counter(mark for _, marks in self._listings.values() for mark in marks)
        most = EVERYWHERE * len(self._listings)
        beside: set[int] = set()
        if len(self._listings) >= ENOUGH_LISTINGS:
            beside = {mark for mark, count in shown.items() if count > most}
        forms = [AddressForm(form, n, example) for form, (example, n) in self._forms.items()]
        return Observation(
            fields=fields,
            listings={url: len(marks - beside) for url, marks in self._listings.values()},
            unknown=tuple(sorted(forms, key=lambda f: (-f.addresses, f.form))[:KEPT_FORMS]),
            family=self.family,
        )
