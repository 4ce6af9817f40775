"""Which page answers at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.web import assets
from scraper.web.pages import (
    archived,
    article,
    changes,
    charts,
    feed,
    home,
    people,
    portals,
    revisions,
    search,
    sections,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.web.site import Page, Site

    View = Callable[..., Any]

PAGES: tuple[tuple[str, Page], ...] = (
    (r"/", home.home),
    (r"/article/(?P<id>[0-9]{1,18})", article.article),
    (r"/article/(?P<id>[0-9]{1,18})/revisions", revisions.revisions),
    (r"/article/(?P<id>[0-9]{1,18})/copies", article.copies),
    (r"/article/(?P<id>[0-9]{1,18})/archived", archived.archived),
    (r"/article/(?P<id>[0-9]{1,18})/archived/frame", archived.frame),
    (r"/search", search.search),
    (r"/search\.atom", feed.feed),
    (r"/charts", charts.charts),
    (r"/charts\.svg", charts.drawing),
    (r"/charts\.csv", charts.numbers),
    (r"/charts\.json", charts.specification),
    (r"/vega\.js", charts.library),
    (r"/changes", changes.changes),
    (r"/people", people.everybody),
    (r"/people/(?P<id>[0-9]{1,18})", people.person),
    (r"/sections", sections.sections),
    (r"/sections/(?P<id>[0-9]{1,18})", sections.section),
    (r"/portals", portals.portals),
    (r"/portals/(?P<portal>[^/]{1,200})", portals.portal),
    (r"/portals/(?P<portal>[^/]{1,200})/audit", portals.completeness),
    (r"/robots\.txt", assets.robots),
    (r"/static/(?P<name>[a-z0-9-]{1,40}\.(?:css|js|svg))", assets.asset),
)
"""Paths, as patterns of the whole, and the pages behind them."""


SEARCHING = frozenset({search.search, feed.feed})
"""Pages that search while the reader waits."""


def routes(site: Site) -> list[tuple[str, View]]:
    """The patterns with functions that Datasette calls."""

    async def export(request: Any, send: Any, receive: Any) -> Any:
        return await site.export(request, send, receive)

    pages = [(f"^{pattern}$", _view(site, made_by)) for pattern, made_by in PAGES]
    return [*pages, (r"^/export$", export)]


def _view(site: Site, made_by: Page) -> View:
    async def view(request: Any) -> Any:
        return await site.answer(made_by, request, searches=made_by in SEARCHING)

    return view
