"""The index beside the archive: made, mended, shared, and never an error for the user."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from scraper import Archive, Article, Byline
from scraper.errors import UsageError
from scraper.search import Filters, index, run, search, tantivy_index
from scraper.store.doctor import Examination, examine
from scraper.store.forget import forget


def article(number: int, body: str = "người dân", **more: object) -> Article:
    made = Article(
        f"https://a.vn/{number}", f"a.vn/{number}", "a", f"Tin {number}", body, section=("Tin tức",)
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "news.db"
    with Archive(found) as archive:
        archive.store(article(number) for number in range(30))
        archive.refresh_index()
    return found


def beside(path: Path) -> Path:
    return Path(f"{path}.tantivy")


def forbid_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(*_: object) -> None:
        raise AssertionError("the index beside the archive did not answer")

    monkeypatch.setattr(run.fts5_search, "find", find)


def test_it_is_built_when_it_is_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(beside(path))
    forbid_fallback(monkeypatch)
    told = []
    with Archive(path) as archive:
        found = search(archive, Filters.of("dan"), tell=lambda *numbers: told.append(numbers))
    assert found.total == 30
    assert told[-1] == (30, 30)
    assert len(list(beside(path).iterdir())) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "meta.json").write_text("{"),
        lambda folder: (folder / "meta.json").unlink(),
        lambda folder: (folder / "loa.json").write_text("[]"),
        lambda folder: (folder / "loa.json").unlink(),
        lambda folder: [file.unlink() for file in folder.glob("*.idx")],
        lambda folder: [file.write_bytes(b"") for file in folder.glob("*.term")],
        lambda folder: [file.write_bytes(os.urandom(300)) for file in folder.glob("*.*")],
    ],
)
def test_a_damaged_one_is_built_anew(
    path: Path, damage: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    index._OPEN.clear()
    (generation,) = beside(path).iterdir()
    damage(generation)  # type: ignore[operator]
    with Archive(path) as archive:
        assert archive.search("dan").total == 30
        forbid_fallback(monkeypatch)
        assert archive.search("dan").total == 30
    assert not generation.exists()


def test_one_of_another_version_is_built_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (generation,) = beside(path).iterdir()
    monkeypatch.setattr(tantivy_index.generations, "VERSION", "other")
    forbid_fallback(monkeypatch)
    with Archive(path) as archive:
        assert archive.search("dan").total == 30
    assert not generation.exists()


def test_another_archive_in_the_same_place_is_noticed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Archive(other) as archive:
        archive.store(article(number, "khác hẳn") for number in range(40))
    for file in tmp_path.glob("news.db-*"):
        file.unlink()
    other.replace(path)
    with Archive(path) as archive:
        assert archive.search("dan").total == 0
        assert archive.search("khac").total == 40


def test_what_is_new_changed_or_forgotten_is_known_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_fallback(monkeypatch)
    with Archive(path) as archive:
        archive.store([article(3, "lũ lụt"), article(99, "lũ quét")])
        assert {hit.id for hit in archive.search("lu")} == {4, 31}
        assert archive.search("dan").total == 29
        assert archive.search().total == 31
        before = list(beside(path).iterdir())
        forget(archive, [4], "court order")
        assert not any(folder.exists() for folder in before)
        assert {hit.id for hit in archive.search("lu")} == {31}
        assert archive.search().total == 30


def test_writers_wait_for_nobody_and_readers_see_what_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_fallback(monkeypatch)
    (generation,) = beside(path).iterdir()
    writer = tantivy_index.tantivy.Index.open(str(generation)).writer(15_000_000, 1)
    with Archive(path) as archive:
        archive.store([article(99)])
        assert archive.search("dan").total == 30  # another program is writing
        writer.rollback()
        del writer
        assert archive.search("dan").total == 31


def test_a_killed_writer_heals(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed right after the index was committed, before the state says so."""
    forbid_fallback(monkeypatch)
    with Archive(path) as archive:
        archive.store([article(number, "lũ lụt") for number in range(20, 40)])
    script = """
        import os, signal, sys
        from scraper import Archive
        from scraper.search import generations
        generations.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with Archive(sys.argv[1]) as archive:
            archive.search("lu")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    with Archive(path) as archive:
        assert archive.search("lu").total == 20
        assert archive.search().total == 40


def test_a_build_that_was_killed_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(beside(path))
    monkeypatch.setattr(tantivy_index, "BATCH", 5)
    monkeypatch.setattr(tantivy_index, "COMMIT", 10)

    def interrupt(done: int, _: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with Archive(path) as archive:
        with pytest.raises(KeyboardInterrupt):
            search(archive, Filters.of("dan"), tell=interrupt)
        (generation,) = beside(path).iterdir()
        (reached,) = json.loads((generation / "loa.json").read_text())["archives"]
        assert reached["built"] == 10
        archive.store([article(2, "lũ lụt"), article(50, "lũ lụt")])
        told = []
        found = search(archive, Filters.of("lu"), tell=lambda *numbers: told.append(numbers))
        assert {hit.id for hit in found} == {3, 31}
        assert archive.search().total == 31
    assert told[0][0] == 5  # only what was left
    assert [generation] == list(beside(path).iterdir())


def test_where_nothing_can_be_written_the_cache_has_it(
    path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(beside(path))
    beside(path).write_text("a file stands where the folder should")
    index._OPEN.clear()
    with Archive(path, readonly=True) as archive:
        assert archive.search("dan").total == 30
        assert list(cache.rglob("loa.json"))
        monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
        index._OPEN.clear()
        assert archive.search("dan").total == 30  # from the index inside
    assert beside(path).is_file()


def test_a_reader_who_is_told_nothing_does_not_wait_for_a_whole_build(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_UNTOLD", 20)
    index._OPEN.clear()
    shutil.rmtree(beside(path))
    with Archive(path, readonly=True) as archive:
        assert archive.search("dan").total == 30  # from the index inside
        assert not tantivy_index.TantivyIndex(beside(path)).is_current([archive])
        told = search(archive, Filters.of("dan"), tell=lambda *_: None)
        assert told.total == 30
        assert tantivy_index.TantivyIndex(beside(path)).is_current([archive])


def test_a_full_disk_is_no_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with Archive(path) as archive:
        archive.store([article(99)])
        monkeypatch.setattr(tantivy_index, "to_tantivy", fails)
        assert archive.search("dan").total == 31
        assert archive.refresh_index() == 0


def test_every_archive_of_several_is_searched_in_one_index(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(path) as one, Archive(tmp_path / "b.db") as other:
        other.store(
            [
                article(1, "người dân lũ", portal="b", bylines=(Byline("Lê An"),)),
                article(2, "lũ lụt và lũ", portal="b", section=("Kinh tế",)),
            ]
        )
        one.store([article(50, "lũ")])
        for _ in range(2):  # the second time from the indexes inside
            found = search([one, other], Filters.of("lu"))
            assert found.total == 3
            assert {(Path(hit.archive or "").name, hit.id) for hit in found} == {
                ("news.db", 31),
                ("b.db", 1),
                ("b.db", 2),
            }
            assert found.facets.portal == (("b", 2), ("a", 1))
            assert search([one, other], Filters.of("", section="kinh te")).total == 1
            assert search([one, other], Filters.of("", author="an")).total == 1
            assert search([one, other], Filters.of("", portal="b")).total == 2
            with pytest.raises(UsageError, match="no portal c"):
                search([one, other], Filters.of("", portal="c"))
            pages = [
                search([one, other], Filters.of(""), limit=7, offset=offset).hits
                for offset in range(0, 33, 7)
            ]
            places = [(hit.archive, hit.id) for page in pages for hit in page]
            assert len(set(places)) == len(places) == 33
            monkeypatch.setattr(run, "quick_index", _unusable)


def _unusable(*_: object) -> None:
    raise tantivy_index.UnusableIndexError("not now")


@pytest.mark.parametrize("quick", [True, False])
def test_pages_stay_where_they_are_though_new_articles_come(
    path: Path, quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not quick:
        monkeypatch.setattr(run, "quick_index", _unusable)
    with Archive(path) as archive:
        for order in ("newest", "ranked"):
            first = archive.search("dan", order=order, limit=10)  # type: ignore[arg-type]
            total = first.total
            seen = [hit.id for hit in first]
            for offset in range(10, total, 10):
                archive.store([article(1000 + total + offset)])
                page = archive.search(
                    "dan", order=order, limit=10, offset=offset, point=first.point
                )  # type: ignore[arg-type]
                assert page.total == total
                assert page.point == first.point
                seen += [hit.id for hit in page]
            assert len(set(seen)) == len(seen) == total
        for wrong in ("x", "1-2", "", "9" * 30):
            with pytest.raises(UsageError, match="no point"):
                archive.search("dan", point=wrong)


def test_the_doctor_looks_at_it_and_repairs_it(path: Path) -> None:
    (generation,) = beside(path).iterdir()
    with Archive(path) as archive:
        assert not list(examine(archive, Examination()))
        index._OPEN.clear()
        built = tantivy_index.tantivy.Index.open(str(generation))
        with built.writer(15_000_000, 1) as writer:
            writer.delete_documents_by_term("id", 7)
            writer.commit()
        found = " ".join(finding.message for finding in examine(archive, Examination()))
        assert "holds 29 articles, not 30" in found
        assert "does not find 1 articles" in found
        assert list(examine(archive, Examination(repair=True)))
        assert not list(examine(archive, Examination()))


def test_one_that_nobody_can_write_gives_no_answer_without_what_is_new(path: Path) -> None:
    (generation,) = beside(path).iterdir()
    for lock in (".tantivy-writer.lock", ".tantivy-meta.lock"):
        (generation / lock).unlink(missing_ok=True)
        (generation / lock).mkdir()
    with Archive(path) as archive:
        assert archive.search("dan").total == 30
        archive.store([article(99, "dân làng")])
        assert archive.search("dan").total == 31
