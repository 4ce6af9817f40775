"""Which addresses are articles, and by which id."""

from __future__ import annotations

import re

from scraper.learning.addresses import learn_addresses

HOST = "https://portal.example"
SLUGS = (
    "khoi-cong-duong-lien-thon",
    "hop-dan-tai-xa-huong-tho",
    "ra-quan-don-ve-sinh",
    "mo-lop-day-nghe-may",
)


def keys(articles: list[str], url: str, others: tuple[str, ...] = ()) -> str | None:
    learned = learn_addresses(articles, (), others).addresses
    (pattern,) = learned.article
    found = re.search(pattern, url.removeprefix(HOST))
    return found and found.groupdict().get("key")


def test_an_id_may_be_set_off_by_a_comma() -> None:
    before = [f"{HOST}/{90 + n},{slug}.html" for n, slug in enumerate(SLUGS)]
    after = [f"{HOST}/tin/{slug},{90 + n}.html" for n, slug in enumerate(SLUGS)]
    assert keys(before, "/77,mot-tin-khac-cua-xa.html") == "77"
    assert keys(after, "/tin/mot-tin-khac-cua-xa,77.html") == "77"


def test_an_other_link_with_an_articles_id_is_that_article_again() -> None:
    articles = [f"{HOST}/Tin/{slug.title()}-{190 + n}.aspx" for n, slug in enumerate(SLUGS)]
    lower = tuple(url.lower() for url in articles)
    assert keys(articles, "/tin/viet-thuong-that-dai-500.aspx", lower) == "500"


def test_the_id_is_kept_where_slugs_would_not_tell_more() -> None:
    """Boxes of most read articles stand on all pages, as menus do."""
    articles = [f"{HOST}/Tin/{slug}-{190 + n}.aspx" for n, slug in enumerate(SLUGS)]
    assert (
        keys(
            articles, "/Tin/tin-khac-cua-xa-500.aspx", (f"{HOST}/Tin/doc-nhieu-nhat-tuan-400.aspx",)
        )
        == "500"
    )


def test_slugs_are_the_key_where_they_alone_tell_lists_from_articles() -> None:
    articles = [f"{HOST}/tin/{slug}-{190 + n}.html" for n, slug in enumerate(SLUGS)]
    others = (f"{HOST}/lich-500.html", f"{HOST}/anh-501.html")
    assert keys(articles, "/tin/khoi-cong-duong-lien-xa-700.html", others) is None
