"""Who copied whom: near-duplicates put in the order of their publication.

"First" is what the dates say, and no more: the portal that is first in the archive may itself have
copied from one that is not in it, and portals may share a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from scraper.analysis.shingles import LENGTH, containment, jaccard, shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from scraper.analysis.duplicates import Duplicates, Pair
    from scraper.store import Archive

Order: TypeAlias = Literal["first", "later", "not ordered", "undated"]
"""``not ordered``: the dates are too coarse to tell, as of two articles of one day."""

_LENGTHS = {
    "day": timedelta(days=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """When and where an article was published.

    Attributes:
        id: its number.
        portal: name of the portal.
        title: its headline.
        url: its address.
        published: as the archive writes it ("2022-01-13", "2022-01-13T08:05+07:00"), or None.
        earliest: the first instant at which it can have been published (UTC); None when undated.
        latest: the instant before which it must have been.
    """

    id: int
    portal: str
    title: str
    url: str
    published: str | None
    earliest: datetime | None
    latest: datetime | None

    def surely_before(self, other: Publication) -> bool:
        """Whether no reading of the two dates puts this one behind the other."""
        return (
            self.latest is not None and other.earliest is not None and self.latest <= other.earliest
        )


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group of near-duplicates.

    Attributes:
        group: number of its group, from 1.
        order: how its date stands to that of the group's first article.
        first: id of the article that was surely published before all others; None where the dates
            do not single one out.
        first_portal: its portal; also where several articles may be the first and all are of one
            portal. None where they are of several.
        jaccard: common shingles with the first article, of those of either (0 to 1); where none is
            first, with the earliest by date and number.
        containment: likewise, of those of the shorter text.
        article: the article itself.
    """

    group: int
    order: Order
    first: int | None
    first_portal: str | None
    jaccard: float
    containment: float
    article: Publication


def interval(
    published: str | None, precision: str | None, zone: str | None
) -> tuple[datetime, datetime] | tuple[None, None]:
    """First instant of a date and the one behind its last, in UTC.

    A day is that of the portal's time zone; without one, that of UTC.

    >>> [str(moment) for moment in interval("2022-01-13", "day", "Asia/Ho_Chi_Minh")]
    ['2022-01-12 17:00:00+00:00', '2022-01-13 17:00:00+00:00']
    """
    if not published or not precision:
        return None, None
    if precision == "day":
        day = date.fromisoformat(published[:10])
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone) if zone else UTC)
    else:
        start = datetime.fromisoformat(published)
        if start.tzinfo is None:
            start = start.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    start = start.astimezone(UTC)
    return start, start + _LENGTHS[precision]


def publications(archive: Archive, ids: Iterable[int]) -> dict[int, Publication]:
    """What the archive knows of when and where articles were published, by id."""
    made = {}
    with archive.reading() as connection:
        for number in ids:
            row = connection.execute(
                "SELECT a.portal, a.title, a.url, a.published, a.published_precision, p.timezone "
                "FROM articles AS a JOIN portals AS p ON p.name = a.portal WHERE a.id = ?",
                (number,),
            ).fetchone()
            if row is not None:
                portal, title, url, published, precision, zone = row
                span = interval(published, precision, zone)
                made[number] = Publication(number, portal, title, url, published, *span)
    return made


def copies(
    duplicates: Duplicates,
    known: Mapping[int, Publication],
    texts: Mapping[int, str],
    *,
    across: bool = False,
    length: int = LENGTH,
) -> list[Copy]:
    """The articles of each group in the order of their dates, with the first publisher.

    An article is the first only when its date is surely before that of every other, even if every
    date is read as late or as early as its precision allows, and all others are dated: a day cannot
    order two articles of one day, and an undated article may be the original.

    Args:
        duplicates: of :func:`scraper.analysis.duplicates.near_duplicates`.
        known: of :func:`publications`; articles that are not in it are left out.
        texts: the texts that were compared.
        across: only groups with articles of more than one portal.
        length: words of a shingle.
    """
    found: list[Copy] = []
    number = 0
    for group in duplicates.groups:
        members = sorted((known[key] for key in group if key in known), key=_by_date)
        if len(members) < 2 or (across and len({member.portal for member in members}) < 2):
            continue
        number += 1
        found += _ordered(number, members, texts, length)
    return found


