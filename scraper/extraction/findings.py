"""What the layers have found so far: the first rule that gives a field wins, and is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

    from scraper.model import Byline, Image, PublishedAt


@dataclass(slots=True)
class Findings:
    """Fields of one page while it is read, with the rule behind each."""

    title: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    body_nodes: list[LexborNode] = field(default_factory=list)
    published: PublishedAt | None = None
    updated: PublishedAt | None = None
    section: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    images: tuple[Image, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Fields that no further layer may fill."""

    def lacks(self, name: str) -> bool:
        """Whether field ``name`` is empty and may still be filled."""
        return name not in self.closed and not getattr(self, name)

    def offer(self, name: str, rule: str, find: Callable[[], Any]) -> bool:
        """Fill field ``name`` by ``find()`` unless it is filled; return whether it is now."""
        if getattr(self, name):
            return True
        if name in self.closed:
            return False
        value = find()
        if not value:
            return False
        setattr(self, name, value)
        self.provenance[name] = rule
        return True
