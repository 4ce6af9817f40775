"""How often each word stands in a set of texts, and in how many of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.analysis.corpus import ArticleText, articles_of
from scraper.analysis.tokens import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.analysis.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Words of a set of texts.

    Attributes:
        counts: word to occurrences.
        articles: word to number of texts that have it.
        size: occurrences of all words.
        texts: number of texts.
        tokens: what a word is, for people.
    """

    counts: Counter[str]
    articles: Counter[str]
    size: int
    texts: int
    tokens: str


def frequencies(corpus: Corpus | Iterable[str], tokenizer: Tokenizer | None = None) -> Frequencies:
    """Count the words of articles or plain texts; only the vocabulary stays in memory.

    Args:
        corpus: a frame, articles one by one, or texts.
        tokenizer: syllables with accents by default.
    """
    tokenizer = tokenizer or Tokenizer()
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    languages: set[str | None] = set()
    texts = 0
    for text, language in _texts(corpus):
        tokens = tokenizer(text, language)
        counts.update(tokens)
        articles.update(set(tokens))
        languages.add(language)
        texts += 1
    return Frequencies(counts, articles, counts.total(), texts, tokenizer.label(languages))


def _texts(corpus: Corpus | Iterable[str]) -> Iterator[tuple[str, str | None]]:
    for item in articles_of(corpus) if hasattr(corpus, "columns") else corpus:  # type: ignore[arg-type]
        if isinstance(item, ArticleText):
            yield item.text, item.language
        else:
            yield str(item), None
