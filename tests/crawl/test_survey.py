"""A first look at a portal: polite, bounded, and plain about what it cannot read."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions
from scraper.crawl.diagnose import CannotSurvey
from scraper.crawl.fetch import FetchError
from scraper.crawl.propose import propose
from scraper.crawl.survey import MOST_REQUESTS, survey
from scraper.demo.server import PortalServer
from scraper.errors import UsageError
from tests.crawl.conftest import ScriptedSite, response

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.demo.site import Response

TITLES = (
    "Họp dân về môi trường",
    "Khai mạc hội khỏe",
    "Trao quà Tết cho hộ nghèo",
    "Ra quân dọn vệ sinh",
)


def test_the_demo_portal(server: PortalServer, site: ScriptedSite, fast: CrawlOptions) -> None:
    steps: list[str] = []
    found = survey(server.url, fast, lambda words, requests: steps.append(words))
    assert found.home == server.url
    assert found.title == "Cổng thông tin điện tử thị xã Hương Giang"
    assert found.robots
    assert found.detection is not None
    assert found.detection.family.name == "huecit"
    assert found.locale.language == "vi"
    assert len(found.articles) == 20
    assert len({a.source for a in found.articles}) >= 5
    assert all("tc=" in a.url for a in found.articles)
    titles = {record.title for record in site.gold()}
    assert all(a.link_text in titles for a in found.articles)
    assert any(x.next_page and x.next_page.css for x in found.listings)
    assert all("tc=" not in x.url for x in found.listings)
    assert found.requests == len(server.log) == len(steps) <= MOST_REQUESTS


def test_old_articles_are_in_the_sample(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    found = survey(server.url, fast)
    oldest = sorted(site.articles, key=lambda a: a.published)[:20]
    assert {a.title for a in oldest} & {a.link_text for a in found.articles}


def test_robots_is_obeyed_and_nothing_is_asked_twice(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    rules = b"User-agent: *\nDisallow: /*tm=9\n"
    answer = response(200, rules.decode())
    site.rule = lambda target, count: answer if target == "/robots.txt" else None
    found = survey(server.url, fast)
    paths = [hit.path for hit in server.log]
    assert not [path for path in paths if "tm=9" in path]
    assert found.refused > 0
    assert len(paths) == len(set(paths))


def test_the_bound_on_requests_holds(server: PortalServer, fast: CrawlOptions) -> None:
    found = survey(server.url, fast, most_requests=12)
    assert len(server.log) <= 12
    assert found.articles


def test_a_crawl_delay_shortens_the_visit(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("scraper.crawl.visit.sleep", slept.append)
    answer = response(200, "User-agent: *\nCrawl-delay: 20\n")
    site.rule = lambda target, count: answer if target == "/robots.txt" else None
    found = survey(server.url, fast)
    assert found.crawl_delay == 20
    assert found.requests == 15
    assert max(slept) > 19


def test_the_visit_ends_when_the_server_wants_to_be_left_alone(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    site.rule = lambda target, count: response(429) if "tc=1247" in target else None
    found = survey(server.url, fast)
    assert any("429" in warning for warning in found.warnings)
    assert [hit.status for hit in server.log].count(429) == 1
    assert server.log[-1].status == 429


def test_the_visit_waits_once_where_it_is_told_how_long(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    site.rule = lambda target, count: (
        response(429, Retry_After="0") if "tm=9" in target and not count else None
    )
    found = survey(server.url, fast)
    assert found.requests <= MOST_REQUESTS
    assert any("tm=9" in listing.url for listing in found.listings)
    assert not any("429" in warning for warning in found.warnings)


def test_addresses_that_lead_astray_are_left(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    """An article that redirects elsewhere, one that is a file, one that breaks off."""
    pdf = response(200)
    answers = {
        "tc=1247": response(302, Location="http://127.0.0.1:9/"),
        "tc=1230": type(pdf)(200, (("Content-Type", "application/pdf"),), b"%PDF-1.4"),
        "tc=1228": response(302, Location="/"),
    }
    site.rule = lambda target, count: next(
        (answer for part, answer in answers.items() if part in target), None
    )
    found = survey(server.url, fast)
    assert len(found.articles) == 20
    assert not [a for a in found.articles if any(part in a.url for part in answers)]


def test_an_article_leads_to_the_home_page(server: PortalServer, fast: CrawlOptions) -> None:
    article = f"{server.url}?gd=1&cn=82&tc=1022"
    found = survey(article, fast)
    assert found.home == server.url
    assert len(found.articles) >= 18
    assert all("tc=" not in x.url for x in found.listings)


def scripted(pages: dict[str, Response]) -> Callable[[str, int], Response]:
    return lambda target, count: pages.get(target) or response(404, "<p>404</p>")


def portal(**extra: Response) -> dict[str, Response]:
    """A tiny portal of another system: a home page, a section with two pages, its articles."""
    items = "".join(
        f"<li><a href=/tin-tuc/{slug(n)}>{TITLES[n % 4]} ở phường {n}</a> <i>{n + 1:02d}/03/2023</i></li>"
        for n in range(12)
    )
    menu = "<nav><a href=/>Trang chủ</a><a href=/gioi-thieu>Giới thiệu</a><a href=/tin-tuc>Tin tức</a></nav>"
    pages = {
        "/": response(
            200, f"<html lang=vi><title>Phường X</title>{menu}<ul>{items[:900]}</ul></html>"
        ),
        "/tin-tuc": response(200, f"<html lang=vi>{menu}<h1>Tin tức</h1><ul>{items}</ul></html>"),
        "/gioi-thieu": response(200, f"<html lang=vi>{menu}<p>Phường X.</p></html>"),
    }
    for n in range(12):
        body = f"<html lang=vi>{menu}<h1>{TITLES[n % 4]} ở phường {n}</h1><p>{'Nội dung. ' * 30}</p></html>"
        pages[f"/tin-tuc/{slug(n)}"] = response(200, body)
    return {**pages, **extra}


def slug(n: int) -> str:
    return f"bai-viet-so-{n}-cua-phuong.html"


def test_an_unknown_system_with_feed_and_sitemap(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    base = server.url
    feed = (
        f"<rss><channel><item><title>{TITLES[0]}</title><link>{base}tin-tuc/{slug(0)}</link>"
        "<pubDate>Wed, 01 Mar 2023 08:00:00 +0700</pubDate></item></channel></rss>"
    )
    sitemap = f"<urlset><url><loc>{base}tin-tuc/{slug(11)}</loc></url><url><loc>{base}gioi-thieu</loc></url></urlset>"
    pages = portal()
    pages["/rss"] = response(200, feed)
    pages["/robots.txt"] = response(200, f"Sitemap: {base}map.xml.gz\nUser-agent: *\nDisallow:")
    packed = response(200)
    pages["/map.xml.gz"] = type(packed)(200, packed.headers, gzip.compress(sitemap.encode()))
    site.rule = scripted(pages)
    found = survey(base, fast)
    assert found.detection is None
    assert [len(f.entries) for f in found.feeds] == [1]
    assert [s.pages for s in found.sitemaps] == [(f"{base}tin-tuc/{slug(11)}", f"{base}gioi-thieu")]
    assert {x.url for x in found.listings} == {base, f"{base}tin-tuc"}
    assert len(found.articles) == 12
    assert {a.link_text for a in found.articles} == {
        f"{TITLES[n % 4]} ở phường {n}" for n in range(12)
    }


SPA = '<html><head><script src=a.js></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>'
REFUSALS = {
    "scripts only": (SPA, 200, "only by JavaScript"),
    "empty root": ('<html><body><div id="app"></div><script>x</script></body></html>', 200, "only by JavaScript"),
    "captcha": ("<html><title>Just a moment...</title><body>Checking your browser</body></html>", 200, "does not show itself"),
    "forbidden": ("<html>403</html>", 403, "HTTP 403"),
    "failing": ("<html>oops</html>", 500, "HTTP 500"),
    "missing": ("<html>none</html>", 404, "check the address"),
    "no news": ("<html><body><p>" + "Trang này không có tin nào. " * 50 + "</p></body></html>", 200, "no articles are found"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_read_is_said_plainly(
    name: str, server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    body, status, words = REFUSALS[name]
    site.rule = scripted({"/": response(status, body)})
    with pytest.raises(CannotSurvey, match=words) as raised:
        survey(server.url, fast)
    assert server.url in str(raised.value)
    assert "\n" not in str(raised.value)


def test_robots_that_forbids_everything(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    site.rule = scripted({"/robots.txt": response(200, "User-agent: *\nDisallow: /")})
    with pytest.raises(CannotSurvey, match=r"robots\.txt .* forbids"):
        survey(server.url, fast)
    assert [hit.path for hit in server.log] == ["/robots.txt"]


def test_robots_that_cannot_be_had(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    site.rule = scripted({"/robots.txt": response(503)})
    with pytest.raises(FetchError, match="try again later"):
        survey(server.url, fast)


def test_a_picture_is_no_portal(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    image = response(200)
    site.rule = scripted({"/": type(image)(200, (("Content-Type", "image/png"),), b"\x89PNG")})
    with pytest.raises(CannotSurvey, match="no HTML page"):
        survey(server.url, fast)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("ftp://x.example/", UsageError),
        ("portal", UsageError),
        ("https://portal.example/", UsageError),
    ],
)
def test_wrong_addresses(url: str, error: type[Exception], fast: CrawlOptions) -> None:
    """The last one is a public host, and nobody is named whom it could reach."""
    with pytest.raises(error):
        survey(url, CrawlOptions(delay=0))


def test_nobody_answers(fast: CrawlOptions) -> None:
    with PortalServer(ScriptedSite()) as gone:
        url = gone.url
    with pytest.raises(FetchError, match="refused"):
        survey(url, fast)


def test_another_host_is_named(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    site.rule = scripted(portal())
    other = ScriptedSite()
    moved = response(302, Location=server.url)
    other.rule = lambda target, count: response(404) if target == "/robots.txt" else moved
    with PortalServer(other) as old:
        found = survey(old.url, fast)
    assert found.home == server.url
    assert len(found.hosts) == 2
    assert any("leads to" in warning for warning in found.warnings)


def test_a_meta_refresh_is_followed(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    pages = portal()
    pages["/cong"] = pages["/"]
    pages["/"] = response(200, "<html><meta http-equiv=Refresh content='0; URL=/cong'></html>")
    site.rule = scripted(pages)
    assert len(survey(server.url, fast).articles) == 12


@pytest.mark.parametrize(
    "script", ["window.location.href = '/cong';", 'top.location.replace("/cong")']
)
def test_a_script_that_only_goes_on_is_followed(
    script: str, server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    pages = portal()
    pages["/cong"] = pages["/"]
    pages["/"] = response(200, f"<html><body><script>{script}</script></body></html>")
    site.rule = scripted(pages)
    assert len(survey(server.url, fast).articles) == 12


def test_a_menu_that_stands_in_a_script_as_data_is_read(
    server: PortalServer, site: ScriptedSite, fast: CrawlOptions
) -> None:
    pages = portal()
    data = r'var menu = [{"name": "Tin t\u1ee9c", "link": "\/tin-tuc"}, {"name": "Liên hệ", "link": "/lien-he"}];'
    start = f"<html lang=vi><title>Phường X</title><p>{'Chào mừng quý vị. ' * 60}</p><script>{data}</script></html>"
    pages["/"] = response(200, start)
    site.rule = scripted(pages)
    found = survey(server.url, fast)
    assert len(found.articles) == 12
    assert found.unlinked == (f"{server.url}tin-tuc",)
    assert found.unlinked[0] in propose(found, "x").profile.start
