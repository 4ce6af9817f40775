"""Near-duplicates of one article: a search proposes a few, then all their words are compared.

``loa stats copies`` compares everything with everything; here one article is looked for, in the time
that a reader waits. A copy whose title and four stretches of text were all rewritten is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.analysis.duplicates import SHORTEST
from scraper.analysis.shingles import containment, jaccard, shingles
from scraper.errors import UsageError
from scraper.text import fold, words

if TYPE_CHECKING:
    from scraper.store import Archive

ALIKE = 0.5
CONTAINED = 0.8
"""From which on texts are near-duplicates; the same as in :mod:`scraper.analysis.duplicates`."""

PROPOSED = 40
STRETCHES = 4
LENGTH = 6
"""Words of a stretch: long enough to be of one text, short enough to survive an edit."""


@dataclass(frozen=True, slots=True)
class NearCopy:
    """An article that is alike.

    Attributes:
        share: words in a row that both have, of the shorter text's (0 to 1).
    """

    id: int
    portal: str
    title: str
    published: str | None
    share: float


def near_copies(archive: Archive, article_id: int) -> tuple[NearCopy, ...]:
    """The near-duplicates of an article, the most alike first."""
    article = archive.get(article_id)
    own = shingles(f"{article.lead or ''}\n{article.body}")
    if own.size < SHORTEST:
        return ()
    query = " OR ".join(f'"{stretch}"' for stretch in stretches(article.title, article.body))
    try:
        hits = archive.search(query, order="ranked", limit=PROPOSED).hits
    except UsageError:  # a title and a text without a word to look for
        return ()
    found = []
    for hit in hits:
        if hit.id == article_id:
            continue
        other = archive.get(hit.id)
        its = shingles(f"{other.lead or ''}\n{other.body}")
        if its.size < SHORTEST:
            continue
        share = containment(own, its)
        if share >= CONTAINED or jaccard(own, its) >= ALIKE:
            found.append(NearCopy(hit.id, hit.portal, hit.title, hit.published, share))
    return tuple(sorted(found, key=lambda copy: (-copy.share, copy.id)))


def stretches(title: str, body: str) -> list[str]:
    """The title, and a few stretches of words spread over the text.

    >>> stretches("", "một hai ba bốn năm sáu bảy")
    ['mot hai ba bon nam sau']
    """
    found = [" ".join(words(fold(title))[:12])]
    every = words(fold(body))
    room = len(every) - LENGTH
    for place in range(STRETCHES):
        start = room * place // STRETCHES
        found.append(" ".join(every[start : start + LENGTH]) if room >= 0 else "")
    return [stretch for stretch in dict.fromkeys(found) if stretch]
