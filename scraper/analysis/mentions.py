"""People of bylines and cited documents, one row for each time an article names them.

Functions that count them take these frames, so that a subset is a matter of pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from scraper.store import Archive

_ARTICLE = ["id", "portal", "published", "section"]

# CROSS JOIN fixes the order: SQLite knows nothing of the size of a recursive view.
_PEOPLE = """
SELECT w.article_id, w.position, p.name, w.role, w.kind
FROM people_joined AS j CROSS JOIN article_people AS w ON w.person_id = j.person_id
JOIN people AS p ON p.id = j.into_id ORDER BY w.article_id, w.position
"""
_DOCUMENTS = """
SELECT article_id, position, number, kind, date, text FROM document_mentions
ORDER BY article_id, position
"""


def people_mentions(archive: Archive, query: str = "", **filters: Any) -> pd.DataFrame:
    """Bylines of the articles that a search would find.

    Names that were joined (``loa people merge``) bear the name that stands for all.

    Args:
        archive: where to read.
        query: as of :meth:`scraper.store.Archive.search`.
        filters: likewise.

    Returns:
        ``article`` (its id), ``portal``, ``published``, ``section``, ``position`` (in the byline),
        ``name``, ``role`` (missing where none is said), ``kind`` (author, photographer, source,
        organisation).
    """
    return _mentions(
        archive, _PEOPLE, ["article", "position", "name", "role", "kind"], query, filters
    )


def document_mentions(archive: Archive, query: str = "", **filters: Any) -> pd.DataFrame:
    """Official documents that the articles cite, which a search would find.

    Args:
        archive: where to read.
        query: as of :meth:`scraper.store.Archive.search`.
        filters: likewise.

    Returns:
        ``article`` (its id), ``portal``, ``published``, ``section``, ``position``, ``number``
        (123/QĐ-UBND), ``kind`` (quyết định …), ``date`` (of the document, ``datetime64[s]``) and
        ``text`` (the mention as it is written); kind and date are missing where the text does not
        say them.
    """
    names = ["article", "position", "number", "kind", "date", "text"]
    made = _mentions(archive, _DOCUMENTS, names, query, filters)
    return made.astype({"date": "datetime64[s]"})


def _mentions(
    archive: Archive, sql: str, names: list[str], query: str, filters: dict[str, Any]
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    articles = archive.articles(query, columns=_ARTICLE, **filters)
    articles = articles.rename(columns={"id": "article"})
    with archive.reading() as connection:
        rows = connection.execute(sql).fetchall()
    found = pd.DataFrame([tuple(row) for row in rows], columns=names)
    found = found.astype({"article": "int64", "position": "int64"})
    return articles.merge(found, on="article", how="inner", sort=True)
