"""What each command prints, where, and in which form."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
import pytest

from scraper import __version__
from scraper.cli.main import COMMANDS, main
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.export import FILES
from scraper.store.connection import APPLICATION_ID
from scraper.store.migrations import VERSIONS, upgrade

from .conftest import environment, run_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from scraper.demo.site import Response

    Loa = Callable[..., Result]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- loa ---------------------------------------------------------------------------------------


def test_help_lists_every_command_and_version_says_which(loa: Loa) -> None:
    said = loa("--help")
    assert said.exit_code == 0
    for name, summary in COMMANDS.items():
        assert name in said.stdout
        assert summary in said.stdout
    assert loa("--version").stdout == f"loa {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_explains_every_option(loa: Loa, name: str) -> None:
    said = loa(name, "-h")
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith(f"Usage: main {name}")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for option in command.params:
        if option.param_type_name == "option":
            assert option.help, f"{option.name} has no help"


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom scraper.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    loaded = set(done.stderr.split())
    assert not loaded & {"scrapy", "twisted", "pandas", "trafilatura", "lxml", "sqlite_utils"}


# --- search ------------------------------------------------------------------------------------


def test_search_finds_without_accents_with_them_and_decomposed(loa: Loa, archive: Path) -> None:
    queries = ("nguoi dan", "người dân", unicodedata.normalize("NFD", "người dân"), "NGƯỜI DÂN")
    found = [json.loads(loa("search", q, "--db", archive, "--json").stdout) for q in queries]
    assert found[0]["total"] > 10
    assert {answer["total"] for answer in found} == {found[0]["total"]}
    accents = json.loads(loa("search", '="người dân"', "--db", archive, "--json").stdout)
    assert 0 < accents["total"] <= found[0]["total"]


def test_search_shows_title_day_section_snippet_and_facets(loa: Loa, archive: Path) -> None:
    args = ("search", "chuyen doi so", "--db", archive, "--limit", 2)
    answer = json.loads(loa(*args, "--json").stdout)
    shown = loa(*args).stdout
    assert len(answer["hits"]) == 2
    for hit in answer["hits"]:
        for name in ("title", "published", "section_path"):
            assert hit[name] in shown
    assert f"1–2 of {answer['total']} articles" in shown
    assert "sections" in shown


def test_search_filters_orders_and_pages(loa: Loa, archive: Path) -> None:
    def hits(*args: object) -> list[dict[str, str]]:
        result = loa("search", "dân", *args, "--db", archive, "--json")
        return json.loads(result.stdout)["hits"]  # type: ignore[no-any-return]

    newest = hits("--newest", "--limit", 20)
    days = [hit["published"] for hit in newest]
    assert days == sorted(days, reverse=True)
    assert hits("--newest", "--limit", 5, "--offset", 5) == newest[5:10]
    year = hits("--since", "2021", "--until", "2021", "--limit", 100)
    assert year
    assert {hit["published"][:4] for hit in year} == {"2021"}
    section = hits("--section", "thong bao", "--limit", 100)
    assert {hit["section_path"] for hit in section} == {"Thông báo"}
    assert len(hits("--portal", "demo", "--limit", 5)) == 5


def test_search_pages_and_says_how_to_see_more(loa: Loa, archive: Path) -> None:
    def ids(*args: object) -> list[int]:
        answer = json.loads(loa("search", "dân", *args, "--db", archive, "--json").stdout)
        return [hit["id"] for hit in answer["hits"]]

    assert ids("--page", 2, "--limit", 5) == ids("--limit", 10)[5:]
    shown = loa("search", "dân", "--limit", 5, "--page", 2, "--db", archive).stdout
    assert "6–10 of" in shown
    assert "more: --page 3" in shown
    refused = loa("search", "dân", "--page", 2, "--offset", 5, "--db", archive)
    assert refused.exit_code == 2
    assert "not both" in refused.stderr


def test_search_takes_several_archives_as_one(loa: Loa, archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(archive, other)
    one = json.loads(loa("search", "dân", "--db", archive, "--json").stdout)
    answer = json.loads(loa("search", "dân", "--db", archive, "--db", other, "--json").stdout)
    assert answer["total"] == 2 * one["total"]
    assert {hit["archive"] for hit in answer["hits"]} == {str(archive), str(other)}
    twice = json.loads(loa("search", "dân", "--db", archive, "--db", archive, "--json").stdout)
    assert twice["total"] == one["total"]
    assert "other.db" in loa("search", "dân", "--db", archive, "--db", other).stdout
    refused = loa("search", "dân", "--db", archive, "--db", other, "--csv")
    assert refused.exit_code == 2
    assert "loa merge" in refused.stderr


def test_nothing_found_is_no_error_and_prints_nothing_to_a_pipe(loa: Loa, archive: Path) -> None:
    result = loa("search", "xylophone", "--db", archive)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing found" in result.stderr


def test_search_as_csv_gives_all_that_is_found(loa: Loa, archive: Path) -> None:
    total = json.loads(loa("search", "dân", "--db", archive, "--json").stdout)["total"]
    assert len(rows(loa("search", "dân", "--db", archive, "--csv", "--limit", 1).stdout)) == total


def test_a_reader_that_has_enough_is_no_error_message(archive: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scraper", "export", "--db", str(archive)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as loa:  # fmt: skip
        assert loa.stdout is not None
        assert loa.stderr is not None
        loa.stdout.close()  # before anything is written: how fast anybody is does not matter
        assert loa.stderr.read() == ""
    assert loa.returncode == 141


# --- show, status, portals ---------------------------------------------------------------------


def test_show_by_id_and_by_any_address(loa: Loa, archive: Path) -> None:
    by_id = json.loads(loa("show", 7, "--db", archive, "--json").stdout)
    assert json.loads(loa("show", by_id["url"], "--db", archive, "--json").stdout) == by_id
    shown = loa("show", 7, "--db", archive).stdout
    assert by_id["title"] in shown
    assert by_id["published"] in shown
    for paragraph in by_id["body"].split("\n\n"):
        assert paragraph in shown


def test_status_of_the_demo(loa: Loa, archive: Path, demo_size: int) -> None:
    (state,) = json.loads(loa("status", "--db", archive, "--json").stdout)
    assert (state["name"], state["articles"], state["gone"]) == ("demo", demo_size, 0)
    assert state["last_crawl"]["outcome"] == "done"
    shown = loa("status", "--db", archive).stdout
    assert str(demo_size) in shown
    assert f"{state['first_day']} – {state['last_day']}" in shown


@pytest.fixture
def demo_size() -> int:
    return len(DemoSite().articles)


def test_portals_lists_shipped_and_own(loa: Loa) -> None:
    Path("portals").mkdir()
    Path("portals/mytown.toml").write_text(
        'name = "mytown"\ntitle = "My [town]"\nhome = "https://town.example/"\n'
    )
    listed = {portal["name"]: portal for portal in json.loads(loa("portals", "--json").stdout)}
    assert listed["mytown"]["home"] == "https://town.example/"
    assert listed["huongtra"]["family"] == "huecit"
    assert "My [town]" in loa("portals").stdout


# --- export ------------------------------------------------------------------------------------


def test_export_to_a_file_says_how_much_and_a_pipe_gets_the_rows(loa: Loa, archive: Path) -> None:
    to_file = loa("export", "--db", archive, "-o", "out/news.csv")
    assert to_file.stdout == ""
    assert "articles in out/news.csv" in to_file.stderr
    piped = loa("export", "--db", archive)
    assert piped.stderr == ""
    assert piped.stdout_bytes == Path("out/news.csv").read_bytes()


def test_export_filters_formats_and_byte_order_mark(loa: Loa, archive: Path) -> None:
    everything = rows(loa("export", "--db", archive).stdout)
    of_one_year = rows(loa("export", "--db", archive, "--since", "2021", "--until", "2021").stdout)
    assert of_one_year == [row for row in everything if row["published"].startswith("2021")] != []
    author = next(row["authors"] for row in everything if row["authors"])
    name = author.split("; ")[0]
    assert all(
        name in row["authors"]
        for row in rows(loa("export", "--db", archive, "--author", name).stdout)
    )
    lines = loa("export", "--db", archive, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines] == [row["title"] for row in everything]
    loa("export", "--db", archive, "--bom", "-o", "excel.csv")
    assert Path("excel.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    found = rows(loa("export", "nguoi dan", "--db", archive).stdout)
    assert 0 < len(found) < len(everything)


def test_the_name_of_the_file_says_the_format(loa: Loa, archive: Path) -> None:
    for name, made in FILES.items():
        loa("export", "--db", archive, "--since", "2021", "-o", f"x{made.extension}")
        loa("export", "--db", archive, "--since", "2021", "--format", name, "-o", "y")
        assert Path(f"x{made.extension}").read_bytes() == Path("y").read_bytes()
    loa("export", "--db", archive, "--format", "parquet", "--partition", "-o", "parts")
    assert list(Path("parts").glob("portal=demo/year=*/articles.parquet"))


# --- extract -----------------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "trang tin.html"
    path.write_bytes(DemoSite().respond("/?gd=1&cn=82&tc=1251").body)
    return path


def test_extract_from_a_file_standard_input_and_the_server(loa: Loa, page: Path) -> None:
    with PortalServer(DemoSite()) as server:
        url = f"{server.url}?gd=1&cn=82&tc=1251"
        served = json.loads(loa("extract", url, "--allow-private", "--json").stdout)
    file = json.loads(loa("extract", page, "--url", url, "--json").stdout)
    piped = loa("extract", "-", "--url", url, "--json", stdin=page.read_bytes())
    assert file == json.loads(piped.stdout)
    assert (file["title"], file["body"]) == (served["title"], served["body"])
    assert file["provenance"]["title"]


def test_extract_shows_each_field_with_its_rule(loa: Loa, page: Path) -> None:
    values = json.loads(loa("extract", page, "--profile", "demo", "--json").stdout)
    shown = loa("extract", page, "--profile", "demo").stdout.splitlines()
    head = next(n for n, line in enumerate(shown) if line.split() == ["field", "value", "rule"])
    for field, rule in values["provenance"].items():
        line = next(line for line in shown[head:] if line.strip().startswith(f"{field} "))
        assert line.split()[-1] == rule.split()[-1]


@pytest.mark.parametrize(
    ("head", "host"),
    [
        ('<link rel="canonical" href="https://town.example/news/7">', "town.example"),
        ('<meta property="og:url" content="https://town.example/?id=7">', "town.example"),
        ('<link rel="canonical" href="https://town.example/">', "localhost"),  # every page's
        ('<link rel="canonical" href="javascript:alert(1)">', "localhost"),
        ('<link rel="canonical" href="https://[broken/news/7">', "localhost"),
        ('<link rel="canonical">', "localhost"),
        ("", "localhost"),
    ],
)
def test_a_saved_page_says_where_it_stood(loa: Loa, page: Path, head: str, host: str) -> None:
    page.write_bytes(page.read_bytes().replace(b"</head>", head.encode() + b"</head>", 1))
    assert head.encode() in page.read_bytes()
    assert urlsplit(json.loads(loa("extract", page, "--json").stdout)["url"]).hostname == host
    told = loa("extract", page, "--url", "https://other.example/news/9", "--json")
    assert urlsplit(json.loads(told.stdout)["url"]).hostname == "other.example"


# --- crawl -------------------------------------------------------------------------------------


def test_crawling_an_address_of_an_unknown_host_and_again(tmp_path: Path) -> None:
    with PortalServer(DemoSite()) as server:
        crawl = ("crawl", server.url, "--allow-private", "--delay", "0", "--db", "news.db")
        first = run_process(tmp_path, *crawl, "--limit", "15", "--json")
        assert first.returncode == 0, first.stderr
        (report,) = json.loads(first.stdout)["portals"]
        assert report["new"] == 15
        assert report["outcome"] == "limited"
        rest = run_process(tmp_path, *crawl, "--no-warc")
        assert rest.returncode == 0, rest.stderr
        assert "done" in rest.stdout
        again = run_process(tmp_path, *crawl, "--quiet", "--json")
        assert again.stderr == ""
        assert json.loads(again.stdout)["portals"][0]["new"] == 0
    exported = rows(run_process(tmp_path, "export", "--db", "news.db").stdout)
    assert len(exported) == len({row["url"] for row in exported}) == len(DemoSite().articles)


class NoticedSite(DemoSite):
    """The demo portal, which says when the crawler itself has come (for robots.txt, again)."""

    def __init__(self) -> None:
        super().__init__()
        self.visited = threading.Event()
        self._before = 2  # the look at robots.txt and at the page, to tell its system

    def respond(self, target: str, **request: Any) -> Response:
        self._before -= 1
        if self._before < 0:
            self.visited.set()
        return super().respond(target, **request)


def test_ctrl_c_ends_a_crawl_cleanly_and_the_next_one_goes_on(tmp_path: Path) -> None:
    site = NoticedSite()
    with PortalServer(site) as server:
        crawl = ("crawl", server.url, "--allow-private", "--db", "news.db", "--delay")
        running = subprocess.Popen(
            [sys.executable, "-m", "scraper", *crawl, "30"],
            cwd=tmp_path, env=environment(tmp_path), encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            assert site.visited.wait(20)
            running.send_signal(signal.SIGINT)  # in the pause: nobody waits for its end
            _, said = running.communicate(timeout=20)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            raise
        assert running.returncode == 130
        assert "Traceback" not in said
        assert said.splitlines()[-1].startswith("loa: interrupted")
        rest = run_process(tmp_path, *crawl, "0")
        assert rest.returncode == 0, rest.stderr
    exported = rows(run_process(tmp_path, "export", "--db", "news.db").stdout)
    assert len(exported) == len(site.articles)


def test_a_command_that_reads_brings_an_older_archive_up_to_date(loa: Loa, tmp_path: Path) -> None:
    db = tmp_path / "old.db"
    connection = sqlite3.connect(db)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    upgrade(connection, VERSIONS[:2])
    connection.commit()
    connection.close()
    answer = loa("status", "--db", str(db))
    assert answer.exit_code == 0
    assert "brought up to this Loa's schema" in answer.stderr
    assert (tmp_path / "old.db.v2.bak").exists()


def test_an_ending_that_no_format_has_is_refused(archive: Path, tmp_path: Path) -> None:
    done = run_process(tmp_path, "export", "-o", "articles.doc", "--db", archive)
    assert done.returncode == 2
    assert "no format has the ending .doc" in done.stderr
    assert not (tmp_path / "articles.doc").exists()
    done = run_process(tmp_path, "export", "-o", "articles.doc", "--format", "ris", "--db", archive)
    assert done.returncode == 0
    assert (tmp_path / "articles.doc").read_text(encoding="utf-8").startswith("TY  - ")
