"""Pages of ``loa web`` against Datasette's own table page, many readers at once while a crawl writes.

    python bench/web.py --articles 500000 [--readers 20] [--seconds 60] [--think 2.0] [--folder FOLDER]
                        [--cold] [--alone]

An archive is generated (bench/corpus.py) and indexed. Two servers run over it: ``loa web``, and a
plain Datasette with its defaults whose table page shows ``articles`` with facets by portal and
section. Readers ask one of them at a time, in turns of some seconds, so that both meet the same
machine; each waits ``--think`` seconds on average between two pages, as people do (0: none waits).
Meanwhile another process stores new and changed articles as a crawl does. Reported for each kind of
page: median and 95th percentile of the time until the whole page was there, and the server's
processor time per page. What took Loa longer than the limit is listed on standard error, with the
second of the run, so that its reason can be looked for. With ``--cold`` nothing of archive and index is
in the system's memory when the servers start, as after a night; ``--alone`` leaves Datasette out.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.corpus import Corpus, ensure, place  # noqa: E402
from scraper.store import Archive  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 0.2
"""Seconds: what the 95th percentile of every page has to stay below."""
TURN = 10.0
PER_SECOND = 20
"""Pages that the crawl stores in a second."""
TABLE = "Datasette's table"

WRITER = """
import random, sys, time
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {root!r})
from bench.corpus import Corpus
from scraper.store import Archive
corpus, chance, first = Corpus(seed=1), random.Random(2), {articles}
with Archive({db!r}) as archive:
    number = 0
    while True:
        began = time.monotonic()
        new = corpus.articles(first + number, {per_second})
        old = corpus.article(chance.randrange(first))
        archive.store([*new, replace(old, body=old.body + f" Sửa lần {{number}}.")])
        number += {per_second}
        if number % (30 * {per_second}) == 0:
            archive.refresh_index()
        time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
