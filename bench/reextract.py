"""`loa reextract` beside trafilatura `fast`, over the same WARC file and on the same processors.

    python bench/reextract.py [--pages 4000] [--jobs 2] [--keep FOLDER]

The WARC is generated: articles in the bundled demo portal's markup, each with menus, boxes of other
news and scripts up to 60-100 kB, as real portals send them. Loa reads each record, extracts every
field by the portal's profile, and compares with the archive (nothing changed, so nothing is
written; with ``--write`` every article is, since each had another title). trafilatura reads the same
records with FastWARC and returns the text and no more, in as many processes. Pages per second of
processor time are told, too: they say the same on a machine that has other things to do.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper import extract  # noqa: E402
from scraper.demo.site import DemoSite  # noqa: E402
from scraper.portals import load_profile  # noqa: E402
from scraper.reread import reextract  # noqa: E402
from scraper.store import Archive, Fetch, PageRecord, Task  # noqa: E402
from scraper.store.warc import Exchange, pack, warc_folder  # noqa: E402
from scraper.store.warc_reader import WarcFile  # noqa: E402
from scraper.store.warc_writer import WarcWriter  # noqa: E402

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def generate(db: Path, count: int, *, other_titles: bool) -> list[tuple[str, int]]:
    """An archive with ``count`` articles and their pages; returns where the records stand."""
    site, profile, chance = DemoSite(), load_profile("demo"), random.Random(7)
    real = [site.respond(f"/?gd=1&cn=82&tc={a.id}").body.decode() for a in site.articles]
    places = []
    with (
        Archive(db) as archive,
        closing(WarcWriter(db, "demo", 1, "loa bench", max_bytes=10**12)) as out,
    ):
        archive.add_portal("demo", home=profile.home, hosts=profile.hosts)
        for first in range(0, count, 64):
            batch = []
            for n in range(first, min(first + 64, count)):
                url = f"{profile.home}?cn=82&gd=1&tc={100_000 + n}"
                body = padded(real[n % len(real)], chance).encode()
                batch.append((url, BEGIN + timedelta(seconds=n), body))
            packed = [
                pack(
                    Exchange(url, at, "GET", (), b"", 200, ((b"Content-Type", b"text/html"),), body)
                )
                for url, at, body in batch
            ]
            written = out.write(packed)
            records = []
            for (url, at, body), place in zip(batch, written, strict=True):
                article = extract(body, url, profile, fetched_at=at)
                if other_titles:
                    article = replace(article, title=f"{article.title} (old)")
                fetch = Fetch(
                    url, url, at, 200, content_type="text/html", size=len(body),
                    payload_sha256=sha256(body).hexdigest(),
                    warc_file=place.file, warc_offset=place.offset,
                )  # fmt: skip
                task = Task(url, "article", key=article.key)
                records.append(PageRecord(task, fetch, "done", article=article))
                places.append((place.file, place.offset))
            archive.record(records, portal="demo")
    return places


def padded(page: str, chance: random.Random) -> str:
    """The page with what stands around articles: half of it boxes of links, half of it scripts."""
    room = chance.randint(60_000, 100_000) - len(page.encode())
    words = (
        "tin bài thông báo lịch họp văn bản đề án chương trình kế hoạch phường xã ngày hội".split()
    )
    boxes: list[str] = []
    size = 0
    while size < room // 2:
        items = "".join(
            f'<li class="i"><a href="/?gd=9&amp;cn={k}&amp;tc={chance.randint(1, 99999)}" title="x">'
            f'<img src="/img/{k}.jpg" alt="" />{" ".join(chance.choices(words, k=9))}</a></li>'
            for k in range(10)
        )
        boxes.append(
            f'<div class="box"><h4>{" ".join(chance.choices(words, k=3))}</h4><ul>{items}</ul></div>'
        )
        size += len(boxes[-1].encode())
    script = "".join(
        f"var v{k}={{a:{k},b:'{chance.random()}',c:function(x){{return x*{k};}}}};\n"
        for k in range(3000)
    )
    filler = f"{''.join(boxes)}<script>{script[: room - size]}</script>"
    end = page.rindex("</body>")
    return page[:end] + filler + page[end:]


def peer(work: tuple[Path, list[int]]) -> int:
    """Characters that trafilatura finds on the pages at these offsets."""
    from trafilatura import extract as read

    path, offsets = work
    found = 0
    with WarcFile(path) as warc:
        for offset in offsets:
            kept = warc.read(offset)
            found += len(read(kept.payload, url=kept.url, fast=True) or "")
    return found


def processor_seconds() -> float:
    """Seconds of processor time that this process and its ended children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=4_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="let every article get a revision")
    parser.add_argument("--keep", type=Path, help="folder to generate into; a temporary one else")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        db = folder / "bench.db"
        if db.exists():
            parser.error(f"{db} exists already")
        places = generate(db, options.pages, other_titles=options.write)
        path = warc_folder(db) / places[0][0]
        results = {
            "pages": options.pages,
            "jobs": options.jobs,
            "warc_bytes_per_page": round(path.stat().st_size / options.pages),
        }

        begun, used = time.perf_counter(), processor_seconds()
        (report,) = reextract(db, jobs=options.jobs)
        results["loa_pages_per_second"] = round(options.pages / (time.perf_counter() - begun), 1)
        loa_cost = processor_seconds() - used
        results["loa_pages_per_cpu_second"] = round(options.pages / loa_cost, 1)
        results["loa_changed"], results["loa_unchanged"] = report.changed, report.unchanged
        assert report.pages == report.changed + report.unchanged == options.pages, report

        offsets = [offset for _, offset in places]
        parts = [(path, offsets[n : n + 32]) for n in range(0, len(offsets), 32)]
        begun, used = time.perf_counter(), processor_seconds()
        with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
            found = sum(pool.imap_unordered(peer, parts))
            pool.close()
            pool.join()
        results["trafilatura_pages_per_second"] = round(
            options.pages / (time.perf_counter() - begun), 1
        )
        peer_cost = processor_seconds() - used
        results["trafilatura_pages_per_cpu_second"] = round(options.pages / peer_cost, 1)
        results["times_by_cpu"] = round(peer_cost / loa_cost, 1)
        assert found > 100 * options.pages
        results["times"] = round(
            results["loa_pages_per_second"] / results["trafilatura_pages_per_second"], 1
        )
        print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
