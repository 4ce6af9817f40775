"""``loa extract``: many pages, folders, lines of JSON, and the files that articles offer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.cli import attachments, waiting
from scraper.cli.waiting import watched
from scraper.crawl import fetch
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite, Response

from ..extraction.test_attached import a_docx, a_pdf
from .conftest import run_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    Loa = Callable[..., Result]

PROSE = [
    "Sáng nay, đoàn công tác đã kiểm tra hai công trình thủy lợi và nghe người dân nêu ý kiến về nước tưới.",
    "Theo kế hoạch, kênh chính được nạo vét trước ngày mười lăm để kịp gieo cấy đúng lịch thời vụ của xã.",
    "Hợp tác xã cử mười hai người trực trạm bơm, thay nhau ghi mực nước và báo về xã hai lần mỗi ngày.",
]


def article(title: str, *links: str) -> str:
    files = "".join(f'<p><a href="{link}">Tải {link.rsplit("/", 1)[-1]}</a></p>' for link in links)
    body = "".join(f"<p>{text}</p>" for text in PROSE)
    return (
        f"<html lang=vi><head><title>{title}</title></head><body><div class=menu><a href=/f/menu.pdf>Biểu mẫu</a></div><article><h1>{title}</h1>"
        f"<time datetime=2022-09-05>5/9/2022</time><div class=entry-content>{body}{files}</div></article></body></html>"
    )


class FilesSite(DemoSite):
    """A portal whose answers are in a dictionary: bytes, or a status."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, bytes | int] = {"/robots.txt": 404}

    def respond(
        self,
        target: str,
        *,
        method: str = "GET",  # the demo site's signature
        host: str = "localhost",
        form: bytes = b"",
    ) -> Response:
        answer = self.answers.get(target, 404)
        if isinstance(answer, int):
            return Response(answer, (("Content-Type", "text/plain"),), b"")
        return Response(200, (("Content-Type", "text/html"),), answer)


@pytest.fixture
def site() -> FilesSite:
    return FilesSite()


@pytest.fixture
def server(site: FilesSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalServer]:
    monkeypatch.setattr(fetch, "sleep", pauses.append)
    pauses.clear()
    with PortalServer(site) as running:
        yield running


pauses: list[float] = []


def offered(site: FilesSite, *links: str) -> None:
    site.answers["/tin/1.html"] = article("Kiểm tra công trình thủy lợi", *links).encode()


def files_of(loa: Loa, source: object, *options: object) -> dict[str, dict[str, str | None]]:
    shown = loa("extract", source, "--attachments", "--json", *options)
    return {
        file["url"].rsplit("/", 1)[-1]: file for file in json.loads(shown.stdout)["attachments"]
    }


def test_the_files_of_an_article_are_fetched_and_read(
    loa: Loa, site: FilesSite, server: PortalServer
) -> None:
    offered(site, "/f/a.docx", "b.pdf", "/f/gone.pdf", "/f/c.pdf", "/f/d.xlsx")
    site.answers |= {
        "/f/a.docx": a_docx("KẾ HOẠCH tưới vụ hè thu"),
        "/tin/b.pdf": a_pdf(b"BT /F 12 Tf 20 200 Td (Lich truc) Tj ET"),
        "/f/c.pdf": b"<html>dang nhap",
    }
    url = f"{server.url}tin/1.html"
    found = files_of(loa, url, "--allow-private")
    assert found["a.docx"]["text"] == "KẾ HOẠCH tưới vụ hè thu"
    assert found["b.pdf"]["text"] == "Lich truc"
    assert found["gone.pdf"]["not_extracted"] == "the server answers HTTP 404"
    assert "web page" in str(found["c.pdf"]["not_extracted"])
    assert ".xlsx" in str(found["d.xlsx"]["not_extracted"])
    assert all((f["text"] is None) != (f["not_extracted"] is None) for f in found.values())
    asked = [hit.path for hit in server.log]
    assert asked == [
        "/tin/1.html",
        "/robots.txt",
        "/f/a.docx",
        "/tin/b.pdf",
        "/f/gone.pdf",
        "/f/c.pdf",
    ]
    assert len(pauses) >= 2  # robots.txt, and the first file behind it
    assert all(0 < pause <= 1 for pause in pauses)


def test_the_readable_view_shows_first_words_or_the_reason(
    loa: Loa, site: FilesSite, server: PortalServer
) -> None:
    offered(site, "/f/a.docx", "/f/gone.pdf")
    site.answers["/f/a.docx"] = a_docx("KẾ HOẠCH tưới vụ hè thu", "nội dung " * 200)
    shown = loa("extract", f"{server.url}tin/1.html", "--attachments", "--allow-private").stdout
    assert "KẾ HOẠCH tưới vụ hè thu" in shown
    assert "not extracted: the server answers HTTP 404" in shown
    assert shown.count("nội dung") < 50


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        (b"User-agent: *\nDisallow: /f/", "forbids"),
        (503, "cannot be had"),
        (b"", None),
        (404, None),
    ],
)
def test_robots_txt_counts(
    loa: Loa, site: FilesSite, server: PortalServer, robots: bytes | int, words: str | None
) -> None:
    offered(site, "/f/a.docx")
    site.answers |= {"/f/a.docx": a_docx("Tin"), "/robots.txt": robots}
    file = files_of(loa, f"{server.url}tin/1.html", "--allow-private")["a.docx"]
    assert (words or "") in str(file["not_extracted"])
    assert (file["text"] is None) == (words is not None)
    assert ("/f/a.docx" in [hit.path for hit in server.log]) == (words is None)


