"""``loa reextract`` on the demo's archive."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import DemoSite
from scraper.store.warc import warc_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from .conftest import DemoRun

    Loa = Callable[..., Result]


@pytest.fixture
def kept(demo: DemoRun, archive: Path) -> Path:
    """The demo's archive with its pages, and with one title that an older Loa read wrongly."""
    shutil.copytree(warc_folder(demo.archive), warc_folder(archive))
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("UPDATE articles SET title = 'Sai', content_hash = 'old' WHERE id = 3")
        connection.execute("UPDATE article_revisions SET content_hash = 'old' WHERE article_id = 3")
        connection.commit()
    return archive


def test_what_would_change_is_shown_then_done_then_nothing_is_left(loa: Loa, kept: Path) -> None:
    demo_size = len(DemoSite().articles)
    dry = loa("reextract", "--db", kept, "--dry-run")
    assert "demo: fields that differ: title (1)" in dry.stdout
    assert "- Sai" in dry.stdout
    assert "Nothing was changed" in dry.stdout
    assert json.loads(loa("show", 3, "--db", kept, "--json").stdout)["title"] == "Sai"

    done = json.loads(loa("reextract", "demo", "--db", kept, "--json").stdout)["portals"]
    assert [done[0][n] for n in ("pages", "changed", "unchanged")] == [demo_size, 1, demo_size - 1]
    assert done[0]["examples"][0]["before"] == "Sai"
    assert json.loads(loa("show", 3, "--db", kept, "--json").stdout)["title"] != "Sai"

    again = json.loads(loa("reextract", "--db", kept, "--json").stdout)["portals"]
    assert (again[0]["changed"], again[0]["unchanged"]) == (0, demo_size)


def test_without_kept_pages_it_says_where_they_come_from(loa: Loa, archive: Path) -> None:
    result = loa("reextract", "--db", archive)
    assert result.exit_code == 0
    assert "records that cannot be read: file missing" in result.stdout
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("UPDATE fetches SET warc_file = NULL, warc_offset = NULL")
        connection.commit()
    result = loa("reextract", "--db", archive)
    assert result.exit_code == 2
    assert "has no kept pages: they come with crawls (without --no-warc)" in result.stderr
