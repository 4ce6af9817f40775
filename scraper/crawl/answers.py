"""What an answer holds: an article, a listing, a source, or a reason why there is nothing in it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from scraper.crawl.outcome import DONE, Verdict, judge_refusal, judge_status
from scraper.crawl.sources import offered_by, read_source
from scraper.crawl.sources.postback import form_of, whole_page
from scraper.crawl.sources.rest import html_in
from scraper.extraction import Page, read_page
from scraper.extraction.refuse import check_soft_error
from scraper.learning.archives import archives_of
from scraper.learning.more import counted_on, page_counted
from scraper.learning.pagination import next_page
from scraper.learning.scripted import open_links
from scraper.model import NotAnArticle
from scraper.store.records import Fetch, PageRecord, Task
from scraper.text import decode

if TYPE_CHECKING:
    from scrapy.http import Response

    from scraper.crawl.keeping import Kept
    from scraper.crawl.session import Session
    from scraper.extraction import PageReading
    from scraper.model import Article

WITHIN = frozenset({"article", "listing", "static", "other"})
"""Kinds of address that only a page of the portal links to."""


def read_answer(session: Session, task: Task, response: Response) -> tuple[PageRecord, Verdict]:
    """Turn an answer into what the archive stores of it, with the reason for its state."""
    fetch = fetch_of(task, response)
    if response.status == 304:
        session.discovery.unchanged(task)
        return PageRecord(task, fetch, "done", unchanged=True), DONE
    verdict = judge_status(task, response.status, response.meta.get("redirect"))
    if verdict is not None:
        if task.kind == "source" and verdict.state == "failed":
            verdict = Verdict("closed", verdict.reason)  # asked for on the chance that it is there
        record = PageRecord(task, fetch, verdict.state, verdict.reason, absent=verdict.absent)
        return record, verdict
    if task.kind in ("source", "listing"):
        reading = read_source(response.body, response.url, fetch.content_type)
        if reading is not None:
            found = session.discovery.look_at_source(task, reading)
            record = PageRecord(task, fetch, "done", found=found.tasks, modified=found.modified)
            return record, DONE
        if task.kind == "source":
            verdict = Verdict("closed", "it is no sitemap, no feed and no list")
            return PageRecord(task, fetch, verdict.state, verdict.reason), verdict
    return _read_page(session, task, response, fetch)


def fetch_of(task: Task, response: Response) -> Fetch:
    """The answer as evidence."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1")[:500] if value else None

    kept: Kept | None = response.meta.get("kept")
    etag, modified = header("ETag"), header("Last-Modified")
    if response.status == 304:
        # Servers need not repeat them; without them the next request would have no condition.
        asked = response.request.headers if response.request is not None else {}
        etag = etag or _text(asked.get("If-None-Match"))
        modified = modified or _text(asked.get("If-Modified-Since"))
    return Fetch(
        url=task.url,
        final_url=response.url,
        fetched_at=kept.at if kept is not None else datetime.now(UTC),
        status=response.status,
        etag=etag,
        last_modified=modified,
        content_type=header("Content-Type"),
        payload_sha256=sha256(response.body).hexdigest(),
        size=len(response.body),
    )


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None


