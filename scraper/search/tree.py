"""The tree that a query is parsed into, once; each index compiles it for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Field = Literal["title", "author", "role", "section", "source", "tag"]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand side by side; a single word is a phrase of one.

    Attributes:
        text: as written, without quotes and signs.
        field: where they must stand; None for title, lead, body, authors and tags.
        prefix: the last of them may go on.
        exact: accents must be the same.
    """

    text: str
    field: Field | None = None
    prefix: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms in either order with few words between them, in one text.

    As FTS5 has it (https://www.sqlite.org/fts5.html, 3.5): at most ``distance`` words from the end
    of the one that begins first to the beginning of the other; they may overlap.

    Attributes:
        left: a word or phrase, neither exact nor a prefix.
        right: likewise, in the same field.
        distance: words between them at most.
    """

    left: Words
    right: Words
    distance: int


@dataclass(frozen=True, slots=True)
class Cites:
    """Articles that cite a document; case, accents and spaces of its number are free.

    Attributes:
        number: as written.
        prefix: the number may go on.
    """

    number: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class InPortal:
    """Articles of one portal, or of those whose names begin so."""

    name: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """Articles published from the one day to the other, both included, either open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of them; none of them asks for nothing, so that everything is found."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever is not found by ``part``."""

    part: Node


Node: TypeAlias = Words | Near | Cites | InPortal | Published | And | Or | Not

EVERYTHING = And(())


def leaves(node: Node) -> Iterator[Words]:
    """The words that a hit may show, which leaves out those behind a NOT."""
    match node:
        case Words():
            yield node
        case Near(left, right):
            yield from (left, right)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            return
