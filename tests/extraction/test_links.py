"""The links of a page: resolved like a browser, whatever is remembered from other pages."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from scraper.extraction import Page, read_page
from scraper.portals import load_profile

PAGES = ("https://x.vn/tin/bai-1.html?a=1#top", "https://x.vn", "http://y.vn:81/a/b/;s=1?x=/z")
HREFS = (
    "?tc=7", "/tin", "bai-2.html", "./c", "../up", "//z.vn/1", "https://z.vn/2", "http-errors.html",
    "https:rel", " /spaced ", "HTTPS://Z.vn/3", "",
)  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_links_are_resolved_against_the_address_of_their_page(url: str) -> None:
    for base in ("", '<base href="/deep/er/?q=1">'):
        page = Page(f"<html><head>{base}</head><body>x</body></html>", url)
        for href in HREFS:
            expected = urljoin(page.base, href.strip()) if href else None
            assert page.absolute(href) == expected, href
        assert (page.absolute("#a") or "").startswith(page.base.partition("#")[0])
        for none in ("javascript:void(0)", "mailto:a@x.vn", "http://[bad"):
            assert page.absolute(none) is None


def test_only_wanted_links_are_read() -> None:
    html = (
        '<a href="/1">eins</a><a href="/2">zwei</a><a href="/2">zwei, mehr</a><a href="/1#x">1</a>'
    )
    reading = read_page(
        html, "https://x.vn/", load_profile("demo"), wanted=lambda url: not url.endswith("/1")
    )
    assert [(link.url, link.title) for link in reading.links] == [("https://x.vn/2", "zwei, mehr")]