def _read_page(
    session: Session, task: Task, response: Response, fetch: Fetch
) -> tuple[PageRecord, Verdict]:
    body: bytes | str = response.body
    if task.form is not None and response.body[:12].split(b"|")[0].isdigit():
        body = whole_page(decode(response.body, fetch.content_type).text)
        fetch_type = "text/html"
    elif task.kind == "listing" and (inner := html_in(response.body)) is not None:
        body, fetch_type = inner, "text/html"
    else:
        fetch_type = fetch.content_type or ""
    further: list[Task] = []
    try:
        page: Page | bytes | str = Page(body, response.url, fetch_type)
    except NotAnArticle:
        page = body  # read_page says the same, as a refusal
    following = None
    archives: tuple[str, ...] = ()
    if isinstance(page, Page) and task.kind == "listing":
        open_links(page)
        archives = archives_of(page)
        if task.depth == 0:
            further += session.discovery.sources(offered_by(page), task.url)
        else:
            following = _turn(session, task, page, further)
    reading = read_page(
        page,
        response.url,
        session.profile,
        content_type=fetch_type,
        fetched_at=fetch.fetched_at,
        counters=session.wants_counters(),
        # What a listing shows is compared with other listings; of an article's links only news counts.
        known_links=session.discovery.linked if task.kind == "article" else None,
    )
    if part := _is_part(task, page):
        following = following or _counted_on(session, task, reading)
    # A page that names a source is the portal's, though it may show nothing without JavaScript.
    if task.url == session.home and task.depth == 0:
        _observe_home(session, response, fetch)
    settled = part or bool(further)
    verdict, article = (DONE, None) if settled else _judge(session, task, reading, response)
    if verdict.state == "waiting":
        return PageRecord(task, fetch, verdict.state, verdict.reason), verdict
    found = session.discovery.look(task, reading.links, reading.next_page or following, archives)
    if found.closed:
        session.note(f"closed: {found.closed}")
    record = PageRecord(
        task=task,
        fetch=fetch,
        state=verdict.state,
        reason=verdict.reason,
        article=article,
        found=(*found.tasks, *(t for t in further if session.discovery.needless(t) is None)),
        counters=reading.counters,
        profile_version=session.profile_version,
        refusal=reading.refusal.reason if reading.refusal is not None else None,
        absent=task.kind == "article" and verdict.absent,
    )
    return record, verdict


def _observe_home(session: Session, response: Response, fetch: Fetch) -> None:
    """Let the observer see which system the home page shows."""
    html = decode(response.body, fetch.content_type).text
    cookies = [line.partition(b"=")[0] for line in response.headers.getlist("Set-Cookie")]
    names = [name.decode("latin-1").strip() for name in cookies]
    session.discovery.observer.home(html, response.url, names)


def _turn(session: Session, task: Task, page: Page, further: list[Task]) -> str | None:
    """Where a listing goes on, beyond what the profile's rule says: an address, or a form."""
    has_rule = any(rules.addresses.next for _, rules in session.profile.levels())
    if has_rule and "__doPostBack" not in page.html:
        return None
    found = next_page(page)
    if found is None:
        return None
    posted = form_of(found, page, task.url.partition("#")[0])
    if posted is not None:
        name, form = posted
        further.append(Task(name, "listing", None, task.depth + 1, 0, "", task.url, form))
        return None
    return None if has_rule else found.url


def _is_part(task: Task, page: Page | bytes | str) -> bool:
    """Whether it is a numbered part of a list, as scripts are sent them; past the end it is empty."""
    if task.kind != "listing" or task.depth == 0 or not page_counted(task.url):
        return False
    return page.is_fragment if isinstance(page, Page) else not page.strip()


def _counted_on(session: Session, task: Task, reading: PageReading) -> str | None:
    """The part after one that a script would show, which has no room for a link to it."""
    keys = {session.discovery.address(link.url).key for link in reading.links} - {None}
    return counted_on(task.url, len(keys)) if keys and task.form is None else None


def _judge(
    session: Session, task: Task, reading: PageReading, response: Response
) -> tuple[Verdict, Article | None]:
    article = reading.article
    if task.kind != "article":
        disguised = _disguised(session, reading, response)
        refusal = disguised or reading.refusal
        if disguised is None and refusal is not None and refusal.reason == "empty":
            return DONE, None  # a list without articles, between the portal's menus
        return judge_refusal(task, refusal, task.kind), None
    if article is None:
        return judge_refusal(task, reading.refusal, task.kind), None
    since = session.options.since
    if since is not None and article.published is not None and article.published.day < since:
        name = f"older than {since.isoformat()}"
        return Verdict("refused", name, name), None
    return DONE, article


def _disguised(session: Session, reading: PageReading, response: Response) -> NotAnArticle | None:
    """What a page is that was asked for as a listing, and leads nowhere on the portal.

    At a listing's address everything counts as a listing; a refusal page that stands there for a
    moment must not hide the articles behind it.
    """
    address = session.discovery.address
    if any(address(link.url).kind in WITHIN for link in reading.links):
        return None
    try:
        check_soft_error(
            Page(response.body, response.url, _text(response.headers.get("Content-Type")))
        )
    except NotAnArticle as error:
        return error
    return None
