"""Score extraction side by side: Loa and its peers over the same pages, in one run.

    python bench/extraction.py FOLDER [FOLDER …] [--tools loa,trafilatura,…] [--passes 5] [--floors bench/floors.toml]

A FOLDER holds ``truth.json`` (a list of records with ``id``, ``url``, ``title``, ``published``,
``section_path``, ``author``, ``body_text``, optional ``lead`` and ``byline``) and ``pages/ID.html``;
or pages NAME.html with their gold NAME.json beside them (``tests/pages/FAMILY``), of which those that
are no articles must be refused.
Peers that are not installed are left out and named; ``bench/peers.txt`` lists them for pip.

Columns: share of pages with the right title, day and section; author right / wrong / empty (of the
pages that have one; wrong also counts a name where the truth has none); mean F1 of the body by words
against lead + body + byline; pages per second of processor time, and how many times as many that is as
trafilatura fast reads.

With ``--floors`` the exit status is 1 when Loa falls below a floor of its folder (``default`` holds
for folders that have none of their own).
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import json
import multiprocessing
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper.text import fold  # noqa: E402


@dataclass
class Answer:
    """What a tool says about a page; None where it does not know the field at all."""

    title: str | None = None
    day: str | None = None
    section: str | None = None
    authors: list[str] = field(default_factory=list)
    body: str = ""


Tool = Callable[[str, str], Answer]
Pages = list[tuple[str, dict[str, Any]]]


def loa(pages: Pages) -> Tool:
    """Loa with the family of each page's portal, which a crawl knows before it reads a page."""
    from scraper import NotAnArticle, extract
    from scraper.extraction import Page, profile_of

    profiles = {}
    for html, truth in pages:
        with suppress(NotAnArticle):  # then reading it says so, too
            profiles[truth["url"]] = profile_of(Page(html, truth["url"]))
    # Pages of one portal share one profile, as they do in a crawl.
    shared = {(p.name, p.family, p.language): p for p in profiles.values()}
    profiles = {url: shared[p.name, p.family, p.language] for url, p in profiles.items()}

    def run(html: str, url: str) -> Answer:
        try:
            article = extract(html, url, profiles.get(url))
        except NotAnArticle:
            return Answer()
        day = article.published.day.isoformat() if article.published else None
        return Answer(
            article.title, day, " / ".join(article.section), list(article.authors), article.text
        )

    return run


def loa_generic(_: Pages) -> Tool:
    """Loa without any profile or family: metadata and the generic fallback only."""
    from scraper import NotAnArticle, extract
    from scraper.portals import Profile

    bare = Profile(name="bare")

    def run(html: str, url: str) -> Answer:
        try:
            article = extract(html, url, bare)
        except NotAnArticle:
            return Answer()
        day = article.published.day.isoformat() if article.published else None
        return Answer(
            article.title, day, " / ".join(article.section), list(article.authors), article.text
        )

    return run


def trafilatura_with(*, fast: bool) -> Callable[[Pages], Tool]:
    def make(_: Pages) -> Tool:
        import trafilatura

        def run(html: str, url: str) -> Answer:
            doc = trafilatura.bare_extraction(
                html, url=url, fast=fast, include_comments=False, with_metadata=True
            )
            if doc is None:
                return Answer()
            authors = [a.strip() for a in (doc.author or "").split(";") if a.strip()]
            section = (doc.categories or [None])[0]
            return Answer(doc.title, doc.date, section, authors, doc.text or "")

        return run

    return make


