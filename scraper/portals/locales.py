"""What can be said of a portal's language, time zone and order of day and month before it is known.

A profile states all three. For a page that comes without one they follow from the page's language
tag, the country in its host name, and the country to which its content system is confined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    "SG": "Asia/Singapore", "PH": "Asia/Manila", "IN": "Asia/Kolkata",
}  # fmt: skip
"""Country to the zone of its capital or of most of its people."""

HOME = {
    "vi": "VN", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "pl": "PL",
    "cs": "CZ", "sk": "SK", "hu": "HU", "sv": "SE", "nb": "NO", "nn": "NO", "no": "NO", "da": "DK",
    "fi": "FI", "ja": "JP", "ko": "KR", "zh": "CN", "th": "TH", "lo": "LA", "km": "KH", "id": "ID",
}  # fmt: skip
"""Language to the country that is meant when nothing else says one."""

LANGUAGE = {country: language for language, country in HOME.items()} | {
    "AT": "de", "US": "en", "GB": "en", "IE": "en", "AU": "en", "NZ": "en", "NO": "nb",
    "MX": "es", "AR": "es", "CL": "es", "CO": "es", "PE": "es", "BR": "pt",
}  # fmt: skip

MONTH_FIRST = frozenset(("US", "PH"))
YEAR_FIRST = frozenset(("JP", "KR", "CN", "TW", "HU"))

LANG = re.compile(
    r"<html\b[^>]{0,500}?\b(?:xml:)?lang\s*=\s*[\"']?([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{2}))?\b"
)
VIETNAMESE = re.compile(r"[ơưđăĐƠƯ]|[\u1ea0-\u1ef9]")
"""Letters that Vietnamese has and no language of the table shares in such number."""


@dataclass(frozen=True, slots=True)
class Locale:
    """Language (ISO 639-1), time zone (IANA) and the order of numeric dates."""

    language: str
    timezone: str
    date_order: DateOrder


def guess_locale(html: str, host: str, country: str = "") -> Locale:
    """Guess the locale of a page whose portal nobody has described.

    Args:
        html: the page; only its beginning is read.
        host: its host name.
        country: ISO 3166 code of the country to which its system is confined, or "".

    >>> guess_locale('<html lang="en">', "www.elmwood.us")
    Locale(language='en', timezone='America/New_York', date_order='mdy')
    """
    tag = LANG.search(html[:5_000])
    language = tag.group(1).lower() if tag else ""
    region = (tag.group(2) or "").upper() if tag else ""
    top = host.partition(":")[0].rpartition(".")[2].upper()
    domain = {"UK": "GB", "GOV": "US"}.get(top, top)
    places = (country, domain, region, HOME.get(language, ""))
    place = next((p for p in places if p in ZONES), "")
    if not language:
        language = LANGUAGE.get(place) or ("vi" if _is_vietnamese(html) else "en")
    if not place:
        place = HOME.get(language, "")
    return Locale(
        language,
        ZONES.get(place, "Etc/UTC"),
        "mdy" if place in MONTH_FIRST else "ymd" if place in YEAR_FIRST else "dmy",
    )


def _is_vietnamese(html: str) -> bool:
    return len(VIETNAMESE.findall(html[:50_000])) >= 20
