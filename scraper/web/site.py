"""The site: what all pages share, and how a request of Datasette becomes an answer of a page."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, unquote

from datasette.utils.asgi import Response

from scraper.errors import LoaError, UsageError
from scraper.export import FILES
from scraper.store import Archive
from scraper.web import counts, exporting, guard
from scraper.web.drawing import Drawing
from scraper.web.indexing import Indexing
from scraper.web.language import COOKIE, LANGUAGES, choose
from scraper.web.pages.people import all_people
from scraper.web.pages.search import Question
from scraper.web.pool import ReadingPool, TookTooLong
from scraper.web.remembered import Counting, Remembered, version_of
from scraper.web.render import page
from scraper.web.visit import Answer, Asked, Memory, NotThere, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.web.guard import Receive, Send
    from scraper.web.options import WebOptions

    Page: TypeAlias = Callable[[Visit], Answer]

YEAR = 365 * 24 * 3600
MOST_PARAMETERS = 100

AHEAD: tuple[tuple[str, Callable[[Archive], object]], ...] = (
    ("sections", counts.sections), ("edits", counts.edits), ("overview", counts.overview), ("people", all_people),
)  # fmt: skip
"""Counts that are made when the server starts, the quick ones first."""

_log = logging.getLogger(__name__)


class Site:
    """The archive with the threads that read it for pages.

    Raises:
        LoaError: the archive cannot be read.
    """

    def __init__(self, options: WebOptions) -> None:
        Archive(options.db, readonly=True).close()  # fails here, not at the first page
        self.options = options
        self.pool = ReadingPool(options.db, options.threads, options.seconds, "loa-page")
        self.searches = ReadingPool(options.db, options.searches, options.seconds, "loa-search")
        self.indexing = Indexing(options.db)
        self.exports = exporting.Exports(options.db)
        self.memory = Memory(
            counts=Remembered(self._open, most=50),
            details=Remembered(self._open, most=2_000),
            copies=Remembered(self._open, most=2_000, waiting=4),
            charts=Remembered(self._open, most=100),
            drawing=Drawing(),
        )

        self._count_ahead()

    def _count_ahead(self) -> None:
        """Begin to count what the first reader will want to see."""
        with Archive(self.options.db, readonly=True) as archive:
            version = version_of(archive)
        for key, count in AHEAD:
            with suppress(Counting):
                self.memory.counts.get(key, count, version, wait=0)

    def close(self) -> None:
        """Let what is being made end, and close the archive."""
        self.indexing.close()
        self.pool.close()
        self.searches.close()
        self.memory.close()

    def _open(self) -> Archive:
        return Archive(self.options.db, readonly=True)

    async def export(self, request: Any, send: Send, receive: Receive) -> Response | None:
        """An export of what a search finds, sent as it is written."""
        asked = self.asked(request)
        parameters = dict(asked.parameters)
        kind = parameters.get("format", "csv")
        try:
            exporting.check(kind)
            question = Question.asked(asked)
            chunks = await self.exports.start(kind, question.words, question.arguments())
        except (exporting.Busy, LoaError) as error:
            return await self._no_export(asked, error, request)
        name = f"loa-{datetime.now(UTC):%Y%m%d-%H%M%S}{FILES[kind].extension}"
        headers = {
            "content-type": exporting.media_type(kind),
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "private, no-store",
        }
        raw = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        gone = asyncio.create_task(_until_gone(receive))
        try:
            async for chunk in chunks:
                if gone.done():
                    break
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            else:
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            await chunks.aclose()
        return None

    async def _no_export(self, asked: Asked, error: Exception, request: Any) -> Response:
        busy = isinstance(error, exporting.Busy)

        def call(archive: Archive) -> Answer:
            visit = Visit(asked, archive, self.memory, self.options)
            detail = visit.voice.say("export.busy") if busy else str(error)
            return page(visit, "message.html", status=503 if busy else 400,
                        title="search.export", detail=detail, text="missing.text", again=0)  # fmt: skip

        made = await self.pool.run(call)
        return as_response(made, asked, request.cookies.get(COOKIE), self.options.base_url)

    async def answer(self, made_by: Page, request: Any, *, searches: bool = False) -> Response:
        """The answer of a page to a request.

        Args:
            made_by: the page.
            request: of Datasette.
            searches: whether the page searches, and waits for other searches only.
        """
        asked = self.asked(request)

        def call(archive: Archive) -> Answer:
            visit = Visit(asked, archive, self.memory, self.options)
            return _with_failures(made_by, visit)

        try:
            made = await (self.searches if searches else self.pool).run(call)
        except TookTooLong:
            made = await self.pool.run(lambda archive: self._sorry(asked, archive, 503, "too_long"))
        except Exception:
            # A bug of ours. Whoever reads the page learns that it is one, the log what it was.
            _log.exception("the page %s failed", asked.path)
            made = await self.pool.run(lambda archive: self._sorry(asked, archive, 500, "failed"))
        return as_response(made, asked, request.cookies.get(COOKIE), self.options.base_url)

    async def refused(self, request: Any, status: int, why: str) -> Response:
        """The page for what Datasette does not find or allow, in a sentence."""
        asked = self.asked(request)

        def call(archive: Archive) -> Answer:
            visit = Visit(asked, archive, self.memory, self.options)
            return page(visit, "message.html", status=status, title="missing.title", detail=why,
                        text="missing.text", again=0)  # fmt: skip

        made = await self.pool.run(call)
        return as_response(made, asked, request.cookies.get(COOKIE), self.options.base_url)

    def _sorry(self, asked: Asked, archive: Archive, status: int, why: str) -> Answer:
        visit = Visit(asked, archive, self.memory, self.options)
        return page(visit, "message.html", status=status, title=f"{why}.title", text=f"{why}.text", again=0)  # fmt: skip

    def asked(self, request: Any) -> Asked:
        """What a request of Datasette asks for."""
        try:
            parameters = parse_qsl(
                request.query_string, keep_blank_values=True, max_num_fields=MOST_PARAMETERS
            )
        except ValueError:  # more fields than that
            parameters = []
        given = dict(parameters)
        language = choose(
            given.get("lang"), request.cookies.get(COOKIE), request.headers.get("accept-language", "")
        )  # fmt: skip
        path = request.path
        base = self.options.base_url
        if base != "/" and path.startswith(base):
            path = "/" + path[len(base) :]
        route = {name: unquote(value or "") for name, value in request.url_vars.items()}
        origin = f"{request.scheme}://{request.headers.get('host', 'localhost')}"
        return Asked(path, route, tuple(parameters), language, origin)


def _with_failures(made_by: Page, visit: Visit) -> Answer:
    """What a page gives, or the page that says in one sentence why there is none."""
    try:
        return made_by(visit)
    except Counting:
        # The browser asks again by itself, with or without scripts.
        answer = page(visit, "message.html", status=503, title="counting.title",
                      text="counting.text", again=2)  # fmt: skip
        return Answer(answer.body, 503, headers={"retry-after": "2", "refresh": "2"})
    except NotThere as error:
        return page(visit, "message.html", status=404, title="missing.title",
                    detail=str(error), text="missing.text", again=0)  # fmt: skip
    except LoaError as error:
        status = 400 if isinstance(error, UsageError) else 404
        return page(visit, "message.html", status=status, title="missing.title",
                    detail=str(error), text="missing.text", again=0)  # fmt: skip


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def as_response(answer: Answer, asked: Asked, kept_language: str | None, base_url: str) -> Response:
    """An answer as Datasette sends it, with the headers that all our pages have."""
    headers = {
        "content-security-policy": answer.policy or guard.POLICY,
        "cache-control": "private, no-cache",
        "vary": "Accept-Language, Cookie",
        "content-language": asked.language,
        **answer.headers,
    }
    response = Response(answer.body, answer.status, headers, answer.content_type)
    chosen = dict(asked.parameters).get("lang")
    if chosen in LANGUAGES and chosen != kept_language:
        response.set_cookie(COOKIE, chosen, max_age=YEAR, path=base_url, samesite="lax")
    return response
