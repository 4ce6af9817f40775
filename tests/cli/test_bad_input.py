"""Every wrong input gets one sentence and exit status 1 or 2, and harms nothing that is stored."""

from __future__ import annotations

import resource
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.export import FORMATS
from scraper.store import Archive

from .conftest import run_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    Loa = Callable[..., Result]

READING = (("status",), ("search", "dân"), ("show", "1"), ("export",))
CRAWL = ("crawl", "http://127.0.0.1:1/", "--allow-private")


def sentence(result: Result, status: int = 1) -> str:
    """The one sentence with which a command failed."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line.startswith("loa: ")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0].removeprefix("loa: ")


def stored(path: Path) -> list[tuple[object, ...]]:
    """Everything that the archive says about its articles; the file must be whole."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT id, url, title, body, revision FROM articles_flat").fetchall()


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


# --- what to crawl -----------------------------------------------------------------------------


def test_an_unknown_portal_is_wrong_usage_and_the_known_ones_are_listed(loa: Loa) -> None:
    said = sentence(loa("crawl", "nowhere"), 2)
    assert "'nowhere'" in said
    assert "huongtra" in said
    assert not Path("data").exists()


@pytest.mark.parametrize(
    "args",
    [
        ("crawl",),
        ("crawl", "huongtra", "--all"),
        ("crawl", "huongtra"),  # a public host, and nobody to write to
        ("crawl", "huongtra", "--contact", "nobody"),
        ("crawl", "demo"),  # a loopback address, and nobody allowed it
        ("crawl", "demo", "--allow-private", "--delay", "-1"),
        ("crawl", "demo", "--allow-private", "--limit", "0"),
        ("crawl", "demo", "--allow-private", "--since", "yesterday"),
        ("crawl", "demo", "--allow-private", "--daily", "0"),
        ("crawl", "demo", "--allow-private", "--max-minutes", "0"),
        ("crawl", "demo", "--allow-private", "--max-minutes", "nan"),
        ("crawl", "http://"),
        ("crawl", "ftp://127.0.0.1/"),
        ("crawl", "../../etc/passwd"),
        ("frobnicate",),
        ("search", "--frobnicate"),
        ("show",),
        ("extract",),
        ("extract", "-", "--profile", "nowhere"),
        ("export", "--format", "xls"),
    ],
)
def test_wrong_usage(loa: Loa, args: tuple[str, ...]) -> None:
    sentence(loa(*args), 2)
    assert not Path("data").exists()


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/", "http://no-such-host.invalid/"])
def test_an_unreachable_host_is_named(loa: Loa, closed_port: int, target: str) -> None:
    url = target.format(port=closed_port)
    said = sentence(loa("crawl", url, "--allow-private", "--contact", "news@example.org"))
    assert url.rstrip("/") in said
    assert not Path("data").exists()


def test_a_known_portal_that_stopped_answering_keeps_its_articles(loa: Loa, archive: Path) -> None:
    before = stored(archive)
    profile = Path("closed.toml")
    profile.write_text('name = "demo"\nfamily = "huecit"\nhome = "http://127.0.0.1:1/"\n')
    sentence(loa("crawl", profile, "--allow-private", "--delay", "0", "--db", archive))
    assert stored(archive) == before


def test_a_profile_that_is_wrong_is_named_with_the_key(loa: Loa) -> None:
    Path("mine.toml").write_text('name = "mine"\nfamily = "nosuchsystem"\n')
    said = sentence(loa("crawl", "mine.toml"))
    assert "mine.toml" in said
    assert "family" in said


# --- where it is stored ------------------------------------------------------------------------


@pytest.mark.parametrize("command", [*READING, CRAWL], ids=lambda command: command[0])
def test_a_directory_as_database(loa: Loa, command: tuple[str, ...], closed_port: int) -> None:
    Path("folder").mkdir()
    target = _crawlable(command, closed_port)
    assert "folder" in sentence(loa(*target, "--db", "folder"))
    assert list(Path("folder").iterdir()) == []


@pytest.mark.parametrize("command", [*READING, CRAWL], ids=lambda command: command[0])
@pytest.mark.parametrize("kind", ["text", "another program's database"])
def test_a_file_that_is_no_archive_is_left_as_it_is(
    loa: Loa, command: tuple[str, ...], kind: str, closed_port: int
) -> None:
    path = Path("thesis.db")
    if kind == "text":
        path.write_text("Chapter one\n" * 200)
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE notes (text)")
            db.commit()
    before = path.read_bytes()
    target = _crawlable(command, closed_port)
    assert "thesis.db" in sentence(loa(*target, "--db", path))
    assert path.read_bytes() == before
    assert [file.name for file in Path().glob("thesis*")] == ["thesis.db"]


def _crawlable(command: tuple[str, ...], port: int) -> tuple[str, ...]:
    """For a crawl, a portal that needs no look at its page: the database is what is wrong."""
    if command is not CRAWL:
        return command
    Path("mine.toml").write_text(
        f'name = "mine"\nfamily = "huecit"\nhome = "http://127.0.0.1:{port}/"\n'
    )
    return ("crawl", "mine.toml", "--allow-private")


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_a_missing_archive_is_not_created_by_reading(loa: Loa, command: tuple[str, ...]) -> None:
    assert "missing.db" in sentence(loa(*command, "--db", "missing.db"))
    assert not Path("missing.db").exists()


