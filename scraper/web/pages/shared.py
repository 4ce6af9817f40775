"""What several pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web import counts
from scraper.web.queries import portal_names

if TYPE_CHECKING:
    from scraper.web.queries import PortalNames
    from scraper.web.visit import Visit


def overview(visit: Visit, *, wait: float = 1.0) -> counts.Overview:
    """The archive at a glance."""
    return visit.counted("overview", counts.overview, wait=wait)


def names(visit: Visit) -> PortalNames:
    """What the portals are called; asked for on each page, so that none waits for the counts."""
    return portal_names(visit.archive)


def sections(visit: Visit) -> tuple[counts.SectionCount, ...]:
    """All sections with their articles."""
    return visit.counted("sections", counts.sections, wait=1.0)
