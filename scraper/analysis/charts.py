"""Charts of the analyses, as Vega-Lite specifications: plain dicts that any renderer draws.

Each function takes the frame that the analysis of that name returns. Colours are those of Okabe
and Ito (2008), which people with any colour vision tell apart, without yellow, which is too light
for lines; lines differ in their dashes, too. ``description`` says in words what is seen: SVG and
HTML carry it for screen readers. :mod:`scraper.analysis.rendering` writes files;
``altair.Chart.from_dict`` takes the same dicts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from scraper.analysis.chart_style import (
    GREY,
    HEIGHT,
    PALETTE,
    SHADES,
    WIDTH,
    chart,
    named,
    short,
    with_tokens,
)
from scraper.analysis.chart_words import word
from scraper.analysis.corpus import FACETS
from scraper.analysis.counts import NONE, OTHERS
from scraper.analysis.periods import following

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from scraper.analysis.chart_style import Spec
    from scraper.analysis.chart_words import Language
    from scraper.analysis.periods import Every

WHOLE = {"articles", "occurrences"}
"""Values that are counted."""

FEW = 30
"""Periods that have room for their names."""

SERIES = len(PALETTE)
"""Lines that can be told apart; the frame is asked for with ``top`` so many."""

LISTED = 25
"""Bars of a list."""

_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3])


def counts_chart(
    frame: pd.DataFrame, *, value: str = "articles", language: Language = "en", title: str = ""
) -> Spec:
    """Articles over time (:func:`scraper.analysis.counts.counts`): bars, or a line for each value.

    Args:
        frame: with ``period``, ``start``, ``value`` and, where it was split, one facet.
        value: ``articles`` or ``share``.
        language: of the words and numbers.
        title: of the chart; says what is counted by default.
    """
    by = next((name for name in (*FACETS, "name", "role", "kind") if name in frame.columns), None)
    return _over_time(frame, value, by, language, title)


def trend_chart(
    frame: pd.DataFrame, *, value: str = "per_million", language: Language = "en", title: str = ""
) -> Spec:
    """A term over time (:func:`scraper.analysis.trend.trend`); ``value`` is any of its numbers.

    Several terms have a line each; one term has a line for each value of the facet. Several terms
    by a facet stand in rows, a term each.
    """
    by = next((name for name in FACETS if name in frame.columns), None)
    terms = list(dict.fromkeys(frame["term"]))
    if len(terms) > 1 and by is None:
        return _over_time(frame, value, "term", language, title)
    if not title and len(terms) == 1:
        title = f"“{terms[0]}”"
    made = _over_time(frame, value, by, language, title)
    if len(terms) > 1:
        header = {"labelOrient": "top", "labelAnchor": "start", "labelFontSize": 13}
        made["encoding"]["row"] = {"field": "term", "type": "nominal", "title": None,
                                   "sort": terms, "header": header}  # fmt: skip
        made["height"] = HEIGHT // 2
    return made


def keyness_chart(
    frame: pd.DataFrame, *, top: int = 15, language: Language = "en", title: str = ""
) -> Spec:
    """Keywords of both sides (:func:`scraper.analysis.keyness.keyness`) by their log ratio.

    Shown are the ``top`` words with the largest G² of each side that are significant.
    """
    key = frame[frame["key"]]
    shown = [*key[key["log_ratio"] > 0].head(top).to_dict("records"),
             *key[key["log_ratio"] < 0].head(top).to_dict("records")]  # fmt: skip
    names = ("word", "count", "reference_count", "g2", "log_ratio")
    values = []
    for row in sorted(shown, key=lambda row: -row["log_ratio"]):
        kept: Spec = {name: row[name] for name in names}
        kept["direction"] = word(language, "more" if row["log_ratio"] > 0 else "less")
        values.append(kept)
    sides = [word(language, "more"), word(language, "less")]
    colour = {
        "field": "direction", "type": "nominal", "title": word(language, "direction"),
        "scale": {"domain": sides, "range": list(PALETTE[:2])},
    }  # fmt: skip
    made = _bars(values, "word", "log_ratio", language, title or word(language, "keyness"))
    made["encoding"]["color"] = colour
    made["encoding"]["tooltip"] = _tooltip(
        language, word="nominal", count="quantitative", reference_count="quantitative",
        g2="quantitative", log_ratio="quantitative",
    )  # fmt: skip
    return with_tokens(made, frame, language)


def collocations_chart(
    frame: pd.DataFrame, *, value: str | None = None, language: Language = "en", title: str = ""
) -> Spec:
    """Words near a term (:func:`scraper.analysis.collocations.collocations`).

    Args:
        frame: the collocates.
        value: the measure shown; the one they were sorted by when None.
        language: of the words and numbers.
        title: of the chart.
    """
    value = value or str(frame.attrs.get("by", "log_dice"))
    term = frame.attrs.get("term", "")
    ordered = frame.sort_values(value, ascending=False, kind="stable").head(LISTED)
    names = ["word", "count", "g2", "mi", "t", "log_dice"]
    made = _bars(
        ordered[names].to_dict("records"),
        "word",
        value,
        language,
        title or word(language, "collocations", term=term),
    )
    made["encoding"]["tooltip"] = _tooltip(
        language, word="nominal", **dict.fromkeys(names[1:], "quantitative")
    )
    return with_tokens(made, frame, language)


def speakers_chart(frame: pd.DataFrame, *, language: Language = "en", title: str = "") -> Spec:
    """The most frequent people, roles or kinds (:func:`scraper.analysis.speakers.speakers`)."""
    by = str(frame.columns[0])
    values = frame.head(LISTED)[[by, "articles"]].to_dict("records")
    return _bars(values, by, "articles", language, title or word(language, "speakers"))


def speakers_over_time_chart(
    frame: pd.DataFrame, *, language: Language = "en", title: str = ""
) -> Spec:
    """People or roles over time (:func:`~scraper.analysis.speakers.speakers_over_time`): a grid."""
    by = next(name for name in ("name", "role", "kind") if name in frame.columns)
    values = [
        {"period": row["period"], by: named(language, row[by]), "articles": row["articles"]}
        for row in frame.to_dict("records")
    ]
    return _grid(values, "period", by, language, title or word(language, "speakers"))


def flows_chart(frame: pd.DataFrame, *, language: Language = "en", title: str = "") -> Spec:
    """Who published first and who later (:func:`scraper.analysis.copies.flows`): a grid."""
    values = [
        {"first_portal": row["source"], "copier": row["copier"], "articles": row["articles"]}
        for row in frame.to_dict("records")
    ]
    heading = title or word(language, "copies")
    return _grid(values, "copier", "first_portal", language, heading, titled=True)


def documents_chart(frame: pd.DataFrame, *, language: Language = "en", title: str = "") -> Spec:
    """The documents cited most (:func:`scraper.analysis.cited.cited_documents`)."""
    values = []
    for row in frame.head(LISTED).to_dict("records"):
        day = row["date"]
        dated = f" ({day:%d/%m/%Y})" if day == day else ""  # NaT is unequal to itself  # noqa: PLR0124
        values.append({"number": row["number"] + dated, "articles": row["articles"]})
    return _bars(values, "number", "articles", language, title or word(language, "documents"))


def _over_time(
    frame: pd.DataFrame, value: str, by: str | None, language: Language, title: str
) -> Spec:
    every: Every = frame.attrs.get("every", "month")
    columns = ["period", "start", value, *([by] if by else [])]
    columns += [name for name in ("term",) if name in frame.columns and name != by]
    values = []
    for row in frame[columns].to_dict("records"):
        first = date(row["start"].year, row["start"].month, row["start"].day)
        number = row[value]
        shown: Spec = {str(name): cell for name, cell in row.items()}
        shown |= {"start": first.isoformat(), "end": following(first, every).isoformat()}
        shown[value] = None if number != number else number  # noqa: PLR0124  # JSON has no NaN
        if by:
            shown[by] = named(language, row[by])
        values.append(shown)
    what = word(language, "per", what=word(language, value), period=word(language, every))
    percent = value == "share"
    axis = {"title": None, "format": "%" if percent else ",~r", "tickCount": 5}
    if value in WHOLE:
        axis |= _whole_ticks(row[value] for row in values)
    few = len({row["period"] for row in values}) <= FEW
    encoding: Spec = {
        "x": _periods_axis(few),
        "y": {"field": value, "type": "quantitative", "axis": axis, "scale": {"zero": True}},
        "tooltip": [
            {"field": "period", "type": "nominal", "title": word(language, "period")},
            *([{"field": by, "type": "nominal", "title": word(language, by)}] if by else []),
            {"field": value, "type": "quantitative", "title": word(language, value),
             "format": ".1%" if percent else ",.1f" if value == "per_million" else ","},
        ],
    }  # fmt: skip
    if by is None:
        mark: Spec = {"type": "bar", "color": PALETTE[0]}
        if not few:  # a bar as wide as its period, whatever its number of days
            mark = {"type": "rect", "color": PALETTE[0], "stroke": "white", "strokeWidth": 0.5}
            encoding |= {"x2": {"field": "end"}, "y2": {"datum": 0}}
    else:
        mark = {"type": "line", "strokeWidth": 2, "strokeJoin": "round"}
        if few:
            mark["point"] = {"filled": True, "size": 30}
        encoding |= _series(values, by, language)
    heading = title or what
    described = _described(values, value, what, language)
    made = chart(values, mark, encoding, title=heading, description=described, language=language)
    if not few:
        made["data"]["format"] = {"parse": {"start": "utc:'%Y-%m-%d'", "end": "utc:'%Y-%m-%d'"}}
    made["height"] = HEIGHT
    if title:
        made["title"]["subtitle"] = what
    return with_tokens(made, frame, language)


def _periods_axis(few: bool) -> Spec:
    """Few periods have their names below them, many an axis of time."""
    if few:
        return {"field": "period", "type": "ordinal", "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": "greedy"}}  # fmt: skip
    axis = {"grid": False, "labelOverlap": "greedy", "labelSeparation": 12, "tickCount": 12}
    return {
        "field": "start", "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": axis,
    }  # fmt: skip


def _whole_ticks(numbers: Iterable[int | None]) -> Spec:
    """Ticks of an axis that counts: at whole numbers."""
    most = max((number for number in numbers if number is not None), default=0)
    return {"format": ",d", **({"values": list(range(most + 1))} if most <= 6 else {})}


def _series(values: Sequence[Mapping[str, Any]], by: str, language: Language) -> Spec:
    """Colour and dash of each line; what is summed up is grey."""
    names = list(dict.fromkeys(row[by] for row in values))
    plain = {word(language, OTHERS), word(language, NONE)}
    colours, dashes, at = [], [], 0
    for name in names:
        colours.append(GREY if name in plain else PALETTE[at % SERIES])
        dashes.append([1, 0] if name in plain else _DASHES[(at + at // SERIES) % SERIES])
        at += name not in plain
    common = {"field": by, "type": "nominal", "title": word(language, by), "sort": names,
              "legend": {"symbolType": "stroke", "symbolSize": 400}}  # fmt: skip
    return {
        "color": {**common, "scale": {"domain": names, "range": colours}},
        "strokeDash": {**common, "scale": {"domain": names, "range": dashes}},
    }


def _bars(
    values: Sequence[Mapping[Any, Any]], name: str, value: str, language: Language, title: str
) -> Spec:
    rows = [{**row, name: named(language, str(row[name]))} for row in values]
    encoding: Spec = {
        "y": {
            "field": name, "type": "nominal", "sort": None, "title": None,
            "axis": {"labelLimit": 320, "ticks": False, "domain": False},
        },
        "x": {
            "field": value, "type": "quantitative", "title": word(language, value),
            "axis": {"tickCount": 6}, "scale": {"zero": True},
        },
        "tooltip": _tooltip(language, **{name: "nominal", value: "quantitative"}),
    }  # fmt: skip
    if value in WHOLE:
        encoding["x"]["axis"] |= _whole_ticks(row[value] for row in rows)
    mark = {"type": "bar", "color": PALETTE[0], "height": {"band": 0.75}}
    first = ", ".join(f"{row[name]} ({short(row[value])})" for row in rows[:3])
    described = (
        word(language, "listed", what=title, names=first) if rows else word(language, "empty")
    )
    made = chart(rows, mark, encoding, title=title, description=described, language=language)
    made["height"] = {"step": 20}
    return made


def _grid(
    values: Sequence[Mapping[Any, Any]],
    across: str,
    down: str,
    language: Language,
    title: str,
    *,
    titled: bool = False,
) -> Spec:
    rows = list(dict.fromkeys(row[down] for row in values))
    columns = [*rows, *(row[across] for row in values)]  # of portals: in the order of the rows
    axis = {"labelLimit": 260, "ticks": False, "domain": False}
    encoding: Spec = {
        "x": {
            "field": across, "type": "ordinal", "sort": list(dict.fromkeys(columns)) if titled else "ascending",
            "title": word(language, across) if titled else None,
            "axis": axis | {"labelAngle": -40 if titled else 0, "labelOverlap": not titled},
        },
        "y": {"field": down, "type": "nominal", "sort": rows, "axis": axis,
              "title": word(language, down) if titled else None},
        "color": {
            "field": "articles", "type": "quantitative", "title": word(language, "articles"),
            "scale": {"range": list(SHADES), "domainMin": 0},
            "legend": {"gradientLength": min(200, max(60, 24 * len(rows))), "tickCount": 4,
                       **_whole_ticks(row["articles"] for row in values)},
        },
        "tooltip": _tooltip(language, **{across: "nominal", down: "nominal", "articles": "quantitative"}),
    }  # fmt: skip
    top = sorted(values, key=lambda row: -row["articles"])[:3]
    first = ", ".join(f"{row[down]} / {row[across]} ({row['articles']})" for row in top)
    described = (
        word(language, "listed", what=title, names=first) if top else word(language, "empty")
    )
    mark = {"type": "rect", "stroke": "white", "strokeWidth": 1}
    made = chart(values, mark, encoding, title=title, description=described, language=language)
    made["width"] = WIDTH if not titled else {"step": 34}
    made["height"] = {"step": 24}
    return made


def _tooltip(language: Language, **fields: str) -> list[Spec]:
    return [
        {"field": name, "type": kind, "title": word(language, name),
         **({"format": ",.4~r"} if kind == "quantitative" else {})}
        for name, kind in fields.items()
    ]  # fmt: skip


def _described(
    values: Sequence[Mapping[str, Any]], value: str, what: str, language: Language
) -> str:
    known = [row for row in values if row[value] is not None]
    if not known:
        return word(language, "empty")
    peak = max(known, key=lambda row: row[value])
    return word(
        language,
        "described",
        what=what,
        first=values[0]["period"],
        last=values[-1]["period"],
        peak=peak["period"],
        most=short(peak[value], value),
    )