def newspaper4k(_: Pages) -> Tool:
    import newspaper

    def run(html: str, url: str) -> Answer:
        article = newspaper.Article(url, language="vi", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        day = date.strftime("%Y-%m-%d") if date and not isinstance(date, str) else None
        return Answer(article.title, day, None, list(article.authors or []), article.text or "")

    return run


def news_please(_: Pages) -> Tool:
    from newsplease import NewsPlease

    def run(html: str, url: str) -> Answer:
        article = NewsPlease.from_html(html, url=url)
        if article is None:
            return Answer()
        day = article.date_publish.strftime("%Y-%m-%d") if article.date_publish else None
        return Answer(article.title, day, None, list(article.authors or []), article.maintext or "")

    return run


def htmldate(_: Pages) -> Tool:
    from htmldate import find_date

    return lambda html, url: Answer(day=find_date(html, url=url, original_date=True))


def resiliparse(_: Pages) -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _url: Answer(body=extract_plain_text(html, main_content=True))


TOOLS: dict[str, tuple[str, Callable[[Pages], Tool]]] = {
    "loa": ("loaphuong", loa),
    "loa generic": ("loaphuong", loa_generic),
    "trafilatura fast": ("trafilatura", trafilatura_with(fast=True)),
    "trafilatura": ("trafilatura", trafilatura_with(fast=False)),
    "newspaper4k": ("newspaper4k", newspaper4k),
    "news-please": ("news-please", news_please),
    "htmldate": ("htmldate", htmldate),
    "resiliparse": ("resiliparse", resiliparse),
}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(got: str, want: str) -> float:
    a, b = words(got), words(want)
    if not a or not b:
        return float(a == b)
    common = sum((a & b).values())
    if not common:
        return 0.0
    precision, recall = common / sum(a.values()), common / sum(b.values())
    return 2 * precision * recall / (precision + recall)


@dataclass
class Score:
    pages: int = 0
    title: int = 0
    day: int = 0
    section: int = 0
    with_author: int = 0
    author_right: int = 0
    author_wrong: int = 0
    body: float = 0.0
    timed: int = 0
    seconds: float = 0.0
    failed: int = 0
    others: int = 0
    """Pages that are no articles, and those of them that were taken for one."""
    taken: int = 0

    def add(self, answer: Answer, truth: dict[str, Any]) -> None:
        if truth.get("refused"):
            self.others += 1
            self.taken += bool(answer.title)
            return
        self.pages += 1
        self.title += fold(answer.title or "") == fold(truth.get("title") or "")
        self.day += (answer.day or "") == (truth.get("published") or "")[:10]
        # Some pages show only the innermost section: that is then all there is to find.
        shown = {fold(truth[n] or "") for n in ("section_path", "section") if n in truth}
        self.section += fold(answer.section or "") in shown
        author = fold(truth.get("author") or "")
        # Further names that the page's byline gives (a second author, a photographer) are not wrong.
        allowed = fold(f"{truth.get('author') or ''} {truth.get('byline') or ''} "
                       f"{truth.get('byline_in_body') or ''}")  # fmt: skip
        names = [fold(name) for name in answer.authors]
        self.with_author += bool(author)
        self.author_right += bool(author) and author in names
        if not author:
            self.author_wrong += bool(names)
        else:
            self.author_wrong += bool(names) and (
                author not in names or any(name not in allowed for name in names)
            )
        want = " ".join(truth.get(k) or "" for k in truth["parts"])
        self.body += f1(answer.body, want)

    def row(self) -> dict[str, float]:
        n, authors = self.pages or 1, self.with_author or 1
        return {
            "title": self.title / n,
            "day": self.day / n,
            "section": self.section / n,
            "author right": self.author_right / authors,
            "author wrong": self.author_wrong / n,
            "body F1": self.body / n,
            "taken": self.taken / (self.others or 1),
            "pages/s": self.timed / self.seconds if self.seconds else 0.0,
        }


def measure(name: str, folders: list[Path]) -> list[Score] | str:
    """Scores of a tool on each folder, in this process; the package that is missing if one is."""
    scores = []
    for folder in folders:
        pages = load(folder)
        score = Score()
        try:
            tool = TOOLS[name][1](pages)
        except ImportError as error:
            return error.name or name
        with suppress(Exception):  # it counts when the page is read
            tool(pages[0][0], pages[0][1]["url"])
        # What imports and loading left would else be collected at whichever page it falls on: some 20 ms.
        gc.collect()
        for number, (html, truth) in enumerate(pages):
            start = time.process_time()
            try:
                answer = tool(html, truth["url"])
            except Exception as error:  # a peer that fails on a page scores nothing there
                score.failed += 1
                answer = Answer()
                print(f"  failed: {type(error).__name__}: {error}", file=sys.stderr)
            if number:
                score.seconds += time.process_time() - start
                score.timed += 1
            score.add(answer, truth)
        scores.append(score)
    return scores


def in_turn(
    names: list[str], folders: list[Path], passes: int
) -> dict[str, list[list[Score]] | str]:
    """The scores of each tool, pass by pass, each pass of each tool in a process of its own."""
    found: dict[str, list[list[Score]] | str] = {name: [] for name in names}
    # Not forked: a fork shares its memory with this process, and pays for each page that it changes.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as child:
        for _ in range(passes):
            for name in names:
                known = found[name]
                if isinstance(known, str):
                    continue
                scores = child.submit(measure, name, folders).result()
                if isinstance(scores, str):
                    found[name] = scores
                else:
                    known.append(scores)
    return found


def load(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    if not (folder / "truth.json").exists():
        return load_saved(folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pages = []
    for record in truth:
        path = folder / "pages" / f"{record['id']}.html"
        html = path.read_text(encoding="utf-8")
        lead = record.get("lead") or ""  # WordPress keeps it for listings: not on the page itself
        text = " ".join(re.sub(r"<[^>]*>", "", unescape(html)).split())
        record["parts"] = ["lead"] if " ".join(lead.split())[:40] in text else []
        record["parts"] += ["body_text", "byline", "byline_in_body"]
        pages.append((html, record))
    return pages


def load_saved(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Saved pages with gold in the form of the tests, as records of the other form."""
    pages = []
    for path in sorted(folder.glob("*.html")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if "refused" in gold:
            record = {"url": gold["url"], "refused": True, "parts": []}
        else:
            record = {
                "url": gold["url"],
                "title": gold["title"],
                "published": gold["published"],
                "section_path": " / ".join(gold["section"]),
                "author": (gold["authors"] or [""])[0],
                "byline": " ".join(byline["name"] for byline in gold["bylines"]),
                "lead": gold["lead"],
                "body_text": " ".join(gold["body"]),
                "parts": ["lead", "body_text"],
            }
        pages.append((path.read_bytes().decode("utf-8", "replace"), record))
    return pages


MANY = 30
"""Pages from which processor times are compared with a floor."""

FAST = "trafilatura fast"

CEILINGS = frozenset(("author wrong", "taken"))
"""Columns of which less is better."""


def floors_of(floors: dict[str, Any], folder: str, tool: str) -> dict[str, float]:
    """The floors of a tool on a folder: those of all folders, then the folder's own."""
    return floors.get("default", {}).get(tool, {}) | floors.get(folder, {}).get(tool, {})


def times(scores: list[Score], fast: list[Score]) -> float:
    """How many times as many pages a second as trafilatura fast, the median over the passes."""
    ratios = [b.seconds / a.seconds for a, b in zip(scores, fast, strict=False) if a.seconds]
    return median(ratios) if ratios else 0.0


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--passes", type=int, default=1, help="times each tool is run")
    parser.add_argument("--floors", type=Path, help="TOML file with the least that Loa may score")
    options = parser.parse_args()
    floors = tomllib.loads(options.floors.read_text()) if options.floors else {}
    below = []
    # trafilatura fast goes first: the others are compared with it.
    names = sorted(options.tools.split(","), key=lambda tool: tool != FAST)
    found = in_turn(names, options.folders, options.passes)
    for place, folder in enumerate(options.folders):
        columns = [*Score().row(), "times fast"]
        fast = found.get(FAST, "")
        print(f"\n{folder.name}: {len(load(folder))} pages")
        print(f"{'':28}" + "".join(f"{c:>14}" for c in columns))
        for name in names:
            passes = found[name]
            if isinstance(passes, str):
                print(f"{name:28} not installed ({passes})")
                continue
            scores = [scores[place] for scores in passes]
            row = scores[0].row()
            row["pages/s"] = median(score.row()["pages/s"] for score in scores)
            row["times fast"] = times(scores, [one[place] for one in fast if isinstance(one, list)])
            print(f"{name + ' ' + version(TOOLS[name][0]):28}" + "".join(
                f"{row[c]:14.1f}" if c in ("pages/s", "times fast") else f"{row[c]:14.3f}" for c in columns))  # fmt: skip
            for column, floor in floors_of(floors, folder.name, name).items():
                if column == "times fast" and (not row[column] or scores[0].timed + 1 < MANY):
                    continue  # a few pages take too little time to be compared
                worse = row[column] > floor if column in CEILINGS else row[column] < floor
                if worse:
                    below.append(
                        f"{folder.name}: {name}: {column} {row[column]:.3f}, floor {floor}"
                    )
    for line in below:
        print(f"below the floor: {line}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
