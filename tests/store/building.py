"""A small archive as a crawl makes it: articles with all that belongs to them, kept pages, listings."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from scraper.model import Article, Attachment, Byline, DocumentMention, Image, Link, PublishedAt
from scraper.store import Archive, Fetch, PageRecord, Task
from scraper.store.warc import Exchange, pack
from scraper.store.warc_writer import WarcWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = ("Phú Lộc", "Nam Đông", "A Lưới", "Quảng Điền", "Phong Điền", "Hương Thủy", "Vỹ Dạ")


def url(portal: str, n: int) -> str:
    return f"https://{portal}.example/?gd=1&tc={n}"


def article(n: int, *, portal: str = "x", edition: int = 0) -> Article:
    """Article ``n``; its texts are its own, and another ``edition`` has another body."""
    place = PLACES[n % len(PLACES)]
    return Article(
        url=url(portal, n),
        key=f"{portal}.example/{n}",
        portal=portal,
        title=f"Hội nghị số {n} của {place} bàn về đường làng",
        body=f"Sáng nay, {place} họp phiên thứ {n} về con đường số {n * 7919}, lần sửa {edition}.\n\n"
        "Bản tin này do Phòng Văn hóa và Thông tin cung cấp cho bạn đọc gần xa.",
        lead=f"Phiên họp thứ {n} tại {place} bàn việc mở rộng con đường số {n * 7919}.",
        published=PublishedAt(date(2025, 1, 1) + timedelta(days=n), "day"),
        section=("Tin tức", f"Mục {n % 3}"),
        bylines=(Byline(f"Trần Văn {place} {n % 5}", "Phóng viên", "author"),),
        tags=("đường", place),
        images=(Image(f"https://{portal}.example/{n}.jpg", f"Ảnh phiên họp {n}"),),
        attachments=(Attachment(f"https://{portal}.example/{n}.pdf", f"Tờ trình {n}"),),
        related=(Link(url(portal, n + 1), f"Hội nghị số {n + 1}"),),
        documents=(DocumentMention(f"{n}/QĐ-UBND", "QĐ", None, f"Quyết định {n}/QĐ-UBND"),),
        provenance={"title": "profile:h1", "body": "profile:div"},
    )


def page_of(shown: Article) -> bytes:
    """The page of an article, as HTML."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in shown.body.split("\n\n"))
    return f"<h1>{escape(shown.title)}</h1><b>{escape(shown.lead or '')}</b>{paragraphs}".encode()


def listing_of(shown: Iterable[Article], *, leads: bool) -> bytes:
    """A listing of articles, with or without their leads."""
    return "".join(
        f"<li><a href='{escape(each.url)}'>{escape(each.title)}</a>"
        f"{escape(each.lead or '') if leads else ''}</li>"
        for each in shown
    ).encode()


def crawl(
    path: Path,
    articles: Sequence[Article],
    *,
    at: datetime = BEGIN,
    portal: str = "x",
    listings: Sequence[bytes] = (),
) -> None:
    """Store articles and listings as a crawl at ``at`` does, each with its kept page."""
    with Archive(path, clock=lambda: at) as archive:
        archive.add_portal(portal, home=f"https://{portal}.example/")
        crawl_id = archive.begin_crawl(portal)
        pages: list[tuple[str, bytes, Article | None]] = [
            *((each.url, page_of(each), each) for each in articles),
            *((f"https://{portal}.example/?p={n}", body, None) for n, body in enumerate(listings)),
        ]
        writer = WarcWriter(path, portal, crawl_id, "loa test", clock=lambda: at)
        with closing(writer):
            for first in range(0, len(pages), 10):
                archive.record(
                    _kept(writer, pages[first : first + 10], at), portal=portal, crawl_id=crawl_id
                )
        archive.finish_crawl(crawl_id, "done", {"requests": len(pages)})


def _kept(
    writer: WarcWriter, pages: Sequence[tuple[str, bytes, Article | None]], at: datetime
) -> list[PageRecord]:
    places = writer.write(
        [
            pack(
                Exchange(
                    address, at, "GET", (), b"", 200,
                    ((b"Content-Type", b"text/html; charset=utf-8"),), body,
                )
            )
            for address, body, _ in pages
        ]
    )  # fmt: skip
    records = []
    for (address, body, shown), place in zip(pages, places, strict=True):
        fetch = Fetch(
            address, address, at, 200, content_type="text/html; charset=utf-8",
            payload_sha256=sha256(body).hexdigest(), size=len(body),
            warc_file=place.file, warc_offset=place.offset,
        )  # fmt: skip
        task = Task(address, "listing", title="") if shown is None else Task(
            address, "article", shown.key, 1, title=shown.title
        )  # fmt: skip
        records.append(PageRecord(task, fetch, "done", article=shown, profile_version="1"))
    return records


def edited(shown: Article, body: str) -> Article:
    """The article with another body."""
    return replace(shown, body=body)
