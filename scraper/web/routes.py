"""Which page answers at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.web import assets
from scraper.web.pages import article, home, portals

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.web.site import Page, Site

    View = Callable[..., Any]

PAGES: tuple[tuple[str, Page], ...] = (
    (r"/", home.home),
    (r"/article/(?P<id>[0-9]{1,18})", article.article),
    (r"/portals", portals.portals),
    (r"/portals/(?P<portal>[^/]{1,200})", portals.portal),
    (r"/static/(?P<name>[a-z0-9-]{1,40}\.(?:css|js|svg))", assets.asset),
)
"""Paths, as patterns of the whole, and the pages behind them."""


def routes(site: Site) -> list[tuple[str, View]]:
    """The patterns with functions that Datasette calls."""
    return [(f"^{pattern}$", _view(site, made_by)) for pattern, made_by in PAGES]


def _view(site: Site, made_by: Page) -> View:
    async def view(request: Any) -> Any:
        return await site.answer(made_by, request)

    return view
