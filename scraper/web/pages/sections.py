"""The sections of the portals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web.figures import bars_of
from scraper.web.pages.shared import names
from scraper.web.pages.shared import sections as all_sections
from scraper.web.queries import languages_of
from scraper.web.render import page
from scraper.web.visit import NotThere

if TYPE_CHECKING:
    from scraper.search import SearchResults
    from scraper.store import Archive
    from scraper.web.counts import SectionCount
    from scraper.web.visit import Answer, Visit

LATEST = 20
AUTHORS = 12


def sections(visit: Visit) -> Answer:
    """All sections, portal by portal."""
    seen = names(visit)
    every = all_sections(visit)
    return page(
        visit,
        "sections.html",
        seen=seen,
        groups=[
            (portal, tuple(s for s in every if s.portal == portal.name)) for portal in seen.portals
        ],
    )


def section(visit: Visit) -> Answer:
    """One section, those below it included: activity, authors, newest articles.

    Raises:
        NotThere: the archive has no such section.
    """
    number = int(visit.route["id"])
    every = all_sections(visit)
    found = next((s for s in every if s.id == number), None)
    if found is None:
        raise NotThere(visit.voice.say("section.missing"))
    results = visit.looked_up(
        ("section", number), lambda archive: _newest(archive, found), wait=1.0
    )
    seen = names(visit)
    return page(
        visit,
        "section.html",
        seen=seen,
        section=found,
        below=[s for s in every if s.parent == number],
        results=results,
        bars=bars_of(results.facets.month),
        authors=results.facets.author[:AUTHORS],
        languages=languages_of(visit.archive, [hit.id for hit in results.hits]),
        portal_language=seen.languages.get(found.portal),
    )


def _newest(archive: Archive, found: SectionCount) -> SearchResults:
    return archive.search(portal=found.portal, section=found.path, order="newest", limit=LATEST)
