"""The body of a page by where its prose is densest: linear in the page, whatever the markup.

On most news pages one element holds nearly all the prose that is left when the boxes are cut: then
this is the article, found in a sixth of the time that trafilatura takes. It also reads the pages that
would cost trafilatura too much: its work on tables and long rows of siblings grows with their square.
"""

from __future__ import annotations

import re
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
"""Letters from which a paragraph counts as prose; an ideograph counts for three."""

LINKED = 0.4
"""Share of a paragraph inside links from which it is not prose but a teaser or a menu."""

CLOSING = 25
"""Letters from which a sentence behind the last prose belongs to it ("A. B. contributed to this")."""

SURE, SURE_LENGTH = 0.9, 600
"""Share of the page's prose, and its letters, from which the densest element is the article."""

MAX_EVENTS = 200_000
MAX_PARAGRAPHS = 5_000
BORDERS = BLOCKS | CELLS
LEAVES = frozenset(("p", "pre", "blockquote", "li", "dd", "td", "h2", "h3", "h4", "h5", "h6"))
PICTURES = frozenset(("figure", "figcaption", "caption"))
PICTURE = re.compile(
    r"caption|credit|gallery|slide|carousel|lightbox|video|photo|media-", re.IGNORECASE
)
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SENTENCE = re.compile(r"[.!?…。！？।][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Dense:
    """What the densest element holds.

    Attributes:
        paragraphs: its text, teasers and captions left out.
        sure: whether hardly any prose of the page stands elsewhere.
    """

    paragraphs: list[str]
    sure: bool


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    block: HtmlElement
    weight: int
    """Letters of prose; 0 for what is none."""
    linked: bool


def densest(body: HtmlElement) -> Dense:
    """Find the element that holds the most prose directly below it."""
    paragraphs = _paragraphs(body)
    scores: defaultdict[HtmlElement, float] = defaultdict(float)
    for paragraph in paragraphs:
        if not paragraph.weight:
            continue
        box = paragraph.block
        if box.tag in LEAVES and (parent := box.getparent()) is not None:
            box = parent
        scores[box] += paragraph.weight
        if (parent := box.getparent()) is not None:
            scores[parent] += paragraph.weight / 2
    if not scores:
        return Dense([], sure=False)
    best = max(scores, key=lambda box: scores[box])
    inside = [p for p in paragraphs if p.block is best or best in p.block.iterancestors()]
    places = [i for i, paragraph in enumerate(inside) if paragraph.weight]
    first, end = places[0], places[-1] + 1
    while end < len(inside) and _is_closing(inside[end]):
        end += 1
    found = sum(paragraph.weight for paragraph in inside)
    every = sum(paragraph.weight for paragraph in paragraphs)
    return Dense(
        [paragraph.text for paragraph in inside[first:end] if not paragraph.linked],
        sure=found >= SURE * every and found >= SURE_LENGTH,
    )


def _is_closing(paragraph: _Paragraph) -> bool:
    text = paragraph.text
    return not paragraph.linked and len(text) >= CLOSING and SENTENCE.search(text) is not None


def _weight(text: str) -> int:
    letters = len(text)
    return letters if text.isascii() else letters + 2 * len(IDEOGRAPHS.findall(text))


def _is_picture(element: HtmlElement) -> bool:
    """Whether an element holds a picture with its caption, by its tag or name, and little else."""
    if element.tag in PICTURES:
        return True
    name = element.get("class")
    if name is None or PICTURE.search(name[:200]) is None:
        return False
    return sum(1 for _ in islice(element.iter("p"), 4)) < 4


def _paragraphs(body: HtmlElement) -> list[_Paragraph]:
    """The runs of text between block elements, each with the block it stands in."""
    found: list[_Paragraph] = []
    parts: list[str] = []
    blocks: list[HtmlElement] = [body]
    links = linked = 0

    def close() -> None:
        nonlocal linked
        if parts and (text := clean("".join(parts))):
            is_linked = linked >= LINKED * len(text)
            weight = 0 if is_linked else _weight(text)
            found.append(_Paragraph(text, blocks[-1], weight if weight >= PROSE else 0, is_linked))
        parts.clear()
        linked = 0

    walk = etree.iterwalk(body, events=("start", "end"))
    skipped: HtmlElement | None = None
    for event, element in islice(walk, MAX_EVENTS):
        start = event == "start"
        if element.tag in BORDERS and element is not body:
            close()
            if start:
                blocks.append(element)
                if _is_picture(element):
                    skipped = element
                    walk.skip_subtree()
            else:
                blocks.pop()
        if element.tag == "a":
            links += 1 if start else -1
        silent = element is (skipped if start else body)
        piece = None if silent else element.text if start else element.tail
        if piece:
            parts.append(piece)
            linked += len(piece.strip()) if links else 0
        if len(found) >= MAX_PARAGRAPHS:
            break
    close()
    return found
