"""Charts as files: HTML that works without a network, SVG and PNG."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.errors import LoaError, UsageError

if TYPE_CHECKING:
    from types import ModuleType

    from scraper.analysis.chart_style import Spec

SUFFIXES = (".html", ".svg", ".png")

SCALE = 2.0
"""Pixels of a PNG for one of the chart: sharp in print and on good screens."""

_SNIPPET = "window.vegaEmbed = vegaEmbed;"

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 1.5rem; font-family: system-ui, sans-serif; }}</style>
</head>
<body>
<figure>
<div id="chart" role="img" aria-label="{description}"></div>
<noscript><p>{description}</p></noscript>
</figure>
<script type="application/json" id="spec">{spec}</script>
<script type="module">
{script}
vegaEmbed("#chart", JSON.parse(document.getElementById("spec").textContent), {{
  renderer: "svg", actions: {{ export: true, source: false, compiled: false, editor: false }}
}});
</script>
</body>
</html>
"""


def save_chart(spec: Spec, path: str | Path, *, language: str = "en") -> None:
    """Write a chart; the ending of the name decides the format.

    Args:
        spec: of :mod:`scraper.analysis.charts`, or any Vega-Lite specification.
        path: a name that ends in ``.html``, ``.svg`` or ``.png``.
        language: code of the chart's language, for screen readers.

    Raises:
        UsageError: another ending, or the extra ``analysis`` is not installed.
        LoaError: the file cannot be written.
    """
    path = Path(path)
    check_chart_path(path)
    suffix = path.suffix.lower()
    converter = _converter()
    if suffix == ".html":
        content = html(spec, language=language).encode()
    elif suffix == ".svg":
        content = svg(spec, language=language).encode()
    else:
        content = converter.vegalite_to_png(spec, scale=SCALE)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise LoaError(f"{path} cannot be written: {error.strerror}") from error


def check_chart_path(path: Path) -> None:
    """Raise for a name whose ending says no format, or where nothing can draw, before any work.

    Raises:
        UsageError: so it is.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"a chart's name ends in {', '.join(SUFFIXES)}, not like {path.name}")
    _converter()


def html(spec: Spec, *, language: str = "en") -> str:
    """A page with the chart and all scripts that it needs: it asks no other server for anything.

    Text of the archive stands in the page as JSON in which no tag can begin, and Vega draws it as
    text.
    """
    return _PAGE.format(
        language=escape(language),
        title=escape(_title(spec)),
        description=escape(str(spec.get("description", ""))),
        spec=json.dumps(spec, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c"),
        script=_converter().javascript_bundle(_SNIPPET).replace("</script", "<\\/script"),
    )


def svg(spec: Spec, *, language: str = "en") -> str:
    """The chart as SVG, with its title and its description for screen readers."""
    drawn: str = _converter().vegalite_to_svg(spec)
    begin, _, rest = drawn.partition(">")
    title, description = escape(_title(spec)), escape(str(spec.get("description", "")))
    return (
        f'{begin} role="img" lang="{escape(language)}"><title>{title}</title>'
        f"<desc>{description}</desc>{rest}"
    )


def _title(spec: dict[str, Any]) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "")) if isinstance(title, dict) else str(title)


def _converter() -> ModuleType:
    try:
        import vl_convert  # noqa: PLC0415  # 40 MB that only charts need
    except ImportError as error:
        raise UsageError("charts need vl-convert: pip install 'loaphuong[analysis]'") from error
    module: ModuleType = vl_convert
    return module
