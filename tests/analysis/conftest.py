"""Small frames, shaped like those of the archive, and a small archive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scraper.model import Article, Byline, DocumentMention, PublishedAt
from scraper.store import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WORDS = "đường chợ lúa họp dân xã trường học bão nước rừng biển phố cầu đê".split()


@pytest.fixture
def frame() -> Callable[..., pd.DataFrame]:
    """Makes a frame of articles out of columns; ids count from 1."""

    def make(**columns: list[object]) -> pd.DataFrame:
        made = pd.DataFrame(columns)
        made.insert(0, "id", range(1, len(made) + 1))
        if "published" in made:
            made["published"] = made["published"].astype("datetime64[s]")
        return made

    return make


def written(number: int, portal: str, body: str, *, days: int = 0) -> Article:
    """An article with a byline and a cited document."""
    office = "Văn phòng UBND" if number % 2 else "Phòng Văn hóa"
    return Article(
        url=f"https://{portal}.example/{number}",
        key=f"{portal}.example/{number}",
        portal=portal,
        title=f"Tin số {number}",
        body=body,
        published=PublishedAt(date(2022, 1, 1) + timedelta(days=40 * number + days), "day"),
        section=("Tin tức",),
        bylines=(
            Byline(f"Lê An {number % 3}", "Phóng viên", "author"),
            Byline(office, None, "organisation"),
        ),
        documents=(
            DocumentMention("15/QĐ-UBND", "quyết định", date(2022, 1, 3) if number == 1 else None),
            DocumentMention(f"{number}/KH-UBND", "kế hoạch"),
        ),
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Six articles of portal a, and copies of two of them at b, a day later."""
    chance = Random(1)
    bodies = [" ".join(chance.choices(WORDS, k=120)) for _ in range(6)]
    articles = [written(n, "a", body) for n, body in enumerate(bodies, 1)]
    articles += [written(n, "b", f"Theo cổng A. {bodies[n - 1]}", days=1) for n in (2, 5)]
    with Archive(tmp_path / "news.db") as opened:
        opened.store(articles, seen_at=datetime(2023, 1, 1, tzinfo=UTC))
        yield opened
