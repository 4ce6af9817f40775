"""A portal whose answers tests can script, around the demo portal."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from scraper.crawl import CrawlOptions
from scraper.demo.server import PortalServer
from scraper.demo.site import DemoSite, Response
from scraper.portals import load_profile
from scraper.store import Archive
from tests.workers import forked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from scraper.demo.content import DemoArticle
    from scraper.demo.skins import Template
    from scraper.portals import Profile

Answer = Response | None


def response(status: int, body: str = "", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, (("Content-Type", "text/html"), *named.items()), body.encode())


class ScriptedSite(DemoSite):
    """The demo portal with other answers where a test wants them.

    ``rule(target, count)`` is asked first, with the number of earlier requests for that target;
    None leaves the answer to the demo portal. ``reached(n)`` is an event that is set when ``n``
    requests have come in.
    """

    def __init__(
        self,
        articles: Iterable[DemoArticle] | None = None,
        *,
        language_trap: bool = False,
        template: Template = "2018",
    ) -> None:
        super().__init__(articles, language_trap=language_trap, template=template)
        self.rule: Callable[[str, int], Answer] = lambda target, count: None
        self._counts: Counter[str] = Counter()
        self._total = 0
        self._events: dict[int, threading.Event] = {}

    def reached(self, requests: int) -> threading.Event:
        return self._events.setdefault(self._total + requests, threading.Event())

    def respond(
        self, target: str, *, method: str = "GET", host: str = "localhost", form: bytes = b""
    ) -> Response:
        self._total += 1
        if event := self._events.get(self._total):
            event.set()
        count = self._counts[target]
        self._counts[target] += 1
        return self.rule(target, count) or super().respond(
            target, method=method, host=host, form=form
        )


def stored_ids(db: Path) -> list[int]:
    """The portal's own numbers of all stored articles, as often as they are stored."""
    with Archive(db, readonly=True) as archive:
        urls = [str(url) for (url,) in archive.rows(columns=["url"])]
    return sorted(int(re.search(r"tc=(\d+)", url)[1]) for url in urls)  # type: ignore[index]


def gold_ids(site: ScriptedSite) -> list[int]:
    return sorted(record.id for record in site.gold())


@pytest.fixture(autouse=True)
def workers_are_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of other rooms start them as users do."""
    monkeypatch.setattr("scraper.crawl.run.PROCESSES", forked())


@pytest.fixture
def site() -> ScriptedSite:
    return ScriptedSite()


@pytest.fixture
def server(site: ScriptedSite) -> Iterator[PortalServer]:
    with PortalServer(site) as running:
        yield running


@pytest.fixture
def profile(server: PortalServer) -> Profile:
    return load_profile("demo").at(server.url)


@pytest.fixture
def fast() -> CrawlOptions:
    return CrawlOptions(delay=0, allow_private=True)
