"""A long crawl of generated portals: memory and open files of the workers must stay as they are.

    python bench/soak.py                     # an hour, 20 portals, two requests a second each
    python bench/soak.py --minutes 2         # to see that it works; says little

Memory is what the workers took for themselves (anonymous pages), files are the entries of
/proc/PID/fd, so this needs Linux. The second quarter of the run is compared with its last: medians, since
garbage is collected now and then. The exit status is 1 when one of both grew.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from crawlers import _memory_of as memory_of  # noqa: E402
from sites import serving  # noqa: E402

from scraper.crawl import CrawlOptions, crawl  # noqa: E402

FLAT = {"memory": 1.15, "files": 1.05}
"""How many times as much the last quarter may take. Memory: what is remembered of each article (three
hashes, some 200 bytes) is meant to grow, and is 14 MB over the 72,000 articles of an hour."""

EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The workers at one moment: seconds of the crawl, bytes, open files."""

    at: float
    memory: int
    files: int


def files_of(pid: int) -> int:
    """Open files of a process, 0 of one that ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208  # a count, of a folder that may go
    except OSError:
        return 0


def soak(minutes: float, hosts: int, delay: float, folder: Path) -> tuple[list[Sample], int]:
    """Crawl for so long; the samples and the number of pages that were handled."""
    samples: list[Sample] = []
    handled: dict[str, int] = {}
    articles = int(minutes * 60 / delay) + 100
    with serving(hosts, articles) as site:
        server = {child.pid for child in multiprocessing.active_children()}
        began = time.monotonic()

        def hear(event: object) -> None:
            count = getattr(event, "handled", None)
            if isinstance(count, int):
                handled[event.portal] = count  # type: ignore[attr-defined]
            now = time.monotonic() - began
            if samples and now - samples[-1].at < EVERY:
                return
            workers = [
                child.pid
                for child in multiprocessing.active_children()
                if child.pid and child.pid not in server
            ]
            if workers:
                memory, files = sum(map(memory_of, workers)), sum(map(files_of, workers))
                samples.append(Sample(now, memory, files))

        options = CrawlOptions(delay=delay, allow_private=True, max_minutes=minutes)
        profiles = [site.profile(number) for number in range(hosts)]
        for report in crawl(profiles, folder / "soak.db", options, hear):
            if report.error:
                sys.exit(f"{report.portal}: {report.error}")
    return samples, sum(handled.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--folder", type=Path, help="where the archive goes for the time being")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        samples, pages = soak(options.minutes, options.hosts, options.delay, Path(name))
    length = samples[-1].at
    early = [sample for sample in samples if 0.25 * length <= sample.at < 0.5 * length]
    late = [sample for sample in samples if sample.at >= 0.75 * length]
    if len(early) < 10 or len(late) < 10:
        sys.exit(
            f"{len(samples)} samples are too few: crawl for longer than {options.minutes} minutes"
        )
    print(f"{pages:,} pages of {options.hosts} portals in {length / 60:.0f} minutes\n")
    print("| of the workers together | second quarter | last quarter | ratio | at most |")
    print("|---|---|---|---|---|")
    grown = False
    for what, unit, divisor in (("memory", "MB", 1e6), ("files", "open", 1)):
        before, after = (median(getattr(s, what) for s in part) for part in (early, late))
        ratio = after / before if before else 0.0
        print(
            f"| {what} | {before / divisor:.0f} {unit} | {after / divisor:.0f} {unit} | {ratio:.2f} | {FLAT[what]} |"
        )
        grown |= ratio > FLAT[what]
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
