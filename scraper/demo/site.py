"""The demo portal without sockets: a request's path and query in, a response out.

The portal behaves like a HueCIT portal, with the habits that make such portals hard to crawl:
several addresses for one article, counters that change at every request, a calendar without end,
print copies, a static page that looks like news, a page past the end that answers with the first
page, and, if wanted, a language switch that lengthens the path for ever.

Tests script its history: :meth:`DemoSite.edit`, :meth:`DemoSite.remove`, :meth:`DemoSite.restore`,
:attr:`DemoSite.template`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from scraper.demo import files, pages
from scraper.demo.content import bundled_articles, gold_record
from scraper.demo.skins import SKINS, TEMPLATES, Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.demo.content import DemoArticle, DemoFile, GoldRecord

PAGE_SIZE = 10
RELATED = 8
HOME_BLOCK = 3
FIRST_LISTING = 9
ROBOTS = "User-agent: *\nDisallow: /admin\nDisallow: /?gd=1&in=\nDisallow: /*&in=\n"

_LANGUAGE_PATH = re.compile(r"(?:/(?:vi|en))*/?")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer; ``headers`` lack ``Content-Length`` and ``Date``, which a server adds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Index:
    """The published articles, in the orders that pages need; replaced as a whole by each edit."""

    by_id: dict[int, DemoArticle]
    newest: tuple[DemoArticle, ...]
    by_section: dict[tuple[str, ...], tuple[DemoArticle, ...]]
    by_day: dict[date, tuple[DemoArticle, ...]]
    place: dict[int, int]  # id -> place in the listing of its own section
    files: dict[str, DemoFile]
    images: dict[str, int]


def _prefixes(section: tuple[str, ...]) -> list[tuple[str, ...]]:
    """``("Tin tức", "Kinh tế")`` and all sections around it, outermost first."""
    return [section[: n + 1] for n in range(len(section))]


def _index(articles: Iterable[DemoArticle]) -> _Index:
    newest = tuple(sorted(articles, key=lambda item: (item.published, item.id), reverse=True))
    sections: dict[tuple[str, ...], list[DemoArticle]] = {}
    days: dict[date, list[DemoArticle]] = {}
    place = {}
    for article in newest:
        for prefix in _prefixes(article.section):
            sections.setdefault(prefix, []).append(article)
        place[article.id] = len(sections[article.section]) - 1
        days.setdefault(article.published, []).append(article)
    return _Index(
        by_id={article.id: article for article in newest},
        newest=newest,
        by_section={names: tuple(found) for names, found in sections.items()},
        by_day={day: tuple(found) for day, found in days.items()},
        place=place,
        files={file.path: file for article in newest for file in article.attachments},
        images={article.image: article.id for article in newest if article.image},
    )


def _html(text: str, status: int = 200) -> Response:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "private"))
    return Response(status, headers, text.encode("utf-8"))


def _payload(media_type: str, body: bytes) -> Response:
    return Response(200, (("Content-Type", media_type),), body)


def _not_found() -> Response:
    return _html(pages.message_page("404", "Không tìm thấy trang yêu cầu."), 404)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _day(text: str) -> date | None:
    if match := _DAY.fullmatch(text.strip()):
        day, month, year = map(int, match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return None


class DemoSite:
    """A portal of articles that tests can edit while it is served; safe for threads.

    Args:
        articles: the portal's content; the bundled articles when None.
        language_trap: whether a language switch appends ``/vi`` or ``/en`` to the path of every
            page, without end.
        template: ``"2018"`` (HueCIT's class names) or ``"2025"`` (renamed, the date moved).

    Attributes:
        side_left: whether the side column stands before the content; moving it is a purely
            cosmetic change.

    Raises:
        ValueError: two articles have the same id, an article has no section, or the template is
            unknown.
    """

    def __init__(
        self,
        articles: Iterable[DemoArticle] | None = None,
        *,
        language_trap: bool = False,
        template: Template = "2018",
    ) -> None:
        content = tuple(bundled_articles() if articles is None else articles)
        self._all = {article.id: article for article in content}
        if len(self._all) != len(content):
            raise ValueError("two articles have the same id")
        self._removed: set[int] = set()
        self._numbers: dict[tuple[str, ...], int] = {}
        self._visits = count()
        self._lock = Lock()
        self.language_trap = language_trap
        self.side_left = False
        self.template = template
        self._publish()

    # --- the portal's history ---

    @property
    def template(self) -> Template:
        """The template in use; setting it redesigns every page at once."""
        return self._template

    @template.setter
    def template(self, name: Template) -> None:
        if name not in SKINS:
            raise ValueError(f"unknown template {name!r}; use {' or '.join(TEMPLATES)}")
        self._template: Template = name

    @property
    def articles(self) -> tuple[DemoArticle, ...]:
        """The articles that the portal shows now, newest first."""
        return self._published.newest

    def edit(self, article_id: int, **fields: Any) -> DemoArticle:
        """Change fields of an article (those of :class:`DemoArticle`, not ``id``); return it.

        Raises:
            KeyError: no article has this id.
            TypeError: a field does not exist.
            ValueError: ``id`` is to be changed, or ``section`` is empty.
        """
        if "id" in fields:
            raise ValueError("the id of an article cannot be changed")
        with self._lock:
            before = self._all[article_id]
            self._all[article_id] = replace(before, **fields)
            try:
                self._publish()
            except ValueError:
                self._all[article_id] = before
                raise
            return self._all[article_id]

    def remove(self, article_id: int) -> None:
        """Take an article away: 404 at all its addresses, absent from all lists.

        Raises:
            KeyError: no article has this id, or it is removed already.
        """
        with self._lock:
            if article_id not in self._all or article_id in self._removed:
                raise KeyError(article_id)
            self._removed.add(article_id)
            self._publish()

    def restore(self, article_id: int) -> None:
        """Bring a removed article back.

        Raises:
            KeyError: the article is not removed.
        """
        with self._lock:
            self._removed.remove(article_id)
            self._publish()

    def gold(self) -> list[GoldRecord]:
        """What a correct crawl of the portal as it is now must hold, by id."""
        published = self._published.by_id
        return [gold_record(published[key]) for key in sorted(published)]

    def _publish(self) -> None:
        # A listing's number belongs to its section for good, whatever later edits do.
        for article in self._all.values():
            if not article.section:
                raise ValueError(f"article {article.id} has no section")
            for names in _prefixes(article.section):
                self._numbers.setdefault(names, FIRST_LISTING + len(self._numbers))
        shown = (item for key, item in self._all.items() if key not in self._removed)
        self._published = _index(shown)

    # --- answering ---

    def respond(
        self, target: str, *, method: str = "GET", host: str = "localhost", form: bytes = b""
    ) -> Response:
        """Answer one request.

        Args:
            target: path and query, as in the request line; a fragment is not expected.
            method: ``GET``, ``HEAD`` (answered as GET; the server leaves the body out) or ``POST``.
            host: the ``Host`` header, for the portal's absolute links to itself.
            form: body of a POST, ``application/x-www-form-urlencoded``.
        """
        if method not in ("GET", "HEAD", "POST"):
            return Response(
                405, (("Allow", "GET, HEAD, POST"), ("Content-Type", "text/plain")), b""
            )
        path, _, query = target.partition("?")
        index = self._published
        if path == "/" or (self.language_trap and _LANGUAGE_PATH.fullmatch(path)):
            frame = self._frame(index, target, host)
            if method == "POST":
                return self._posted(index, frame, form)
            return self._page(index, frame, query)
        if path == "/robots.txt":
            return _payload("text/plain; charset=utf-8", ROBOTS.encode())
        if path.rstrip("/") == "/admin":
            message = "Vui lòng đăng nhập để tiếp tục."
            return _html(pages.message_page("Đăng nhập", message, pages.LOGIN_FORM))
        return self._file(index, path)

    def _frame(self, index: _Index, target: str, host: str) -> pages.Frame:
        visit = next(self._visits)
        newest = index.newest
        start = 7 * visit % len(newest) if newest else 0
        known = (
            (number, names) for names, number in self._numbers.items() if names in index.by_section
        )
        return pages.Frame(
            skin=SKINS[self.template],
            base=f"http://{host if _HOST.fullmatch(host) else 'localhost'}",
            here=target,
            visit=visit,
            menu=tuple(sorted(known)),
            newest=newest[:4],
            featured=newest[start : start + 3],
            languages=self.language_trap,
            side_left=self.side_left,
        )

    def _page(self, index: _Index, frame: pages.Frame, query: str) -> Response:
        try:
            given = parse_qs(query, keep_blank_values=True, max_num_fields=40)
        except ValueError:  # more parameters than any page of the portal has
            return _not_found()
        first = {name: values[0] for name, values in given.items()}
        if "tc" in first:
            return self._article(index, frame, first)
        if "tm" in first:
            return self._listing(index, frame, _number(first["tm"]), _number(first.get("page")))
        if "cd" in first:
            return self._static(frame, _number(first["cd"]))
        if "ngay" in first:
            return self._calendar(index, frame, first["ngay"])
        blocks = [
            (number, names, index.by_section[names][:HOME_BLOCK]) for number, names in frame.menu
        ]
        return _html(pages.home_page(frame, blocks))

    def _article(self, index: _Index, frame: pages.Frame, query: dict[str, str]) -> Response:
        number = _number(query["tc"])
        article = index.by_id.get(number) if number is not None else None
        if article is None:
            return _not_found()
        if "print" in query or "in" in query:
            return _html(pages.print_page(article))
        same = index.by_section[article.section]
        place = index.place[article.id]
        # The next older articles of the section; after its oldest the newest again.
        others = [item for item in same[place:] + same[:place] if item.id != article.id]
        return _html(pages.article_page(frame, article, others[:RELATED]))

    def _listing(
        self, index: _Index, frame: pages.Frame, number: int | None, page: int | None
    ) -> Response:
        for known, names in frame.menu:
            if known == number:
                found = index.by_section[names]
                last = -(-len(found) // PAGE_SIZE)
                # A page past the end answers with the first page, as many portals do.
                page = page if page and page <= last else 1
                chunk = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
                return _html(pages.listing_page(frame, known, names, chunk, page=page, last=last))
        return _not_found()

    def _static(self, frame: pages.Frame, number: int | None) -> Response:
        for page in pages.STATIC_PAGES:
            if page.number == number:
                return _html(pages.static_page(frame, page))
        return _not_found()

    def _calendar(self, index: _Index, frame: pages.Frame, text: str) -> Response:
        day = _day(text)
        if day is None:
            return _not_found()
        return _html(pages.calendar_page(frame, day, index.by_day.get(day, ())))

    def _posted(self, index: _Index, frame: pages.Frame, form: bytes) -> Response:
        """The form "Xem tin theo ngày": the day's page, for who sends the hidden field back."""
        try:
            fields = parse_qs(form.decode("utf-8", "replace"), max_num_fields=100)
        except ValueError:
            fields = {}
        if fields.get("__VIEWSTATE") != [pages.VIEWSTATE]:
            message = "Validation of viewstate MAC failed."
            return _html(pages.message_page("Server Error", message), 500)
        return self._calendar(index, frame, fields.get(pages.DATE_FIELD, [""])[0])

    def _file(self, index: _Index, path: str) -> Response:
        if path in index.images:
            return _payload(files.PNG_TYPE, files.png(index.images[path]))
        file = index.files.get(path)
        if file is None:
            return _not_found()
        if path.endswith(".pdf"):
            return _payload(files.PDF_TYPE, files.pdf(file.lines))
        return _payload(files.DOCX_TYPE, files.docx(file.lines))
