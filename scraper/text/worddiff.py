"""What changed between two texts, in words: paragraphs are matched first, words within them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "deleted", "inserted"]

TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
MOST = 4_000
"""Words on either side beyond which a changed stretch is shown as replaced whole: matching takes
the product of both lengths."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and on which side it stands: both, the old one, the new one."""

    kind: Kind
    text: str


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of two texts in reading order.

    Joining those that are not ``inserted`` gives ``old``, those that are not ``deleted`` ``new``.

    >>> [(p.kind, p.text) for p in diff_words("Ngày 3 tháng 5", "Ngày 4 tháng 5")]
    [('same', 'Ngày '), ('deleted', '3'), ('inserted', '4'), ('same', ' tháng 5')]
    """
    found: list[Piece] = []
    before, after = _paragraphs(old), _paragraphs(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            found.append(Piece("same", left))
        else:
            found += _within(left, right)
    return tuple(_joined(found))


def _paragraphs(text: str) -> list[str]:
    """The paragraphs with what parts them, so that joining them gives the text."""
    return re.findall(r".+?(?:\n{2,}|\Z)|\n+", text, flags=re.DOTALL) if text else []


def _within(left: str, right: str) -> Iterator[Piece]:
    before, after = TOKEN.findall(left), TOKEN.findall(right)
    if len(before) > MOST or len(after) > MOST or not before or not after:
        yield Piece("deleted", left)
        yield Piece("inserted", right)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            yield Piece("deleted", "".join(before[i1:i2]))
            yield Piece("inserted", "".join(after[j1:j2]))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    current: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if current is not None and current.kind == piece.kind:
            current = Piece(current.kind, current.text + piece.text)
        else:
            if current is not None:
                yield current
            current = piece
    if current is not None:
        yield current
