"""What portals changed in silence, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.web import counts
from scraper.web.pages.shared import names
from scraper.web.queries import edit_rows
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.web.visit import Answer, Visit

SIZE = 40
KINDS = ("edited", "gone", "back")


def changes(visit: Visit) -> Answer:
    """Silent edits, vanished and returned articles."""
    portal = visit.asked.one("portal")
    kinds = tuple(kind for kind in visit.asked.several("kind") if kind in KINDS) or KINDS
    every = visit.counted("edits", counts.edits, wait=1.0)
    wanted = [e.seq for e in every if e.kind in kinds and portal in ("", e.portal)]
    at = visit.whole("page", 1, least=1, most=max(1, -(-len(wanted) // SIZE)))
    return page(
        visit,
        "changes.html",
        seen=names(visit),
        rows=edit_rows(visit.archive, wanted[(at - 1) * SIZE : at * SIZE]),
        total=len(wanted),
        at=at,
        size=SIZE,
        portal=portal,
        kinds=kinds,
        all_kinds=KINDS,
    )
