"""Where days and times stand in a text, in the notations of the languages of local government.

Nothing here knows which of them is the date of publication; see :mod:`scraper.text.dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from scraper.model import PublishedAt
from scraper.text.fold import fold
from scraper.text.machine_dates import zone_info
from scraper.text.months import (
    BUDDHIST,
    JAPANESE_ERAS,
    MINGUO,
    MONTHS,
    MONTHS_BY_LANGUAGE,
    VIETNAMESE_MONTHS,
    WEEKDAYS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DateOrder = Literal["dmy", "mdy", "ymd"]

EARLIEST = date(1990, 1, 1)
"""No portal published before the web; an earlier date is something else (a birthday, an era)."""

AHEAD = timedelta(days=2)
"""How far in the future a date may lie: clocks of servers and time zones differ."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in running text: its value, and where it stands (``text[start:end]``)."""

    value: PublishedAt
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How one portal's dates are read.

    Attributes:
        zone: IANA name of the portal's time zone.
        languages: ISO codes of its languages.
        order: how "03/04/2022" is meant.
        now: when the page was fetched (aware).
    """

    zone: str
    languages: tuple[str, ...]
    order: DateOrder
    now: datetime

    @property
    def today(self) -> date:
        """The portal's calendar day of :attr:`now`."""
        return self.now.astimezone(zone_info(self.zone)).date()

    def plausible(self, day: date) -> bool:
        """Whether a portal may have published on ``day``."""
        return EARLIEST <= day <= self.today + AHEAD


_SAME = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {
        zero + digit: str(digit)
        for zero in (0x0660, 0x06F0, 0x0966, 0x0E50, 0x0ED0, 0x17E0)
        for digit in range(10)
    }
)
"""Full-width forms, and the digits of Arabic, Persian, Hindi, Thai, Lao and Khmer. One character
for one, so that places in the text stay true."""

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:19|20|25)\d{2}"
_NAME = "|".join(sorted((re.escape(m) for m in MONTHS), key=len, reverse=True))
_VI_NAME = "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True))
_VI_MONTH = rf"(?:tháng\s{{0,3}}(?:{_M}(?!\d)|(?:{_VI_NAME})(?!\w))|th\.?\s?{_M}(?!\d))"


