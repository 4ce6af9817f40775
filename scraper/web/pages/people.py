"""The people and offices of bylines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store.people import Dossier, Person, dossier, people
from scraper.text import fold, words
from scraper.web.figures import bars_of
from scraper.web.pages.shared import names
from scraper.web.queries import months_of_person
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.web.counts import Series
    from scraper.web.visit import Answer, Visit

SIZE = 50
LATEST = 20
KINDS = ("author", "photographer", "organisation", "source")


def everybody(visit: Visit) -> Answer:
    """All names, those with the most articles first."""
    query, kind, portal = visit.asked.one("q"), visit.asked.one("kind"), visit.asked.one("portal")
    known = visit.counted("people", all_people, wait=1.0)
    wanted = " ".join(words(fold(query)))
    found = [
        one
        for one, folded in known
        if (not wanted or any(f" {wanted}" in name for name in folded))
        and kind in ("", *one.kinds)
        and portal in ("", *one.portals)
    ]
    at = visit.whole("page", 1, least=1, most=max(1, -(-len(found) // SIZE)))
    return page(
        visit,
        "people.html",
        seen=names(visit),
        found=found[(at - 1) * SIZE : at * SIZE],
        total=len(found),
        at=at,
        size=SIZE,
        query=query,
        kind=kind,
        portal=portal,
        kinds=KINDS,
    )


def person(visit: Visit) -> Answer:
    """One name with those that were joined with it."""
    number = int(visit.route["id"])
    known, months = visit.looked_up(
        ("person", number), lambda archive: _one(archive, number), wait=1.0
    )
    return page(
        visit,
        "person.html",
        seen=names(visit),
        known=known,
        bars=bars_of(months),
    )


def all_people(archive: Archive) -> tuple[tuple[Person, tuple[str, ...]], ...]:
    """Everybody, with the names as they are looked for."""
    with archive.reading() as connection:
        found = people(connection)
    return tuple(
        (one, tuple(f" {' '.join(words(fold(n)))}" for n in (one.name, *(v.name for v in one.variants))))
        for one in found
    )  # fmt: skip


def _one(archive: Archive, number: int) -> tuple[Dossier, Series]:
    with archive.reading() as connection:
        known = dossier(connection, number, latest=LATEST)
    return known, months_of_person(archive, known.person.id)
