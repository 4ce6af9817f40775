"""A server that speaks HTTP wrongly on purpose, on a bare socket."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
from collections import Counter
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from .kinds import KindSite

Wrong = "Callable[[socket.socket, Event], None]"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def reset(peer: socket.socket, over: Event) -> None:
    """Reset the connection instead of an answer."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def silent(peer: socket.socket, over: Event) -> None:
    """Hang up without a word."""


def drip(peer: socket.socket, over: Event) -> None:
    """Send a byte now and then, as long as anybody listens."""
    peer.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        peer.sendall(b"x")


def endless(peer: socket.socket, over: Event) -> None:
    """Send without end."""
    peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        peer.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def truncated(peer: socket.socket, over: Event) -> None:
    """Promise more than comes."""
    peer.sendall(HEAD + b"Content-Length: 5000\r\n\r\n<html><h1>Tin")


def nonsense(peer: socket.socket, over: Event) -> None:
    """Something that is no HTTP."""
    peer.sendall(b"220 mail.xa.example ESMTP ready\r\n\r\n")


def headless(peer: socket.socket, over: Event) -> None:
    """A line that is no header, and a length that is no number."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nno header at all\r\nContent-Length: many\r\n\r\nabc")


def long_header(peer: socket.socket, over: Event) -> None:
    """A header longer than anybody needs."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 2_000_000 + b"\r\n\r\nabc")


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        peer: socket.socket = self.request
        peer.settimeout(30)
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = peer.recv(65_536)
            if not chunk:
                return
            received += chunk
        target = received.split(b" ", 2)[1].decode()
        with self.server.lock:
            self.server.asked[target] += 1
        with contextlib.suppress(OSError):  # the crawl hangs up, as it should
            if wrong := self.server.wrong.get(target):
                wrong(peer, self.server.over)
                return
            answer = self.server.site.respond(target, host=self.server.netloc)
            lines = [f"HTTP/1.1 {answer.status} X", *(f"{n}: {v}" for n, v in answer.headers)]
            lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
            peer.sendall("\r\n".join(lines).encode() + answer.body)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, site: KindSite) -> None:
        self.site = site
        self.wrong: dict[str, Callable[[socket.socket, Event], None]] = {}
        self.asked: Counter[str] = Counter()
        self.lock = Lock()
        self.over = Event()
        super().__init__(("127.0.0.1", 0), _Handler)
        self.netloc = f"127.0.0.1:{self.server_address[1]}"


class FaultyServer:
    """Serves ``site``; at the paths in ``wrong`` it does what the function there does instead."""

    def __init__(self, site: KindSite) -> None:
        self._server = _Server(site)
        self.wrong = self._server.wrong
        self.asked = self._server.asked
        self.url = f"http://{self._server.netloc}/"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
