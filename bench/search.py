"""Search beside FTS5, bare tantivy and PostgreSQL: the same answers from the same articles.

    python bench/search.py [--articles 500000] [--folder FOLDER] [--double] [--without postgres]

The articles are generated (corpus.py). Each of 200 queries of mixed frequency, 60 of them phrases,
is put to all in turn: the 20 best articles with snippets, the total, and counts by portal, section,
author and month.

* ``loa``: ``archive.search``; ranked, and newest first.
* ``FTS5``: the same function where the index beside the archive cannot be had.
* ``bare tantivy``: what its manual shows: title and body stored and searched, tantivy's snippets,
  aggregations over fast fields.
* ``PostgreSQL``: Debian's, a private server in a temporary folder: ``unaccent``, a GIN index,
  ``ts_rank``, ``ts_headline``; skipped where it is not installed.

Times of the first three are processor time of this process, all threads included; PostgreSQL's is
what its client waits. ``--double`` asks the same of twice as many articles. Exit status 1 when a
promise is missed.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import tantivy
from corpus import Corpus, batches, ensure, write
from postgres import Postgres, PostgresError

from scraper import Archive
from scraper.search import run
from scraper.search.tantivy_index import UnusableIndexError
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = 200
PHRASES = 60
TOP = 20
FRESH = 1_000
SAME = 0.8
"""Below so much of the best, an order is no slower than another within what is measured."""

FACETS = ("portal", "section", "author", "month")
Ask = Callable[[str], int]


def queries(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Words and phrases from the most frequent to those that few articles have."""
    chance = Random(7)
    ranges = ((0, 30), (30, 300), (300, 3_000), (3_000, 20_000))

    def word(number: int) -> str:
        return chance.choice(corpus.words[slice(*ranges[number % len(ranges)])])

    words = [word(n) if n % 5 else f"{word(n)} {word(n // 5)}" for n in range(QUERIES - PHRASES)]
    phrases: list[str] = []
    while len(phrases) < PHRASES:
        candidate = word(len(phrases))
        if len(phrases) % 3 == 0:  # two words that stand side by side in some article
            body = corpus.article(chance.randrange(1_000)).body.split()
            at = chance.randrange(len(body) - 2)
            candidate = " ".join(body[at : at + 2]).strip(".,")
        if " " in candidate:
            phrases.append(f'"{candidate}"')
    return words, phrases


