"""Whether the archive's tables agree with each other: log of changes, frontier, links, sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store.finding import Finding, repairable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scraper.store.archive import Archive

_CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "changes",
        "{} revisions are missing in the log of changes, so the index may not know them",
        (
            "FROM revisions AS r WHERE NOT EXISTS (SELECT 1 FROM changes AS c "
            "WHERE c.article_id = r.article_id AND c.revision = r.number "
            "AND c.kind IN ('new', 'revision'))"
        ),
        (
            "INSERT INTO changes (article_id, at, kind, revision) "
            "SELECT article_id, seen_at, CASE number WHEN 1 THEN 'new' ELSE 'revision' END, number "
        ),
    ),
    (
        "changes",
        "{} entries in the log of changes are about articles that are not there",
        (
            "FROM changes AS c WHERE c.kind <> 'forgotten' "
            "AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.id = c.article_id)"
        ),
        "DELETE FROM changes WHERE seq IN (SELECT seq ",
    ),
    (
        "links",
        "{} articles cannot be found by their address",
        (
            "FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM links AS l "
            "WHERE l.url = a.url AND l.portal = a.portal)"
        ),
        "INSERT INTO links (url, portal, key, first_seen) SELECT url, portal, key, first_seen ",
    ),
    (
        "frontier",
        "{} addresses count as read, but their articles are not stored",
        (
            "FROM frontier AS f WHERE f.kind = 'article' AND f.state = 'done' AND f.key IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.key = f.key AND a.portal = f.portal)"
        ),
        "UPDATE frontier SET state = 'waiting', reason = NULL, attempts = 0 WHERE id IN (SELECT id ",
    ),
    (
        "sections",
        "{} sections have a path that is not that of the section above and their name",
        (
            "FROM sections AS s LEFT JOIN sections AS p ON p.id = s.parent_id "
            "WHERE s.path <> CASE WHEN p.id IS NULL THEN s.name ELSE p.path || ' / ' || s.name END"
        ),
        "",
    ),
)
"""Kind, sentence, where it is seen, and the beginning of the statement that repairs it."""


def findings(
    archive: Archive, repair: bool, tell: Callable[[str, int, int], None]
) -> Iterator[Finding]:
    """What the tables say that cannot all be true."""
    for kind, sentence, where, mend in _CHECKS:
        tell(f"tables: {kind}", 0, 0)
        with archive.reading() as connection:
            (count,) = connection.execute(f"SELECT count(*) {where}").fetchone()
        if not count:
            continue
        if repair and mend:
            with archive.transaction() as connection:
                connection.execute(f"{mend}{where}{')' if '(SELECT' in mend else ''}")
        message = sentence.format(count)
        if mend:
            yield repairable(kind, message, repaired=repair)
        else:
            yield Finding(kind, message, "restore a copy (`loa backup` makes them)")
    yield from _tombstones(archive)


def _tombstones(archive: Archive) -> Iterator[Finding]:
    with archive.reading() as connection:
        rows = connection.execute(
            "SELECT article_id, forgotten_at FROM tombstones WHERE finished_at IS NULL"
        ).fetchall()
    for article_id, at in rows:
        yield Finding(
            "forgotten",
            f"article {article_id} was to be forgotten on {at[:10]}, and its text is not all removed",
            f"run `loa forget {article_id}` again, with any --reason",
        )
