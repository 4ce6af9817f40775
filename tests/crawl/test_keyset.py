"""The set of article keys: it says what a set says, in little memory."""

from __future__ import annotations

import random
import sys

from scraper.crawl.keyset import KeySet


def test_it_says_what_a_set_says() -> None:
    rng = random.Random(5)
    keys, expected = KeySet(), set[str]()
    for _ in range(20_000):
        key = f"x.vn/{rng.randrange(8_000)}"
        assert (key in keys) == (key in expected)
        assert keys.add(key) == (key not in expected)
        expected.add(key)
    assert len(keys) == len(expected)
    keys.update(["x.vn/a", "x.vn/a", ""])
    assert len(keys) == len(expected) + 2
    assert "" in keys


def test_it_takes_at_most_24_bytes_a_key() -> None:
    keys = KeySet()
    before = sys.getsizeof(keys.table)
    for number in range(10_000):
        keys.add(str(number))
    assert sys.getsizeof(keys.table) - before < 24 * 10_000 * 1.01
