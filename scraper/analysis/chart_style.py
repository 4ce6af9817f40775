"""The look of all charts: colours, sizes, and numbers as a language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from scraper.analysis.chart_words import LOCALES, word
from scraper.analysis.counts import NONE, OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from scraper.analysis.chart_words import Language

Spec: TypeAlias = "dict[str, Any]"

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""An identifier; nothing is fetched from there."""

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
GREY = "#8A8A8A"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
WIDTH = 720
HEIGHT = 300

SHADES = ("#f1f5fa", "#6aaed6", "#08306b")
"""From none to most."""


def chart(
    values: Sequence[Mapping[Any, Any]],
    mark: Spec,
    encoding: Spec,
    *,
    title: str,
    description: str,
    language: Language,
) -> Spec:
    """A specification with our look, and with numbers and months as the language writes them."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "title": {"text": title, "anchor": "start", "frame": "group"},
        "width": WIDTH,
        "data": {"values": [dict(row) for row in values]},
        "mark": {**mark, "tooltip": True},
        "encoding": encoding,
        "config": {
            "locale": LOCALES[language],
            "font": FONT,
            "background": "white",
            "view": {"stroke": None},
            "title": {"fontSize": 16, "subtitleFontSize": 12, "subtitleColor": "#444", "offset": 12},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
                     "gridColor": "#e4e4e4", "labelColor": "#222", "titleColor": "#444"},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 220,
                       "symbolSize": 120, "symbolStrokeWidth": 2},
        },
    }  # fmt: skip


def with_tokens(spec: Spec, frame: pd.DataFrame, language: Language) -> Spec:
    """The specification with what a token is below its title, where the numbers depend on it."""
    if tokens := frame.attrs.get("tokens"):
        said = word(language, "tokens", tokens="; ".join(_said(language, tokens)))
        before = spec["title"].get("subtitle")
        spec["title"]["subtitle"] = f"{before} ({said})" if before else said
    return spec


def named(language: Language, value: str) -> str:
    """A value of a facet; only our own stand-ins are words of the language."""
    return word(language, value) if value in {NONE, OTHERS} else value


def _said(language: Language, tokens: str) -> Iterable[str]:
    """What a token is, in the words of the language; the name of a segmenter stays."""
    for part in tokens.split("; "):
        pieces = [piece.partition(" (") for piece in part.split(": ")]
        yield ": ".join(f"{word(language, kind)}{mark}{name}" for kind, mark, name in pieces)


def short(number: float, value: str = "") -> str:
    """A number for a description; of a share in percent."""
    if value == "share":
        return f"{number:.1%}"
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
