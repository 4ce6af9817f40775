"""The date that belongs to one item of a list, and not to its headline or its teaser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.text import find_dates, parse_iso, parse_published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scraper.model import PublishedAt
    from scraper.portals import Locale

SHORT = 80
"""Characters of a line that is there for its date; a teaser is longer."""

TILE = 14
"""Characters of one line of a date that is set as a tile: "13", "Tháng 1", "2022"."""

LEADS = re.compile(r"\s*(?:\||-\s|–|—|:|\)|\])")
"""What parts a date from the teaser behind it. A comma does not: the teaser begins with a day."""


def date_in(
    lines: Sequence[str],
    titles: Sequence[str],
    locale: Locale,
    now: datetime | None = None,
    usual: str | None = None,
) -> PublishedAt | None:
    """The date that ``lines``, the paragraphs of an item, give for it.

    Args:
        lines: the paragraphs.
        titles: texts in which dates do not count: a headline may name the day of a decision.
        locale: how the portal writes.
        now: when the page was fetched.
        usual: the words around the date in most items of the list (:func:`date_frames`); a line
            that has them goes before others.
    """
    rest = _without_titles(lines, titles)
    short = [line for line in rest if len(line) <= SHORT]
    # The line that has least to say besides the date: a short teaser may name a day, too.
    for line in sorted(short, key=lambda line: (_frame(line) != usual, _letters(_frame(line)))):
        if found := _parse(line, locale, now):
            return found
    for line in rest:
        if len(line) > SHORT and (found := _at_the_edge(line, locale, now)):
            return found
    return _tile(rest, locale, now)


def date_frames(lines: Sequence[str], titles: Sequence[str]) -> set[str]:
    """The words around the dates of an item's short lines ("Posted on", "")."""
    rest = (line for line in _without_titles(lines, titles) if len(line) <= SHORT)
    return {_frame(line) for line in rest if find_dates(line)}


def _frame(line: str) -> str:
    for found in reversed(find_dates(line)):
        line = line[: found.start] + line[found.end :]
    return re.sub(r"\d+", "#", line).strip()


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _without_titles(lines: Sequence[str], titles: Sequence[str]) -> list[str]:
    return [line for line in (_without(line, titles) for line in lines) if line]


def machine_date(values: Sequence[str], locale: Locale) -> PublishedAt | None:
    """The first of ``values`` (``datetime`` attributes) that is a whole date."""
    for value in values:
        if found := parse_iso(value, zone=locale.timezone):
            return found
    return None


def _without(line: str, titles: Sequence[str]) -> str:
    for title in titles:
        if title and title in line:
            line = line.replace(title, " ", 1)
    return line.strip()


def _parse(text: str, locale: Locale, now: datetime | None) -> PublishedAt | None:
    if not any(c.isdigit() for c in text) and len(text) > 30:
        return None
    return parse_published(
        text,
        zone=locale.timezone,
        languages=(locale.language,),
        date_order=locale.date_order,
        now=now,
    )


def _at_the_edge(line: str, locale: Locale, now: datetime | None) -> PublishedAt | None:
    """A date that is set apart at the beginning or the end of a longer line."""
    found = find_dates(line, zone=locale.timezone, date_order=locale.date_order, now=now)
    if not found:
        return None
    first, last = found[0], found[-1]
    if _letters(line[: first.start]) <= 15 and LEADS.match(line[first.end :]):
        return first.value
    behind = line[last.end :]
    if (
        len(behind) <= 3
        and behind.strip() in (")", "]")
        and line[: last.start].rstrip()[-1:] in "(["
    ):
        return last.value
    return None


def _tile(lines: Sequence[str], locale: Locale, now: datetime | None) -> PublishedAt | None:
    """A date whose day, month and year are lines of their own."""
    for start in range(len(lines) - 1):
        parts = [line for line in lines[start : start + 3] if len(line) <= TILE]
        if not parts or not any(c.isdigit() for c in parts[0]):
            continue
        for size in (2, 3):
            group = parts[:size]
            if len(group) < size or lines[start] != parts[0]:
                continue
            for glue in ("/", " "):
                if found := _parse(glue.join(group), locale, now):
                    return found
    return None
