"""The date of publication: which of the dates that a text shows is the page's own.

Our own notations come first (:mod:`scraper.text.date_scan`); ``dateparser`` is asked last, and only
in the portal's language. A text from which no date follows for certain gives None.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scraper.model import PublishedAt
from scraper.text import date_labels
from scraper.text.date_scan import DateOrder, FoundDate, Reading, scan
from scraper.text.machine_dates import zone_info
from scraper.text.relative_dates import parse_relative
from scraper.text.unicode import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT = 2_000

_LABEL = re.compile(
    rf"(?P<published>{date_labels.PUBLISHED})|(?P<updated>{date_labels.UPDATED})|(?P<other>{date_labels.OTHER})",
    re.IGNORECASE,
)
"""What a date is called. Publication and change are the page's own; the rest are dates that it tells."""

_LABEL_BEHIND = re.compile(r"[\s)）]{0,2}(?:(?P<published>公開|掲載|発行|登録|发布|發布|发表|發表|등록|게시)|(?P<updated>更新|수정)|(?P<other>締切|まで|截止|마감|까지))")  # fmt: skip
_PERIOD_FROM = re.compile(r"(?<!\w)(?:từ|from|vom|du|dal|desde el|from the)\s(?:[^.;:]|(?<=\d)\.){0,24}(?:đến|tới|to|until|bis|au|al|hasta)\s(?:hết\s)?(?:ngày\s)?(?:the\s|el\s|zum\s)?$", re.IGNORECASE)  # fmt: skip
"""Before the last day of a period whose first is written without its year: "từ ngày 1/1 đến 5/1/2022"."""
_FIRST_DAY = re.compile(r"(?<![\d:.hg])\d{1,2}[-–]$", re.IGNORECASE)
"""The first day of "5-7/9/2022"; not the minutes of "14:05-7/9/2022"."""
_PERIOD_BETWEEN = re.compile(r"\s?(?:-|–|—|~|đến|tới|to|until|bis|au|al|hasta|đến hết)\s(?:hết\s)?(?:ngày\s)?$|\s?[–—~-]\s?$", re.IGNORECASE)  # fmt: skip


def parse_published(
    text: str,
    *,
    zone: str = "Asia/Ho_Chi_Minh",
    languages: Sequence[str] = ("vi",),
    date_order: DateOrder = "dmy",
    now: datetime | None = None,
) -> PublishedAt | None:
    """Read the date of a date element: label, weekday and decoration may stand around it.

    Of several dates the one behind a label of publication wins, then one without a label, then one
    behind a label of change. Deadlines, periods and other dates that a page tells are none.

    Args:
        text: the element's text; beyond 2,000 characters nothing is read.
        zone: IANA name of the portal's time zone.
        languages: ISO codes of the portal's languages, for the last resort (dateparser).
        date_order: how "03/04/2022" is meant.
        now: when the page was fetched (aware); "3 giờ trước" needs it, and no date may lie more than
            two days after it. Default: the present.

    Returns:
        The date with its precision, or None.

    >>> parse_published("Thứ năm, 13/01/2022 | 08:30").isoformat()
    '2022-01-13T08:30+07:00'
    """
    text = clean(text[:MAX_TEXT])
    if not text:
        return None
    how = Reading(zone, tuple(filter(None, languages)), date_order, now or datetime.now(UTC))
    if found := list(scan(text, how)):
        return _preferred(text, found)
    if relative := parse_relative(text, how):
        return relative
    if any(c.isdigit() for c in text) and len(text) <= 60 and _has_month_name(text):
        return _ask_dateparser(text, how)
    return None


def find_dates(
    text: str,
    *,
    zone: str = "Asia/Ho_Chi_Minh",
    languages: Sequence[str] = ("vi",),
    date_order: DateOrder = "dmy",
    now: datetime | None = None,
) -> list[FoundDate]:
    """All absolute dates in running text, in order; arguments as for :func:`parse_published`."""
    return list(scan(text, Reading(zone, tuple(languages), date_order, now or datetime.now(UTC))))


def _preferred(text: str, found: list[FoundDate]) -> PublishedAt | None:
    """Of several dates, the page's own: by what the text calls them."""
    first: dict[str, PublishedAt] = {}
    for index, item in enumerate(found):
        behind = text[item.end : found[index + 1].start if index + 1 < len(found) else None]
        before = text[found[index - 1].end if index else 0 : item.start]
        first.setdefault(_called(before, behind, index, len(found)), item.value)
    return first.get("published") or first.get("") or first.get("updated")


def _called(before: str, behind: str, index: int, count: int) -> str:
    """The kind of date that the words around it name: a group of ``_LABEL``, or ''."""
    label = ""
    for match in _LABEL.finditer(before):
        label = match.lastgroup or ""
    if after := _LABEL_BEHIND.match(behind):
        return after.lastgroup or ""
    if label:
        return label
    if _PERIOD_FROM.search(before[-60:]) or _FIRST_DAY.search(before[-8:]):
        return "other"
    if index and _PERIOD_BETWEEN.fullmatch(before):
        return "other"
    if index + 1 < count and _PERIOD_BETWEEN.fullmatch(behind):
        return "other"
    return label


def _has_month_name(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 3


def _ask_dateparser(text: str, how: Reading) -> PublishedAt | None:
    import dateparser  # noqa: PLC0415  # takes 0.3 s to import and is hardly ever needed

    try:
        value = dateparser.parse(
            text,
            languages=list(how.languages) or None,
            settings={
                "DATE_ORDER": how.order.upper(),
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
            },
        )
    except (ValueError, RecursionError, OverflowError):
        return None
    if value is None or not how.plausible(value.date()):
        return None
    if value.hour == value.minute == value.second == 0:
        return PublishedAt(value.date(), "day")
    zone = zone_info(how.zone)
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    return PublishedAt(aware.astimezone(zone), "second" if value.second else "minute")
