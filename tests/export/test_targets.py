"""How exports write: rows are not hoarded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from scraper.export import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_is_written_before_the_next_is_asked_for(name: str) -> None:
    stream = io.StringIO(newline="")
    seen: list[bool] = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(3):
            seen.append(number == 0 or f"row {number - 1}" in stream.getvalue())
            yield (f"row {number}",)

    assert FORMATS[name].write(rows(), stream, columns=["text"]) == 3
    assert seen == [True, True, True]
