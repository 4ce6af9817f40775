"""The archive that the tests of the page read: the demo portal crawled four times, and another one.

Between the crawls the portal edits articles in silence, takes one away, and is redesigned.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from scraper.crawl import CrawlOptions, crawl
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.model import Article, Attachment, Byline, DocumentMention, Image, PublishedAt
from scraper.portals import load_profile
from scraper.store import Archive
from tests.store.building import crawl as store_crawl

if TYPE_CHECKING:
    from pathlib import Path

EDITED_ID = 1211
"""On the demo portal: an article that is edited twice."""

OTHER = "binhan"
ZONE = "+07:00"

PLACES = ("An Phú", "Bình Hòa", "Cồn Sơn", "Đông Thạnh", "Giồng Riềng", "Hòa Lợi")
SUBJECTS = (
    ("Khởi công đường liên ấp {place}", "Tin tức", "Xây dựng"),
    ("{place} tổng kết mùa lúa hè thu", "Tin tức", "Nông nghiệp"),
    ("Người dân {place} góp ý về nước sạch", "Tiếp dân", None),
    ("Trường tiểu học {place} đón học sinh trở lại", "Tin tức", "Giáo dục"),
)


def fill(folder: Path) -> Path:
    """Make the archive in ``folder``; returns its path."""
    path = folder / "news.db"
    site = DemoSite()
    options = CrawlOptions(delay=0, allow_private=True, full=True)
    with PortalServer(site) as server:
        profile = load_profile("demo").at(server.url)
        crawl([profile], path, options)
        first = next(a for a in site.articles if a.id == EDITED_ID)
        site.edit(EDITED_ID, title=first.title.replace("phấn khởi", "mừng vui"))
        other = next(a for a in site.articles if a.id != EDITED_ID and a.image)
        site.edit(other.id, published=other.published + timedelta(days=3))
        site.remove(site.articles[10].id)
        crawl([profile], path, options)
        shortened = first.paragraphs[0].replace("29.000", "31.000").replace("một", "hai")
        site.edit(EDITED_ID, paragraphs=(shortened, *first.paragraphs[2:]))
        crawl([profile], path, options)
        site.template = "2025"
        crawl([profile], path, options)
    store_crawl(path, [invented(n) for n in range(24)], portal=OTHER)
    with Archive(path) as archive:
        archive.add_portal(
            OTHER, title="Trang tin xã Bình An", home=f"https://{OTHER}.example/", language="vi"
        )
        archive.store([invented(3, edited=True)], seen_at=datetime(2026, 3, 2, 8, tzinfo=UTC))
        archive.refresh_index()
    return path


def invented(n: int, *, edited: bool = False) -> Article:
    """Article ``n`` of the other portal, in an invented village."""
    place = PLACES[n % len(PLACES)]
    title, *section = SUBJECTS[n % len(SUBJECTS)]
    day = date(2021, 3, 5) + timedelta(days=53 * n)
    crowd = 40 + 7 * n + (12 if edited else 0)
    return Article(
        url=f"https://{OTHER}.example/bai-viet-{n}.html",
        key=f"{OTHER}.example/{n}",
        portal=OTHER,
        title=title.format(place=place),
        lead=f"Sáng {day:%d/%m}, ấp {place} mời {crowd} hộ dân cùng bàn việc chung.",
        body=f"Cuộc họp tại nhà văn hóa ấp {place} kéo dài đến trưa, có {crowd} hộ tham dự.\n\n"
        "Bà con nêu ba việc cần làm trước mùa mưa: nạo vét kênh, thay bóng đèn đường, sửa cầu ván.\n\n"
        f"Ủy ban nhân dân xã trả lời theo Quyết định số {100 + n}/QĐ-UBND và hẹn gặp lại vào tháng sau.",
        published=PublishedAt(
            datetime.fromisoformat(f"{day.isoformat()}T{7 + n % 9:02d}:30{ZONE}"), "minute"
        ),
        section=tuple(name for name in section if name),
        bylines=(
            Byline(("Lê Thị Mận", "Phạm Văn Tràm", "Huỳnh Công Đước")[n % 3], "Cán bộ văn hóa xã"),
            Byline("Đài truyền thanh xã Bình An", None, "organisation"),
        ),
        tags=("họp dân", place),
        language="vi",
        images=(Image(f"https://{OTHER}.example/anh/{n}.jpg", f"Bà con ấp {place} trong cuộc họp", "Ảnh: Thị Mận"),),
        attachments=(Attachment(f"https://{OTHER}.example/van-ban/{100 + n}.pdf", f"Quyết định {100 + n}/QĐ-UBND", "application/pdf"),),
        documents=(DocumentMention(f"{100 + n}/QĐ-UBND", "quyết định", None, f"Quyết định số {100 + n}/QĐ-UBND"),),
        provenance={
            "title": "profile:h1.title", "lead": "profile:div.sapo", "body": "profile:div.content",
            "published": "profile:time", "section": "profile:breadcrumb", "bylines": "profile:.author",
        },
    )  # fmt: skip


if __name__ == "__main__":
    import sys
    from pathlib import Path

    print(fill(Path(sys.argv[1])))
