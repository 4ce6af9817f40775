"""The two languages of the page, and how each writes numbers, days and moments."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from math import isnan
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from scraper.model import PublishedAt

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}

COOKIE = "loa_lang"

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(.*))?)?)?")
_RANGE = re.compile(r"([a-zA-Z]{1,8}|\*)(?:-[a-zA-Z0-9-]{1,20})?(?:\s*;\s*q=([01](?:\.\d{0,3})?))?")


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """All texts of the page in one language, by name."""
    text = files("scraper.web").joinpath("locale", f"{language}.toml").read_text(encoding="utf-8")
    return cast("dict[str, str]", tomllib.loads(text))


def choose(asked: str | None, kept: str | None, accepted: str) -> Language:
    """The language to answer in.

    >>> choose(None, None, "de, vi;q=0.8, en;q=0.5")
    'vi'

    Args:
        asked: by the link.
        kept: by the cookie of an earlier choice.
        accepted: the ``Accept-Language`` header (RFC 9110, 12.5.4).
    """
    for language in LANGUAGES:
        if asked == language:
            return language
    for language in LANGUAGES:
        if kept == language:
            return language
    wanted: list[tuple[float, Language]] = []
    for part in accepted[:500].split(","):
        found = _RANGE.fullmatch(part.strip())
        if found and found[1].lower() in LANGUAGES:
            weight = float(found[2]) if found[2] else 1.0
            if weight > 0:
                wanted.append((weight, cast("Language", found[1].lower())))
    return max(wanted, key=lambda pair: pair[0])[1] if wanted else "en"


class Voice:
    """How one language says things."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = sentences(language)

    def say(self, name: str, /, **values: object) -> str:
        """The text called ``name`` with ``values`` in it.

        Raises:
            KeyError: there is no such text, which is a bug.
        """
        text = self._sentences[name]
        return text.format(**values) if values else text

    def many(self, name: str, count: int) -> str:
        """The text called ``name`` for ``count`` things; ``name.one`` for one, where there is one."""
        text = self._sentences[name]
        if count == 1:
            text = self._sentences.get(f"{name}.one", text)
        return text.format(n=self.number(count))

    def term(self, group: str, value: str) -> str:
        """The word for one of a closed list of values; the value itself where there is none."""
        return self._sentences.get(f"{group}.{value}", value)

    def number(self, value: float) -> str:
        """A whole number with its groups of three apart."""
        grouped = f"{int(value):,}"
        return grouped.replace(",", ".") if self.language == "vi" else grouped

    def figure(self, value: object) -> str:
        """A number of a table with what is worth showing of its fraction; other values as text."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        if isnan(value):  # missing: nothing was published
            return "–"
        if isinstance(value, int) or value == int(value):
            return self.number(value)
        text = f"{value:.3f}" if abs(value) < 1 else f"{value:,.1f}"
        if self.language == "vi":
            text = text.translate({ord(","): ".", ord("."): ","})
        return text

    def percent(self, share: float) -> str:
        """A share (0 to 1) in whole percent; never 100 % or 0 % where it is not quite."""
        value = round(share * 100)
        if value == 100 and share < 1:
            value = 99
        if value == 0 and share > 0:
            value = 1
        return f"{value} %" if self.language == "vi" else f"{value}%"

    def when(self, value: str | date | datetime | PublishedAt | None) -> str:
        """A day or moment, exactly as precise as it is; an empty text for None.

        >>> Voice("en").when("2024-05-17T10:30+07:00"), Voice("vi").when("2024-05")
        ('17 May 2024, 10:30 (UTC+07:00)', '05/2024')
        """
        if value is None:
            return ""
        text = value if isinstance(value, str) else value.isoformat()
        found = _ISO.match(text)
        if found is None:
            return text
        year, month, day, time, zone = found.groups()
        if month is None:
            return year
        if day is None:
            return f"{month}/{year}" if self.language == "vi" else f"{_month(month)} {year}"
        local = self.language == "vi"
        shown = f"{day}/{month}/{year}" if local else f"{int(day)} {_month(month)} {year}"
        if time is None:
            return shown
        return f"{shown}, {time}{_zone(zone)}"


def _month(number: str) -> str:
    return _MONTHS[int(number) - 1] if 1 <= int(number) <= 12 else number


def _zone(zone: str) -> str:
    zone = re.sub(r"^\.\d+", "", zone)
    if not zone:
        return ""
    return " UTC" if zone in {"Z", "+00:00"} else f" (UTC{zone})"
