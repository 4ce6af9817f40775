"""Traps end, each with a reason that can be read, and copies of an article are one article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.crawl import CrawlOptions, Noted, crawl
from scraper.crawl.shapes import BARREN, NEVER
from scraper.demo.content import bundled_articles
from scraper.demo.server import PortalServer
from scraper.portals import load_profile
from scraper.store import Archive

from .conftest import ScriptedSite, gold_ids, response, stored_ids
from .kinds import Kind, KindSite, html, rows

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.demo.site import Response
    from scraper.portals import Profile


def closed(db: Path) -> Counter[str]:
    """Why addresses were closed, and how many for each reason."""
    with Archive(db) as archive, archive.reading() as connection:
        rows = connection.execute(
            "SELECT reason FROM frontier WHERE state = 'closed' AND kind <> 'source'"
        ).fetchall()
    return Counter(reason for (reason,) in rows)


def links(db: Path, article: str) -> set[str]:
    """All addresses at which the article at ``article`` was met."""
    with Archive(db) as archive, archive.reading() as connection:
        rows = connection.execute(
            "SELECT url FROM links WHERE key = (SELECT key FROM links WHERE url = ?)", (article,)
        ).fetchall()
    return {url for (url,) in rows}


def test_a_language_switch_that_appends_to_the_path_ends_with_all_articles(
    fast: CrawlOptions, tmp_path: Path
) -> None:
    """Seen on a real portal: 33 articles under 11,305 addresses."""
    db = tmp_path / "news.db"
    site = ScriptedSite(bundled_articles()[:33], language_trap=True)
    with PortalServer(site) as server:
        (report,) = crawl([load_profile("demo").at(server.url)], db, fast)
    assert stored_ids(db) == gold_ids(site)
    assert len(gold_ids(site)) == 33
    assert report.outcome == "done"
    assert report.requests <= 400
    assert closed(db)["never asked for: its path grows by each click"] > 0
    with Archive(db) as archive, archive.reading() as connection:
        (switched,) = connection.execute(
            "SELECT count(DISTINCT key) FROM links WHERE url LIKE '%/en?%'"
        ).fetchone()
    assert switched > 0


def test_a_calendar_without_end_is_closed_with_a_reason(
    site: ScriptedSite, profile: Profile, fast: CrawlOptions, tmp_path: Path
) -> None:
    def calendar(target: str, count: int) -> Response | None:
        day = re.search(r"tm=9&when=(\d+)", target)
        if target == "/":
            return response(200, '<a href="/?tm=9&amp;when=1">Lịch</a>')
        if day is None:
            return None
        after = int(day[1]) + 1
        return response(200, f'<title>Tin</title><a href="/?tm=9&amp;when={after}">Ngày sau</a>')

    site.rule = calendar
    events: list[object] = []
    db = tmp_path / "news.db"
    (report,) = crawl([profile], db, fast, events.append)
    assert report.outcome == "done"
    assert report.requests <= 100
    reason = f"{NEVER} pages like {profile.hosts[0]}/?tm&when showed nothing that others do not"
    assert [e.message for e in events if isinstance(e, Noted)] == [f"closed: {reason}"]
    assert closed(db) == {reason: 1}


MAZE = "".join(
    f'<a href="{path}">x</a>'
    for path in (
        "/?s=duong", "/tim-kiem?keyword=x&trang=2", "/savefile/77?x=1", "/banner/click?to=9",
        "/muc/quang-cao?banner_id=4", "/muc/tin-tuc?sort=date&order=asc", "/muc/tin-tuc?sort=views",
        "/muc/tin-tuc?view=grid&page=2", "/muc/the/a", "/muc/lich/1",
    )
)  # fmt: skip


def _maze(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    """Two pages of news, a cloud of tags and a calendar without end, and session ids in paths."""
    path = re.sub(r"^/\(S\(\w+\)\)", "", path)
    if path == "/muc/tin-tuc":
        number = int(query.get("page", 1)) - 1
        pages = "".join(
            f'<a href="/muc/tin-tuc?page={n + 1}">{n + 1}</a>' for n in range(site.pages)
        )
        return html(f"<ul>{rows(site.page(number))}</ul>{pages}{MAZE}")
    if match := re.fullmatch(r"/muc/the/(\w+)", path):
        more = "".join(f'<a href="/muc/the/{match[1]}{c}">thẻ</a>' for c in "abc")
        return html(rows(site.items[:5]) + more)
    if match := re.fullmatch(r"/muc/lich/(\d+)", path):
        return html(f'<a href="/muc/lich/{int(match[1]) + 1}">Ngày sau</a>{rows(site.items[:3])}')
    return None


def test_a_portal_full_of_traps_is_crawled_completely_and_every_trap_has_its_reason(
    fast: CrawlOptions, tmp_path: Path
) -> None:
    kind = Kind(
        "maze",
        _maze,
        menu='<a href="/muc/tin-tuc">Tin</a><a href="/(S(q1w2e3))/muc/tin-tuc">Tin</a>',
    )
    site = KindSite(kind, 20)
    db = tmp_path / "news.db"

    def with_copies(target: str) -> Response | None:
        item = site.by_path.get(target)
        if item is None:
            return None
        copies = (f"{target}?print=1", f"{target}?m=1", f"/mobile{target}", f"{target}/amp",
                  f"/amp{target}", f"/(S(a{item.number}b))%s?utm_source=x" % target)  # fmt: skip
        page = site.article_page(target)
        more = "".join(f'<a href="{copy}">x</a>' for copy in copies)
        return replace(page, body=page.body.replace(b"</body>", f"{more}</body>".encode()))

    site.rule = with_copies
    with PortalServer(site) as server:  # type: ignore[arg-type]
        profile = kind.profile(server.url)
        (report,) = crawl([profile], db, fast)
        asked = Counter(hit.path for hit in server.log)
        first = server.url + site.items[0].path[1:]
        home = server.url
    assert (report.outcome, report.new) == ("done", 20)
    articles = {path: count for path, count in asked.items() if "tin-cua-xa" in path}
    assert articles == dict.fromkeys(site.by_path, 1)
    assert report.requests <= 20 + 10 + NEVER + BARREN
    why = closed(db)
    assert why["a copy for paper or phones, or in another language"] == 3 * 20
    for reason in (
        "a search", "a download", "a click on a banner", "the same list in another order or look",
    ):  # fmt: skip
        assert why[f"never asked for: {reason}"] >= 1, reason
    assert why[
        f"{NEVER} pages like {profile.hosts[0]}/muc/lich/# showed nothing that others do not"
    ]
    assert why[f"{BARREN} pages like {profile.hosts[0]}/muc/the/* in a row showed nothing new"]
    assert not [path for path in asked if re.search(r"sort=|order=|view=|[?&]s=|click|S\(", path)]
    path = site.items[0].path[1:]
    assert links(db, first) >= {
        first, f"{first}?print=1", f"{first}?m=1", f"{home}mobile/{path}", f"{home}amp/{path}",
        f"{first}/amp",
    }  # fmt: skip


def test_a_mobile_host_of_the_profile_is_the_same_portal() -> None:
    profile = (
        Kind("x", _maze)
        .profile("https://xa.example/")
        .model_copy(update={"hosts": ("xa.example", "m.xa.example")})
    )
    keys = {
        profile.classify(f"https://{url}").key
        for url in (
            "xa.example/tin/7-duong.html",
            "www.xa.example/tin/7-duong.html?utm_source=x",
            "m.xa.example/tin/7-duong.html",
            "m.xa.example/mobile/tin/7-duong.html?m=1",
            "xa.example/tin/7-duong.html?print=1",
            "xa.example/(S(q1w2))/tin/7-duong.html",
        )
    }
    assert keys == {"xa.example/7"}
    assert profile.classify("https://m.khac.example/tin/7-duong.html").kind == "foreign"
