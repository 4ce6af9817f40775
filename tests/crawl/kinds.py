"""Portals of every kind of listing, for the crawl's tests: the same articles, offered differently."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from scraper.demo.site import Response
from scraper.portals import parse_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.portals import Profile

PER_PAGE = 10


@dataclass(frozen=True)
class Item:
    number: int
    title: str
    day: date
    section: str
    changed: date | None = None

    @property
    def path(self) -> str:
        return f"/tin/{self.number}-tin-cua-xa.html"


NEWEST = date(2024, 6, 1)


def items(count: int, newest: date = NEWEST) -> list[Item]:
    """Articles, the newest first, three days apart."""
    return [
        Item(n, f"Tin số {n} về việc làm đường thôn {n % 7}", newest - timedelta(days=3 * n),
             ("Kinh tế", "Văn hóa")[n % 2])
        for n in range(count)
    ]  # fmt: skip


def article_html(item: Item) -> str:
    text = f"Hôm nay thôn {item.number} khởi công con đường dài {item.number + 2} km. " * 4
    return (
        f'<html lang="vi"><title>{item.title}</title><body><div class="crumb">{item.section}</div>'
        f'<h1 class="title">{item.title}</h1><p class="date">{item.day:%d/%m/%Y}</p>'
        f'<div class="content"><p>{text}</p><p>{text[::-1].capitalize()}</p></div></body></html>'
    )


def rows(found: list[Item]) -> str:
    return "".join(
        f'<li class="item"><a href="{i.path}">{i.title}</a> ({i.day:%d/%m/%Y})</li>' for i in found
    )


def html(body: str, status: int = 200, head: str = "") -> Response:
    page = f'<html lang="vi"><head><title>Xã</title>{head}</head><body>{body}</body></html>'
    return Response(status, (("Content-Type", "text/html; charset=utf-8"),), page.encode())


def data(body: bytes, kind: str) -> Response:
    return Response(200, (("Content-Type", kind),), body)


class KindSite:
    """A portal with ``count`` articles whose lists are served by ``serve(site, path, query, form)``.

    The home page shows no article; it names what the kind offers by ``head`` and ``menu``. ``rule``
    is asked first; None leaves the answer to the portal. With ``etagged`` pages have ETags.
    """

    def __init__(self, kind: Kind, count: int = 60, newest: date = NEWEST) -> None:
        self.kind = kind
        self.items = items(count, newest)
        self.by_path = {item.path: item for item in self.items}
        self.etagged = False
        self.rule: Callable[[str], Response | None] = lambda target: None

    def respond(
        self, target: str, *, method: str = "GET", host: str = "localhost", form: bytes = b""
    ) -> Response:
        answer = self.rule(target) or self._answer(target, host, form)
        if not self.etagged or answer.status != 200:
            return answer
        tag = f'"{sha256(answer.body).hexdigest()[:12]}"'
        return replace(answer, headers=(*answer.headers, ("ETag", tag)))

    def article_page(self, path: str) -> Response:
        """The article at ``path`` as it is served."""
        return html_page(article_html(self.by_path[path]))

    def edit(self, number: int, **fields: Any) -> None:
        """Change an article on all pages that show it."""
        changed = replace(self.items[number], **fields)
        self.items[number] = self.by_path[changed.path] = changed

    def _answer(self, target: str, host: str, form: bytes) -> Response:
        parts = urlsplit(target)
        query = {
            name: values[0]
            for name, values in parse_qs(parts.query, keep_blank_values=True).items()
        }
        base = f"http://{host}"
        if item := self.by_path.get(parts.path):
            return html_page(article_html(item))
        fields = {k: v[0] for k, v in parse_qs(form.decode(), keep_blank_values=True).items()}
        if answer := self.kind.serve(self, parts.path, query, fields, base):
            return answer
        if parts.path == "/":
            return html(f'<div class="menu">{self.kind.menu}</div>', head=self.kind.head)
        return html("<h1>404</h1><p>Không tìm thấy trang</p>", 404)

    def page(self, number: int) -> list[Item]:
        """The items of page ``number``, counted from 0; the first page's past the end, as many do."""
        found = self.items[number * PER_PAGE : (number + 1) * PER_PAGE]
        return found or self.items[:PER_PAGE]

    @property
    def pages(self) -> int:
        return -(-len(self.items) // PER_PAGE)


def html_page(text: str) -> Response:
    return Response(200, (("Content-Type", "text/html; charset=utf-8"),), text.encode())


Serve = "Callable[[KindSite, str, dict[str, str], dict[str, str], str], Response | None]"


@dataclass(frozen=True)
class Kind:
    name: str
    serve: Callable[[KindSite, str, dict[str, str], dict[str, str], str], Response | None]
    head: str = ""
    menu: str = '<a href="/muc/tin-tuc">Tin tức</a>'
    listing: tuple[str, ...] = ("^/muc/",)
    next: str | None = None

    def profile(self, home: str) -> Profile:
        """What a short profile of such a portal says."""
        addresses: dict[str, object] = {
            "article": [r"^/tin/(?P<key>\d+)-"],
            "listing": list(self.listing),
        }
        if self.next:
            addresses["next"] = self.next
        return parse_profile(
            {"name": f"xa-{self.name}", "home": home, "addresses": addresses,
             "fields": {"title": "h1.title", "published": "p.date", "section": "div.crumb",
                        "body": "div.content"}},
            "kinds",
        )  # fmt: skip


def _numbered(parameter: str, first: int, step: int, limit: Callable[[int], str]) -> Kind:
    def serve(
        site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
    ) -> Response | None:
        if path != "/muc/tin-tuc":
            return None
        number = (int(query.get(parameter, first)) - first) // step
        links = "".join(
            f'<a href="/muc/tin-tuc?{parameter}={first + n * step}">{n + 1}</a> '
            for n in range(max(0, number - 2), min(site.pages, number + 3))
        )
        return html(f'<ul>{rows(site.page(number))}</ul><div class="pager">{links}</div>')

    return Kind(limit(step), serve)


def _path_pages(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    match = re.fullmatch(r"/muc/tin-tuc(?:/page-(\d+))?", path)
    if not match:
        return None
    number = int(match[1] or 1) - 1
    following = (
        f'<a class="next" href="/muc/tin-tuc/page-{number + 2}">Trang sau</a>'
        if number + 1 < site.pages
        else ""
    )
    return html(f"<ul>{rows(site.page(number))}</ul>{following}")


def _sitemap(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    if path == "/robots.txt":
        return data(
            f"User-agent: *\nDisallow: /kin\nSitemap: {base}/chi-muc.xml\n".encode(), "text/plain"
        )
    if path == "/chi-muc.xml":
        parts = "".join(
            f"<sitemap><loc>{base}/so-do-{n}.xml.gz</loc></sitemap>" for n in range(site.pages)
        )
        return data(f"<sitemapindex>{parts}</sitemapindex>".encode(), "application/xml")
    if match := re.fullmatch(r"/so-do-(\d+)\.xml\.gz", path):
        urls = "".join(
            f"<url><loc>{base}{i.path}</loc><lastmod>{i.changed or i.day}</lastmod></url>"
            for i in site.page(int(match[1]))
        )
        return data(gzip.compress(f"<urlset>{urls}</urlset>".encode(), mtime=0), "application/gzip")
    return None


def _feed(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    if path != "/rss":
        return None
    number = int(query.get("paged", 1)) - 1
    if number >= site.pages:
        return html("<h1>404</h1>", 404)
    entries = "".join(
        f"<item><title>{i.title}</title><link>{base}{i.path}</link></item>"
        for i in site.page(number)
    )
    text = f"<rss version='2.0'><channel><generator>https://wordpress.org/?v=6</generator>{entries}</channel></rss>"
    return data(text.encode(), "application/rss+xml")


def _rest(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    if path != "/wp-json/wp/v2/posts":
        return None
    number, size = int(query.get("page", 1)) - 1, int(query.get("per_page", 10))
    found = site.items[number * size : (number + 1) * size]
    if not found:
        return Response(
            400,
            (("Content-Type", "application/json"),),
            b'{"code":"rest_post_invalid_page_number"}',
        )
    posts = [{"id": i.number, "link": base + i.path, "title": {"rendered": i.title}} for i in found]
    answer = data(json.dumps(posts).encode(), "application/json; charset=utf-8")
    return replace(answer, headers=(*answer.headers, ("X-WP-Total", str(len(site.items)))))


def _postback(partial: bool) -> Callable[..., Response | None]:
    def serve(
        site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
    ) -> Response | None:
        if path != "/muc/ds.aspx":
            return None
        number = 0
        if form:
            # The state of the page before has to come with the event, or the server starts anew.
            wanted = int(form.get("__EVENTARGUMENT", "Page$1").removeprefix("Page$")) - 1
            number = wanted if form.get("__VIEWSTATE") == f"trang-{wanted - 1}" else 0
        links = "".join(
            f"<td><a href=\"javascript:__doPostBack('ctl00$grv','Page${n + 1}')\">{n + 1}</a></td>"
            if n != number else f"<td><span>{n + 1}</span></td>" for n in range(site.pages)
        )  # fmt: skip
        inner = f'<ul>{rows(site.page(number))}</ul><table class="pager"><tr>{links}</tr></table>'
        if form and partial:
            state = f"trang-{number}"
            text = f"1|#||4|{len(inner)}|updatePanel|up1|{inner}|{len(state)}|hiddenField|__VIEWSTATE|{state}|"
            return data(text.encode(), "text/plain; charset=utf-8")
        hidden = f'<input type="hidden" name="__VIEWSTATE" value="trang-{number}">'
        return html(f'<form method="post" action="./ds.aspx">{hidden}{inner}</form>')

    return serve


def _days(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    """An archive by month; each month links the one before."""
    match = re.fullmatch(r"/muc/(\d{4})/(\d{1,2})", path)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    found = [i for i in site.items if (i.day.year, i.day.month) == (year, month)]
    return html(f'<ul>{rows(found)}</ul><a href="/muc/{before[0]}/{before[1]}">Tháng trước</a>')


def _json_list(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    if path != "/api/tin":
        return None
    number = int(query.get("page", 1)) - 1
    found = site.items[number * PER_PAGE : (number + 1) * PER_PAGE]
    body: dict[str, object] = {"data": [{"url": i.path, "title": i.title} for i in found]}
    if (number + 1) * PER_PAGE < len(site.items):
        body["links"] = {"next": f"/api/tin?page={number + 2}"}
    return data(json.dumps(body).encode(), "application/json")


def _token_form(by_script: bool) -> Callable[..., Response | None]:
    """Pages that a form of the portal's own leads to, with a token that each page renews."""

    def serve(
        site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
    ) -> Response | None:
        if path != "/muc/tin-tuc":
            return None
        wanted = int(form.get("trang", 1))
        number = wanted - 1 if form.get("khoa") == f"k{wanted - 2}" else 0
        shown = range(max(0, number - 1), min(site.pages, number + 2))
        if by_script:
            links = "".join(
                f'<a href="javascript:toPage({n + 1})">{n + 1}</a>'
                if n != number
                else f"<b>{n + 1}</b>"
                for n in shown
            )
            hidden = f'<input type="hidden" name="trang" value="{number + 1}">'
            script = "function toPage(n){var f=document.frm;f.trang.value=n;f.submit();}"
        else:
            links = "".join(
                f'<button name="trang" value="{n + 1}"{" disabled" if n == number else ""}>{n + 1}</button>'
                for n in shown
            )
            hidden, script = "", ""
        return html(
            f'<ul>{rows(site.page(number))}</ul><script>{script}</script><form name="frm" method="post">'
            f'<input type="hidden" name="khoa" value="k{number}">{hidden}{links}</form>'
        )

    return serve


def _more(as_json: bool) -> Callable[..., Response | None]:
    """A button "show more" whose script asks for parts of the list; past the end they are empty."""

    def serve(
        site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
    ) -> Response | None:
        if path == "/muc/tin-tuc":
            button = '<button data-url="/them" data-page="2" data-muc="7">Xem thêm</button>'
            return html(f"<ul>{rows(site.page(0))}</ul>{button}")
        if path != "/them" or query.get("muc") != "7":
            return None
        number = int(query["page"]) - 1
        part = rows(site.items[number * PER_PAGE : (number + 1) * PER_PAGE])
        if as_json:
            return data(json.dumps({"ok": True, "html": part}).encode(), "application/json")
        return html_page(part)

    return serve


def _script_list(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    """A list that a script fills; the address of its data stands in the script."""
    if path == "/muc/tin-tuc":
        script = 'let t=1; fetch("/dich-vu/tin?chuyenmuc=7&page=" + t).then(r => show(r))'
        return html(f'<h1>Tin tức</h1><div id="ds"></div><script>{script}</script>')
    if path != "/dich-vu/tin" or query.get("chuyenmuc") != "7":
        return None
    number = int(query["page"]) - 1
    found = site.items[number * PER_PAGE : (number + 1) * PER_PAGE]
    body = {"total": len(site.items), "rows": [{"url": i.path, "title": i.title} for i in found]}
    return data(json.dumps(body).encode(), "application/json")


def _periods(by_form: bool) -> Callable[..., Response | None]:
    """A list of the newest, and an archive: a box of months, or a choice of years."""

    def serve(
        site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
    ) -> Response | None:
        if path == "/muc/tin-tuc" and "nam" in query:
            found = [i for i in site.items if i.day.year == int(query["nam"])]
            return html(f"<ul>{rows(found)}</ul>")
        if path == "/muc/tin-tuc":
            years = "".join(
                f"<option>{y}</option>" for y in sorted({i.day.year for i in site.items})
            )
            choice = f'<form><select name="nam">{years}</select><button>Xem</button></form>'
            months = dict.fromkeys(f"/kho/{i.day:%Y/%m}" for i in site.items)
            box = "".join(f'<a href="{m}">Tháng {m[-2:]}/{m[5:9]} (3)</a>' for m in months)
            return html(f"<ul>{rows(site.page(0))}</ul>{choice if by_form else box}")
        if match := re.fullmatch(r"/kho/(\d{4})/(\d\d)", path):
            found = [i for i in site.items if f"{i.day:%Y %m}" == f"{match[1]} {match[2]}"]
            return html(f"<ul>{rows(found)}</ul>")
        return None

    return serve


def _opened(
    site: KindSite, path: str, query: dict[str, str], form: dict[str, str], base: str
) -> Response | None:
    """A list whose links are calls of a function that goes to the article."""
    if path != "/muc/tin-tuc":
        return None
    number = int(query.get("page", 1)) - 1
    script = "<script>function mo(so, ten){ location.href = '/tin/' + so + '-' + ten + '.html'; }</script>"
    links = "".join(
        f"<li><a href=\"#\" onclick=\"mo('{i.number}','tin-cua-xa'); return false\">{i.title}</a></li>"
        for i in site.page(number)
    )
    following = (
        f'<a href="/muc/tin-tuc?page={number + 2}">Trang sau</a>' if number + 1 < site.pages else ""
    )
    return html(f"{script}<ul>{links}</ul>{following}")


KINDS = (
    _numbered("page", 1, 1, lambda _: "page-from-1"),
    _numbered("page", 0, 1, lambda _: "page-from-0"),
    _numbered("b_start:int", 0, 10, lambda _: "b-start"),
    _numbered("_101_INSTANCE_x_cur", 1, 1, lambda _: "cur"),
    _numbered("limitstart", 0, 10, lambda _: "limitstart"),
    Kind("path-pages", _path_pages, next="a.next"),
    Kind("path-pages-without-rule", _path_pages),
    Kind("sitemap", _sitemap, menu=""),
    Kind(
        "feed", _feed, head='<link rel="alternate" type="application/rss+xml" href="/rss">', menu=""
    ),
    Kind("rest", _rest, head='<link rel="https://api.w.org/" href="/wp-json/">', menu=""),
    Kind("postback", _postback(partial=False), menu='<a href="/muc/ds.aspx">Tin tức</a>'),
    Kind("update-panel", _postback(partial=True), menu='<a href="/muc/ds.aspx">Tin tức</a>'),
    Kind("days", _days, menu='<a href="/muc/2024/6">Tin theo tháng</a>'),
    Kind(
        "json-list",
        _json_list,
        menu='<a href="/api/tin">Tin tức</a>',
        listing=("^/muc/", "^/api/tin"),
    ),
    Kind("opened-by-script", _opened),
    Kind("token-form", _token_form(by_script=False)),
    Kind("script-form", _token_form(by_script=True)),
    Kind("more", _more(as_json=False)),
    Kind("more-json", _more(as_json=True)),
    Kind("script-list", _script_list),
    Kind("months", _periods(by_form=False)),
    Kind("years", _periods(by_form=True)),
)
