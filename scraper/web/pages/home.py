"""The first page: what is in the archive, what is new, and how the portals stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web.pages.shared import overview
from scraper.web.queries import newest
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.web.visit import Answer, Visit

NEWEST = 8


def home(visit: Visit) -> Answer:
    """The first page."""
    return page(
        visit, "home.html", seen=overview(visit), newest=newest(visit.archive, NEWEST)
    )  # fmt: skip
