"""How a data set came about, in words: portals, dates, versions, filters, what is missing.

After Gebru et al., "Datasheets for Datasets", Communications of the ACM 64 (12), 2021. It says only
what the archive knows, so that the same archive gives the same sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper import __version__
from scraper.store.reader import status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from scraper.analysis.audited import Row
    from scraper.export.source import Source
    from scraper.store.reader import PortalStatus

_PORTALS = """
SELECT a.portal, count(*), count(a.published), min(substr(a.published, 1, 10)),
  max(substr(a.published, 1, 10)), count(a.gone), count(*) FILTER (WHERE a.revision > 1),
  min(a.first_seen), max(a.last_seen),
  count(*) FILTER (WHERE a.body <> ''), count(nullif(a.lead, '')), count(a.section_id),
  count(*) FILTER (WHERE EXISTS (SELECT 1 FROM article_people AS w
    WHERE w.article_id = a.id AND w.kind = 'author')),
  count(a.language), count(nullif(a.tags, '[]'))
FROM articles AS a WHERE {} GROUP BY a.portal ORDER BY a.portal
"""
_FIELDS = ("body", "lead", "section", "author", "language", "tags")
_VERSIONS = """
SELECT r.extractor_version, r.profile_version, count(*)
FROM articles AS a JOIN revisions AS r ON r.article_id = a.id AND r.number = a.revision
WHERE {} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_CRAWLS = """
SELECT count(*), min(started), max(started), count(*) FILTER (WHERE outcome = 'done')
FROM crawls WHERE portal = ?
"""
_HOME = "SELECT title, home, family, timezone FROM portals WHERE name = ?"
_FORGOTTEN = "SELECT portal, count(*) FROM tombstones GROUP BY portal ORDER BY portal"


@dataclass(frozen=True, slots=True)
class _Portal:
    """What of one portal is in the data set, in the order of the columns of :data:`_PORTALS`."""

    name: str
    articles: int
    dated: int
    first: str | None
    last: str | None
    gone: int
    revised: int
    first_seen: str
    last_seen: str
    filled: tuple[int, ...]


def datasheet(source: Source) -> str:
    """The sheet of the articles that ``source`` reads, as Markdown."""
    # Only here: it knows crawls, for which a process that writes lines should not wait.
    from scraper.analysis.audit import audit_state  # noqa: PLC0415

    where, parameters = source.condition
    with source.facts() as db:
        portals = [
            _portal(row) for row in db.execute(_PORTALS.format(where), parameters).fetchall()
        ]
        versions = db.execute(_VERSIONS.format(where), parameters).fetchall()
        known = {one.name: one for one in status(db, source.archive.clock())}
        forgotten = db.execute(_FORGOTTEN).fetchall()
        crawled = {one.name: _crawled(db, one) for one in portals}
        audits = [audit_state(db, one.name, source.archive.clock()).whole for one in portals]
    parts = [
        *_composition(source, portals),
        *_collection(crawled, versions),
        *_missing(portals, known, audits, forgotten),
        *_USES,
    ]
    return "\n".join(parts) + "\n"


def _portal(row: Sequence[Any]) -> _Portal:
    name, articles, dated, first, last, gone, revised, first_seen, last_seen, *filled = row
    return _Portal(
        name, articles, dated, first, last, gone, revised, first_seen, last_seen, tuple(filled)
    )


def _crawled(db: sqlite3.Connection, one: _Portal) -> str:
    """A line about a portal and its crawls."""
    title, home, family, zone = db.execute(_HOME, (one.name,)).fetchone()
    crawls, begun, last, done = db.execute(_CRAWLS, (one.name,)).fetchone()
    known = (
        (title, "{}"), (home, "{}"), (family, "system {}"), (zone, "times in {}"),
    )  # fmt: skip
    about = ", ".join(words.format(_plain(value)) for value, words in known if value)
    how = (
        f"crawls from {begun} to {last}: {crawls}, of which {done} came to their end"
        if crawls
        else "no crawl: the articles were imported, or stored by a program"
    )
    seen = f"pages seen {one.first_seen} to {one.last_seen}"
    return f"- **{_plain(one.name)}**{f' ({about})' if about else ''}: {how}; {seen}."


