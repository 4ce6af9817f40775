"""Which family a page comes from, with the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.portals.registry import families

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.portals.profile import Family

GENERATOR = re.compile(
    r"<meta\b[^>]{0,200}?\bname\s*=\s*[\"']?generator[\"']?[^>]{0,300}", re.IGNORECASE
)
CONTENT = re.compile(r"content\s*=\s*[\"']([^\"']{0,200})", re.IGNORECASE)

WEIGHTS = {"generator": 3.0, "cookie": 1.0, "html": 1.0, "address": 0.5}
"""A generator tag names the system; each other mark is a hint of its own."""

ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class Detection:
    """A family and why: ``evidence`` in words, ``score`` the sum of the weights of the hits."""

    family: Family
    score: float
    evidence: tuple[str, ...]


def detect_all(html: str, url: str = "", cookies: Iterable[str] = ()) -> list[Detection]:
    """All families with any evidence on the page, the best first.

    Args:
        html: the page.
        url: its address; path and query may count as evidence.
        cookies: names of the cookies that the server set.
    """
    generator = ""
    if tag := GENERATOR.search(html[:100_000]):
        content = CONTENT.search(tag.group())
        generator = content.group(1) if content else ""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    cookies = tuple(cookies)
    found = []
    for family in families().values():
        marks = family.detect
        hits: list[tuple[str, str]] = []
        if marks.generator and generator and re.search(marks.generator, generator, re.IGNORECASE):
            hits.append(("generator", f"generator tag {generator!r}"))
        hits += [("html", f"{mark!r} in the page") for mark in marks.html if mark in html]
        hits += [("address", f"address like {p}") for p in marks.address if re.search(p, path)]
        hits += [
            ("cookie", f"cookie {name}")
            for name in cookies
            if any(name.startswith(mark) for mark in marks.cookie)
        ]
        if hits:
            score = sum(WEIGHTS[kind] for kind, _ in hits)
            found.append(Detection(family, score, tuple(words for _, words in hits)))
    return sorted(found, key=lambda d: (-d.score, d.family.name))


def detect(html: str, url: str = "", cookies: Iterable[str] = ()) -> Detection | None:
    """The family of the page, or None when the evidence is too thin to say."""
    found = detect_all(html, url, cookies)
    return found[0] if found and found[0].score >= ENOUGH else None
