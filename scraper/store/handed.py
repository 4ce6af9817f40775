"""Which rows of the frontier a crawl has handed out, in little memory."""

from __future__ import annotations

_BITS = 8
"""A number's lower bits are its place in a word of 2 ** 8 bits."""


class Numbers:
    """A set of positive numbers that come in runs, as the rows that were added together do.

    A run of 256 takes some 160 bytes, a number that stands alone as much; each would take 60 in a
    dict and 90 in a set.

    >>> numbers = Numbers()
    >>> numbers.add(5), numbers.add(5), numbers.add(1000), len(numbers)
    (True, False, True, 2)
    """

    __slots__ = ("_words",)

    def __init__(self) -> None:
        self._words: dict[int, int] = {}

    def __len__(self) -> int:
        return sum(word.bit_count() for word in self._words.values())

    def add(self, number: int) -> bool:
        """Add ``number``; whether it is new."""
        place, bit = number >> _BITS, 1 << (number & (1 << _BITS) - 1)
        word = self._words.get(place, 0)
        if word & bit:
            return False
        self._words[place] = word | bit
        return True
