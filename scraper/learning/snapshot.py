"""One page as learning sees it: its elements in document order, each with what it shows.

A page is walked once. What is kept of an element is small and bounded: the text of short elements
(a headline, a date, a name), and for all of them how many characters they show and how many of
those stand in links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from scraper.extraction.page import BLOCKS, CELLS, SILENT, is_hidden
from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

MAX_ELEMENTS = 20_000
"""Elements of one page that are looked at; the longest pages of portals seen have some 5,000."""

MAX_SAMPLE = 100_000
"""Elements of all pages of a sample together: 20 pages of 5,000, 60 of 1,600."""

SHORT = 400
"""Characters of an element whose text is kept: more than any headline, date, byline or breadcrumb."""

MAX_RAW = 4 * SHORT
"""Characters of it before white space is folded: old editors indent with long runs of it."""

SPACED = BLOCKS | CELLS
DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Element:
    """One element of a page.

    Attributes:
        node: the element in the parsed tree.
        index: place in document order; its descendants are ``index + 1 .. end - 1``.
        parent: index of the parent, -1 for the outermost.
        nth: place among the siblings of the same tag, from 1 (CSS ``:nth-of-type``).
        names: what CSS can call it: ``#id``, ``.class``, ``[itemprop=x]``, ``[id^=post-]``.
        text: what it shows, on one line; None when that is longer than :data:`SHORT`.
        length: characters shown, white space apart.
        linked: those of them that stand in links.
    """

    node: LexborNode
    index: int
    parent: int
    tag: str
    nth: int
    names: tuple[str, ...]
    attributes: dict[str, str | None]
    end: int = 0
    text: str | None = ""
    length: int = 0
    linked: int = 0
    pieces: list[str] | None = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text that reads as one line: a paragraph, a cell, a menu entry.

    Attributes:
        element: index of the block element that holds it.
        key: the text without the values that change at each visit (numbers), for comparison.
        length: characters, white space apart; ``linked`` of them stand in links.
    """

    element: int
    key: str
    length: int
    linked: int


class Snapshot:
    """The elements and lines of one page."""

    def __init__(self, page: Page, most: int = MAX_ELEMENTS) -> None:
        self.page = page
        self.most = most
        self.elements: list[Element] = []
        self.lines: list[Line] = []
        if page.tree.body is not None:
            _Walk(self).run(page.tree.body)

    @cached_property
    def by_node(self) -> dict[int, Element]:
        """The elements by the identity of their nodes."""
        return {element.node.mem_id: element for element in self.elements}

    def parent(self, element: Element) -> Element | None:
        """The element around ``element``, None for the outermost."""
        return self.elements[element.parent] if element.parent >= 0 else None

    def ancestors(self, element: Element) -> list[Element]:
        """The elements around ``element``, the nearest first."""
        found = []
        while element.parent >= 0:
            element = self.elements[element.parent]
            found.append(element)
        return found

    def children(self, element: Element) -> list[Element]:
        """The child elements, in order."""
        found = []
        index = element.index + 1
        while index < element.end:
            found.append(self.elements[index])
            index = self.elements[index].end
        return found

    def inside(self, element: Element) -> list[Element]:
        """All elements below ``element``, in document order."""
        return self.elements[element.index + 1 : element.end]

    def lines_inside(self, element: Element) -> list[Line]:
        """The lines whose block element is ``element`` or stands below it."""
        return [line for line in self.lines if element.index <= line.element < element.end]


