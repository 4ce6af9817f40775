"""What the archive costs as it grows, and beside sqlite-utils.

    python bench/archive.py [--small 10000] [--large 100000] [--folder FOLDER]
    python bench/archive.py --large 1000000          # the full size: about 8 GB, an hour or more
    python bench/archive.py --large 1000000 --no-index    # half of both: without the full-text index

All texts are generated (a fixed seed). Measured, each in one run and interleaved where two things
are compared, so that a busy machine hurts both alike:

* writing: articles per second with revisions, people, sections, provenance and log of changes, the
  index aside, beside ``sqlite_utils.Table.upsert_all`` of the same articles' flat rows;
* opening an archive, and storing 100 changed articles in one transaction, at both sizes, with the
  files in the system's memory, and with both dropped from it before each batch (``cold``);
* memory and time of ``loa doctor`` at both sizes, in processes of their own: resident, of which the
  system can take pages of files away, and anonymous, of which it cannot.

Exit status 1 when a ratio misses its floor.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import sqlite_utils  # noqa: E402

from scraper.model import Article, Byline, DocumentMention, Image, PublishedAt  # noqa: E402
from scraper.store import Archive, Fetch, PageRecord, Task  # noqa: E402
from scraper.store.doctor import Examination, examine  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FLOORS = {"opening": 2.0, "batch": 1.5, "cold batch": 1.5, "memory": 1.5, "writing": 0.4}
"""Large against small at most; writing at least so much of sqlite-utils."""
BATCH = 100
BUILT = 2000
"""Articles of one transaction while an archive is built."""
PORTALS = 20
SYLLABLES = (
    "hội nghị đối thoại nhân dân đường làng trường học bệnh viện nông thôn mới chủ tịch phó phòng "
    "kinh tế văn hóa xã phường thị trấn sông núi lúa ngô khoai sắn trâu bò mùa mưa nắng gió bão lũ "
    "cầu cống chợ bến xe đò thuyền cá tôm rừng biển đảo nhà máy công ty hợp tác tổ dân phố"
).split()
SENTENCES = [
    " ".join(chance.choices(SYLLABLES, k=10)) for chance in map(random.Random, range(5000))
]
"""Texts are put together from these, since a choice for each syllable takes longer than storing."""
NAMES = [f"Trần {first} {last}" for first in SYLLABLES for last in SYLLABLES]
"""Some 5,000 authors, which is many for 20 portals."""


def articles(first: int, count: int, *, edition: int = 0) -> list[Article]:
    """Articles of about 350 syllables; the same for the same numbers."""
    made = []
    for n in range(first, first + count):
        chance = random.Random(n)
        parts = chance.choices(SENTENCES, k=33)
        words = " ".join(parts[:4]).split()
        portal = f"portal{n // BATCH % PORTALS}"
        number = chance.randrange(1, 3000)
        made.append(
            Article(
                url=f"https://{portal}.example/?gd=1&cn=82&tc={n}",
                key=f"{portal}.example/{n}",
                portal=portal,
                title=f"{' '.join(words[:10])} {n}",
                lead=" ".join(parts[1:4]),
                body="\n\n".join(" ".join(parts[i : i + 6]) for i in range(4, 33, 6))
                + f"\n\nLần sửa {edition}.",
                published=PublishedAt(date(2005, 1, 1) + timedelta(days=n % 7000), "day"),
                section=("Tin tức", f"Mục {n % 12}"),
                bylines=(
                    Byline(NAMES[chance.randrange(len(NAMES))], "Phóng viên", "author"),
                    Byline(f"Báo {words[2]}", None, "source"),
                ),
                tags=tuple(words[3:6]),
                language="vi",
                images=(Image(f"https://{portal}.example/{n}.jpg", " ".join(words[6:14])),),
                documents=(
                    DocumentMention(
                        f"{number}/QĐ-UBND", "QĐ", None, f"Quyết định {number}/QĐ-UBND"
                    ),
                ),
                provenance=dict.fromkeys(
                    ("title", "lead", "body", "published", "section", "bylines"),
                    "profile:div.content",
                ),
            )
        )
    return made


def flat(article: Article) -> dict[str, object]:
    """The article as a row with the columns of ``articles_flat`` that are not the archive's own."""
    published = article.published
    return {
        "portal": article.portal,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "published": published.isoformat() if published else None,
        "published_precision": published.precision if published else None,
        "updated": None,
        "section": article.section[-1],
        "section_path": " / ".join(article.section),
        "authors": "; ".join(article.authors),
        "author_roles": "; ".join(b.role or "" for b in article.bylines if b.kind == "author"),
        "source": "; ".join(b.name for b in article.bylines if b.kind == "source"),
        "tags": "; ".join(article.tags),
        "language": article.language,
        "word_count": article.body.count(" ") + 1,
        "first_seen": "2026-01-01T00:00:00Z",
        "last_seen": "2026-01-01T00:00:00Z",
        "gone": None,
    }


