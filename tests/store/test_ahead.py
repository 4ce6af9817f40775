"""Reading ahead changes nothing but the time that a batch takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scraper.store import Archive
from scraper.store.ahead import READERS, ReadAhead
from tests.store.building import BEGIN, article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from scraper.store.ahead import State, Wanted

LATER = BEGIN + timedelta(days=1)
SOME = range(2 * READERS + 1)


def filled(path: Path, *, cache: int) -> Archive:
    """An archive of some articles, which reads ahead when its cache is small."""
    archive = Archive(path, cache=cache)
    archive.store([article(n) for n in SOME], seen_at=BEGIN)
    return archive


def said(archive: Archive) -> list[tuple[object, ...]]:
    """All revisions as they are stored."""
    with archive.reading() as connection:
        return connection.execute(
            "SELECT article_id, number, seen_at, changed, reason, content FROM revisions "
            "ORDER BY article_id, number"
        ).fetchall()


def test_a_batch_read_ahead_is_stored_as_any_other(tmp_path: Path) -> None:
    edited = [
        *(article(n, edition=1) for n in SOME if n % 3),
        article(0),
        article(4, edition=2),  # twice in one batch
        article(4, edition=3),
        article(99),
    ]
    with filled(tmp_path / "a.db", cache=1) as small, filled(tmp_path / "b.db", cache=9000) as big:
        for archive in (small, big):
            found = archive.store(edited, seen_at=LATER)
            assert [each.change for each in found[-4:]] == [
                "unchanged", "revision", "revision", "new",
            ]  # fmt: skip
        assert said(small) == said(big)
        assert len(small.history(article(4).url)) == 4


def test_only_what_may_differ_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    states = ReadAhead.states

    def watch(self: ReadAhead, wanted: Sequence[Wanted]) -> dict[tuple[str, str], State]:
        found = states(self, wanted)
        read.append(len(found))
        return found

    monkeypatch.setattr(ReadAhead, "states", watch)
    with filled(tmp_path / "a.db", cache=1) as archive:
        archive.store([article(n, edition=int(n < 3)) for n in SOME], seen_at=LATER)
    assert read == [0, 3]
    with filled(tmp_path / "b.db", cache=9000) as archive:
        archive.store([article(n, edition=1) for n in SOME], seen_at=LATER)
    assert read == [0, 3, 0, 0]


def test_what_another_program_wrote_meanwhile_is_not_overlooked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    states = ReadAhead.states
    edit = replace(article(1), title="Tiêu đề do chương trình khác sửa")

    def meddle(self: ReadAhead, wanted: Sequence[Wanted]) -> dict[tuple[str, str], State]:
        found = states(self, wanted)
        monkeypatch.undo()
        with Archive(path) as other:
            other.store([edit], seen_at=LATER)
        return found

    with filled(path, cache=1) as archive:
        monkeypatch.setattr(ReadAhead, "states", meddle)
        later = LATER + timedelta(days=1)
        archive.store([article(n, edition=1) for n in SOME], seen_at=later)
        found = archive.history(article(1).url)
        assert [revision.article.title for revision in found] == [
            article(1).title, edit.title, article(1).title,
        ]  # fmt: skip
        assert found[-1].changed == ("title", "body")
