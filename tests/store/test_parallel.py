"""Several processes read one state, from wherever they are started, and none outlives its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper import Archive, Article, LoaError
from scraper.export.jsonl import lines
from scraper.search import Filters, selected
from scraper.store import FLAT_COLUMNS, parallel, shared
from scraper.store.flat import flat_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scraper.store.parallel_child import Read

HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
COUNT = 300


def made(number: int, portal: str = "a") -> Article:
    return Article(f"https://a.vn/{number}", f"a.vn/{number}", portal, f"Tin {number}", "Thân bài")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(parallel, "FROM", 100)
    monkeypatch.setattr(parallel, "PART", 40)
    with Archive(tmp_path / "bản tin.db") as opened:
        opened.store(made(number, "ab"[number % 2]) for number in range(COUNT))
        yield opened


def read(archive: Archive, processes: int, **filters: str) -> tuple[int, bytes] | None:
    """Rows and lines that children made; None where none were started."""
    with (
        selected(archive, Filters.of(**filters)) as found,
        found.in_parallel(lines, FLAT_COLUMNS, processes) as pieces,
    ):
        if pieces is None:
            return None
        all_of_them = list(pieces)
    return sum(p.rows for p in all_of_them), b"".join(p.data for p in all_of_them)


def alone(archive: Archive, **filters: str) -> bytes:
    with selected(archive, Filters.of(**filters)) as found:
        return b"".join(line for _, line in lines(found.batches, FLAT_COLUMNS))


@pytest.mark.parametrize("filters", [{}, {"portal": "a"}, {"query": "tin"}])
def test_several_read_what_one_reads(archive: Archive, filters: dict[str, str]) -> None:
    found = read(archive, 2, **filters)
    assert found == (150 if "portal" in filters else COUNT, alone(archive, **filters))


def test_where_memory_cannot_be_shared_pieces_go_through_the_pipe(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "is_possible", lambda: False)
    monkeypatch.setattr(shared, "take", None)
    assert read(archive, 2) == (COUNT, alone(archive))


def test_few_articles_are_read_by_one(archive: Archive) -> None:
    assert read(archive, 1) is None
    assert read(archive, 2, query="299") is None
    with selected(archive, Filters.of("299")) as found:
        with found.in_parallel(lines, FLAT_COLUMNS, 2):
            pass
        assert [row[3] for b in found.batches(FLAT_COLUMNS) for row in b.rows()] == ["Tin 299"]


def test_gaps_between_ids_are_no_articles(archive: Archive) -> None:
    with archive.transaction() as db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, number in (("articles", "id"), ("article_revisions", "article_id")):
            db.execute(f"UPDATE {table} SET {number} = {number} * 1000 WHERE {number} > 50")
    assert read(archive, 2) == (COUNT, alone(archive))


def test_a_commit_between_two_beginnings_has_all_begin_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = parallel._Child.tell
    begun: list[object] = []

    def tell_and_store(child: parallel._Child, order: object) -> None:
        told(child, order)
        if order is None:
            begun.append(child)
            if len(begun) == 1:  # after the first child was told to begin, before the second
                child.expect(parallel.FIXED)
                archive.store([made(COUNT)])
                told(child, None)

    monkeypatch.setattr(parallel._Child, "tell", tell_and_store)
    assert read(archive, 2) == (COUNT + 1, alone(archive))
    assert len(begun) == 4


def test_where_commits_never_pause_one_process_reads(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = iter(range(1000))
    monkeypatch.setattr(parallel, "_TRIES", 3)
    monkeypatch.setattr(parallel, "_version", lambda *_: next(changes))
    assert read(archive, 2) is None
    assert next(changes) == 6


def test_what_was_seen_stays_the_state(archive: Archive) -> None:
    with selected(archive, Filters.of()) as found:
        with found.facts() as db:
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (COUNT,)
        with found.in_parallel(lines, FLAT_COLUMNS, 2) as pieces:
            assert pieces is None


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/true", ""])
def test_without_children_one_process_reads(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    assert read(archive, 2) is None


def test_another_package_of_this_name_is_not_asked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "scraper").mkdir()
    (tmp_path / "scraper" / "__init__.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert read(archive, 2) is None


def test_a_silent_child_is_not_waited_for(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_PATIENCE", 0.05)
    monkeypatch.setattr(parallel, "_BOOT", "import time; time.sleep(600)")
    assert read(archive, 2) is None


def damaged(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    raise LoaError(f"no {next(iter(read(columns))).columns['id'][0]}")


def broken(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    print("not an answer")
    yield 1, b"x"
    raise ValueError("nonsense")


def killed(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield 1, b"x"


def nothing(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    yield from ((len(batch), b"") for batch in read(columns))


def test_a_piece_may_be_empty(archive: Archive) -> None:
    with (
        flat_reader(archive.path) as reader,
        parallel.readers(reader, nothing, ["id"], 2) as children,
    ):
        assert children is not None
        pieces = list(children.pieces(parallel.parts_of_all(reader)))
    assert {bytes(p.data) for p in pieces} == {b""}
    assert sum(p.rows for p in pieces) == COUNT


def many(read: Read, columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    while True:
        yield 1, bytes(1 << 16)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is shared on Linux")
def test_pieces_take_no_descriptors(archive: Archive) -> None:
    files = Path("/proc/self/fd")
    with (
        flat_reader(archive.path) as reader,
        parallel.readers(reader, many, ["id"], 2) as children,
    ):
        assert children is not None
        before = len(list(files.iterdir()))
        pieces = children.pieces(parallel.parts_of_all(reader))
        kept = [next(pieces) for _ in range(500)]
        assert len(list(files.iterdir())) - before < 10
        assert all(len(p.data) == 1 << 16 for p in kept)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is shared on Linux")
def test_a_child_hands_over_one_piece_at_a_time(archive: Archive) -> None:
    """Nothing else bounds the memory that nobody has taken yet."""
    with (
        flat_reader(archive.path) as reader,
        parallel.readers(reader, many, ["id"], 1) as children,
    ):
        assert children is not None
        (child,) = children._children
        child.tell(parallel.parts_of_all(reader)[0])
        child._read(parallel.HEAD.size)
        assert not select.select([child._answers], [], [], 0.2)[0]
        child.tell(parallel.TAKEN)
        assert select.select([child._answers], [], [], 20)[0]


@pytest.mark.parametrize(
    ("work", "kind", "sentence"),
    [
        (damaged, LoaError, "^no [0-9]+$"),
        (broken, RuntimeError, "ValueError: nonsense"),
        (killed, LoaError, r"bản tin.db was not read to its end: .* was ended \(status -9\)"),
    ],
)
def test_what_happens_in_a_child_is_told(
    archive: Archive, work: parallel.Work, kind: type[Exception], sentence: str
) -> None:
    with (
        flat_reader(archive.path) as reader,
        parallel.readers(reader, work, ["id"], 2) as children,
    ):
        assert children is not None
        pieces = children.pieces(parallel.parts_of_all(reader))
        with pytest.raises(kind, match=sentence):
            list(pieces)


SCRIPT = """
import sys, time
from scraper import Archive
from scraper.store import parallel
parallel.FROM, parallel.PART = 100, 40
print("begun", flush=True)
with Archive(sys.argv[1], readonly=True) as archive:
    reader = archive.arrow_reader(processes=2)
    print(len(next(reader)), flush=True)
    if len(sys.argv) > 2:
        sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["file", "stdin", "-c"])
