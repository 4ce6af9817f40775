"""The quick comparison with accents finds what the plain definition finds."""

from __future__ import annotations

import pytest

from scraper.search.fts5 import _has_exactly
from scraper.text import exact, words

SYLLABLES = (
    "hòa hoà hóa hoá hoa hòe hoè túy tuý thủy thuỷ quý qúy toàn tòan hoán loáy ngoặc má ma "
    "HÒA Hoà Thủy"
).split()


@pytest.mark.parametrize("wanted", SYLLABLES)
def test_one_style_of_tones_is_as_good_as_the_other(wanted: str) -> None:
    needle = f" {' '.join(words(exact(wanted)))} "
    found = {text for text in SYLLABLES if _has_exactly(needle, 1, f"x, {text}. y")}
    assert found == {text for text in SYLLABLES if exact(text) == exact(wanted)}
