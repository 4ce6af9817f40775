"""The archived copy of an article: what was kept, and the frame that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import LoaError
from scraper.web import guard
from scraper.web.archived import archived_page
from scraper.web.pages.article import stored
from scraper.web.pages.shared import names
from scraper.web.queries import fetch_of
from scraper.web.render import is_language, page
from scraper.web.visit import Answer

if TYPE_CHECKING:
    from scraper.store.reader import StoredArticle
    from scraper.store.revisions import Revision
    from scraper.web.visit import Visit


def archived(visit: Visit) -> Answer:
    """The page around the frame, with the evidence."""
    article, revision = _wanted(visit)
    return page(
        visit,
        "archived.html",
        article=article,
        revision=revision,
        history=visit.archive.history(article.id),
        portal_title=names(visit).title(article.portal),
        evidence=revision.evidence,
    )


def frame(visit: Visit) -> Answer:
    """The kept page itself, harmless; a sentence where there is none to show."""
    article, revision = _wanted(visit)
    language = article.language if is_language(article.language) else "und"
    fetch = fetch_of(visit.archive, article.id, revision.number)
    try:
        if fetch is None:
            raise LoaError(visit.voice.say("archived.none"))
        body = archived_page(visit.archive, fetch, str(language), article.title)
    except LoaError as error:
        made = page(visit, "frame_message.html", status=404, detail=str(error))
        return Answer(made.body, 404, policy=guard.FRAME_POLICY)
    return Answer(body, policy=guard.FRAME_POLICY)


def _wanted(visit: Visit) -> tuple[StoredArticle, Revision]:
    article = stored(visit)
    history = visit.archive.history(article.id)
    number = visit.whole("revision", history[-1].number)
    return article, next((r for r in history if r.number == number), history[-1])
