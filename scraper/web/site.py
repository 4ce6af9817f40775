"""The site: what all pages share, and how a request of Datasette becomes an answer of a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, unquote

from datasette.utils.asgi import Response

from scraper.errors import LoaError, UsageError
from scraper.store import Archive
from scraper.web import guard
from scraper.web.language import COOKIE, LANGUAGES, choose
from scraper.web.pool import ReadingPool, TookTooLong
from scraper.web.remembered import Counting, Remembered
from scraper.web.render import page
from scraper.web.visit import Answer, Asked, NotThere, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.web.options import WebOptions

    Page: TypeAlias = Callable[[Visit], Answer]

YEAR = 365 * 24 * 3600
MOST_PARAMETERS = 100

_log = logging.getLogger(__name__)


class Site:
    """The archive with the threads that read it for pages.

    Raises:
        LoaError: the archive cannot be read.
    """

    def __init__(self, options: WebOptions) -> None:
        Archive(options.db, readonly=True).close()  # fails here, not at the first page
        self.options = options
        self.pool = ReadingPool(options.db, options.threads, options.seconds)
        self.remembered = Remembered(lambda: Archive(options.db, readonly=True))

    def close(self) -> None:
        """Let what is being made end, and close the archive."""
        self.pool.close()
        self.remembered.close()

    async def answer(self, made_by: Page, request: Any) -> Response:
        """The answer of a page to a request."""
        asked = self.asked(request)

        def call(archive: Archive) -> Answer:
            visit = Visit(asked, archive, self.remembered, self.options)
            return _with_failures(made_by, visit)

        try:
            made = await self.pool.run(call)
        except TookTooLong:
            made = await self.pool.run(
                lambda archive: page(
                    Visit(asked, archive, self.remembered, self.options),
                    "message.html", status=503, title="too_long.title", text="too_long.text", again=0,
                )
            )  # fmt: skip
        return as_response(made, asked, request.cookies.get(COOKIE), self.options.base_url)

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
