"""The numbers of rows that were handed out: a set says the same."""

from __future__ import annotations

import random

from scraper.store.handed import Numbers


def test_numbers_say_what_a_set_says() -> None:
    rng = random.Random(6)
    numbers, expected = Numbers(), set[int]()
    for _ in range(5_000):
        number = rng.choice((rng.randrange(2_000), rng.randrange(2**40)))
        assert numbers.add(number) == (number not in expected)
        expected.add(number)
    assert len(numbers) == len(expected)