def test_a_script_need_not_guard_its_main(archive: Archive, tmp_path: Path, how: str) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    program = {"file": [str(tmp_path / "script.py")], "stdin": ["-"], "-c": ["-c", SCRIPT]}[how]
    done = subprocess.run(
        [sys.executable, *program, str(archive.path)],
        input=SCRIPT, capture_output=True, text=True, env=HERE, timeout=60, check=True,
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == (["begun", "40"], "")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are counted by /proc")
def test_children_end_with_their_parent(archive: Archive, tmp_path: Path) -> None:
    """Even one that is killed: the pipes end, and what is blocked by one or reads one ends."""
    (tmp_path / "script.py").write_text(SCRIPT)
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py"), str(archive.path), "wait"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=HERE,
    )  # fmt: skip
    assert parent.stdout is not None
    assert [parent.stdout.readline(), parent.stdout.readline()] == [b"begun\n", b"40\n"]
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert len(children) == 2
    parent.kill()
    parent.wait(10)
    until = time.monotonic() + 20
    while any(_is_running(pid) for pid in children):
        assert time.monotonic() < until
        time.sleep(0.01)
    for stream in (parent.stdin, parent.stdout):
        if stream is not None:
            stream.close()


def _is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_who_stops_reading_ends_the_children(archive: Archive) -> None:
    with flat_reader(archive.path) as reader:
        with parallel.readers(reader, lines, FLAT_COLUMNS, 2) as children:
            assert children is not None
            next(children.pieces(parallel.parts_of_all(reader)))
        assert all(child._process.returncode is not None for child in children._children)