def _ymd(match: re.Match[str], _: Reading) -> date:
    return _date(int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric(match: re.Match[str], how: Reading) -> date | None:
    a, b, written = int(match["a"]), int(match["b"]), match["y"]
    year = int(written)
    if len(written) == 2:
        if how.order == "ymd":
            return _date(2000 + a, b, year)
        year += 2000
        if "th" in how.languages and year > how.today.year:
            year += 500  # 65 is 2565 of the Buddhist era, then
    day, month = (b, a) if how.order == "mdy" else (a, b)
    if month > 12 >= day:  # the other order is the only one possible
        day, month = month, day
    return _date(year, month, day)


def _named(match: re.Match[str], how: Reading) -> date | None:
    year, name = int(match["y"]), match["m"].lower()
    # Turkish capitals: "KASIM" and "EKİM" match without regard to case, and are other letters below.
    month = next(
        (
            table[form]
            for table in (*(MONTHS_BY_LANGUAGE.get(tag, {}) for tag in how.languages), MONTHS)
            for form in (name, name.replace("i\u0307", "i"), name.replace("i", "ı"))
            if form in table
        ),
        None,
    )
    if month is None:
        return None
    if year < 100:
        year += 2500 if name[0] >= "\u0e00" else 2000
    return _date(year, month, int(match["d"]))


def _vietnamese(match: re.Match[str], _: Reading) -> date:
    name = re.sub(r"^th(?:áng)?[.\s]*", "", match["m"].lower())
    return _date(int(match["y"]), VIETNAMESE_MONTHS.get(name) or int(name), int(match["d"]))


def _era(match: re.Match[str], _: Reading) -> date:
    year = 1 if match["y"] == "元" else int(match["y"])
    return date(JAPANESE_ERAS[match["era"].upper()] + year, int(match["m"]), int(match["d"]))


def _era_letter(match: re.Match[str], how: Reading) -> date | None:
    # A letter and three numbers may be a clause or a version, unless the portal is Japanese.
    alone = match.group() == match.string.strip()
    return _era(match, how) if alone or "ja" in how.languages else None


def _minguo(match: re.Match[str], _: Reading) -> date:
    return date(MINGUO + int(match["y"]), int(match["m"]), int(match["d"]))


def _date(year: int, month: int, day: int) -> date:
    return date(year - BUDDHIST if year >= 2500 else year, month, day)


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reading], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (rf"(?<![\d/])(?P<y>{_Y})\s?(?P<sep>[-/.])\s?(?P<m>{_M})\s?(?P=sep)\s?(?P<d>{_D})(?!\d)(?!/\S)", _ymd),
        (rf"(?<![\w.])(?P<era>[RHS])(?P<y>\d{{1,2}}|元)(?P<sep>[./-])(?P<m>{_M})(?P=sep)(?P<d>{_D})(?![\w/-])(?!\.\d)", _era_letter),
        (r"(?<![\d/])(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20|25)?\d{2})(?!\d)(?!/\S)", _numeric),
        (rf"(?<!\d)(?P<d>{_D})\s{{0,3}}[-/,]?\s{{0,3}}(?P<m>{_VI_MONTH})\s{{0,3}}[,/-]?\s{{0,3}}(?:năm\s{{0,3}})?(?P<y>{_Y})(?!\d)", _vietnamese),
        (rf"(?<!\w)(?P<m>{_VI_MONTH})\s{{1,3}}(?P<d>{_D}),?\s{{1,3}}(?P<y>{_Y})(?!\d)", _vietnamese),
        (rf"(?P<era>令和|平成|昭和|大正|明治)\s?(?P<y>\d{{1,2}}|元)\s?[年./-]\s?(?P<m>{_M})\s?[月./-]\s?(?P<d>{_D})(?!\d)", _era),
        (rf"(?<!\d)(?P<y>{_Y})\s?[年년]\s?(?P<m>{_M})\s?[月월]\s?(?P<d>{_D})\s?[日일号號]", _ymd),
        (rf"(?:(?:中華)?民[國国]\s?|(?<!\d))(?P<y>1\d{{2}}|9\d)\s?年\s?(?P<m>{_M})\s?月\s?(?P<d>{_D})\s?日", _minguo),
        (rf"(?<!\d)(?P<d>{_D})(?:st|nd|rd|th|er|ère|º|°|\.)?\s{{0,2}}[-/]?(?:de\s|of\s|d['’]|เดือน)?\s?(?P<m>{_NAME})(?![^\W\d_])\.?,?\s?[-/]?(?:de\s|del\s|พ\.?ศ\.?|ค\.?ศ\.?)?\s?(?P<y>{_Y})(?!\d)", _named),
        (rf"(?<!\w)(?P<d>{_D})(?P<sep>[-/])(?P<m>{_NAME})(?P=sep)(?P<y>\d{{2}})(?!\w)", _named),
        (rf"(?<!\d)(?P<d>{_D})\s?(?P<m>{'|'.join(re.escape(m) for m in MONTHS if m[0] >= chr(0xE00))})\.?\s?(?P<y>\d{{2}})(?![\d:.])", _named),
        (rf"(?<!\w)(?P<m>{_NAME})\.?\s{{1,2}}(?P<d>{_D})(?:st|nd|rd|th)?,?\s{{1,2}}(?P<y>{_Y})(?!\d)", _named),
        (rf"(?<!\d)(?P<y>{_Y})(?:\.|\s?m\.)?\s{{1,2}}(?P<m>{_NAME})\.?\s{{1,2}}(?P<d>{_D})(?!\d)", _named),
        (rf"(?<!\d)(?P<y>{_Y})\.?\s?gada\s{{1,2}}(?P<d>{_D})\.\s{{1,2}}(?P<m>{_NAME})(?!\w)", _named),
    )
)  # fmt: skip
"""Notations of a day, each with its reader. Linear in the text: no repetition is nested or unbounded."""

_BEFORE_NUMBER = re.compile(r"(?:\bsố|\bno\.?|№|\bsố hiệu|\bphiên bản|\bversion)\s?:?\s?$", re.IGNORECASE)  # fmt: skip
"""What stands before the number of a document or a version."""