@pytest.mark.parametrize("command", [*READING, CRAWL], ids=lambda command: command[0])
def test_a_locked_database(
    loa: Loa,
    archive: Path,
    command: tuple[str, ...],
    closed_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = stored(archive)
    monkeypatch.setitem(Archive.__init__.__kwdefaults__, "timeout", 0.05)  # instead of 10 s
    with closing(sqlite3.connect(archive, isolation_level=None)) as other:
        # Outside WAL an exclusive lock shuts readers out as well, as a copying program's would.
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        target = _crawlable(command, closed_port)
        assert "locked" in sentence(loa(*target, "--db", archive))
        other.execute("ROLLBACK")
    assert stored(archive) == before


def test_a_full_disk_keeps_what_was_stored_and_the_next_crawl_goes_on(tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    with PortalServer(DemoSite()) as server:
        profile.write_text(f'name = "mine"\nfamily = "huecit"\nhome = "{server.url}"\n')
        crawl = ("crawl", profile, "--allow-private", "--delay", "0", "--db", "news.db")
        first = run_process(tmp_path, *crawl, "--limit", "20")
        assert first.returncode == 0, first.stderr
        before = stored(tmp_path / "news.db")
        room = (tmp_path / "news.db").stat().st_size + 64 * 1024

        def no_room() -> None:  # every file may grow to this size, and then the disk is "full"
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

        failed = run_process(tmp_path, *crawl, preexec_fn=no_room)
        assert failed.returncode == 1, failed.stderr
        assert "Traceback" not in failed.stderr
        assert failed.stderr.splitlines()[-1].startswith("loa: ")
        assert "news.db" in failed.stderr.splitlines()[-1]
        assert set(before) <= set(stored(tmp_path / "news.db"))

        again = run_process(tmp_path, *crawl)
        assert again.returncode == 0, again.stderr
    assert len(stored(tmp_path / "news.db")) == len(DemoSite().articles)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_standard_output_on_a_full_disk(archive: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_process(archive.parent, *command, "--db", archive, stdout=full)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "loa: standard output cannot be written: No space left on device"
    ]


def test_an_export_that_cannot_be_written_leaves_the_old_file(loa: Loa, archive: Path) -> None:
    Path("folder").mkdir()
    Path("file").write_text("kept")
    assert "folder" in sentence(loa("export", "--db", archive, "-o", "folder"))
    assert "file" in sentence(loa("export", "--db", archive, "-o", "file/news.csv"))
    assert Path("file").read_text() == "kept"
    Path("folder/kept").touch()
    said = sentence(loa("export", "--db", archive, "--format", "corpus", "-o", "folder"), 2)
    assert "folder exists already: remove it" in said
    assert "new folder" in sentence(loa("export", "--db", archive, "--format", "datapackage"), 2)
    assert "parquet can" in sentence(loa("export", "--db", archive, "--partition"), 2)


def test_an_unknown_format_lists_those_there_are(loa: Loa, archive: Path) -> None:
    said = sentence(loa("export", "--db", archive, "--format", "xls"), 2)
    assert all(name in said for name in FORMATS)


# --- what is asked of it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference", ["99999", "-1", "0", "abc", "http://127.0.0.1/nowhere", "9" * 30]
)
def test_an_article_that_is_not_there(loa: Loa, archive: Path, reference: str) -> None:
    assert reference in sentence(loa("show", "--db", archive, "--", reference))


@pytest.mark.parametrize(
    "args",
    [
        ("search", '"'),
        ("search", "(dân"),
        ("search", "dân", "--since", "soon"),
        ("search", "dân", "--since", "2022-13-45"),
        ("search", "dân", "--limit", "-1"),
        ("search", "dân", "--offset", "-1"),
        ("export", '"'),
        ("export", "--until", "never"),
    ],
)
def test_a_query_that_cannot_be_read(loa: Loa, archive: Path, args: tuple[str, ...]) -> None:
    sentence(loa(*args, "--db", archive), 2)


def test_a_page_that_is_no_article(loa: Loa) -> None:
    Path("blocked.html").write_text("<html><h1>Your request is blocked</h1></html>")
    assert "blocked.html is not an article" in sentence(loa("extract", "blocked.html"))
    assert "standard input" in sentence(loa("extract", "-", stdin="<p>Liên hệ</p>"))
    assert "standard input" in sentence(loa("extract", "-", stdin=b"%PDF-1.7\x00\xff"))
    assert "standard input" in sentence(loa("extract", "-", stdin=b""))


def test_a_file_that_is_not_there_and_a_page_that_is_not_served(loa: Loa) -> None:
    assert "missing.html" in sentence(loa("extract", "missing.html"))
    Path("folder").mkdir()
    assert "folder" in sentence(loa("extract", "folder"))
    with PortalServer(DemoSite()) as server:
        url = f"{server.url}nothing/here.html"
        assert url in sentence(loa("extract", url, "--allow-private"))
        assert "127.0.0.1" in sentence(loa("extract", server.url), 2)


def test_one_bad_page_among_several_does_not_hide_the_others(loa: Loa, demo_page: Path) -> None:
    result = loa("extract", "missing.html", demo_page, "--json")
    assert result.exit_code == 1
    assert result.stderr.count("missing.html") == 1
    assert result.stdout.startswith("[")


@pytest.fixture
def demo_page(tmp_path: Path) -> Path:
    site = DemoSite()
    path = tmp_path / "page.html"
    path.write_bytes(site.respond("/?gd=1&cn=82&tc=1251").body)
    return path
