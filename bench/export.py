"""Exports and frames beside the tools that people use for them, each in a process of its own.

    python bench/export.py [--articles 50000] [--db FILE] [--rounds 2] [--only csv,parquet,frames,read]

Without ``--db`` an archive is generated (bench/corpus.py). Rivals take turns; the best of the rounds
counts. Four times are told:

* processor s: of a process with all of its children.
* clock s: what a user waits. On a machine that others use it favours whoever has more processes.
* alone s: the processor time of the parent and that of its children divided by their number, which the
  clock of a free machine with as many processors does not exceed. For a single process it is its
  processor time, which the clock is never below. So a ratio of these is a careful one, and the floors of exports are
  held to it. All of these include the start of Python and its imports.
* call s: the clock of the call of ``archive.articles()`` or ``read_sql`` itself, all libraries imported, as in a
  notebook. The floors of frames are held to it: run it where nothing else runs.

Memory is that of the parent and of all children at their largest, with the whole frame once more where
children left it in shared memory, of which the parent's own figure counts only what it looked at.

* csv: ``loa export`` beside ``sqlite-utils rows --csv`` and pandas (``read_sql``, then ``to_csv``), all
  of the view ``articles_flat``. pandas' ``to_csv`` alone, without the reading, is told too.
* parquet: Loa's writer beside DuckDB's ``COPY … TO (FORMAT parquet, COMPRESSION zstd)`` of the very
  same stream of Arrow batches, ``archive.arrow_reader()``: DuckDB's own reader of SQLite is an
  extension that has to be downloaded. One file each, the same columns.
* frames: ``archive.articles()`` beside ``pandas.read_sql`` of the same columns of the view, without lead
  and body and with them; and ``read_sql`` with ``parse_dates``, which still has no categories.
* read: the CSV of 5,000 articles read back by the csv module (strict), pandas, DuckDB and
  LibreOffice is what stands in the archive.

Exit status 1 when a ratio misses its floor.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scraper.store import FLAT_COLUMNS, Archive  # noqa: E402
from scraper.store.parallel import usual_processes  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIGHT = [name for name in FLAT_COLUMNS if name not in {"lead", "body"}]
DATES = {
    name: {"format": "ISO8601", "utc": True}
    for name in ("published", "updated", "first_seen", "last_seen", "gone")
}
READ = 5_000
MEMORY = 200


class Cost(NamedTuple):
    """Seconds (see above) and MB of memory at most."""

    cpu: float
    wall: float
    alone: float
    memory: float
    call: float = 0.0

    def better(self, other: Cost) -> Cost:
        """The best of both in each."""
        return Cost(*map(min, self, other))


# --- what is measured, each in a child ----------------------------------------------------------


def loa(db: str, out: Path, name: str, processes: int | None = None) -> None:
    from scraper.export import export

    with Archive(db, readonly=True) as archive:
        export(archive, name, out / f"loa.{name}", processes=processes)


def pandas_csv(db: str, out: Path) -> None:
    import pandas as pd

    frame = pd.read_sql("SELECT * FROM articles_flat ORDER BY id", sqlite3.connect(db))
    begun = process_time()
    frame.to_csv(out / "pandas.csv", index=False)
    (out / "to_csv").write_text(str(process_time() - begun))


def duckdb_parquet(db: str, out: Path) -> None:
    import duckdb

    from scraper.analysis.record_batches import COLUMNS

    with Archive(db, readonly=True) as archive:
        reader = archive.arrow_reader(columns=COLUMNS)  # noqa: F841  # DuckDB finds it by its name
        duckdb.sql(
            f"COPY (FROM reader) TO '{out}/duckdb.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


def articles(db: str, out: Path, columns: list[str], processes: int | None = None) -> None:
    import scraper.analysis.frames  # noqa: F401  # as in a notebook, where everything is imported

    with Archive(db, readonly=True) as archive:
        with timed_call(out):
            frame = archive.articles(columns=columns, processes=processes)
        # Memory that children left is that of no process until somebody looks at it.
        size = frame.memory_usage(index=False).sum() if processes is None else 0
        (out / "shared").write_text(str(size))


def read_sql(db: str, out: Path, columns: list[str], dates: object = None) -> None:
    import pandas as pd

    sql = f"SELECT {', '.join(columns)} FROM articles_flat ORDER BY id"
    with timed_call(out):
        pd.read_sql(sql, sqlite3.connect(db), parse_dates=dates)


@contextmanager
def timed_call(out: Path) -> Iterator[None]:
    """Note how long the call takes by the clock, with all libraries there."""
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401

    begun = perf_counter()
    yield
    (out / "call").write_text(str(perf_counter() - begun))


WORK: dict[str, Callable[[str, Path], None]] = {
    "csv: loa": lambda db, out: loa(db, out, "csv"),
    "csv: loa, one process": lambda db, out: loa(db, out, "csv", 1),
    "csv: pandas": pandas_csv,
    "parquet: loa": lambda db, out: loa(db, out, "parquet"),
    "parquet: DuckDB": duckdb_parquet,
    "light: archive.articles": lambda db, out: articles(db, out, LIGHT),
    "light: archive.articles, one process": lambda db, out: articles(db, out, LIGHT, 1),
    "light: read_sql": lambda db, out: read_sql(db, out, LIGHT),
    "light: read_sql, dates": lambda db, out: read_sql(db, out, LIGHT, DATES),
    "whole: archive.articles": lambda db, out: articles(db, out, FLAT_COLUMNS),
    "whole: archive.articles, one process": lambda db, out: articles(db, out, FLAT_COLUMNS, 1),
    "whole: read_sql": lambda db, out: read_sql(db, out, FLAT_COLUMNS),
}
SQLITE_UTILS = "csv: sqlite-utils rows --csv"


def cost(name: str, db: Path, out: Path) -> Cost:
    """Run one of the works in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--db", str(db), "--folder", str(out)]
    target = subprocess.DEVNULL
    if name == SQLITE_UTILS:
        command = [sys.executable, "-m", "sqlite_utils", "rows", str(db), "articles_flat", "--csv"]
        target = (out / "sqlite-utils.csv").open("wb")
    begun = perf_counter()
    child = subprocess.Popen(command, stdout=target)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{name} failed with status {status}")
    wall, cpu, memory = perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    children, largest, call = 0.0, 0.0, 0.0
    if (told := out / "call").exists():
        call = float(told.read_text())
        told.unlink()
    if name != SQLITE_UTILS:
        children, largest, own = map(float, (out / "used").read_text().split())
        memory = own
    if (told := out / "shared").exists():
        memory += int(told.read_text()) / 2**20
        told.unlink()
    if not children:
        return Cost(cpu, wall, cpu, memory, call)
    count = usual_processes()
    return Cost(cpu, wall, cpu - children + children / count, memory + count * largest, call)


