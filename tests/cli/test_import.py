"""``loa import`` on the WARC files of the demo, as if another tool had made them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scraper.demo.site import DemoSite
from scraper.store.warc import warc_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from .conftest import DemoRun

    Loa = Callable[..., Result]


def test_files_become_an_archive_once(loa: Loa, demo: DemoRun, tmp_path: Path) -> None:
    (file,) = warc_folder(demo.archive).rglob("*.warc.gz")
    profile = tmp_path / "demo.toml"
    status = json.loads(loa("status", "--db", demo.archive, "--json").stdout)
    home = status[0]["home"]
    profile.write_text(f'name = "copy"\nfamily = "huecit"\nhome = "{home}"\n')
    db = tmp_path / "copy.db"
    data = file.read_bytes()
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(data + data[:200])
    arguments = ("import", broken, "--portal", profile, "--db", db)
    count = len(DemoSite().articles)
    first = json.loads(loa(*arguments, "--json").stdout)["import"]
    assert first["portals"][0]["new"] == count
    assert first["damaged"] == {"damaged or cut off": 1}
    again = loa(*arguments)
    assert again.exit_code == 0
    assert "Records that cannot be read: damaged or cut off (1)" in again.stdout
    assert f"{broken}, byte" in again.stdout.replace("\n", "")
    assert json.loads(loa("status", "--db", db, "--json").stdout)[0]["articles"] == count


def test_wrong_usage_is_one_sentence(loa: Loa, tmp_path: Path) -> None:
    result = loa("import", tmp_path / "none.warc", "--db", tmp_path / "x.db")
    assert (result.exit_code, result.stderr) == (2, f"loa: there is no file {tmp_path}/none.warc\n")
    assert not (tmp_path / "x.db").exists()
