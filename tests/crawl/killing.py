"""A crawl that is killed again and again, and what has to hold afterwards."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event
from typing import TYPE_CHECKING, Protocol, cast

from scraper.errors import LoaError
from scraper.store import Archive
from scraper.store.kept import read_record

from .kinds import KindSite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from scraper.demo.server import PortalServer
    from scraper.demo.site import Response

    from .kinds import Kind

EVERY = 0.02
"""Seconds between two looks at whether a crawl has ended by itself."""

PATIENCE = 6_000
"""Looks after which a crawl that neither ends nor asks for anything counts as hanging."""


class Running(Protocol):
    """A crawl in processes of its own."""

    def ended(self) -> bool:
        """Whether it is over."""

    def kill(self) -> None:
        """SIGKILL to all of its processes; returns when they are gone."""


class WatchedSite(KindSite):
    """Sets an event when a number of further requests has come in."""

    def __init__(self, kind: Kind, count: int) -> None:
        super().__init__(kind, count)
        self._left = 0
        self._reached = Event()

    def after(self, requests: int) -> Event:
        self._left, self._reached = requests, Event()
        return self._reached

    def respond(
        self, target: str, *, method: str = "GET", host: str = "localhost", form: bytes = b""
    ) -> Response:
        self._left -= 1
        if self._left <= 0:
            self._reached.set()
        return super().respond(target, method=method, host=host, form=form)


@dataclass
class Trial:
    """One archive, filled by crawls that are killed, and the problems that this brought.

    Attributes:
        problems: sentences; none when everything held.
        kills: crawls that were killed.
        rounds: crawls that were started.
        requests: that all of them made.
    """

    server: PortalServer
    db: Path
    start: Callable[[], Running]
    problems: list[str] = field(default_factory=list)
    kills: int = 0
    rounds: int = 0
    requests: int = 0
    _asked: int = 0

    @property
    def site(self) -> WatchedSite:
        """The portal that is served."""
        return cast("WatchedSite", self.server.site)

    def run(self, most: int, chance: Random, *, requests: int, seconds: float) -> None:
        """Kill the crawl until one was faster or there were ``most`` kills; then let it end.

        Each kill comes after up to ``requests`` requests and up to ``seconds`` seconds, at random.
        """
        while self.kills < most:
            self.rounds += 1
            event = self.site.after(chance.randint(1, requests))
            if not self._one(event, chance.random() * seconds):
                break
            self.kills += 1
            self._check_present()
        else:
            self.rounds += 1
            self._one(Event(), 0.0)
            self._check_present()
        self._check_end()

    def _one(self, event: Event, seconds: float) -> bool:
        """Run a crawl until its end (False), or kill it ``seconds`` after ``event`` (True)."""
        before = self._stored()
        self._asked = len(self.server.log)
        crawl = self.start()
        still = Event()
        try:
            for _ in range(PATIENCE):
                if event.wait(EVERY):
                    still.wait(seconds)
                    break
                if crawl.ended():
                    break
            else:
                self.problems.append(f"round {self.rounds}: the crawl hangs")
            killed = not crawl.ended()
        finally:
            crawl.kill()
        self.requests = len(self.server.log)
        again = Counter(hit.path for hit in self.server.log[self._asked :])
        for path in before & again.keys():
            self.problems.append(f"round {self.rounds}: {path} was stored and was asked again")
        return killed

    def _stored(self) -> set[str]:
        """Paths of the articles that the archive holds."""
        if not self.db.exists():
            return set()
        try:
            with Archive(self.db) as archive:
                urls = [str(url) for (url,) in archive.rows(columns=["url"])]
        except LoaError as error:
            self.problems.append(f"round {self.rounds}: {error}")
            return set()
        return {re.sub(r"^https?://[^/]+", "", url) for url in urls}

    def _check_present(self) -> None:
        if not self.db.exists():
            return
        with Archive(self.db) as archive, archive.reading() as connection:
            said = connection.execute("PRAGMA integrity_check").fetchall()
            dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
            undone = connection.execute(
                "SELECT count(*) FROM articles AS a JOIN frontier AS f "
                "ON f.portal = a.portal AND f.key = a.key WHERE f.state = 'waiting'"
            ).fetchone()[0]
        if said != [("ok",)] or dangling:
            self.problems.append(f"after kill {self.kills}: the archive is damaged: {said[:3]}")
        if undone:
            self.problems.append(f"after kill {self.kills}: {undone} stored articles still wait")

    def _check_end(self) -> None:
        self._check_present()
        with Archive(self.db) as archive:
            urls = sorted(str(url) for (url,) in archive.rows(columns=["url"]))
            paths = Counter(re.sub(r"^https?://[^/]+", "", url) for url in urls)
            wanted = set(self.site.by_path)
            if lost := wanted - paths.keys():
                self.problems.append(f"{len(lost)} articles are lost: {sorted(lost)[:3]}")
            if doubled := [path for path, count in paths.items() if count > 1]:
                self.problems.append(f"{len(doubled)} articles stand there twice: {doubled[:3]}")
            if strange := paths.keys() - wanted:
                self.problems.append(f"never published: {sorted(strange)[:3]}")
            self._check_records(archive)
            indexed = archive.search("thôn").total
            if indexed != len(paths):
                self.problems.append(f"the index finds {indexed} of {len(paths)} articles")

    def _check_records(self, archive: Archive) -> None:
        """Every article's page, and every other answer, can be read from the WARC files."""
        with archive.reading() as connection:
            bare = connection.execute(
                "SELECT count(*) FROM revisions AS r LEFT JOIN fetches AS f ON f.id = r.fetch_id "
                "WHERE f.warc_file IS NULL"
            ).fetchone()[0]
            fetches = connection.execute(
                "SELECT id, payload_sha256 FROM fetches WHERE status IS NOT NULL"
            ).fetchall()
        if bare:
            self.problems.append(f"{bare} articles have no record")
        for fetch_id, digest in fetches:
            try:
                record = read_record(archive, fetch_id)
            except LoaError as error:
                self.problems.append(str(error))
                continue
            if sha256(record.payload).hexdigest() != digest:
                self.problems.append(f"the record of fetch {fetch_id} has another body")
