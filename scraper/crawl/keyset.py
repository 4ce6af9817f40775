"""Which article keys a crawl has met, in so little memory that a portal's size does not matter."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMALLEST = 64
_MASK = 2**64 - 1


class KeySet:
    """A set of texts that can be added to and asked, and nothing else.

    It holds their 64-bit hashes in a table with open addressing (Knuth, The Art of Computer
    Programming 3, 6.4, linear probing): 12 to 24 bytes each, where a ``set`` of the hashes takes
    some 90. Two of a million texts have the same hash with a chance of one in 37 million; Python
    salts its hashes, so nobody can choose such texts.

    >>> keys = KeySet()
    >>> keys.add("a"), keys.add("a"), "a" in keys, "b" in keys, len(keys)
    (True, False, True, False, 1)

    Attributes:
        table: hashes, and 0 where there is none.
    """

    __slots__ = ("_count", "table")

    def __init__(self) -> None:
        self.table = array("Q", bytes(8 * _SMALLEST))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, text: str) -> bool:
        mark = _mark(text)
        return self.table[_place(self.table, mark)] == mark

    def add(self, text: str) -> bool:
        """Add ``text``; whether it is new."""
        mark = _mark(text)
        place = _place(self.table, mark)
        if self.table[place] == mark:
            return False
        self.table[place] = mark
        self._count += 1
        if 3 * self._count > 2 * len(self.table):
            self._grow()
        return True

    def update(self, texts: Iterable[str]) -> None:
        """Add all ``texts``."""
        for text in texts:
            self.add(text)

    def _grow(self) -> None:
        table = array("Q", bytes(2 * self.table.itemsize * len(self.table)))
        for mark in self.table:
            if mark:
                table[_place(table, mark)] = mark
        self.table = table


def _mark(text: str) -> int:
    """The hash of ``text`` as a positive number; 0 is an empty place."""
    return hash(text) & _MASK or 1


def _place(table: array[int], mark: int) -> int:
    """Where ``mark`` stands in ``table``, or where it would be put."""
    last = len(table) - 1
    place = mark & last
    while (found := table[place]) and found != mark:
        place = (place + 1) & last
    return place
