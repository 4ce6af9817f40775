"""Where on the page a text stands that was found without a rule for its element."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import is_normalized

from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from scraper.extraction.page import Page

BLOCKS = ("p, li, blockquote, td", "div:not(:has(div))")
"""Elements that hold one paragraph; the second kind where the first does not hold most of them."""

MAX_NODES = 2_000
MAX_DEPTH = 100
LONG = 40
"""Characters from which a paragraph is not found elsewhere on the page by chance."""


def body_element(page: Page, paragraphs: Sequence[str]) -> LexborNode | None:
    """The smallest element that holds the ``paragraphs`` of a body.

    Returns:
        None when they are not found, or in nothing smaller than the page: then what stands beside them
        (pictures, files) is not the article's for certain.
    """
    wanted = {text for text in paragraphs if len(text) >= LONG}
    lengths = {len("".join(text.split())) for text in wanted}
    found: list[list[LexborNode]] = []
    for css in BLOCKS:
        for node in islice(page.select(css), MAX_NODES):
            if len(found) == len(wanted):
                break
            raw = node.text()
            # Reading an element properly costs forty times as much as seeing that it is another.
            if is_normalized("NFC", raw) and len("".join(raw.split())) not in lengths:
                continue
            if clean(raw) in wanted or page.text(node) in wanted:
                found.append(_line(node))
        if 2 * len(found) >= len(wanted):
            break
    if not found or 2 * len(found) < len(wanted):
        return None
    holder: LexborNode | None = None
    for level in zip(*found, strict=False):
        if len({node.mem_id for node in level}) > 1:
            break
        holder = level[0]
    if len(found) == 1:
        holder = holder.parent if holder is not None else None
    return None if holder is None or holder.tag in ("html", "body") else holder


def _line(node: LexborNode) -> list[LexborNode]:
    """The node and what it stands in, outermost first."""
    line: list[LexborNode] = []
    current: LexborNode | None = node
    while (
        current is not None
        and len(line) < MAX_DEPTH
        and current.tag not in ("-document", "#document")
    ):
        line.append(current)
        current = current.parent
    return line[::-1]
