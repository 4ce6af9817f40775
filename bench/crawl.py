"""Crawl generated portals with Loa and with its peers, side by side in one run.

    python bench/crawl.py                                  # 20 hosts, 40 articles each: two minutes
    python bench/crawl.py --articles 1000 --peer-articles 50           # 20,000 pages
    python bench/crawl.py --articles 2500 --tools loa                  # memory up to 50,000 pages

The site (bench/sites.py) is served by a process of its own. Loa crawls it from its home pages with
everything on: fetched at one request a host at a time without a pause, read, links followed, stored,
kept as WARC, indexed for search, in as many processes as there are processors. Bare Scrapy fetches
the same article pages, whose addresses it is given, and stores nothing. The slow ones get a smaller
site, and what counts is their rate. The columns: pages, seconds, pages per second, milliseconds of
processor time a page (of the crawler, not of the site's server), the rate that follows from it where
each of the crawler's processes has a processor of its own, and how many times as fast Loa is by both
rates. With ``--rounds`` the best of each counts.

On a machine that has other work to do the measured rates say how the system shared the processors
among them and little else; the floors then hold the rates that follow from the processor time.

The exit status is 1 below a floor, or when Loa did not store, keep and index every article.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import crawlers
from crawlers import NotInstalledError, Result, measured
from sites import Site, serving

if TYPE_CHECKING:
    from collections.abc import Callable

FLOORS = {"bare Scrapy": 0.5, "naive script": 8.0, "news-please": 8.0}
"""Loa's rate over that of each, at least."""

FLAT = 1.10
"""Memory after :data:`EARLY` pages over that up to then, at most: the highest, and the median."""

EARLY = 5_000

BUSY = 0.5
"""Load average from which the machine counts as having other work to do."""


def loa(site: Site, folder: Path) -> Result:
    archive = Path(tempfile.mkdtemp(dir=folder)) / "news.db"
    result = measured(crawlers.loa, site, archive, None)
    check(archive, site)
    return result


def check(archive: Path, site: Site) -> None:
    """That what was measured was done: every article stored once, its answer kept, and indexed."""
    wanted = site.hosts * site.articles
    connection = sqlite3.connect(archive)
    for what, query in (
        ("stored", "SELECT count(*) FROM articles WHERE published IS NOT NULL AND body <> ''"),
        ("indexed", "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'nhan OR thi'"),
        (
            "kept",
            """SELECT count(*) FROM articles
               WHERE url IN (SELECT url FROM fetches WHERE status = 200 AND warc_offset > 0)""",
        ),
    ):
        (number,) = connection.execute(query).fetchone()
        if number != wanted:
            sys.exit(f"of {wanted} articles Loa {what} {number}")
    connection.close()


def spread(site: Site) -> list[str]:
    """The addresses of all articles, the hosts in turn, so that all are busy."""
    return [url for row in zip(*map(site.article_urls, range(site.hosts)), strict=True) for url in row]  # fmt: skip


def tools(site: Site, small: Site, folder: Path) -> dict[str, Callable[[], Result]]:
    urls, few = spread(site), spread(small)

    def naive() -> Result:
        database = Path(tempfile.mkdtemp(dir=folder)) / "naive.db"
        return measured(crawlers.naive, small, database)

    return {
        "loa": partial(loa, site, folder),
        "bare Scrapy": lambda: measured(crawlers.bare_scrapy, urls, False),
        "bare Scrapy + uvloop": lambda: measured(crawlers.bare_scrapy, urls, True),
        "naive script": naive,
        "news-please": lambda: measured(crawlers.news_please, few),
        "trafilatura": lambda: measured(crawlers.trafilatura_own, few),
    }


