"""What is shipped says what it was verified on, and has a worked example that really works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scraper.extraction import extract
from scraper.portals import families, load_profile
from scraper.portals.validate import portal_files

PAGES = Path(__file__).resolve().parents[1] / "pages"
SISTERS = ("huongthuy", "aluoi", "phuloc", "phuvang", "phongdien", "quangdien", "namdong")
DAY = re.compile(r"20\d\d-\d\d-\d\d: \S")
UNVERIFIED = re.compile(r"not fetched live|worked example", re.IGNORECASE)


@pytest.mark.parametrize("name", sorted(families()))
def test_a_family_says_when_and_on_what_it_was_verified(name: str) -> None:
    assert DAY.match(families()[name].verified)


@pytest.mark.parametrize("name", [file.stem for file in portal_files()])
def test_a_profile_says_what_it_was_verified_on_or_that_it_was_not(name: str) -> None:
    profile = load_profile(name)
    assert DAY.match(profile.verified) or UNVERIFIED.search(profile.verified)
    assert profile.title
    assert profile.home


def test_huong_tra_and_its_sisters_are_shipped() -> None:
    for name in ("huongtra", *SISTERS):
        profile = load_profile(name)
        assert profile.family == "huecit"
        assert profile.hosts == (f"{name}.thuathienhue.gov.vn",)
        assert profile.classify(f"{profile.home}?gd=1&cn=82&tc=7").key == f"{profile.hosts[0]}/7"


@pytest.mark.parametrize("name", sorted(families()))
def test_each_family_has_a_worked_example_whose_rules_read_saved_pages(name: str) -> None:
    example = load_profile("huongtra" if name == "huecit" else f"example-{name.replace('_', '-')}")
    assert example.family == name
    read = 0
    for gold_file in sorted((PAGES / name).glob("*.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        if "refused" in gold:
            continue
        profile = example.at(re.sub(r"^(https?://[^/]+).*", r"\1/", gold["url"]))
        article = extract(gold_file.with_suffix(".html").read_bytes(), gold["url"], profile)
        assert article.title == gold["title"]
        owner = f"family:{name} "
        read += article.provenance["title"].startswith(owner) and article.provenance[
            "body"
        ].startswith(owner)
    assert read >= 2
