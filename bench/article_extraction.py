"""Score body extraction as the public article-extraction-benchmark does, side by side with peers.

    python bench/article_extraction.py FOLDER [--tools "loa generic,trafilatura fast"] [--worst 20]

FOLDER is a checkout of https://github.com/scrapinghub/article-extraction-benchmark, or a folder laid
out like it: ``ground-truth.json`` ({id: {"articleBody": …, "url": …}}) and ``html/ID.html.gz``. It is
not shipped with Loa.

Two bodies are compared by their shingles: every run of four words, as often as it stands there. Hits,
extras and misses of a page are divided by their sum, so that long pages do not weigh more; precision
and recall are means over the pages, F1 is taken of the two means, accuracy is the share of pages
without any extra or miss. The figure after ± is 1.96 standard deviations over bootstrap samples of
the pages.

"ms" is processor time per page (the least of ``--rounds`` readings, which alternate between the
tools) and "ratio" is that of trafilatura fast, whose row is the body alone, without metadata.
Loa's rows read all fields.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extraction import version  # noqa: E402

Tool = Callable[[str, str], str]

SHINGLE = 4
WORD = re.compile(r"\w+")


def loa(*, generic: bool) -> Callable[[], Tool]:
    """Loa with all fields; ``generic``: without any family or profile, only what any page has."""

    def make() -> Tool:
        from scraper import NotAnArticle, Profile, extract

        profile = Profile(name="bare") if generic else None

        def run(html: str, url: str) -> str:
            with contextlib.suppress(NotAnArticle):
                return extract(html, url, profile).body
            return ""

        return run

    return make


def trafilatura_with(*, fast: bool) -> Callable[[], Tool]:
    def make() -> Tool:
        import trafilatura

        def run(html: str, _url: str) -> str:
            document = trafilatura.bare_extraction(html, fast=fast, include_comments=False)
            return document.text or "" if document else ""

        return run

    return make


def newspaper4k() -> Tool:
    import newspaper

    def run(html: str, url: str) -> str:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return article.text or ""

    return run


def resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _url: extract_plain_text(html, main_content=True)


TOOLS: dict[str, tuple[str, Callable[[], Tool]]] = {
    "loa generic": ("loaphuong", loa(generic=True)),
    "loa": ("loaphuong", loa(generic=False)),
    "trafilatura fast": ("trafilatura", trafilatura_with(fast=True)),
    "trafilatura": ("trafilatura", trafilatura_with(fast=False)),
    "newspaper4k": ("newspaper4k", newspaper4k),
    "resiliparse": ("resiliparse", resiliparse),
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text)
    last = max(1, len(words) - SHINGLE + 1)
    return Counter(shingle for i in range(last) if (shingle := tuple(words[i : i + SHINGLE])))


@dataclass(frozen=True)
class Match:
    """Hits, extras and misses of one page, as shares of their sum (all 0 for two empty texts)."""

    hits: float
    extras: float
    misses: float

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.extras) if self.hits or self.extras else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.misses) if self.hits or self.misses else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.extras + self.misses or 1.0)

    @property
    def exact(self) -> bool:
        return not self.extras and not self.misses


def compare(got: str, want: str) -> Match:
    a, b = shingles(got), shingles(want)
    hits, extras, misses = (a & b).total(), (a - b).total(), (b - a).total()
    total = hits + extras + misses or 1
    return Match(hits / total, extras / total, misses / total)


def summary(matches: list[Match]) -> dict[str, float]:
    """The benchmark's averages; a page on which a tool says nothing has no precision."""
    precision = statistics.fmean([m.precision for m in matches if m.hits or m.extras] or [0.0])
    recall = statistics.fmean([m.recall for m in matches if m.hits or m.misses] or [0.0])
    return {
        "F1": 2 * precision * recall / (precision + recall or 1.0),
        "precision": precision,
        "recall": recall,
        "accuracy": statistics.fmean(m.exact for m in matches),
    }


def spread(matches: list[Match], samples: int) -> dict[str, float]:
    """1.96 standard deviations of each figure over ``samples`` draws of the pages, with seed 1."""
    draw = random.Random(1)
    rows = [summary(draw.choices(matches, k=len(matches))) for _ in range(samples)]
    return {key: 1.96 * statistics.stdev([row[key] for row in rows]) for key in rows[0]}


@dataclass
class Run:
    """What one tool gave for the pages, in their order."""

    matches: list[Match] = field(default_factory=list)
    seconds: float = 0.0
    failed: int = 0


@dataclass(frozen=True)
class Case:
    id: str
    url: str
    html: str
    body: str


def load(folder: Path) -> list[Case]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    cases = []
    for key, record in truth.items():
        with gzip.open(folder / "html" / f"{key}.html.gz", "rt", encoding="utf-8") as file:
            html = file.read()
        url = record.get("url") or f"https://unknown.example/{key}"
        cases.append(Case(key, url, html, record.get("articleBody") or ""))
    return cases


def measure(tools: dict[str, Tool], cases: list[Case], rounds: int) -> dict[str, Run]:
    runs = {name: Run() for name in tools}
    for tool in tools.values():
        with contextlib.suppress(Exception):  # imports and caches are not what is measured
            tool(cases[0].html, cases[0].url)
    for case in cases:
        least = dict.fromkeys(tools, float("inf"))
        bodies = dict.fromkeys(tools, "")
        for _ in range(rounds):
            for name, tool in tools.items():
                start = time.process_time()
                try:
                    bodies[name] = tool(case.html, case.url)
                except Exception as error:  # a tool that fails on a page scores nothing there
                    runs[name].failed += 1
                    print(f"  {name} failed: {type(error).__name__}: {error}", file=sys.stderr)
                least[name] = min(least[name], time.process_time() - start)
        for name, run in runs.items():
            run.seconds += least[name]
            run.matches.append(compare(bodies[name], case.body))
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--rounds", type=int, default=2, help="times each page is read")
    parser.add_argument("--samples", type=int, default=1_000, help="bootstrap samples")
    parser.add_argument("--worst", type=int, default=0, help="list the N worst pages of each tool")
    options = parser.parse_args()
    if not (options.folder / "ground-truth.json").exists():
        print(
            f"{options.folder} has no ground-truth.json: give the folder of a checkout of "
            "scrapinghub/article-extraction-benchmark",
            file=sys.stderr,
        )
        return 2
    cases = load(options.folder)
    tools: dict[str, Tool] = {}
    for name in options.tools.split(","):
        try:
            tools[name] = TOOLS[name][1]()
        except ImportError as error:
            print(f"{name}: not installed ({error.name}); see bench/peers.txt")
    runs = measure(tools, cases, options.rounds)
    base = runs["trafilatura fast"].seconds if "trafilatura fast" in runs else 0.0
    print(f"{options.folder.name}: {len(cases)} pages")
    for name, run in runs.items():
        row, error = summary(run.matches), spread(run.matches, options.samples)
        figures = "  ".join(f"{key} {row[key]:.3f} ±{error[key]:.3f}" for key in row)
        ratio = f"{run.seconds / base:5.2f}" if base else "    -"
        label = f"{name} {version(TOOLS[name][0])}"
        print(f"{label:26} {figures}  {1000 * run.seconds / len(cases):6.1f} ms  ratio {ratio}")
        pages = sorted(zip(run.matches, cases, strict=True), key=lambda pair: pair[0].f1)
        for match, case in pages[: options.worst]:
            print(f"    {match.f1:.3f} p {match.precision:.3f} r {match.recall:.3f} {case.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