def test_the_pause_that_robots_txt_asks_for(
    loa: Loa, site: FilesSite, server: PortalServer
) -> None:
    offered(site, "/f/a.docx")
    site.answers |= {"/f/a.docx": a_docx("Tin"), "/robots.txt": b"User-agent: *\nCrawl-delay: 7"}
    files_of(loa, f"{server.url}tin/1.html", "--allow-private")
    assert 6 < pauses[-1] <= 7


def test_a_saved_page_without_an_address_asks_nobody(
    loa: Loa, site: FilesSite, server: PortalServer
) -> None:
    offered(site, "a.docx", f"{server.url}f/b.docx")
    site.answers |= {"/tin/a.docx": a_docx("A"), "/f/b.docx": a_docx("B")}
    Path("1.html").write_bytes(site.answers["/tin/1.html"])  # type: ignore[arg-type]
    found = files_of(loa, "1.html")
    assert "give it with --url" in str(found["a.docx"]["not_extracted"])
    assert "private address" in str(found["b.docx"]["not_extracted"])
    assert not server.log
    found = files_of(loa, "1.html", "--url", f"{server.url}tin/1.html", "--allow-private")
    assert (found["a.docx"]["text"], found["b.docx"]["text"]) == ("A", "B")


def test_so_many_files_and_no_more(
    loa: Loa, site: FilesSite, server: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MAX_FILES", 2)
    offered(site, *(f"/f/{n}.pdf" for n in range(4)))
    found = files_of(loa, f"{server.url}tin/1.html", "--allow-private")
    assert "first 2 files" in str(found["3.pdf"]["not_extracted"])
    assert len([hit for hit in server.log if hit.path.startswith("/f/")]) == 2


def test_a_file_that_is_larger_than_any(
    loa: Loa, site: FilesSite, server: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 1024**2)
    offered(site, "/f/a.pdf")
    site.answers["/f/a.pdf"] = b"%PDF-" + bytes(1024**2)
    file = files_of(loa, f"{server.url}tin/1.html", "--allow-private")["a.pdf"]
    assert "larger than 1 MB" in str(file["not_extracted"])


def test_without_the_option_no_file_is_asked_for(
    loa: Loa, site: FilesSite, server: PortalServer
) -> None:
    offered(site, "/f/a.docx")
    (file,) = json.loads(
        loa("extract", f"{server.url}tin/1.html", "--allow-private", "--json").stdout
    )["attachments"]
    assert (file["text"], file["not_extracted"]) == (None, None)
    assert len(server.log) == 1


# --- many pages --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "pages"
    (made / "2022").mkdir(parents=True)
    for name in ("b.html", "a.HTM", "2022/c.html"):
        (made / name).write_text(article(f"Tin {name} trong xã"), encoding="utf-8")
    (made / "readme.txt").write_text("not a page")
    return made


def test_a_folder_stands_for_its_pages(loa: Loa, folder: Path) -> None:
    shown = json.loads(loa("extract", folder, "--json").stdout)
    assert [a["title"] for a in shown] == [
        "Tin 2022/c.html trong xã",
        "Tin a.HTM trong xã",
        "Tin b.html trong xã",
    ]
    assert loa("extract", folder).stdout.count("trong xã") >= 3


def test_one_page_in_a_folder_is_still_a_list(loa: Loa, folder: Path) -> None:
    assert isinstance(json.loads(loa("extract", folder / "2022", "--json").stdout), list)


def test_lines_of_json_name_their_source(loa: Loa, folder: Path) -> None:
    (folder / "bad.html").write_text("<p>Liên hệ</p>")
    result = loa("extract", folder, folder / "b.html", "--jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["source"]).name for line in lines] == ["c.html", "a.HTM", "b.html", "b.html"]
    assert all(line["provenance"]["title"] for line in lines)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "bad.html" in result.stderr


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_told_on_a_terminal_after_two_seconds(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    monkeypatch.setattr(
        waiting, "stderr", lambda: Console(stderr=True, force_terminal=terminal, width=80)
    )
    names = [f"{n}.html" for n in range(10)]
    with watched(names, shown=False, clock=Clock()) as watch:
        for name in names:
            watch.begins(name)
            print(name)
    out, err = capsys.readouterr()
    assert out.split() == names
    assert ("/10" in err) == terminal
    assert "0.html" not in err


@pytest.mark.parametrize(
    ("args", "words", "status"),
    [
        (("a.html", "--json", "--jsonl"), "exclude each other", 2),
        (("pages", "--url", "https://town.example/1"), "3 sources", 2),
        (("nothing",), "nothing", 1),
        (("empty",), "holds no *.html", 1),
        (("pages/readme.txt",), "not an article", 1),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_sources_give_one_sentence(args: tuple[str, ...], words: str, status: int) -> None:
    Path("empty").mkdir()
    done = run_process(Path.cwd(), "extract", *args)
    assert done.returncode == status
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr.startswith("loa: ")
    assert words in done.stderr
