"""Key word in context: every occurrence of a term with the words around it and its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from scraper.analysis.corpus import articles_of
from scraper.analysis.terms import Term
from scraper.analysis.tokens import Tokenizer
from scraper.errors import UsageError
from scraper.text import exact, fold, words
from scraper.text.fold import WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    import pandas as pd

    from scraper.analysis.corpus import ArticleText, Corpus

MAX_LINES = 200_000
"""Lines of one concordance; a sample of more is taken without keeping them all."""

MAX_WIDTH = 2_000

_ORDER = re.compile(r"[LR][1-9]|left|right|hit|date", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence.

    Attributes:
        left: the words before it, up to ``width`` characters.
        hit: as the article writes it.
        right: the words behind it.
        id: of the article.
        published: day of publication, None where unknown.
        portal: name of the portal.
        title: of the article.
        url: its address.
        position: characters of title, lead and body before it.
    """

    left: str
    hit: str
    right: str
    id: int
    published: date | None
    portal: str
    title: str
    url: str
    position: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines in the order that was asked for, and of how many they are.

    Attributes:
        lines: the lines; a sample where one was asked for.
        hits: occurrences in all articles that were read.
        articles: articles with at least one.
    """

    lines: tuple[Line, ...]
    hits: int
    articles: int

    def frame(self) -> pd.DataFrame:
        """The lines with the attributes of :class:`Line` as columns."""
        import pandas as pd  # noqa: PLC0415  # a program that asks for none should not wait for it

        names = list(Line.__dataclass_fields__)
        made = pd.DataFrame(
            [[getattr(line, name) for name in names] for line in self.lines], columns=names
        )
        made = made.astype({"published": "datetime64[s]", "id": "int64", "position": "int64"})
        made.attrs.update(hits=self.hits, articles=self.articles)
        return made


def concordance(
    corpus: Corpus,
    term: str,
    *,
    regex: bool = False,
    accents: bool = True,
    width: int = 60,
    sort: Sequence[str] = (),
    sample: int | None = None,
    seed: int = 0,
) -> Concordance:
    """All occurrences of a term with their context.

    Args:
        corpus: a frame or articles one by one.
        term: words side by side, ``*`` for any ending; with ``regex`` a regular expression of
            Python's :mod:`re` over the text as it is written (case is free; its running time is
            the writer's own business).
        regex: what ``term`` is.
        accents: whether accents of a term count.
        width: characters of context on each side; words are not cut.
        sort: by words of the context: ``R1`` the first to the right, ``L2`` the second to the left
            (to ``9``), ``left`` (L1 to L3), ``right`` (R1 to R3), ``hit``, ``date``; several in
            turn. Otherwise in the order of the articles.
        sample: so many lines drawn at random, each with the same chance.
        seed: of the drawing; the same seed draws the same lines.

    Raises:
        UsageError: the term or an option makes no sense, or there are more than
            :data:`MAX_LINES` lines and no sample was asked for.
    """
    if not 0 <= width <= MAX_WIDTH:
        raise UsageError(f"a context has 0 to {MAX_WIDTH} characters, not {width}")
    if sample is not None and not 1 <= sample <= MAX_LINES:
        raise UsageError(f"a sample has 1 to {MAX_LINES} lines, not {sample}")
    keys = _keys(sort)
    find = _by_pattern(term) if regex else _by_words(term, accents=accents)
    drawn = _Drawn(sample, Random(seed))  # noqa: S311  # a sample, not a secret
    articles = 0
    for article in articles_of(corpus):
        any_here = False
        for start, end in find(article.text):
            any_here = True
            if (place := drawn.place()) is not None:
                drawn.put(place, _line(article, start, end, width))
        articles += any_here
    lines = [line for _, line in sorted(drawn.lines, key=lambda pair: pair[0])]
    for key in reversed(keys):
        lines.sort(key=key)
    return Concordance(tuple(lines), drawn.seen, articles)


@dataclass(slots=True)
class _Drawn:
    """All lines, or so many of them at random (Vitter 1985, algorithm R)."""

    size: int | None
    random: Random
    seen: int = 0
    lines: list[tuple[int, Line]] = field(default_factory=list)

    def place(self) -> int | None:
        """Where the next line belongs, None for nowhere."""
        self.seen += 1
        if len(self.lines) < (self.size or MAX_LINES):
            return len(self.lines)
        if self.size is None:
            raise UsageError(
                f"the term stands in more than {MAX_LINES} places: draw some of them with sample, "
                "or take fewer articles"
            )
        chosen = self.random.randrange(self.seen)
        return chosen if chosen < self.size else None

    def put(self, place: int, line: Line) -> None:
        self.lines[place : place + 1] = [(self.seen, line)]


def _by_words(term: str, *, accents: bool) -> Callable[[str], Iterator[tuple[int, int]]]:
    tokenizer = Tokenizer(fold=not accents)
    wanted = Term(term, tokenizer)
    normal = exact if accents else fold

    def find(text: str) -> Iterator[tuple[int, int]]:
        at = 0
        for line in text.splitlines(keepends=True):
            spans = [match.span() for match in WORD.finditer(line)]
            tokens = [normal(line[start:end]) for start, end in spans]
            for first, behind in wanted.places(tokens):
                yield at + spans[first][0], at + spans[behind - 1][1]
            at += len(line)

    return find


def _by_pattern(term: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    try:
        pattern = re.compile(term, re.IGNORECASE)
    except re.error as error:
        raise UsageError(f"the regular expression {term!r} is wrong: {error}") from error

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in pattern.finditer(text) if match.group().strip())

    return find


def _line(article: ArticleText, start: int, end: int, width: int) -> Line:
    return Line(
        left=_last(article.text[max(0, start - width - 1) : start], width),
        hit=" ".join(article.text[start:end].split()),
        right=_first(article.text[end : end + width + 1], width),
        id=article.id,
        published=article.day,
        portal=article.values("portal")[0],
        title=article.title,
        url=article.url,
        position=start,
    )


def _last(text: str, width: int) -> str:
    """The end of ``text`` in whole words; one character more was read to see whether a word goes on."""
    shown = " ".join(text.split()) if len(text) <= width else " ".join(_tail(text).split())
    return shown + (" " if shown and text[-1:].isspace() else "")


def _tail(text: str) -> str:
    """``text`` without the word that its beginning cuts."""
    cut = re.search(r"\s", text)
    return text[cut.end() :] if cut else ""


def _first(text: str, width: int) -> str:
    if len(text) <= width:
        shown = " ".join(text.split())
    else:
        cut = list(re.finditer(r"\s", text))
        shown = " ".join(text[: cut[-1].start()].split()) if cut else ""
    return (" " if shown and text[:1].isspace() else "") + shown


def _keys(sort: Sequence[str]) -> list[Callable[[Line], tuple[object, ...]]]:
    keys: list[Callable[[Line], tuple[object, ...]]] = []
    for name in sort:
        if not _ORDER.fullmatch(name):
            raise UsageError(
                f"lines are sorted by L1 to L9, R1 to R9, left, right, hit or date, not {name}"
            )
        keys.append(_key(name.lower()))
    return keys


def _key(name: str) -> Callable[[Line], tuple[object, ...]]:
    if name == "hit":
        return lambda line: _collated(line.hit)
    if name == "date":
        return lambda line: (line.published is None, line.published)
    if name in {"left", "right"}:
        parts = [_key(f"{name[0]}{n}") for n in (1, 2, 3)]
        return lambda line: tuple(part(line) for part in parts)
    distance = int(name[1])
    return lambda line: _collated(_context_word(line, name[0], distance))


def _context_word(line: Line, side: str, distance: int) -> str:
    """The word so far to the left or right, empty where the context ends before it."""
    context = words(line.left)[::-1] if side == "l" else words(line.right)
    return context[distance - 1] if len(context) >= distance else ""


def _collated(text: str) -> tuple[str, str]:
    """Order of words: letters first, accents second."""
    return fold(text), exact(text)
