"""The links of a page: resolved like a browser, whatever is remembered from other pages."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from scraper.extraction import Page, read_page
from scraper.extraction.known_links import FEWEST, KnownLinks
from scraper.model import Link
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


def test_links_that_are_known_are_left_out_however_they_are_written() -> None:
    html = (
        '<a href="/1">eins</a><a href="/2">zwei</a><a href="/2">zwei, mehr</a><a href="/1#x">1</a>'
        '<a href="?tc=3">drei</a><a href="#oben">oben</a><a href=" /4">vier</a>'
    )
    known = KnownLinks()
    known.add([Link(f"https://x.vn/{path}", "") for path in ("1", "4", "a/?tc=3")])

    def shown(url: str) -> list[tuple[str, str]]:
        reading = read_page(html, url, load_profile("demo"), known_links=known)
        return [(link.url.removeprefix("https://x.vn/"), link.title) for link in reading.links]

    here = [("2", "zwei, mehr"), ("a/", "oben")]
    assert shown("https://x.vn/a/") == here
    assert shown("https://x.vn/a/") == here
    # The same words mean another address elsewhere.
    elsewhere = [("2", "zwei, mehr"), ("b/?tc=3", "drei"), ("b/", "oben")]
    assert shown("https://x.vn/b/") == elsewhere
    assert shown("https://x.vn/b/") == elsewhere
    assert ("1", "eins") in [
        (link.url.removeprefix("https://y.vn/"), link.title)
        for link in read_page(html, "https://y.vn/", load_profile("demo"), known_links=known).links
    ]


def test_known_links_are_bounded() -> None:
    known = KnownLinks()
    page = Page("<html><body>x</body></html>", "https://x.vn/")
    for n in range(3 * FEWEST):
        known.add([Link(f"https://x.vn/{n}", "")])
        known.learn(page, f"/{n}")
        assert len(known) <= 2 * FEWEST
    assert f"https://x.vn/{n}" in known
    assert "https://x.vn/0" not in known
    assert len(known.hrefs(page)[0]) > 0


def test_the_links_of_a_rich_page_are_all_remembered() -> None:
    known = KnownLinks()
    rich = [Link(f"https://x.vn/menu/{n}", "") for n in range(4 * FEWEST)]
    known.add(rich)
    for n in range(FEWEST):
        known.add([Link(f"https://x.vn/{n}", "")])
    assert all(link.url in known for link in rich)
    for n in range(8 * FEWEST):
        known.add([Link(f"https://x.vn/{n}", "")])
        assert len(known) <= 8 * FEWEST
