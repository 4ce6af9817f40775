"""Run all comparisons on this machine and write bench/RESULTS.md.

    python bench/run.py                        # small sizes: some ten minutes, for CI
    python bench/run.py --full                 # the sizes of the promises: hours
    python bench/run.py --only extraction,crawl
    python bench/run.py --only search --arguments "--articles 500000 --without postgres"
    python bench/run.py --folder FOLDER        # generated archives are kept there, and used again
    python bench/run.py --peers                # first install the peers of bench/peers.txt into .venv-peers

Each bench is a program of its own; what it prints stands in the results as it is, with its command, its
exit status (1: a floor was missed) and its time. The exit status is 1 if any bench failed. Results of benches
that are not run are kept. ``--peers`` needs an index of packages; without peers benches name what they leave out.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
PEERS = ROOT / ".venv-peers"


class Bench(NamedTuple):
    """A bench: heading, script, and its arguments in small and in full size."""

    title: str
    script: str
    small: str
    full: str
    keeps: bool = False
    """Whether it takes --folder for the archives that it generates."""


FOLDERS = "../shared/fixtures/huecit ../shared/fixtures/wordpress tests/pages/*"
"""Folders of saved pages; those that are not there are left out."""

BENCHES = {
    "extraction": Bench("Fields of saved pages", "extraction.py",
        f"{FOLDERS} --tools 'loa,trafilatura fast' --floors bench/floors.toml", f"{FOLDERS} --passes 5",
    ),
    "learning": Bench(
        "Learning a portal", "learning.py",
        "--counts 20 --untimed --floors bench/floors.toml", "--counts 20,5 --floors bench/floors.toml",
    ),
    "hostile": Bench("Broken and hostile pages", "hostile.py", "--cases 500", "--cases 20000"),
    "archive": Bench(
        "The archive as it grows", "archive.py", "--small 1000 --large 5000", "--small 10000 --large 1000000", keeps=True
    ),
    "crawl": Bench("The crawl", "crawl.py", "--hosts 10 --articles 30 --peer-articles 3", "--articles 200"),
    "memory": Bench(
        "Memory of a long crawl", "crawl.py", "--articles 300 --tools loa", "--articles 2500 --tools loa"
    ),
    "durability": Bench("Killed at any moment", "durability.py", "--kills 5", "--kills 100"),
    "reextract": Bench("Reading kept pages again", "reextract.py", "--pages 300", "--pages 4000"),
    "export": Bench("Exports and frames", "export.py", "--articles 5000 --rounds 1", "--articles 500000 --rounds 1", keeps=True),
    "search": Bench("Search", "search.py", "--articles 5000 --without postgres", "--articles 500000 --double", keeps=True),
    "duplicates": Bench("Near-duplicates", "duplicates.py", "--sizes 2000", "--sizes 10000,100000", keeps=True),
    "web": Bench("The web page", "web.py", "--articles 2000 --readers 5 --seconds 10", "--articles 500000", keeps=True),
    "soak": Bench("An hour's crawl", "soak.py", "--minutes 2", "--minutes 60"),
}  # fmt: skip

DISTRIBUTIONS = (
    "loaphuong", "scrapy", "selectolax", "trafilatura", "tantivy", "pandas", "pyarrow", "duckdb",
    "sqlite-utils", "newspaper4k", "news-please", "htmldate", "resiliparse", "datasketch", "datasette",
)  # fmt: skip


def machine() -> str:
    """What the figures depend on, without the machine's name."""
    model = "unknown processor"
    memory = 0
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
        model = found[1] if found else platform.machine()
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def versions(python: Path) -> str:
    """The versions of what is compared, as the Python that runs the benches has them."""
    code = (
        "import importlib.metadata as m\n"
        f"for n in {DISTRIBUTIONS!r}:\n"
        "    try: print(n, m.version(n))\n"
        "    except m.PackageNotFoundError: pass"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return ", ".join(done.stdout.splitlines())


def expanded(arguments: str) -> list[str]:
    """Arguments as a shell would give them, without folders that do not exist."""
    words: list[str] = []
    for word in shlex.split(arguments):
        if "/" not in word or " " in word:
            words.append(word)
        else:
            words += sorted(os.path.relpath(path, ROOT) for path in ROOT.glob(word))
    return words


def peers() -> Path:
    """Install Loa and the peers into an environment of their own; returns its Python."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
    wanted = [
        "--editable",
        f"{ROOT}[analysis,viet,web]",
        "duckdb",
        "-r",
        str(ROOT / "bench" / "peers.txt"),
    ]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def section(
    name: str, bench: Bench, python: Path, folder: Path | None, *, full: bool, limit: float
) -> tuple[str, bool]:
    """Run one bench; its part of the results, and whether it held its floors."""
    arguments = bench.full if full else bench.small
    command = f"python bench/{bench.script} {arguments}".strip()
    kept = ["--folder", folder] if folder is not None and bench.keeps else []
    began = time.monotonic()
    load = os.getloadavg()[0]
    try:
        done = subprocess.run(
            [python, ROOT / "bench" / bench.script, *expanded(arguments), *kept],
            cwd=ROOT, capture_output=True, encoding="utf-8", timeout=limit,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
        status, said, errors = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        status, said, errors = -1, "", f"stopped after {limit:.0f} s"
    words = {0: "held", 1: "**a floor was missed**", -1: "**not finished**"}
    if status not in (0, 1, -1) or (status == 1 and not said.strip()):
        words[status] = "**failed**"
    if status and not said.strip():
        said = "\n".join(errors.strip().splitlines()[-3:])
    tables = "\n".join(clean(said))
    minutes = (time.monotonic() - began) / 60
    head = (
        f"{words.get(status, '**failed**')} · {datetime.now(UTC):%Y-%m-%d} · {'full' if full else 'small'} size · "
        f"{minutes:.1f} minutes · load {load:.1f} before"
    )
    return f"## {bench.title}\n\n<!-- {name} -->\n`{command}`: {head}\n\n{tables}\n", status == 0


def clean(said: str) -> list[str]:
    """A bench's output as Markdown: tables as they are, all other lines as code; no path of this machine."""
    lines: list[str] = []
    code = False
    for line in said.replace(str(ROOT), ".").replace(str(Path.home()), "~").splitlines():
        table = line.startswith("|") or not line.strip()
        if table == code:
            lines += ["```"] if code else ["", "```"]
            code = not table
        if table and line.startswith("|") and lines and lines[-1] == "```":
            lines.append("")
        lines.append(line.rstrip())
    return [*lines, "```"] if code else lines


def kept() -> dict[str, str]:
    """The sections that earlier runs wrote, by name."""
    if not RESULTS.exists():
        return {}
    parts = re.split(r"^(?=## )", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {found[1]: part for part in parts if (found := re.search(r"<!-- (\w+) -->", part))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--full", action="store_true", help="the sizes of the promises")
    parser.add_argument("--only", help="these, parted by commas")
    parser.add_argument(
        "--arguments", help="of the one bench that --only names, instead of its own"
    )
    parser.add_argument("--peers", action="store_true", help="install the peers into .venv-peers")
    parser.add_argument(
        "--limit", type=float, help="seconds for each bench; default 600, or 4 hours"
    )
    parser.add_argument(
        "--folder", type=Path, help="keep generated archives there, and use them again"
    )
    options = parser.parse_args()
    chosen = options.only.split(",") if options.only else list(BENCHES)
    if unknown := set(chosen) - set(BENCHES):
        parser.error(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    if options.arguments is not None and len(chosen) != 1:
        parser.error("--arguments are those of one bench: name it by --only")
    python = peers() if options.peers else PEERS / "bin" / "python"
    python = python if python.exists() else Path(sys.executable)
    all_held = True
    for name in chosen:
        bench = BENCHES[name]
        if options.arguments is not None:
            bench = bench._replace(small=options.arguments, full=options.arguments)
        if not (ROOT / "bench" / bench.script).exists():
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        limit = options.limit or (14_400 if options.full else 600)
        text, held = section(name, bench, python, options.folder, full=options.full, limit=limit)
        found = {**kept(), name: text}  # read again: others may have run meanwhile
        all_held &= held
        head = (
            "# Results of the benches\n\n"
            "<!-- Written by bench/run.py; the next run replaces what it measures. -->\n\n"
            f"On {machine()}.\n\nWith {versions(python)}.\n\n"
            "[What each bench measures](README.md), and what was seen in larger runs, stands beside this page. Where the load "
            "was above the number of cores, only ratios within one table say anything.\n\n"
        )
        body = "\n".join(found[each].rstrip() + "\n" for each in BENCHES if each in found)
        RESULTS.write_text(head + body, encoding="utf-8")
    return 0 if all_held else 1


if __name__ == "__main__":
    sys.exit(main())
