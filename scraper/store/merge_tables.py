"""The smaller tables of one archive into another: portals, crawls, fetches, addresses, decisions."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from scraper.store.merge_articles import FETCH
from scraper.store.people_merges import touch_articles
from scraper.store.people_names import root
from scraper.store.people_rejections import apart
from scraper.store.tombstones import fingerprint, refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from scraper.store.archive import Archive
    from scraper.store.merge_files import WarcFiles

_BATCH = 500
_PORTALS = "name, title, home, family, language, timezone, hosts, added_at"
_CRAWLS = "portal, started, options, finished, outcome, counts, family, symptoms"
_OF_CRAWLS = {
    "crawl_coverage": "field, articles, filled, by_rules",
    "crawl_listings": "url, articles",
    "crawl_unknown_addresses": "form, addresses, example",
}
_FETCHES = (
    "portal, url, fetched_at, status, payload_sha256, final_url, error, etag, last_modified, "
    "content_type, size"
)
_FETCH_ID = """
SELECT id FROM fetches WHERE portal = ? AND url = ? AND fetched_at = ? AND status IS ?
AND payload_sha256 IS ? ORDER BY id LIMIT 1
"""
_FRONTIER = "portal, url, kind, key, state, reason, depth, attempts, title, referrer, form, added_at, next_at"
_RANK = (
    "CASE {}.state WHEN 'done' THEN 0 WHEN 'refused' THEN 1 WHEN 'closed' THEN 2 "
    "WHEN 'failed' THEN 3 ELSE 4 END"
)
_PUT_FRONTIER = f"""
INSERT INTO frontier ({_FRONTIER}, last_fetch_id) VALUES ({"?, " * 13}?)
ON CONFLICT (portal, url) DO UPDATE SET state = excluded.state, reason = excluded.reason,
  attempts = excluded.attempts, key = ifnull(excluded.key, key), next_at = excluded.next_at,
  last_fetch_id = ifnull(excluded.last_fetch_id, last_fetch_id)
WHERE {_RANK.format("excluded")} < {_RANK.format("frontier")}
"""  # noqa: S608 - columns of ours


def tombstones(source: Archive, target: Archive) -> None:
    """What one archive was told to forget, the other forgets, too."""
    with source.reading() as connection:
        rows = connection.execute(
            "SELECT id, portal, key_sha256, reason, forgotten_at FROM tombstones"
        ).fetchall()
        addresses = connection.execute(
            "SELECT tombstone_id, url_sha256 FROM tombstone_addresses"
        ).fetchall()
    if not rows:
        return
    with target.transaction() as connection:
        wanted = {(row[1], row[2]) for row in rows}
        stored = {
            (portal, digest): number
            for number, portal, key in connection.execute("SELECT id, portal, key FROM articles")
            if (portal, digest := fingerprint(key)) in wanted
        }
        numbers = {}
        for number, portal, digest, reason, at in rows:
            target.writer.ensure_portal(portal, at)
            known = stored.get((portal, digest))
            connection.execute(
                "INSERT INTO tombstones (portal, key_sha256, article_id, reason, forgotten_at, "
                "finished_at) VALUES (?1, ?2, ?3, ?4, ?5, CASE WHEN ?3 IS NULL THEN ?5 END) "
                "ON CONFLICT (key_sha256, portal) DO NOTHING",
                (portal, digest, known, reason, at),
            )
            (numbers[number],) = connection.execute(
                "SELECT id FROM tombstones WHERE key_sha256 = ? AND portal = ?", (digest, portal)
            ).fetchone()
        connection.executemany(
            "INSERT OR IGNORE INTO tombstone_addresses (url_sha256, tombstone_id) VALUES (?, ?)",
            [(digest, numbers[number]) for number, digest in addresses],
        )


def portals(source: Archive, target: Archive) -> None:
    """Portals by name; what the target knows of one already stays."""
    with source.reading() as connection:
        rows = connection.execute(f"SELECT {_PORTALS} FROM portals").fetchall()  # noqa: S608
    with target.transaction() as connection:
        connection.executemany(
            f"INSERT INTO portals ({_PORTALS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
            "ON CONFLICT (name) DO UPDATE SET title = ifnull(title, excluded.title), "
            "home = ifnull(home, excluded.home), family = ifnull(family, excluded.family), "
            "language = ifnull(language, excluded.language), "
            "timezone = ifnull(timezone, excluded.timezone), "
            "hosts = CASE hosts WHEN '[]' THEN excluded.hosts ELSE hosts END, "
            "added_at = min(added_at, excluded.added_at)",
            rows,
        )


def crawls(source: Archive, target: Archive) -> dict[int, int]:
    """Crawls by portal, time and options, with what they saw; source number to the target's."""
    numbers: dict[int, int] = {}
    with source.reading() as connection:
        rows = connection.execute(f"SELECT id, {_CRAWLS} FROM crawls ORDER BY id").fetchall()  # noqa: S608
    for first in range(0, len(rows), _BATCH):
        with source.reading() as reading, target.transaction() as connection:
            for number, *values in rows[first : first + _BATCH]:
                numbers[number] = _crawl(connection, values)
                for table, columns in _OF_CRAWLS.items():
                    seen = reading.execute(
                        f"SELECT {columns} FROM {table} WHERE crawl_id = ?",  # noqa: S608
                        (number,),
                    )
                    marks = ", ?" * len(columns.split(","))
                    connection.executemany(
                        f"INSERT OR REPLACE INTO {table} (crawl_id, {columns}) VALUES (?{marks})",  # noqa: S608
                        [(numbers[number], *row) for row in seen],
                    )
    return numbers


