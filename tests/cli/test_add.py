"""``loa add``: a portal that nobody described becomes a profile that the crawler really uses."""

from __future__ import annotations

import json
import os
import pty
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.extraction import extract
from scraper.portals import load_profile
from scraper.store import Archive
from tests.crawl.conftest import ScriptedSite, response

from .conftest import environment
from .test_terminal import CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Loa = Callable[..., Result]

PRIVATE = ("--allow-private", "--delay", "0")


@pytest.fixture
def site() -> ScriptedSite:
    """The demo portal after its redesign: the class names are those of no known family."""
    return ScriptedSite(template="2025")


@pytest.fixture
def server(site: ScriptedSite) -> Iterator[PortalServer]:
    with PortalServer(site) as running:
        yield running


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "portals").glob("*"))


def test_from_an_address_to_a_crawl(
    loa: Loa, server: PortalServer, site: ScriptedSite, tmp_path: Path
) -> None:
    added = loa("add", server.url, "--name", "thi-xa", "--yes", *PRIVATE)
    assert added.exit_code == 0
    assert "loa crawl thi-xa --allow-private" in added.stdout
    assert "FitcBatDauDocTin" in added.stdout  # the evidence for a family
    assert written(tmp_path) == ["thi-xa.toml"]
    text = (tmp_path / "portals" / "thi-xa.toml").read_text("utf-8")
    assert text.startswith("# Made by `loa add")
    assert len(text.splitlines()) < 60
    assert loa("portals", "--validate").exit_code == 0
    requests = len(server.log)
    assert requests <= 40

    crawled = loa("crawl", "thi-xa", *PRIVATE, "--quiet")
    assert crawled.exit_code == 0
    with Archive(tmp_path / "data" / "news.db", readonly=True) as archive:
        stored = {
            str(title): (str(published), str(section))
            for title, published, section in archive.rows(columns=["title", "published", "section"])
        }
    gold = {r.title: (r.published, r.section[-1]) for r in site.gold()}
    assert len(stored) >= 0.99 * len(gold)
    right = [
        t
        for t, (day, s) in gold.items()
        if t in stored and stored[t][0].startswith(day) and s in stored[t][1]
    ]
    assert len(right) >= 0.99 * len(gold)


def test_a_known_family_needs_few_rules(loa: Loa, tmp_path: Path) -> None:
    with PortalServer(DemoSite()) as server:
        assert loa("add", server.url, "--name", "x", "-y", *PRIVATE).exit_code == 0
    data = tomllib.loads((tmp_path / "portals" / "x.toml").read_text("utf-8"))
    assert data["family"] == "huecit"
    assert "fields" not in data


def test_a_dry_run_only_looks(loa: Loa, server: PortalServer, tmp_path: Path) -> None:
    result = loa("add", server.url, "--dry-run", *PRIVATE)
    assert result.exit_code == 0
    assert ".bai-viet__tieu-de" in result.stdout
    assert not written(tmp_path)


def test_without_a_terminal_nobody_can_be_asked(
    loa: Loa, server: PortalServer, tmp_path: Path
) -> None:
    result = loa("add", server.url, *PRIVATE)
    assert result.exit_code == 1
    assert "--yes" in result.stderr
    assert not written(tmp_path)


def test_json_is_one_document(loa: Loa, server: PortalServer) -> None:
    result = loa("add", server.url, "--name", "x", "--json", "--yes", *PRIVATE)
    answer = json.loads(result.stdout)
    assert answer["written"] is True
    assert answer["family"]["used"] is False
    assert len(answer["sample"]) == 20
    assert {f["field"]: f["found"] for f in answer["fields"]}["title"] == 20
    assert tomllib.loads(answer["profile"])["name"] == "x"


def test_an_article_is_as_good_as_the_home_page(loa: Loa, server: PortalServer) -> None:
    result = loa("add", f"{server.url}?gd=1&cn=82&tc=1022", "--json", "--dry-run", *PRIVATE)
    assert json.loads(result.stdout)["home"] == server.url


# --- on a terminal ---


