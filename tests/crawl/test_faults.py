"""What servers do wrong ends in a counted, named error, and the crawl goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.options import MAX_ATTEMPTS
from scraper.demo.server import PortalServer
from scraper.demo.site import Response
from scraper.errors import LoaError
from scraper.store import Archive

from . import faulty
from .kinds import KINDS, KindSite, html

if TYPE_CHECKING:
    from pathlib import Path

SHORT = CrawlOptions(delay=0, allow_private=True, max_size=200_000, backoff=0)
IMPATIENT = replace(SHORT, timeout=1)
"""A second is what a busy machine may need for the answers that are right."""


def failed(db: Path) -> dict[int, str]:
    """Why addresses of articles failed, by the article's number."""
    with Archive(db) as archive, archive.reading() as connection:
        rows = connection.execute(
            "SELECT url, reason FROM frontier WHERE state = 'failed' AND kind = 'article'"
        ).fetchall()
    return {int(url.split("/tin/")[1].split("-")[0]): reason for url, reason in rows}


def test_wrong_http_is_named_and_the_crawl_goes_on(tmp_path: Path) -> None:
    site = KindSite(KINDS[0], 20)
    db = tmp_path / "news.db"
    three = f" ({MAX_ATTEMPTS} attempts)"
    wrong = {
        1: (faulty.reset, f"the connection was closed{three}"),
        3: (faulty.silent, f"the connection was closed{three}"),
        5: (faulty.drip, f"no answer in time{three}"),
        7: (faulty.endless, "the answer is too large"),
        9: (faulty.truncated, f"the answer broke off{three}"),
        11: (faulty.nonsense, f"the answer is no HTTP{three}"),
        13: (faulty.headless, f"the answer is no HTTP{three}"),
        15: (faulty.long_header, f"the connection was closed{three}"),
    }
    with faulty.FaultyServer(site) as server:
        for number, (how, _) in wrong.items():
            server.wrong[site.items[number].path] = how
        profile = KINDS[0].profile(server.url)
        (report,) = crawl([profile], db, IMPATIENT)
        asked = dict(server.asked)
    assert failed(db) == {number: reason for number, (_, reason) in wrong.items()}
    assert report.outcome == "done"
    assert report.new == 20 - len(wrong)
    assert report.errors.total() == len(wrong)
    assert set(report.errors) == {reason.removesuffix(three) for _, reason in wrong.values()}
    for number in wrong:
        assert asked[site.items[number].path] == (1 if number == 7 else MAX_ATTEMPTS)


def test_a_burst_of_server_errors_is_waited_out(tmp_path: Path) -> None:
    site = KindSite(KINDS[0], 30)
    left = {"burst": 12}

    def rule(target: str) -> Response | None:
        number = site.by_path.get(target)
        if number is None or number.number < 10 or not left["burst"]:
            return None
        left["burst"] -= 1
        return Response((500, 502, 503, 504)[left["burst"] % 4], (), b"")

    site.rule = rule
    with PortalServer(site) as server:  # type: ignore[arg-type]
        (report,) = crawl([KINDS[0].profile(server.url)], tmp_path / "news.db", SHORT)
    assert (report.outcome, report.new, report.errors.total()) == ("done", 30, 0)


def test_redirect_loops_and_chains_end(tmp_path: Path) -> None:
    site = KindSite(KINDS[0], 12)
    loop, chain, away = (site.items[n].path for n in (1, 3, 5))

    def rule(target: str) -> Response | None:
        path, _, step = target.partition("?b=")
        if path == loop:
            return Response(302, (("Location", f"{loop}?b={1 - int(step or 0)}"),), b"")
        if path == chain:
            return Response(302, (("Location", f"{chain}?b={int(step or 0) + 1}"),), b"")
        if path == away:
            return Response(301, (("Location", "https://khac.example/"),), b"")
        return None

    site.rule = rule
    with PortalServer(site) as server:  # type: ignore[arg-type]
        (report,) = crawl([KINDS[0].profile(server.url)], tmp_path / "news.db", SHORT)
    assert (report.outcome, report.new) == ("done", 9)
    assert report.refused == {
        "redirect loop": 1, "too many redirects": 1, "redirected to another site": 1,
    }  # fmt: skip


