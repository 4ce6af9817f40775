"""A search as an Atom feed (RFC 4287), for those who follow it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from scraper.web.pages.search import Question
from scraper.web.pages.shared import names
from scraper.web.queries import seen_times
from scraper.web.visit import Answer, safe_link

if TYPE_CHECKING:
    from scraper.search import Hit
    from scraper.web.queries import Seen
    from scraper.web.visit import Visit

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 30


def feed(visit: Visit) -> Answer:
    """The newest articles that a search finds.

    Ids follow from the portals' own addresses, so that a feed reader knows an article again
    wherever the archive is served.
    """
    question = Question.asked(visit.asked)
    results = question.answer(visit, order="newest", limit=ENTRIES)
    titles = names(visit)
    seen = seen_times(visit.archive, [hit.id for hit in results.hits])
    here = visit.asked.origin + visit.url("search.atom", **question.parameters())
    page = visit.asked.origin + visit.url("search", **question.parameters())
    ET.register_namespace("", ATOM)
    root = ET.Element(
        f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": visit.asked.language}
    )
    about = question.words or visit.voice.say("feed.all")
    _add(root, "title", f"Loa: {about}")
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, 'loa:search:' + repr(question))}")
    _add(root, "updated", max((s.updated for s in seen.values()), default=_never()))
    ET.SubElement(root, f"{{{ATOM}}}link", rel="self", href=here, type="application/atom+xml")
    ET.SubElement(root, f"{{{ATOM}}}link", rel="alternate", href=page, type="text/html")
    _add(ET.SubElement(root, f"{{{ATOM}}}author"), "name", "Loa")
    for hit in results.hits:
        _entry(root, visit, hit, seen[hit.id], titles.title(hit.portal))
    text = ET.tostring(root, encoding="unicode", xml_declaration=False)
    return Answer(
        '<?xml version="1.0" encoding="utf-8"?>\n' + text,
        content_type="application/atom+xml; charset=utf-8",
    )


def _entry(root: ET.Element, visit: Visit, hit: Hit, seen: Seen, portal: str) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "title", hit.title or visit.voice.say("article.untitled"))
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'loa:{seen.key}')}")
    _add(entry, "updated", seen.updated)
    if hit.published and len(hit.published) > 10:
        _add(entry, "published", _rfc3339(hit.published))
    for name in (hit.authors or "").split("; "):
        if name:
            _add(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", name)
    here = visit.asked.origin + visit.url(f"article/{hit.id}")
    ET.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=here, type="text/html")
    if original := safe_link(hit.url):
        ET.SubElement(entry, f"{{{ATOM}}}link", rel="via", href=original)
    about = " · ".join(
        part for part in (visit.voice.when(hit.published), hit.section_path, portal) if part
    )
    _add(entry, "summary", f"{about}\n{hit.snippet.text}")
    for term in (hit.section_path, hit.portal):
        if term:
            ET.SubElement(entry, f"{{{ATOM}}}category", term=_xml(term))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = _xml(text)


def _xml(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold, not even escaped (2.2)."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def _rfc3339(moment: str) -> str:
    """A moment of the archive with seconds, which RFC 3339 demands."""
    return moment if moment[16:17] == ":" else f"{moment[:16]}:00{moment[16:]}"


def _never() -> str:
    return datetime.fromtimestamp(0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