class Bare:
    """Tantivy as its manual shows it, over the same articles."""

    def __init__(self, folder: Path, corpus: Corpus, count: int) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True, tokenizer_name="folded")
        builder.add_text_field("body", stored=True, tokenizer_name="folded")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        self.schema = builder.build()
        made = folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self.index = tantivy.Index(self.schema, str(folder))
        analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .build()
        )
        self.index.register_tokenizer("folded", analyzer)
        if not made:
            writer = self.index.writer(64_000_000, 1)
            for batch in batches(corpus, 0, count):
                for article in batch:
                    day = article.published.isoformat() if article.published else ""
                    writer.add_document(
                        tantivy.Document(
                            title=article.title,
                            body=article.text,
                            portal=article.portal,
                            section=" / ".join(article.section),
                            author=list(article.authors),
                            month=day[:7],
                        )
                    )
            writer.commit()
            writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, query: str) -> int:
        parsed = self.index.parse_query(
            fold(query), ["title", "body"], field_boosts={"title": 3.0}, conjunction_by_default=True
        )
        found = self.searcher.search(parsed, TOP)
        snippets = tantivy.SnippetGenerator.create(self.searcher, parsed, self.schema, "body")
        for _, address in found.hits:
            snippets.snippet_from_doc(self.searcher.doc(address)).to_html()
        self.searcher.aggregate(
            parsed, {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
        )
        return int(found.count)


@contextmanager
def fts5_only() -> Iterator[None]:
    """Answers from the index inside the archive."""

    def unusable(*_: object) -> None:
        raise UnusableIndexError("not in this measurement")

    with patch.object(run, "quick_index", unusable):
        yield


def p95(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return sorted(seconds)[int(0.95 * len(seconds))] * 1000


def measure(asks: dict[str, Ask], wanted: list[str]) -> dict[str, list[float]]:
    """Seconds of processor time of each query by each; all answer a query before the next one."""
    found: dict[str, list[float]] = {name: [] for name in asks}
    for query in wanted:
        for name, ask in asks.items():
            begun = process_time()
            ask(query)
            found[name].append(process_time() - begun)
    return found


def indexed(path: Path) -> None:
    """Print what bringing both indexes up to date takes in this process."""
    begun = process_time()
    with Archive(path) as archive:
        count = archive.refresh_index()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([count, process_time() - begun, used]))


def prepare(path: Path, corpus: Corpus, count: int) -> None:
    """The archive with its indexes."""
    ensure(path, corpus, count)
    done = subprocess.run(
        [sys.executable, __file__, "--index", str(path)],
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    articles, seconds, megabytes = json.loads(done.stdout)
    if articles:
        print(
            f"both indexes of {articles:,} articles: {seconds / articles * 1000:.2f} ms of processor "
            f"time each, {megabytes:.0f} MB of memory"
        )
    folder = Path(f"{path}.tantivy")
    beside = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"archive {path.stat().st_size / 1e9:.2f} GB, index beside it {beside / 1e9:.2f} GB")


def compare(folder: Path, corpus: Corpus, count: int, postgres: bool) -> dict[str, bool]:
    """Ask everybody everything; which promises hold."""
    words, phrases = queries(corpus)
    path = folder / f"{count}.db"
    prepare(path, corpus, count)
    bare = Bare(folder / f"{count}.bare", corpus, count)
    with Archive(path, readonly=True) as archive:

        def newest(query: str) -> int:
            return archive.search(query, order="newest").total

        def inside(query: str) -> int:
            with fts5_only():
                return archive.search(query).total

        asks: dict[str, Ask] = {
            "loa": lambda query: archive.search(query).total,
            "loa, newest first": newest,
            "bare tantivy": bare.ask,
            "FTS5": inside,
        }
        for query in (*words[:5], *phrases[:3]):  # files in memory, indexes open
            for ask in asks.values():
                ask(query)
            if asks["loa"](query) != inside(query):
                raise SystemExit(f"{query}: FTS5 and tantivy find different articles")
        times = {
            "words": measure(asks, words),
            "phrases": measure(asks, phrases),
        }
    times["all 200"] = {name: times["words"][name] + times["phrases"][name] for name in asks}
    if postgres:
        add_postgres(times, corpus, count, words, phrases)
    print(f"\n{count:,} articles, p95 in ms:")
    print(f"  {'':20}" + "".join(f"{name:>12}" for name in times))
    for name in times["all 200"]:
        print(f"  {name:20}" + "".join(f"{p95(times[part][name]):12.1f}" for part in times))
    holds = {}
    for part, measured in times.items():
        loa, later, simple, fts5 = (p95(measured[name]) for name in asks)
        holds[f"{part}: <= 1/20 of FTS5 ({loa / fts5:.3f})"] = loa <= fts5 / 20
        holds[f"{part}: <= 3 times bare tantivy ({loa / simple:.2f})"] = loa <= 3 * simple
        holds[f"{part}: newest no slower than ranked ({later / loa:.2f})"] = later * SAME <= loa
    return holds


def add_postgres(
    times: dict[str, dict[str, list[float]]],
    corpus: Corpus,
    count: int,
    words: list[str],
    phrases: list[str],
) -> None:
    """Ask PostgreSQL, too."""
    try:
        with Postgres() as server:
            server.fill(batches(corpus, 0, count))
            for query in words[:5]:
                server.ask(query)
            times["words"]["PostgreSQL"] = [server.ask(query) for query in words]
            times["phrases"]["PostgreSQL"] = [server.ask(query) for query in phrases]
            times["all 200"]["PostgreSQL"] = (
                times["words"]["PostgreSQL"] + times["phrases"]["PostgreSQL"]
            )
    except PostgresError as error:
        print(f"no PostgreSQL beside them: {error}")


def freshness(path: Path, corpus: Corpus, count: int, rounds: int = 5) -> dict[str, bool]:
    """Store batches of new articles, and search for them at once."""
    waits, spent = [], []
    with Archive(path) as archive:
        stored = archive.search().total
        for turn in range(rounds):
            write(path, corpus, FRESH, first=stored + turn * FRESH)
            begun, before = perf_counter(), process_time()
            total = archive.search().total
            waits.append(perf_counter() - begun)
            spent.append(process_time() - before)
            if total != stored + (turn + 1) * FRESH:
                raise SystemExit(f"{total} articles were found, {stored} and new ones are stored")
    print(
        f"\nafter {FRESH:,} new articles among {count:,} the search answered with them within "
        f"{max(waits):.2f} s ({max(spent):.2f} s of processor time), the slowest of {rounds}"
    )
    return {f"new articles within 2 s ({max(spent):.2f} s)": max(spent) <= 2}


def doubled(folder: Path, corpus: Corpus, count: int) -> dict[str, bool]:
    """The same queries over twice as many articles."""
    words, phrases = queries(corpus)
    prepare(folder / f"{2 * count}.db", corpus, 2 * count)
    asks: dict[str, Any] = {}
    with (
        Archive(folder / f"{count}.db", readonly=True) as one,
        Archive(folder / f"{2 * count}.db", readonly=True) as two,
    ):
        asks = {
            "one": lambda query: one.search(query).total,
            "two": lambda query: two.search(query).total,
        }
        measure(asks, words[:10])
        times = measure(asks, [*words, *phrases])
    ratio = p95(times["two"]) / p95(times["one"])
    print(
        f"\np95 at {count:,} and {2 * count:,}: {p95(times['one']):.1f} and {p95(times['two']):.1f} ms"
    )
    return {f"twice the articles within 2.2 times ({ratio:.2f})": ratio <= 2.2}


def main() -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500_000)
    parser.add_argument("--folder", type=Path, help="keep everything there, and use it again")
    parser.add_argument("--double", action="store_true", help="also twice as many articles")
    parser.add_argument("--without", choices=["postgres"])
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.index is not None:
        indexed(given.index)
        return 0
    folder = given.folder or Path(tempfile.mkdtemp(prefix="bench-search-"))
    corpus = Corpus()
    try:
        holds = compare(folder, corpus, given.articles, given.without != "postgres")
        if given.double:
            holds |= doubled(folder, corpus, given.articles)
        holds |= freshness(folder / f"{given.articles}.db", corpus, given.articles)
    finally:
        if given.folder is None:
            shutil.rmtree(folder)
    print()
    for promise, held in holds.items():
        print(f"{'holds ' if held else 'MISSED'}  {promise}")
    return 0 if all(holds.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
