"""``loa check``: unchanged it passes; a redesign is named field by field, with what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Loa = Callable[..., Result]

LIVE = ("--allow-private", "--delay", "0")


@pytest.fixture
def town(tmp_path: Path, loa: Loa) -> Iterator[tuple[DemoSite, PortalServer]]:
    """The demo portal under a profile of the user's, crawled once."""
    site = DemoSite()
    folder = tmp_path / "portals"
    folder.mkdir()
    with PortalServer(site) as server:
        text = f'name = "town"\nfamily = "huecit"\nhome = "{server.url}"\n'
        (folder / "town.toml").write_text(text)
        assert loa("crawl", "town", *LIVE, "-q").exit_code == 0
        yield site, server


def test_unchanged_it_passes_and_shows_the_coverage(
    loa: Loa, town: tuple[DemoSite, PortalServer]
) -> None:
    done = loa("check")
    assert done.exit_code == 0
    assert "town: no problems, by 150 articles (last crawl)" in done.stdout
    assert any(line.split()[:3] == ["published", "100%", "of"] for line in done.stdout.splitlines())
    live = loa("check", "town", "--live", *LIVE)
    assert live.exit_code == 0
    assert "by 10 articles (sample)" in live.stdout


def test_after_a_redesign_it_fails_and_names_the_fields(
    loa: Loa, town: tuple[DemoSite, PortalServer]
) -> None:
    site, server = town
    site.template = "2025"
    loa("crawl", "town", *LIVE, "-q")  # brings nothing new: too little to judge by
    done = loa("check", *LIVE)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert all(line.startswith("town: ") for line in lines)
    assert {line.split(": ")[1] for line in lines} >= {"title", "body", "published", "section"}
    assert all(f"`loa add {server.url} --relearn`" in line for line in lines)
    data = json.loads(loa("check", "--json", *LIVE).stdout)
    (checked,) = data["checked"]
    assert checked["source"] == "sample"
    assert {s["subject"] for s in checked["symptoms"]} >= {"title", "published"}
    status = loa("status")
    assert "`loa check town` says what to do" in status.stdout


def test_the_crawls_summary_says_that_coverage_fell_short(
    loa: Loa, town: tuple[DemoSite, PortalServer], tmp_path: Path
) -> None:
    site, _ = town
    late = [record.id for record in sorted(site.gold(), key=lambda r: r.published)][-8:]
    for number in late:
        site.remove(number)
    again = ("--db", "other.db", *LIVE, "-q")
    assert "coverage fell short" not in loa("crawl", "town", *again).stdout
    for number in late:
        site.restore(number)
    site.template = "2025"
    (line,) = [
        line for line in loa("crawl", "town", *again).stdout.splitlines() if "fell short" in line
    ]
    assert line.startswith("town: coverage fell short (title, body, published, section")
    assert line.endswith("`loa check town` says what to do")


def test_a_portal_that_was_crawled_by_its_address(loa: Loa) -> None:
    with PortalServer(DemoSite()) as server:
        assert loa("crawl", server.url, *LIVE, "-q").exit_code == 0
        name = f"127-0-0-1-{server.port}"
        for arguments in ((), (name,), (server.url,)):
            done = loa("check", *arguments, *LIVE)
            assert (done.exit_code, done.stderr) == (0, "")
            assert f"{name}: no problems" in done.stdout


def test_a_portal_that_cannot_be_reached_fails(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "closed.toml").write_text(
        'name = "closed"\nfamily = "huecit"\nhome = "http://127.0.0.1:1/"\n'
    )
    done = loa("check", "closed", *LIVE)
    assert done.exit_code == 1
    assert "closed: http://127.0.0.1:1/ cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage(loa: Loa) -> None:
    assert loa("check").exit_code == 2
    assert loa("check", "nowhere").exit_code == 2
    public = loa("check", "huongtra")
    assert public.exit_code == 2
    assert "--contact" in public.stderr
    assert "--live" in loa("check", "huongtra", "--no-live").stderr


def test_relearned_it_passes_again_for_old_pages_and_new(
    loa: Loa, town: tuple[DemoSite, PortalServer], tmp_path: Path
) -> None:
    site, server = town
    site.template = "2025"
    assert loa("check", "--live", *LIVE).exit_code == 1
    assert loa("add", server.url, "--relearn", "--yes", *LIVE).exit_code == 0
    assert loa("portals", "--validate").exit_code == 0
    assert "[[era]]" in (tmp_path / "portals" / "town.toml").read_text()
    done = loa("check", "--live", *LIVE)
    assert (done.exit_code, done.stderr) == (0, "")
    site.template = "2018"
    assert loa("check", "--live", *LIVE).exit_code == 0
