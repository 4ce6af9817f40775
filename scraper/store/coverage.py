"""How many articles of a crawl had each field, and what else a crawl saw of the portal's design.

The counts of the fields are kept in the transaction that stores the articles, so they are those of
the stored articles also when a crawl is killed. The rest is written once, when the crawl ends.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scraper.store.records import COVERED_FIELDS, AddressForm, FieldCount, Observation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from scraper.model import Article
    from scraper.store.records import PageRecord

NO_ARTICLE = frozenset({"empty", "listing"})
"""What is said of a page at an article's address when its article cannot be found in the markup."""

OWN_RULES = ("profile:", "family:")
"""How provenance begins where a rule for this portal or its system gave the field."""

_COUNT = """
INSERT INTO crawl_coverage (crawl_id, field, articles, filled, by_rules) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (crawl_id, field) DO UPDATE SET articles = articles + excluded.articles,
  filled = filled + excluded.filled, by_rules = by_rules + excluded.by_rules
"""
_OBSERVED = """
SELECT id FROM crawls WHERE portal = ? AND id < ? AND (
  EXISTS (SELECT 1 FROM crawl_coverage WHERE crawl_id = crawls.id)
  OR EXISTS (SELECT 1 FROM crawl_listings WHERE crawl_id = crawls.id))
ORDER BY id DESC LIMIT ?
"""


def counted(articles: Iterable[Article], missed: int = 0) -> dict[str, FieldCount]:
    """Count the fields of ``articles``; ``missed`` pages should have been articles and were none.

    Those count as pages on which no field was found: a redesign that hides title or text from the
    rules would else leave only the pages that it spared.
    """
    total = missed
    filled: Counter[str] = Counter()
    by_rules: Counter[str] = Counter()
    for article in articles:
        total += 1
        for name in COVERED_FIELDS:
            if getattr(article, name):
                filled[name] += 1
                by_rules[name] += article.provenance.get(name, "").startswith(OWN_RULES)
    if not total:
        return {}
    return {name: FieldCount(total, filled[name], by_rules[name]) for name in COVERED_FIELDS}


def count_pages(connection: sqlite3.Connection, crawl_id: int, pages: Sequence[PageRecord]) -> None:
    """Add a batch of pages to the coverage of their crawl, inside the caller's transaction."""
    articles = [page.article for page in pages if page.article is not None]
    missed = sum(page.task.kind == "article" and page.refusal in NO_ARTICLE for page in pages)
    connection.executemany(
        _COUNT,
        [
            (crawl_id, name, count.articles, count.filled, count.by_rules)
            for name, count in counted(articles, missed).items()
        ],
    )


def keep(connection: sqlite3.Connection, crawl_id: int, seen: Observation) -> None:
    """Keep what a crawl saw besides the fields, inside the caller's transaction."""
    connection.execute("UPDATE crawls SET family = ? WHERE id = ?", (seen.family, crawl_id))
    connection.executemany(
        "INSERT OR REPLACE INTO crawl_listings (crawl_id, url, articles) VALUES (?, ?, ?)",
        [(crawl_id, url, articles) for url, articles in seen.listings.items()],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO crawl_unknown_addresses (crawl_id, form, addresses, example) "
        "VALUES (?, ?, ?, ?)",
        [(crawl_id, form.form, form.addresses, form.example) for form in seen.unknown],
    )


def fields_of(connection: sqlite3.Connection, crawl_id: int) -> dict[str, FieldCount]:
    """The coverage of the crawl's fields so far."""
    rows = connection.execute(
        "SELECT field, articles, filled, by_rules FROM crawl_coverage WHERE crawl_id = ?",
        (crawl_id,),
    )
    return {field: FieldCount(*counts) for field, *counts in rows}


def observations(
    connection: sqlite3.Connection, portal: str, before: int | None, limit: int
) -> list[Observation]:
    """What the portal's last crawls saw, newest first; crawls that saw nothing are left out."""
    rows = connection.execute(_OBSERVED, (portal, before or 2**62, limit)).fetchall()
    return [_observation(connection, crawl_id) for (crawl_id,) in rows]


def _observation(connection: sqlite3.Connection, crawl_id: int) -> Observation:
    (family,) = connection.execute("SELECT family FROM crawls WHERE id = ?", (crawl_id,)).fetchone()
    listings = connection.execute(
        "SELECT url, articles FROM crawl_listings WHERE crawl_id = ?", (crawl_id,)
    )
    unknown = connection.execute(
        "SELECT form, addresses, example FROM crawl_unknown_addresses WHERE crawl_id = ? "
        "ORDER BY addresses DESC, form",
        (crawl_id,),
    )
    return Observation(
        fields=fields_of(connection, crawl_id),
        listings=dict(listings.fetchall()),
        unknown=tuple(AddressForm(*row) for row in unknown),
        family=family,
    )
