"""An archive with everything that makes an export hard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article, Byline, PublishedAt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARD = 'Một "dòng"\n\nhai, ba; \t=1+1\r\nbốn\x0b<p>&amp; 😀 ]]>'
HANOI = timezone(timedelta(hours=7))

ARTICLES = [
    Article(
        "https://a.vn/1?x={1}&y=2", "a.vn/1", "a", "=SUM(A1)", HARD, lead=" , ",
        bylines=(Byline("Trần An", "Chánh Văn phòng"), Byline("Lê & Bình"), Byline("Báo <Huế>", None, "source"),
                 Byline("Cường", "Phóng viên ảnh", "photographer")),
        published=PublishedAt(datetime(2024, 5, 17, 10, 30, tzinfo=HANOI), "minute"),
        updated=PublishedAt(date(2024, 5, 18), "day"),
        section=("Tin tức", "Văn hóa"), tags=("lũ lụt", 'a "b"'), language="vi",
    ),
    Article("https://a.vn/2", "a.vn/2", "a", "Hai", "Thân", published=PublishedAt(date(2022, 1, 13), "day"),
            bylines=(Byline("UBND xã X", None, "organisation"),)),
    Article("https://b.vn/1", "b.vn/1", "Cổng b/..", "Ba & {bốn}", "Người dân", language="vi",
            published=PublishedAt(datetime(1880, 1, 1, 1, 2, 3, tzinfo=UTC), "second")),
    Article("https://b.vn/2", "b.vn/2", "Cổng b/..", "Không ngày", ""),
]  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(
        tmp_path / "db" / "news.db", clock=lambda: datetime(2025, 1, 2, tzinfo=UTC)
    ) as opened:
        opened.add_portal(
            "a", title="Cổng <A> | x", home="https://a.vn/", timezone="Asia/Ho_Chi_Minh"
        )
        opened.store(ARTICLES)
        yield opened
