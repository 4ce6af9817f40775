"""An archive of the demo with everything that pages show: edits, a vanished article, bad crawls."""

from __future__ import annotations

import http.client
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.web.browsing import REQUIRED, missing_extra, served
from tests.web.stored import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path


@dataclass(frozen=True)
class Got:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Reader:
    """Asks one server."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(address)
        self.place = (str(parts.hostname), int(parts.port or 80))

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        connection = http.client.HTTPConnection(*self.place, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    why = missing_extra()
    if why and os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but the page {why}")
    if why:
        pytest.skip(why)
    return fill(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def address(archive_path: Path) -> Iterator[str]:
    with served(archive_path) as place:
        yield place


@pytest.fixture(scope="session")
def reader(address: str) -> Reader:
    return Reader(address)


@pytest.fixture(scope="session")
def public(archive_path: Path) -> Iterator[Reader]:
    with served(archive_path, public=True) as place:
        yield Reader(place)