def _crawl(connection: sqlite3.Connection, values: Sequence[Any]) -> int:
    row = connection.execute(
        "SELECT id FROM crawls WHERE portal = ? AND started = ? AND options = ?", values[:3]
    ).fetchone()
    if row is None:
        row = connection.execute(
            f"INSERT INTO crawls ({_CRAWLS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",  # noqa: S608
            values,
        ).fetchone()
    else:
        connection.execute(
            "UPDATE crawls SET finished = ?, outcome = ?, counts = ?, family = ?, symptoms = ? "
            "WHERE id = ? AND finished IS NULL",
            (*values[3:], row[0]),
        )
    return int(row[0])


def fetch_id(connection: sqlite3.Connection, identity: Sequence[Any] | None) -> int | None:
    """Number of the fetch with this identity (see :data:`FETCH`), None when there is none."""
    if identity is None:
        return None
    row = connection.execute(_FETCH_ID, identity).fetchone()
    return int(row[0]) if row else None


def fetches(
    source: Archive,
    target: Archive,
    crawls_of: dict[int, int],
    files: WarcFiles,
    tell: Callable[[int, int], None],
) -> int:
    """Fetches that the target lacks, and the WARC files in which they stand; how many they were."""
    added = done = 0
    total = _count(source, "fetches")
    columns = f"crawl_id, warc_file, warc_offset, {_FETCHES}"
    for rows in _batches(source, f"SELECT id, {columns} FROM fetches"):  # noqa: S608
        with target.transaction() as connection:
            for _, crawl_id, file, offset, *values in rows:
                portal, url, final_url = values[0], values[1], values[5]
                if refusal(connection, portal, None, [url, final_url]) is not None:
                    continue
                known = connection.execute(
                    f"SELECT warc_file FROM fetches WHERE id = ({_FETCH_ID})",  # noqa: S608
                    values[:5],
                ).fetchone()
                if known is None:
                    place = files.place(file, offset)
                    connection.execute(
                        f"INSERT INTO fetches ({columns}) VALUES ({'?, ' * 13}?)",  # noqa: S608
                        (crawls_of.get(crawl_id), *place, *values),
                    )
                    added += 1
        done += len(rows)
        tell(done, total)
    return added


def doomed(source: Archive, target: Archive, file: str) -> set[int]:
    """Offsets of records in a source's WARC file that the target must not keep."""
    with target.reading() as connection:
        if connection.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is None:
            return set()
        with source.reading() as reading:
            rows = reading.execute(
                "SELECT warc_offset, portal, url, final_url FROM fetches WHERE warc_file = ?",
                (file,),
            )
            return {
                offset
                for offset, portal, *urls in rows
                if refusal(connection, portal, None, urls) is not None
            }


