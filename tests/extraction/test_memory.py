"""A page that was read is not kept in memory by what is said of it."""

from __future__ import annotations

import gc
import weakref

import pytest

from scraper.extraction import Page, read_page
from scraper.portals import load_profile

LISTING = "<html><body><a href='/?tc=1'>Tin</a></body></html>"


@pytest.mark.parametrize("address", ["https://x.vn/?tm=7", "https://x.vn/?tc=7"])
def test_a_refused_page_is_freed_at_once(address: str) -> None:
    gc.disable()
    try:
        page = Page(LISTING, address)
        seen = weakref.ref(page)
        reading = read_page(page, address, load_profile("demo"))
        assert reading.refusal is not None
        del page
        assert seen() is None
    finally:
        gc.enable()
