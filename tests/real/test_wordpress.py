"""Loa against a real WordPress: added, crawled, and every field compared with what was entered."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from scraper.cli.main import main
from scraper.store import Archive
from scraper.text import fold
from tests.real.newsroom import COUNT, Post, portal, posts
from tests.real.wordpress import THEMES, WordPress, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.store.reader import StoredArticle

pytestmark = pytest.mark.timeout(300)

NAME = "huong-giang"
SLUG_ONLY, PLAIN = "/%postname%.html", ""
SOME = 50
"""Articles of the third theme that are enough."""

ADDED = "Bổ sung: hội nghị được dời sang buổi chiều cùng ngày theo thông báo mới."


@dataclass(slots=True)
class Portal:
    """The running WordPress and what stands in it.

    Attributes:
        entered: post id to the article as it was entered; without those that were deleted.
        addresses: post id to its address now.
    """

    wordpress: WordPress
    entered: dict[int, Post]
    addresses: dict[int, str] = field(default_factory=dict)

    def change(self, **change: Any) -> None:
        self.addresses = self.wordpress.change(**change)


@pytest.fixture(scope="module")
def town() -> Iterator[Portal]:
    reason = missing()
    if reason is not None:
        if os.environ.get("LOA_REQUIRE_WORDPRESS"):
            pytest.fail(f"LOA_REQUIRE_WORDPRESS is set, but there is no WordPress: {reason}")
        pytest.skip(f"no WordPress to test against: {reason}")
    entered = posts()
    # Not pytest's folder: the name of the database's socket may have 107 characters at most.
    with WordPress(Path(tempfile.mkdtemp(prefix="loa-wp-"))) as wordpress:
        ids = wordpress.fill(portal(entered, THEMES[::-1]))
        yield Portal(wordpress, {ids[post.number]: post for post in entered}, wordpress.change())


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    before, kept = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    for name in ("LOA_DB", "LOA_CONTACT"):
        os.environ.pop(name, None)
    os.environ["LOA_PORTALS"] = str(folder / "portals")
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(kept)


def loa(folder: Path, *args: object) -> str:
    """Run ``loa`` in ``folder`` and give what it printed; it must succeed."""
    with own_folder(folder):
        done = CliRunner().invoke(main, [str(arg) for arg in args])
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return done.stdout


def add(folder: Path, town: Portal) -> dict[str, Any]:
    home = town.wordpress.home
    answer: dict[str, Any] = json.loads(
        loa(folder, "add", home, "--name", NAME, "--yes", "--allow-private", "--delay", 0, "--json")
    )
    return answer


def crawl(folder: Path, *options: object) -> dict[str, Any]:
    answer = json.loads(
        loa(folder, "crawl", NAME, "--allow-private", "--delay", 0, "--quiet", "--json", *options)
    )
    (found,) = answer["portals"]
    assert found["outcome"] == ("limited" if "--limit" in options else "done")
    return dict(found)


def stored(folder: Path) -> list[StoredArticle]:
    with Archive(folder / "data/news.db", readonly=True) as archive:
        return [archive.get(int(str(number))) for (number,) in archive.rows(columns=["id"])]


def f1(found: str, true: str) -> float:
    """How far two texts have the same words, as often."""
    one, other = Counter(fold(found).split()), Counter(fold(true).split())
    return 2 * (one & other).total() / (one.total() + other.total())


def differences(article: StoredArticle, post: Post, *, with_parents: bool = True) -> dict[str, Any]:
    """The fields of ``article`` that are not as ``post`` was entered, with both values."""
    section = post.section if with_parents else post.section[-1:]
    shown = article.published.value.isoformat()[:16] if article.published else None
    pairs = {
        "title": (article.title, post.title),
        "published": (shown, post.published.isoformat()[:16]),
        "section": (article.section, section),
        "authors": (article.authors, (post.author,)),
        "tags": (sorted(article.tags), sorted(post.tags)),
        "files": (
            sorted(Path(file.url).stem for file in article.attachments), [post.pdf] if post.pdf else [],
        ),
        "pictures": (sorted(Path(i.url).stem for i in article.images), [post.picture] if post.picture else []),
        # No default theme shows the excerpt on the article's page.
        "lead": (article.lead, article.lead and post.lead),
    }  # fmt: skip
    wrong: dict[str, Any] = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if (score := f1(article.body, " ".join(post.paragraphs))) < 0.97:
        wrong["body"] = (score, article.body)
    return wrong


def compare(town: Portal, found: list[StoredArticle], *, with_parents: bool = True) -> None:
    """Every article of the portal is stored exactly once, as it was entered."""
    entered = {town.addresses[number].rstrip("/"): post for number, post in town.entered.items()}
    assert Counter(a.url.rstrip("/") for a in found) == Counter(dict.fromkeys(entered, 1))
    assert len({article.key for article in found}) == len(found)
    wrong = {
        article.url: bad
        for article in found
        if (bad := differences(article, entered[article.url.rstrip("/")], with_parents=with_parents))
    }  # fmt: skip
    assert not wrong


def lists_asked(town: Portal, since: int) -> tuple[int, int]:
    """Requests for articles, and for everything else, since request number ``since``."""
    home = town.wordpress.home.rstrip("/")
    paths = {url.removeprefix(home).rstrip("/") for url in town.addresses.values()}
    asked = town.wordpress.requests()[since:]
    articles = sum(target.rstrip("/") in paths for target in asked)
    return articles, len(asked) - articles


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crawled")


def test_every_article_comes_out_as_it_was_entered(town: Portal, folder: Path) -> None:
    proposal = add(folder, town)
    assert (proposal["family"]["name"], proposal["family"]["used"]) == ("wordpress", True)
    since = len(town.wordpress.requests())
    summary = crawl(folder)
    assert (summary["new"], summary["errors"]) == (COUNT, {})
    compare(town, stored(folder))
    articles, lists = lists_asked(town, since)
    assert articles <= 1.5 * COUNT
    assert lists <= 0.7 * COUNT  # 9 sections, 7 tags, the home page and the authors, ten to a page


def test_a_second_crawl_costs_its_lists_only(town: Portal, folder: Path) -> None:
    since = len(town.wordpress.requests())
    summary = crawl(folder)
    assert (summary["new"], summary["revised"]) == (0, 0)
    articles, lists = lists_asked(town, since)
    assert articles == 0
    assert lists <= 60


def test_what_was_edited_becomes_a_revision_and_what_was_deleted_stays(
    town: Portal, folder: Path
) -> None:
    edited = sorted(town.entered)[20:80:20]
    deleted = sorted(town.entered)[5]
    gone = town.addresses[deleted]
    town.change(append=dict.fromkeys(edited, ADDED), delete=[deleted])
    del town.entered[deleted]
    for number in edited:
        post = town.entered[number]
        town.entered[number] = replace(post, paragraphs=(*post.paragraphs, ADDED))
    with sqlite3.connect(folder / "data/news.db") as archive:  # its next look has come
        archive.execute(
            "UPDATE articles SET next_look = '2000-01-01T00:00:00Z' WHERE url = ?", (gone,)
        )
    archive.close()
    summary = crawl(folder)
    assert (summary["new"], summary["revised"]) == (0, len(edited))
    assert summary["errors"] == {"HTTP 404": 1}
    found = {article.url: article for article in stored(folder)}
    for number in edited:
        article = found[town.addresses[number]]
        assert article.revision == 2
        assert article.body.endswith(ADDED)
    assert sum(article.revision > 1 for article in found.values()) == len(edited)
    assert gone in found  # what the archive has stays, whatever the portal does


def test_plain_addresses_and_a_classic_theme(town: Portal, tmp_path: Path) -> None:
    town.change(theme="twentytwentyone", permalinks=PLAIN)
    add(tmp_path, town)
    summary = crawl(tmp_path)
    assert (summary["new"], summary["errors"]) == (len(town.entered), {})
    compare(town, stored(tmp_path))


def test_addresses_of_a_slug_only_and_a_theme_whose_menu_has_no_sections(
    town: Portal, tmp_path: Path
) -> None:
    town.change(theme="twentytwentytwo", permalinks=SLUG_ONLY)
    add(tmp_path, town)
    summary = crawl(tmp_path, "--limit", SOME)
    assert (summary["new"], summary["errors"]) == (SOME, {})
    found = stored(tmp_path)
    some = {number for number, url in town.addresses.items() if url in {a.url for a in found}}
    part = {number: post for number, post in town.entered.items() if number in some}
    compare(replace(town, entered=part), found, with_parents=False)
