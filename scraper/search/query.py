"""The query language, parsed once into a small tree that every index compiles for itself.

=====================  ==============================================================
``cải cách``           both words, anywhere; accents and case are free
``"cải cách"``         the words side by side
``cải OR đổi``         either; ``AND`` and a space both mean "and"
``-họp``, ``NOT họp``  without it
``hành*``              words that begin so
``="má"``, ``=má``     with exactly these accents
``(a OR b) c``         groups
``title:lũ``           in one field: title, author, role, section, source, tag; also with a
                       "phrase" or a (group); ``portal:`` takes a portal's name or its beginning*
``since:2024-05``      published then or later; ``until:2024`` then or before
=====================  ==============================================================

``AND``, ``OR`` and ``NOT`` count only in capitals. Terms without a letter or digit are ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from scraper.errors import UsageError
from scraper.search.days import day
from scraper.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Field = Literal["title", "author", "role", "section", "source", "tag"]

MAX_LENGTH = 4_000
MAX_TERMS = 100
MAX_DEPTH = 25


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


Node: TypeAlias = Words | InPortal | Published | And | Or | Not

EVERYTHING = And(())

_FIELDS: tuple[Field, ...] = get_args(Field)
_NAMES = (*_FIELDS, "portal", "since", "until")
_QUOTES = {'"': '"', "“": "”", "„": "”", "«": "»"}
_TOKEN = re.compile(r'\s+|[()"“”„«»]|[^\s()"“”„«»]+')
_FIELD = re.compile(r"([a-z]+):(?!//)(.*)", re.DOTALL)


def parse(query: str) -> Node:
    """Parse a query; an empty one finds everything.

    Raises:
        UsageError: the query cannot be understood, in one sentence that says where.
    """
    text = "".join(c if c.isprintable() or c.isspace() else " " for c in query)
    if len(text) > MAX_LENGTH:
        raise UsageError(f"the query is longer than {MAX_LENGTH} characters")
    if not text.strip():
        return EVERYTHING
    node = _Parser(text).parse()
    if node is None:
        raise UsageError("the query has no word to look for: give letters or digits")
    return node


def leaves(node: Node) -> Iterator[Words]:
    """The words that a hit may show, which leaves out those behind a NOT."""
    match node:
        case Words():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            return


class _Parser:
    """Recursive descent over a flat list of tokens; nesting and number of terms are bounded."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._terms = 0

    def parse(self) -> Node | None:
        node = self._either(None, 0)
        if self._peek() is not None:
            raise UsageError("the query closes a parenthesis that it did not open")
        return node

    def _skip_space(self) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1

    def _peek(self) -> str | None:
        self._skip_space()
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _either(self, field: Field | None, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise UsageError(f"the query nests parentheses deeper than {MAX_DEPTH}")
        parts = [self._all(field, depth)]
        while self._peek() == "OR":
            self._at += 1
            parts.append(self._all(field, depth))
        kept = tuple(dict.fromkeys(part for part in parts if part is not None))
        return kept[0] if len(kept) == 1 else Or(kept) if kept else None

    def _all(self, field: Field | None, depth: int) -> Node | None:
        parts: list[Node] = []
        met = expected = False
        while (sign := self._peek()) not in {None, ")", "OR"}:
            if sign == "AND":
                if not met or expected:
                    raise UsageError("AND in the query needs a term on both sides")
                expected = True
                self._at += 1
                continue
            part = self._negated(field, depth)
            met, expected = True, False
            if part is not None:
                parts.append(part)
        if expected:
            raise UsageError("AND in the query needs a term on both sides")
        if not met:
            if sign == "OR" or (self._at and self._before() == "OR"):
                raise UsageError("OR in the query needs a term on both sides")
            raise UsageError("the query has parentheses with nothing in them")
        kept = tuple(dict.fromkeys(parts))
        return kept[0] if len(kept) == 1 else And(kept) if kept else None

    def _before(self) -> str | None:
        earlier = [sign for sign in self._tokens[: self._at] if not sign.isspace()]
        return earlier[-1] if earlier else None

    def _negated(self, field: Field | None, depth: int) -> Node | None:
        negative = False
        while True:
            sign = self._peek()
            if sign == "NOT":
                self._at += 1
            elif sign is not None and sign.startswith("-") and self._sticks(sign):
                self._tokens[self._at] = sign[1:]
                if len(sign) == 1:
                    self._at += 1
            else:
                break
            negative = not negative
        if self._peek() in {None, ")", "OR", "AND"}:
            raise UsageError("NOT in the query needs a term after it")
        part = self._term(field, depth)
        return Not(part) if part is not None and negative else part

    def _sticks(self, sign: str) -> bool:
        """Whether a minus stands right before what it takes away; alone it is a dash."""
        after = self._tokens[self._at + 1 : self._at + 2]
        return len(sign) > 1 or bool(after and (after[0] == "(" or after[0] in _QUOTES))

    def _term(self, field: Field | None, depth: int) -> Node | None:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise UsageError(f"the query has more than {MAX_TERMS} terms")
        sign = self._tokens[self._at]
        self._at += 1
        if sign == "(":
            node = self._either(field, depth + 1)
            if self._peek() != ")":
                raise UsageError("the query opens a parenthesis that it does not close")
            self._at += 1
            return node
        if sign in _QUOTES:
            return self._leaf(field, self._quoted(sign), exact=False)
        if match := _FIELD.fullmatch(sign):
            name, rest = match.groups()
            if name in _NAMES:
                return self._in_field(name, rest, depth)
            if rest[:1].isalpha() or (not rest and self._follows_at_once()):
                raise UsageError(
                    f"the query asks for {name}:, but the fields are {', '.join(_NAMES)}"
                )
        if sign == "=" and self._follows_at_once(quoted=True):
            self._at += 1
            return self._leaf(field, self._quoted(self._tokens[self._at - 1]), exact=True)
        if sign.startswith("="):
            return self._leaf(
                field, sign[1:].removesuffix("*"), exact=True, prefix=sign.endswith("*")
            )
        return self._leaf(field, sign.removesuffix("*"), exact=False, prefix=sign.endswith("*"))

    def _follows_at_once(self, *, quoted: bool = False) -> bool:
        after = self._tokens[self._at : self._at + 1]
        return bool(after) and (after[0] in _QUOTES or (not quoted and after[0] == "("))

    def _quoted(self, opening: str) -> str:
        closing = {_QUOTES[opening], '"', opening}
        start = self._at
        while self._at < len(self._tokens):
            if self._tokens[self._at] in closing:
                self._at += 1
                return "".join(self._tokens[start : self._at - 1])
            self._at += 1
        raise UsageError("the query opens a quotation mark that it does not close")

    def _leaf(
        self, field: Field | None, text: str, *, exact: bool, prefix: bool = False
    ) -> Words | None:
        if not prefix and self._tokens[self._at : self._at + 1] == ["*"]:
            self._at += 1
            prefix = True
        return Words(text, field, prefix, exact) if words(fold(text)) else None

    def _in_field(self, name: str, rest: str, depth: int) -> Node | None:
        if name in _FIELDS:
            if rest:
                self._at -= 1
                self._tokens[self._at] = rest
            elif not self._follows_at_once():
                raise UsageError(f"{name}: in the query needs a word right after it")
            return self._term(name, depth)
        if not rest and self._follows_at_once(quoted=True):
            self._at += 1
            rest = self._quoted(self._tokens[self._at - 1])
        if not rest.strip():
            raise UsageError(f"{name}: in the query needs a value right after it")
        if name == "portal":
            return InPortal(rest.removesuffix("*"), rest.endswith("*"))
        if name == "since":
            return Published(since=day(rest, last=False))
        return Published(until=day(rest, last=True))
