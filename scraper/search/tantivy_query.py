"""The query tree as a tantivy query, term by term: no string is ever parsed by tantivy.

It finds what the SQL of :mod:`scraper.search.fts5` finds; tests hold both to that.
"""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from scraper.search.moments import day_number
from scraper.search.pairs import covering
from scraper.search.tantivy_documents import CITES, DAY, EXACT, PAIRS, PORTAL, TEXT_FIELDS
from scraper.search.terms import accented, cited, folded
from scraper.search.tree import And, Cites, InPortal, Near, Not, Or, Published, Words, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tantivy import Schema, Searcher

    from scraper.search.tree import Node

IN_TITLE = 3.0
"""What a hit in the title weighs, besides what it weighs as a hit in the text."""

ENDINGS = 20
"""Words that stand for all that begin so in the ranking."""

TEXT = TEXT_FIELDS[None]

NOTHING = Query.empty_query()


class Compiler:
    """Compiles queries for one state of an index.

    Args:
        schema: of the index.
        searcher: of the state; numbers of documents that begin so are looked up in it.
        frequent: words of which it has pairs.

    Attributes:
        portals: that the archives have; to be filled before anything is compiled.
    """

    def __init__(
        self, schema: Schema, searcher: Searcher, frequent: frozenset[str] = frozenset()
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self._frequent = frequent
        self.portals: set[str] = set()

    def matching(self, node: Node) -> Query:
        """A query for what ``node`` finds."""
        match node:
            case Words():
                return self._words(node)
            case Near(left, right, distance):
                field = TEXT_FIELDS[left.field]
                return self._near(
                    field, folded(left.text).split(), folded(right.text).split(), distance
                )
            case Cites(number, prefix):
                wanted = cited(number)
                if not prefix:
                    return self.any_of(CITES, [wanted])
                found = self._searcher.terms_with_prefix(CITES, wanted)
                return self.any_of(CITES, [term for term, _ in found])
            case InPortal(name, prefix):
                fitting = [p for p in self.portals if p == name or (prefix and p.startswith(name))]
                return self.any_of(PORTAL, sorted(fitting))
            case Published(since, until):
                first = 1 if since is None else day_number(since.isoformat())
                last = 99_999_999 if until is None else day_number(until.isoformat())
                return self.between(DAY, first, last)
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return Query.boolean_query([(Occur.Should, self.matching(part)) for part in parts])
            case Not():
                return self._all((node,))

    def ranking(self, node: Node, matching: Query) -> Query:
        """``matching`` with more weight for articles that have the words in their titles.

        Words that begin so weigh all the same to tantivy; the most frequent of them are added as
        words, so that articles are told apart.
        """
        wanted = [leaf for leaf in leaves(node) if leaf.field is None]
        weights = [Query.boost_query(self._folded("title", leaf), IN_TITLE) for leaf in wanted]
        for leaf in wanted:
            if leaf.prefix and len(terms := folded(leaf.text).split()) == 1:
                found = self._searcher.terms_with_prefix("text", terms[0], limit=ENDINGS)
                weights += [Query.term_query(self._schema, "text", term) for term, _ in found]
        if not weights:
            return matching
        return Query.boolean_query(
            [(Occur.Must, matching), *((Occur.Should, weight) for weight in weights)]
        )

    def any_of(self, field: str, values: Sequence[str]) -> Query:
        """Articles with one of these labels; labels do not count in the ranking."""
        if not values:
            return NOTHING
        query = Query.term_set_query(self._schema, field, list(values))
        return Query.const_score_query(query, 0.0)

    def between(self, field: str, first: int, last: int) -> Query:
        """Articles with a number from the first to the last; numbers do not count in the ranking."""
        query = Query.range_query(self._schema, field, FieldType.Integer, first, last)
        return Query.const_score_query(query, 0.0)

    def _all(self, parts: Sequence[Node]) -> Query:
        wanted = [part for part in parts if not isinstance(part, Not)]
        queries = [(Occur.Must, self.matching(part)) for part in wanted] or [
            (Occur.Must, Query.all_query())
        ]
        if len(queries) == 1 and len(wanted) == len(parts):
            return queries[0][1]
        unwanted = [
            (Occur.MustNot, self.matching(part.part)) for part in parts if isinstance(part, Not)
        ]
        return Query.boolean_query([*queries, *unwanted])

    def _words(self, node: Words) -> Query:
        query = self._folded(TEXT_FIELDS[node.field], node)
        if not node.exact:
            return query
        terms = accented(node.text).split()
        if not terms:
            return NOTHING
        exactly = self._phrase(TEXT_FIELDS[node.field] + EXACT, terms, prefix=node.prefix)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, exactly)])

    def _folded(self, field: str, node: Words) -> Query:
        return self._phrase(field, folded(node.text).split(), prefix=node.prefix)

    def _phrase(self, field: str, terms: Sequence[str], *, prefix: bool) -> Query:
        if prefix:
            # Terms are letters and digits only, so that none of them says anything as a pattern.
            patterns = [*terms[:-1], terms[-1] + ".*"]
            if len(patterns) == 1:
                return Query.regex_query(self._schema, field, patterns[0])
            return Query.regex_phrase_query(self._schema, field, list(patterns))
        if len(terms) == 1:
            return Query.term_query(self._schema, field, terms[0])
        if field == TEXT and self._frequent.issuperset(terms):
            return self._pairs(terms)
        return Query.phrase_query(self._schema, field, list(terms))

    def _pairs(self, words: Sequence[str]) -> Query:
        """A phrase of frequent words from their pairs, which weighs what it would without them."""
        pairs = covering(words)
        terms = [pair for _, pair in pairs]
        query = (
            Query.term_query(self._schema, PAIRS, terms[0])
            if len(terms) == 1
            else Query.phrase_query(self._schema, PAIRS, list(pairs))
        )
        return Query.boost_query(query, self._rarity(TEXT, words) / self._rarity(PAIRS, terms))

    def _rarity(self, field: str, terms: Sequence[str]) -> float:
        """What a phrase of these terms weighs by how few articles have each (tantivy's BM25)."""
        having = [self._searcher.doc_freq(field, term) for term in terms]
        articles = max(self._searcher.num_docs, *having)
        return sum(log1p((articles - n + 0.5) / (n + 0.5)) for n in having)

    def _near(self, field: str, left: list[str], right: list[str], distance: int) -> Query:
        """Either term, then the other, at each distance that is near enough.

        They may overlap, as in FTS5, so that a term is near itself.
        """
        if left == right:
            return self._phrase(field, left, prefix=False)
        if len(left) == len(right) == 1:
            # A swap costs two of the "slop", so that each order needs a query of its own.
            orders = ((left[0], right[0]), (right[0], left[0]))
            return Query.boolean_query(
                [
                    (
                        Occur.Should,
                        Query.phrase_query(self._schema, field, list(order), slop=distance),
                    )
                    for order in orders
                ]
            )
        shapes: dict[tuple[tuple[int, str], ...], None] = {}
        for shift in range(-len(right) - distance, len(left) + distance + 1):
            begin = max(0, -shift)
            placed = {begin + at: term for at, term in enumerate(left)}
            others = {begin + shift + at: term for at, term in enumerate(right)}
            if all(placed.get(at, term) == term for at, term in others.items()):
                shapes[tuple(sorted((placed | others).items()))] = None
        queries = [
            self._phrase(field, [term for _, term in shape], prefix=False)
            if len(shape) == 1
            else Query.phrase_query(self._schema, field, list(shape))
            for shape in shapes
        ]
        return Query.boolean_query(
            [
                (Occur.Must, self._phrase(field, left, prefix=False)),
                (Occur.Must, self._phrase(field, right, prefix=False)),
                (
                    Occur.Must,
                    Query.boolean_query([(Occur.Should, query) for query in queries]),
                ),
            ]
        )
