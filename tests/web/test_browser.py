"""The pages in a real browser: the reader's journey, accessibility, and attacks that do nothing."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from scraper.model import Article, Attachment, Byline, DocumentMention, Image, Link, PublishedAt
from scraper.store import Archive, Fetch, PageRecord, Task
from scraper.store.warc import Exchange, pack
from scraper.store.warc_writer import WarcWriter
from tests.web.attacks import ADDRESSES, BIDI, TEXTS
from tests.web.browsing import PAGES, REQUIRED, browser, missing_browser, served, show_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

BAD = {"serious", "critical"}


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    why = missing_browser()
    if why and os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but it {why}")
    if why:
        pytest.skip(why)
    with browser() as opened:
        yield opened


def follow(chrome: Chrome, element: WebElement) -> None:
    """Click, and wait until the next page stands."""
    from selenium.webdriver.support.expected_conditions import staleness_of
    from selenium.webdriver.support.ui import WebDriverWait

    before = chrome.find_element("css selector", "html")
    element.click()
    wait = WebDriverWait(chrome, 20)
    wait.until(staleness_of(before))
    wait.until(lambda c: c.execute_script("return document.readyState") == "complete")


def violations(chrome: Chrome) -> list[tuple[str, str, list[Any]]]:
    """What axe-core finds of weight on the page that is open."""
    source = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    chrome.execute_cdp_cmd(
        "Runtime.evaluate", {"expression": source}
    )  # the page's policy forbids more
    found = chrome.execute_async_script(
        "const done = arguments[0]; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', "
        "'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false})"
        ".then(r => done(JSON.stringify(r)), e => done(JSON.stringify({error: String(e)})))"
    )
    report = json.loads(found)
    assert "error" not in report, report
    assert len(report["passes"]) > 10  # it has looked
    return [
        (v["id"], v["impact"], [n["html"][:200] for n in v["nodes"][:5]])
        for v in report["violations"]
        if v["impact"] in BAD
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_violation_on_any_page(
    chrome: Chrome, address: str, scheme: str, width: int
) -> None:
    show_scheme(chrome, scheme)
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    found = {}
    for name, path in PAGES.items():
        chrome.get(address + path)
        for details in chrome.find_elements("css selector", "main details"):
            chrome.execute_script("arguments[0].open = true", details)
        if bad := violations(chrome):
            found[name] = bad
    assert not found


def test_axe_would_find_one(chrome: Chrome, address: str) -> None:
    chrome.get(address)
    chrome.execute_script("document.querySelector('#quick').removeAttribute('id')"
                          ";document.querySelectorAll('.quick label').forEach(l => l.remove())"
                          ";document.querySelector('.quick input').removeAttribute('placeholder')")  # fmt: skip
    assert [v for v in violations(chrome) if v[0] == "label"]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_on_a_phone(chrome: Chrome, address: str, name: str) -> None:
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    chrome.get(address + PAGES[name])
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= 390


def test_the_journey_search_facet_article_diff_export_back(chrome: Chrome, address: str) -> None:
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chrome.get(address)
    chrome.find_element("css selector", "#quick").send_keys("thanh tra")
    follow(chrome, chrome.find_element("css selector", ".quick button"))
    assert "thanh tra" in chrome.find_element("css selector", "#q").get_attribute("value")
    before = chrome.find_element("css selector", ".total").text
    section = chrome.find_element("css selector", "[aria-labelledby=facet-section] li a")
    name = section.text
    follow(chrome, section)
    assert name in chrome.find_element("css selector", ".chosen").text
    found = chrome.current_url
    title = chrome.find_element("partial link text", "An Thạnh mừng vui")
    follow(chrome, title)
    assert "An Thạnh mừng vui" in chrome.find_element("css selector", "h1").text
    follow(chrome, chrome.find_element("partial link text", "Silently edited 2 times"))
    assert chrome.find_element("css selector", "ins").is_displayed()
    from selenium.webdriver.support.ui import Select

    Select(chrome.find_element("css selector", "#rev-a")).select_by_index(0)
    Select(chrome.find_element("css selector", "#view")).select_by_value("inline")
    follow(chrome, chrome.find_element("css selector", "main form button"))
    assert "Revision 1 compared with 3" in chrome.find_element("css selector", "#difference").text
    for _ in range(3):
        chrome.back()
    assert chrome.current_url == found
    export = chrome.find_element("css selector", "form[action$='/export']")
    assert export.find_element("css selector", "button").is_enabled()
    taken = chrome.execute_async_script(
        "const form = document.querySelector(\"form[action$='/export']\"), done = arguments[0];"
        "fetch(form.action + '?' + new URLSearchParams(new FormData(form)))"
        ".then(r => r.text()).then(done)"
    )
    total = int(chrome.find_element("css selector", ".total").text.split()[0])
    assert taken.startswith("id,portal,url,title")
    assert taken.count("\r\n") == total + 1
    follow(chrome, chrome.find_element("css selector", ".chosen a"))
    assert chrome.find_element("css selector", ".total").text == before


def test_dragging_over_the_figure_picks_the_time(chrome: Chrome, address: str) -> None:
    from selenium.webdriver import ActionChains

    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chrome.get(f"{address}search?q=")
    figure = chrome.find_element("css selector", "svg[data-brush]")
    width = figure.size["width"]
    ActionChains(chrome).move_to_element_with_offset(figure, -width // 2 + 20, 0).click_and_hold(
    ).move_by_offset(width // 4, 5).move_by_offset(width // 8, 5).release().perform()  # fmt: skip
    asked = urlsplit(chrome.current_url).query
    assert "since=2018" in asked
    assert "until=20" in asked
    assert "until=2024" not in asked


def test_a_chart_is_drawn_in_the_browser_without_code_from_text(
    chrome: Chrome, address: str
) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    def drawn(chrome: Chrome) -> bool:
        if chrome.find_elements("css selector", "#chart[data-drawn] svg"):
            return True
        chrome.get(
            f"{address}charts?by=section&every=year"
        )  # the library may still be put together
        return False

    WebDriverWait(chrome, 60, poll_frequency=3).until(drawn)
    picture = chrome.find_element("css selector", "#chart svg")
    assert picture.find_elements("css selector", "path")
    assert not [e for e in chrome.get_log("browser") if "Content Security Policy" in e["message"]]


def test_the_keyboard_reaches_the_content_and_the_search(chrome: Chrome, address: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    chrome.get(address)
    ActionChains(chrome).send_keys(Keys.TAB).perform()
    assert chrome.switch_to.active_element.get_attribute("class") == "skip"
    ActionChains(chrome).send_keys(Keys.ENTER).perform()
    assert chrome.switch_to.active_element.get_attribute("id") == "main"


# --- attacks -------------------------------------------------------------------------------------


def hostile(n: int, text: str) -> Article:
    """An article of which everything is an attack."""
    link = ADDRESSES[n % len(ADDRESSES)]
    return Article(
        url=link if n % 3 else f"https://evil.example/{n}?{text}",
        key=f"evil.example/{n}",
        portal="evil.example",
        title=text,
        lead=f"lead {text}",
        body=f"word {text}\n\nword {text} {BIDI}",
        published=PublishedAt(date(2024, 1, 1 + n % 28), "day"),
        section=(f"S{text}", text),
        bylines=(Byline(f"Name {text}", f"role {text}", "author"), Byline(text, text, "organisation")),
        tags=(text, f"tag {text}"),
        language=text if n % 2 else "vi",
        images=(Image(link, f"caption {text}", text, text),),
        attachments=(Attachment(link, f"file {text}.pdf", text, f"text {text}", text),),
        related=(Link(link, text),),
        documents=(DocumentMention(text, text, None, text),),
        provenance={text: text, "title": text},
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of attacks, each edited into another one, with kept pages that are attacks, too."""
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with Archive(path, clock=lambda: at) as archive:
        archive.add_portal(
            "evil.example", title=TEXTS[0], home=ADDRESSES[0], family=TEXTS[7], language=TEXTS[1]
        )
        crawl = archive.begin_crawl("evil.example", {"x": TEXTS[0]})
        page = "".join(f"<p title='{text}'>{text}</p>" for text in TEXTS).encode("utf-8", "replace")
        exchange = Exchange(
            "https://evil.example/page", at, "GET", (), b"", 200,
            ((b"Content-Type", b"text/html; charset=utf-8"),), page,
        )  # fmt: skip
        writer = WarcWriter(path, "evil.example", crawl, "loa test", clock=lambda: at)
        with closing(writer):
            (place,) = writer.write([pack(exchange)])
        records = [
            PageRecord(
                Task(f"https://evil.example/a/{n}", "article"),
                Fetch(
                    url=f"https://evil.example/a/{n}", final_url=f"https://evil.example/a/{n}",
                    fetched_at=at, status=200, content_type="text/html", size=len(page),
                    payload_sha256=sha256(page).hexdigest(), warc_file=place.file, warc_offset=place.offset,
                ),
                "done",
                article=hostile(n, text),
            )
            for n, text in enumerate(TEXTS)
        ]  # fmt: skip
        archive.record(records, portal="evil.example", crawl_id=crawl)
        archive.finish_crawl(crawl, "done", {TEXTS[0]: 1, "requests": 1})
        archive.store([hostile(n, text + " edited") for n, text in enumerate(reversed(TEXTS))])
        archive.refresh_index()
    return path


