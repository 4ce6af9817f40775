"""What sitemaps, feeds and JSON lists give, whole, broken or hostile."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from scraper.crawl.sources import offered_by, read_source
from scraper.crawl.sources.offered import sitemaps_of
from scraper.crawl.sources.postback import form_of, whole_page
from scraper.extraction import Page
from scraper.learning import next_page

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://xa.example.vn/"


def urls(reading: object) -> list[str]:
    return [item.link.url for item in reading.listed]  # type: ignore[attr-defined]


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://xa.example.vn/tin-1.html</loc><lastmod>2024-05-01T08:00:00+07:00</lastmod></url>
<url><loc> /tin-2.html </loc><news:news><news:publication_date>2024-05-02</news:publication_date>
<news:title>Tin số hai</news:title></news:news></url>
<url><lastmod>2024-01-01</lastmod></url>
</urlset>"""


def test_a_sitemap_gives_addresses_and_times() -> None:
    reading = read_source(SITEMAP.encode(), HOME + "sitemap.xml", "application/xml")
    assert reading is not None
    assert reading.name == "sitemap"
    assert urls(reading) == [HOME + "tin-1.html", HOME + "tin-2.html"]
    assert reading.listed[0].modified == datetime(2024, 5, 1, 1, tzinfo=UTC)
    assert reading.listed[1].modified == datetime(2024, 5, 2, 23, 59, 59, tzinfo=UTC)
    assert reading.listed[1].link.title == "Tin số hai"


def test_a_gzipped_index_leads_to_further_sitemaps() -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
        "<loc>https://xa.example.vn/sitemap.xml.gz?page=2</loc><lastmod>2024-01-02</lastmod>"
        "</sitemap></sitemapindex>"
    )
    reading = read_source(gzip.compress(index.encode()), HOME + "sitemap.xml.gz")
    assert reading is not None
    assert [address for address, _ in reading.further] == [HOME + "sitemap.xml.gz?page=2"]
    assert not reading.listed


def test_a_sitemap_that_breaks_off_gives_what_stands_before() -> None:
    cut = SITEMAP[: SITEMAP.index("/tin-2")]
    assert urls(read_source(cut.encode(), HOME)) == [HOME + "tin-1.html"]


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9))
        + '<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://xa.example.vn/&a8;&x;'
        "</loc></url></urlset>"
    )
    found = urls(read_source(bomb.encode(), HOME))
    assert all("root:" not in url and len(url) < 1_000 for url in found)


def test_a_bomb_in_gzip_is_cut_off() -> None:
    bomb = gzip.compress(SITEMAP.encode()[:-9] + b" " * 80_000_000)
    assert len(urls(read_source(bomb, HOME))) == 2


def test_rss_and_atom_give_links_titles_and_their_next_page() -> None:
    rss = (
        '<rss version="2.0"><channel><title>Xã</title><generator>https://wordpress.org/?v=6.1'
        "</generator><item><title>Tin &amp; ảnh</title><link>https://xa.example.vn/?p=1</link>"
        "<pubDate>Wed, 01 May 2024 08:00:00 +0700</pubDate></item></channel></rss>"
    )
    reading = read_source(rss.encode(), HOME + "feed/")
    assert reading is not None
    assert reading.name == "feed"
    assert urls(reading) == [HOME + "?p=1"]
    assert reading.listed[0].link.title == "Tin & ảnh"
    assert [address for address, _ in reading.further] == [HOME + "feed/?paged=2"]
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/atom?p=2"/><entry>'
        '<title>Tin</title><link href="/tin-7.html"/><updated>2024-05-01T00:00:00Z</updated>'
        "</entry></feed>"
    )
    reading = read_source(atom.encode(), HOME + "atom")
    assert reading is not None
    assert urls(reading) == [HOME + "tin-7.html"]
    assert [address for address, _ in reading.further] == [HOME + "atom?p=2"]


def test_feeds_say_when_an_article_was_published_and_a_day_stays_a_day() -> None:
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>'
        '<link rel="self" href="/x"/><link href="/a"/><published>2023-03-01T08:00:00+07:00</published></entry></feed>'
    )
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>B</title><link>https://xa.example.vn/b</link>'
        "<dc:date>2023-03-02</dc:date></item></rdf:RDF>"
    )
    for body, url, published in (
        (atom, HOME + "a", datetime(2023, 3, 1, 1, tzinfo=UTC)),
        (rdf, HOME + "b", date(2023, 3, 2)),
    ):
        reading = read_source(body.encode(), HOME + "feed")
        assert reading is not None
        (listed,) = reading.listed
        assert (listed.link.url, listed.published) == (url, published)


def test_entities_of_a_feed_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    bomb = (
        f'<!DOCTYPE rss [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY a "{"x" * 1000}">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 30}">' for a, b in zip("abcdef", "bcdefg", strict=True)
        )
        + "]><rss><item><title>&f;&g;</title><link>https://xa.example.vn/1</link></item></rss>"
    )
    reading = read_source(bomb.encode(), HOME + "feed")
    for listed in reading.listed if reading else ():
        assert "hidden" not in listed.link.title
        assert len(listed.link.title) <= 10_000


