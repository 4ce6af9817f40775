"""The demo portal over HTTP on a loopback port, with a log that tests can read."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import ssl
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from scraper.demo.site import DemoSite, Response

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

MAX_FORM = 65_536
"""Bytes that the body of a POST may have."""

IDLE_SECONDS = 30
"""How long a connection may wait for its next request."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answered request.

    Attributes:
        time_start: when its request line had been read, in seconds of ``time.monotonic``.
        time_end: when the answer was ready to be sent. The hit is logged before the answer leaves,
            so whoever has the answer finds the hit in the log.
        path: path and query.
    """

    time_start: float
    time_end: float
    method: str
    path: str
    status: int
    user_agent: str


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: _Server
    started = 0.0

    def parse_request(self) -> bool:
        self.started = monotonic()
        return super().parse_request()

    def do_GET(self) -> None:
        self._answer(b"")

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,9}", length):
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > MAX_FORM:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, form: bytes) -> None:
        host = self.headers.get("Host") or self.server.netloc
        # http.server keeps an absolute-form target ("GET http://host/…") as it came.
        target = re.sub(r"^https?://[^/?#]*", "", self.path, flags=re.IGNORECASE).partition("#")[0]
        if not target.startswith("/"):
            target = f"/{target}"
        self._send(self.server.site.respond(target, method=self.command, host=host, form=form))

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # the body was not read: the connection is of no more use
        self._send(Response(status, (("Content-Type", "text/plain"),), b""))

    def _send(self, response: Response) -> None:
        etag = dict(response.headers).get("ETag")
        if etag is not None and self.headers.get("If-None-Match") == etag:
            response = Response(304, (("ETag", etag),), b"")
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        lines += [
            f"Content-Length: {len(response.body)}",
            f"Date: {self.date_time_string()}",
            f"Connection: {'close' if self.close_connection else 'keep-alive'}",
        ]
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.server.record(
            Hit(
                self.started,
                monotonic(),
                self.command,
                self.path,
                int(response.status),
                self.headers.get("User-Agent", ""),
            )
        )
        # One write: head and body in separate packets would wait for the peer's delayed ACK.
        self.wfile.write(head if self.command == "HEAD" else head + response.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Keep quiet: the log is :attr:`PortalServer.log`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for every connection's thread
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], site: DemoSite) -> None:
        self.site = site
        self.hits: list[Hit] = []
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)
        self.netloc = f"{address[0]}:{self.server_address[1]}"

    def server_bind(self) -> None:
        # HTTPServer would look up the host's full name here, which may ask the network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def record(self, hit: Hit) -> None:
        with self._lock:
            self.hits.append(hit)

    def copied_hits(self) -> tuple[Hit, ...]:
        with self._lock:
            return tuple(self.hits)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every open connection, so that its thread does."""
        with self._lock:
            still_open = tuple(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):  # the peer was faster
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show errors of ours; a client that hangs up in mid-answer is none."""
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):
            super().handle_error(request, client_address)


class PortalServer:
    """Serves a :class:`DemoSite` while the ``with`` block runs.

    Args:
        site: the portal; it may be edited while it is served.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        tls: serve https with this context.

    Raises:
        OSError: on entering, when the address cannot be bound.
    """

    def __init__(
        self,
        site: DemoSite,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.site = site
        self._tls = tls
        self._address = (host, port)
        self._server: _Server | None = None
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        if self._server is not None:
            raise RuntimeError("a PortalServer can be entered once")
        self._server = _Server(self._address, self.site)
        if self._tls is not None:
            # The handshake belongs into the connection's thread, not into the one that accepts.
            self._server.socket = self._tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-portal"
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        server = self._running()
        server.shutdown()
        server.hang_up()
        server.server_close()
        if self._thread is not None:
            self._thread.join()

    def _running(self) -> _Server:
        if self._server is None:
            raise RuntimeError("the portal is not served yet: use PortalServer in a with statement")
        return self._server

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._running().server_address[1])

    @property
    def url(self) -> str:
        """Address of the home page, with a slash at its end."""
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{self._running().netloc}/"

    @property
    def log(self) -> tuple[Hit, ...]:
        """All answered requests so far, in the order in which their answers were ready."""
        return self._running().copied_hits()
