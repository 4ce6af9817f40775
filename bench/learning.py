"""Score learn(): rules from unlabelled pages, tried on the other pages of the same portal.

    python bench/learning.py [NAME …] [--counts 20,5] [--families both] [--floors bench/floors.toml]

The portals are those that tests/learning/portals generates, and the shared fixtures beside the
project. From each, ``learn`` gets the first pages without their truth; the others are read with the
profile and scored as in bench/extraction.py. Further columns: share of the other articles' addresses
that the profile knows as articles with keys of their own; how many listings and static pages it
takes for articles; lines of the profile; processor time as a share of ten runs of trafilatura
(default settings) over the same pages.

A second table says what a confidence is worth: of all values of fields whose place has a confidence
in a range, the share that is right.

With ``--floors`` the exit status is 1 when a figure is below the part [learning] of that file.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from extraction import Answer, Score, f1, load  # noqa: E402

from scraper import NotAnArticle, Profile, extract  # noqa: E402
from scraper.learning import CannotLearn, learn, to_toml  # noqa: E402
from scraper.text import fold  # noqa: E402
from tests.learning.portals import CATALOGUE, generate  # noqa: E402

SHARED = ROOT.parent / "shared" / "fixtures"
RANGES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
COLUMNS = (
    "title",
    "day",
    "section",
    "author right",
    "author wrong",
    "body F1",
    "addresses",
    "foreign",
    "lines",
    "time",
)


@dataclass
class Trial:
    """A portal's pages: those to learn from, and those to be read.

    Attributes:
        sample: (address, HTML).
        rest: (HTML, truth) of articles.
        others: addresses of listings and static pages.
    """

    name: str
    sample: list[tuple[str, str]]
    rest: list[tuple[str, dict[str, Any]]]
    others: list[str] = field(default_factory=list)


@dataclass
class Result:
    """What one trial gave; ``judged`` has (field, confidence, right) for each value read."""

    row: dict[str, float]
    judged: list[tuple[str, float, bool]]
    profile: Profile | None
    misses: list[str]


def trials(names: Iterable[str], count: int) -> Iterator[Trial]:
    wanted = set(names)
    for portal in CATALOGUE:
        if wanted and portal.name not in wanted:
            continue
        made = generate(portal)
        rest = [(page.html, page.truth or {}) for page in made.rest(count)]
        yield Trial(portal.name, made.sample(count), rest, [page.url for page in made.others])
    for folder in ("huecit", "wordpress"):
        name = f"shared:{folder}"
        if (SHARED / folder / "truth.json").exists() and (not wanted or name in wanted):
            pages = load(SHARED / folder)
            yield Trial(name, [(t["url"], html) for html, t in pages[:count]], pages[count:])


def trafilatura_seconds(pages: list[tuple[str, str]]) -> float:
    """Processor time of ten runs of trafilatura over ``pages``."""
    import trafilatura

    for url, html in pages[:2]:  # imports and caches are not what is measured
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
    start = time.process_time()
    for url, html in pages:
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
    return 10 * (time.process_time() - start)


def run(trial: Trial, *, use_families: bool, timed: bool = True) -> Result:
    """Learn, read the rest, score."""
    start = time.process_time()
    try:
        profile = learn(trial.sample, use_families=use_families)
    except CannotLearn as error:
        return Result(dict.fromkeys(COLUMNS, 0.0), [], None, [str(error)])
    seconds = time.process_time() - start
    score = Score()
    judged: list[tuple[str, float, bool]] = []
    misses: list[str] = []
    for html, truth in trial.rest:
        try:
            article = extract(html, truth["url"], profile)
        except NotAnArticle as refusal:
            score.add(Answer(), truth)
            misses.append(f"{truth['url']}: refused: {refusal.reason}")
            continue
        day = article.published.day.isoformat() if article.published else ""
        answer = Answer(
            article.title, day, " / ".join(article.section), list(article.authors), article.text
        )
        score.add(answer, truth)
        shown = {fold(truth.get(name) or "") for name in ("section_path", "section")}
        names = fold(
            f"{truth.get('author') or ''} {truth.get('byline') or ''} {truth.get('byline_in_body') or ''}"
        )
        want = " ".join(truth.get(k) or "" for k in truth["parts"])
        right = {
            "title": fold(article.title) == fold(truth["title"]), "published": day == (truth["published"] or "")[:10],
            "section": fold(answer.section or "") in shown, "byline": all(fold(a) in names for a in article.authors),
            "body": f1(article.text, want) >= 0.9,
        }  # fmt: skip
        if not right["byline"]:
            right["byline"] = not article.authors
        judged += [
            (name, profile.confidence[name], ok)
            for name, ok in right.items()
            if name in profile.confidence
        ]
        got = {"title": article.title, "published": day, "section": answer.section, "byline": article.authors,
               "body": f"F1 {f1(article.text, want):.2f} {article.text[:50]!r}…{article.text[-50:]!r}"}  # fmt: skip
        misses += [f"{truth['url']}: {name}: {got[name]!r}" for name, ok in right.items() if not ok]
    row = score.row()
    kinds = [profile.classify(truth["url"]) for _, truth in trial.rest]
    keys = {address.key for address in kinds if address.kind == "article"}
    row["addresses"] = len(keys) / len(trial.rest)
    row["foreign"] = sum(profile.classify(url).kind == "article" for url in trial.others)
    row["lines"] = len(to_toml(profile).splitlines())
    row["time"] = seconds / trafilatura_seconds(trial.sample) if timed else 0.0
    return Result({c: row[c] for c in COLUMNS}, judged, profile, misses)


def below(name: str, row: dict[str, float], floors: dict[str, float]) -> list[str]:
    """What misses a floor; of ``author wrong``, ``foreign``, ``lines`` and ``time`` less is better."""
    lower = ("author wrong", "foreign", "lines", "time")
    return [
        f"{name}: {column} {row[column]:.3f}, floor {floor}"
        for column, floor in floors.items()
        if (row[column] > floor if column in lower else row[column] < floor)
    ]


def calibration(judged: list[tuple[str, float, bool]]) -> None:
    cells: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for name, confidence, right in judged:
        place = max(n for n, low in enumerate(RANGES) if confidence >= low)
        cells[name, place].append(right)
    heads = [f"{a:.1f}-{min(b, 1.0):.1f}" for a, b in pairwise(RANGES)]
    print("\nconfidence: share right (values)\n" + " " * 12 + "".join(f"{h:>18}" for h in heads))
    for name in ("title", "published", "section", "byline", "body"):
        row = [cells.get((name, n), []) for n in range(len(heads))]
        print(
            f"{name:12}"
            + "".join(f"{f'{sum(c) / len(c):.3f} ({len(c)})' if c else '-':>18}" for c in row)
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("names", nargs="*", help="portals; without: all")
    parser.add_argument("--counts", default="20,5", help="pages to learn from")
    parser.add_argument("--families", choices=("with", "without", "both"), default="both")
    parser.add_argument("--floors", type=Path, help="TOML file with the least that must be scored")
    parser.add_argument("--untimed", action="store_true", help="without trafilatura")
    parser.add_argument("-v", "--verbose", action="store_true", help="print profiles and misses")
    options = parser.parse_args()
    floors = tomllib.loads(options.floors.read_text())["learning"] if options.floors else {}
    missed: list[str] = []
    judged: list[tuple[str, float, bool]] = []
    for count in map(int, options.counts.split(",")):
        print(f"\nlearned from {count} pages\n{'':24}" + "".join(f"{c:>13}" for c in COLUMNS))
        for trial in trials(options.names, count):
            modes = {"with": (True,), "without": (False,), "both": (True, False)}[options.families]
            known = next((p.family for p in CATALOGUE if p.name == trial.name), "x")
            for use_families in modes if known else modes[:1]:
                result = run(trial, use_families=use_families, timed=not options.untimed)
                name = trial.name + ("" if use_families else " alone")
                print(f"{name:24}" + "".join(f"{result.row[c]:13.3f}" for c in COLUMNS), flush=True)
                judged += result.judged if count >= 20 else []
                missed += below(f"{count} {name}", result.row, floors.get(str(count), {}))
                if options.verbose:
                    print(
                        to_toml(result.profile) if result.profile else "",
                        *result.misses[:25],
                        sep="\n",
                    )
    calibration(judged)
    for line in missed:
        print(f"below the floor: {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