def addresses(source: Archive, target: Archive, tell: Callable[[int, int], None]) -> None:
    """Links, counters and the frontier: what was settled in either archive is settled."""
    for rows in _batches(source, "SELECT portal, name, seen_at, value FROM site_counters"):
        with target.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO site_counters (portal, name, seen_at, value) "
                "VALUES (?, ?, ?, ?)",
                rows,
            )
    for rows in _batches(source, "SELECT portal, key, url, first_seen FROM links"):
        with target.transaction() as connection:
            connection.executemany(
                "INSERT INTO links (portal, key, url, first_seen) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (url, portal) DO UPDATE SET first_seen = excluded.first_seen "
                "WHERE excluded.first_seen < first_seen",
                [row for row in rows if refusal(connection, row[0], row[1], [row[2]]) is None],
            )
    done, total = 0, _count(source, "frontier")
    columns = ", ".join(f"q.{name}" for name in _FRONTIER.split(", "))
    query = (
        f"SELECT {columns}, f.id, {FETCH} FROM frontier AS q "  # noqa: S608
        "LEFT JOIN fetches AS f ON f.id = q.last_fetch_id"
    )
    for rows in _batches(source, query):
        with target.transaction() as connection:
            for row in rows:
                if refusal(connection, row[0], row[3], [row[1]]) is None:
                    identity = row[14:] if row[13] is not None else None
                    values = (*row[:13], fetch_id(connection, identity))
                    connection.execute(_PUT_FRONTIER, values)
        done += len(rows)
        tell(done, total)


def people(source: Archive, target: Archive) -> None:
    """Decisions about which names are one person's, where the target has none about them."""
    _merges(source, target)
    _rejections(source, target)


def _merges(source: Archive, target: Archive) -> None:
    query = (
        "SELECT p.name_exact, i.name_exact, m.at, m.why FROM people_merges AS m "
        "JOIN people AS p ON p.id = m.person_id JOIN people AS i ON i.id = m.into_id "
        "ORDER BY m.at, m.person_id"
    )
    for rows in _batches(source, query):
        with target.transaction() as connection:
            for *names, at, why in rows:
                person, into = (_person(connection, name) for name in names)
                if person is None or into is None or root(connection, person).id != person:
                    continue  # the name came with no article, or was decided about before
                top = root(connection, into).id
                if top != person and frozenset((top, person)) not in apart(connection):
                    connection.execute(
                        "INSERT INTO people_merges (person_id, into_id, at, why) VALUES (?, ?, ?, ?)",
                        (person, into, at, why),
                    )
                    touch_articles(connection, root(connection, person).id, at)


def _rejections(source: Archive, target: Archive) -> None:
    query = (
        "SELECT p.name_exact, o.name_exact, r.at, r.why FROM people_rejections AS r "
        "JOIN people AS p ON p.id = r.person_id JOIN people AS o ON o.id = r.other_id"
    )
    for rows in _batches(source, query):
        with target.transaction() as connection:
            for *names, at, why in rows:
                person, other = (_person(connection, name) for name in names)
                if person is None or other is None:
                    continue
                if root(connection, person) != root(connection, other):
                    connection.execute(
                        "INSERT OR IGNORE INTO people_rejections (person_id, other_id, at, why) "
                        "VALUES (?, ?, ?, ?)",
                        (*sorted((person, other)), at, why),
                    )


def _person(connection: sqlite3.Connection, name_exact: str) -> int | None:
    row = connection.execute("SELECT id FROM people WHERE name_exact = ?", (name_exact,)).fetchone()
    return row[0] if row else None


def _count(archive: Archive, table: str) -> int:
    with archive.reading() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _batches(archive: Archive, query: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, some at a time."""
    with archive.reading() as connection, closing(connection.execute(query)) as cursor:
        while rows := cursor.fetchmany(_BATCH):
            yield rows
