"""A portal's scripted history: edits, removals and returns are reported, and nothing else is."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from click.testing import CliRunner

from scraper.cli.main import main
from scraper.crawl import CrawlOptions, crawl
from scraper.demo.content import DemoFile, bundled_articles
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite
from scraper.portals import load_profile
from scraper.store import Archive
from scraper.store.standing import LOOKS_UNTIL_GONE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from scraper.demo.content import DemoArticle

FULL = CrawlOptions(delay=0, allow_private=True, full=True, warc=False)


def edits(articles: list[DemoArticle]) -> dict[int, dict[str, Any]]:
    """Twelve edits of different kinds, and for each the fields that it changes in the archive."""
    a = articles
    plain = [x for x in a if not x.attachments and not x.table and x.byline]
    number = iter(x.id for x in plain)
    by_id = {x.id: x for x in a}

    def following() -> DemoArticle:
        return by_id[next(number)]

    found: dict[int, dict[str, Any]] = {}

    def plan(fields: list[str], **change: Any) -> None:
        article = following()
        made = {k: v(article) if callable(v) else v for k, v in change.items()}
        found[article.id] = {"change": made, "fields": fields}

    plan(["title"], title=lambda x: f"{x.title} (đính chính)")
    plan(["body"], paragraphs=lambda x: (*x.paragraphs[:-1], f"{x.paragraphs[-1]} Đã sửa."))
    plan(["body"], paragraphs=lambda x: (*x.paragraphs, "Một đoạn mới được thêm vào sau khi đăng."))
    plan(["body"], paragraphs=lambda x: x.paragraphs[1:])
    plan(["body"], lead=lambda x: f"{x.lead} Bổ sung.")
    plan(["section"], section=("Thông báo khẩn",))
    plan(["body", "bylines"], byline="Hồ Thị Ngọc Lan", authors=("Hồ Thị Ngọc Lan",))
    plan(["body", "bylines"], byline=None, authors=())
    plan(["attachments", "body"], attachments=(DemoFile("/tep/moi.pdf", "Tệp mới", ("x",)),))
    plan(["title", "body"], title="Tin đã được viết lại hoàn toàn",
         paragraphs=("Nội dung cũ đã bị thay bằng nội dung này, dài vừa đủ để đọc.",))  # fmt: skip
    plan(["title", "published"], title=lambda x: f"{x.title} – mới", published=date(2021, 3, 4))
    plan(["published"], published=date(2020, 2, 29))  # changed in its date only
    return found


def test_changes_reports_exactly_what_the_portal_did(tmp_path: Path) -> None:
    articles = list(bundled_articles())[:30]
    planned = edits(articles)
    untouched = [x for x in articles if x.id not in planned]
    removed = [x.id for x in untouched[:5]]
    returned = removed[:2]
    cosmetic = untouched[5:8]
    site = DemoSite(articles)
    db = tmp_path / "news.db"
    with PortalServer(site) as server:
        profile = load_profile("demo").at(server.url)
        crawl([profile], db, FULL)
        for number, plan in planned.items():
            site.edit(number, **plan["change"])
        for number in removed:
            site.remove(number)
        for article, space in zip(cosmetic, ("\u00a0", "  ", "\u200b"), strict=True):
            # What only looks different: other white space, letters in another Unicode form.
            site.edit(
                article.id,
                paragraphs=tuple(p.replace(" ", f"{space} ", 3) for p in article.paragraphs),
            )
        site.side_left = True
        for _ in range(LOOKS_UNTIL_GONE):
            crawl([profile], db, FULL)
        for number in returned:
            site.restore(number)
        crawl([profile], db, FULL)

    def key(number: int) -> str:
        return f"{profile.hosts[0]}/{number}"

    with Archive(db, readonly=True) as archive:
        found = list(archive.changes(kinds=("edited", "gone", "back")))
        ids = {archive.get(key(x.id)).id: x.id for x in articles}
        assert archive.get(key(removed[-1])).gone is not None
    edited = {ids[c.article_id]: set(c.fields) for c in found if c.kind == "edited"}
    assert edited == {number: set(plan["fields"]) for number, plan in planned.items()}
    assert sorted(ids[c.article_id] for c in found if c.kind == "gone") == sorted(removed)
    assert sorted(ids[c.article_id] for c in found if c.kind == "back") == sorted(returned)
    assert len([c for c in found if c.kind == "edited"]) == len(planned)
    moved = [c for c in found if c.published_before]
    assert {c.published for c in moved} == {"2021-03-04", "2020-02-29"}
    for change in moved:
        (before,) = [x.published for x in articles if x.id == ids[change.article_id]]
        assert change.published_before == before.isoformat()
    answer = CliRunner().invoke(main, ["changes", "--db", str(db), "--json"])
    assert len(json.loads(answer.output)) == len(found)
    answer = CliRunner().invoke(main, ["changes", "--limit", "2", "--db", str(db)])
    assert f"the last 2 of {len(found)}" in answer.output
    first = next(c for c in found if c.kind == "edited")
    shown = CliRunner().invoke(main, ["diff", str(first.article_id), "--db", str(db)])
    assert shown.exit_code == 0
    assert "{+" in shown.output