def pages(batch: list[Article]) -> list[PageRecord]:
    """The articles as a crawl records them, without kept pages."""
    return [
        PageRecord(
            Task(a.url, "article", a.key, 1, title=a.title),
            Fetch(a.url, a.url, BEGIN, 200, payload_sha256=f"{i:064x}", size=60_000),
            "done",
            article=a,
        )
        for i, a in enumerate(batch)
    ]


def writing(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds, and seconds of the processor, of sqlite-utils, ``store``, ``record`` (a crawl's)."""
    spent = [0.0, 0.0, 0.0]
    busy = [0.0, 0.0, 0.0]

    def take(which: int, work: Callable[..., object], *values: object, **named: object) -> None:
        begun, worked = perf_counter(), process_time()
        work(*values, **named)
        spent[which] += perf_counter() - begun
        busy[which] += process_time() - worked

    rows = sqlite_utils.Database(folder / "flat.db")
    rows.enable_wal()
    rows.execute("PRAGMA synchronous = NORMAL")
    with Archive(folder / "stored.db") as stored, Archive(folder / "crawled.db") as crawled:
        for first in range(0, count, BATCH):
            batch = articles(first, BATCH)
            records = pages(batch)
            take(0, rows["articles"].upsert_all, map(flat, batch), pk="url")
            take(1, stored.store, batch, seen_at=BEGIN)
            take(2, crawled.record, records, portal=batch[0].portal)
    rows.close()
    return spent, busy


def build(path: Path, count: int, *, index: bool) -> float:
    """An archive of ``count`` articles, or what it lacks; articles per second.

    The file is not flushed in between: after a crash of the machine it may be torn.
    """
    begun = perf_counter()
    with Archive(path, cache=512 * 1024) as archive:
        with archive.reading() as connection:
            connection.execute("PRAGMA synchronous = OFF")
            (known,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        for first in range(known, count, BUILT):
            archive.store(articles(first, min(BUILT, count - first)), seen_at=BEGIN)
            if first % 50_000 < BUILT:
                print(f"{first:,} articles after {perf_counter() - begun:.0f} s", file=sys.stderr)
        if index:
            archive.refresh_index()
    return (count - known) / (perf_counter() - begun)


def opening(paths: list[Path], times: int = 30) -> list[float]:
    """Seconds to open and close each archive, the median of some times in turns."""
    found: list[list[float]] = [[] for _ in paths]
    for _ in range(times):
        for path, seconds in zip(paths, found, strict=True):
            begun = perf_counter()
            Archive(path).close()
            seconds.append(perf_counter() - begun)
    return [median(seconds) for seconds in found]


def changing(paths: list[Path], sizes: list[int], *, cold: bool, times: int = 20) -> list[float]:
    """Seconds to store 100 changed articles from all over each archive, the median, in turns.

    Args:
        paths: the archives.
        sizes: how many articles each has.
        cold: drop each file from the system's memory before each batch; it is read into it otherwise.
        times: batches for each.
    """
    with Archive(paths[0], readonly=True) as archive, archive.reading() as connection:
        (before,) = connection.execute("SELECT max(seq) FROM changes").fetchone()
    chance = random.Random(before)  # other texts than an earlier run stored
    found: list[list[float]] = [[] for _ in paths]
    for turn in range(times + 1):
        for path, size, seconds in zip(paths, sizes, found, strict=True):
            edition = before + turn
            batch = [
                replace(articles(n, 1, edition=edition)[0], title=f"Lần {edition} của {n}")
                for n in chance.sample(range(size), BATCH)
            ]
            if cold:
                drop(path)
            elif not turn:
                load(path)
            with Archive(path) as archive:
                begun = perf_counter()
                stored = archive.store(batch, seen_at=BEGIN + timedelta(minutes=edition))
                spent = perf_counter() - begun
            if {each.change for each in stored} != {"revision"}:
                raise SystemExit(f"{path} did not take the batch for changed articles")
            if turn:  # the first loads code
                seconds.append(spent)
    return [median(seconds) for seconds in found]


def drop(path: Path) -> None:
    """Let the system forget what it has of a file that nobody has open."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def load(path: Path) -> None:
    """Read a file into the system's memory."""
    with path.open("rb") as file:
        while file.read(2**24):
            pass


def doctor(path: Path) -> tuple[float, float, float]:
    """Megabytes, anonymous megabytes and seconds of an examination, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--examine", str(path)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    *numbers, findings = json.loads(done.stdout)
    if findings:
        raise SystemExit(f"{path} is not whole: {findings}")
    resident, anonymous, seconds = numbers
    return resident, anonymous, seconds


def examined(path: Path) -> None:
    """Print what an examination of ``path`` took in this process."""
    begun = perf_counter()
    anonymous = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal anonymous
        while not done.wait(0.05):
            anonymous = max(anonymous, memory("RssAnon"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with Archive(path, readonly=True) as archive:
        findings = [finding.message for finding in examine(archive, Examination())]
    done.set()
    watcher.join()
    # Not ru_maxrss: a child begins with what its parent had.
    print(json.dumps([memory("VmHWM"), anonymous, perf_counter() - begun, findings]))


def memory(what: str) -> float:
    """A number of this process's status, in MB; 0 where the system has none."""
    found = re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def report(folder: Path, small: int, large: int, *, index: bool) -> bool:
    """Measure and print everything; returns whether all floors hold."""
    spent, busy = writing(folder, small)
    ratio = spent[0] / spent[1]
    print(
        f"writing {small:,} articles, batches of {BATCH}, index aside (in parentheses: processor):"
    )
    for name, seconds, worked in zip(
        (
            "sqlite-utils upsert_all, flat rows",
            "Archive.store (revisions, people, …)",
            "Archive.record (fetches, frontier, too)",
        ),
        spent,
        busy,
        strict=True,
    ):
        print(
            f"  {name:40}{small / seconds:8,.0f}/s  {spent[0] / seconds:.2f} "
            f"({worked / small * 1e6:.0f} us, {busy[0] / worked:.2f})",
            flush=True,
        )
    paths = [folder / "small.db", folder / "large.db"]
    for path, size in zip(paths, (small, large), strict=True):
        rate = build(path, size, index=index)
        print(f"built {size:,} articles{' with index' * index}: {rate:,.0f}/s", flush=True)
    ratios = {"writing": ratio}
    for name, seconds in (
        ("opening", opening(paths)),
        ("batch", changing(paths, [small, large], cold=False)),
        ("cold batch", changing(paths, [small, large], cold=True)),
    ):
        ratios[name] = seconds[1] / seconds[0]
        times = " and ".join(f"{value * 1000:.2f} ms" for value in seconds)
        print(f"{name} at {small:,} and {large:,}: {times}, {ratios[name]:.2f} times", flush=True)
    for path in paths:
        with closing(Archive(path)) as archive:
            if index:
                archive.refresh_index()
            print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    used = [doctor(path) for path in paths]
    ratios["memory"] = used[1][1] / used[0][1]
    print("loa doctor, megabytes resident, anonymous, and seconds: ", end="")
    print(" and ".join(f"{all_:.0f}, {own:.0f}, {seconds:.1f}" for all_, own, seconds in used))
    print(f"  {ratios['memory']:.2f} times the anonymous memory")
    missed = [
        name
        for name, floor in FLOORS.items()
        if (ratios[name] < floor if name == "writing" else ratios[name] > floor)
    ]
    for name in missed:
        print(f"MISSED: {name} {ratios[name]:.2f}, floor {FLOORS[name]}")
    return not missed


def main() -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--no-index", action="store_true", help="leave the full-text index aside")
    parser.add_argument("--folder", type=Path, help="keep the archives there, and use them again")
    parser.add_argument("--examine", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.examine is not None:
        examined(arguments.examine)
        return 0
    index = not arguments.no_index
    if arguments.folder is not None:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        for name in ("flat.db", "stored.db", "crawled.db"):
            for path in arguments.folder.glob(f"{name}*"):
                path.unlink()
        return 0 if report(arguments.folder, arguments.small, arguments.large, index=index) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if report(Path(folder), arguments.small, arguments.large, index=index) else 1


if __name__ == "__main__":
    sys.exit(main())
