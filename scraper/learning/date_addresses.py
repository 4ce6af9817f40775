"""The date of publication where no page shows it: in the address, as ``/2022/01/13/headline``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
FORMS = (
    rf"(?:/|-|_)({_YEAR}/{_MONTH}/{_DAY})(?:/|-|_|$)",
    rf"(?:/|-|_|=)({_YEAR}-{_MONTH}-{_DAY})(?!\d)",
    rf"(?:/|-|_|=)({_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)",
)
"""A day of the calendar between marks that part the words of addresses."""

SHARE = 0.9
"""Share of the addresses that must have a day of one form."""

LEAST = 3
"""Different days without which the number may be anything."""


def date_in_addresses(urls: Sequence[str], today: date) -> str | None:
    r"""The pattern whose first group is the day on which the page at an address was published.

    Args:
        urls: addresses of articles.
        today: no article was published later.

    >>> date_in_addresses([f"https://x.org/2024/03/{d}/a" for d in range(10, 20)], date(2025, 1, 1))
    '(?:/|-|_)((?:19|20)\\d\\d/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\\d|3[01]))(?:/|-|_|$)'
    """
    for form in FORMS:
        found = [match[1] for url in urls if (match := re.search(form, url))]
        days = [day for text in found if (day := _day(text)) is not None and day <= today]
        if len(days) == len(found) >= SHARE * len(urls) and len(set(days)) >= LEAST:
            return form
    return None


def _day(text: str) -> date | None:
    numbers = re.split(r"[/-]", text) if not text.isdigit() else [text[:4], text[4:6], text[6:]]
    try:
        return date(*map(int, numbers))
    except ValueError:  # 31 February
        return None
