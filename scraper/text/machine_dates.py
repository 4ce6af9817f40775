"""Dates that machines write: ISO 8601, RFC 2822, bare digits."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from scraper.model import PublishedAt

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\s*$",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T?([+-]\d{2}:?(?:00|30|45)?)\s?(\d{2}):(\d{2}):?(\d{2})?"
)
"""NukeViet 4 puts the offset before the time: ``2019-06-25+0708:25:00``."""
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})T?(?:(\d{2})(\d{2})(\d{2})?)?(?:\d{3})?Z?$")
_RFC_2822 = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} ")

MAX_TEXT = 80


@lru_cache(maxsize=64)
def zone_info(name: str) -> ZoneInfo:
    """The time zone of that IANA name, read once."""
    return ZoneInfo(name)


def parse_iso(text: str, *, zone: str = "Asia/Ho_Chi_Minh") -> PublishedAt | None:
    """Read a machine's date: ISO 8601 in any length, RFC 2822, bare digits, NukeViet's broken form.

    An offset is honoured and turned into the portal's zone; without one the time is local.

    >>> parse_iso("2019-06-25+0708:25:00").isoformat()
    '2019-06-25T08:25:00+07:00'
    >>> parse_iso("2022-01-13").isoformat()
    '2022-01-13'
    """
    text = text.strip()[:MAX_TEXT]
    if match := _ISO.match(text):
        return _moment(match.group(1, 2, 3, 4, 5, 6, 7), zone)
    if match := _BROKEN.match(text):
        return _moment(match.group(1, 2, 3, 5, 6, 7, 4), zone)
    if match := _DIGITS.match(text):
        return _moment((*match.group(1, 2, 3, 4, 5, 6), None), zone)
    if "," in text or _RFC_2822.match(text):
        return _rfc_2822(text, zone)
    return None


def _rfc_2822(text: str, zone: str) -> PublishedAt | None:
    try:
        value = parsedate_to_datetime(text)
        aware = value if value.tzinfo else value.replace(tzinfo=zone_info(zone))
        return PublishedAt(aware.astimezone(zone_info(zone)), "second")
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _moment(parts: tuple[Any, ...], zone: str) -> PublishedAt | None:
    """Year, month, day, hour, minute, second and offset, as matched: the last four may be None."""
    year, month, day, hour, minute, second, offset = parts
    try:
        if hour is None:
            return PublishedAt(date(int(year), int(month), int(day)), "day")
        value = datetime(  # noqa: DTZ001  # the zone follows, from the offset or the portal
            int(year), int(month), int(day), int(hour) % 24, int(minute or 0), int(second or 0)
        )
        if int(hour) == 24:  # ISO 8601: the end of that day
            value += timedelta(days=1)
        tz = zone_info(zone)
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
