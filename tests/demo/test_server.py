"""The demo portal over HTTP: what goes over the wire, the log, and a clean end."""

from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scraper.demo.server import MAX_FORM, PortalServer
from scraper.demo.site import DemoSite


def ask(server: PortalServer, target: str, method: str = "GET", **more) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, target, **more)
    response = connection.getresponse()
    response.content = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def test_serves_many_threads_and_logs_every_request():
    site = DemoSite()
    targets = [f"/?gd=1&cn=82&tc={article.id}&n={n}" for n, article in enumerate(site.articles)]
    with PortalServer(site) as server:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda t: ask(server, t), targets))
        log = server.log
    assert {answer.status for answer in answers} == {200}
    assert sorted(hit.path for hit in log) == sorted(targets)
    assert all(hit.time_start <= hit.time_end and hit.status == 200 for hit in log)


def test_requests_are_answered_side_by_side():
    class Meeting(DemoSite):
        """Answers only when two requests are there at once."""

        both = threading.Barrier(2)

        def respond(self, *args, **more):
            self.both.wait(timeout=10)
            return super().respond(*args, **more)

    with PortalServer(Meeting()) as server, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda t: ask(server, t), ["/", "/?tc=1000"]))
        one, two = server.log
    assert [answer.status for answer in answers] == [200, 200]
    assert max(one.time_start, two.time_start) < min(one.time_end, two.time_end)


def test_connection_is_kept_and_every_kind_of_answer_ends_where_it_says():
    with PortalServer(DemoSite()) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.connect()
        own = connection.sock.getsockname()
        for method, target, status in (
            ("GET", "/", 200),
            ("HEAD", "/?tc=1000", 200),
            ("GET", "/favicon.ico", 404),
            ("HEAD", "/favicon.ico", 404),
            ("GET", "/robots.txt", 200),
            ("POST", "/?gd=1", 500),
            ("GET", "/?tc=1000", 200),
        ):
            connection.request(method, target, body=b"a=b" if method == "POST" else None)
            response = connection.getresponse()
            body = response.read()
            assert response.status == status
            assert connection.sock is not None, target
            assert connection.sock.getsockname() == own
            length = int(response.headers["Content-Length"])
            assert length > 0
            assert len(body) == (0 if method == "HEAD" else length)
        connection.close()


def test_log_holds_the_user_agent_and_is_complete_when_the_answer_is_there():
    with PortalServer(DemoSite()) as server:
        assert server.log == ()
        for n in range(1, 40):
            ask(server, "/robots.txt", headers={"User-Agent": f"loa-test/{n}"})
            assert len(server.log) == n
            assert server.log[-1].user_agent == f"loa-test/{n}"


def test_links_to_itself_can_be_followed():
    with PortalServer(DemoSite()) as server:
        assert server.url == f"http://127.0.0.1:{server.port}/"
        home = ask(server, "/").content.decode()
        assert f'href="{server.url}?gd=1&amp;' in home


def test_edits_are_seen_while_it_serves():
    site = DemoSite()
    with PortalServer(site) as server:
        site.edit(1000, title="Tên vừa đổi")
        assert "Tên vừa đổi" in ask(server, "/?tc=1000").content.decode()
        site.remove(1000)
        assert ask(server, "/?tc=1000").status == 404


def test_absolute_form_of_the_target_is_understood():
    with PortalServer(DemoSite()) as server:
        assert ask(server, f"{server.url}?tc=1000").status == 200


def test_form_over_its_limit_is_refused_unread():
    with PortalServer(DemoSite()) as server:
        too_long = {"Content-Length": str(MAX_FORM + 1)}
        assert ask(server, "/", "POST", headers=too_long).status == 413
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.putrequest("POST", "/")
        connection.endheaders()
        assert connection.getresponse().status == 411
        connection.close()


def test_ends_cleanly_with_connections_open():
    before = threading.active_count()
    with PortalServer(DemoSite()) as server:
        port = server.port
        idle = socket.create_connection(("127.0.0.1", port))
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        kept.request("GET", "/robots.txt")
        kept.getresponse().read()
    assert threading.active_count() == before
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))
    idle.close()
    kept.close()


def test_is_of_no_use_outside_its_block():
    with pytest.raises(RuntimeError, match="with"):
        _ = PortalServer(DemoSite()).url


def test_taken_port_is_an_error():
    with (
        PortalServer(DemoSite()) as server,
        pytest.raises(OSError, match="in use"),
        PortalServer(DemoSite(), port=server.port),
    ):
        pytest.fail("two servers on one port")
