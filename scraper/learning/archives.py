"""The archives of a list: its months, its years, its letters, each of which is a list of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.extraction.page import enclosing
from scraper.learning.turning import MAX_FORMS, form_values
from scraper.text import clean, fold
from scraper.text.months import MONTHS, VIETNAMESE_MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page

MAX_LINKS = 4_000
MAX_OPTIONS = 600
MOST = 400
"""Archives of one page that are followed: the months of some thirty years."""

LETTERS = 10
"""Letters of an alphabet that make one."""

YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
COUNT = re.compile(r"\(\s*[\d.,]{1,7}\s*\)\s*$")
WORDS = frozenset(
    fold(w) for w in (*MONTHS, *VIETNAMESE_MONTHS, "tháng", "năm", "quý", "month", "year", "jahr", "monat", "année", "mois", "año", "mes",
                      "anno", "mese", "ano", "mês", "rok", "miesiąc", "de", "del", "of", "年", "月", "년", "월", "ปี", "เดือน", "พ.ศ", "г", "год")
)  # fmt: skip


def archives_of(page: Page) -> tuple[str, ...]:
    """The addresses of the archives that ``page``, a list of articles, links or lets choose.

    A link or option that says nothing but a year, or a month of a year, and whose address has the
    year, too; or a letter of an alphabet. Days are none: a calendar never ends.
    """
    found: dict[str, None] = {}
    for url in (*_linked(page), *_optional(page)):
        if url != page.url and urlsplit(url).netloc == urlsplit(page.base).netloc:
            found[url.partition("#")[0]] = None
    return tuple(found)[:MOST]


def is_period(text: str) -> bool:
    """Whether ``text`` says a year, or a month of a year, and nothing more.

    >>> [is_period(t) for t in ("Tháng 5/2024 (12)", "Mai 2024", "2023", "05/10/2024", "Kế hoạch 2024")]
    [True, True, True, False, False]
    """
    text = COUNT.sub("", clean(text))
    years = YEAR.findall(text)
    if len(years) != 1 or len(text) > 30:
        return False
    rest = fold(YEAR.sub(" ", text))
    numbers = re.findall(r"\d+", rest)
    words = [w for w in re.split(r"[\W\d_]+", rest) if w]
    if len(numbers) > 1 or any(not 1 <= int(n) <= 12 for n in numbers):
        return False
    return all(word in WORDS for word in words)


def _linked(page: Page) -> Iterator[str]:
    periods: dict[str, list[str]] = defaultdict(list)
    letters: dict[str, dict[str, str]] = defaultdict(dict)
    for node in page.select("a[href]")[:MAX_LINKS]:
        text = page.text(node).strip()
        if not 0 < len(text) <= 30:
            continue
        is_letter = len(text) == 1 and text.isalpha()
        if not is_letter and not is_period(text):
            continue
        url = page.absolute(node.attributes.get("href"))
        if url is None:
            continue
        if is_letter:
            letters[_without(url, text)][text] = url
        elif _names_year(url, text):
            periods[re.sub(r"\d+", "#", url)].append(url)
    for urls in periods.values():
        if len(set(urls)) > 1:
            yield from urls
    for alphabet in letters.values():
        if len(alphabet) >= LETTERS:
            yield from alphabet.values()


def _names_year(url: str, text: str) -> bool:
    found = YEAR.search(text)
    return found is not None and found.group() in url


def _without(url: str, letter: str) -> str:
    """``url`` without the letter: what all letters of one alphabet share."""
    parts = urlsplit(url)
    same = {letter.lower(), letter.upper()}
    query = [(n, "*" if v in same else v) for n, v in parse_qsl(parts.query)]
    steps = ["*" if s in same else s for s in parts.path.split("/")]
    return urlunsplit(parts._replace(path="/".join(steps), query=urlencode(query)))


def _optional(page: Page) -> Iterator[str]:
    """Years and months to choose from: options that are addresses, or values of a form of one field."""
    for select in page.select("select")[:MAX_FORMS]:
        options = [(clean(o.text()), o.attributes) for o in select.css("option")[:MAX_OPTIONS]]
        # An option without a value of its own has its text as value.
        periods = [
            (attributes.get("value") or text).strip()
            for text, attributes in options
            if is_period(text)
        ]
        if len(periods) < 2:
            continue
        form = enclosing(select, "form")
        for value in periods:
            if re.match(r"(?:https?://|[/?.])", value):
                if url := page.absolute(value):
                    yield url
            elif form is not None and (url := _chosen(page, form, select, value)):
                yield url


def _chosen(page: Page, form: LexborNode, select: LexborNode, value: str) -> str | None:
    """The address of the form with ``value`` chosen, where it is sent as an address and asks for nothing else."""
    name = select.attributes.get("name")
    others = [s for s in form.css("select[name]")[:MAX_FORMS] if s.mem_id != select.mem_id]
    if not name or not value or others or (form.attributes.get("method") or "get").lower() != "get":
        return None
    action = form.attributes.get("action")
    url = page.absolute(action) if action else page.url
    if url is None:
        return None
    fields = {**dict(form_values(form)), name: value}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(fields), fragment=""))
