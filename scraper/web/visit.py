"""One request for a page: what was asked for, in which language, and how to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from scraper.web.language import LANGUAGES, NAMES, Language, Voice
from scraper.web.remembered import version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from scraper.store import Archive
    from scraper.web.drawing import Drawing
    from scraper.web.options import WebOptions
    from scraper.web.remembered import Remembered, T, Version

MOST_LENGTH = 2_000
"""Characters of one parameter; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What was counted: over the whole archive, for single things, near-duplicates, for charts."""

    counts: Remembered
    details: Remembered
    copies: Remembered
    charts: Remembered
    drawing: Drawing

    def close(self) -> None:
        """Stop counting."""
        for part in (self.counts, self.details, self.copies, self.charts, self.drawing):
            part.close()


class NotThere(Exception):
    """There is no such page, in a sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    Attributes:
        policy: the Content-Security-Policy; that of all our pages when None.
        cookies: name to value, kept for a year.
    """

    body: str | bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, apart from the web framework.

    Attributes:
        path: below the base, decoded.
        route: the parts of the path that the route names.
        parameters: of the query, in order, blank ones included.
        language: to answer in.
        origin: scheme and host as the client names them; only for absolute links in feeds.
    """

    path: str
    route: Mapping[str, str]
    parameters: tuple[tuple[str, str], ...]
    language: Language
    origin: str

    def one(self, name: str) -> str:
        """A parameter's first value without the space around it; "" where there is none."""
        for key, value in self.parameters:
            if key == name:
                return value.strip()[:MOST_LENGTH]
        return ""

    def several(self, name: str) -> tuple[str, ...]:
        """All values of a parameter, each once, the first fifty."""
        values = (v.strip()[:MOST_LENGTH] for key, v in self.parameters if key == name)
        return tuple(dict.fromkeys(v for v in values if v))[:50]


class Visit:
    """A request with the archive to answer it from."""

    def __init__(self, asked: Asked, archive: Archive, memory: Memory, options: WebOptions) -> None:
        self.asked = asked
        self.archive = archive
        self.options = options
        self.voice = Voice(asked.language)
        self._memory = memory
        self._version: Version | None = None

    @property
    def route(self) -> Mapping[str, str]:
        """The parts of the path that the route names."""
        return self.asked.route

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A parameter as a whole number within bounds; ``default`` where it is none."""
        text = self.asked.one(name)
        if not re.fullmatch(r"[0-9]{1,12}", text):
            return default
        return min(max(int(text), least), most)

    def counted(self, key: Hashable, count: Callable[[Archive], T], *, wait: float = 0.5) -> T:
        """A count over the whole archive, see :class:`scraper.web.remembered.Remembered`."""
        return self._memory.counts.get(key, count, self._now(), wait=wait)

    def looked_up(self, key: Hashable, count: Callable[[Archive], T], *, wait: float = 0.5) -> T:
        """The same for one thing among many: a person, a section, an article."""
        return self._memory.details.get(key, count, self._now(), wait=wait)

    def compared(self, key: Hashable, count: Callable[[Archive], T], *, wait: float = 0.5) -> T:
        """The same for near-duplicates: a few are looked for at once, others are asked for again."""
        return self._memory.copies.get(key, count, self._now(), wait=wait)

    def drawn(self, key: Hashable, count: Callable[[Archive], T], *, wait: float = 0.5) -> T:
        """The same for charts, which may take long and wait for each other."""
        return self._memory.charts.get(key, count, self._now(), wait=wait)

    @property
    def drawing(self) -> Drawing:
        """Draws charts beside all other pages."""
        return self._memory.drawing

    def _now(self) -> Version:
        if self._version is None:
            self._version = version_of(self.archive)
        return self._version

    # --- addresses -------------------------------------------------------------------------

    def url(self, path: str, /, **parameters: object) -> str:
        """The address of a page of ours: ``path`` without its first slash, then parameters.

        Parameters that are None, False or empty are left out; lists repeat theirs.
        """
        pairs: list[tuple[str, str]] = []
        for name, value in parameters.items():
            values = value if isinstance(value, tuple | list) else (value,)
            pairs += [(name, str(v)) for v in values if v not in (None, "", False)]
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{self.options.base_url}{path}{query}"

    def changed(self, path: str | None = None, /, **parameters: object) -> str:
        """This page's address with some parameters set anew (None: left out), language apart."""
        kept = [(k, v) for k, v in self.asked.parameters if k not in {*parameters, "lang"} and v]
        pairs = kept[:]
        for name, value in parameters.items():
            values = value if isinstance(value, tuple | list) else (value,)
            pairs += [(name, str(v)) for v in values if v not in (None, "", False)]
        query = f"?{urlencode(pairs)}" if pairs else ""
        path = self.asked.path.lstrip("/") if path is None else path
        return f"{self.options.base_url}{path}{query}"

    def languages(self) -> Iterable[tuple[Language, str, str]]:
        """The other languages: code, name, address of this page in it."""
        for language in LANGUAGES:
            if language != self.asked.language:
                yield language, NAMES[language], self.changed(lang=language)


def safe_link(url: Any) -> str | None:
    """``url`` if a browser may follow it: an absolute address of the web, else None.

    >>> safe_link("javascript:alert(1)") is None, safe_link("https://a.example/x")
    (True, 'https://a.example/x')
    """
    text = str(url or "")
    if any(ord(c) <= 0x20 for c in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None
