"""Dates told from the present: "Hôm qua, 08:30", "3 giờ trước", "vor 2 Tagen"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from scraper.model import PublishedAt
from scraper.text.date_scan import with_time
from scraper.text.machine_dates import zone_info

if TYPE_CHECKING:
    from scraper.text.date_scan import Reading

MAX_TEXT = 120
"""Characters; what is longer is running text, whose "yesterday" is not the page's."""

_ONE = "một|a|an|one|eine[mr]?|un[ea]?|uma?|een"
_UNITS = {
    "s": "giây|seconds?|secs?|sekunden?|secondes?|segundos?|secondi|detik|วินาที|秒|초",
    "m": "phút|minutes?|mins?|minuten?|minuto?s?|minuti|menit|นาที|分|分钟|分鐘|분",
    "h": "tiếng|giờ|hours?|hrs?|stunden?|heures?|horas?|ore|uur|uren|jam|ชั่วโมง|時間|小时|小時|시간",
    "d": "ngày|days?|tage?n?|jours?|días?|dias?|giorni|giorno|dag|dagen|hari|วัน|日|天|일",
    "w": "tuần|weeks?|wochen?|semaines?|semanas?|settimane|weken|minggu|สัปดาห์|週間|周|週|주",
}
_UNIT_OF = re.compile(
    "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items()), re.IGNORECASE
)
_ANY = "|".join(_UNITS.values())
_ENDS = r"(?=\s*(?:$|[|,;.()\[\]•·–—-]))"
"""After it the phrase is over: "3 ngày trước Tết" is told from another day."""

_RELATIVE = re.compile(
    rf"(?<![\w.,/])(?:(?P<n>\d{{1,3}})\s?|(?:{_ONE})\s)(?P<unit>{_ANY})\s{{0,2}}"
    rf"(?:trước|ago|fa|geleden|(?:yang )?lalu|ที่แล้ว|ที่ผ่านมา|前|전){_ENDS}"
    rf"|(?<!\w)(?:vor|il y a|hace|há)\s{{1,2}}(?:(?P<n2>\d{{1,3}})|{_ONE})\s{{1,2}}(?P<unit2>{_ANY})(?!\w){_ENDS}"
    rf"|(?<!\w)cách đây\s{{1,2}}(?:(?P<n3>\d{{1,3}})|một)\s{{1,2}}(?P<unit3>{_ANY})(?!\w){_ENDS}",
    re.IGNORECASE,
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

_NEAR_DAYS = {
    "hôm nay": 0, "hôm qua": 1, "hôm kia": 2, "today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "vorgestern": 2,
    "aujourd'hui": 0, "aujourd’hui": 0, "hier": 1, "hoy": 0, "ayer": 1, "oggi": 0, "ieri": 1, "hoje": 0, "ontem": 1,
    "vandaag": 0, "gisteren": 1, "hari ini": 0, "kemarin": 1, "วันนี้": 0, "เมื่อวาน": 1, "今日": 0, "本日": 0, "昨日": 1,
    "昨天": 1, "今天": 0, "오늘": 0, "어제": 1,
}  # fmt: skip
_NEAR = re.compile(rf"(?<!\w)({'|'.join(_NEAR_DAYS)})(?!\w)", re.IGNORECASE)
_HERE = frozenset({"de", "nl"})
"""Languages in which "hier" is not the French yesterday."""


def parse_relative(text: str, how: Reading) -> PublishedAt | None:
    """Read a date told from ``how.now``, no more precisely than it is told.

    Args:
        text: clean text.
        how: the portal, and when the page was fetched.

    Returns:
        The date; None where none is told, or none follows for certain ("2 months ago").
    """
    if len(text) > MAX_TEXT:
        return None
    local = how.now.astimezone(zone_info(how.zone))
    match = _NEAR.search(text)
    if match and not (match[1].lower() == "hier" and _HERE.intersection(how.languages)):
        day = local.date() - timedelta(days=_NEAR_DAYS[match[1].lower()])
        return with_time(text, match.span(), day, how).value
    match = _RELATIVE.search(text)
    if match is None:
        return None
    number = int(match["n"] or match["n2"] or match["n3"] or 1)
    named = _UNIT_OF.fullmatch(match["unit"] or match["unit2"] or match["unit3"])
    unit = named.lastgroup if named else None
    if unit is None or unit == "w":
        return None  # some day of that week
    value = local - timedelta(seconds=number * _SECONDS[unit])
    if unit == "d":
        return PublishedAt(value.date(), "day")
    if unit == "h":
        # The hour is rounded: only the day is certain, and it only if rounding cannot move it.
        earlier = value - timedelta(hours=1)
        return PublishedAt(value.date(), "day") if earlier.date() == value.date() else None
    return PublishedAt(value.replace(second=0, microsecond=0), "minute")