def copies_frame(found: Sequence[Copy]) -> pd.DataFrame:
    """Copies as a frame.

    Returns:
        ``group``, ``id``, ``portal``, ``published`` (as the archive writes it: a day stays a day),
        ``order``, ``first``, ``first_portal``, ``jaccard``, ``containment``, ``title``, ``url``.
    """
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    made = pd.DataFrame([flat(copy) for copy in found], columns=COLUMNS)
    return made.astype({"group": "int64", "id": "int64", "first": "Int64"})


COLUMNS = ["group", "id", "portal", "published", "order", "first", "first_portal", "jaccard",
           "containment", "title", "url"]  # fmt: skip


def flat(copy: Copy) -> dict[str, Any]:
    """A copy as one row."""
    own = {
        name: getattr(copy.article, name) for name in ("id", "portal", "published", "title", "url")
    }
    rest = {name: getattr(copy, name) for name in COLUMNS if name not in own}
    return {name: (own | rest)[name] for name in COLUMNS}


def flows(found: Sequence[Copy]) -> pd.DataFrame:
    """From which portal to which texts went, the most frequent way first.

    Only copies that are surely later than the first article of their group count, and only between
    portals.

    Returns:
        ``source``, ``copier`` (portals), ``articles``, ``jaccard`` (the median).
    """
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    rows = [
        (copy.first_portal, copy.article.portal, copy.jaccard)
        for copy in found
        if copy.order == "later" and copy.first_portal not in {None, copy.article.portal}
    ]
    frame = pd.DataFrame(rows, columns=["source", "copier", "jaccard"])
    made = frame.groupby(["source", "copier"], as_index=False).agg(
        articles=("jaccard", "size"), jaccard=("jaccard", "median")
    )
    return made.sort_values(
        ["articles", "source", "copier"], ascending=[False, True, True], ignore_index=True
    )


def excerpts_frame(pairs: Sequence[Pair], known: Mapping[int, Publication]) -> pd.DataFrame:
    """Pairs of which one text is nearly whole within the other.

    Returns:
        ``one``, ``one_portal``, ``one_published``, ``other``, ``other_portal``,
        ``other_published``, ``jaccard``, ``containment``; the most similar first.
    """
    import pandas as pd  # noqa: PLC0415  # a program that asks for no frame should not wait for it

    rows = [
        (
            *(first.id, first.portal, first.published),
            *(second.id, second.portal, second.published),
            *(pair.jaccard, pair.containment),
        )
        for pair in pairs
        if (first := known.get(pair.one)) and (second := known.get(pair.other))
    ]
    names = ["one", "one_portal", "one_published", "other", "other_portal", "other_published",
             "jaccard", "containment"]  # fmt: skip
    made = pd.DataFrame(rows, columns=names)
    return made.sort_values("jaccard", ascending=False, kind="stable", ignore_index=True)


def _by_date(article: Publication) -> tuple[bool, Any, Any, int]:
    nothing = datetime.min.replace(tzinfo=UTC)
    return (
        article.earliest is None,
        article.earliest or nothing,
        article.latest or nothing,
        article.id,
    )


def _ordered(
    number: int, members: list[Publication], texts: Mapping[int, str], length: int
) -> Iterable[Copy]:
    head = members[0]
    is_first = all(head.surely_before(other) for other in members[1:])
    # Who may be the first: nobody is surely before.
    heads = [m for m in members if not any(other.surely_before(m) for other in members)]
    portals = {member.portal for member in heads}
    first_portal = heads[0].portal if len(portals) == 1 else None
    source = shingles(texts[head.id], length)
    for member in members:
        own = shingles(texts[member.id], length)
        order: Order = "later"
        if member.earliest is None:
            order = "undated"
        elif is_first and member is head:
            order = "first"
        elif member in heads:
            order = "not ordered"
        yield Copy(
            group=number,
            order=order,
            first=head.id if is_first else None,
            first_portal=first_portal,
            jaccard=1.0 if member is head else jaccard(source, own),
            containment=1.0 if member is head else containment(source, own),
            article=member,
        )