_EARLY = r"(?P<early>上午|下午|오전|오후|午前|午後)?\s?"
_HOUR = r"(?P<h>[01]?\d|2[0-3])"
_HALF = r"(?:\s{0,2}(?P<half>SA|CH|AM|PM|a\.\s?m\.?|p\.\s?m\.?|a\sm|p\sm|sáng|trưa|chiều|tối|đêm)(?!\w))?"
_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_EARLY}(?<![\d:/.]){_HOUR}\s?:\s?(?P<m>[0-5]\d)(?:\s?:\s?(?P<s>[0-5]\d)(?:[.,]\d{{1,6}}(?!\d))?)?{_HALF}(?![\d:])",
        rf"(?<![\d/.]){_HOUR}\s?(?:giờ|gio|h|g)\s?(?P<m>[0-5]\d|[0-9](?=\s?phút))(?:\s?(?:phút|p(?!\w)|'(?!'))?\s?(?:(?P<s>[0-5]\d)\s?(?:giây|s(?!\w)|''|\"))?)?{_HALF}(?![^\W_])",
        rf"{_EARLY}(?<!\d){_HOUR}\s?[時时点點시]\s?(?P<m>[0-5]?\d)\s?[分분](?:\s?(?P<s>[0-5]?\d)\s?[秒초])?",
        rf"(?<![\d/.]){_HOUR}\.(?P<m>[0-5]\d)(?=\s?(?:Uhr|uur|น\.|WIB|WITA|WIT)(?!\w))",
        *(
            rf"(?<={word}\s)(?<![\d/.]){_HOUR}\.(?P<m>[0-5]\d)(?![\d.])"
            for word in (r"kl\.", "kl", "klo", r"godz\.", "saat", "kell", r"plkst\.")
        ),
        rf"(?<=ore\s)(?<![\d/.]){_HOUR}\.(?P<m>[0-5]\d)(?![\d.])",
        rf"(?<=pukul\s){_HOUR}\.(?P<m>[0-5]\d)(?![\d.])",
    )
)  # fmt: skip
"""Times of day. An hour without minutes is not enough for the precision of a minute: it is left out."""

_SHIFT = re.compile(r"\s?[(\[]?\s?(?:(?:GMT|UTC)\s?(?:(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?)?|(?P<z>Z))(?!\w)", re.IGNORECASE)  # fmt: skip
_ISO_SHIFT = re.compile(r"\s?(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2})(?![\d:])")

_FILLER = re.compile(
    r"(?:[\s,;|@()\[\]•·–—:./*'’′-]|(?<!\w)(?:"
    r"lúc|hồi|vào|at|um|à|a las|las|às|alle|ore|klo|kl|om|uhr|uur|r|godz|o|v|pukul|jam|wib|wita|wit|ngày|on|the|date|ngay|luc|phút|giây|h|hs|hrs|"
    r"thứ\s(?:\d|hai|ba|tư|năm|sáu|bảy|bẩy)|chủ nhật|cn|t[2-7]|giờ|T(?=\d)|est|edt|"
    r"в|г|года|году|р|року|о|на|ч|час|saat|saati|ώρα|στις|μ|ob|u|ur|hod|hodin|óra|ora|kell|plkst|val|d|الساعة|بتوقيت|"
    r"เวลา|เมื่อ|น|วันที่|" + "|".join(map(re.escape, WEEKDAYS)) +
    r")(?!\w)|T(?=$)|(?<=\()[月火水木金土日一二三四五六월화수목금토일](?=\)))*",
    re.IGNORECASE,
)  # fmt: skip
_ANOTHER_CLOCK = re.compile(r"\d\s?(?:[:h.]|giờ)\s?(?:\d{2})?\s?(?:[-–—~]|đến|to|bis|à|tot|do)\s?$")
"""A time before this one: together they are the hours of an event."""

BEFORE, BEHIND = 40, 36
"""Characters beside a date in which its time is looked for."""


def scan(text: str, how: Reading) -> Iterator[FoundDate]:
    """The plausible dates of ``text`` in order, each with the time that belongs to it."""
    text = text.translate(_SAME)
    days = _days(text, how)
    if not days:
        return
    last = days[-1][1]
    # "08:30 13/01 … 09:10 14/01": who writes the first time before its date means the second so.
    time_first = (
        len(days) > 1
        and _clock_before(text, days[0][0], 0) is not None
        and (_clock_behind(text, last, len(text)) is None)
    )
    for index, (start, end, day) in enumerate(days):
        stop = days[index + 1][0] if index + 1 < len(days) else len(text)
        begin = days[index - 1][1] if index else 0
        yield _timed(text, (start, end, day), (begin, stop), how, time_first=time_first)


def with_time(text: str, span: tuple[int, int], day: date, how: Reading) -> FoundDate:
    """``day``, which ``text[span]`` names ("Hôm qua"), with the time that stands beside it."""
    text = text.translate(_SAME)
    return _timed(text, (*span, day), (0, len(text)), how, time_first=False)


