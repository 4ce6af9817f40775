"""Two revisions of an article, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.errors import UsageError
from scraper.store.revisions import chosen, diff
from scraper.web.pages.article import stored
from scraper.web.pages.shared import names
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.store.revisions import FieldDiff
    from scraper.web.visit import Answer, Visit

VIEWS = ("side", "inline")

LONGEST = 400_000
"""Characters of a field on both sides together, beyond which words are not compared."""


def revisions(visit: Visit) -> Answer:
    """All revisions of an article, and the difference of any two."""
    article = stored(visit)
    history = visit.archive.history(article.id)
    numbers = [revision.number for revision in history]
    old, new = history[0], history[-1]
    fields: tuple[FieldDiff, ...] = ()
    if len(history) > 1:
        first = visit.whole("a", 0) or None
        second = visit.whole("b", 0) or None
        if second is not None and first is None and second == numbers[0]:
            second = None
        try:
            old, new = chosen(history, first, second)
        except UsageError:
            old, new = chosen(history, None, None)
        if len(old.article.body) + len(new.article.body) <= LONGEST:
            fields = tuple(diff(old, new))
    view = visit.asked.one("view")
    return page(
        visit,
        "revisions.html",
        article=article,
        portal_title=names(visit).title(article.portal),
        history=history,
        old=old,
        new=new,
        fields=fields,
        view=view if view in VIEWS else VIEWS[0],
    )
