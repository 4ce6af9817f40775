"""What several pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web import counts

if TYPE_CHECKING:
    from scraper.web.visit import Visit


def overview(visit: Visit, *, wait: float = 1.0) -> counts.Overview:
    """The archive at a glance."""
    return visit.counted("overview", counts.overview, wait=wait)


def sections(visit: Visit) -> tuple[counts.SectionCount, ...]:
    """All sections with their articles."""
    return visit.counted("sections", counts.sections, wait=1.0)
