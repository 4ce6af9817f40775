"""An archive with kept pages of a small town, and a profile that a test can change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from scraper import NotAnArticle, extract, load_profile
from scraper.store import Archive, Fetch, PageRecord, Task
from scraper.store.warc import Exchange, pack, warc_folder
from scraper.store.warc_writer import WarcWriter

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://town.example/"
BEGIN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

PROFILE = """
name = "town"
home = "https://town.example/"
language = "en"
timezone = "Europe/London"
[addresses]
article = ['^/news/(?P<key>\\d+)$']
[fields]
title = "h1"
body = ".story"
published = ".day"
"""


def page(title: str, body: str = "The bridge is open again.", extra: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f'<p class="day">13/01/2022</p><p class="by">By Ann Miller</p>'
        f'<div class="story"><p>{body}</p></div>{extra}</body></html>'
    ).encode()


def url(number: int) -> str:
    return f"{HOME}news/{number}"


@dataclass
class Town:
    """Keeps pages as a crawl does."""

    db: Path
    portals: Path
    files: int = 0
    at: datetime = field(default=BEGIN)

    def profile(self, extra: str = "", base: str = PROFILE) -> None:
        (self.portals / "town.toml").write_text(base + extra)

    def keep(self, pages: dict[int, bytes], status: int = 200) -> None:
        """Keep one response for each article's number, a day after those before."""
        self.at += timedelta(days=1)
        self.files += 1
        profile = load_profile("town")
        with Archive(self.db) as archive:
            out = WarcWriter(archive.path, "town", self.files, "loa", clock=lambda: self.at)
            records = []
            for number, body in pages.items():
                exchange = Exchange(
                    url(number), self.at, "GET", (), b"", status,
                    ((b"Content-Type", b"text/html"),), body,
                )  # fmt: skip
                (place,) = out.write([pack(exchange)])
                article, state, reason = None, "done", None
                try:
                    if status == 200:
                        article = extract(body, url(number), profile, fetched_at=self.at)
                except NotAnArticle as error:
                    state, reason = "refused", error.reason
                fetch = Fetch(
                    url(number), url(number), self.at, status, content_type="text/html",
                    payload_sha256=sha256(body).hexdigest(), size=len(body),
                    warc_file=place.file, warc_offset=place.offset,
                )  # fmt: skip
                task = Task(url(number), "article", key=f"town.example/{number}")
                records.append(PageRecord(task, fetch, state, reason, article=article))  # type: ignore[arg-type]
            archive.record(records, portal="town")
            out.close()

    def column(self, sql: str) -> list[object]:
        with Archive(self.db, readonly=True) as archive, archive.reading() as connection:
            return [row[0] if len(row) == 1 else row for row in connection.execute(sql)]

    @property
    def warc_files(self) -> list[Path]:
        return sorted(warc_folder(self.db).rglob("*.warc.gz"))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    portals = tmp_path / "portals"
    portals.mkdir()
    monkeypatch.setenv("LOA_PORTALS", str(portals))
    made = Town(tmp_path / "news.db", portals)
    made.profile()
    return made
