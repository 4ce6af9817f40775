"""What a survey brings home: plain values, so that whatever judges them needs no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.learning import Item, NextPage
    from scraper.model import PublishedAt
    from scraper.portals import Detection, Locale


@dataclass(frozen=True, slots=True)
class SurveyedFeed:
    """A feed, or the articles that a REST interface names."""

    url: str
    entries: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class SurveyedSitemap:
    """A sitemap and the number of addresses in it."""

    url: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyedListing:
    """A page that lists articles.

    Attributes:
        url: its address.
        html: the page, decoded.
        items: its articles.
        next_page: how it leads on.
    """

    url: str
    html: str
    items: tuple[Item, ...]
    next_page: NextPage | None = None


@dataclass(frozen=True, slots=True)
class SampledArticle:
    """A page that is linked as an article.

    Attributes:
        url: where it was read, after redirects.
        html: the page, decoded.
        link_text: the text of the link that led to it, "" when it is not known.
        date: the date beside that link.
        source: address of the listing or feed that named it.
    """

    url: str
    html: str
    link_text: str = ""
    date: PublishedAt | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a short visit found.

    Attributes:
        asked: the address that was given.
        home: address of the home page.
        hosts: host names under which the portal answered, the canonical one first, without ``www.``.
        title: what the home page calls itself.
        locale: language, zone and date order, as far as the page tells.
        robots: whether there is a robots.txt; None of it forbids the home page.
        crawl_delay: seconds that robots.txt asks for, 0 when it does not.
        refused: addresses that robots.txt kept from being asked.
        detection: the family with its evidence, or None.
        sections: addresses of further likely section listings, which were not looked at.
        unlinked: sections that only a script of the home page names, so that a crawl must be told of them.
        feeds, sitemaps, listings, articles: what was found, in the order of the visit.
        requests: requests made.
        warnings: sentences for the user.
    """

    asked: str
    home: str
    hosts: tuple[str, ...]
    title: str
    locale: Locale
    robots: bool
    crawl_delay: float
    refused: int
    detection: Detection | None
    feeds: tuple[SurveyedFeed, ...]
    sitemaps: tuple[SurveyedSitemap, ...]
    listings: tuple[SurveyedListing, ...]
    sections: tuple[str, ...]
    unlinked: tuple[str, ...]
    articles: tuple[SampledArticle, ...]
    requests: int
    warnings: tuple[str, ...]

    @property
    def link_texts(self) -> dict[str, str]:
        """Article address to the text that linked it."""
        return {a.url: a.link_text for a in self.articles if a.link_text}
