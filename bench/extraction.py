"""Score extraction side by side: Loa and its peers over the same pages, in one run.

    python bench/extraction.py FOLDER [FOLDER …] [--tools loa,trafilatura,…] [--floors bench/floors.toml]

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
import importlib.metadata
import json
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
LANGUAGE = re.compile(r"<html[^>]* lang=[\"']?([a-z]{2})")


def loa(profile: str | None = None) -> Tool:
    from scraper import NotAnArticle, Profile, extract, load_profile
    from scraper.extraction import Page, profile_of

    known: dict[tuple[str, str], Profile] = {}

    def run(html: str, url: str) -> Answer:
        host = (urlsplit(url).netloc, "".join(LANGUAGE.findall(html[:2_000])[:1]))
        try:
            if host not in known:  # a crawl knows its portal: its family is found but once
                known[host] = load_profile(profile) if profile else profile_of(Page(html, url))
            article = extract(html, url, known[host])
        except NotAnArticle:
            return Answer()
        day = article.published.day.isoformat() if article.published else None
        return Answer(
            article.title, day, " / ".join(article.section), list(article.authors), article.text
        )

    return run


def loa_generic() -> Tool:
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


def trafilatura_with(*, fast: bool) -> Callable[[], Tool]:
    def make() -> Tool:
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


def newspaper4k() -> Tool:
    import newspaper

    def run(html: str, url: str) -> Answer:
        article = newspaper.Article(url, language="vi", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        date = article.publish_date
        day = date.strftime("%Y-%m-%d") if date and not isinstance(date, str) else None
        return Answer(article.title, day, None, list(article.authors or []), article.text or "")

    return run


def news_please() -> Tool:
    from newsplease import NewsPlease

    def run(html: str, url: str) -> Answer:
        article = NewsPlease.from_html(html, url=url)
        if article is None:
            return Answer()
        day = article.date_publish.strftime("%Y-%m-%d") if article.date_publish else None
        return Answer(article.title, day, None, list(article.authors or []), article.maintext or "")

    return run


def htmldate() -> Tool:
    from htmldate import find_date

    return lambda html, url: Answer(day=find_date(html, url=url, original_date=True))


def resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _url: Answer(body=extract_plain_text(html, main_content=True))


TOOLS: dict[str, tuple[str, Callable[[], Tool]]] = {
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
            "pages/s": (self.pages + self.others) / self.seconds if self.seconds else 0.0,
        }


def measure(tool: Tool, pages: list[tuple[str, dict[str, Any]]], rounds: int) -> Score:
    score = Score()
    tool(pages[0][0], pages[0][1]["url"])  # imports and caches are not what is measured
    for html, truth in pages:
        start = time.process_time()
        try:
            for _ in range(rounds):
                answer = tool(html, truth["url"])
        except Exception as error:  # a peer that fails on a page scores nothing there
            score.failed += 1
            answer = Answer()
            print(f"  failed: {type(error).__name__}: {error}", file=sys.stderr)
        score.seconds += (time.process_time() - start) / rounds
        score.add(answer, truth)
    return score


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

CEILINGS = frozenset(("author wrong", "taken"))
"""Columns of which less is better."""


def floors_of(floors: dict[str, Any], folder: str, tool: str) -> dict[str, float]:
    """The floors of a tool on a folder: those of all folders, then the folder's own."""
    return floors.get("default", {}).get(tool, {}) | floors.get(folder, {}).get(tool, {})


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--rounds", type=int, default=3, help="times each page is read")
    parser.add_argument("--floors", type=Path, help="TOML file with the least that Loa may score")
    options = parser.parse_args()
    floors = tomllib.loads(options.floors.read_text()) if options.floors else {}
    below = []
    for folder in options.folders:
        pages = load(folder)
        print(f"\n{folder.name}: {len(pages)} pages")
        columns = [*Score().row(), "times fast"]
        base = 0.0
        print(f"{'':28}" + "".join(f"{c:>14}" for c in columns))
        # trafilatura fast goes first: the others are compared with it.
        for name in sorted(options.tools.split(","), key=lambda tool: tool != "trafilatura fast"):
            package, make = TOOLS[name]
            try:
                tool = make()
            except ImportError as error:
                print(f"{name:28} not installed ({error.name})")
                continue
            row = measure(tool, pages, options.rounds).row()
            base = row["pages/s"] if name == "trafilatura fast" else base
            row["times fast"] = row["pages/s"] / base if base else 0.0
            print(f"{name + ' ' + version(package):28}" + "".join(
                f"{row[c]:14.1f}" if c in ("pages/s", "times fast") else f"{row[c]:14.3f}" for c in columns))  # fmt: skip
            for column, floor in floors_of(floors, folder.name, name).items():
                if column == "times fast" and (not base or len(pages) < MANY):
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
