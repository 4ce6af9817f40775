"""The short way to a canonical address leads where the long one does."""

from __future__ import annotations

import pytest

from scraper.portals import addresses
from scraper.portals.addresses import canonical_url

PLACES = (
    "http://x.vn",
    "https://www.x.gov.vn",
    "http://127.0.0.1:8080",
    "http://x.vn:80",
    "https://x.vn:443",
)
PATHS = (
    "",
    "/",
    "/tin",
    "/tin/a-b_c/",
    "//tin",
    "/tin.html",
    "/tin.html/",
    "/a/../b",
    "/./a",
    "/a.b.c",
    "/tin;x=1",
    "/t%69n",
    "/đường",
)
QUERIES = ("", "?", "?b=2&a=1", "?a=2&a=1", "?a=", "?a", "?=1", "?a=b=c", "?a=1&&b=2", "?sid=1&tc=7", "?utm_source=x", "?a=%20", "?a=1#top")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_ordinary_addresses_come_out_as_quoted_ones_do(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [place + path + query for place in PLACES for query in QUERIES]
    short = [canonical_url.__wrapped__(url) for url in urls]
    monkeypatch.setattr(addresses, "_plain_url", lambda _: None)
    assert short == [canonical_url.__wrapped__(url) for url in urls]


def test_most_addresses_take_the_short_way() -> None:
    plain = addresses._plain_url  # that it is taken at all is the point
    assert (
        plain("https://x.vn/tin/12-duong-moi.html?b=2&a=1")
        == "https://x.vn/tin/12-duong-moi.html?a=1&b=2"
    )
    assert plain("https://x.vn/a/../b") is None
