"""learn(): from unlabelled pages to rules that hold on the other pages of the portal."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper import extract, learn
from scraper.learning import CannotLearn, to_toml
from scraper.portals import parse_profile
from scraper.text import fold

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
SYSTEMS = ("huecit", "wordpress")


def pages_of(system: str) -> list[tuple[str, str, dict[str, str]]]:
    folder = SHARED / system
    if not (folder / "truth.json").exists():
        pytest.skip(f"the shared fixtures of {system} are not beside the project")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return [
        (t["url"], (folder / "pages" / f"{t['id']}.html").read_text(encoding="utf-8"), t)
        for t in truth
    ]


def named(truth: dict[str, str]) -> str:
    """All names that the page gives: a second author of the byline is not wrong."""
    return " ".join(truth.get(k) or "" for k in ("author", "byline", "byline_in_body"))


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("count", [20, 5])
@pytest.mark.parametrize("use_families", [False, True])
def test_rules_learned_from_some_pages_hold_on_the_others(
    system: str, count: int, use_families: bool
) -> None:
    pages = pages_of(system)
    profile = learn([(url, html) for url, html, _ in pages[:count]], use_families=use_families)
    wrong_authors = sections = 0
    for url, html, truth in pages[count:]:
        article = extract(html, url, profile)
        assert fold(article.title) == fold(truth["title"])
        assert article.published is not None
        assert article.published.day.isoformat() == truth["published"][:10]
        sections += " / ".join(article.section) == truth["section_path"] or (
            article.section[-1:] == (truth["section"],)
        )
        wrong_authors += any(a not in named(truth) for a in article.authors)
    assert sections >= 0.9 * len(pages[count:])
    assert wrong_authors <= 0.02 * len(pages[count:])


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_profile_is_short_deterministic_and_reads_back(system: str) -> None:
    sample = [(url, html) for url, html, _ in pages_of(system)[:20]]
    profile = learn(sample, use_families=False)
    text = to_toml(profile, ["learned from the test's pages"])
    assert len(text.splitlines()) < 60
    assert parse_profile(tomllib.loads(text), "test") == profile
    assert to_toml(learn(sample, use_families=False), ["learned from the test's pages"]) == text


def test_two_pages_are_too_few_to_know() -> None:
    page = "<html><title>{0}</title><body><h1>{0}</h1><p>{1}</p></body></html>"
    pages = [
        (f"https://x.vn/tin-{n}.html", page.format(f"Tin số {n} của xã", "Nội dung " * 40 * n))
        for n in (1, 2)
    ]
    with pytest.raises(CannotLearn, match="at least 5 pages"):
        learn(pages)


def test_pages_of_several_portals_are_refused() -> None:
    page = "<html><title>{0}</title><body><h1>{0}</h1><p>{1}</p></body></html>"
    pages = [
        (f"https://x{n}.vn/tin.html", page.format(f"Tin số {n}", "Nội dung " * 40))
        for n in range(6)
    ]
    with pytest.raises(CannotLearn, match="one portal"):
        learn(pages)


def test_of_several_dates_in_a_table_of_particulars_the_one_of_publication_is_taken() -> None:
    def page(n: int) -> tuple[str, str]:
        published = date(2023, 1, 10) + timedelta(days=9 * n)
        rows = (("Wytworzył:", "Jan Kowalski"), ("Data wytworzenia:", published - timedelta(days=3)),
                ("Data publikacji:", published), ("Ostatnia aktualizacja:", published + timedelta(days=n)))  # fmt: skip
        table = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
        text = (
            f"Burmistrz otworzył drogę numer {n} w sołectwie {n * 7}, dziękując mieszkańcom za pomoc. "
            * 4
        )
        return f"https://bip.example/tresc.php?id={n + 40}", (
            f"<html lang=pl><body><h2>Droga numer {n} otwarta dla mieszkańców</h2><div class=tresc><p>{text}</p></div>"
            f"<table class=metryczka>{table}</table></body></html>"
        )

    pages = [page(n) for n in range(12)]
    profile = learn(pages[:8])
    days = [extract(html, url, profile).published for url, html in pages]
    assert [day and day.day for day in days] == [
        date(2023, 1, 10) + timedelta(days=9 * n) for n in range(12)
    ]
