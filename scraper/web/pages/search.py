"""Searching: the query language of ``loa search``, facets to click, a histogram to brush, exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from scraper.errors import UsageError
from scraper.export import FILES
from scraper.search.days import day
from scraper.web.figures import bars_of
from scraper.web.pages.shared import names
from scraper.web.queries import languages_of
from scraper.web.render import page

if TYPE_CHECKING:
    from scraper.search import Order, SearchResults
    from scraper.web.visit import Answer, Asked, Visit

SIZE = 20
FARTHEST = 500
"""The last page that is shown: who wants more than ten thousand hits wants an export."""

FACET_VALUES = 12
"""Values of a facet that are shown at once; the others unfold."""

ORDERS = ("ranked", "newest")
FILTERS = ("portal", "section", "author", "since", "until")


@dataclass(frozen=True, slots=True)
class Question:
    """What a search page asks for; feeds and exports ask the same.

    Attributes:
        portals: names; all when empty.
    """

    words: str
    portals: tuple[str, ...]
    section: str
    author: str
    since: str
    until: str

    @classmethod
    def asked(cls, asked: Asked) -> Question:
        """The question of an address."""
        return cls(
            asked.one("q"), asked.several("portal"), asked.one("section"), asked.one("author"),
            asked.one("since"), asked.one("until"),
        )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        """The filters, as ``Archive.search`` and ``Archive.rows`` take them."""
        return {
            "portal": self.portals or None,
            "section": self.section or None,
            "author": self.author or None,
            "since": self.since or None,
            "until": self.until or None,
        }

    def parameters(self) -> dict[str, object]:
        """The parameters of an address that asks the same."""
        return {
            "q": self.words, "portal": self.portals, "section": self.section,
            "author": self.author, "since": self.since, "until": self.until,
        }  # fmt: skip

    def chosen(self) -> list[tuple[str, str]]:
        """The filters that are set, one by one."""
        single = [(name, str(getattr(self, name))) for name in FILTERS if name != "portal"]
        return [("portal", name) for name in self.portals] + [pair for pair in single if pair[1]]

    def answer(
        self, visit: Visit, *, order: Order | None, limit: int, offset: int = 0
    ) -> SearchResults:
        """Ask the archive.

        Raises:
            UsageError: the question makes no sense, in a sentence for the person who asked.
        """
        return visit.archive.search(
            self.words, **self.arguments(), order=order, limit=limit, offset=offset
        )


def search(visit: Visit) -> Answer:
    """The search page."""
    question = Question.asked(visit.asked)
    asked = visit.asked.one("order")
    order = cast("Order | None", asked if asked in ORDERS else None)
    at = visit.whole("page", 1, least=1, most=FARTHEST)
    results, complaint = None, None
    try:
        results = question.answer(visit, order=order, limit=SIZE, offset=(at - 1) * SIZE)
    except UsageError as error:
        complaint = str(error)
    seen = names(visit)
    bars = bars_of(results.facets.month, span=_span(question)) if results else None
    return page(
        visit,
        "search.html",
        status=200 if complaint is None else 400,
        question=question,
        results=results,
        complaint=complaint,
        seen=seen,
        at=at,
        size=SIZE,
        total_shown=min(results.total, FARTHEST * SIZE) if results else 0,
        bars=bars,
        facet_values=FACET_VALUES,
        languages=languages_of(visit.archive, [hit.id for hit in results.hits]) if results else {},
        formats=FILES,
        order=results.order if results else asked,
    )


def _span(question: Question) -> tuple[str, str] | None:
    """The months asked for, so that a part of the histogram fills it when it is looked at closer."""
    if not (question.since and question.until):
        return None
    try:
        first, last = day(question.since, last=False), day(question.until, last=True)
    except UsageError:
        return None
    return (f"{first:%Y-%m}", f"{last:%Y-%m}") if first <= last else None
