"""Labels of authors that do not begin the element which a rule selects: before it, or on a line inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.text import clean
from scraper.text.byline_labels import AUTHOR_LABEL, MAX_LABEL, is_author_label
from scraper.text.bylines import MAX_BYLINE

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from scraper.extraction.page import Page


MAX_PIECES = 60
"""Runs of text of a box ("Published: …", "Author: …", "Changed: …") that are looked at."""


def announced(page: Page, node: LexborNode) -> str | None:
    """The line that names the author as such: behind the label before ``node``, or inside ``node``."""
    if line := labelled_line(page, node):
        return line
    lines = page.paragraphs(node, MAX_PIECES)
    if len(lines) < 2:
        return None
    return next((x for x in lines if len(x) <= MAX_BYLINE and AUTHOR_LABEL.match(x)), None)


def labelled_line(page: Page, node: LexborNode) -> str | None:
    """The text of ``node`` behind the label that stands right before it, where that announces an author.

    The rows of boards and of imprint tables: ``<th>작성자</th><td>…</td>``, ``<dt>Autor</dt><dd>…</dd>``,
    ``<b>Автор:</b> <span>…</span>``. None where no such label stands there, or the text is too long.
    """
    label = _before(page, node)
    if not is_author_label(label):
        return None
    value = page.text(node)
    return f"{label.rstrip(':： ')}: {value}" if 2 <= len(value) <= MAX_BYLINE else None


def _before(page: Page, node: LexborNode) -> str:
    """The text right before ``node``: of the element there, or the end of the line of text."""
    before = node.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip():
        before = before.prev
    if before is None:
        return ""
    if before.is_text_node:
        return clean((before.text_content or "")[-2 * MAX_LABEL :])
    return page.text(before) if before.is_element_node else ""
