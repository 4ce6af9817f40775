"""An index outside of the archive can follow it: nothing is missed, and an older copy is noticed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.model import Attachment
from scraper.store import Archive, LogPosition, standing
from scraper.store.backup import backup
from scraper.store.forget import forget
from scraper.store.merge import merge
from tests.store.building import BEGIN, article

if TYPE_CHECKING:
    from pathlib import Path


class Index:
    """What an index does: it keeps its own copy of each article, and its place in the log."""

    def __init__(self) -> None:
        self.rows: dict[int, object] = {}
        self.position = LogPosition()
        self.rebuilt = 0

    def follow(self, archive: Archive, limit: int = 3) -> list[int]:
        """Catch up; the ids that were looked at."""
        looked: list[int] = []
        while True:
            found = archive.changed_since(self.position, limit)
            if found is None:
                self.rows.clear()
                self.position = LogPosition()
                self.rebuilt += 1
                continue
            for number in found.absent:
                self.rows.pop(number, None)
            for number in found.present:
                self.rows[number] = shown(archive, number)
            looked += [*found.present, *found.absent]
            if found.position == self.position:
                return looked
            self.position = found.position


def shown(archive: Archive, number: int) -> object:
    """All that an index may show of an article."""
    each = archive.get(number)
    with archive.reading() as connection:
        people = connection.execute(
            "SELECT j.into_id FROM article_people AS w JOIN people_joined AS j USING (person_id) "
            "WHERE w.article_id = ? ORDER BY w.position",
            (number,),
        ).fetchall()
    texts = [file.text for file in each.attachments]
    return each.title, each.body, each.section, each.gone, each.revision, texts, people


def whole(archive: Archive) -> dict[int, object]:
    """What an index would hold that is built anew."""
    with archive.reading() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM articles")]
    return {number: shown(archive, number) for number in ids}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "a.db", clock=lambda: BEGIN + timedelta(days=9))
    archive.store([article(n) for n in range(1, 9)], seen_at=BEGIN)
    return archive


def test_an_index_learns_of_everything_and_of_nothing_twice(archive: Archive) -> None:
    index = Index()
    assert index.follow(archive) == list(range(1, 9))
    assert index.follow(archive) == []
    with archive:
        archive.store([article(2, edition=1), article(3)], seen_at=BEGIN + timedelta(days=1))
        assert index.follow(archive) == [2]
        for day in (2, 3, 4):
            with archive.transaction() as connection:
                standing.miss(connection, "x", "x.example/4", f"2026-02-0{day}T00:00:00Z")
        assert index.follow(archive) == [4]
        archive.store([article(4)], seen_at=BEGIN + timedelta(days=60))
        assert index.follow(archive) == [4]
        names = [byline.name for n in (5, 6) for byline in article(n).bylines]
        joined = archive.merge_people(*dict.fromkeys(names))
        assert joined
        assert {5, 6} <= set(index.follow(archive))
        assert index.rows == whole(archive)
        archive.unmerge_people(joined[0].person.id)
        assert {5, 6} <= set(index.follow(archive))
        assert index.rows == whole(archive)
        forget(archive, [7], "order")
        assert index.follow(archive) == [7]
        assert 7 not in index.rows
        assert index.rows == whole(archive)
    assert index.rebuilt == 0


def test_texts_of_files_that_are_read_late_are_told(tmp_path: Path) -> None:
    file = Attachment("https://x.example/1.pdf", "Quyết định")
    shown = replace(article(1), attachments=(file,))
    read = replace(shown, attachments=(replace(file, text="Điều 1."),))
    index = Index()
    with Archive(tmp_path / "a.db") as archive:
        archive.store([shown], seen_at=BEGIN)
        assert index.follow(archive) == [1]
        archive.store([read], seen_at=BEGIN)
        assert index.follow(archive) == [1]
        archive.store([read], seen_at=BEGIN)
        assert index.follow(archive) == []
        assert index.rows == whole(archive)


def test_an_index_of_the_target_survives_a_merge(archive: Archive, tmp_path: Path) -> None:
    index = Index()
    index.follow(archive)
    archive.close()
    with Archive(tmp_path / "b.db") as other:
        other.store([article(n, edition=1) for n in (3, 20)], seen_at=BEGIN + timedelta(days=1))
    merge([tmp_path / "b.db"], tmp_path / "a.db")
    with Archive(tmp_path / "a.db") as merged:
        assert index.follow(merged) == [3, 9]
        assert index.rows == whole(merged)
    assert index.rebuilt == 0
    merge([tmp_path / "b.db"], tmp_path / "a.db")
    with Archive(tmp_path / "a.db") as merged:
        assert index.follow(merged) == []


def test_a_text_of_a_file_that_only_the_other_archive_has_read_is_told(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a.db", tmp_path / "b.db"
    read = (replace(article(1).attachments[0], text="Điều 1."),)
    for path, shown in ((ours, article(1)), (theirs, replace(article(1), attachments=read))):
        with Archive(path) as archive:
            archive.store([shown], seen_at=BEGIN)
    index = Index()
    with Archive(ours) as archive:
        assert index.follow(archive) == [1]
    for told in ([1], []):
        merge([theirs], ours)
        with Archive(ours) as archive:
            assert archive.get(1).attachments[0].text == "Điều 1."
            assert index.follow(archive) == told


@pytest.mark.parametrize("by", ["loa backup", "cp"])
def test_an_older_copy_in_the_archives_place_is_noticed(
    archive: Archive, tmp_path: Path, by: str
) -> None:
    copy = tmp_path / "copy.db"
    if by == "loa backup":
        backup(archive, copy)
    archive.close()
    if by == "cp":
        shutil.copy(tmp_path / "a.db", copy)
    index = Index()
    with Archive(tmp_path / "a.db") as original:
        index.follow(original)
        original.store([article(1, edition=1), article(30)], seen_at=BEGIN + timedelta(days=1))
        index.follow(original)
    with Archive(copy) as restored:
        assert index.follow(restored) != []  # the log is shorter than the index
        assert index.rebuilt == 1
        assert index.rows == whole(restored)
    index = Index()
    with Archive(tmp_path / "a.db") as original:
        index.follow(original)
    with Archive(copy) as restored:  # as many entries as the index knows, and more: other ones
        restored.store(
            [article(n, edition=2) for n in (1, 2, 3)], seen_at=BEGIN + timedelta(days=2)
        )
        index.follow(restored)
        assert index.rebuilt == 1
        assert index.rows == whole(restored)


def test_an_index_made_before_the_copy_goes_on_with_it(archive: Archive, tmp_path: Path) -> None:
    index = Index()
    index.follow(archive)
    copy = tmp_path / "copy.db"
    backup(archive, copy)
    archive.close()
    with Archive(copy) as restored:
        restored.store([article(1, edition=1)], seen_at=BEGIN + timedelta(days=1))
        assert index.follow(restored) == [1]
        assert index.rows == whole(restored)
    assert index.rebuilt == 0


def test_a_failed_transaction_leaves_no_mark(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        with pytest.raises(AttributeError):
            archive.store([article(1), 2], seen_at=BEGIN)  # type: ignore[list-item]
        with archive.reading() as connection:
            assert connection.execute("SELECT * FROM change_sessions").fetchall() == []
        archive.store([article(1)], seen_at=BEGIN)
        with archive.reading() as connection:
            marks = connection.execute("SELECT after_seq, session FROM change_sessions").fetchall()
    assert [(after, len(session)) for after, session in marks] == [(0, 16)]
