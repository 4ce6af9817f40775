"""People and offices as a frame, and which names may be one.

The rules only suggest: two people may have one name, and one person two. What they suggest is
joined when somebody says so (:meth:`scraper.store.Archive.merge_people`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

from scraper.store.people import counted_names, people, roles_by_name
from scraper.store.people_rejections import apart
from scraper.text import exact, fold, words
from scraper.text.names import RANKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from scraper.store import Archive
    from scraper.store.people import Person
    from scraper.store.people_names import Name

Evidence = Literal[
    "accents left out",
    "accents differ",
    "order of words",
    "rank or title",
    "punctuation",
    "part of the name",
    "same role and portal",
]
"""Why two names may be one. ``accents differ`` ("Lê An", "Lê Ân") speaks for two people unless
something else speaks against it; ``part of the name`` counts only with ``same role and portal``."""

MOST_VARIANTS = 12
"""Names of one group that are compared in pairs; more share a name too common to say anything."""

_TITLES = 3
"""Ranks and titles in a row before a name ("Đại tá, TS.")."""

_RANK = re.compile(RANKS.pattern, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name of a group.

    Attributes:
        id: its number in ``people``.
        articles: number of articles that write it so.
    """

    id: int
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Names that may be one person's or one office's.

    Attributes:
        names: the most frequent first.
        evidence: what makes them alike, and what speaks against it, as :data:`Evidence`.
        doubtful: whether accents differ and no common role says that it is the same person.
    """

    names: tuple[Spelling, ...]
    evidence: tuple[Evidence, ...]
    doubtful: bool


def people_frame(
    archive: Archive,
    query: str = "",
    *,
    portals: Collection[str] = (),
    kinds: Collection[str] = (),
) -> pd.DataFrame:
    """People and offices, those with the most articles first; see :func:`scraper.store.people.people`.

    Returns:
        ``id`` and ``articles`` (``int64``); ``name`` (string); ``kinds``, ``roles``, ``portals``,
        ``variants`` (strings, joined by ``"; "``, missing where there is none); ``first`` and
        ``last``, the days of the first and last article (``datetime64[s]``).
    """
    import numpy as np  # noqa: PLC0415  # a program that asks for no frame should not wait for it
    import pandas as pd  # noqa: PLC0415

    with archive.reading() as connection:
        found = people(connection, query, portals=portals, kinds=kinds)
    rows = [flat(person) for person in found]

    def column(name: str) -> pd.Series:
        values = [row[name] for row in rows]
        if name in ("id", "articles"):
            return pd.Series(values, dtype="int64")
        if name in ("first", "last"):
            return pd.Series(np.array(values, dtype="datetime64[s]"))
        return pd.Series(values, dtype="str")

    return pd.DataFrame({name: column(name) for name in COLUMNS})


COLUMNS = ("id", "name", "kinds", "roles", "portals", "articles", "first", "last", "variants")
"""Of the frame and of the CSV."""


def flat(person: Person) -> dict[str, str | int | None]:
    """A person as one row: lists joined by ``"; "``, None for empty ones."""
    return {
        "id": person.id,
        "name": person.name,
        "kinds": "; ".join(person.kinds),
        "roles": "; ".join(person.roles) or None,
        "portals": "; ".join(person.portals),
        "articles": person.articles,
        "first": person.first,
        "last": person.last,
        "variants": "; ".join(variant.name for variant in person.variants) or None,
    }


def suggestions(archive: Archive) -> list[Suggestion]:
    """Groups of names that may be one, those with the most articles first.

    Names are alike when they have the same words without accents, case, order, punctuation, and
    ranks or titles before them; and when one is the end of the other (given names alone) and both
    have the same role at the same portal. A name of one word, and one that is initials but for one
    word, is never suggested. Names that are joined already make no group of their own; names that
    were rejected (:meth:`scraper.store.Archive.reject_people`) are not suggested together.
    """
    with archive.reading() as connection:
        known = counted_names(connection)
        roles = roles_by_name(connection)
        rejected = apart(connection)
    groups: dict[tuple[str, ...], list[_Named]] = {}
    for name, into, count in known:
        named = _Named(name, into, count, _bare(name.name), roles.get(name.id, set()))
        if _tells(named.folded):
            groups.setdefault(tuple(sorted(named.folded)), []).append(named)
    found = [
        _suggestion(part)
        for group in (*groups.values(), *_parts(groups))
        if len(group) <= MOST_VARIANTS
        for part in _without_rejected(group, rejected)
        if len({named.into for named in part}) > 1
    ]
    return sorted(
        found, key=lambda s: (s.doubtful, -sum(n.articles for n in s.names), s.names[0].id)
    )


@dataclass(frozen=True, slots=True)
class _Named:
    name: Name
    into: int
    articles: int
    bare: str  # without ranks and titles
    roles: set[tuple[str, str]]

    @property
    def folded(self) -> list[str]:
        return words(fold(self.bare))


def _bare(name: str) -> str:
    for _ in range(_TITLES):
        shorter = _RANK.sub("", name, count=1).lstrip(" ,.-")
        if shorter == name:
            break
        name = shorter
    return name


def _tells(parts: list[str]) -> bool:
    """Whether a name says enough to be compared: two words that are no initials."""
    return sum(len(part) > 1 for part in parts) >= 2


def _without_rejected(group: list[_Named], rejected: set[frozenset[int]]) -> Iterable[list[_Named]]:
    """A group in parts in which no two names were decided to be two.

    Each name is in the first part that it fits, the most frequent names first. Two names of which
    nothing was decided may so be in two parts, until it is decided what keeps them from each other.
    """
    parts: list[list[_Named]] = []
    for named in sorted(group, key=lambda named: (-named.articles, named.name.id)):
        for part in parts:
            if not any(frozenset((named.into, other.into)) in rejected for other in part):
                part.append(named)
                break
        else:
            parts.append([named])
    return parts


def _suggestion(group: list[_Named]) -> Suggestion:
    order = get_args(Evidence)
    evidence = {why for pair in combinations(group, 2) for why in _compared(*pair)}
    return Suggestion(
        names=tuple(
            Spelling(n.name.id, n.name.name, n.articles)
            for n in sorted(group, key=lambda n: (-n.articles, n.name.id))
        ),
        evidence=tuple(sorted(evidence, key=order.index)),
        doubtful="accents differ" in evidence and "same role and portal" not in evidence,
    )


def _compared(one: _Named, other: _Named) -> Iterable[Evidence]:
    if one.roles & other.roles:
        yield "same role and portal"
    if (one.bare == one.name.name) != (other.bare == other.name.name):
        yield "rank or title"
    if sorted(one.folded) != sorted(other.folded):
        yield "part of the name"
        return
    pair = [words(exact(named.bare)) for named in (one, other)]
    if one.folded != other.folded:
        yield "order of words"
        pair = [sorted(parts, key=lambda word: (fold(word), word)) for parts in pair]
    if pair[0] != pair[1]:
        # Who writes one word of a name with accents does not leave them out in the next.
        plain = any(word == fold(word) for word in map(" ".join, pair))
        yield "accents left out" if plain else "accents differ"
    elif one.folded == other.folded and exact(one.bare) != exact(other.bare):
        yield "punctuation"


def _parts(groups: dict[tuple[str, ...], list[_Named]]) -> Iterable[list[_Named]]:
    """Pairs of which one name is the end of the other, with a common role at a common portal.

    Only where exactly one longer name fits: a role that two people of the same given names have
    held says nothing.
    """
    bearers: dict[tuple[str, str], list[_Named]] = {}
    for group in groups.values():
        for named in group:
            for role in named.roles:
                bearers.setdefault(role, []).append(named)
    longer: dict[int, dict[int, _Named]] = {}
    by_id: dict[int, _Named] = {}
    for fellows in bearers.values():
        by_end: dict[tuple[str, ...], list[_Named]] = {}
        for named in fellows:
            parts = tuple(named.folded)
            for start in range(1, len(parts) - 1):
                by_end.setdefault(parts[start:], []).append(named)
        for named in fellows:
            for whole in by_end.get(tuple(named.folded), ()):
                by_id[named.name.id] = named
                longer.setdefault(named.name.id, {})[whole.name.id] = whole
    for number, wholes in sorted(longer.items()):
        if len(wholes) == 1:
            yield [by_id[number], *wholes.values()]