def test_a_host_without_an_address_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    """RFC 6761: no name below .invalid has one."""
    site = KindSite(KINDS[0], 12)
    lost = '<a href="http://cu.xa.invalid/tin/99-tin-cu.html">Tin cũ của xã</a>'
    site.rule = lambda target: (
        html(f'<a href="/muc/tin-tuc">Tin</a>{lost}') if target == "/" else None
    )
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = KINDS[0].profile(server.url)
        both = profile.model_copy(update={"hosts": (*profile.hosts, "cu.xa.invalid")})
        (report,) = crawl([both], tmp_path / "news.db", SHORT)
    assert (report.outcome, report.new) == ("done", 12)
    assert report.refused["robots.txt cannot be had: the host name is not known"] == 1
    gone = profile.model_copy(update={"home": "http://xa.invalid/", "hosts": ("xa.invalid",)})
    with pytest.raises(
        LoaError, match=r"xa\.invalid/ cannot be reached: the host name is not known"
    ):
        crawl([gone], tmp_path / "other.db", CrawlOptions(contact="news@example.org", backoff=0))


PASSING = {
    "blocked": html("<title>Blocked</title><p>Your request is blocked.</p>"),
    "captcha": html("<title>Just a moment...</title><p>Verify you are a human</p>"),
    "error page": html("<title>Runtime Error</title><p>Server Error in '/' application.</p>"),
}


def test_a_soft_error_that_passes_costs_a_retry_and_no_article(tmp_path: Path) -> None:
    """At an article's address, and at a listing's, behind which all others are."""
    site = KindSite(KINDS[0], 20)
    answers = list(PASSING.values())
    asked: dict[str, int] = {}
    ill = {"/muc/tin-tuc", *(site.items[n].path for n in (2, 4, 6))}

    def rule(target: str) -> Response | None:
        if target not in ill:
            return None
        count = asked[target] = asked.get(target, 0) + 1
        return answers[(len(target) + count) % 3] if count < MAX_ATTEMPTS else None

    site.rule = rule
    with PortalServer(site) as server:  # type: ignore[arg-type]
        (report,) = crawl([KINDS[0].profile(server.url)], tmp_path / "news.db", SHORT)
    assert (report.outcome, report.new) == ("done", 20)
    assert (report.errors.total(), report.refused.total()) == (0, 0)
    assert set(asked.values()) == {MAX_ATTEMPTS}


def test_a_page_past_the_end_that_shows_the_first_ends_the_listing(tmp_path: Path) -> None:
    site = KindSite(KINDS[0], 20)
    page = '<a href="/muc/tin-tuc?page={}">Trang sau</a>'

    def rule(target: str) -> Response | None:
        path, _, query = target.partition("?page=")
        if path != "/muc/tin-tuc":
            return None
        number = int(query or 1)
        shown = "".join(f'<a href="{i.path}">{i.title}</a>' for i in site.page(number - 1))
        return html(shown + page.format(number + 1))

    site.rule = rule
    db = tmp_path / "news.db"
    with PortalServer(site) as server:  # type: ignore[arg-type]
        (report,) = crawl([KINDS[0].profile(server.url)], db, SHORT)
        lists = [hit.path for hit in server.log if hit.path.startswith("/muc/")]
    assert (report.outcome, report.new) == ("done", 20)
    assert len(lists) <= 5
    with Archive(db) as archive, archive.reading() as connection:
        reasons = connection.execute(
            "SELECT reason FROM frontier WHERE state = 'closed' AND kind = 'listing'"
        ).fetchall()
    assert reasons == [("past the end: an earlier page of this listing shows the same",)]
