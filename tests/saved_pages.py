"""The saved pages with their gold, and how an article is held to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.portals import Profile, load_profile
from scraper.portals.locales import HOME, ZONES

if TYPE_CHECKING:
    from scraper.model import Article

PAGES = Path(__file__).parent / "pages"
SAVED = sorted(PAGES.glob("*/*.html"))
PROFILES = {"huongtra": "huongtra", "huecit": "aluoi"}
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


def example_for(page: Path, gold: dict[str, Any]) -> Profile:
    """The worked example of the page's family, moved to the page's host and country."""
    name = PROFILES.get(page.parent.name, f"example-{page.parent.name.replace('_', '-')}")
    example = load_profile(name).at(re.sub(r"^(https?://[^/]+).*", r"\1/", gold["url"]))
    tag = re.search(r'<html[^>]* lang="([a-z]{2})', page.read_text(encoding="utf-8"))
    language = tag[1] if tag else example.language
    zone = gold.get("timezone") or (
        example.timezone if language == example.language else ZONES[HOME.get(language, "GB")]
    )
    return example.model_copy(update={"language": language, "timezone": zone})


def check(article: Article, gold: dict[str, Any]) -> None:
    assert article.title == gold["title"]
    shown = gold["published"]
    found = article.published.isoformat() if article.published else None
    if shown is None:  # the page shows no date, or only that of a change
        assert found is None, article.provenance
    else:
        assert found is not None
        assert found[:10] == shown[:10], article.provenance
        if len(shown) > 10:
            assert found[:16] == shown[:16], article.provenance
    if "updated" in gold:
        assert article.updated is not None
        assert article.updated.isoformat()[:10] == gold["updated"][:10]
    assert list(article.section) == gold["section"], article.provenance
    signed = [{"name": b.name, "role": b.role, "kind": b.kind} for b in article.bylines]
    assert signed == gold["bylines"], article.provenance
    assert list(article.authors) == gold["authors"]
    assert article.lead == gold["lead"]
    assert f1(article.body, "\n".join(gold["body"])) >= 0.98, article.body
    assert set(words(article.body)) <= set(words(" ".join(gold["body"]))), "the body has more"
