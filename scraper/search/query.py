"""The query language, parsed once into a small tree that every index compiles for itself.

=====================  ==============================================================
``cải cách``           both words, anywhere; accents and case are free
``"cải cách"``         the words side by side
``cải OR đổi``         either; ``AND`` and a space both mean "and"
``-họp``, ``NOT họp``  without it
``hành*``              words that begin so
``="má"``, ``=má``     with exactly these accents
``(a OR b) c``         groups
``họp NEAR/5 "a b"``   at most five words between them, in either order; ``NEAR`` means ten
``title:lũ``           in one field: title, author, role, section, source, tag; also with a
                       "phrase" or a (group); ``portal:`` takes a portal's name or its beginning*
``cites:"1/QĐ-UBND"``  citing the document of this number, or of one that begins so*
``date:2023..2024-05`` published then; also ``date:2024``; ``since:2024-05``, ``until:2024``
=====================  ==============================================================

``AND``, ``OR``, ``NOT`` and ``NEAR`` count only in capitals. Terms without a letter or digit are
ignored. docs/search.md explains all of this to users.
"""

from __future__ import annotations

import re
from typing import get_args

from scraper.errors import UsageError
from scraper.search.days import day
from scraper.search.tree import (
    EVERYTHING,
    And,
    Cites,
    Field,
    InPortal,
    Near,
    Node,
    Not,
    Or,
    Published,
    Words,
)
from scraper.text import fold, words

MAX_LENGTH = 4_000
MAX_TERMS = 100
MAX_DEPTH = 25
MAX_DISTANCE = 50
"""Words between the two terms of a NEAR."""
DISTANCE = 10
"""What a NEAR without a number means, as in FTS5."""

_FIELDS: tuple[Field, ...] = get_args(Field)
_NAMES = (*_FIELDS, "portal", "cites", "date", "since", "until")
_QUOTES = {'"': '"', "“": "”", "„": "”“", "«": "»", "»": "«", "「": "」"}
"""Quotation marks to those that close them; German writes „so“ and »so«."""
_TOKEN = re.compile(r'\s+|[()"“”„«»「」]|[^\s()"“”„«»「」]+')
_FIELD = re.compile(r"([A-Za-z]+):(?!//)(.*)", re.DOTALL)
_NEAR = re.compile(r"NEAR(?:/([0-9]+))?")


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
        part = self._chain(field, depth)
        return Not(part) if part is not None and negative else part

    def _chain(self, field: Field | None, depth: int) -> Node | None:
        """A term, or terms with NEAR between them; in a longer chain each is near the next one."""
        left = self._term(field, depth)
        parts: list[Node] = []
        while near := _NEAR.fullmatch(self._peek() or ""):
            self._at += 1
            distance = int(near[1] or DISTANCE)
            if distance > MAX_DISTANCE:
                raise UsageError(f"NEAR in the query takes at most {MAX_DISTANCE} words")
            if self._peek() in {None, ")", "OR", "AND", "NOT"}:
                raise UsageError("NEAR in the query needs a term on both sides")
            right = self._term(field, depth)
            parts.append(self._near(left, right, distance))
            left = right
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _near(self, left: Node | None, right: Node | None, distance: int) -> Node:
        lefts, rights = _alternatives(left), _alternatives(right)
        if len({part.field for part in (*lefts, *rights)}) > 1:
            raise UsageError("NEAR in the query needs both terms in the same field")
        self._terms += len(lefts) * len(rights)
        if self._terms > MAX_TERMS:
            raise UsageError(f"the query has more than {MAX_TERMS} terms")
        parts = tuple(Near(one, other, distance) for one in lefts for other in rights)
        return parts[0] if len(parts) == 1 else Or(parts)

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
        if _NEAR.fullmatch(sign):
            raise UsageError("NEAR in the query needs a term on both sides")
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
            if name.lower() in _NAMES:  # phones begin whatever is written with a capital
                return self._in_field(name.lower(), rest, depth)
            if name.islower() and (rest[:1].isalpha() or (not rest and self._follows_at_once())):
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
        closing = {*_QUOTES[opening], '"', opening}
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
            if self._tokens[self._at : self._at + 1] == ["*"]:
                self._at += 1
                rest += "*"
        if not rest.strip():
            raise UsageError(f"{name}: in the query needs a value right after it")
        if name == "portal":
            return InPortal(rest.removesuffix("*"), rest.endswith("*"))
        if name == "cites":
            number, prefix = rest.removesuffix("*"), rest.endswith("*")
            return Cites(number, prefix) if words(number) else None
        return _published(name, rest)


def _published(name: str, value: str) -> Published:
    """What ``date:``, ``since:`` and ``until:`` say."""
    first, dots, last = value.partition("..")
    if name != "date" or not dots:
        first = last = value
    elif not first.strip() and not last.strip():
        raise UsageError("date: in the query needs a day before or after the two dots")
    since = day(first, last=False) if name != "until" and first.strip() else None
    until = day(last, last=True) if name != "since" and last.strip() else None
    if since and until and since > until:
        raise UsageError(f"nothing lies since {since} and until {until}")
    return Published(since, until)


def _alternatives(node: Node | None) -> tuple[Words, ...]:
    """The words that stand on one side of a NEAR."""
    found = node.parts if isinstance(node, Or) else (node,)
    plain = tuple(
        part for part in found if isinstance(part, Words) and not part.exact and not part.prefix
    )
    if len(plain) != len(found):
        raise UsageError(
            'NEAR in the query takes words and "phrases" on both sides, without = and *'
        )
    return plain
