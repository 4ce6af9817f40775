"""Which articles are meant: one set of filters for search, export, frames and counts."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.text import fold


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on ``articles_flat``; None means any.

    Attributes:
        portal: name of a portal.
        section: a section's name or path ("Tin tức / Kinh tế"); its subsections count too; accents
            and case do not matter.
        author: a person's name (kind author); accents and case do not matter.
        since: first local day or time of publication, ISO 8601, inclusive.
        until: last one, inclusive: "2022" includes all of that year.
        ids: SQL that selects article ids, with its parameters: set by the search room.
    """

    portal: str | None = None
    section: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    ids: tuple[str, tuple[object, ...]] | None = None

    def where(self) -> tuple[str, list[object]]:
        """The condition in SQL over the alias ``f`` of ``articles_flat``, and its parameters."""
        conditions: list[str] = []
        parameters: list[object] = []
        if self.portal is not None:
            conditions.append("f.portal = ?")
            parameters.append(self.portal)
        if self.section is not None:
            conditions.append("loa_in_section(f.section_path, ?)")
            parameters.append(fold(self.section))
        if self.author is not None:
            conditions.append(
                "EXISTS (SELECT 1 FROM article_people ap JOIN people p ON p.id = ap.person_id "
                "WHERE ap.article_id = f.id AND ap.kind = 'author' AND p.name_folded = ?)"
            )
            parameters.append(fold(self.author))
        if self.since is not None:
            conditions.append("f.published >= ?")
            parameters.append(self.since)
        if self.until is not None:
            # "2022-01-13" includes "2022-01-13T08:30+07:00": compare as many characters as given.
            conditions.append("substr(f.published, 1, ?) <= ?")
            parameters += [len(self.until), self.until]
        if self.ids is not None:
            sql, values = self.ids
            conditions.append(f"f.id IN ({sql})")
            parameters += values
        return " AND ".join(conditions) or "1", parameters


def in_section(path: str | None, wanted: str) -> bool:
    """SQL function ``loa_in_section``: whether ``path`` is the section ``wanted`` or below it.

    Args:
        path: "Tin tức / Kinh tế", or None.
        wanted: folded name or path of a section.
    """
    if path is None:
        return False
    parts = fold(path).split(" / ")
    names = wanted.split(" / ")
    return any(parts[i : i + len(names)] == names for i in range(len(parts)))
