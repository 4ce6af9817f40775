"""Which article a page is: by its address, and by its canonical link where that is a second one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scraper.extraction import extract

PAGES = Path(__file__).parent.parent / "pages"
WORDPRESS = (PAGES / "wordpress/twentysixteen.html").read_text(encoding="utf-8")
DRUPAL = (PAGES / "drupal/d10_olivero.html").read_text(encoding="utf-8")


def key_of(html: str, url: str, canonical: str | None) -> str:
    head = "" if canonical is None else f'<link rel="canonical" href="{canonical}">'
    html = re.sub(r"<link rel=.canonical.[^>]*>", "", html)
    return extract(html.replace("</head>", f"{head}</head>", 1), url).key


@pytest.mark.parametrize(
    "path",
    ["/?p=12", "/2024/05/some-slug/amp/", "/2024/05/some-slug/?replytocom=4", "/2024/05/some-slug/print/"],
)  # fmt: skip
def test_second_addresses_take_the_key_of_the_canonical_link(path: str) -> None:
    named = "https://www.x.test/2024/05/some-slug/"
    assert key_of(WORDPRESS, named, named) == "x.test/2024/05/some-slug"
    assert key_of(WORDPRESS, f"https://www.x.test{path}", named) == "x.test/2024/05/some-slug"


def test_a_node_number_takes_the_key_of_its_alias() -> None:
    key = key_of(DRUPAL, "https://www.x.test/node/12", "/news/some-story-here")
    assert key == "x.test/news/some-story-here"
    assert key_of(DRUPAL, "https://www.x.test/node/12", "/node/12") == "x.test/12"


@pytest.mark.parametrize(
    "canonical",
    [None, "/", "https://elsewhere.test/2024/05/some-slug/", "/category/news/", "http://[::1"],
)
def test_a_canonical_link_that_names_no_article_of_the_portal_is_not_believed(
    canonical: str | None,
) -> None:
    assert key_of(WORDPRESS, "https://www.x.test/?p=12", canonical) == "x.test/12"


def test_an_article_at_its_own_address_is_not_merged_by_a_careless_link() -> None:
    other = "https://www.x.test/2020/01/another-slug/"
    key = key_of(WORDPRESS, "https://www.x.test/2024/05/some-slug/", other)
    assert key == "x.test/2024/05/some-slug"
