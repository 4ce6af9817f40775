"""The body of a page by where its prose is densest: linear in the page, whatever the markup.

For pages on which trafilatura finds nothing, or which would cost it too much: its work on tables and
long rows of siblings grows with their square.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from scraper.extraction.page import BLOCKS, CELLS
from scraper.text import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PROSE = 60
"""Characters from which a paragraph counts as prose."""

LINKED = 0.4
"""Share of a paragraph inside links from which it is not prose but a teaser or a menu."""

BORDERS = BLOCKS | CELLS
MAX_EVENTS = 200_000
MAX_PARAGRAPHS = 5_000
LEAVES = frozenset(("p", "pre", "blockquote", "li", "dd", "td", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    block: HtmlElement
    prose: bool


def dense_paragraphs(body: HtmlElement) -> list[str]:
    """The paragraphs of the element that holds the most prose directly below it."""
    paragraphs = _paragraphs(body)
    scores: defaultdict[HtmlElement, float] = defaultdict(float)
    for paragraph in paragraphs:
        if not paragraph.prose:
            continue
        box = paragraph.block
        if box.tag in LEAVES and (parent := box.getparent()) is not None:
            box = parent
        scores[box] += len(paragraph.text)
        if (parent := box.getparent()) is not None:
            scores[parent] += len(paragraph.text) / 2
    if not scores:
        return []
    best = max(scores, key=lambda box: scores[box])
    inside = [p for p in paragraphs if p.block is best or best in p.block.iterancestors()]
    places = [i for i, paragraph in enumerate(inside) if paragraph.prose]
    return [paragraph.text for paragraph in inside[places[0] : places[-1] + 1]] if places else []


def _paragraphs(body: HtmlElement) -> list[_Paragraph]:
    """The runs of text between block elements, each with the block it stands in."""
    found: list[_Paragraph] = []
    parts: list[str] = []
    blocks: list[HtmlElement] = [body]
    links = linked = 0

    def close() -> None:
        nonlocal linked
        if not parts:
            return
        text = clean("".join(parts))
        if text:
            prose = len(text) >= PROSE and linked < LINKED * len(text)
            found.append(_Paragraph(text, blocks[-1], prose))
        parts.clear()
        linked = 0

    for event, element in islice(etree.iterwalk(body, events=("start", "end")), MAX_EVENTS):
        start = event == "start"
        if element.tag in BORDERS and element is not body:
            close()
            if start:
                blocks.append(element)
            else:
                blocks.pop()
        if element.tag == "a":
            links += 1 if start else -1
        piece = element.text if start else element.tail if element is not body else None
        if piece:
            parts.append(piece)
            linked += len(piece.strip()) if links else 0
        if len(found) >= MAX_PARAGRAPHS:
            break
    close()
    return found
