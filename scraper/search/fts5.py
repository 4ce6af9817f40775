"""The query tree as SQL over the archive: an FTS5 MATCH, and conditions for what FTS5 cannot say.

Whatever the user wrote is bound as a parameter, and inside a MATCH it stands in a quoted FTS5
string (https://www.sqlite.org/fts5.html, 3.1), so that no sign in it is read as syntax.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.search.terms import LONGEST, accented, cited, folded
from scraper.search.tree import And, Cites, InPortal, Near, Not, Or, Published, Words
from scraper.text import fold

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from scraper.search.tree import Field, Node

_COLUMNS: dict[Field | None, str] = {
    None: "{title lead body authors tags}",
    "title": "title",
    "author": "authors",
    "role": "roles",
    "section": "section",
    "source": "source",
    "tag": "tags",
}
_NAMES = (
    "(SELECT json_group_array(w.name) FROM article_people AS w "
    "WHERE w.article_id = a.id AND w.kind = 'author')"
)
_ROLES = (
    "(SELECT json_group_array(w.role) FROM article_people AS w "
    "WHERE w.article_id = a.id AND w.role IS NOT NULL)"
)
_SECTION = "(SELECT s.path FROM sections AS s WHERE s.id = a.section_id)"
_TEXTS: dict[Field | None, tuple[tuple[str, ...], tuple[str, ...]]] = {
    None: (("a.title", "a.lead", "a.body"), (_NAMES, "a.tags")),
    "title": (("a.title",), ()),
    "author": ((), (_NAMES,)),
    "role": ((), (_ROLES,)),
    "section": ((_SECTION,), ()),
    "source": (("a.source",), ()),
    "tag": ((), ("a.tags",)),
}
"""Where the spelling stands that the index does not have: texts, and lists as JSON."""

RANK = "bm25(articles_fts, 8.0, 3.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0)"
"""Weights of the columns: a word in the title says more about an article than one in its body."""

_PLAIN = re.compile(r"[\t-~À-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ‐–—‘’“”•… \xa0]*")
"""Texts in which each letter stands for itself, so that a pattern finds what comparing words does."""

_NEW_STYLE = re.compile(r"(o(?=[ae])|u(?=y))([aey])([\u0300\u0301\u0303\u0309\u0323])(?!\w)")
"""hoà, hoè, tuỳ taken apart: the tone on the second vowel, where ``exact`` puts it."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A conjunction: a MATCH on ``articles_fts``, and a condition on ``articles AS a``.

    Attributes:
        match: FTS5 expression, or None.
        where: SQL condition, or None; its parameters in order.
    """

    match: str | None = None
    where: str | None = None
    parameters: tuple[object, ...] = ()

    @property
    def looks_at_spelling(self) -> bool:
        """Whether texts must be read to answer, since the index has no accents."""
        return "loa_exact" in (self.where or "")

    def condition(self) -> tuple[str, tuple[object, ...]]:
        """Both as one SQL condition on ``articles AS a``."""
        parts, parameters = [], self.parameters
        if self.match is not None:
            parts.append("a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)")
            parameters = (self.match, *parameters)
        if self.where is not None:
            parts.append(self.where)
        return " AND ".join(parts) or "1", parameters


def register(connection: sqlite3.Connection) -> None:
    """Make the comparisons that SQLite does not have known to it; harmless when done twice."""
    connection.create_function("loa_exact", -1, _has_exactly, deterministic=True)
    connection.create_function("loa_cited", 1, cited, deterministic=True)


def compile_query(node: Node) -> Compiled:
    """Compile a parsed query."""
    match node:
        case Words():
            return _words(node)
        case Near(left, right, distance):
            terms = f'"{folded(left.text)}" "{folded(right.text)}"'
            return Compiled(match=f"{_COLUMNS[left.field]} : NEAR({terms}, {distance})")
        case Cites(number, prefix):
            return _cites(number, prefix=prefix)
        case InPortal(name, prefix):
            value = name.encode("utf-8", "replace").decode()
            if prefix:
                return Compiled(where="substr(a.portal, 1, ?) = ?", parameters=(len(value), value))
            return Compiled(where="a.portal = ?", parameters=(value,))
        case Published(since, until):
            return _published(since, until)
        case And(parts):
            return _all([(part, compile_query(part)) for part in parts])
        case Or(parts):
            compiled = [compile_query(part) for part in parts]
            if all(piece.where is None for piece in compiled):
                return Compiled(match=" OR ".join(f"({piece.match})" for piece in compiled))
            conditions = [piece.condition() for piece in compiled]
            return Compiled(
                where="(" + " OR ".join(f"({sql})" for sql, _ in conditions) + ")",
                parameters=tuple(value for _, values in conditions for value in values),
            )
        case Not(part):
            sql, parameters = compile_query(part).condition()
            return Compiled(where=f"NOT ({sql})", parameters=parameters)


def _words(node: Words) -> Compiled:
    match = f'{_COLUMNS[node.field]} : "{folded(node.text)}"{"*" if node.prefix else ""}'
    if not node.exact:
        return Compiled(match=match)
    needle = f" {accented(node.text)}{'' if node.prefix else ' '}"
    texts, lists = _TEXTS[node.field]
    sql = f"loa_exact(?, {len(texts)}, {', '.join((*texts, *lists))})"
    return Compiled(match, sql, (needle,))


def _cites(number: str, *, prefix: bool) -> Compiled:
    wanted = cited(number)
    test = "substr(loa_cited(d.number), 1, ?) = ?" if prefix else "loa_cited(d.number) = ?"
    parameters: tuple[object, ...] = (len(wanted), wanted) if prefix else (wanted,)
    return Compiled(
        where=f"a.id IN (SELECT d.article_id FROM document_mentions AS d WHERE {test})",  # noqa: S608
        parameters=parameters,
    )


def _published(since: date | None, until: date | None) -> Compiled:
    # "IS NOT NULL" keeps NOT working for articles without a date; comparing text with the day
    # after lets the index on published serve for days, minutes and seconds alike.
    parts, parameters = ["a.published IS NOT NULL"], []
    if since is not None:
        parts.append("a.published >= ?")
        parameters.append(since.isoformat())
    if until is not None:
        after = until + timedelta(days=1) if until.year < 9999 else None
        parts.append("a.published < ?")
        parameters.append(after.isoformat() if after else "9999-99")
    return Compiled(where="(" + " AND ".join(parts) + ")", parameters=tuple(parameters))


def _all(parts: list[tuple[Node, Compiled]]) -> Compiled:
    wanted: list[str] = []
    unwanted: list[str] = []
    conditions: list[str] = []
    parameters: list[object] = []
    for node, piece in parts:
        if isinstance(node, Not):
            inner = compile_query(node.part)
            if inner.match is not None and inner.where is None:
                unwanted.append(inner.match)
                continue
        if piece.match is not None:
            wanted.append(f"({piece.match})")
        if piece.where is not None:
            conditions.append(piece.where)
            parameters += piece.parameters
    match = " AND ".join(wanted) or None
    for expression in unwanted:
        if match is not None:
            match = f"({match}) NOT ({expression})"
        else:
            sql, values = Compiled(match=expression).condition()
            conditions.append(f"NOT ({sql})")
            parameters += values
    return Compiled(match, " AND ".join(conditions) or None, tuple(parameters))


def _has_exactly(needle: str, texts: int, *values: str | None) -> bool:
    """Whether a needle stands in one of the texts, or in one of the lists that follow them."""
    pattern = _pattern(needle)
    names = [name for value in values[texts:] if value for name in json.loads(value)]
    for text in (*values[:texts], *names):
        if not text:
            continue
        if pattern is not None and _PLAIN.fullmatch(text):
            if pattern.search(text.casefold()):
                return True
        elif needle in f" {accented(text)} ":
            return True
    return False


@lru_cache(maxsize=100)
def _pattern(needle: str) -> re.Pattern[str] | None:
    """The needle as a pattern over text in NFC; None if that would not find the same.

    Bringing a whole article into one style of tones costs ten times as much as searching it for
    both. The beginning of a word has no end by which its style could be told.
    """
    if any(len(word) >= LONGEST for word in needle.split()):
        return None
    if not needle.endswith(" ") and any(pair in fold(needle) for pair in ("oa", "oe", "uy")):
        return None
    end = r"(?!\w)" if needle.endswith(" ") else ""
    return re.compile(r"(?<!\w)" + r"\W+".join(map(_both_styles, needle.split())) + end)


def _both_styles(word: str) -> str:
    """A pattern for a word that :func:`exact` made, in the style it has and in the other."""
    other = _NEW_STYLE.sub(r"\1\3\2", unicodedata.normalize("NFD", word))
    spellings = {word, unicodedata.normalize("NFC", other)}
    return f"(?:{'|'.join(re.escape(spelling) for spelling in sorted(spellings))})"
