"""The portals, and how each of them was read over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.analysis.audit import audit
from scraper.store.records import COVERED_FIELDS
from scraper.web.figures import bars_of, line_of
from scraper.web.pages.shared import names, overview
from scraper.web.queries import crawls, newest
from scraper.web.render import page
from scraper.web.visit import NotThere

if TYPE_CHECKING:
    from scraper.web.visit import Answer, Visit

CRAWLS = 60
"""Crawls whose coverage is drawn."""

GAPS = 40

SHOWN = 15
"""Crawls in the table."""


def portals(visit: Visit) -> Answer:
    """All portals."""
    return page(visit, "portals.html", seen=overview(visit))


def portal(visit: Visit) -> Answer:
    """One portal: activity, coverage of fields, crawls with what went wrong.

    Raises:
        NotThere: the archive has no such portal.
    """
    seen = overview(visit)
    found = seen.portal(visit.route["portal"])
    if found is None:
        raise NotThere(visit.voice.say("portal.missing", name=visit.route["portal"]))
    past = crawls(visit.archive, found.name, CRAWLS)
    read = [crawl for crawl in reversed(past) if crawl.read]
    coverage = []
    for name in COVERED_FIELDS:
        shares = [crawl.coverage.get(name) for crawl in read]
        if any(shares):
            coverage.append((name, line_of(shares), shares[0], shares[-1]))
    return page(
        visit,
        "portal.html",
        portal=found,
        portal_language=seen.languages.get(found.name),
        edits=seen.edits.get(found.name, 0),
        bars=bars_of(seen.months.get(found.name, ())),
        newest=newest(visit.archive, 5, found.name),
        crawls=past[:SHOWN],
        read=read,
        coverage=coverage,
        reasons={
            state: [r for r in found.reasons if r.state == state]
            for state in ("failed", "refused", "closed")
        },
    )


def completeness(visit: Visit) -> Answer:
    """How complete the archive is for a portal, by what it knows itself.

    Raises:
        NotThere: the archive has no such portal.
    """
    seen = names(visit)
    found = seen.portal(visit.route["portal"])
    if found is None:
        raise NotThere(visit.voice.say("portal.missing", name=visit.route["portal"]))
    made = visit.drawn(("audit", found.name), lambda archive: audit(archive, found.name), wait=1.5)
    gaps = sorted((gap for gap in made.gaps if gap.unusual), key=lambda gap: -gap.length)
    return page(
        visit,
        "audit.html",
        portal=found,
        portal_language=seen.languages.get(found.name),
        audit=made,
        gaps=gaps[:GAPS],
    )
