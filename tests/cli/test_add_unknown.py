"""An invented system with the demo portal's articles: other markup, slugs for ids, paths for pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from scraper.demo.content import bundled_articles
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite, Response
from scraper.store import Archive
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from scraper.demo.content import DemoArticle

    Loa = Callable[..., Result]

PRIVATE = ("--allow-private", "--delay", "0")
PAGE = 8


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


class SlugSite(DemoSite):
    """Sections at ``/section``, their pages at ``/section/page/N``, articles at ``/section/slug``."""

    def __init__(self, *, numbered: bool = False) -> None:
        super().__init__()
        self.numbered = numbered
        self.pages: dict[str, str] = {}
        self.sections: dict[str, list[DemoArticle]] = {}
        known: dict[str, DemoArticle] = {}
        for article in sorted(bundled_articles(), key=lambda a: a.published, reverse=True):
            known.setdefault(article.title, article)  # one address for each title
        for article in known.values():
            self.sections.setdefault(article.section[-1], []).append(article)
        self.expected = known
        self.pages["/"] = self.frame(
            "Cổng thông tin",
            "".join(
                f"<section class=khu><h2 class=khu-ten><a href='/{slug(name)}'>{name}</a></h2>"
                f"{self.cards(found[:3])}</section>"
                for name, found in self.sections.items()
            ),
        )
        for name, found in self.sections.items():
            last = -(-len(found) // PAGE)
            for n in range(1, last + 1):
                path = f"/{slug(name)}" + (f"/page/{n}" if n > 1 else "")
                self.pages[path] = self.frame(
                    name, self.cards(found[PAGE * (n - 1) : PAGE * n]) + self.pager(name, n, last)
                )
            for article in found:
                self.pages[self.path(article)] = self.article(article, found)

    def path(self, article: DemoArticle) -> str:
        if self.numbered:
            return f"/{slug(article.section[-1])}/{article.id}-tin.html"
        return f"/{slug(article.section[-1])}/{slug(article.title)}"

    def cards(self, articles: list[DemoArticle]) -> str:
        return "".join(
            f"<div class=the><a class=the-anh href='{self.path(a)}'><img src=/a.jpg></a>"
            f"<h3 class=the-ten><a href='{self.path(a)}'>{a.title}</a></h3>"
            f"<span class=the-ngay>{a.published:%d/%m/%Y}</span><p>{a.lead}</p></div>"
            for a in articles
        )

    def pager(self, name: str, n: int, last: int) -> str:
        parts = [
            f"<b>{i}</b>" if i == n else f"<a href='/{slug(name)}{f'/page/{i}' if i > 1 else ''}'>{i}</a>"
            for i in range(1, last + 1)
        ]  # fmt: skip
        return f"<div class=so-trang>{' '.join(parts)}</div>"

    def article(self, a: DemoArticle, others: list[DemoArticle]) -> str:
        paragraphs = "".join(f"<p>{text}</p>" for text in a.paragraphs)
        signed = f"<p class=ky-ten>{a.byline}</p>" if a.byline else ""
        more = "".join(
            f"<li><a href='{self.path(o)}'>{o.title}</a> ({o.published:%d/%m/%Y})</li>"
            for o in others[:5]
        )
        return self.frame(
            a.title,
            f"<ol class=vet><li><a href=/>Trang chủ</a><li><a href='/{slug(a.section[-1])}'>{a.section[-1]}</a></ol>"
            f"<h1 class=ten>{a.title}</h1><div class=dong-phu>Đăng lúc <i>{a.published:%d/%m/%Y}</i> · 12 lượt xem</div>"
            f"<div class=sapo>{a.lead}</div><div class=chu>{paragraphs}{signed}</div>"
            f"<div class=khac><h4>Tin khác</h4><ul>{more}</ul></div>",
        )  # fmt: skip

    def frame(self, title: str, content: str) -> str:
        menu = "".join(f"<li><a href='/{slug(name)}'>{name}</a>" for name in self.sections)
        return (
            f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body>"
            f"<header><ul class=thanh><li><a href=/>Trang chủ</a><li><a href=/gioi-thieu>Giới thiệu</a>{menu}</ul></header>"
            f"<main class=giua>{content}</main><footer><a href=/gioi-thieu>Giới thiệu</a> Cập nhật 01/01/2020</footer></body></html>"
        )

    def respond(
        self, target: str, *, method: str = "GET", host: str = "", form: bytes = b""
    ) -> Response:
        body = self.pages.get(target.rstrip("/") or "/")
        if target == "/gioi-thieu":
            body = self.frame(
                "Giới thiệu",
                f"<h1 class=ten>Giới thiệu</h1><div class=chu>{'<p>Thị xã nằm ven sông.</p>' * 9}</div>",
            )
        html = body or self.frame("404", "<p>Không tìm thấy trang yêu cầu.</p>")
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        return Response(200 if body else 404, headers, html.encode())


@pytest.mark.parametrize("numbered", [False, True], ids=["slugs", "numbers"])
def test_every_article_of_an_unknown_system_is_crawled_and_dated(
    numbered: bool, loa: Loa, tmp_path: Path
) -> None:
    site = SlugSite(numbered=numbered)
    with PortalServer(site) as server:
        added = loa("add", server.url, "--name", "x", "--yes", "--json", *PRIVATE)
        assert added.exit_code == 0
        answer = json.loads(added.stdout)
        assert answer["family"] is None
        found = {f["field"]: f["found"] for f in answer["fields"]}
        assert min(found["title"], found["published"], found["body"], found["section"]) >= 19
        assert not [w for w in answer["warnings"] if "differs" in w or "found on" in w]
        assert loa("crawl", "x", *PRIVATE, "--quiet").exit_code == 0
    with Archive(tmp_path / "data" / "news.db", readonly=True) as archive:
        rows = list(archive.rows(columns=["title", "published", "section", "url"]))
    stored = {str(title): (str(day), str(section)) for title, day, section, _ in rows}
    assert len(rows) == len(stored), "an article is stored twice, or a list as an article"
    expected = site.expected
    assert set(stored) <= set(expected)
    assert len(stored) >= 0.99 * len(expected)
    for title, (day, section) in stored.items():
        assert day == expected[title].published.isoformat()
        assert expected[title].section[-1] in section


def test_too_few_articles_are_said_plainly(loa: Loa, tmp_path: Path) -> None:
    site = SlugSite()
    few = [found[0] for found in site.sections.values()][:3]
    for path in [p for p in site.pages if p != "/"]:
        del site.pages[path]
    site.pages["/"] = site.frame("Cổng thông tin", site.cards(few))
    for article in few:
        site.pages[site.path(article)] = site.article(article, few)
    with PortalServer(site) as server:
        result = loa("add", server.url, "--name", "x", "--yes", *PRIVATE)
    assert result.exit_code == 1
    assert "too little to learn from" in result.stderr
    assert not (tmp_path / "portals").exists()
