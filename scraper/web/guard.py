"""What stands between the network and every page: hosts, methods, closed pages, headers.

It wraps the whole application, Datasette's pages included, so that no page can forget it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from scraper.web.options import is_loopback

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from scraper.web.options import WebOptions

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

NONCE = "loa_nonce"
"""Where the scope keeps the nonce for the scripts in Datasette's templates."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""For our own pages: nothing inline, nothing from elsewhere."""

FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""For a portal's archived page: no scripts, no network, no origin; see :mod:`scraper.web.archived`."""

DATASETTE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""For Datasette's pages, whose templates hold inline scripts (each gets the nonce) and styles."""

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",  # a portal need not learn what is searched for
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_OPEN = ("/-/static/",)
"""What stays open of ``/-/`` under ``--public``: the style of Datasette's tables."""

_ALLOWED = frozenset({"GET", "HEAD"})


class Guard:
    """An ASGI application around another one.

    Args:
        app: the application.
        options: whether it is public, and under which path it is shown.
    """

    def __init__(self, app: App, options: WebOptions) -> None:
        self._app = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": secured(message.get("headers", ()), nonce)}
            await send(message)

        if (refusal := self.refusal(scope)) is not None:
            status, sentence = refusal
            await _plain(with_headers, status, sentence)
            return
        await self._app({**scope, NONCE: nonce}, receive, with_headers)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and sentence when a request is not answered, else None."""
        if not self._options.public and not _is_local_name(_header(scope, b"host")):
            # A page elsewhere that lets its own name point here (DNS rebinding) could read all.
            return 421, "This server answers on this machine only, under the name localhost."
        if self._options.public:
            if any(self._is_closed(path) for path in _paths(scope)):
                return 404, "This page is closed."
            if scope["method"] not in _ALLOWED:
                return 405, "Pages can only be read."
        return None

    def _is_closed(self, path: str) -> bool:
        base = self._options.base_url
        if base != "/" and path.startswith(base):
            path = "/" + path[len(base) :]
        path = "/" + path.lstrip("/")
        return path.startswith("/-") and not (path.startswith(_OPEN) and ".." not in path)


def secured(headers: Any, nonce: str) -> list[tuple[bytes, bytes]]:
    """Response headers with those that keep a page safe; a page's own ones stay."""
    found = [(bytes(name).lower(), bytes(value)) for name, value in headers]
    names = {name for name, _ in found}
    wanted = {
        b"content-security-policy": DATASETTE_POLICY.format(nonce=nonce).encode(),
        **_HEADERS,
    }
    return found + [(name, value) for name, value in wanted.items() if name not in names]


def _paths(scope: Scope) -> set[str]:
    """The path as it came and as it is meant, since either may be what a route is found by."""
    raw = scope.get("raw_path") or b""
    return {scope["path"], raw.decode("latin-1").partition("?")[0]}


def _header(scope: Scope, wanted: bytes) -> str:
    return next((v.decode("latin-1") for name, v in scope["headers"] if name == wanted), "")


def _is_local_name(host: str) -> bool:
    """Whether a ``Host`` header names this machine."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return is_loopback(name)


async def _plain(send: Send, status: int, sentence: str) -> None:
    body = f"{sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
