"""What a crawl does not do: press a host, leave the portal, reach into private networks."""

from __future__ import annotations

import gzip
import itertools
import re
import threading
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.hosts import is_private
from scraper.crawl.resolver import install_resolver, refused
from scraper.demo.server import Hit, PortalServer
from scraper.errors import UsageError
from scraper.portals import load_profile

from .conftest import ScriptedSite, response, stored_ids

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.demo.site import Response
    from scraper.portals import Profile


def pauses(log: tuple[Hit, ...]) -> list[float]:
    """Seconds from the end of each answer to the next request; negative when two overlapped."""
    hits = sorted(log, key=lambda hit: hit.time_start)
    return [later.time_start - earlier.time_end for earlier, later in itertools.pairwise(hits)]


def test_many_portals_run_side_by_side_and_each_keeps_its_delay(tmp_path: Path) -> None:
    delay = 0.1
    options = CrawlOptions(delay=delay, limit=3, allow_private=True, workers=1)
    sites = ScriptedSite(), ScriptedSite()
    begun = [site.reached(1) for site in sites]

    def answer_when_both_are_asked(target: str, count: int) -> None:
        if target == "/robots.txt":
            for event in begun:
                event.wait(60)

    for site in sites:
        site.rule = answer_when_both_are_asked
    with PortalServer(sites[0]) as a, PortalServer(sites[1]) as b:
        portals = [
            load_profile("demo").at(server.url).model_copy(update={"name": name})
            for name, server in (("a", a), ("b", b))
        ]
        reports = crawl(portals, tmp_path / "news.db", options)
        logs = [server.log for server in (a, b)]
    assert [(r.portal, r.outcome, r.new) for r in reports] == [
        ("a", "limited", 3),
        ("b", "limited", 3),
    ]
    assert min(pauses(logs[0]) + pauses(logs[1])) >= delay
    # The first answer of each was held back until the other was asked, too.
    assert max(log[0].time_start for log in logs) <= min(log[0].time_end for log in logs)


def test_two_portals_on_one_host_never_ask_it_at_once(server: PortalServer, tmp_path: Path) -> None:
    delay = 0.05
    one = load_profile("demo").at(server.url)
    two = one.model_copy(update={"name": "two"})
    options = CrawlOptions(delay=delay, limit=2, allow_private=True, workers=2)
    reports = crawl([one, two, one], tmp_path / "news.db", options)
    assert [(r.portal, r.new) for r in reports] == [("demo", 2), ("two", 2)]
    log = tuple(sorted(server.log, key=lambda hit: hit.time_start))
    second = [n for n, hit in enumerate(log) if hit.path == "/robots.txt"][1]
    # Between the two crawls there is no pause to keep, only the order.
    assert min(pauses(log[:second]) + pauses(log[second:])) >= delay
    assert min(pauses(log)) >= 0


def test_answers_that_are_faults_are_named_and_the_crawl_goes_on(
    site: ScriptedSite, server: PortalServer, profile: Profile, tmp_path: Path
) -> None:
    large, bomb, broken, picture, empty, slow = (article.id for article in site.articles[:6])
    let_go = threading.Event()
    size = 300_000

    def rule(target: str, count: int) -> Response | None:
        number = re.search(r"tc=(\d+)", target)
        match int(number[1]) if number else None:
            case n if n == large:
                return response(200, "x" * (size + 1))
            case n if n == bomb:
                packed = gzip.compress(b"0" * (50 * size))
                return binary(packed, "text/html", Content_Encoding="gzip")
            case n if n == broken:
                return binary(b"no gzip at all", "text/html", Content_Encoding="gzip")
            case n if n == picture:
                return binary(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")
            case n if n == empty:
                return response(200)
            case n if n == slow and not count:
                let_go.wait(30)
        return None

    site.rule = rule
    db = tmp_path / "news.db"
    try:
        options = CrawlOptions(delay=0, allow_private=True, max_size=size, timeout=2)
        (report,) = crawl([profile], db, options)
    finally:
        let_go.set()
    faults = {large, bomb, broken, picture, empty}  # the slow one was asked again
    assert stored_ids(db) == sorted({a.id for a in site.articles} - faults)
    assert report.outcome == "done"
    assert set(report.errors) == {
        "the answer is too large",
        "the answer cannot be unpacked or is too large",
        "the answer cannot be unpacked",
    }
    assert report.refused == {"not html": 1, "empty": 1}
    # Who sends too much is not made to send it again (another address of it may be tried).
    asked = Counter(hit.path for hit in server.log if re.search(f"tc=({large}|{bomb})$", hit.path))
    assert set(asked.values()) == {1}


def binary(body: bytes, content_type: str, **headers: str) -> Response:
    answer = response(200, **headers)
    kept = tuple(pair for pair in answer.headers if pair[0] != "Content-Type")
    return replace(answer, body=body, headers=(("Content-Type", content_type), *kept))


class FakeReactor:
    """As much of a reactor as name resolution needs; ``nameResolver`` answers from a table."""

    def __init__(self, table: dict[str, list[Any]]) -> None:
        self.nameResolver: Any = self  # Twisted's name
        self._table = table

    def installNameResolver(self, resolver: Any) -> None:  # noqa: N802
        self.nameResolver = resolver

    def resolveHostName(self, receiver: Any, host: str, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for address in self._table[host]:
            receiver.addressResolved(address)
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


@pytest.mark.parametrize("allow", [False, True])
def test_a_public_name_that_resolves_to_a_private_address_is_not_connected_to(allow: bool) -> None:
    # Scrapy's cache of names is the process's.
    rebound, mixed = f"rebound-{allow}.example", f"mixed-{allow}.example"
    table = {
        rebound: [IPv4Address("TCP", "10.0.0.7", 80), IPv6Address("TCP", "fe80::1", 80)],
        mixed: [
            IPv4Address("TCP", "169.254.169.254", 80),
            IPv4Address("TCP", "203.162.4.1", 80),
        ],
    }
    reactor = FakeReactor(table)
    install_resolver(reactor, allow_private=allow)  # type: ignore[arg-type]
    seen = {}
    for host in table:
        receiver = Receiver()
        reactor.nameResolver.resolveHostName(receiver, host)
        seen[host] = receiver.hosts
    if allow:
        assert seen == {host: [a.host for a in found] for host, found in table.items()}
    else:
        assert seen == {rebound: [], mixed: ["203.162.4.1"]}
        assert rebound in refused
        assert mixed not in refused


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:192.168.0.1", "64:ff9b::a00:1",
     "2002:0a00:0001::1"],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["203.162.4.1", "2a00:1450:4001::8a", "64:ff9b::cba2:401"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    "home",
    [
        "http://localhost:8080/",
        "http://portal.localhost/",
        "http://169.254.169.254/",
    ],
)
def test_a_private_home_is_refused_before_anything_is_asked(home: str, tmp_path: Path) -> None:
    portal = load_profile("demo").at(home)
    with pytest.raises(UsageError, match="private address; add --allow-private"):
        crawl([portal], tmp_path / "news.db", CrawlOptions(contact="news@example.org"))