"""


class Server:
    """A server in a process of its own."""

    def __init__(self, name: str, command: list[str], port: int) -> None:
        self.name, self.port = name, port

        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def get(self, path: str) -> tuple[int, float]:
        """Status, and seconds until the whole page was there."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        return answer.status, time.perf_counter() - began

    def processor(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait(self, path: str, seconds: float = 600) -> None:
        """Ask for a page until it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.get(path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.5)
        raise SystemExit(f"{self.name} never answered {path}")


def kinds(corpus: Corpus, articles: int, people: int, sections: int, portals: list[str]) -> dict[str, Callable[[random.Random], str]]:  # fmt: skip
    """Kinds of pages, each a function that chooses one."""
    words = corpus.words

    def common(chance: random.Random) -> str:
        return quote(words[chance.randrange(100)].replace("_", " "))

    def rarer(chance: random.Random) -> str:
        return quote(words[chance.randrange(100, 5000)].replace("_", " "))

    return {
        "home": lambda _: "/",
        "search, common word": lambda c: f"/search?q={common(c)}",
        "search, two words": lambda c: f"/search?q={common(c)}+{rarer(c)}",
        "search, filtered": lambda c: (
            f"/search?q={common(c)}&portal={c.choice(portals)}&since={c.randrange(2013, 2024)}"
        ),
        "search, all, newest": lambda c: f"/search?order=newest&page={c.randrange(1, 50)}",
        "feed": lambda c: f"/search.atom?q={rarer(c)}",
        "article": lambda c: f"/article/{c.randrange(1, articles)}",
        "revisions": lambda c: f"/article/{c.randrange(1, articles)}/revisions",
        "changes": lambda c: f"/changes?portal={c.choice(portals)}",
        "people": lambda c: f"/people?page={c.randrange(1, 20)}",
        "person": lambda c: f"/people/{c.randrange(1, people + 1)}",
        "sections": lambda _: "/sections",
        "section": lambda c: f"/sections/{c.randrange(1, sections + 1)}",
        "portals": lambda _: "/portals",
        "portal": lambda c: f"/portals/{c.choice(portals)}",
        "charts": lambda _: "/charts?by=portal&every=year",
    }


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in taken]


@contextmanager
def running(db: Path, articles: int) -> Iterator[tuple[Server, Server]]:
    """Both servers, and the crawl."""
    ports = free_ports(2)
    loa, plain = (
        Server(name, [sys.executable, "-m", *command, str(db), "--port", str(port)], port)
        for port, name, command in (
            (ports[0], "loa web", ("scraper", "web", "--db")),
            (ports[1], "Datasette", ("datasette", "serve")),
        )
    )
    code = WRITER.format(root=str(ROOT), articles=articles, db=str(db), per_second=PER_SECOND)
    writer = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        yield loa, plain
    finally:
        for process in (writer, loa.process, plain.process):
            process.terminate()
        for process in (writer, loa.process, plain.process):
            process.wait()


def read(
    server: Server,
    pages: dict[str, Callable[[random.Random], str]],
    readers: int,
    seconds: float,
    think: float,
    found: dict[str, list[float]],
    odd: dict[tuple[str, int], int],
    seed: int,
    since: float,
) -> int:
    """Let readers ask ``server`` for a while; returns the number of pages."""
    end = time.monotonic() + seconds
    lock = threading.Lock()

    def reader(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        time.sleep(chance.random() * think)
        while time.monotonic() < end:
            name = chance.choice(list(pages))
            path = pages[name](chance)
            status, took = server.get(path)
            with lock:
                found[name].append(took)
                if took > LIMIT and name != TABLE:
                    begun = time.monotonic() - took - since
                    print(f"at {begun:.1f} s: {path} {took:.2f} s", file=sys.stderr, flush=True)
                if status != 200:
                    odd[name, status] += 1
            time.sleep(chance.expovariate(1 / think) if think else 0)

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(readers)]
    before = sum(map(len, found.values()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(map(len, found.values())) - before


def forget_pages(db: Path) -> None:
    """Have the system forget what it holds of the archive and its index."""
    for path in (db, *db.parent.glob(f"{db.name}.tantivy/**/*"), *db.parent.glob(f"{db.name}-wal")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=2.0)
    parser.add_argument("--folder", type=Path, help="keep the archive there, and use it again")
    parser.add_argument("--cold", action="store_true", help="begin with nothing in memory")
    parser.add_argument("--alone", action="store_true", help="do not ask Datasette")
    given = parser.parse_args()
    with place(given.folder, "web") as folder:
        return compare(given, folder)


def compare(given: argparse.Namespace, folder: Path) -> int:
    """Let readers ask both servers by turns, and tell what they waited."""
    corpus = Corpus(seed=1)
    db = ensure(folder / f"{given.articles}.db", corpus, given.articles)
    with Archive(db) as archive:
        archive.refresh_index()
        with archive.reading() as connection:
            people, sections = (
                connection.execute(f"SELECT max(id) FROM {name}").fetchone()[0]
                for name in ("people", "sections")
            )
            portals = [row[0] for row in connection.execute("SELECT name FROM portals")]
    pages = kinds(corpus, given.articles, people, sections, portals)
    table = {
        TABLE: lambda c: (
            f"/{db.stem}/articles?_facet=portal&_facet=section_id&portal={c.choice(portals)}"
        )
    }
    if given.cold:
        forget_pages(db)
    found: dict[str, list[float]] = defaultdict(list)
    odd: dict[tuple[str, int], int] = defaultdict(int)
    spent, asked = defaultdict(float), defaultdict(int)
    with running(db, given.articles) as (loa, plain):
        chance = random.Random(0)
        for choose in pages.values():
            loa.wait(choose(chance))
        asked_of = [(loa, pages)]
        if not given.alone:
            plain.wait(table[TABLE](chance))
            asked_of.append((plain, table))
        turns = max(1, round(given.seconds / TURN))
        since = time.monotonic()
        for turn in range(turns):
            for server, what in asked_of:
                before = server.processor()
                asked[server.name] += read(
                    server, what, given.readers, TURN, given.think, found, odd, turn, since
                )
                spent[server.name] += server.processor() - before
    print(
        f"{given.articles:,} articles, {given.readers} readers, {given.think} s between pages, {PER_SECOND} stored a second"
    )
    print(f"{'page':24} {'pages':>6} {'median ms':>10} {'p95 ms':>8}")
    slow = []
    against = quantile(found[TABLE], 0.95) if found[TABLE] else LIMIT
    for name in filter(found.get, (*pages, TABLE)):  # a short run may not come to each
        p95 = quantile(found[name], 0.95)
        print(
            f"{name:24} {len(found[name]):6} {quantile(found[name], 0.5) * 1000:10.0f} {p95 * 1000:8.0f}"
        )
        if name != TABLE and (p95 > LIMIT or p95 > against):
            slow.append(name)
    for name, seconds in spent.items():
        print(f"{name}: {1000 * seconds / max(asked[name], 1):.1f} ms of processor time a page")
    for (name, status), count in odd.items():
        print(f"{name}: {count} times status {status}")
    print("not below 200 ms and Datasette's table: " + (", ".join(slow) or "none"))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
