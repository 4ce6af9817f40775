"""How complete the archive is for a portal; docs/audit.md explains the method and its limits."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from scraper.analysis.audited import Audit, Gap, IdSeries, NotRead, Row, Source
from scraper.analysis.gaps import Run, ranges, runs
from scraper.crawl.shapes import page_number, series_of
from scraper.store.holdings import held, pages_of_listings, require, unread
from scraper.store.times import to_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scraper.crawl.audit import Shown
    from scraper.crawl.listing_size import ListingCount
    from scraper.store import Archive
    from scraper.store.holdings import Held, Unread

WITHOUT = "(no section)"
"""Row of the articles that name no section."""

AGREE = 0.8
"""Share of a listing's articles that must be of a section for the listing to be that section's."""

WITNESSES = 3
"""Stored articles of a listing below which its section is not judged."""

FEWEST_IDS = 20
"""Articles whose ids are alike but for a number, from which on the number is taken for a series."""

FEWEST_DAYS = 20
"""Days with articles from which on a section is searched for gaps."""

SHORTEST_DAYS = 7
"""Days without articles from which on they may be a gap: fewer are weekends and holidays."""

MOST_GAPS = 200
"""Gaps that are listed for one series, the longest."""

EXAMPLES = 20
"""Addresses of articles that are shown and not stored, listed at most."""

DEAD = ("HTTP 404", "HTTP 410")
"""Reasons of failures after which there is no article any more to be read."""


def known_listings(archive: Archive, portal: str) -> tuple[list[str], dict[str, int]]:
    """What a live audit begins with: listings that showed articles, and how far listings went.

    Returns:
        First pages, the most fruitful first; and each series' highest page number that was read.

    Raises:
        LoaError: the archive has no such portal.
    """
    with archive.reading() as connection:
        require(connection, portal)
    observed: dict[str, int] = {}
    for seen in archive.observations(portal, limit=5):
        for url, articles in seen.listings.items():
            observed.setdefault(url, articles)
    hints: dict[str, int] = {}
    with archive.reading() as connection:
        for url, state in pages_of_listings(connection, portal):
            if state == "done" and "#" not in url:
                series = series_of(url)
                hints[series] = max(hints.get(series, 0), page_number(url))
    return sorted(observed, key=lambda url: (-observed[url], url)), hints


def audit(archive: Archive, portal: str, shown: Shown | None = None) -> Audit:
    """Compare what the archive holds of ``portal`` with what is known of it.

    Args:
        archive: where to look.
        portal: its name in the archive.
        shown: what the portal shows now; None to use what the archive has alone.

    Raises:
        LoaError: the archive has no such portal.
    """
    with archive.reading() as connection:
        return audit_state(connection, portal, archive.clock(), shown)


def audit_state(
    connection: sqlite3.Connection, portal: str, at: datetime, shown: Shown | None = None
) -> Audit:
    """The same of the state that ``connection`` reads, its texts as ``str``.

    Args:
        connection: to an archive.
        portal: its name in the archive.
        at: the moment of the audit.
        shown: see :func:`audit`.

    Raises:
        LoaError: the archive has no such portal.
    """
    require(connection, portal)
    articles = {one.key: one for one in held(connection, portal)}
    known = list({one.key: one for one in unread(connection, portal)}.values())
    waiting = sum(state == "waiting" for _, state in pages_of_listings(connection, portal))
    return _Auditor(portal, at, articles, known, shown).result(waiting)


def _with_above(section: str) -> list[str]:
    parts = section.split(" / ")
    return [" / ".join(parts[: end + 1]) for end in range(len(parts))]


@dataclass(slots=True)
class _Auditor:
    portal: str
    at: datetime
    articles: Mapping[str, Held]
    known: list[Unread]
    shown: Shown | None
    listings: dict[str, ListingCount] = field(default_factory=dict)  # by section
    unread_keys: set[str] = field(default_factory=set)

    def result(self, waiting: int) -> Audit:
        notes = list(self.shown.notes) if self.shown is not None else []
        if waiting:
            notes.append(
                f"{waiting} pages of listings wait in the frontier; the articles on them may not be known"
            )
        self._place_listings(notes)
        self._find_unread()
        sections = self._sections()
        whole = self._row("", list(self.articles.values()), self._portal_shows())
        ids, id_gaps = self._ids()
        return Audit(
            portal=self.portal,
            at=to_text(self.at),
            live=self.shown is not None,
            whole=whole,
            sections=sections,
            sources=self._sources(),
            ids=ids,
            gaps=(*self._day_gaps(), *id_gaps),
            not_read=self._not_read(),
            missing=self._missing(),
            notes=tuple(notes),
        )

    # --- what belongs to which section ---

    def _place_listings(self, notes: list[str]) -> None:
        """Give each listing that was counted to the section whose articles it shows."""
        nowhere = 0
        for listing in self.shown.listings if self.shown is not None else ():
            section = self._section_of(listing)
            if section is None:
                nowhere += 1
                continue
            known = self.listings.get(section)
            if known is None or (listing.articles or 0) > (known.articles or 0):
                self.listings[section] = listing
        if nowhere:
            notes.append(
                f"{nowhere} listings show articles of several sections, or too few stored ones to tell: "
                "they count for no section"
            )

    def _section_of(self, listing: ListingCount) -> str | None:
        """The innermost section that holds nearly all stored articles seen on a listing."""
        within: Counter[str] = Counter()
        total = 0
        for key in listing.keys & self.articles.keys():
            section = self.articles[key].section
            if section is not None:
                within.update(_with_above(section))
                total += 1
        if total < WITNESSES:
            return None
        agreed = [path for path, count in within.items() if count >= AGREE * total]
        return max(agreed, key=len, default=None)

    def _find_unread(self) -> None:
        """Collect the articles that are known by address: from the frontier, and as shown."""
        settled = {one.key for one in self.known}
        self.unread_keys |= {
            one.key
            for one in self.known
            if one.state in ("waiting", "failed") and one.reason not in DEAD
        }
        if self.shown is not None:
            self.unread_keys |= self.shown.addresses.keys() - self.articles.keys() - settled

    # --- the table ---

    def _sections(self) -> tuple[Row, ...]:
        members: dict[str, list[Held]] = defaultdict(list)
        for one in self.articles.values():
            for path in _with_above(one.section) if one.section else (WITHOUT,):
                members[path].append(one)
        return tuple(
            self._row(path, members[path], self._shown_by(path))
            for path in sorted(members, key=lambda path: (path == WITHOUT, path.split(" / ")))
        )

    def _shown_by(self, path: str) -> tuple[int | None, bool]:
        listing = self.listings.get(path)
        return (listing.articles, listing.exact) if listing is not None else (None, False)

    def _portal_shows(self) -> tuple[int | None, bool]:
        """The largest number that one source, or all sections' listings together, give.

        Of two that give the same, one that was counted to the end.
        """
        if self.shown is None:
            return None, False
        counts: list[tuple[int, bool]] = []
        if self.shown.sitemap is not None:
            counts.append((len(self.shown.sitemap.keys), self.shown.sitemap.exact))
        if self.shown.rest is not None:
            counts.append((self.shown.rest, True))
        if listed := self._listed_below(""):
            counts.append(listed)
        counts += [(one.articles, one.exact) for one in self.shown.listings if one.articles]
        return max(counts, default=(None, False))

    def _listed_below(self, path: str) -> tuple[int, bool] | None:
        """What the listings of a section and of those below it show: no article counted twice."""
        below = [p for p in self.listings if p != path and (not path or p.startswith(f"{path} / "))]
        nearest = [p for p in below if not any(p != q and p.startswith(f"{q} / ") for q in below)]
        parts = [found for p in nearest if (found := self._listed_below(p)) is not None]
        summed = (sum(count for count, _ in parts), all(exact for _, exact in parts))
        own, exact = self._shown_by(path)
        if own is not None and own >= summed[0]:
            return own, exact
        return summed if parts else None

    def _row(self, section: str, articles: list[Held], shows: tuple[int | None, bool]) -> Row:
        shown, exact = shows
        gone = sum(one.gone for one in articles)
        known = None if section else len(self.unread_keys)
        days = sorted({date.fromisoformat(one.day) for one in articles if one.day is not None})
        gaps = _day_runs(days, section, 1)
        total = max(len(articles) + (known or 0), (shown or 0) + gone)
        says = shown is not None or known is not None
        return Row(
            section=section,
            stored=len(articles),
            gone=gone,
            unread=known,
            shown=shown,
            exact=exact,
            total=total if says else None,
            share=len(articles) / total if says and total else None,
            undated=sum(one.day is None for one in articles),
            first=days[0] if days else None,
            last=days[-1] if days else None,
            longest=max(gaps, key=lambda gap: gap.length, default=None),
        )

    # --- gaps ---

    def _day_gaps(self) -> list[Gap]:
        """Unusual runs of days without articles: of the portal, and of each section's own articles."""
        days: dict[str, set[date]] = defaultdict(set)
        for one in self.articles.values():
            if one.day is not None:
                for place in {"", one.section or WITHOUT}:
                    days[place].add(date.fromisoformat(one.day))
        found: list[Gap] = []
        for place in sorted(days):
            if len(days[place]) >= FEWEST_DAYS:
                gaps = _day_runs(sorted(days[place]), place, SHORTEST_DAYS)
                found += _longest(gap for gap in gaps if gap.unusual)
        return found

    def _ids(self) -> tuple[tuple[IdSeries, ...], list[Gap]]:
        stored: dict[str, set[int]] = defaultdict(set)
        met: dict[str, set[int]] = defaultdict(set)
        for key in (*self.articles, *self.unread_keys):
            if numbered := _NUMBERED.fullmatch(key):
                prefix, number = numbered.groups()
                met[prefix].add(int(number))
                if key in self.articles:
                    stored[prefix].add(int(number))
        series: list[IdSeries] = []
        gaps: list[Gap] = []
        for prefix in sorted(met):
            if len(stored[prefix]) < FEWEST_IDS:
                continue
            there, first, last = sorted(stored[prefix]), min(met[prefix]), max(met[prefix])
            split = tuple(ranges(there, first, last))
            density = len(there) / (last - first + 1)
            series.append(
                IdSeries(prefix, first, last, len(there), len(met[prefix]), density, split)
            )
            unread_ids = sorted(met[prefix] - stored[prefix])
            gaps += _longest(
                _id_gap(run, prefix, unread_ids) for run in _all_runs(there, first, last)
            )
        return tuple(series), gaps

    # --- what is known and not stored ---

    def _not_read(self) -> tuple[NotRead, ...]:
        groups: dict[tuple[str, str | None], list[Unread]] = defaultdict(list)
        for one in self.known:
            groups[one.state, one.reason].append(one)
        found = [
            NotRead(state, reason, len(group), sum(one.by_article for one in group), group[0].url)
            for (state, reason), group in groups.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.articles, one.state, one.reason or "")))

    def _missing(self) -> tuple[str, ...]:
        if self.shown is None:
            return ()
        keys = sorted(self.shown.addresses.keys() & self.unread_keys)
        return tuple(self.shown.addresses[key] for key in keys[:EXAMPLES])

    def _sources(self) -> tuple[Source, ...]:
        if self.shown is None:
            return ()
        found: list[Source] = []
        if (sitemap := self.shown.sitemap) is not None:
            note = f"{sitemap.files} files; {sitemap.other} other addresses"
            stored = len(sitemap.keys & self.articles.keys())
            found.append(Source("sitemap", len(sitemap.keys), sitemap.exact, stored, note))
        if self.shown.rest is not None:
            note = "published posts, by WordPress's own count"
            found.append(Source("REST", self.shown.rest, True, None, note))
        for listing in self.shown.listings:
            section = self._section_of(listing)
            note = listing.note or f"{listing.pages} pages" + (f"; {section}" if section else "")
            found.append(Source(listing.url, listing.articles, listing.exact, None, note))
        return tuple(found)