def _composition(source: Source, portals: Sequence[_Portal]) -> Iterable[str]:
    total = sum(portal.articles for portal in portals)
    filters = source.wanted.described()
    yield "# Datasheet\n"
    yield (
        f"{total:,} articles of {len(portals)} portals, one row each, as they stood in the archive "
        "when this was exported. `datapackage.json` describes every column.\n"
    )
    yield "## Which articles\n"
    if filters:
        yield "Those that these filters of Loa let through:\n"
        yield from (f"- {name}: {_code(value)}" for name, value in filters.items())
        yield ""
    else:
        yield "All articles of the archive.\n"
    yield "| portal | articles | first day | last day | undated | gone | changed by the portal or read again |"
    yield "|---|---|---|---|---|---|---|"
    for one in portals:
        yield _row(one.name, one.articles, one.first or "–", one.last or "–",
                   one.articles - one.dated, one.gone, one.revised)  # fmt: skip
    yield (
        "\nDays are those that the portals print, in their own time. “Gone” are articles that the "
        "portal does not show any more; their last text is in the data.\n"
    )
    yield "How many of the articles have each field (an unsure field is left empty, never guessed):\n"
    yield f"| portal | {' | '.join(_FIELDS)} |"
    yield f"|---|{'---|' * len(_FIELDS)}"
    for one in portals:
        shares = (f"{filled / one.articles:.1%}" for filled in one.filled)
        yield _row(one.name, *shares)
    yield ""


def _collection(
    crawled: Mapping[str, str], versions: Sequence[tuple[str, str | None, int]]
) -> Iterable[str]:
    yield "## How they were collected\n"
    yield (
        "A crawl of Loa reads the portals' own pages, obeys robots.txt, and asks one page at a time of "
        "each host. Title, text, date, section and names were read by the portal's profile, a file of "
        "rules, where it has one, else by rules for its system, its metadata, or the page's layout.\n"
    )
    yield from crawled.values()
    yield "\nThe texts were read by:\n"
    yield "| Loa | profile | articles |"
    yield "|---|---|---|"
    for extractor, profile, count in versions:
        yield _row(extractor, profile or "–", count)
    yield f"\nExported by Loa {__version__}.\n"


def _missing(
    portals: Sequence[_Portal],
    known: Mapping[str, PortalStatus],
    audits: Sequence[Row],
    forgotten: Sequence[tuple[str, int]],
) -> Iterable[str]:
    yield "## What is missing\n"
    yield (
        "The archive knows these addresses without holding what they show (of the whole portal, "
        "whatever the filters); not all of them are articles:\n"
    )
    yield "| portal | waiting | failed | refused | closed | most frequent reasons |"
    yield "|---|---|---|---|---|---|"
    for one in portals:
        at = known[one.name]
        reasons = "; ".join(f"{r.reason} ({r.count})" for r in at.reasons[:3])
        counts = (
            at.addresses.get(state, 0) for state in ("waiting", "failed", "refused", "closed")
        )
        yield _row(one.name, *counts, reasons or "–")
    yield (
        "\nCoverage, audited with this export from what the archive knows, again of the whole portals. "
        "Not stored are articles of which an address is known, those left out that turned out to be "
        "no article or to exist no more:\n"
    )
    yield "| portal | stored | not stored | share stored | first day | last day | longest run of days without an article |"
    yield "|---|---|---|---|---|---|---|"
    for one, row in zip(portals, audits, strict=True):
        gap = (
            f"{row.longest.length} ({row.longest.first} to {row.longest.last})"
            if row.longest
            else "–"
        )
        share = "–" if row.share is None else f"{row.share:.1%}"
        days = (row.first or "–", row.last or "–")
        yield _row(one.name, row.stored, row.unread or 0, share, *days, gap)
    yield (
        "\nIt did not ask the portals what they show now; `loa audit PORTAL` does, and prints the same for each "
        "section, but the archive keeps no such answer. Articles that a portal neither shows nor links cannot be known.\n"
    )
    names = {one.name for one in portals}
    for portal, count in forgotten:
        if portal in names:
            yield f"- {_plain(portal)}: {count} articles were removed for a legal duty (`loa forget`)."
    yield ""


_USES = (
    "## What to mind\n",
    "- The texts are works of the portals' authors; the law of their country says what may be done with them.",
    "- Names of people stand in texts and bylines. One name may be two people, and one person two names.",
    "- A date says how precise it is (`published_precision`): a day is not midnight.",
    "- A crawl sees what the portal showed on that day. Changes between two crawls, and articles taken down before the first, are not seen.",
    "- Lists in a cell are joined by `; `, which a name may itself contain.",
)


def _row(*values: object) -> str:
    return f"| {' | '.join(_plain(str(value)) for value in values)} |"


def _plain(text: str) -> str:
    """One line without signs of Markdown or HTML: portals choose their own titles."""
    line = " ".join(text.split())
    for sign in "\\`*_[]<>|#":
        line = line.replace(sign, f"\\{sign}")
    return line


def _code(text: str) -> str:
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"