def tell_used(out: Path) -> None:
    """Processor seconds of this process's children, MB of the largest, MB of itself."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    (out / "used").write_text(
        f"{children.ru_utime + children.ru_stime} {children.ru_maxrss / 1024} {own.ru_maxrss / 1024}"
    )


def best(names: list[str], db: Path, out: Path, rounds: int) -> dict[str, Cost]:
    """The cheapest round of each, taking turns."""
    found: dict[str, Cost] = {}
    for _ in range(rounds):
        for name in names:
            seen = cost(name, db, out)
            found[name] = seen.better(found.get(name, seen))
            print(f"  {name}: {seen.cpu:.1f} s processor, {seen.wall:.1f} s clock, {seen.alone:.1f} s alone, {seen.call:.1f} s call, {seen.memory:.0f} MB",
                  file=sys.stderr, flush=True)  # fmt: skip
    return found


# --- the promises ------------------------------------------------------------------------------


class Table:
    """Rows of Markdown, and whether all floors were held."""

    def __init__(self) -> None:
        self.held = True
        print(
            "\n| | processor s | clock s | alone s | call s | memory MB | by the clock | alone | call | promise |"
            "\n|---|---|---|---|---|---|---|---|---|---|"
        )

    def row(self, name: str, seen: Cost, ours: Cost | None = None, floor: float = 0) -> None:
        """A rival beside us, or us."""
        shown = " | | | "
        if ours is not None:
            ratio = seen.alone / ours.alone
            called = ""
            if ours.call:  # the promise is for the call where it can be told from the start
                ratio = seen.call / ours.call
                called = f"{ratio:.2f}"
            word = f"{floor:g} {'held' if ratio >= floor else '**missed**'}" if floor else ""
            shown = (
                f"{seen.wall / ours.wall:.2f} | {seen.alone / ours.alone:.2f} | {called} | {word}"
            )
            self.held &= ratio >= floor
        call = f"{seen.call:.1f}" if seen.call else ""
        print(
            f"| {name} | {seen.cpu:.1f} | {seen.wall:.1f} | {seen.alone:.1f} | {call} | {seen.memory:.0f} | {shown} |",
            flush=True,
        )

    def check(self, name: str, held: bool) -> None:
        self.held &= held
        print(f"| {name} | | | | | | | | | {'held' if held else '**missed**'} |")


def bench_csv(table: Table, db: Path, out: Path, rounds: int) -> None:
    found = best(
        ["csv: loa", "csv: loa, one process", SQLITE_UTILS, "csv: pandas"], db, out, rounds
    )
    ours = found["csv: loa"]
    table.row("csv: loa", ours)
    table.row("csv: loa, one process", found["csv: loa, one process"], ours)
    table.row(SQLITE_UTILS, found[SQLITE_UTILS], ours, 4)
    table.row("csv: pandas read_sql + to_csv", found["csv: pandas"], ours, 8)
    alone = float((out / "to_csv").read_text())
    print(
        f"| csv: to_csv alone, beside all of loa export | {alone:.1f} | | | | | | {alone / ours.alone:.2f} | | |"
    )
    table.check(f"csv: below {MEMORY} MB", ours.memory < MEMORY)


def bench_parquet(table: Table, db: Path, out: Path, rounds: int) -> None:
    found = best(["parquet: loa", "parquet: DuckDB"], db, out, rounds)
    sizes = [(out / f"{name}.parquet").stat().st_size / 1e6 for name in ("loa", "duckdb")]
    table.row(f"parquet: loa ({sizes[0]:.0f} MB)", found["parquet: loa"])
    table.row(
        f"parquet: DuckDB ({sizes[1]:.0f} MB)", found["parquet: DuckDB"], found["parquet: loa"], 0.8
    )


def bench_frames(table: Table, db: Path, out: Path, rounds: int) -> None:
    for kind, floor in (("light", 2.5), ("whole", 5.0)):
        names = [name for name in WORK if name.startswith(f"{kind}:")]
        found = best(names, db, out, rounds)
        ours = found[f"{kind}: archive.articles"]
        table.row(f"{kind}: archive.articles", ours)
        for name in names[1:]:
            table.row(name, found[name], ours, 0 if "one process" in name else floor)
        table.check(f"{kind}: no more memory", ours.memory <= found[f"{kind}: read_sql"].memory)


def bench_reading(table: Table, db: Path, out: Path) -> None:
    """What other programs read of a CSV is what stands in the archive."""
    import duckdb
    import pandas as pd

    from scraper.export import export

    part = out / "part.csv"
    with Archive(db, readonly=True) as archive:
        days = archive.arrow(columns=["published"])["published"].drop_null().sort()
        last = days[min(READ, len(days) - 1)].as_py().date()
        export(archive, "csv", part, wanted := _wanted(last))
        rows = archive.rows(until=wanted.until)
        truth = [["" if value is None else str(value) for value in row] for row in rows]
    print(f"reading {len(truth)} articles back", file=sys.stderr)
    with part.open(encoding="utf-8", newline="") as stream:
        table.check("read by csv, strict", list(csv.reader(stream, strict=True))[1:] == truth)
    frame = pd.read_csv(part, dtype=str, keep_default_na=False)
    table.check("read by pandas", frame.to_numpy().tolist() == truth)
    found = duckdb.sql(
        f"SELECT * FROM read_csv('{part}', all_varchar=true, nullstr='\x01', max_line_size=10000000)"
    ).fetchall()
    table.check("read by DuckDB", [list(row) for row in found] == truth)
    office = shutil.which("soffice")
    if office is None:
        print("| read by LibreOffice | | | | | not tried: it is not installed |")
        return
    # Comma, quote, UTF-8, from line 1, every column as text (2), and back with all texts quoted.
    columns = "/".join(f"{n}/2" for n in range(1, len(FLAT_COLUMNS) + 1))
    (out / "office").mkdir(exist_ok=True)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{out}/profile", "--headless",
         f"--infilter=CSV:44,34,76,1,{columns},0,true,false",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true", "--outdir", str(out / "office"), str(part)],
        check=True, stdout=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip
    with (out / "office" / "part.csv").open(encoding="utf-8", newline="") as stream:
        back = list(csv.reader(stream, strict=True))[1:]
    same = sum(a == b for a, b in zip(back, truth, strict=False))
    table.check("read by LibreOffice, and written again", back == truth)
    if back != truth:
        print(f"  {same} of {len(truth)} rows are the same, {len(back)} came back", file=sys.stderr)
        for a, b in zip(back, truth, strict=False):
            if a != b:
                k = next(i for i in range(len(b)) if a[i] != b[i])
                print(
                    "  first difference:",
                    FLAT_COLUMNS[k],
                    repr(a[k][:300]),
                    repr(b[k][:300]),
                    file=sys.stderr,
                )
                break


def _wanted(last: object):
    from scraper.export import Wanted

    return Wanted(until=str(last))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--db", type=Path, help="this archive instead of a generated one")
    parser.add_argument("--folder", type=Path, help="keep the archive there, and use it again")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", default="csv,parquet,frames,read")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        WORK[asked.one](str(asked.db), asked.folder)
        tell_used(asked.folder)
        return 0
    from corpus import Corpus, ensure, place

    with place(asked.folder, "export") as kept, tempfile.TemporaryDirectory(dir=kept) as folder:
        out = Path(folder)
        db = asked.db or ensure(kept / f"{asked.articles}.db", Corpus(), asked.articles)
        with Archive(db, readonly=True) as archive, archive.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
            (size,) = connection.execute(
                "SELECT avg(length(CAST(body AS BLOB))) FROM articles"
            ).fetchone()
        print(f"{count} articles, bodies of {size:.0f} bytes on average")
        table = Table()
        wanted = asked.only.split(",")
        for name, run in (("csv", bench_csv), ("parquet", bench_parquet), ("frames", bench_frames)):
            if name in wanted:
                run(table, db, out, asked.rounds)
        if "read" in wanted:
            bench_reading(table, db, out)
    return 0 if table.held else 1


if __name__ == "__main__":
    raise SystemExit(main())
