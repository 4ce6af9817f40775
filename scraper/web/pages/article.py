"""One article: its text, where each field comes from, how to cite it, what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.export.references import STYLES, Reference
from scraper.web.copies import near_copies
from scraper.web.pages.shared import names, sections
from scraper.web.queries import bylines, languages_of, section_of
from scraper.web.remembered import Counting
from scraper.web.render import page
from scraper.web.visit import NotThere

if TYPE_CHECKING:
    from scraper.store.reader import StoredArticle
    from scraper.web.copies import NearCopy
    from scraper.web.visit import Answer, Visit


def article(visit: Visit) -> Answer:
    """The page of one article."""
    found = stored(visit)
    history = visit.archive.history(found.id)
    seen = names(visit)
    reference = Reference.of(history[-1], seen.title(found.portal))
    return page(
        visit,
        "article.html",
        article=found,
        history=history,
        edits=sum(revision.reason == "portal" for revision in history) - 1,
        evidence=history[-1].evidence,
        portal_title=seen.title(found.portal),
        bylines=bylines(visit.archive, found.id),
        trail=trail(visit, found.id),
        citations=[(name, write(reference)) for name, write in STYLES.items()],
        queries={document: quoted(document.number) for document in found.documents},
        tags=[(tag, quoted(tag)) for tag in found.tags],
        copies=_copies(visit, found.id, wait=0.03),
        seen=seen,
    )


def copies(visit: Visit) -> Answer:
    """Near-duplicates of an article.

    Raises:
        Counting: they are still being looked for.
    """
    found = stored(visit)
    known = _copies(visit, found.id, wait=2.0)
    if known is None:
        raise Counting
    return page(
        visit, "copies.html", article=found, copies=known, seen=names(visit),
        languages=languages_of(visit.archive, [copy.id for copy in known]),
    )  # fmt: skip


def _copies(visit: Visit, article_id: int, *, wait: float) -> tuple[NearCopy, ...] | None:
    """Near-duplicates; None while they are being looked for."""
    try:
        return visit.compared(
            article_id, lambda archive: near_copies(archive, article_id), wait=wait
        )
    except Counting:
        return None


def stored(visit: Visit) -> StoredArticle:
    """The article that the address names.

    Raises:
        NotThere: it names none; why, where it was forgotten for a legal duty.
    """
    from scraper.errors import LoaError  # noqa: PLC0415

    try:
        return visit.archive.get(int(visit.route["id"]))
    except LoaError as error:
        raise NotThere(str(error)) from error


def trail(visit: Visit, article_id: int) -> list[tuple[int, str]]:
    """Numbers and names of the sections in which an article stands, the outermost first."""
    by_id = {section.id: section for section in sections(visit)}
    found: list[tuple[int, str]] = []
    at = section_of(visit.archive, article_id)
    while at is not None and at in by_id and len(found) < 20:
        found.append((at, by_id[at].name))
        at = by_id[at].parent
    return found[::-1]


def quoted(text: str) -> str:
    """``text`` as a phrase of the query language."""
    return f'"{" ".join(text.translate({ord(c): " " for c in "“”„«»" + chr(34)}).split())}"'