def answered(folder: Path, answer: str, *args: object) -> tuple[int, str]:
    """Exit status and screen of ``loa`` whose question is answered."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(folder)
        command = [sys.executable, "-m", "scraper", *map(str, args)]
        os.execve(sys.executable, command, {**environment(folder), "TERM": "xterm-256color"})
    shown = bytearray()
    asked = False
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if not asked and b"[Y/n]" in shown:
            asked = True
            os.write(screen, answer.encode())
    _, status = os.waitpid(child, 0)
    os.close(screen)
    return os.waitstatus_to_exitcode(status), CONTROL.sub("", shown.decode()).replace("\r\n", "\n")


@pytest.mark.parametrize(("answer", "status", "files"), [("y\n", 0, ["x.toml"]), ("n\n", 1, [])])
def test_the_question(
    answer: str, status: int, files: list[str], server: PortalServer, tmp_path: Path
) -> None:
    got, shown = answered(tmp_path, answer, "add", server.url, "--name", "x", *PRIVATE)
    assert got == status
    assert written(tmp_path) == files
    lines = [line.rpartition("\r")[2] for line in shown.splitlines()]
    assert "Ra quân" in shown or "phường" in shown
    assert max(map(cell_len, lines)) <= 80
    assert any(line.lstrip().startswith("20") and "-" in line[:12] for line in lines)


# --- portals that are known already ---


def test_a_portal_that_comes_with_loa_is_named(loa: Loa) -> None:
    result = loa("add", "https://huongtra.thuathienhue.gov.vn/")
    assert result.exit_code == 1
    assert "loa crawl huongtra" in result.stderr
    assert "--relearn" in result.stderr


def test_ones_own_profile_is_not_overwritten(
    loa: Loa, server: PortalServer, tmp_path: Path
) -> None:
    assert loa("add", server.url, "--name", "x", "--yes", *PRIVATE).exit_code == 0
    before = (tmp_path / "portals" / "x.toml").read_bytes()
    again = loa("add", server.url, "--yes", *PRIVATE)
    assert again.exit_code == 1
    assert "--relearn" in again.stderr
    with PortalServer(DemoSite()) as other:
        taken = loa("add", other.url, "--name", "x", "--yes", *PRIVATE)
        assert not other.log  # nobody is asked for what cannot be written
    assert taken.exit_code == 1
    assert "--name" in taken.stderr
    assert (tmp_path / "portals" / "x.toml").read_bytes() == before
    assert written(tmp_path) == ["x.toml"]


def test_after_a_redesign_old_and_new_pages_are_read(loa: Loa, tmp_path: Path) -> None:
    site = DemoSite()
    article = site.gold()[40]
    target = f"/?gd=1&cn=82&tc={article.id}"
    old = site.respond(target).body
    with PortalServer(site) as server:
        assert loa("add", server.url, "--name", "x", "--yes", *PRIVATE).exit_code == 0
        site.template = "2025"
        result = loa("add", server.url, "--relearn", "--yes", *PRIVATE)
        assert result.exit_code == 0
        url = server.url.rstrip("/") + target
    text = (tmp_path / "portals" / "x.toml").read_text("utf-8")
    assert "[[era]]" in text
    assert "until" in text
    assert loa("portals", "--validate").exit_code == 0
    profile = load_profile("x")
    keys = set()
    for html in (old, site.respond(target).body):
        read = extract(html, url, profile)
        keys.add(read.key)
        assert read.title == article.title
        assert read.published is not None
        assert read.published.isoformat() == article.published
        assert read.section == article.section
        assert "profile:x" in read.provenance["title"]
    assert len(keys) == 1

    # A second redesign keeps both eras.
    site.template = "2018"
    with PortalServer(site, port=int(url.split(":")[2].split("/")[0])) as server:
        assert loa("add", server.url, "--relearn", "--yes", *PRIVATE).exit_code == 0
    assert loa("portals", "--validate").exit_code == 0
    profile = load_profile("x")
    site.template = "2025"
    assert extract(site.respond(target).body, url, profile).title == article.title
    assert extract(old, url, profile).title == article.title


# --- what cannot be done ---


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("portal.example",), 2, "https://portal.example"),
        (("ftp://portal.example/",), 2, "not an http address"),
        (("http://127.0.0.1:1/",), 2, "--allow-private"),
        (("http://127.0.0.1:1/", "--allow-private"), 1, "refused"),
        (("https://portal.example/",), 2, "--contact"),
        (("http://127.0.0.1:1/", "--allow-private", "--name", "../x"), 2, "no name"),
        ((), 2, "missing argument"),
    ],
)
def test_wrong_inputs(
    loa: Loa, args: tuple[str, ...], status: int, words: str, tmp_path: Path
) -> None:
    result = loa("add", *args)
    assert result.exit_code == status
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert not written(tmp_path)


@pytest.mark.parametrize(
    ("target", "body", "words"),
    [
        ("/robots.txt", "User-agent: *\nDisallow: /", "robots.txt"),
        ("/", "<html><body><div id=root></div><script src=a.js></script></body></html>", "JavaScript"),
        ("/", "<html><body><p>Trang đang được xây dựng, mời quay lại sau.</p></body></html>", "no articles"),
    ],
)  # fmt: skip
def test_portals_that_cannot_be_read(
    loa: Loa, server: PortalServer, site: ScriptedSite, target: str, body: str, words: str
) -> None:
    rest = response(404, "<p>không có</p>")
    site.rule = lambda asked, count: response(200, body) if asked == target else rest
    result = loa("add", server.url, "--yes", *PRIVATE)
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written(loa: Loa, server: PortalServer, tmp_path: Path) -> None:
    (tmp_path / "portals").write_text("a file")
    result = loa("add", server.url, "--yes", *PRIVATE)
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_crawling_an_unknown_portal_names_loa_add(
    loa: Loa, server: PortalServer, site: ScriptedSite
) -> None:
    site.rule = lambda asked, count: (
        response(200, "<html><p>Tin</p></html>") if asked == "/" else response(404)
    )
    result = loa("crawl", server.url, *PRIVATE)
    assert result.exit_code == 1
    assert f"loa add {server.url}" in result.stderr
