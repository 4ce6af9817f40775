"""Links that call a function of the page which does no more than go to an address.

The function is read, never run: its address has to stand there in quotes, joined with nothing but the
function's own arguments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

MAX_LINKS = 1_000
MAX_SCRIPT = 1_000
BODY = 1_200
"""Characters behind a function's name in which its work is looked for."""

CALL = re.compile(r"([A-Za-z_$][\w$.]{0,60})\s*\(([^()]{0,300})\)")
HARMLESS = re.compile(
    r"^(?:void|event\.\w+|alert|confirm|print|window\.\w+|history\.\w+|__doPostBack)$"
)
"""Calls that lead nowhere, or where another module knows the way."""

PIECE = r"(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[A-Za-z_$][\w$]{0,60})"
MOVE = re.compile(
    rf"\b(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\()\s*({PIECE}(?:\s*\+\s*{PIECE}){{0,12}})"
)
PLAIN = re.compile(r"[\w.~-]{1,100}")
"""Values that may stand in an address as they are."""


def call_of(node: LexborNode) -> tuple[str, tuple[str, ...]] | None:
    """The function that a click on ``node`` calls, and its arguments; "" for what only the script knows."""
    script = node.attributes.get("onclick") or node.attributes.get("href") or ""
    for found in CALL.finditer(script[:MAX_SCRIPT]):
        if not HARMLESS.match(found[1]):
            return found[1], tuple(map(_value, found[2].split(",")))
    return None


def _value(argument: str) -> str:
    text = argument.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text if text.isascii() and text.isdigit() else ""


def definition(page: Page, function: str) -> tuple[tuple[str, ...], str] | None:
    """The names of the arguments and the beginning of the work of ``function``; None when it is not there."""
    name = re.escape(function.rpartition(".")[2])
    found = re.search(
        rf"(?:function\s+{name}\s*|\b{name}\s*[:=]\s*(?:async\s+)?(?:function\s*)?)\(([^()]{{0,200}})\)",
        page.scripts,
    )
    if found is None:
        return None
    body = page.scripts[found.end() : found.end() + BODY]
    return tuple(p.strip() for p in found[1].split(",")), re.split(
        r"\bfunction\b", body, maxsplit=1
    )[0]


def moved_to(body: str, names: Sequence[str] = (), values: Sequence[str] = ()) -> str | None:
    """Where a script goes to when its arguments ``names`` have ``values``; None when that is not plain.

    >>> moved_to("location.href = '/tin?id=' + n + '&m=7';", ["n"], ["12"])
    '/tin?id=12&m=7'
    """
    found = MOVE.search(body)
    if found is None:
        return None
    known = dict(zip(names, values, strict=False))
    address = ""
    for piece in re.findall(PIECE, found[1]):
        if piece[0] in "\"'":
            address += piece[1:-1]
        elif PLAIN.fullmatch(known.get(piece, "")):
            address += known[piece]
        else:
            return None
    behind = body[found.end() :].lstrip()[:1]
    return None if behind == "+" else address


def open_links(page: Page) -> None:
    """Give the links of ``page`` that a script opens the address to which it goes.

    Only links without an address of their own; ``page`` is changed.
    """
    if "onclick" not in page.html and "javascript:" not in page.html:
        return
    known: dict[str, tuple[tuple[str, ...], str] | None] = {}
    for node in page.select("a[onclick], a[href^='javascript:' i]")[:MAX_LINKS]:
        href = (node.attributes.get("href") or "").strip()
        if href not in ("", "#") and not href.lower().startswith("javascript:"):
            continue
        script = node.attributes.get("onclick") or href
        target = moved_to(script[:MAX_SCRIPT])
        if target is None and (call := call_of(node)) is not None:
            function, values = call
            if function not in known:
                known[function] = definition(page, function)
            if (work := known[function]) is not None:
                target = moved_to(work[1], work[0], values)
        if target and clean(target):
            node.attrs["href"] = target
