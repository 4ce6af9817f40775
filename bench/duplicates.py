"""Near-duplicates: recall, precision, time and memory beside datasketch, at several sizes.

    python bench/duplicates.py [--sizes 10000,100000] [--folder FOLDER]

Planted are copies by another portal with a new lead, another byline and one paragraph left out
(``bench/corpus.py``), and articles that only quote a paragraph of another one, which are none.
Each tool runs in a process of its own over the same archive, one after the other:

* ``loa``: :func:`scraper.analysis.duplicates.near_duplicates` as it comes.
* ``datasketch``: ``MinHash(num_perm=128)`` filled by ``update``, and ``MinHashLSH`` with 128
  permutations, as its manual shows; the same threshold and the same shingles of five words as here.
  ``datasketch batch`` fills it by ``update_batch``, its faster way.

A pair is right when one is a planted copy of the other or both are copies of the same article.
``loa`` reports groups: all pairs of a group count.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from corpus import Corpus, ensure, place  # noqa: E402

from scraper import Archive  # noqa: E402
from scraper.analysis.corpus import ArchiveTexts  # noqa: E402
from scraper.analysis.duplicates import THRESHOLD, near_duplicates  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.model import Article

COPIES = 0.05
QUOTES = 0.05
RECALL = PRECISION = 0.95
TOOLS = ("loa", "datasketch batch", "datasketch")


class Quoting(Corpus):
    """The corpus, with articles that quote one paragraph of an earlier one."""

    def article(self, number: int) -> Article:
        made = super().article(number)
        chance = Random(f"quotes {self.seed} {number}")
        if number < 10 or self.copy_of(number) is not None or chance.random() >= QUOTES:
            return made
        quoted = chance.choice(self._original(chance.randrange(number)).body.split("\n\n"))
        own = made.body.split("\n\n")
        own.insert(chance.randrange(len(own) + 1), quoted)
        return replace(made, body="\n\n".join(own))


def corpus() -> Quoting:
    return Quoting(seed=7, portals=40, copies=COPIES)


def planted(ids: dict[int, int]) -> set[tuple[int, int]]:
    """Right pairs of archive ids, of articles whose ids are known by number."""
    made = corpus()
    families: dict[int, list[int]] = {}
    for number in sorted(ids):
        source = made.copy_of(number)
        families.setdefault(number if source is None else source, []).append(ids[number])
    return pairs_of(families.values())


def pairs_of(groups: Iterable[Iterable[int]]) -> set[tuple[int, int]]:
    return {(min(pair), max(pair)) for group in groups for pair in combinations(sorted(group), 2)}


def texts(archive: Archive) -> Iterator[tuple[int, str]]:
    return iter(ArchiveTexts(archive).items())


def by_loa(archive: Archive) -> set[tuple[int, int]]:
    return pairs_of(near_duplicates(ArchiveTexts(archive), threshold=THRESHOLD).groups)


def by_datasketch(archive: Archive, *, batch: bool) -> set[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    found = set()
    word = re.compile(r"\w+")
    for key, text in texts(archive):
        words = word.findall(text.lower())
        shingles = {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}
        sketch = MinHash(num_perm=128)
        if batch:
            sketch.update_batch([shingle.encode() for shingle in shingles])
        else:
            for shingle in shingles:
                sketch.update(shingle.encode())
        found.update((min(key, other), max(key, other)) for other in lsh.query(sketch))
        lsh.insert(key, sketch)
    return found


def peak_memory() -> float:
    """Megabytes that this process has used at most; getrusage would count those of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def run(tool: str, db: Path) -> None:
    """One tool, in this process; prints its figures as JSON."""
    with Archive(db, readonly=True) as archive:
        begun = process_time()
        found = (
            by_loa(archive)
            if tool == "loa"
            else by_datasketch(archive, batch=tool == "datasketch batch")
        )
        seconds = process_time() - begun
        peak = peak_memory()
        with archive.reading() as connection:
            rows = connection.execute("SELECT id, key FROM articles").fetchall()
    right = planted({int(key.rpartition("/")[2]): number for number, key in rows})
    print(
        json.dumps(
            {
                "seconds": seconds,
                "peak": peak,
                "found": len(found),
                "planted": len(right),
                "recall": len(found & right) / len(right),
                "precision": len(found & right) / max(1, len(found)),
            }
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--folder", type=Path, help="keep the archives there, and use them again")
    parser.add_argument("--one", nargs=2, metavar=("TOOL", "DB"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run(given.one[0], Path(given.one[1]))
        return 0
    with place(given.folder, "duplicates") as folder:
        return compare(given.sizes.split(","), given.tools.split(","), folder)


def compare(sizes: list[str], tools: list[str], folder: Path) -> int:
    """Print a row for each tool and size; 1 where the promise is not kept."""
    kept = True
    print("| articles | tool | processor s | ms/article | peak MB | pairs | recall | precision |")
    print("|---|---|---|---|---|---|---|---|")
    for size in map(int, sizes):
        db = ensure(folder / f"copies-{size}.db", corpus(), size)
        figures = {}
        for tool in tools:
            done = subprocess.run(
                [sys.executable, __file__, "--one", tool, str(db)],
                capture_output=True, check=True, text=True,
            )  # fmt: skip
            figures[tool] = f = json.loads(done.stdout)
            print(
                f"| {size:,} | {tool} | {f['seconds']:.1f} | {f['seconds'] / size * 1000:.2f} "
                f"| {f['peak']:.0f} | {f['found']:,} of {f['planted']:,} | {f['recall']:.4f} "
                f"| {f['precision']:.4f} |",
                flush=True,
            )
        ours = figures.get("loa")
        if ours:
            rivals = [f["seconds"] for tool, f in figures.items() if tool != "loa"]
            kept &= ours["recall"] >= RECALL and ours["precision"] >= PRECISION
            kept &= all(ours["seconds"] <= seconds for seconds in rivals)
    print("the promise is kept" if kept else "THE PROMISE IS NOT KEPT")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
