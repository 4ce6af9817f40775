"""What each page says of itself before anything is learned: names, links, metadata.

All of it is a hint and none is taken at its word: a portal may write its own name into every title
and the moment of the request into every date.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.media import links_in
from scraper.extraction.sanity import TITLE_SEPARATOR
from scraper.portals import canonical_url
from scraper.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.extraction import Page
    from scraper.model import Link

OG_TITLE = "meta[property='og:title'], meta[name='twitter:title'], meta[name='DC.title' i]"
OG_SITE = "meta[property='og:site_name'], meta[name='application-name']"

MAX_MENU = 80
"""Characters of a menu's entry."""

MENU_SHARE = 0.5
"""Share of pages on which a link must stand to be a menu's."""

FORMED_ALIKE = 0.5
"""Share of the sample that must have an address of one form for all such addresses to be articles."""

LONG_NUMBER = re.compile(r"\d{3,}")
"""The numbers of articles; those of sections and pages are mostly shorter."""

WORDS = re.compile(r"[^/?&=#]*[a-z]-[a-z][^/?&=#]*", re.IGNORECASE)
"""A slug, whatever its words."""

MIN_TITLE = 8
"""Characters below which a text is no hint at a headline: "Tin tức", "News"."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Of one page, folded for comparison.

    Attributes:
        titles: texts that may be its headline, each from another source.
        head: its ``<title>``, in which a headline may stand beside the portal's name; empty when
            other pages have the same.
    """

    titles: frozenset[str]
    head: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of all pages together.

    Attributes:
        hints: one for each page.
        links: the links of each page.
        site_names: what the portal calls itself.
        menus: texts of links (folded) that stand on most pages: menus name the sections.
        headlines: texts of links (folded) that lead to articles: boxes of news stand on most pages, too.
    """

    hints: tuple[Hints, ...]
    links: tuple[tuple[Link, ...], ...]
    site_names: tuple[str, ...]
    menus: frozenset[str]
    headlines: frozenset[str]


def gather(pages: Sequence[Page], link_texts: Mapping[str, str]) -> Evidence:
    """Collect the hints.

    Args:
        pages: the parsed pages of one portal.
        link_texts: address to the text of a link that leads to it, from listings.
    """
    links = tuple(links_in(page, [page.tree.root]) if page.tree.root else () for page in pages)
    texts = {_canonical(url): {fold(clean(text))} for url, text in link_texts.items()}
    for page, page_links in zip(pages, links, strict=True):
        own = _canonical(page.url)
        for link in page_links:
            # A page's links to itself are its tools ("print", "send by e-mail").
            if (url := _canonical(link.url)) != own:
                texts.setdefault(url, set()).add(fold(clean(link.title)))
    heads = Counter(fold(page.head_title) for page in pages)
    hints = tuple(_hints(page, texts, heads) for page in pages)
    listed = _listed(pages, links, link_texts)
    headlines = {fold(clean(text)) for text in link_texts.values()}
    headlines |= {fold(clean(x.title)) for one in links for x in one if _canonical(x.url) in listed}
    menus = _menus(links, listed)
    return Evidence(hints, links, _site_names(pages), menus, frozenset(headlines - menus - {""}))


def _listed(
    pages: Sequence[Page], links: Sequence[Sequence[Link]], link_texts: Mapping[str, str]
) -> frozenset[str]:
    """Addresses of articles: of what listings list, and those formed like most of the sample's.

    The sample's own addresses prove nothing, since sections may be among them.
    """
    forms = Counter(form for page in pages if (form := _form(_canonical(page.url))))
    usual = {form for form, count in forms.items() if count >= FORMED_ALIKE * len(pages)}
    linked = {_canonical(link.url) for page_links in links for link in page_links}
    return frozenset(
        {_canonical(url) for url in link_texts} | {url for url in linked if _form(url) in usual}
    )


def _form(url: str) -> str:
    """The address with its number left out, where it has one long enough to be an article's."""
    form, numbers = LONG_NUMBER.subn("#", url)
    return WORDS.sub("-", form) if numbers else ""


def _menus(links: Sequence[Sequence[Link]], listed: frozenset[str]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for page_links in links:
        short = (link for link in page_links if len(link.title) <= MAX_MENU)
        counts.update({fold(link.title) for link in short if _canonical(link.url) not in listed})
    return frozenset(
        text for text, count in counts.items() if text and count >= max(2, MENU_SHARE * len(links))
    )


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url


def _hints(page: Page, texts: Mapping[str, set[str]], heads: Counter[str]) -> Hints:
    titles = set(texts.get(_canonical(page.url), ()))
    for node in page.select(OG_TITLE)[:3]:
        titles.add(fold(clean(node.attributes.get("content") or "")))
    head = fold(page.head_title)
    return Hints(
        frozenset(title for title in titles if len(title) >= MIN_TITLE),
        head if heads[head] == 1 else "",  # one title for all pages is the portal's
    )


def _site_names(pages: Sequence[Page]) -> tuple[str, ...]:
    """What most pages give as the name of the site, and what all titles have in common."""
    named: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for page in pages:
        nodes = page.select(OG_SITE)[:3]
        named.update({clean(node.attributes.get("content") or "") for node in nodes})
        pieces = [piece for piece in TITLE_SEPARATOR.split(page.head_title) if piece]
        parts.update(set(pieces))
        if len(pieces) > 2:
            for cut in range(1, len(pieces)):
                parts[page.head_title[page.head_title.find(pieces[cut]) :]] += 1
    enough = max(2, round(0.8 * len(pages)))
    found = [
        name
        for counter in (named, parts)
        for name, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        if count >= enough and 2 <= len(name) <= 200
    ]
    return tuple(dict.fromkeys(found))[:4]
