"""What can be said of a portal's language, time zone and order of day and month before it is known.

A profile states all three. For a page that comes without one they follow from the page's language
tag, the country in its host name, and the country to which its content system is confined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.text.language import detect_language, visible

if TYPE_CHECKING:
    from scraper.portals.profile import DateOrder

ZONES = {
    "VN": "Asia/Ho_Chi_Minh", "DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich",
    "FR": "Europe/Paris", "BE": "Europe/Brussels", "LU": "Europe/Luxembourg", "ES": "Europe/Madrid",
    "IT": "Europe/Rome", "NL": "Europe/Amsterdam", "PT": "Europe/Lisbon", "PL": "Europe/Warsaw",
    "CZ": "Europe/Prague", "SK": "Europe/Bratislava", "HU": "Europe/Budapest", "SE": "Europe/Stockholm",
    "NO": "Europe/Oslo", "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki", "GB": "Europe/London",
    "IE": "Europe/Dublin", "US": "America/New_York", "CA": "America/Toronto", "MX": "America/Mexico_City",
    "AR": "America/Argentina/Buenos_Aires", "CL": "America/Santiago", "CO": "America/Bogota",
    "PE": "America/Lima", "BR": "America/Sao_Paulo", "AU": "Australia/Sydney", "NZ": "Pacific/Auckland",
    "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "CN": "Asia/Shanghai", "TW": "Asia/Taipei", "TH": "Asia/Bangkok",
    "LA": "Asia/Vientiane", "KH": "Asia/Phnom_Penh", "ID": "Asia/Jakarta", "MY": "Asia/Kuala_Lumpur",
    "SG": "Asia/Singapore", "PH": "Asia/Manila", "IN": "Asia/Kolkata", "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv", "BY": "Europe/Minsk", "BG": "Europe/Sofia", "RO": "Europe/Bucharest", "MD": "Europe/Chisinau",
    "GR": "Europe/Athens", "TR": "Europe/Istanbul", "HR": "Europe/Zagreb", "SI": "Europe/Ljubljana",
    "RS": "Europe/Belgrade", "MK": "Europe/Skopje", "BA": "Europe/Sarajevo", "EE": "Europe/Tallinn", "LV": "Europe/Riga",
    "LT": "Europe/Vilnius", "IS": "Atlantic/Reykjavik", "IL": "Asia/Jerusalem", "IR": "Asia/Tehran", "SA": "Asia/Riyadh",
    "EG": "Africa/Cairo", "MA": "Africa/Casablanca", "KZ": "Asia/Almaty", "GE": "Asia/Tbilisi", "AM": "Asia/Yerevan",
    "MM": "Asia/Yangon", "BD": "Asia/Dhaka", "LK": "Asia/Colombo", "NP": "Asia/Kathmandu", "PK": "Asia/Karachi",
    "ZA": "Africa/Johannesburg", "KE": "Africa/Nairobi", "NG": "Africa/Lagos", "EC": "America/Guayaquil",
    "UY": "America/Montevideo", "BO": "America/La_Paz", "PY": "America/Asuncion", "VE": "America/Caracas",
    "CR": "America/Costa_Rica", "GT": "America/Guatemala", "DO": "America/Santo_Domingo",
}  # fmt: skip
"""Country to the zone of its capital or of most of its people."""

HOME = {
    "vi": "VN", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "pl": "PL",
    "cs": "CZ", "sk": "SK", "hu": "HU", "sv": "SE", "nb": "NO", "nn": "NO", "no": "NO", "da": "DK",
    "fi": "FI", "ja": "JP", "ko": "KR", "zh": "CN", "th": "TH", "lo": "LA", "km": "KH", "id": "ID",
    "ru": "RU", "uk": "UA", "be": "BY", "bg": "BG", "ro": "RO", "el": "GR", "tr": "TR", "hr": "HR", "sl": "SI",
    "sr": "RS", "mk": "MK", "et": "EE", "lv": "LV", "lt": "LT", "is": "IS", "he": "IL", "fa": "IR", "ms": "MY",
    "tl": "PH", "fil": "PH", "ka": "GE", "hy": "AM", "my": "MM", "si": "LK", "ca": "ES", "eu": "ES", "gl": "ES",
}  # fmt: skip
"""Language to the country that is meant when nothing else says one."""

LANGUAGE = {country: language for language, country in HOME.items()} | {
    "AT": "de", "US": "en", "GB": "en", "IE": "en", "AU": "en", "NZ": "en", "NO": "nb",
    "MX": "es", "AR": "es", "CL": "es", "CO": "es", "PE": "es", "BR": "pt", "ES": "es", "PH": "en",
    "EC": "es", "UY": "es", "BO": "es", "PY": "es", "VE": "es", "CR": "es", "GT": "es", "DO": "es",
    "EG": "ar", "MA": "ar", "SA": "ar", "BA": "hr", "MD": "ro", "KZ": "ru",
}  # fmt: skip

MONTH_FIRST = frozenset(("US", "PH"))
YEAR_FIRST = frozenset(("JP", "KR", "CN", "TW", "HU"))

LANG = re.compile(
    r"<html\b[^>]{0,500}?\b(?:xml:)?lang\s*=\s*[\"']?([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{2}))?\b"
)


@dataclass(frozen=True, slots=True)
class Locale:
    """Language (ISO 639-1), time zone (IANA) and the order of numeric dates."""

    language: str
    timezone: str
    date_order: DateOrder


def guess_locale(html: str, host: str, country: str = "", *, by_text: bool = False) -> Locale:
    """Guess the locale of a page whose portal nobody has described.

    Args:
        html: the page; only its beginning is read.
        host: its host name.
        country: ISO 3166 code of the country to which its system is confined, or "".
        by_text: whether the text decides where the page says another language: many a template
            says "en" whatever it is filled with. Costs some milliseconds.

    >>> guess_locale('<html lang="en">', "www.elmwood.us")
    Locale(language='en', timezone='America/New_York', date_order='mdy')
    """
    tag = LANG.search(html[:5_000])
    language = tag.group(1).lower() if tag else ""
    region = (tag.group(2) or "").upper() if tag else ""
    if by_text and (read := detect_language(visible(html))) and not _are_alike(read, language):
        language, region = read, ""
    top = host.partition(":")[0].rpartition(".")[2].upper()
    domain = {"UK": "GB", "GOV": "US"}.get(top, top)
    places = (country, domain, region, HOME.get(language, ""))
    place = next((p for p in places if p in ZONES), "")
    if not language:
        language = detect_language(visible(html)) or LANGUAGE.get(place, "en")
    if not place:
        place = HOME.get(language, "")
    return Locale(
        language,
        ZONES.get(place, "Etc/UTC"),
        "mdy" if place in MONTH_FIRST else "ymd" if place in YEAR_FIRST else "dmy",
    )


_ALIKE = (frozenset(("no", "nb", "nn", "da")), frozenset(("hr", "sr", "bs")), frozenset(("id", "ms")), frozenset(("tl", "fil")))  # fmt: skip
"""Languages that small words hardly tell apart: what the page says holds."""


def _are_alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _ALIKE)
