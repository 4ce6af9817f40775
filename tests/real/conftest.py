"""The tests of one real portal tell one story: it is crawled, then changes. They keep their order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = [at for at, item in enumerate(items) if item.path.parent == HERE]
    story = sorted((items[at] for at in places), key=lambda item: (item.path, line(item)))
    for at, item in zip(places, story, strict=True):
        items[at] = item


def line(item: pytest.Item) -> int:
    return item.reportinfo()[1] or 0
