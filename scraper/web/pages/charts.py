"""Charts: counts and trends, drawn from the functions that the command line uses.

A chart is an SVG that the server draws and a table; with JavaScript the same specification is drawn
in the browser, where it answers to the pointer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from scraper.analysis.charts import SERIES, counts_chart, trend_chart
from scraper.analysis.corpus import FACETS, stream
from scraper.analysis.counts import counts
from scraper.analysis.periods import PERIODS
from scraper.analysis.rendering import svg
from scraper.analysis.trend import trend
from scraper.errors import UsageError
from scraper.web import vega
from scraper.web.pages.search import Question
from scraper.web.pages.shared import names
from scraper.web.render import page
from scraper.web.visit import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from scraper.analysis.corpus import ArticleText, Facet
    from scraper.analysis.periods import Every
    from scraper.store import Archive
    from scraper.web.drawing import Drawing
    from scraper.web.language import Language
    from scraper.web.visit import Asked, Visit

VALUES = ("per_million", "share", "articles", "occurrences")
MOST_TERMS = 5
MOST_ARTICLES = 100_000
"""Articles whose texts a page reads for a trend; the command line has no such limit."""
ROWS = 400
"""Rows of the table in the page; the file has all."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a drawing that is opened by itself; as a picture in a page it can do nothing anyway."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which chart is asked for.

    Attributes:
        terms: a trend of these; articles are counted when empty.
        by: a facet, or "" for none.
        value: of a trend, one of :data:`VALUES`.
    """

    question: Question
    terms: tuple[str, ...]
    by: str
    every: str
    value: str

    @classmethod
    def asked(cls, asked: Asked) -> Wanted:
        """The chart of an address; what makes no sense is left at its default."""
        terms = dict.fromkeys(part.strip() for part in asked.one("term").split(","))
        by, every, value = asked.one("by"), asked.one("every"), asked.one("value")
        return cls(
            Question.asked(asked),
            tuple(term for term in terms if term)[:MOST_TERMS],
            by if by in FACETS else "",
            every if every in PERIODS else "year",
            value if value in VALUES else VALUES[0],
        )

    def parameters(self) -> dict[str, object]:
        """The parameters of an address that asks for the same."""
        made = {**self.question.parameters(), "term": ", ".join(self.terms), "by": self.by}
        return {**made, "every": self.every, "value": self.value if self.terms else ""}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its numbers.

    Attributes:
        undated: articles that are left out because they have no date.
        table: the numbers, as CSV.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    number_of_rows: int
    undated: int
    title: str
    description: str
    spec: str
    svg: str
    table: str


def charts(visit: Visit) -> Answer:
    """The page with a chart and its form."""
    wanted = Wanted.asked(visit.asked)
    made, complaint = None, None
    try:
        made = _drawn(visit, wanted)
    except UsageError as error:
        complaint = str(error)
    return page(
        visit,
        "charts.html",
        status=200 if complaint is None else 400,
        wanted=wanted,
        made=made,
        complaint=complaint,
        seen=names(visit),
        facets=FACETS,
        periods=PERIODS,
        values=VALUES,
        terms=", ".join(wanted.terms),
        bundle=vega.mark(),
    )


def drawing(visit: Visit) -> Answer:
    """The chart as SVG."""
    made = _drawn(visit, Wanted.asked(visit.asked))
    return Answer(made.svg, content_type="image/svg+xml; charset=utf-8", policy=POLICY)


def numbers(visit: Visit) -> Answer:
    """The numbers of the chart as CSV."""
    made = _drawn(visit, Wanted.asked(visit.asked))
    headers = {"content-disposition": 'attachment; filename="loa-chart.csv"'}
    return Answer(made.table, content_type="text/csv; charset=utf-8", headers=headers)


def specification(visit: Visit) -> Answer:
    """The chart as a Vega-Lite specification."""
    made = _drawn(visit, Wanted.asked(visit.asked))
    return Answer(made.spec, content_type="application/json; charset=utf-8")


def library(visit: Visit) -> Answer:
    """Vega, out of the installed package; putting it together takes seconds the first time."""
    body = visit.drawn("vega", lambda _: visit.drawing.make(vega.bundle), wait=20.0)
    return Answer(
        body, content_type="text/javascript; charset=utf-8",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )  # fmt: skip


def _drawn(visit: Visit, wanted: Wanted) -> Drawn:
    language = visit.asked.language
    key = ("chart", wanted, language)
    return visit.drawn(
        key, lambda archive: _draw(archive, wanted, language, visit.drawing), wait=1.5
    )


def _draw(archive: Archive, wanted: Wanted, language: Language, drawing: Drawing) -> Drawn:
    by = cast("Facet | None", wanted.by or None)
    every = cast("Every", wanted.every)
    question = wanted.question
    if wanted.terms:
        texts = _bounded(stream(archive, question.words, **question.arguments()))
        frame = trend(texts, wanted.terms, by, every, top=SERIES if by else None)
        spec = trend_chart(frame, value=wanted.value, language=language)
    else:
        columns = ["published", *([by] if by else [])]
        articles = archive.articles(question.words, **question.arguments(), columns=columns)
        frame = counts(articles, by, every, top=SERIES - 1 if by else None)
        spec = counts_chart(frame, language=language)
    return _with_numbers(frame, spec, language, drawing)


def _with_numbers(
    frame: pd.DataFrame, spec: dict[str, Any], language: Language, drawing: Drawing
) -> Drawn:
    columns = tuple(str(name) for name in frame.columns if name != "start")
    table = frame[list(columns)]
    title = spec.get("title", "")
    return Drawn(
        columns=columns,
        rows=tuple(tuple(row) for row in table.head(ROWS).itertuples(index=False)),
        number_of_rows=len(table),
        undated=int(frame.attrs.get("undated", 0)),
        title=str(title.get("text", "") if isinstance(title, dict) else title),
        description=str(spec.get("description", "")),
        spec=json.dumps(spec, ensure_ascii=False, allow_nan=False, default=str),
        svg=drawing.make(svg, spec, language=language) if len(table) else "",
        table=table.to_csv(index=False, lineterminator="\r\n"),
    )


def _bounded(texts: Iterator[ArticleText]) -> Iterator[ArticleText]:
    for number, text in enumerate(texts):
        if number >= MOST_ARTICLES:
            raise UsageError(
                f"a trend on this page reads at most {MOST_ARTICLES:,} articles: choose a portal, a "
                "section or fewer years"
            )
        yield text
