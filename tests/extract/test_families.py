"""Every saved page comes out as its gold says: with its profile, and by detection alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scraper.extract import extract
from scraper.model import Article, NotAnArticle
from scraper.portals import Profile, detect, families, load_profile
from scraper.text import fold

PAGES = Path(__file__).parent.parent / "pages"
SHARED = Path(__file__).parents[2].parent / "shared" / "fixtures"
SAVED = sorted(PAGES.glob("*/*.html"))
PROFILES = {"huongtra": "huongtra"}
"""Folder of pages to the worked example; the others are named after their family."""


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def f1(found: str, gold: str) -> float:
    """Harmonic mean of precision and recall over the words, each as often as it stands there."""
    a, b = Counter(words(found)), Counter(words(gold))
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if a or b else 1.0


def gold_of(page: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    return gold


def name_of(page: Path) -> str:
    return f"{page.parent.name}/{page.stem}"


def example_for(page: Path, url: str) -> Profile:
    """The worked example of the page's family, served at the page's host."""
    name = PROFILES.get(page.parent.name, f"example-{page.parent.name.replace('_', '-')}")
    return load_profile(name).at(re.sub(r"^(https?://[^/]+).*", r"\1/", url))


def check(article: Article, gold: dict[str, Any], *, moment: bool) -> None:
    assert article.title == gold["title"]
    assert article.published is not None
    shown = gold["published"]
    assert article.published.isoformat()[:10] == shown[:10], article.provenance
    if moment and len(shown) > 10:
        assert article.published.isoformat()[:16] == shown[:16], article.provenance
    if "updated" in gold:
        assert article.updated is not None
        assert article.updated.isoformat()[:10] == gold["updated"][:10]
    assert list(article.section) == gold["section"], article.provenance
    found = [{"name": b.name, "role": b.role, "kind": b.kind} for b in article.bylines]
    assert found == gold["bylines"], article.provenance
    assert list(article.authors) == gold["authors"]
    assert article.lead == gold["lead"]
    assert f1(article.body, "\n".join(gold["body"])) >= 0.98, article.body
    assert set(words(article.body)) <= set(words(" ".join(gold["body"]))), "the body has more"


@pytest.mark.parametrize("page", SAVED, ids=name_of)
def test_saved_page_by_its_profile(page: Path) -> None:
    gold = gold_of(page)
    profile = example_for(page, gold["url"])
    html = page.read_bytes()
    if "refused" in gold:
        with pytest.raises(NotAnArticle) as refusal:
            extract(html, gold["url"], profile)
        assert refusal.value.reason == gold["refused"]
    else:
        check(extract(html, gold["url"], profile), gold, moment=profile.timezone in VIETNAM)


VIETNAM = ("Asia/Ho_Chi_Minh",)


@pytest.mark.parametrize("page", SAVED, ids=name_of)
def test_saved_page_by_detection(page: Path) -> None:
    gold = gold_of(page)
    html = page.read_bytes()
    if "refused" in gold:
        with pytest.raises(NotAnArticle) as refusal:
            extract(html, gold["url"])
        assert refusal.value.reason == gold["refused"]
    else:
        check(extract(html, gold["url"]), gold, moment=False)


@pytest.mark.parametrize("page", [p for p in SAVED if p.parent.name in families()], ids=name_of)
def test_the_family_of_a_saved_page_is_recognised(page: Path) -> None:
    found = detect(page.read_text(encoding="utf-8"), gold_of(page)["url"])
    assert found is not None
    assert found.family.name == page.parent.name, found.evidence
