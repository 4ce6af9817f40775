"""What holds for every page: who may ask, what is sent along, in which language."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scraper.cli.main import main
from scraper.search.index import kept_up, refresh_if_possible
from scraper.store import Archive
from scraper.web.language import sentences
from scraper.web.options import WebOptions
from tests.web.stored import invented

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Reader

TABLES = ("/data", "/data/articles_flat", "/data/articles_flat?_facet=portal", "/data?sql=select+1")
CLOSED = ("/-/versions", "/-/settings", "/-/permissions", "/-/messages", "/-/threads.json", "/-/actor", "/-/logout", "/-/databases.json")  # fmt: skip


def test_our_pages_allow_no_inline_script_and_nothing_from_elsewhere(reader: Reader) -> None:
    policy = reader.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", TABLES)
def test_scripts_of_datasettes_pages_run_by_a_nonce_that_no_other_page_has(
    reader: Reader, path: str
) -> None:
    first, second = reader.get(path), reader.get(path)
    nonces = []
    for answer in (first, second):
        assert answer.status == 200
        policy = answer.headers["content-security-policy"]
        (scripts,) = [part for part in policy.split(";") if "script-src" in part]
        assert "unsafe" not in scripts
        nonces.append(scripts.split("'nonce-")[1].split("'")[0])
        assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonces[-1]}"')
    assert nonces[0] != nonces[1]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80"])  # fmt: skip
def test_a_name_from_elsewhere_that_points_here_is_not_answered(reader: Reader, host: str) -> None:
    assert reader.get("/", Host=host).status == 421
    assert reader.get("/data.json", Host=host).status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8001", "127.0.0.1:9", "[::1]:8001"])
def test_names_of_this_machine_are_answered(reader: Reader, host: str) -> None:
    assert reader.get("/", Host=host).status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_pages_of_datasettes_own_are_open_here_and_closed_to_the_public(
    reader: Reader, public: Reader, path: str
) -> None:
    assert reader.get(path).status in {200, 302, 403}
    for way in (path, path.replace("-", "%2D", 1), path.replace("/-", "//-", 1), path.upper()):
        assert public.get(way).status == 404


def test_the_public_runs_no_sql_and_takes_no_copy(reader: Reader, public: Reader) -> None:
    query = "/data.json?sql=select+count(*)+from+articles"
    assert reader.get(query).status == 200
    assert public.get(query).status == 403
    assert public.get("/data?sql=select+1").status == 403
    assert public.get("/data/articles_flat.json?_where=1=1").status in {400, 403}
    assert public.get("/data.db").status in {403, 404}
    assert public.get("/data/articles_flat.json").status == 200
    assert public.get("/-/static/app.css").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_public_only_reads(public: Reader, method: str) -> None:
    assert public.get("/", method).status == 405


def test_the_archive_is_opened_for_reading_only(reader: Reader) -> None:
    answer = reader.get("/data.json?sql=delete+from+articles")
    assert answer.status == 400
    assert b"SELECT" in answer.body


def test_others_are_served_only_when_that_is_said(archive_path: Path) -> None:
    result = CliRunner().invoke(main, ["web", "--host", "0.0.0.0", "--db", str(archive_path)])
    assert result.exit_code == 2
    assert "--public" in result.stderr


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["web", "--db", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert "none.db" in result.stderr


def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in sys.modules if n.startswith(("scraper.web", "datasette"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    result = CliRunner().invoke(main, ["web", "--db", str(archive_path)])
    assert result.exit_code == 1
    assert "pip install 'loaphuong[web]'" in result.stderr


def test_the_language_is_the_links_then_the_cookies_then_the_browsers(reader: Reader) -> None:
    def language(path: str = "/", **headers: str) -> str:
        answer = reader.get(path, **headers)
        assert f'<html lang="{answer.headers["content-language"]}">' in answer.text
        return answer.headers["content-language"]

    assert language() == "en"
    assert language(Accept_Language="fr, vi;q=0.7, en;q=0.3") == "vi"
    assert language(Accept_Language="vi", Cookie="loa_lang=en") == "en"
    assert language("/?lang=vi", Cookie="loa_lang=en") == "vi"
    assert language("/?lang=xx<script>") == "en"
    kept = reader.get("/?lang=vi").headers["set-cookie"]
    assert kept.startswith("loa_lang=vi")


def test_both_languages_have_every_sentence() -> None:
    english, vietnamese = sentences("en"), sentences("vi")
    forms = {name for name in english if name.endswith(".one")}
    assert {name for name in english if name not in forms} == set(vietnamese) - forms
    assert all(name.removesuffix(".one") in english for name in forms)


@pytest.mark.parametrize("path", ["/article/999999", "/portals/none", "/static/none.css", "/static/../loa.css"])  # fmt: skip
def test_what_is_not_there_is_said(reader: Reader, path: str) -> None:
    assert reader.get(path).status == 404


def test_only_loopback_counts_as_local(tmp_path: Path) -> None:
    assert WebOptions(db=tmp_path, host="::1").is_local
    assert not WebOptions(db=tmp_path, host="192.168.1.5").is_local
    assert not WebOptions(db=tmp_path, host="example.org").is_local


def test_what_a_crawl_stores_is_found_without_a_reader_who_waits_for_the_index(
    tmp_path: Path,
) -> None:
    path = tmp_path / "news.db"
    with Archive(path) as archive:
        archive.store([invented(0)])
        archive.refresh_index()
    with Archive(path) as archive, kept_up(path):
        archive.search("an phú")
        archive.store([invented(1)])
        assert archive.search("bình hòa").total == 0  # answered from what the index holds
        refresh_if_possible(archive)
        assert archive.search("bình hòa").total == 1
        archive.store([invented(2)])
    with Archive(path) as archive:
        assert archive.search("cồn sơn").total == 1  # nobody keeps it any more: the search does


def test_an_address_that_leads_nowhere_is_our_page_and_no_traceback(
    reader: Reader, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = reader.get("/nowhere", Accept_Language="vi")
    assert answer.status == 404
    assert "Không tìm thấy" in answer.text
    assert reader.get("/nowhere.json").status == 404
    assert "Disallow: /search" in reader.get("/robots.txt").text
    assert "Traceback" not in "".join(capfd.readouterr())
