"""The first page: what is in the archive, what is new, and how the portals stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web.figures import bars_of
from scraper.web.pages.shared import overview
from scraper.web.queries import newest
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.web.visit import Answer, Visit

NEWEST = 8


def home(visit: Visit) -> Answer:
    """The first page."""
    seen = overview(visit)
    months = [month for series in seen.months.values() for month, _ in series]
    span = (min(months), max(months)) if months else None
    return page(
        visit,
        "home.html",
        seen=seen,
        bars=bars_of(seen.all_months),
        timelines=[
            (portal, bars_of(seen.months.get(portal.name, ()), span=span, fine=True))
            for portal in seen.portals
        ],
        span=span,
        newest=newest(visit.archive, NEWEST),
    )
