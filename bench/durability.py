"""Kill the crawl at random moments, and see whether anything is lost, doubled or asked twice.

    python bench/durability.py [--kills 100] [--seed 1] [--articles 300] [--keep FOLDER]

Generated portals (one kind of listing after the other: pages, sitemap, feed, REST, postbacks …) are
crawled by ``loa crawl``, whose processes all get SIGKILL at a random moment, and which is started
again until it is done. Then every article must stand in the archive once; SQLite must find the file
whole after each kill; every answer must be read from the WARC files with its digest; and the
server's log must show that nothing was asked for that was already stored. Each further archive
continues the count, until there were as many kills as wanted. Exit status 1, with the reasons, when
something did not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from scraper.demo.server import PortalServer  # noqa: E402
from tests.crawl.killing import Trial, WatchedSite  # noqa: E402
from tests.crawl.kinds import KINDS, Kind  # noqa: E402

REQUESTS = 60
SECONDS = 1.5
"""Each kill comes up to so many requests and seconds after the first request of its crawl."""


class Command:
    """``loa crawl`` in a process group of its own."""

    def __init__(self, profile: Path, db: Path) -> None:
        arguments = [
            "crawl",
            str(profile),
            "--db",
            str(db),
            "--delay",
            "0",
            "--allow-private",
            "-q",
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scraper", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=None,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """Kill the whole group; its leader's children may outlive the leader."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        # Orphans that are killed may stay zombies where nobody reaps them: not for ever.
        for _ in range(100):
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.01)


def write_profile(kind: Kind, home: str, folder: Path) -> Path:
    """The kind's profile as a file, as a user has it."""
    profile = kind.profile(home)
    addresses = profile.addresses
    lines = [
        f'name = "{profile.name}"',
        f'home = "{home}"',
        "[addresses]",
        f"article = {json.dumps(addresses.article)}",
        f"listing = {json.dumps(addresses.listing)}",
        *([f"next = {json.dumps(addresses.next)}"] if addresses.next else []),
        "[fields]",
        'title = "h1.title"',
        'published = "p.date"',
        'section = "div.crumb"',
        'body = "div.content"',
    ]
    path = folder / f"{profile.name}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def trial(kind: Kind, folder: Path, kills: int, args: argparse.Namespace, seed: int) -> Trial:
    """Fill one archive; at most ``kills`` kills."""
    folder.mkdir(parents=True, exist_ok=True)
    with PortalServer(WatchedSite(kind, args.articles)) as server:  # type: ignore[arg-type]
        profile, db = write_profile(kind, server.url, folder), folder / "news.db"
        made = Trial(server, db, lambda: Command(profile, db))
        made.run(kills, random.Random(seed), requests=REQUESTS, seconds=SECONDS)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="keep the archives below this folder")
    args = parser.parse_args()
    begun, kills, bad = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(args.kills):
            kind = KINDS[number % len(KINDS)]
            folder = (args.keep or Path(temporary)) / f"{number:03}-{kind.name}"
            done = trial(kind, folder, args.kills - kills, args, args.seed + number)
            kills += done.kills
            bad += len(done.problems)
            print(f"{kind.name:24} {done.kills:3} kills, {done.rounds:3} crawls, "
                  f"{done.requests:5} requests, {len(done.problems)} problems", flush=True)  # fmt: skip
            for problem in done.problems[:20]:
                print(f"    {problem}", flush=True)
            if kills >= args.kills:
                break
    print(f"{kills} kills, {bad} problems, {time.monotonic() - begun:.0f} s")
    return 1 if bad or kills < args.kills else 0


if __name__ == "__main__":
    sys.exit(main())
