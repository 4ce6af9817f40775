"""What a search answers: hits with snippets, facets, and the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Order = Literal["ranked", "newest"]

Counts = tuple[tuple[str, int], ...]
"""Values with their number of articles, most first."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article in its own spelling, and where in it the hits are.

    Attributes:
        text: one line; an ellipsis stands where text was left out.
        spans: start and end of each hit in ``text``, in order, not overlapping.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "[", after: str = "]") -> str:
        """The text with the hits between ``before`` and ``after``.

        >>> Snippet("họp dân", ((4, 7),)).marked("<b>", "</b>")
        'họp <b>dân</b>'
        """
        parts, at = [], 0
        for start, end in self.spans:
            parts += [self.text[at:start], before, self.text[start:end], after]
            at = end
        return "".join([*parts, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found.

    Attributes:
        published: ISO 8601, as long as its precision allows, or None.
        section: name of the innermost section, or None.
        section_path: names from the outermost, joined by " / ", or None.
        authors: names of kind author, joined by "; ", or None.
        score: BM25, lower is better; None where nothing was ranked.
        archive: the file that has it, where several were searched together; else None.
        heading: the title with the hits in it.
    """

    id: int
    portal: str
    url: str
    title: str
    published: str | None
    section: str | None
    section_path: str | None
    authors: str | None
    score: float | None
    snippet: Snippet
    archive: str | None = None
    heading: Snippet = Snippet("")


@dataclass(frozen=True, slots=True)
class Facets:
    """How all articles found spread, each with the 50 most frequent values.

    Attributes:
        section: by path, joined by " / ".
        author: by name; an article with two authors counts for both.
        month: by year and month of publication ("2024-05"), newest first, all of them.
    """

    portal: Counts
    section: Counts
    author: Counts
    month: Counts


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of hits, and how many there are in all.

    Attributes:
        total: number of articles found, on all pages.
        offset: number of hits before this page.
        order: ``ranked`` or ``newest``, whichever was used.
        point: the state that was searched: given with later pages, articles that were stored since
            do not move them.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    order: Order
    limit: int
    offset: int
    point: str = ""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)
