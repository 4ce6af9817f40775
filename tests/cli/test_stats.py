"""``loa stats`` on the demo portal: the same numbers as text, CSV, JSON and charts."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from scraper.demo.content import bundled_articles

from .test_terminal import on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from .conftest import DemoRun

    Loa = Callable[..., Result]

EACH = {
    "overview": (),
    "counts": (),
    "trend": ("người dân",),
    "keyness": ("--section", "Kinh tế"),
    "collocations": ("người dân",),
    "kwic": ("người dân",),
    "speakers": (),
    "documents": (),
    "copies": (),
}


def rows_of(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


@pytest.mark.parametrize("command", EACH)
def test_csv_and_json_say_the_same(loa: Loa, archive: Path, command: str) -> None:
    arguments = ("stats", command, *EACH[command], "--db", archive)
    table = rows_of(loa(*arguments, "--csv"))
    document = json.loads(loa(*arguments, "--json").stdout)
    assert len(table) == len(document["rows"])
    assert table or command == "copies"
    for line, row in zip(table, document["rows"], strict=True):
        assert list(line) == list(row)
        for name, value in row.items():
            if value is None:
                assert line[name] == ""
            elif isinstance(value, float):
                assert float(line[name]) == pytest.approx(value)
            else:
                assert line[name].strip() == str(value).strip()


@pytest.mark.parametrize("command", EACH)
def test_a_person_reads_80_columns(demo: DemoRun, command: str) -> None:
    status, text = on_terminal(
        demo.folder, "stats", command, *EACH[command], "--db", demo.archive, columns=80
    )
    assert status == 0
    assert text.strip()
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_without_a_command_it_is_the_overview(loa: Loa, archive: Path) -> None:
    alone = loa("stats", "--db", archive)
    assert alone.stdout == loa("stats", "overview", "--db", archive).stdout
    assert f"{len(bundled_articles())} articles" in alone.stdout
    assert "Kinh tế" in alone.stdout
    assert "COMMAND" in loa("stats", "--help").stdout


def test_counts_are_those_of_the_archive(loa: Loa, archive: Path) -> None:
    table = rows_of(loa("stats", "counts", "--csv", "--every", "year", "--db", archive))
    years = [str(item.published)[:4] for item in bundled_articles()]
    assert {row["period"]: int(row["articles"]) for row in table} == {
        year: years.count(year) for year in sorted(set(years))
    }
    some = rows_of(
        loa("stats", "counts", "--csv", "--every", "year", "--section", "Kinh tế", "--share",
            "--since", "2020", "--db", archive)
    )  # fmt: skip
    assert min(row["period"] for row in some) >= "2020"
    assert all(int(row["articles"]) <= int(row["total"]) for row in some)


def test_a_term_is_counted_with_and_without_accents(loa: Loa, archive: Path) -> None:
    def total(*arguments: str) -> int:
        table = rows_of(
            loa("stats", "trend", *arguments, "--csv", "--every", "year", "--db", archive)
        )
        assert {row["tokens"] for row in table} <= {"syllables", "syllables; accents folded"}
        return sum(int(row["occurrences"]) for row in table)

    lines = rows_of(loa("stats", "kwic", "người dân", "--csv", "--db", archive))
    assert total("người dân") == len(lines) > 0
    assert total("nguoi dan") == 0
    assert total("nguoi dan", "--fold") >= len(lines)


def test_kwic_is_aligned_and_finds_what_the_index_finds(loa: Loa, archive: Path) -> None:
    shown = loa("stats", "kwic", "người dân", "--limit", "0", "--sort", "R1", "--db", archive)
    *lines, last = shown.stdout.splitlines()
    places = {cell_len(re.split("người dân", line, flags=re.IGNORECASE)[0]) for line in lines}
    assert len(places) == 1
    assert last.startswith(f"{len(lines)} occurrences")
    by_pattern = rows_of(
        loa("stats", "kwic", r"\bngười dân\b", "--regex", "--csv", "--db", archive)
    )
    assert len(by_pattern) == len(lines)
    part = rows_of(loa("stats", "kwic", "ngườ* dân", "--csv", "--db", archive))
    assert len(part) == len(lines)
    seven = loa("stats", "kwic", "người", "--sample", "7", "--csv", "--db", archive)
    assert len(rows_of(seven)) == 7


def test_charts_are_files(loa: Loa, archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    for command, arguments in EACH.items():
        name = tmp_path / f"{command}.svg"
        done = loa("stats", command, *arguments, "--chart", name, "--language", "vi", "--csv",
                   "--db", archive)  # fmt: skip
        assert done.exit_code == 0, done.stderr
        assert f"chart in {name}" in done.stderr
        assert name.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("counts", "--csv", "--json"), "two answers"),
        (("trend",), "TERM"),
        (("trend", "…"), "no letter or digit"),
        (("keyness",), "which articles to compare"),
        (
            ("keyness", "--section", "Kinh tế", "--against", "portal:nowhere"),
            "reference of a comparison has no words",
        ),
        (("kwic", "a", "--sort", "R0"), "sorted by"),
        (("kwic", "(", "--regex"), "regular expression"),
        (("counts", "--portal", "nowhere"), "no portal nowhere"),
        (("collocations", "a", "--left", "0", "--right", "0"), "window"),
        (("copies", "--threshold", "7"), "thresholds"),
        (("counts", "--chart", "a.pdf"), ".html, .svg, .png"),
        (("counting",), "no such command"),
    ],
)
def test_mistakes_are_one_sentence(
    loa: Loa, archive: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = loa("stats", *arguments, "--db", archive)
    assert done.exit_code in {1, 2}
    assert said in done.stderr
    assert done.stdout == ""


def test_nothing_found_is_said(loa: Loa, archive: Path) -> None:
    for command in (("trend", "khôngcótừnày"), ("kwic", "khôngcótừnày"), ("documents",)):
        done = loa("stats", *command, "--query", "khôngcótừnày", "--db", archive)
        assert done.exit_code == 0
        assert "nothing found" in done.stderr
