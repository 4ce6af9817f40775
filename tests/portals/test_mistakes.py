"""Every mistake in a profile file is answered with file, key and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper.errors import LoaError
from scraper.portals import load_profile, validate
from scraper.portals.validate import portal_files

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """name = "mine"
title = "My town"
family = "huecit"
home = "https://mine.example/"
"""

MISTAKES = {
    "misspelt key": (GOOD + 'tiemzone = "Asia/Tokyo"', "tiemzone", "did you mean timezone?"),
    "misspelt field": (GOOD + '[fields]\ntitel = "h1"', "fields.titel", "did you mean title?"),
    "misspelt key of a rule": (
        GOOD + '[fields]\npublished = { css = ".d", lable = "Ngày" }',
        "fields.published.0.lable",
        "did you mean label?",
    ),
    "misspelt key of an era": (
        GOOD + '[[era]]\nform = 2022-01-01\nrequires = ["h1"]',
        "era.0.form",
        "did you mean from?",
    ),
    "misspelt address kind": (
        GOOD + "[addresses]\narticles = ['tc=']",
        "addresses.articles",
        "did you mean article?",
    ),
    "key of the profile below a table": (
        GOOD + '[fields]\ntitle = "h1"\nsite_names = ["My town"]',
        "fields.site_names",
        "above the first [table]",
    ),
    "key of families": (GOOD + 'country = "VN"', "country", "is not a key"),
    "key of our own": (GOOD + "[family_rules]\nname = 'x'", "family_rules", "is not a key"),
    "number for text": (GOOD.replace('"My town"', "7"), "title", "text in quotes"),
    "text for a list": (GOOD + 'site_names = "My town"', "site_names", "must be a list"),
    "one bracket for two": (
        GOOD + '[era]\nfrom = 2022-01-01\nrequires = ["h1"]',
        "era",
        "two brackets, one for each: [[era]]",
    ),
    "two brackets for one": (GOOD + '[[fields]]\ntitle = "h1"', "fields", "a table: [fields]"),
    "field without a rule": (GOOD + "[fields]\ntitle = []", "fields.title", "has no rule"),
    "number for a rule": (GOOD + "[fields]\ntitle = 1", "fields.title", "a CSS selector in quotes"),
    "words for a number": (
        GOOD + '[confidence]\ntitle = "high"',
        "confidence.title",
        "must be a number",
    ),
    "start on another host": (
        GOOD + 'start = ["https://other.example/news"]',
        "start",
        "hosts does not name",
    ),
    "text for a table": (GOOD + 'fields = "h1"', "fields", "must be a table"),
    "regular expression": (GOOD + "[addresses]\narticle = ['tc=(']", "addresses.article.0", "tc=("),
    "regular expression of a rule": (
        GOOD + "[fields]\ntitle = { css = 'h1', regex = '[' }",
        "fields.title.0.regex",
        "not a regular expression",
    ),
    "selector": (GOOD + '[fields]\ntitle = "h1["', "fields.title.0.css", "not a CSS selector"),
    "selector of Scrapy": (
        GOOD + '[fields]\ntitle = "h1::text"',
        "fields.title.0.css",
        "attr and regex",
    ),
    "selector of boxes": (GOOD + 'remove = [".a >"]', "remove.0", "not a CSS selector"),
    "counter without a group": (
        GOOD + "[[counter]]\nname = 'total'\nregex = '\\d+'",
        "counter.0.regex",
        "no group",
    ),
    "group that is not the key": (
        GOOD + "[addresses]\narticle = ['tc=(?P<id>\\d+)']",
        "addresses.article",
        "(?P<key>…)",
    ),
    "rule without a place": (
        GOOD + "[fields]\ntitle = { attr = 'content' }",
        "fields.title.0",
        "exactly one of css, url, in_body",
    ),
    "unknown family": (GOOD.replace("huecit", "hueci"), "family", "did you mean huecit?"),
    "unknown time zone": (
        GOOD + 'timezone = "Asia/Ho_Chi_Min"',
        "timezone",
        "did you mean Asia/Ho_Chi_Minh?",
    ),
    "date order": (GOOD + 'date_order = "dym"', "date_order", "'dmy', 'mdy' or 'ymd'"),
    "name that differs": (GOOD.replace('"mine"', '"yours"'), "name", "yours.toml"),
    "name with spaces": (GOOD.replace('"mine"', '"my town"'), "name", "does not have the form"),
    "no name": (GOOD.replace('name = "mine"', ""), "name", "is missing"),
    "home that is no address": (
        GOOD.replace("https://mine.example/", "mine.example"),
        "home",
        "not an http address",
    ),
    "no home": (GOOD.replace("home =", "notes ="), "home", "is missing"),
    "start that is no address": (GOOD + 'start = ["/tin-tuc"]', "start", "not an http address"),
    "hosts empty": (GOOD + "hosts = []", "hosts", "is empty"),
    "host that is an address": (
        GOOD + 'hosts = ["https://mine.example/"]',
        "hosts",
        "write it as 'mine.example'",
    ),
    "home on a host of its own": (
        GOOD + 'hosts = ["other.example"]',
        "hosts",
        "does not name mine.example",
    ),
    "host of a shipped portal": (
        GOOD + 'hosts = ["mine.example", "huongtra.thuathienhue.gov.vn"]',
        "hosts",
        "'huongtra', too",
    ),
    "era that ends before it begins": (
        GOOD + '[[era]]\nfrom = 2022-01-01\nuntil = 2021-01-01\nrequires = ["h1"]',
        "era.0",
        "from (2022-01-01) is after until (2021-01-01)",
    ),
    "eras that overlap": (
        GOOD
        + '[[era]]\nfrom = 2020-01-01\nuntil = 2023-01-01\nrequires = ["h1"]\n'
        + '[[era]]\nfrom = 2022-01-01\nrequires = ["h2"]',
        "era.1",
        "set until = 2021-12-31",
    ),
    "day that is none": (
        GOOD + '[[era]]\nfrom = "31/01/2022"\nrequires = ["h1"]',
        "era.0.from",
        "write it as 2022-01-31",
    ),
    "day as a number": (
        GOOD + '[[era]]\nfrom = 20220101\nrequires = ["h1"]',
        "era.0.from",
        "write it as 2022-01-31",
    ),
    "era that hides another": (
        GOOD
        + '[[era]]\nfrom = 2022-01-01\n[era.fields]\nlead = ".x"\n'
        + '[[era]]\nuntil = 2021-12-31\nrequires = ["h1"]',
        "era.0",
        "`requires`",
    ),
    "not TOML": ("name = mine\n", "", "not valid TOML: Invalid value (at line 1"),
    "backslashes in double quotes": (
        GOOD + '[addresses]\narticle = ["tc=\\d+"]',
        "",
        "single quotes",
    ),
    "empty file": ("", "", "is empty"),
    "only a comment": ("# to do\n", "", "is empty"),
}


def write(folder: Path, text: str | bytes, name: str = "mine.toml") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_right_file_has_no_problem(tmp_path: Path) -> None:
    assert validate([write(tmp_path, GOOD)]) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_named_with_its_remedy(mistake: str, tmp_path: Path) -> None:
    text, key, words = MISTAKES[mistake]
    file = write(tmp_path, text)
    problems = validate([file])
    assert problems
    first = problems[0]
    assert first.file == str(file)
    assert first.key == key
    assert words in first.message
    assert "\n" not in str(first)
    assert "pydantic" not in str(first)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (problem,) = validate([write(tmp_path, 'title = "Hương"'.encode("utf-16"))])
    assert "save it as UTF-8" in problem.message


def test_the_mark_of_windows_editors_is_no_mistake(tmp_path: Path) -> None:
    assert validate([write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())]) == []


def test_a_missing_file(tmp_path: Path) -> None:
    (problem,) = validate([tmp_path / "nowhere.toml"])
    assert "cannot be read" in problem.message


def test_all_mistakes_of_a_file_are_told(tmp_path: Path) -> None:
    text = GOOD.replace("huecit", "hueci") + 'date_order = "x"\nremove = ["<"]'
    assert {p.key for p in validate([write(tmp_path, text)])} == {
        "family",
        "date_order",
        "remove.0",
    }


def test_two_portals_with_one_host(tmp_path: Path) -> None:
    one = write(tmp_path, GOOD)
    two = write(tmp_path, GOOD.replace('"mine"', '"other"'), "other.toml")
    (problem,) = validate([one, two])
    assert (problem.file, problem.key) == (str(two), "hosts")
    assert "'mine', too" in problem.message


def test_ones_own_profile_may_override_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOA_PORTALS", str(tmp_path))
    text = GOOD.replace('"mine"', '"huongtra"').replace(
        "mine.example", "huongtra.thuathienhue.gov.vn"
    )
    write(tmp_path, text, "huongtra.toml")
    assert validate() == []


def test_a_profile_is_found_by_its_name_only_if_the_file_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOA_PORTALS", str(tmp_path))
    write(tmp_path, GOOD, "other.toml")
    with pytest.raises(LoaError, match=r"call the file mine\.toml"):
        load_profile("other")


def test_everything_that_is_shipped_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOA_PORTALS", str(tmp_path / "none"))
    assert len(portal_files()) >= 20
    assert validate() == []