def growth(result: Result) -> tuple[float, float] | None:
    """Memory after the early pages over that of the early ones; None in short runs.

    Returns:
        Of the highest that was seen (after 5,000 pages, over that from 2,500 to 5,000), and of the
        median (of the last 5,000 pages, over that from 2,500 to 5,000).
    """
    early = [size for pages, size in result.memory if EARLY / 2 < pages <= EARLY]
    late = [size for pages, size in result.memory if pages > EARLY]
    # When all pages are there the workers have ended, and the index is brought up to date.
    last = [s for pages, s in result.memory if result.pages - EARLY < pages < result.pages]
    if not early or not last or result.pages < 4 * EARLY or not min(early):
        return None
    return max(late) / max(early), median(last) / median(early)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--articles", type=int, default=40, help="on each host")
    parser.add_argument("--peer-articles", type=int, default=5, help="for the slow ones, likewise")
    parser.add_argument("--rounds", type=int, default=1, help="the best of so many counts")
    parser.add_argument("--tools", help="only these, parted by commas; all when left out")
    parser.add_argument("--folder", type=Path, help="where archives go for the time being")
    options = parser.parse_args()
    busy = os.getloadavg()[0] > BUSY
    best: dict[str, Result] = {}
    with (
        serving(options.hosts, options.articles) as site,
        serving(options.hosts, options.peer_articles) as small,
        tempfile.TemporaryDirectory(dir=options.folder) as folder,
    ):
        asked = options.tools.split(",") if options.tools else None
        chosen = {
            name: run
            for name, run in tools(site, small, Path(folder)).items()
            if asked is None or name in asked
        }
        for _ in range(options.rounds):
            for name in list(chosen):
                try:
                    result = chosen[name]()
                except NotInstalledError as error:
                    print(f"{name}: left out, {error} is not installed (bench/peers.txt)")
                    del chosen[name]
                    continue
                if name not in best or result.undisturbed > best[name].undisturbed:
                    best[name] = result
    return report(best, busy=busy)


def report(best: dict[str, Result], *, busy: bool) -> int:
    state = "busy with other work" if busy else "else idle"
    print(f"\n{os.cpu_count()} processors, {state}")
    print(
        f"{'':22}{'pages':>7}{'seconds':>9}{'pages/s':>9}{'cpu ms':>8}{'by cpu':>8}{'loa is':>9}{'by cpu':>8}"
    )
    loa = best.get("loa")
    below = []
    for name, result in best.items():
        line = (
            f"{name:22}{result.pages:7}{result.seconds:9.1f}{result.rate:9.1f}"
            f"{1000 * result.cpu / max(1, result.pages):8.2f}{result.undisturbed:8.1f}"
        )
        if loa is not None and name != "loa" and result.pages:
            measured_ratio = loa.rate / result.rate
            by_cpu = loa.undisturbed / result.undisturbed
            line += f"{measured_ratio:8.2f}x{by_cpu:7.2f}x"
            ratio, floor = by_cpu if busy else measured_ratio, FLOORS.get(name, 0.0)
            if ratio < floor:
                below.append(f"{ratio:.2f} times the rate of {name}, floor {floor}")
        print(line)
    if loa is not None:
        below += check_memory(loa)
    for line in below:
        print(f"below the floor: {line}", file=sys.stderr)
    return 1 if below else 0


def check_memory(loa: Result) -> list[str]:
    """Show the memory of Loa's workers over the pages; what is wrong with it."""
    step = max(1, len(loa.memory) // 12)
    line = ", ".join(f"{pages:,}: {size / 1e6:.0f}" for pages, size in loa.memory[::step])
    print(f"\nmemory of Loa's workers together (pages: MB): {line}")
    grown = growth(loa)
    if grown is None:
        print(f"whether it is flat is seen only in runs over {4 * EARLY:,} pages")
        return []
    highest, usual = grown
    print(
        f"after {EARLY:,} pages: highest {highest:.2f} times, median {usual:.2f} times that before"
    )
    return [f"memory grew to {max(grown):.2f} times, at most {FLAT}"] if max(grown) > FLAT else []


if __name__ == "__main__":
    sys.exit(main())
