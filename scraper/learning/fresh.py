"""Text that stands on one page only, and the boxes in which such text is not the article's.

Of a page's lines, those that other pages have too are the template's, and those in links lead
elsewhere. What is left is fresh: the article, and what readers or editors wrote around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.extraction.boxes import NAMED, RELATED
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scraper.learning.records import Records
    from scraper.learning.snapshot import Element, Snapshot
    from scraper.learning.template import Template


def fresh_texts(
    template: Template, titles: Mapping[int, Element], records: Records
) -> dict[int, Fresh]:
    """Page to its fresh text, the headline left out."""
    return {
        page: Fresh(template, page, records[page], [titles[page]] if page in titles else [])
        for page in range(len(template))
    }


class Fresh:
    """Fresh and other characters of one page, summed so that each element's are two look-ups."""

    def __init__(
        self, template: Template, page: int, records: Sequence[bool], apart: list[Element]
    ) -> None:
        snapshot = template.snapshots[page]
        size = len(snapshot.elements)
        fresh, other = [0] * (size + 1), [0] * (size + 1)
        closed = closed_boxes(snapshot, records)
        outside = {index for element in apart for index in range(element.index, element.end)}
        for line in snapshot.lines:
            at = line.element
            if at in outside:
                other[at + 1] += line.length
            elif not closed[at] and template.is_fresh(line):
                fresh[at + 1] += line.length - line.linked
                other[at + 1] += line.linked
            else:
                other[at + 1] += line.length
        for index in range(size):
            fresh[index + 1] += fresh[index]
            other[index + 1] += other[index]
        self._fresh, self._other = fresh, other
        self.total = fresh[size]

    def of(self, element: Element) -> tuple[int, int]:
        """Fresh and other characters inside ``element``."""
        return (
            self._fresh[element.end] - self._fresh[element.index],
            self._other[element.end] - self._other[element.index],
        )


def closed_boxes(snapshot: Snapshot, records: Sequence[bool]) -> list[bool]:
    """For each element whether it stands in a box that is not the article's: menus, comments.

    A box is known by its name, by the label of a list of other articles above it, or because it is
    one of several records.
    """
    closed = list(records)
    half = snapshot.elements[0].length / 2 if snapshot.elements else 0
    for element in snapshot.elements:
        if closed[element.index]:
            continue
        names = " ".join(name.lstrip("#.") for name in element.names)
        is_box = element.tag in ("nav", "footer", "aside") or bool(NAMED.search(names))
        end = element.end
        if not is_box and element.text and len(element.text) <= 60:
            is_box = fold(element.text).strip(" :.…»>-") in RELATED
            if is_box:  # the label and what follows it in its box
                parent = snapshot.parent(element)
                while (
                    parent is not None
                    and parent.index + 1 == element.index
                    and parent.length < half
                ):
                    element, parent = parent, snapshot.parent(parent)  # noqa: PLW2901  # the label's box
                end = parent.end if parent is not None and parent.length < half else element.end
        if is_box and element.length < half and element.tag not in ("body", "main", "article"):
            closed[element.index : end] = [True] * (end - element.index)
    return closed
