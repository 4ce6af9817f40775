"""Fetching one page without a crawl, and finding the profile for an address."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions
from scraper.crawl.fetch import FetchError, fetch_page
from scraper.crawl.target import resolve
from scraper.demo.site import Response
from scraper.errors import LoaError, UsageError

from .conftest import ScriptedSite, response

if TYPE_CHECKING:
    from scraper.demo.server import PortalServer

OPTIONS = CrawlOptions(allow_private=True, max_size=100_000, contact="news@example.org")


def answer(site: ScriptedSite, status: int = 200, body: bytes = b"", **headers: str) -> None:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    site.rule = lambda target, _: Response(status, named, body)


def test_a_page_comes_with_its_type_its_last_address_and_the_names_of_its_cookies(
    site: ScriptedSite, server: PortalServer
) -> None:
    def rule(target: str, count: int) -> Response:
        if target == "/old":
            return response(301, Location="/new")
        return response(200, "xin chào", Set_Cookie="nv4_sess=secret; path=/")

    site.rule = rule
    page = fetch_page(f"{server.url}old", OPTIONS)
    assert (page.url, page.status) == (f"{server.url}new", 200)
    assert page.body.decode() == "xin chào"
    assert page.cookies == ("nv4_sess",)
    assert {hit.user_agent for hit in server.log} == {OPTIONS.user_agent}


def test_an_error_status_is_an_answer(site: ScriptedSite, server: PortalServer) -> None:
    answer(site, 404, b"gone")
    assert fetch_page(server.url, OPTIONS).status == 404


def test_gzip_is_unpacked_and_bounded(site: ScriptedSite, server: PortalServer) -> None:
    answer(site, 200, gzip.compress(b"tin" * 100), Content_Encoding="gzip")
    assert fetch_page(server.url, OPTIONS).body == b"tin" * 100
    answer(site, 200, gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")
    with pytest.raises(FetchError, match="larger than"):
        fetch_page(server.url, OPTIONS)
    answer(site, 200, b"no gzip at all", Content_Encoding="gzip")
    with pytest.raises(FetchError, match="cannot be unpacked"):
        fetch_page(server.url, OPTIONS)


def test_private_addresses_need_permission_also_behind_a_name(server: PortalServer) -> None:
    for url in (server.url, server.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(UsageError, match="--allow-private"):
            fetch_page(url, CrawlOptions())
    assert not server.log


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "javascript:1", "x"])
def test_only_http_addresses_are_fetched(url: str) -> None:
    with pytest.raises(UsageError):
        fetch_page(url, OPTIONS)


def test_an_unknown_host_gets_a_profile_of_its_family(server: PortalServer) -> None:
    profile = resolve(server.url, OPTIONS)
    assert (profile.family, profile.home, profile.timezone) == (
        "huecit", server.url, "Asia/Ho_Chi_Minh",
    )  # fmt: skip
    assert profile.name == f"127-0-0-1-{server.port}"
    assert profile.classify(f"{server.url}?tc=5").key == f"127.0.0.1:{server.port}/5"
    assert [hit.path for hit in server.log] == ["/robots.txt", "/"]


def test_a_system_that_nobody_knows_is_not_guessed(
    site: ScriptedSite, server: PortalServer
) -> None:
    site.rule = lambda target, _: response(200, "<p>My page") if target == "/" else response(404)
    with pytest.raises(LoaError, match="`loa add http"):
        resolve(server.url, OPTIONS)


def test_robots_txt_is_asked_before_the_page(site: ScriptedSite, server: PortalServer) -> None:
    site.rule = lambda target, _: response(200, "User-agent: *\nDisallow: /")
    with pytest.raises(LoaError, match=r"robots\.txt forbids"):
        resolve(server.url, OPTIONS)
    assert [hit.path for hit in server.log] == ["/robots.txt"]
