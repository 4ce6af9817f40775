"""Names that were said to be two: not suggested again, not joined, kept by merge, undoable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Byline, LoaError
from scraper.analysis.people import suggestions
from scraper.errors import UsageError
from scraper.store.merge import merge
from scraper.store.people_merges import merges
from scraper.store.people_rejections import rejections
from tests.store.building import article

if TYPE_CHECKING:
    from pathlib import Path

HA = ("Lê Thị Hà", "Lê Thị Hạ", "Lê Thị Hả")
AN = ("Lê An", "Lê Ân")


def stocked(path: Path) -> Archive:
    archive = Archive(path)
    archive.store(
        [replace(article(n), bylines=(Byline(name),)) for n, name in enumerate((*HA, *AN))]
    )
    return archive


def suggested(archive: Archive) -> list[tuple[str, ...]]:
    return [tuple(spelling.name for spelling in each.names) for each in suggestions(archive)]


def decided(archive: Archive) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What was joined, and what was rejected."""
    with archive.reading() as connection:
        return (
            [(each.person.name, each.into.name) for each in merges(connection)],
            [(each.person.name, each.other.name) for each in rejections(connection)],
        )


def test_what_was_rejected_is_not_suggested_until_that_is_undone(tmp_path: Path) -> None:
    with stocked(tmp_path / "a.db") as archive:
        before = suggested(archive)
        assert before == [HA, AN]
        (made,) = archive.reject_people("Lê An", "Lê Ân", why="khác đơn vị")
        assert (made.person.name, made.other.name, made.why) == ("Lê An", "Lê Ân", "khác đơn vị")
        assert suggested(archive) == [HA]
        assert archive.reject_people("Lê Ân", "Lê An") == []
        assert len(archive.reject_people(*HA)) == 3
        assert suggested(archive) == []
        assert len(archive.unreject_people("Lê Thị Hà")) == 2
        assert suggested(archive) == [HA[:2]]  # the other two are still two
        assert len(archive.unreject_people(*HA)) == 1
        archive.unreject_people("Lê Ân")
        assert suggested(archive) == before
        assert decided(archive) == ([], [])


def test_every_pair_that_is_undecided_is_suggested_in_the_end(tmp_path: Path) -> None:
    with stocked(tmp_path / "a.db") as archive:
        archive.reject_people(HA[0], HA[1])
        assert suggested(archive)[0] == (HA[0], HA[2])
        archive.reject_people(HA[0], HA[2])
        assert suggested(archive)[0] == (HA[1], HA[2])
        archive.merge_people(HA[1], HA[2])
        assert suggested(archive) == [AN]


def test_a_rejection_holds_for_all_names_that_are_joined(tmp_path: Path) -> None:
    with stocked(tmp_path / "a.db") as archive:
        archive.reject_people(HA[0], HA[1])
        archive.merge_people(HA[1], HA[2])
        assert suggested(archive) == [AN]
        assert archive.reject_people(HA[0], HA[2]) == []
        with pytest.raises(UsageError, match="Lê Thị Hà and Lê Thị Hạ were decided to be two"):
            archive.merge_people(HA[0], HA[2])
        with pytest.raises(UsageError, match=r"joined: .* `loa people unmerge 3`"):
            archive.reject_people(HA[1], HA[2])
        archive.unreject_people(HA[0], HA[2])
        archive.merge_people(HA[0], HA[2])
        assert decided(archive)[1] == []


def test_wrong_names(tmp_path: Path) -> None:
    with stocked(tmp_path / "a.db") as archive:
        with pytest.raises(UsageError, match="two different names"):
            archive.reject_people("Lê An", "LÊ AN")
        with pytest.raises(LoaError, match="no person or office Nobody"):
            archive.reject_people("Lê An", "Nobody")
        with pytest.raises(LoaError, match="nothing was rejected about Lê An and Lê Ân"):
            archive.unreject_people("Lê An", "Lê Ân")


def test_a_merge_of_archives_keeps_rejections_and_its_own_decisions_win(tmp_path: Path) -> None:
    one, two, out = (tmp_path / f"{name}.db" for name in ("one", "two", "out"))
    with stocked(one) as archive:
        archive.reject_people(*AN)
        archive.merge_people(HA[0], HA[1])
    with stocked(two) as archive:
        archive.merge_people(*AN)
        archive.reject_people(HA[0], HA[1])
        archive.reject_people(HA[0], HA[2])
    merge([one, two], out)
    with Archive(out) as archive:
        found = decided(archive)
    assert found == ([(HA[1], HA[0])], [(HA[0], HA[2]), AN])
    merge([one, two], out)
    with Archive(out) as archive:
        assert decided(archive) == found
