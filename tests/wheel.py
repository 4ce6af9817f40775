"""Build sdist and wheel, check both, install the wheel into an empty environment, run the demo.

    python tests/wheel.py

The wheel is built from the sdist. Shows that the package data is complete: nothing of the checkout
is on the path.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(ROOT)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (wheel,) = (folder / "dist").glob("*.whl")
        packed = set(zipfile.ZipFile(wheel).namelist())
        for file in (ROOT / "scraper" / "web").rglob("*.*"):
            inside = str(file.relative_to(ROOT))
            if file.suffix in {".html", ".css", ".js", ".svg", ".toml"} and inside not in packed:
                print(f"the wheel has no {inside}", file=sys.stderr)
                return 1
        subprocess.run(
            [sys.executable, "-m", "twine", "check", "--strict", *map(str, (folder / "dist").iterdir())],
            check=True,
        )  # fmt: skip
        venv.create(folder / "env", with_pip=True)
        bin_folder = folder / "env" / "bin"
        subprocess.run(
            [str(bin_folder / "python"), "-m", "pip", "install", "--quiet", str(wheel)], check=True
        )
        work = folder / "work"
        work.mkdir()
        subprocess.run([str(bin_folder / "loa"), "demo"], cwd=work, check=True)
        with (work / "data" / "demo.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        keys = {row["url"] for row in rows}
        if len(rows) < 120 or len(keys) != len(rows):
            print(f"demo.csv has {len(rows)} rows with {len(keys)} addresses", file=sys.stderr)
            return 1
        print(f"the installed wheel crawled the demo portal: {len(rows)} articles in data/demo.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
