"""Every saved page comes out as its gold says: with its profile, and by detection alone."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from saved_pages import SAVED, check, example_for, f1, gold_of, name_of

from scraper.extraction import extract, read_page
from scraper.model import Article, NotAnArticle
from scraper.portals import detect, families, load_profile

SHARED = Path(__file__).parents[2].parent / "shared" / "fixtures"


@pytest.mark.parametrize("page", SAVED, ids=name_of)
def test_saved_page_by_its_profile(page: Path) -> None:
    gold = gold_of(page)
    profile = example_for(page, gold)
    html = page.read_bytes()
    if "refused" in gold:
        with pytest.raises(NotAnArticle) as refusal:
            extract(html, gold["url"], profile)
        assert refusal.value.reason == gold["refused"]
    else:
        check(extract(html, gold["url"], profile), gold)


@pytest.mark.parametrize("page", SAVED, ids=name_of)
def test_saved_page_by_detection(page: Path) -> None:
    gold = gold_of(page)
    html = page.read_bytes()
    if "refused" in gold:
        with pytest.raises(NotAnArticle) as refusal:
            extract(html, gold["url"])
        assert refusal.value.reason == gold["refused"]
    else:
        check(extract(html, gold["url"]), gold)


@pytest.mark.parametrize("page", [p for p in SAVED if p.parent.name in families()], ids=name_of)
def test_the_family_of_a_saved_page_is_recognised(page: Path) -> None:
    found = detect(page.read_text(encoding="utf-8"), gold_of(page)["url"])
    assert found is not None
    assert found.family.name == page.parent.name, found.evidence


def shared_truth(system: str) -> list[dict[str, Any]]:
    path = SHARED / system / "truth.json"
    if not path.exists():
        pytest.skip(f"the shared fixtures of {system} are not on this machine")
    truth: list[dict[str, Any]] = json.loads(
        # the file escapes what is not ASCII, so it is decoded before it is composed
        unicodedata.normalize(
            "NFC", json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
        )
    )
    return truth


def signers(article: Article) -> list[str]:
    return [b.name for b in article.bylines if b.kind in ("author", "organisation")]


def gold_text(item: dict[str, Any], byline: str) -> str:
    return "\n".join((item["lead"], item["body_text"], byline))


@pytest.mark.parametrize("known", [True, False], ids=["profile", "detection"])
def test_huecit_fixtures(known: bool) -> None:
    scores, wrong, right, signed = [], [], 0, 0
    for item in shared_truth("huecit"):
        html = (SHARED / "huecit/pages" / f"{item['id']}.html").read_bytes()
        url = item["url"]
        profile = load_profile("huongtra").at("http://127.0.0.1:8085/") if known else None
        article = extract(html, url, profile)
        assert article.title == item["title"]
        assert article.published is not None
        assert article.published.isoformat() == item["published"]
        assert " / ".join(article.section) == item["section_path"]
        assert article.key == f"127.0.0.1:8085/{item['id'].removeprefix('tc_')}"
        signed += bool(item["author"])
        found = signers(article)
        right += bool(item["author"]) and found[:1] == [item["author"]]
        if found and found[0] != item["author"]:
            wrong.append((item["id"], found, item["byline"]))
        scores.append(f1(article.text, gold_text(item, item["byline"])))
    assert wrong == []
    assert right >= 0.95 * signed
    assert sum(scores) / len(scores) >= 0.98


def test_huecit_listings_are_refused() -> None:
    shared_truth("huecit")
    for path in sorted((SHARED / "huecit/pages").glob("tm_*.html")):
        url = f"http://127.0.0.1:8085/?gd=1&cn=191&tm={path.stem[3:]}"
        with pytest.raises(NotAnArticle) as refusal:
            extract(path.read_bytes(), url)
        assert refusal.value.reason == "listing"


DASHES = str.maketrans("–—", "--")
"""WordPress turns the hyphens that authors typed into dashes; the gold has what they typed."""


@pytest.mark.parametrize("known", [True, False], ids=["profile", "detection"])
def test_wordpress_fixtures(known: bool) -> None:
    scores = []
    for item in shared_truth("wordpress"):
        html = (SHARED / "wordpress/pages" / f"{item['id']}.html").read_bytes()
        profile = load_profile("example-wordpress").at("http://127.0.0.1:8081/") if known else None
        article = extract(html, item["url"], profile)
        assert article.title.translate(DASHES) == item["title"]
        assert article.published is not None
        assert str(article.published) == item["published"].replace(" ", "T")
        # the page names the article's own category only, not the category's parents
        assert [s.translate(DASHES) for s in article.section] == [item["section"]]
        assert signers(article) == [item["author"]]
        # the lead is the post's excerpt, which this theme does not print
        gold = f"{item['body_text']}\n{item['byline_in_body'] or ''}"
        scores.append(f1(article.text, gold))
    assert sum(scores) / len(scores) >= 0.97


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("home", "/", "listing"),
        ("home_page2", "/page/2/", "listing"),
        ("month", "/2022/03/", "listing"),
        ("year", "/2022/", "listing"),
        ("404", "/khong-co-trang-nay-dau/", "error page"),
    ],
)
def test_other_wordpress_pages_are_refused(name: str, path: str, reason: str) -> None:
    shared_truth("wordpress")
    with pytest.raises(NotAnArticle) as refusal:
        extract(
            (SHARED / "wordpress" / f"{name}.html").read_bytes(), f"http://127.0.0.1:8081{path}"
        )
    assert refusal.value.reason == reason


@pytest.mark.parametrize("known", [True, False], ids=["profile", "detection"])
def test_liferay_listings_are_refused_also_at_article_addresses(known: bool) -> None:
    folder = SHARED / "hanoi_liferay"
    if not folder.exists():
        pytest.skip("the saved pages of the Liferay portal are not on this machine")
    home = "https://sotttt.hanoi.gov.vn/"
    profile = load_profile("example-liferay").at(home) if known else None
    article_urls = 0
    for path in sorted(folder.glob("*.html")):
        url = f"https://sotttt.hanoi.gov.vn/web/so/{path.stem}.html"
        if path.stem.startswith("article_url_"):
            number = path.stem.removeprefix("article_url_")
            url = f"https://sotttt.hanoi.gov.vn/web/so/-/view_content/{number}-x.html"
            article_urls += 1
        with pytest.raises(NotAnArticle) as refusal:
            extract(path.read_bytes(), url, profile)
        assert refusal.value.reason == "listing", path.name
        reading = read_page(path.read_bytes(), url, profile)
        assert reading.article is None
        assert any("/-/view_content/" in link.url for link in reading.links), path.name
    assert article_urls == 3


def test_civicplus_news_list_is_refused() -> None:
    path = SHARED / "civicplus/alhambra_p1.html"
    if not path.exists():
        pytest.skip("the saved CivicPlus pages are not on this machine")
    for url in ("https://www.cityofalhambra.org/m/newsflash", "https://x.test/some/where"):
        with pytest.raises(NotAnArticle) as refusal:
            extract(path.read_bytes(), url)
        assert refusal.value.reason == "listing"


SHARED_FAMILIES = {
    "huecit": "pages/*",
    "wordpress": "pages/*",
    "hanoi_liferay": "*",
    "civicplus": "*p1",
}


@pytest.mark.parametrize("system", SHARED_FAMILIES)
def test_the_family_of_a_shared_page_is_recognised(system: str) -> None:
    pages = sorted((SHARED / system).glob(f"{SHARED_FAMILIES[system]}.html"))
    if not pages:
        pytest.skip(f"the shared fixtures of {system} are not on this machine")
    for page in pages:
        found = detect(page.read_text(encoding="utf-8", errors="replace"), "https://x.test/")
        assert found is not None, page.name
        assert found.family.name == system.removeprefix("hanoi_"), (page.name, found.evidence)
