"""What the addresses of each family are, and which of them name the same article."""

from __future__ import annotations

import pytest

from scraper.portals import load_profile

HOME = "https://www.x.test/"

KINDS = {
    "wordpress": {
        "article": (
            "/?p=12", "/2024/05/some-slug/", "/2024/05/03/some-slug/", "/archives/123",
            "/library-opens-new-late-hours/", "/news/library-opens-new-late-hours/",
        ),
        "listing": (
            "/2024/", "/2024/05/", "/2024/05/03/", "/category/news/", "/en/category/a-long-category-name/",
            "/de/kategorie/aus-dem-rathaus/", "/tag/x/", "/author/jd/", "/page/2/", "/?cat=5", "/?author=2",
        ),
        "static": ("/?page_id=3", "/contact/"),
        "ignored": (
            "/?s=water", "/feed/", "/2024/05/some-slug/feed/", "/2024/05/some-slug/amp/",
            "/2024/05/some-slug/?amp=1", "/2024/05/some-slug/print/", "/2024/05/some-slug/embed/",
            "/2024/05/some-slug/?replytocom=5", "/2024/05/some-slug/comment-page-2/",
            "/?attachment_id=5", "/?p=12&preview=true", "/wp-login.php", "/wp-json/wp/v2/posts",
        ),
    },
    "plone": {
        "article": ("/news/x", "/news/x/view", "/en/news/x", "/news/2023/x", "/aktuelles/meldungen/x"),
        "listing": (
            "/news", "/news/", "/news?b_start:int=10", "/news/aggregator", "/news/2023", "/news/2023/05/",
        ),
        "static": ("/impressum", "/contact-info"),
        "ignored": (
            "/@@search?SearchableText=x", "/login", "/author/kvogt", "/news/x/sendto_form", "/news/RSS",
            "/news/photo.jpg/view", "/news/x/@@images/abc", "/news/plan.pdf",
        ),
    },
    "drupal": {
        "article": ("/node/12", "/de/node/12", "/?q=node/12", "/news/a-story", "/en/news/a-story"),
        "listing": (
            "/news", "/news?page=2", "/taxonomy/term/5", "/fr/taxonomy/term/5", "/tags/water", "/node?page=1",
        ),
        "static": ("/contact", "/en/about-us"),
        "ignored": (
            "/user/login", "/user/5", "/search/node?keys=x", "/print/12", "/rss.xml", "/taxonomy/term/5/feed",
            "/comment/reply/12",
        ),
    },
    "backdrop": {
        "article": ("/node/12", "/posts/a-story", "/?q=node/12"),
        "listing": ("/tags/roads", "/taxonomy/term/4", "/?page=2"),
        "ignored": ("/user/login", "/search/node/water"),
    },
    "localgov-drupal": {
        "article": ("/node/12", "/news/2023/a-story", "/blogs/highways/a-story"),
        "listing": ("/news", "/news?page=3", "/blogs"),
        "static": ("/services/bins",),
        "ignored": ("/user/login", "/search/content?k=1"),
    },
    "civicplus": {
        "article": (
            "/CivicAlerts.aspx?AID=412", "/m/newsflash/Home/Detail/412", "/m/newsflash/Archive/Item/412?arcId=9",
        ),
        "listing": ("/m/newsflash", "/m/newsflash/Home/Items?page=2", "/CivicAlerts.aspx", "/CivicAlerts.aspx?CID=5"),
        "static": ("/212/Public-Works", "/Calendar.aspx?EID=5"),
        "ignored": (
            "/Archive.aspx?AMID=3", "/DocumentCenter/View/12", "/RSSFeed.aspx?ModID=1", "/Search?searchPhrase=x",
            "/MyAccount", "/list.aspx",
        ),
    },
}  # fmt: skip

CASES = [
    (family, kind, path)
    for family, kinds in KINDS.items()
    for kind, paths in kinds.items()
    for path in paths
]


@pytest.mark.parametrize(("family", "kind", "path"), CASES)
def test_an_address_is_classified_by_its_family(family: str, kind: str, path: str) -> None:
    portal = load_profile(f"example-{family}").at(HOME)
    assert portal.classify(HOME.rstrip("/") + path).kind == kind


@pytest.mark.parametrize(
    ("family", "paths"),
    [
        (
            "civicplus",
            (
                "/CivicAlerts.aspx?AID=412",
                "/civicalerts.aspx?aid=412",
                "/CivicAlerts.aspx?CID=5&AID=412",
                "/CivicAlerts.aspx?AID=412&ARC=611",
                "/m/newsflash/Home/Detail/412",
                "/m/newsflash/home/detail/412",
                "/m/newsflash/Archive/Item/412?arcId=611",
            ),
        ),
        ("plone", ("/news/x", "/news/x/view", "/news/x/@@view", "/news/x?utm_source=mail")),
        ("drupal", ("/node/12", "/?q=node/12")),
        (
            "wordpress",
            ("/2024/05/some-slug/", "/2024/05/some-slug", "/2024/05/some-slug/?fbclid=1"),
        ),
    ],
)
def test_addresses_of_one_article_have_one_key(family: str, paths: tuple[str, ...]) -> None:
    portal = load_profile(f"example-{family}").at(HOME)
    keys = {portal.article_key(HOME.rstrip("/") + path) for path in paths}
    assert len(keys) == 1
    assert {portal.classify(HOME.rstrip("/") + path).kind for path in paths} == {"article"}


@pytest.mark.parametrize(
    ("family", "paths"),
    [
        ("drupal", ("/node/12", "/de/node/12", "/fr/node/12")),
        ("drupal", ("/en/news/a-story", "/fr/news/a-story")),
        ("wordpress", ("/2024/05/some-slug/", "/de/2024/05/some-slug/", "/2024/06/some-slug/")),
    ],
)
def test_language_copies_are_articles_of_their_own(family: str, paths: tuple[str, ...]) -> None:
    portal = load_profile(f"example-{family}").at(HOME)
    assert len({portal.article_key(HOME.rstrip("/") + path) for path in paths}) == len(paths)
