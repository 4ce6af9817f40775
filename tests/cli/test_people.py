"""``loa people`` on the demo portal: lists, dossiers, joining and taking apart."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Loa = Callable[..., Result]


def test_list_show_merge_and_unmerge(loa: Loa, archive: Path) -> None:
    everybody = json.loads(loa("people", "--json", "--db", archive).stdout)
    articles = [person["articles"] for person in everybody]
    assert articles == sorted(articles, reverse=True)
    rows = list(csv.DictReader(io.StringIO(loa("people", "--csv", "--db", archive).stdout)))
    assert [int(row["articles"]) for row in rows] == articles
    fewer = loa("people", "--limit", "3", "--json", "--db", archive).stdout
    assert json.loads(fewer) == everybody[:3]
    first, second = [person for person in everybody if "author" in person["kinds"]][:2]
    found = loa("people", first["name"], "--db", archive)
    assert first["name"] in found.stdout
    done = loa("people", "merge", first["name"], second["id"], "--why", "x", "--db", archive)
    assert done.exit_code == 0
    assert "is now counted as" in done.stdout
    shown = json.loads(loa("people", "show", second["name"], "--json", "--db", archive).stdout)
    assert shown["person"]["articles"] <= first["articles"] + second["articles"]
    assert {name["what"] for name in shown["names"]} == {first["name"], second["name"]}
    assert first["name"] in loa("people", "show", str(first["id"]), "--db", archive).stdout
    assert second["name"] in loa("people", "merges", "--db", archive).stdout
    assert loa("people", "unmerge", str(second["id"]), "--db", archive).exit_code == 0
    assert json.loads(loa("people", "--json", "--db", archive).stdout) == everybody


def test_wrong_usage(loa: Loa, archive: Path, tmp_path: Path) -> None:
    assert loa("people", "merge", "Nobody", "1", "--db", archive).exit_code == 1
    assert loa("people", "merge", "1", "--db", archive).exit_code == 2
    assert loa("people", "--csv", "--json", "--db", archive).exit_code == 2
    missing = tmp_path / "none.db"
    assert loa("people", "merge", "1", "2", "--db", missing).exit_code == 1
    assert not missing.exists()
    assert loa("people", "--help").exit_code == 0


def test_variants(loa: Loa, archive: Path) -> None:
    done = loa("people", "variants", "--json", "--db", archive)
    assert done.exit_code == 0
    for group in json.loads(done.stdout):
        assert group["evidence"]
        assert len(group["names"]) > 1
    assert loa("people", "variants", "--db", archive).exit_code == 0
