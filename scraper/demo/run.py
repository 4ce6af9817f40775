"""The demo: the bundled portal is served, crawled over HTTP like any other, searched and exported.

Nothing here is done otherwise than in a real crawl: the portal is a web server on a loopback port,
and its profile, the crawler, the archive and the export are those that all portals use.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.crawl import CrawlOptions, CrawlReport, crawl
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.errors import LoaError
from scraper.export import export
from scraper.portals import load_profile
from scraper.store import Archive
from scraper.store.warc import warc_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from scraper.crawl import CrawlEvent
    from scraper.search import SearchResults

PROFILE = "demo"
QUERY = '"chuyen doi so"'
"""A phrase without its accents: it finds "chuyển đổi số"."""

FIELDS = ("title", "published", "section", "authors", "body")


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo made.

    Attributes:
        sections: path, number of articles, first and last day of publication; largest first.
        filled: field to the share (0..1) of articles that have it.
        first_day, last_day: ISO days.
        query: what was searched for.
    """

    archive: Path
    csv: Path
    report: CrawlReport
    articles: int
    sections: Sequence[tuple[str, int, str, str]]
    filled: Mapping[str, float]
    first_day: str
    last_day: str
    query: str
    results: SearchResults


def run_demo(
    folder: Path,
    on_event: Callable[[CrawlEvent], None] | None = None,
    *,
    query: str = QUERY,
) -> DemoResult:
    """Crawl the bundled portal into ``folder/demo.db`` and write ``folder/demo.csv``.

    An archive of an earlier demo is replaced.

    Raises:
        LoaError: something else stands at ``folder/demo.db``, or it cannot be written.
    """
    path = folder / "demo.db"
    remove_old(path)
    with PortalServer(DemoSite()) as server:
        profile = load_profile(PROFILE).at(server.url)
        options = CrawlOptions(delay=0, allow_private=True)
        (report,) = crawl([profile], path, options, on_event)
    with Archive(path) as archive:
        articles = archive.articles(columns=["section_path", *FIELDS])
        count = export(archive, "csv", folder / "demo.csv").articles
        results = archive.search(query, limit=3)
    days = articles["published"].astype(str).str[:10]
    grouped = days.groupby(articles["section_path"].fillna("–")).agg(["size", "min", "max"])
    grouped = grouped.sort_values(["size"], ascending=False, kind="stable")
    return DemoResult(
        archive=path,
        csv=folder / "demo.csv",
        report=report,
        articles=count,
        sections=[
            (str(row.Index), int(row[1]), str(row[2]), str(row[3])) for row in grouped.itertuples()
        ],
        filled={
            name: float((articles[name].notna() & (articles[name].astype(str) != "")).mean())
            for name in FIELDS
        },
        first_day=str(days.min()),
        last_day=str(days.max()),
        query=query,
        results=results,
    )


def remove_old(path: Path) -> None:
    """Remove the archive of an earlier demo, and nothing else.

    Raises:
        LoaError: ``path`` is something else: it is left as it is.
    """
    if not path.exists():
        return
    if not is_demo_archive(path):
        raise LoaError(f"{path} is no archive of an earlier demo; move it away, then try again")
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    for file in (warc_folder(path) / PROFILE).glob("*.warc.gz"):
        file.unlink()


def is_demo_archive(path: Path) -> bool:
    """Whether ``path`` is a Loa archive that holds nothing but the demo portal.

    An empty file counts as one: a demo leaves it where the disk is full, and nothing is lost.
    """
    if not path.is_file():
        return False
    if path.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            names = {row[0] for row in db.execute("SELECT name FROM portals")}
            homes = {row[0] for row in db.execute("SELECT home FROM portals")}
    except sqlite3.Error:
        return False
    return names <= {PROFILE} and all(urlsplit(str(h)).hostname == "127.0.0.1" for h in homes)