@pytest.mark.parametrize(
    ("address", "only"),
    [("wp-sitemap-posts-post-1.xml", True), ("post-sitemap2.xml", True), ("wp-sitemap-posts-page-1.xml", False), ("sitemap.xml", False)],
)  # fmt: skip
def test_a_sitemap_of_posts_lists_articles_and_nothing_else(address: str, only: bool) -> None:
    reading = read_source(SITEMAP.encode(), HOME + address)
    assert reading is not None
    assert reading.articles is only


def test_wordpress_posts_are_counted_on_page_by_page() -> None:
    posts = [
        {"id": n, "link": f"{HOME}tin-{n}/", "title": {"rendered": "A &#8211; B"}}
        for n in range(100)
    ]
    address = HOME + "wp-json/wp/v2/posts?page=1&per_page=100"
    reading = read_source(json.dumps(posts).encode(), address, "application/json")
    assert reading is not None
    assert len(reading.listed) == 100
    assert reading.listed[0].link.title == "A – B"
    assert [a for a, _ in reading.further] == [HOME + "wp-json/wp/v2/posts?page=2&per_page=100"]
    assert reading.articles
    last = read_source(json.dumps(posts[:40]).encode(), address)
    assert last is not None
    assert not last.further


def test_any_json_list_of_addresses_is_a_source() -> None:
    data = {"data": {"items": [{"Url": "/tin-1.html", "Title": "Một"}, {"Url": "/tin-2.html"}]},
            "links": {"next": "/api/tin?trang=2"}}  # fmt: skip
    reading = read_source(json.dumps(data).encode(), HOME + "api/tin")
    assert reading is not None
    assert urls(reading) == [HOME + "tin-1.html", HOME + "tin-2.html"]
    assert [a for a, _ in reading.further] == [HOME + "api/tin?trang=2"]
    assert not reading.articles


@pytest.mark.parametrize(
    "body",
    [b"", b"\x1f\x8b\x00broken", b"<!DOCTYPE html><html><body>404</body></html>", b"[1, 2", b"{}",
     b"[" * 100_000, b"User-agent: *", b"<rss", b"\x00\xff\xfe"],
)  # fmt: skip
def test_what_is_no_source_is_none(body: bytes) -> None:
    assert read_source(body, HOME, None) is None or not read_source(body, HOME, None).listed  # type: ignore[union-attr]


def test_a_page_names_its_rest_interface_and_feeds_but_not_those_of_comments() -> None:
    html = (
        '<head><link rel="https://api.w.org/" href="/wp-json/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2"></head>x'
    )
    rest, feed = offered_by(Page(html, HOME))
    assert rest.startswith(HOME + "wp-json/wp/v2/posts?")
    assert feed == HOME + "feed/"


def test_sitemaps_are_those_that_robots_txt_names_or_the_usual_one() -> None:
    assert sitemaps_of(HOME, ["https://xa.example.vn/a.xml"]) == ("https://xa.example.vn/a.xml",)
    assert sitemaps_of(HOME, []) == (HOME + "sitemap.xml",)


PAGER = """<form method="post" action="./ds.aspx"><input type="hidden" name="__VIEWSTATE" value="/wE+&quot;"/>
<input type="hidden" name="__EVENTVALIDATION" value="v"/><ul><li><a href="/tin-1.html">Tin thứ nhất</a></li></ul>
<table class="pager"><tr><td><span>1</span></td>
<td><a href="javascript:__doPostBack('ctl00$grv','Page$2')">2</a></td>
<td><a href="javascript:__doPostBack('ctl00$grv','Page$3')">3</a></td></tr></table></form>"""


def test_a_postback_carries_the_hidden_fields_of_its_page() -> None:
    page = Page(PAGER, HOME + "ds.aspx")
    following = next_page(page)
    assert following is not None
    found = form_of(following, page)
    assert found is not None
    name, form = found
    assert name == HOME + "ds.aspx#postback:ctl00%24grv,Page%242"
    assert "__VIEWSTATE=%2FwE%2B%22" in form
    assert "__EVENTTARGET=ctl00%24grv" in form
    assert "__EVENTARGUMENT=Page%242" in form


def test_a_pager_without_aspnet_fields_is_no_postback() -> None:
    plain = PAGER.replace("__VIEWSTATE", "state").replace("__EVENTVALIDATION", "check")
    page = Page(plain, HOME + "ds.aspx")
    following = next_page(page)
    assert following is not None
    assert form_of(following, page) is None


def test_a_partial_answer_becomes_a_page_and_cannot_break_out() -> None:
    panel, state = "<p>Tin</p>", 'v"><script>'
    delta = (
        f"{len(panel)}|updatePanel|ctl00_up|{panel}|{len(state)}|hiddenField|__VIEWSTATE|{state}|"
    )
    html = whole_page("1|#||4|" + delta)
    assert panel in html
    assert "<script>" not in html
    assert whole_page("<html>12|x") == "<html>12|x"