def outside(chrome: Chrome, address: str) -> list[str]:
    """Requests that left for elsewhere since the last look."""
    ours = urlsplit(address).netloc
    asked = []
    for entry in chrome.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if (
                urlsplit(url).scheme in {"http", "https", "ws", "wss"}
                and urlsplit(url).netloc != ours
            ):
                asked.append(url)
    return asked


def test_attacks_that_a_portal_stored_do_nothing(chrome: Chrome, hostile_archive: Path) -> None:
    from selenium.common.exceptions import NoAlertPresentException

    count = len(TEXTS)
    paths = [
        "", "search?q=word", "search?q=word&order=newest", "changes", "people", "sections", "portals",
        "portals/evil.example", "data", "data/articles_flat", "data/articles/1", "data/people",
        "data/articles_flat?_facet=title&_facet=section",
        *(f"article/{n}" for n in range(1, count + 1)),
        *(f"article/{n}/revisions" for n in range(1, count + 1)),
        *(f"article/{n}/revisions?view=inline" for n in range(1, count + 1, 7)),
        *(f"article/{n}/archived?revision=1" for n in (1, 2)),
        "article/1/archived/frame?revision=1",
        *(f"people/{n}" for n in range(1, count, 5)),
        *(f"sections/{n}" for n in range(1, count, 5)),
        *(f"search?q={quote(text)}&portal={quote(text)}&section={quote(text)}&since={quote(text)}" for text in TEXTS[::2]),
        *(f"people?q={quote(text)}&kind={quote(text)}" for text in TEXTS[::9]),
        *(f"changes?portal={quote(text)}" for text in TEXTS[::9]),
        *(f"{quote(text, safe='')}" for text in TEXTS[::9]),
    ]  # fmt: skip
    with served(hostile_archive) as address:
        outside(chrome, address)
        chrome.get(f"{address}article/1")
        assert "loaPwned" in chrome.page_source  # the attack is there, as text
        for path in paths:
            chrome.get(address + path)
            with pytest.raises(NoAlertPresentException):
                _ = chrome.switch_to.alert.text
            state = chrome.execute_script(
                "return [window.loaPwned, document.querySelectorAll('[onerror],[onload],[onfocus],"
                "[onmouseover],[ontoggle],[onbegin],[onstart]').length, location.host,"
                "[...document.querySelectorAll('a[href]')].map(a => a.protocol ?? new URL(a.href.baseVal, location).protocol)"
                ".filter(p => !['http:', 'https:'].includes(p)).join()]"
            )
            assert state == [None, 0, urlsplit(address).netloc, ""], path
        assert not outside(chrome, address)


def test_the_browser_would_see_an_attack(chrome: Chrome, address: str) -> None:
    chrome.get("data:text/html,<script>window.loaPwned=1</script><img src=http://evil.example/x>")
    assert chrome.execute_script("return window.loaPwned") == 1
    assert "http://evil.example/x" in outside(chrome, address)
