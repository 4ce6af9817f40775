"""The plugin: what Datasette asks, answered for the servers that :mod:`scraper.web.app` made.

It is registered when one is made. A Datasette of somebody else in the same process is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Base400, Response
from jinja2.ext import Extension
from markupsafe import Markup
from pluggy import HookimplMarker

from scraper.web.guard import NONCE, Guard
from scraper.web.options import DATABASE
from scraper.web.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from jinja2 import Environment

    from scraper.web.guard import App
    from scraper.web.site import Site

hookimpl = HookimplMarker("datasette")

sites: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()
"""Datasette to the site that it serves."""

_SCRIPT = re.compile(r"<script(?=[\s>{])")
_ARTICLE_ID = {"articles": "id", "articles_flat": "id"}
_CLOSED = frozenset({"execute-sql", "view-database-download", "permissions-debug", "debug-menu"})


class Nonce(Extension):
    """Gives the scripts in Datasette's templates the nonce of the page.

    The templates' own text is changed, before any value stands in it: a script that a value
    smuggled in would have none.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's source with nonces."""
        del name, filename
        return _SCRIPT.sub('<script nonce="{{ csp_nonce }}"', source)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Our pages."""
    site = sites.get(datasette)
    return [] if site is None else routes(site)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """What stands before every page."""
    site = sites.get(datasette)
    return (lambda app: app) if site is None else (lambda app: Guard(app, site.options))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    """Nonces for the scripts of Datasette's templates."""
    if datasette in sites:
        env.add_extension(Nonce)


@hookimpl
def extra_template_vars(request: Any, datasette: Any) -> dict[str, str]:
    """The nonce of this page."""
    if datasette not in sites or request is None:
        return {}
    return {"csp_nonce": request.scope.get(NONCE, "")}


@hookimpl
def permission_allowed(datasette: Any, action: str) -> bool | None:
    """What is closed to the public, whatever Datasette's settings say."""
    site = sites.get(datasette)
    return False if site is not None and site.options.public and action in _CLOSED else None


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The way back from Datasette's pages to ours."""
    site = sites.get(datasette)
    if site is None:
        return []
    base = site.options.base_url
    return [{"href": base, "label": "Loa"}, {"href": f"{base}search", "label": "Tìm · Search"}]


@hookimpl
def render_cell(
    value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """Numbers of articles lead to their pages."""
    site = sites.get(datasette)
    if site is None or database != DATABASE or not isinstance(value, int):
        return None
    if column != "article_id" and _ARTICLE_ID.get(table or "") != column:
        return None
    return Markup('<a href="{}article/{}">{}</a>').format(site.options.base_url, value, value)


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Our page where something is missing, and no traceback for each wrong address.

    It wraps the others because Datasette calls what each of them returns, its own included.
    """
    found = yield
    site = sites.get(datasette)
    if site is None or not isinstance(exception, Base400):
        return found
    status, why = exception.status, str(exception.args[0] if exception.args else "")

    async def answer() -> Response:
        if request.path.endswith(".json"):
            body = {"ok": False, "error": why, "status": status, "title": None}
            return Response.json(body, status=status)
        return await site.refused(request, status, why)

    return [answer]