def _days(text: str, how: Reading) -> list[tuple[int, int, date]]:
    left = sum(map(str.isdigit, text))
    if not left:
        return []
    taken = bytearray(len(text))
    days: list[tuple[int, int, date]] = []
    for pattern, reader in _DAYS:
        if left <= 0:
            break  # each notation has a digit, and all of them stand in dates already
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or _part_of_number(text, match):
                continue
            try:
                day = reader(match, how)
            except (ValueError, KeyError):
                continue  # the thirtieth of February
            if day is not None and how.plausible(day):
                taken[start:end] = b"\1" * (end - start)
                left -= sum(map(str.isdigit, match.group()))
                days.append((start, end, day))
    days.sort()
    return days


def _part_of_number(text: str, match: re.Match[str]) -> bool:
    """Whether a numeric date is the middle of an IP address, a telephone or document number."""
    separator = match.groupdict().get("sep")
    if separator is None:
        return False
    start, end = match.span()
    before, behind = text[max(0, start - 16) : start], text[end : end + 2]
    if before[-1:] == separator and before[-2:-1].isalnum():
        return True
    if before[-1:].isalpha() and len(match["y"]) == 2:
        return True
    if behind[:1] == separator and behind[1:].isdigit():
        return True
    return _BEFORE_NUMBER.search(before) is not None


def _clock_before(text: str, start: int, begin: int) -> re.Match[str] | None:
    begin = max(begin, start - BEFORE)
    if not any(map(str.isdigit, text[begin:start])):
        return None
    for pattern in _CLOCKS:
        for match in reversed(list(pattern.finditer(text, begin, start))):
            if _fills(text, match.end(), start):
                return match
    return None


def _clock_behind(text: str, end: int, stop: int) -> re.Match[str] | None:
    stop = min(stop, end + BEHIND)
    if not any(map(str.isdigit, text[end:stop])):
        return None
    for pattern in _CLOCKS:
        match = pattern.search(text, end, stop)
        if match and _fills(text, end, match.start()):
            return match
    return None


def _fills(text: str, start: int, end: int) -> bool:
    """Whether what stands between a date and a time keeps them together."""
    if shift := _SHIFT.match(text, start, end):
        start = shift.end()
    return _FILLER.fullmatch(text[start:end]) is not None


def _timed(
    text: str,
    found: tuple[int, int, date],
    room: tuple[int, int],
    how: Reading,
    *,
    time_first: bool,
) -> FoundDate:
    start, end, day = found
    before = _clock_before(text, start, room[0])
    behind = None if before and time_first else _clock_behind(text, end, room[1])
    match = behind or before
    if match is not None:
        stop = max(end, match.end())
        shift = _SHIFT.match(text, match.end()) or _SHIFT.match(text, stop)
        machine = match.groupdict().get("s") or text[end : match.start()] == "T"
        if shift is None and machine:
            shift = _ISO_SHIFT.match(text, match.end())
        value = _moment(day, match, shift, how)
        if value is not None and _ANOTHER_CLOCK.search(text[: match.start()][-12:]) is None:
            return FoundDate(value, min(start, match.start()), stop)
    return FoundDate(PublishedAt(day, "day"), start, end)


def _moment(
    day: date, match: re.Match[str], shift: re.Match[str] | None, how: Reading
) -> PublishedAt | None:
    groups = match.groupdict()
    hour = _hour(int(match["h"]), fold(groups.get("half") or groups.get("early") or ""))
    if hour is None:
        return None
    second = groups.get("s")
    precision: Literal["second", "minute"] = "second" if second else "minute"
    zone = zone_info(how.zone)
    local = datetime(  # noqa: DTZ001  # the zone follows, from the offset or the portal
        day.year, day.month, day.day, hour, int(match["m"]), int(second or 0)
    )
    if shift is None:
        return PublishedAt(local.replace(tzinfo=zone), precision)
    offset = timedelta(hours=int(shift["h"] or 0), minutes=int(shift["m"] or 0))
    moment = local + offset if shift["sign"] == "-" else local - offset
    return PublishedAt(moment.replace(tzinfo=UTC).astimezone(zone), precision)


_MORNING = frozenset(fold(w) for w in ("am", "sa", "sáng", "上午", "午前", "오전"))
_EVENING = frozenset(fold(w) for w in ("pm", "ch", "chiều", "tối", "下午", "午後", "오후"))


def _hour(hour: int, half: str) -> int | None:
    half = half.replace(".", "").replace(" ", "")
    if not half:
        return hour
    if half in _EVENING:
        return hour + 12 if hour < 12 else hour
    if half in _MORNING:
        return 0 if hour == 12 else hour
    return None  # noon and night: which hour is meant takes a guess
