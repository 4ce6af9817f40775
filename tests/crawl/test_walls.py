"""Walls that let pass who brings their cookie, and only they get one from us."""

from __future__ import annotations

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from scraper.crawl import CrawlOptions, crawl
from scraper.crawl.fetch import fetch_page

from .kinds import KINDS, KindSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAST = CrawlOptions(delay=0, allow_private=True, warc=False)


@contextmanager
def walled(site: KindSite, *, opens: bool = True) -> Iterator[tuple[str, list[str]]]:
    """The portal behind a wall, its address, and the cookies that requests brought."""
    brought: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            cookie = self.headers.get("Cookie") or ""
            brought.append(cookie)
            if opens and cookie == "qua=1":
                answer = site.respond(self.path, host=self.headers["Host"])
                status, headers, body = answer.status, answer.headers, answer.body
            else:
                wall = (("Location", self.path), ("Set-Cookie", "qua=1; path=/; HttpOnly"))
                status, headers, body = 302, wall, b""
            self.send_response(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", brought
    finally:
        server.shutdown()
        server.server_close()


def test_a_crawl_brings_the_cookie_that_a_wall_asks_for(tmp_path: Path) -> None:
    site = KindSite(KINDS[0], 20)
    with walled(site) as (url, brought):
        (report,) = crawl([KINDS[0].profile(url)], tmp_path / "news.db", FAST)
    assert report.new == 20
    assert brought.count("") == 1


def test_one_page_behind_a_wall_is_fetched() -> None:
    with walled(KindSite(KINDS[0], 20)) as (url, _):
        assert b"Tin" in fetch_page(f"{url}muc/tin-tuc", FAST).body


def test_a_wall_that_never_opens_is_a_loop(tmp_path: Path) -> None:
    with walled(KindSite(KINDS[0], 20), opens=False) as (url, brought):
        crawl([KINDS[0].profile(url)], tmp_path / "news.db", FAST)
    assert len(brought) < 20
