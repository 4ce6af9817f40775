"""Dates of publication as portals write them: what day, and how precisely.

Own rules first: Vietnamese forms, numeric dates, month names of the languages of local government,
Japanese eras and Thai years. ``dateparser`` is asked last, and only in the portal's language. A
text from which no date follows for certain gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from scraper.model import Precision, PublishedAt
from scraper.text.fold import fold
from scraper.text.months import BUDDHIST, JAPANESE_ERAS, MONTHS
from scraper.text.unicode import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DateOrder = Literal["dmy", "mdy", "ymd"]

EARLIEST = date(1990, 1, 1)
"""No portal published before the web; an earlier date is something else (a birthday, an era)."""

AHEAD = timedelta(days=2)
"""How far in the future a date may lie: clocks of servers and time zones differ."""

MAX_TEXT = 2_000

_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20|25)\d{2}"
_WORD = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))

_PATTERNS = tuple(
    (shape, re.compile(pattern, re.IGNORECASE))
    for shape, pattern in (
        ("ymd", rf"(?<![\d/.-])({_YEAR})\s?([-/.])\s?({_MONTH})\s?\2\s?({_DAY})(?!\d)"),
        ("num", r"(?<![\d/.-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?((?:19|20|25)?\d{2})(?![\d/])(?![-.]\d)"),
        ("vi", rf"ngày\s{{0,3}}({_DAY})\s{{0,3}},?\s{{0,3}}tháng\s{{0,3}}({_MONTH})\s{{0,3}},?\s{{0,3}}năm\s{{0,3}}({_YEAR})(?!\d)"),
        ("vi", rf"({_DAY})\s{{0,3}}tháng\s{{0,3}}({_MONTH})\s{{0,3}}[,/-]?\s{{0,3}}(?:năm)?\s{{0,3}}({_YEAR})(?!\d)"),
        ("era", rf"({'|'.join(JAPANESE_ERAS)})\s?(\d{{1,2}}|元)\s?年\s?({_MONTH})\s?月\s?(\d{{1,2}})\s?日"),
        ("cjk", rf"({_YEAR})\s?年\s?({_MONTH})\s?月\s?(\d{{1,2}})\s?日"),
        ("dmy-word", rf"({_DAY})(?:st|nd|rd|th|er|º|\.)?\s{{0,2}}[-/]?(?:de\s|of\s)?\s?({_WORD})\b\.?,?\s?[-/]?(?:de\s|del\s)?\s?({_YEAR})(?!\d)"),
        ("mdy-word", rf"\b({_WORD})\.?\s{{1,2}}({_DAY})(?:st|nd|rd|th)?,?\s{{1,2}}({_YEAR})(?!\d)"),
    )
)  # fmt: skip
"""Shapes of a date, each linear in the text: no repetition is nested or unbounded."""

_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d:/.])([01]?\d|2[0-3])\s?:\s?([0-5]\d)(?:\s?:\s?([0-5]\d))?(?:[.,]\d{1,6})?\s{0,2}(SA|CH|AM|PM|a\.?\s?m\.?|p\.?\s?m\.?)?(?![\d:])",
        r"(?<![\d/.-])([01]?\d|2[0-3])\s?(?:giờ|gio|h|g)\s?([0-5]\d)?(?:\s?(?:phút|')?\s?(?:([0-5]\d)\s?(?:giây|''|\"))?)?()(?![a-zà-ỹ\d])",
        r"(?<![\d/.-])([01]?\d)()()\s?(AM|PM|a\.m\.|p\.m\.)(?!\w)",
        r"(?<!\d)([01]?\d|2[0-3])\s?時\s?([0-5]?\d)?\s?分?()()",
        r"(?<![\d/.-])([01]?\d|2[0-3])\.([0-5]\d)()()\s?(?:Uhr|น\.)",
        r"(?<![\d/.-])([01]?\d|2[0-3])()()()\s?Uhr",
    )
)

_PUBLISHED = re.compile(
    r"ngày\s(?:đăng|xuất bản|ban hành|đưa tin|viết|gửi|tạo)|đăng (?:ngày|lúc|bởi|tải)|xuất bản|published|posted|released|"
    r"veröffentlicht|publié|publicado|fecha|pubblicato|公開日?|掲載日?|created|issued|erstellt|โพสต์|เผยแพร่",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"cập nhật|chỉnh sửa|sửa đổi|updated|modified|changed|aktualisiert|geändert|mis à jour|modifié|actualizado|"
    r"aggiornato|atualizado|更新日?|แก้ไข|ปรับปรุง",
    re.IGNORECASE,
)

_RELATIVE = re.compile(
    r"(?<!\w)(?:(\d{1,3})|một|a|an|one|eine[mr]?|un[ea]?)\s{1,2}(giây|phút|tiếng|giờ|ngày|tuần|tháng|năm|"
    r"seconds?|minutes?|mins?|hours?|days?|weeks?)\s{1,2}(?:trước|ago)(?!\w)|"
    r"(?:vor|il y a|hace)\s{1,2}(?:(\d{1,3})|eine[mr]?|un[ea]?)\s{1,2}(sekunden?|minuten?|stunden?|tage?n?|wochen?|"
    r"secondes?|minutes?|heures?|jours?|semaines?|segundos?|minutos?|horas?|días?|semanas?)(?!\w)",
    re.IGNORECASE,
)
_UNITS = {
    "giây": "s", "phút": "m", "tiếng": "h", "giờ": "h", "ngày": "d", "tuần": "w",
    "sec": "s", "min": "m", "hou": "h", "day": "d", "wee": "w", "sek": "s", "stu": "h", "tag": "d", "woc": "w",
    "heu": "h", "jou": "d", "sem": "w", "seg": "s", "hor": "h", "día": "d",
}  # fmt: skip
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_NEAR_DAYS = {
    "hôm nay": 0, "hôm qua": 1, "hôm kia": 2, "today": 0, "yesterday": 1, "heute": 0, "gestern": 1,
    "aujourd'hui": 0, "hier": 1, "hoy": 0, "ayer": 1, "oggi": 0, "ieri": 1, "hoje": 0, "ontem": 1, "今日": 0, "昨日": 1,
}  # fmt: skip
_NEAR = re.compile(rf"(?<!\w)({'|'.join(_NEAR_DAYS)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in running text: its value, and where it stands (``text[start:end]``)."""

    value: PublishedAt
    start: int
    end: int


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def parse_published(
    text: str,
    *,
    zone: str = "Asia/Ho_Chi_Minh",
    languages: Sequence[str] = ("vi",),
    date_order: DateOrder = "dmy",
    now: datetime | None = None,
) -> PublishedAt | None:
    """Read the date of a date element: label, weekday and decoration may stand around it.

    Of several dates the one behind a label of publication wins, else the first that is not behind
    a label of change.

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
    moment = now or datetime.now(UTC)
    found = list(_scan(text, zone, date_order, moment))
    if found:
        return _preferred(text, found).value
    if relative := _relative(text, zone, moment):
        return relative
    if any(c.isdigit() for c in text) and len(text) <= 60 and _has_month_name(text):
        return _ask_dateparser(text, zone, languages, date_order, moment)
    return None


def find_dates(
    text: str,
    *,
    zone: str = "Asia/Ho_Chi_Minh",
    languages: Sequence[str] = ("vi",),  # noqa: ARG001  # one signature for both functions
    date_order: DateOrder = "dmy",
    now: datetime | None = None,
) -> list[FoundDate]:
    """All absolute dates in running text, in order; arguments as for :func:`parse_published`."""
    return list(_scan(text, zone, date_order, now or datetime.now(UTC)))


def parse_iso(text: str, *, zone: str = "Asia/Ho_Chi_Minh") -> PublishedAt | None:
    """Read a machine's date: ISO 8601 in any length, RFC 2822, bare digits, NukeViet's broken form.

    An offset is honoured and turned into the portal's zone; without one the time is local.

    >>> parse_iso("2019-06-25+0708:25:00").isoformat()
    '2019-06-25T08:25:00+07:00'
    >>> parse_iso("2022-01-13").isoformat()
    '2022-01-13'
    """
    text = text.strip()[:80]
    if match := _ISO.match(text):
        return _from_iso(match, zone)
    if match := _BROKEN.match(text):
        return _moment(match[1], match[2], match[3], match[5], match[6], match[7], match[4], zone)
    if match := _DIGITS.match(text):
        return _moment(match[1], match[2], match[3], match[4], match[5], match[6], None, zone)
    if "," in text or _RFC_2822.match(text):
        from email.utils import parsedate_to_datetime  # noqa: PLC0415  # rarely needed

        try:
            value = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError):
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=_zone(zone))
        return PublishedAt(aware.astimezone(_zone(zone)), "second")
    return None


_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\s*$",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T?([+-]\d{2}:?(?:00|30|45)?)\s?(\d{2}):(\d{2}):?(\d{2})?"
)
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})T?(?:(\d{2})(\d{2})(\d{2})?)?(?:\d{3})?Z?$")
_RFC_2822 = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} ")


def _from_iso(match: re.Match[str], zone: str) -> PublishedAt | None:
    return _moment(match[1], match[2], match[3], match[4], match[5], match[6], match[7], zone)


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None,
    offset: str | None, zone: str,
) -> PublishedAt | None:  # fmt: skip
    try:
        if hour is None:
            return PublishedAt(date(int(year), int(month), int(day)), "day")
        value = datetime(  # noqa: DTZ001  # the zone follows, from the offset or the portal
            int(year), int(month), int(day), int(hour) % 24, int(minute or 0), int(second or 0)
        )
        tz = _zone(zone)
        if offset and offset[0] in "+-":
            digits = offset[1:].replace(":", "").ljust(4, "0")
            shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
            value = value - shift if offset[0] == "+" else value + shift
            aware = value.replace(tzinfo=UTC).astimezone(tz)
        elif offset:
            aware = value.replace(tzinfo=UTC).astimezone(tz)
        else:
            aware = value.replace(tzinfo=tz)
    except (ValueError, OverflowError):
        return None
    return PublishedAt(aware, "second" if second is not None else "minute")


def _scan(text: str, zone: str, order: DateOrder, now: datetime) -> Iterator[FoundDate]:
    """The plausible dates of ``text`` in order, each with the time that belongs to it."""
    if not any(c.isdigit() for c in text):
        return
    days: list[tuple[int, int, date]] = []
    for shape, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end, _ in days):
                continue
            day = _to_day(shape, match, order)
            if day is not None and _plausible(day, zone, now):
                days.append((match.start(), match.end(), day))
    days.sort()
    for index, (start, end, day) in enumerate(days):
        after = days[index + 1][0] if index + 1 < len(days) else len(text)
        before = days[index - 1][1] if index else 0
        yield _with_time(text, day, (start, end), (before, after), zone)


def _to_day(shape: str, match: re.Match[str], order: DateOrder) -> date | None:
    groups = match.groups()
    try:
        if shape == "ymd":
            return _date(int(groups[0]), int(groups[2]), int(groups[3]))
        if shape == "num":
            return _numeric(groups[0], groups[2], groups[3], order)
        if shape == "vi":
            return _date(int(groups[2]), int(groups[1]), int(groups[0]))
        if shape == "era":
            year = JAPANESE_ERAS[groups[0]] + (1 if groups[1] == "元" else int(groups[1]))
            return date(year, int(groups[2]), int(groups[3]))
        if shape == "cjk":
            return date(int(groups[0]), int(groups[1]), int(groups[2]))
        if shape == "dmy-word":
            return _date(int(groups[2]), MONTHS[groups[1].lower()], int(groups[0]))
        return _date(int(groups[2]), MONTHS[groups[0].lower()], int(groups[1]))
    except (ValueError, KeyError):
        return None


def _date(year: int, month: int, day: int) -> date:
    return date(year - BUDDHIST if year >= 2500 else year, month, day)


def _numeric(first: str, second: str, year: str, order: DateOrder) -> date | None:
    a, b = int(first), int(second)
    if len(year) == 2:
        if order == "ymd":
            return _date(2000 + a, b, int(year))
        y = 2000 + int(year)
    else:
        y = int(year)
    day, month = (b, a) if order == "mdy" else (a, b)
    if month > 12 >= day:  # the other order is the only one possible
        day, month = month, day
    return _date(y, month, day)


def _plausible(day: date, zone: str, now: datetime) -> bool:
    return EARLIEST <= day <= now.astimezone(_zone(zone)).date() + AHEAD


def _with_time(
    text: str, day: date, span: tuple[int, int], room: tuple[int, int], zone: str
) -> FoundDate:
    """The date with the time of day that stands next to it, if one does."""
    start, end = span
    behind = text[end : min(room[1], end + 30)]
    ahead_from = max(room[0], start - 40)
    ahead = text[ahead_from:start]
    for pattern in _TIMES:
        match = pattern.search(behind)
        if match and _joins(behind[: match.start()]) and (value := _clock(day, match, zone)):
            return FoundDate(value, start, end + match.end())
    for pattern in _TIMES:
        for match in reversed(list(pattern.finditer(ahead))):
            if _joins(ahead[match.end() :]) and (value := _clock(day, match, zone)):
                return FoundDate(value, ahead_from + match.start(), end)
    return FoundDate(PublishedAt(day, "day"), start, end)


_GLUE = re.compile(
    r"[\s,;|@()\[\]•·–—-]*(?:(?:lúc|vào|luc|at|um|à|a las|às|alle|ore|klo|o'clock|ngày|on|date|T|thứ\s\w{2,4}(?:\s?\w{0,3})|"
    r"chủ nhật|CN|T[2-7]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)|phút|giây|cùng|เวลา|เมื่อ|kl\.?|horas?|sáng|chiều|tối|trưa|GMT\s?\+?\d?|\d?)"
    r"[\s,;|@.()\[\]•·–—:-]*){0,4}$",
    re.IGNORECASE,
)


def _joins(between: str) -> bool:
    """Whether what stands between a date and a time keeps them together."""
    return len(between) <= 30 and _GLUE.match(between) is not None


def _clock(day: date, match: re.Match[str], zone: str) -> PublishedAt | None:
    hour, minute, second = int(match[1]), int(match[2] or 0), match[3]
    half = fold(match[4] or "").replace(".", "").replace(" ", "")
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    try:
        value = datetime(
            day.year, day.month, day.day, hour, minute, int(second or 0), tzinfo=_zone(zone)
        )
    except ValueError:
        return None
    precision: Precision = "second" if second else "minute"
    return PublishedAt(value, precision)


def _preferred(text: str, found: list[FoundDate]) -> FoundDate:
    """Of several dates, the one that a label calls the date of publication."""
    if len(found) == 1:
        return found[0]
    unlabelled: FoundDate | None = None
    for index, item in enumerate(found):
        label = text[found[index - 1].end if index else 0 : item.start]
        if _PUBLISHED.search(label):
            return item
        if unlabelled is None and not _UPDATED.search(label):
            unlabelled = item
    return unlabelled or found[0]


def _relative(text: str, zone: str, now: datetime) -> PublishedAt | None:
    """Read "Hôm qua, 08:30", "3 giờ trước": relative to ``now``, no more precise than they say."""
    if len(text) > 120:
        return None
    local = now.astimezone(_zone(zone))
    if match := _NEAR.search(text):
        day = local.date() - timedelta(days=_NEAR_DAYS[match[1].lower()])
        return _with_time(text, day, match.span(), (0, len(text)), zone).value
    match = _RELATIVE.search(text)
    if match is None:
        return None
    number = int(match[1] or match[3] or 1)
    word = (match[2] or match[4]).lower()
    unit = _UNITS.get(word) or _UNITS.get(word[:3])
    if unit is None:
        return None  # months and years ago name no day
    value = local - timedelta(seconds=number * _SECONDS[unit])
    if unit in "dw":
        return PublishedAt(value.date(), "day")
    if unit == "h":
        # The hour is rounded: only the day is certain, and it only if rounding cannot move it.
        early, late = value - timedelta(hours=1), value
        return PublishedAt(value.date(), "day") if early.date() == late.date() else None
    return PublishedAt(value.replace(second=0, microsecond=0), "minute")


def _has_month_name(text: str) -> bool:
    return sum(c.isalpha() for c in text) >= 3


def _ask_dateparser(
    text: str, zone: str, languages: Sequence[str], order: DateOrder, now: datetime
) -> PublishedAt | None:
    import dateparser  # noqa: PLC0415  # takes 0.3 s to import and is hardly ever needed

    known = [language for language in languages if language]
    try:
        value = dateparser.parse(
            text,
            languages=known or None,
            settings={
                "DATE_ORDER": order.upper(),
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
            },
        )
    except (ValueError, RecursionError, OverflowError):
        return None
    if value is None or not _plausible(value.date(), zone, now):
        return None
    if value.hour == value.minute == value.second == 0:
        return PublishedAt(value.date(), "day")
    aware = value if value.tzinfo else value.replace(tzinfo=_zone(zone))
    return PublishedAt(aware.astimezone(_zone(zone)), "second" if value.second else "minute")
