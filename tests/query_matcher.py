"""What a query finds, said as plainly as can be: one article at a time, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.search.tree import And, Cites, InPortal, Near, Not, Or, Published, Words
from scraper.text import exact, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper import Article
    from scraper.search.tree import Field, Node


def matches(node: Node, article: Article) -> bool:
    match node:
        case Words(text, field, prefix, accents):
            found = any(_stands(fold, text, piece, prefix) for piece in texts(article, field))
            if not accents:
                return found
            return found and any(
                _stands(exact, text, piece, prefix) for piece in texts(article, field)
            )
        case Near(left, right, distance):
            return any(
                _near(left.text, right.text, distance, hay) for hay in _runs(article, left.field)
            )
        case Cites(number, prefix):
            wanted = _number(number)
            cited = [_number(mention.number) for mention in article.documents]
            return any(c.startswith(wanted) if prefix else c == wanted for c in cited)
        case InPortal(name, prefix):
            return article.portal.startswith(name) if prefix else article.portal == name
        case Published(since, until):
            if article.published is None:
                return False
            day = article.published.day
            return (since is None or day >= since) and (until is None or day <= until)
        case And(parts):
            return all(matches(part, article) for part in parts)
        case Or(parts):
            return any(matches(part, article) for part in parts)
        case Not(part):
            return not matches(part, article)


def texts(article: Article, field: Field | None) -> list[str]:
    """The texts of a field; no phrase goes from one into the next."""
    authors = list(article.authors)
    sources = [b.name for b in article.bylines if b.kind in {"source", "organisation"}]
    return {
        None: [article.title, article.lead or "", article.body, *authors, *article.tags],
        "title": [article.title],
        "author": authors,
        "role": [b.role for b in article.bylines if b.role],
        "section": [" / ".join(article.section)],
        "source": ["; ".join(sources)],
        "tag": list(article.tags),
    }[field]


def _stands(change: Callable[[str], str], wanted: str, text: str, prefix: bool) -> bool:
    needle, hay = words(change(wanted)), words(change(text))
    return bool(needle) and bool(_places(needle, hay, prefix))


def _places(needle: list[str], hay: list[str], prefix: bool = False) -> list[int]:
    size = len(needle)
    found = []
    for at in range(len(hay) - size + 1):
        piece = hay[at : at + size]
        last = piece[-1].startswith(needle[-1]) if prefix else piece[-1] == needle[-1]
        if piece[:-1] == needle[:-1] and last:
            found.append(at)
    return found


BETWEEN = "\0"
"""Between two names of a list; counts as one word."""


def _runs(article: Article, field: Field | None) -> list[list[str]]:
    """The words among which terms may be near each other: all names of a list are one run."""
    if field is None:
        alone = [article.title, article.lead or "", article.body]
        return [*(words(fold(t)) for t in alone), *(_run(article, f) for f in ("author", "tag"))]
    return [_run(article, field)]


def _run(article: Article, field: Field) -> list[str]:
    run: list[str] = []
    for text in texts(article, field):
        run += [*([BETWEEN] if run else []), *words(fold(text))]
    return run


def _near(left: str, right: str, distance: int, hay: list[str]) -> bool:
    one, other = words(fold(left)), words(fold(right))
    return any(
        (b - a - len(one) if b >= a else a - b - len(other)) <= distance
        for a in _places(one, hay)
        for b in _places(other, hay)
    )


def _number(text: str) -> str:
    return "".join(fold(text).replace("–", "-").split())
