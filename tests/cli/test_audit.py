"""``loa audit``: exact on portals that the tests have made, and on archives that lack articles."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from scraper.crawl import CrawlOptions, crawl
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.store import Archive
from tests.crawl.kinds import KINDS, KindSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Loa = Callable[..., Result]

LIVE = ("--allow-private", "--delay", "0")
BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.fixture
def town(tmp_path: Path, loa: Loa) -> Iterator[DemoSite]:
    """The demo portal, of which 60 articles were stored."""
    site = DemoSite()
    (tmp_path / "portals").mkdir()
    with PortalServer(site) as server:
        text = f'name = "town"\nfamily = "huecit"\nhome = "{server.url}"\n'
        (tmp_path / "portals" / "town.toml").write_text(text)
        assert loa("crawl", "town", "--limit", "60", *LIVE, "-q").exit_code == 0
        yield site


def audited(loa: Loa, *arguments: object) -> dict[str, Any]:
    done = loa("audit", *arguments, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def by_section(site: DemoSite) -> dict[str, int]:
    """How many articles each section of the demo portal has, those below it included."""
    counts: dict[str, int] = {}
    for record in site.gold():
        for end in range(1, len(record.section) + 1):
            path = " / ".join(record.section[:end])
            counts[path] = counts.get(path, 0) + 1
    return counts


def test_every_section_of_the_demo_portal_is_counted_exactly(loa: Loa, town: DemoSite) -> None:
    found = audited(loa, "town", *LIVE)
    total = len(town.gold())
    whole = found["whole"]
    assert [whole[name] for name in ("stored", "unread", "shown", "total", "exact")] == [
        60, total - 60, total, total, True,
    ]  # fmt: skip
    assert whole["share"] == 60 / total
    gold = by_section(town)
    rows = {row["section"]: row for row in found["sections"]}
    told = {path: row["shown"] for path, row in rows.items() if row["shown"] is not None}
    assert told == {path: gold[path] for path in told}
    assert len(told) >= len(gold) - 2  # a section of which too few are stored may stay unknown
    assert all(row["exact"] for row in rows.values() if row["shown"] is not None)
    (ids,) = found["ids"]
    numbers = [record.id for record in town.gold()]
    assert (ids["first"], ids["last"]) == (min(numbers), max(numbers))
    assert (ids["stored"], ids["met"]) == (60, total)
    assert sum(part["there"] for part in ids["ranges"]) == 60
    assert [(one["state"], one["articles"]) for one in found["not_read"]] == [
        ("waiting", total - 60)
    ]


def test_from_the_archive_alone(loa: Loa, town: DemoSite) -> None:
    found = audited(loa, "town", "--no-live")
    assert (found["live"], found["sources"]) == (False, [])
    assert found["whole"]["total"] == len(town.gold())  # all addresses are known already
    assert all(row["total"] is row["share"] is None for row in found["sections"])
    assert any("listings wait" in note for note in found["notes"])


def test_what_is_gone_counts_as_stored_and_not_as_shown(
    loa: Loa, town: DemoSite, tmp_path: Path
) -> None:
    with Archive(tmp_path / "data" / "news.db") as archive, archive.transaction() as connection:
        (number,) = connection.execute("SELECT min(id) FROM articles").fetchone()
        (url,) = connection.execute("SELECT url FROM articles WHERE id = ?", (number,)).fetchone()
        connection.execute(
            "UPDATE articles SET gone = '2026-01-02T03:04:05Z' WHERE id = ?", (number,)
        )
    total = len(town.gold())
    town.remove(int(url.rpartition("=")[2]))
    whole = audited(loa, "town", *LIVE)["whole"]
    assert (whole["gone"], whole["shown"], whole["total"]) == (1, total - 1, total)


def test_tables_for_people_and_for_papers(loa: Loa, town: DemoSite) -> None:
    text = loa("audit", "town", *LIVE).stdout
    assert "the whole portal" in text
    assert "docs/audit.md" in text
    rows = list(csv.DictReader(io.StringIO(loa("audit", "town", "--csv", *LIVE).stdout)))
    assert rows[-1]["section"] == ""
    assert (rows[-1]["stored"], rows[-1]["total"]) == ("60", str(len(town.gold())))
    assert rows[-1]["share"] == f"{60 / len(town.gold()):.4f}"


@pytest.mark.parametrize(("name", "source"), [("sitemap", "sitemap"), ("rest", "REST")])
def test_sitemaps_and_rest_totals(loa: Loa, tmp_path: Path, name: str, source: str) -> None:
    site = KindSite(BY_NAME[name], 64)
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = BY_NAME[name].profile(server.url)
        options = CrawlOptions(delay=0, allow_private=True, warc=False, limit=40)
        crawl([profile], tmp_path / "news.db", options)
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / f"xa-{name}.toml").write_text(
            f'name = "xa-{name}"\nhome = "{server.url}"\n'
            '[addresses]\narticle = ["^/tin/(?P<key>\\\\d+)-"]\nlisting = ["^/muc/"]\n'
        )
        found = audited(loa, f"xa-{name}", "--db", tmp_path / "news.db", *LIVE)
    (counted,) = found["sources"]
    assert (counted["name"], counted["articles"], counted["exact"]) == (source, 64, True)
    whole = found["whole"]
    assert (whole["stored"], whole["shown"], whole["total"]) == (40, 64, 64)
    if name == "sitemap":
        assert counted["stored"] == 40
        assert len(found["missing"]) == 20  # examples of the 24


def test_gaps_in_ids_and_days_are_named(loa: Loa, tmp_path: Path) -> None:
    """Articles every third day, of which one in a row of ten was never met."""
    site = KindSite(BY_NAME["sitemap"], 200)
    left_out = {item.path for item in site.items[100:110]}
    site.items = [item for item in site.items if item.path not in left_out]
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = BY_NAME["sitemap"].profile(server.url)
        options = CrawlOptions(delay=0, allow_private=True, warc=False)
        crawl([profile], tmp_path / "news.db", options)
    found = audited(loa, "xa-sitemap", "--no-live", "--db", tmp_path / "news.db")
    gaps = {(gap["kind"], gap["place"].partition("/")[0][:3]): gap for gap in found["gaps"]}
    ids = gaps["ids", "127"]
    assert (ids["first"], ids["last"], ids["length"], ids["met"]) == ("100", "109", 10, 0)
    assert ids["unusual"]
    days = gaps["days", ""]
    assert days["length"] == 11 * 3 - 1
    assert days["unusual"]


def test_wrong_usage(loa: Loa, town: DemoSite) -> None:
    del town
    assert loa("audit").exit_code == 2
    assert loa("audit", "town", "--csv", "--json").exit_code == 2
    assert loa("audit", "town").exit_code == 2  # a private address
    nothing = loa("audit", "huongtra", "--no-live")
    assert nothing.exit_code == 1
    assert "the archive has nothing of huongtra" in nothing.stderr
    assert loa("audit", "huongtra").exit_code in (1, 2)
    assert loa("audit", "town", "--db", "none.db").exit_code == 1
