"""Vega, Vega-Lite and Vega-Embed (BSD-3-Clause), out of the installed package vl-convert.

Nothing of them stands in our package or comes from the network. Vega's expressions run in its
interpreter (``ast: true`` in ``chart.js``), since the pages forbid code that is made from text.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert
from platformdirs import user_cache_path

_SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache
def mark() -> str:
    """What the bundle is kept under: it changes with the package."""
    return f"{version('vl-convert-python')}-{vl_convert.get_vega_version()}"


def bundle() -> bytes:
    """The script. It is put together once for each version of the package, which takes seconds."""
    place = user_cache_path("loa") / f"vega-{mark()}.js"
    with suppress(OSError):
        return place.read_bytes()
    made: bytes = vl_convert.javascript_bundle(_SNIPPET).encode()
    with suppress(OSError):  # a home that cannot be written costs these seconds at each start
        _keep(place, made)
    return made


def _keep(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place.parent, suffix=".partial")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)