_NUMBERED = re.compile(r"(.*?)(?<!\d)(\d{1,15})")
"""A key that ends in a number: what stands before, and the number."""


def _all_runs(there: list[int], first: int, last: int) -> list[Run]:
    """The runs between the stored ids, and those to the first and last id that were met."""
    found = runs(there)
    if first < there[0]:
        found.insert(0, Run(first, there[0] - 1, None))
    if last > there[-1]:
        found.append(Run(there[-1] + 1, last, None))
    return found


def _id_gap(run: Run, prefix: str, unread_ids: list[int]) -> Gap:
    return Gap(
        kind="ids",
        place=prefix,
        first=str(run.first),
        last=str(run.last),
        length=run.length,
        expected=run.expected,
        unusual=run.unusual,
        met=bisect_right(unread_ids, run.last) - bisect_left(unread_ids, run.first),
    )


def _day_runs(days: list[date], place: str, shortest: int) -> list[Gap]:
    return [
        Gap(
            kind="days",
            place=place,
            first=date.fromordinal(run.first).isoformat(),
            last=date.fromordinal(run.last).isoformat(),
            length=run.length,
            expected=run.expected,
            unusual=run.unusual,
        )
        for run in runs([day.toordinal() for day in days], shortest)
    ]


def _longest(gaps: Iterable[Gap]) -> list[Gap]:
    """The longest gaps, at most :data:`MOST_GAPS`, in their order."""
    found = list(gaps)
    if len(found) <= MOST_GAPS:
        return found
    kept = sorted(range(len(found)), key=lambda place: -found[place].length)[:MOST_GAPS]
    return [found[place] for place in sorted(kept)]