def snapshots_of(pages: Sequence[Page]) -> list[Snapshot]:
    """The pages of one sample, each with its share of what can be looked at."""
    most = min(MAX_ELEMENTS, MAX_SAMPLE // max(1, len(pages)))
    return [Snapshot(page, most) for page in pages]


class _Walk:
    """Fills a snapshot; iterative, since the depth of a page is the portal's choice."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.open: list[Element] = []
        self.counts: list[dict[str, int]] = []  # siblings so far by tag, for each open element
        self.blocks: list[int] = []  # the open elements that hold lines
        self.links = 0  # open ones
        self.run_text: list[str] = []
        self.run_linked = 0

    def run(self, top: LexborNode) -> None:
        node: LexborNode | None = top
        while node is not None:
            entered = self._enter(node)
            child = node.first_child if entered else None
            if child is not None:
                node = child
                continue
            if entered:
                self._close()
            while node is not None and node.next is None and self.open:
                node = node.parent
                self._close()
            node = node.next if node is not None and self.open else None
        while self.open:
            self._close()
        self._end_line()

    def _enter(self, node: LexborNode) -> bool:
        """Take in ``node``; whether its children are to be looked at."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if not tag or tag[0] in "-!":
            return False
        nth = 1
        if self.counts:
            nth = self.counts[-1][tag] = self.counts[-1].get(tag, 0) + 1
        if tag in SPACED:
            self._end_line()
            if tag == "br" and self.open and (pieces := self.open[-1].pieces) is not None:
                pieces.append(" ")
        if tag in SILENT or is_hidden(node) or len(self.snapshot.elements) >= self.snapshot.most:
            return False
        attributes = node.attributes
        element = Element(
            node=node,
            index=len(self.snapshot.elements),
            parent=self.open[-1].index if self.open else -1,
            tag=tag,
            nth=nth,
            names=_names(attributes),
            attributes=attributes,
        )
        self.snapshot.elements.append(element)
        self.open.append(element)
        self.counts.append({})
        self.links += tag == "a"
        if tag in SPACED:
            self.blocks.append(element.index)
        return True

    def _close(self) -> None:
        """Leave the innermost element, and add what it shows to the one around it."""
        element = self.open.pop()
        self.counts.pop()
        self.links -= element.tag == "a"
        element.end = len(self.snapshot.elements)
        raw = None if element.pieces is None else "".join(element.pieces)
        element.pieces = None
        text = None if raw is None else clean(self.snapshot.page.repair(raw))
        element.text = text if text is not None and len(text) <= SHORT else None
        if element.tag in SPACED:
            self._end_line()
            self.blocks.pop()
        if not self.open:
            return
        outer = self.open[-1]
        outer.length += element.length
        outer.linked += element.length if element.tag == "a" else element.linked
        if raw is None or outer.pieces is None or len(raw) > MAX_RAW:
            outer.pieces = None
        else:
            outer.pieces.append(f" {raw} " if element.tag in SPACED else raw)
            _bound(outer)

    def _text(self, text: str) -> None:
        if not self.open or not text:
            return
        element = self.open[-1]
        if element.pieces is not None:
            element.pieces.append(text[: MAX_RAW + 1])
            _bound(element)
        self.run_text.append(text)
        if not text.isspace():
            length = len(text) - sum(map(text.count, " \n\t\r\u00a0"))
            element.length += length
            if self.links:
                self.run_linked += length

    def _end_line(self) -> None:
        if self.run_text:
            text = " ".join("".join(self.run_text).split())
            if text and self.blocks:
                key = DIGITS.sub("0", text.casefold())[:SHORT]
                length = len(text) - text.count(" ")
                self.snapshot.lines.append(Line(self.blocks[-1], key, length, self.run_linked))
        self.run_text = []
        self.run_linked = 0


def _bound(element: Element) -> None:
    """Give up on the text of an element that turns out to be long."""
    if element.pieces is not None and (
        len(element.pieces) > SHORT or sum(map(len, element.pieces)) > MAX_RAW
    ):
        element.pieces = None


def _names(attributes: dict[str, str | None]) -> tuple[str, ...]:
    if not attributes:
        return ()
    names: list[str] = []
    if identifier := attributes.get("id"):
        names.append(f"#{identifier}")
        # What stays of an id with a number in it: "post-17", "ctl00_ContentPane437_lblTitle".
        if parts := NUMBERED.fullmatch(identifier):
            names += [
                f"[id{how}={part}]" for how, part in zip("^$", parts.groups(), strict=True) if part
            ]
    if classes := attributes.get("class"):
        names += [f".{name}" for name in classes.split()[:12]]
    if prop := attributes.get("itemprop"):
        names.append(f"[itemprop={prop}]")
    return tuple(name for name in names if _NAME.fullmatch(name))


_NAME = re.compile(r"[#.]-?[_a-zA-Z][\w-]{0,80}|\[(?:itemprop|id[$^])=[\w-]{1,60}\]", re.ASCII)
"""Names that CSS takes as they are, without escapes."""

NUMBERED = re.compile(
    r"([a-zA-Z][a-zA-Z_-]{3,40})?\d[\w-]*?([_-][a-zA-Z][a-zA-Z_-]{2,40})?", re.ASCII
)
"""An id with a number: the words before it, and those behind the last one."""
