"""Where the date of publication stands: it varies from page to page, once on each, near the headline.

Dates in lists of other articles stand several times on a page, the date of today is the same on all
pages, deadlines stand in the text. What is left is ranked by how near it is, by its label and name,
and by whether the page's own metadata agree.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.extraction.boxes import NAMED
from scraper.learning.selectors import selector_for
from scraper.learning.template import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scraper.learning.snapshot import Element
    from scraper.learning.template import Template
    from scraper.model import PublishedAt
    from scraper.portals.profile import DateOrder

    ReadDate = Callable[[str, bool], PublishedAt | None]
    """A text, and whether a machine wrote it, to its date."""

MAX_TEXT = 160
"""Characters of an element that can be a date with its label and what stands beside it."""

COVERED = 0.5
FAR = 60
"""Elements between headline and date from which nearness counts nothing."""

DATED_ATTRIBUTES = ("datetime", "content", "title", "data-date", "data-time")
PUBLISHED_NAME = re.compile(
    r"publish|posted|release|ngay-?dang|created|pubdate|entry-date|date_?line|veroeffentlicht|issued|date-?time|post-?date",
    re.IGNORECASE,
)
DATE_NAME = re.compile(
    r"date|time|ngay|datum|fecha|thoi-?gian|posted|submitted|byline|meta", re.IGNORECASE
)
UPDATED_NAME = re.compile(r"updat|modif|chang|cap-?nhat|edited|aktualis|geaendert", re.IGNORECASE)
PUBLISHED_LABEL = re.compile(
    r"ngày đăng|đăng (?:ngày|lúc|tải)|xuất bản|published|posted|released|veröffentlicht|erstellt|publié|publicado|issued|掲載日|公開日",
    re.IGNORECASE,
)
UPDATED_LABEL = re.compile(
    r"cập nhật|chỉnh sửa|sửa đổi|updated|modified|changed|edited|aktualisiert|geändert|mis à jour|modifié|actualizado|更新日",
    re.IGNORECASE,
)
OTHER_LABEL = re.compile(
    r"hạn (?:nộp|chót|cuối)|hết hạn|hiệu lực|ban hành|sinh ngày|từ ngày|deadline|due|expires?|closing|event|start|"
    r"effective|born|bis zum|frist|ablauf|date limite|plazo|vence|hôm nay|today",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """The learned place of a date.

    Attributes:
        css: selector of the element; ``attr`` is the attribute to read, None for the text.
        label: words that stand before the date, where other text stands there too.
        elements: page to the element.
        values: page to the date.
        confidence: 0 to 1.
    """

    css: str
    attr: str | None
    elements: Mapping[int, Element]
    values: Mapping[int, PublishedAt]
    confidence: float


@dataclass(slots=True)
class _Candidate:
    place: str
    attr: str | None
    elements: dict[int, Element]
    values: dict[int, PublishedAt]
    score: float = 0.0

    @property
    def days(self) -> int:
        return len({value.day for value in self.values.values()})


def find_dates(
    template: Template,
    titles: Mapping[int, Element],
    said: Mapping[int, PublishedAt],
    read: ReadDate,
) -> tuple[FoundDate | None, FoundDate | None]:
    """Find where the dates of publication and of the last change stand.

    Args:
        template: the pages.
        titles: page to its headline.
        said: page to the date that its metadata give.
        read: reads a text as a date, in the portal's language and time zone.
    """
    candidates = [c for c in _candidates(template, read) if _is_possible(template, c)]
    for candidate in candidates:
        candidate.score = _score(template, candidate, titles, said)
    candidates = [c for c in candidates if c.score > 0]
    candidates.sort(key=lambda c: (-c.score, -_precision(c), c.place, c.attr or ""))
    if not candidates:
        return None, None
    published = _most_precise(candidates[0], candidates[1:])
    updated = _companion(template, published, candidates[1:])
    if updated is not None and _is_change(template, published):
        published, updated = updated, published
    found = _found(template, published)
    return found, _found(template, updated) if updated is not None and found is not None else None


def date_order(texts: Sequence[str]) -> DateOrder | None:
    """The order of day and month that numeric dates of one portal show; None when they do not.

    >>> date_order(["03/04/2022", "25/04/2022"]), date_order(["03/04/2022"])
    ('dmy', None)
    """
    firsts: Counter[str] = Counter()
    for text in texts:
        for first, second in NUMERIC.findall(text):
            if int(first) > 12 >= int(second):
                firsts["dmy"] += 1
            elif int(second) > 12 >= int(first):
                firsts["mdy"] += 1
    if firsts["dmy"] and not firsts["mdy"]:
        return "dmy"
    if firsts["mdy"] and not firsts["dmy"]:
        return "mdy"
    return None


def dated_texts(template: Template) -> list[str]:
    """Short texts with a numeric date, from all pages."""
    return [
        spot.element.text
        for spot in template.spots()
        if spot.element.text
        and len(spot.element.text) <= MAX_TEXT
        and NUMERIC.search(spot.element.text)
    ]


def _candidates(template: Template, read: ReadDate) -> Iterator[_Candidate]:
    """Places at which something reads as a date, each with one value a page."""
    cache: dict[tuple[str, bool], PublishedAt | None] = {}

    def known(text: str, machine: bool) -> PublishedAt | None:
        if (text, machine) not in cache:
            cache[text, machine] = read(text, machine)
        return cache[text, machine]

    for place, spots in template.places.items():
        for attr in (None, *DATED_ATTRIBUTES):
            elements: dict[int, Element] = {}
            values: dict[int, PublishedAt] = {}
            for spot in spots:
                if spot.page in values:
                    continue
                text = _text(spot.element, attr)
                if text and (value := known(text, attr is not None)):
                    elements[spot.page], values[spot.page] = spot.element, value
            if values:
                yield _Candidate(place, attr, elements, values)


def _text(element: Element, attr: str | None) -> str:
    text = element.text if attr is None else element.attributes.get(attr)
    if not text or len(text) > MAX_TEXT or not any(c.isdigit() for c in text):
        return ""
    return text


def _is_possible(template: Template, candidate: _Candidate) -> bool:
    pages = len(template)
    if len(candidate.values) < max(2, COVERED * pages):
        return False
    if candidate.days < 2 or (len(candidate.values) >= 8 and candidate.days < 3):
        return False  # the date of today, or of the last change of the whole site
    # The rows of a list of other articles stand at one row place, with a date in each.
    rows = {template.row_of(Spot(p, e)) for p, e in candidate.elements.items()}
    dated = Counter(
        spot.page
        for row in rows
        for spot in template.rows[row]
        if _text(spot.element, candidate.attr)
    )
    return sum(dated.values()) <= 1.5 * len(dated)


def _score(
    template: Template,
    candidate: _Candidate,
    titles: Mapping[int, Element],
    said: Mapping[int, PublishedAt],
) -> float:
    pages = len(template)
    first = next(iter(candidate.elements.values()))
    page = next(iter(candidate.elements))
    around = [first, *template.snapshots[page].ancestors(first)[:2]]
    names = " ".join(name for element in around for name in element.names)
    score = 0.3
    distances = [
        abs(element.index - titles[p].index)
        for p, element in candidate.elements.items()
        if p in titles
    ]
    if distances:
        distance = sorted(distances)[len(distances) // 2]
        score += 0.35 * max(0.0, 1 - distance / FAR)
        if all(e.index > titles[p].index for p, e in candidate.elements.items() if p in titles):
            score += 0.05
    if DATE_NAME.search(names) or first.tag == "time" or candidate.attr == "datetime":
        score += 0.1
    if PUBLISHED_NAME.search(names):
        score += 0.1
    if UPDATED_NAME.search(names) and not PUBLISHED_NAME.search(names):
        score -= 0.1
    labels = " ".join(_label(template, p, e) for p, e in list(candidate.elements.items())[:5])
    if PUBLISHED_LABEL.search(labels):
        score += 0.1
    elif UPDATED_LABEL.search(labels):
        score -= 0.05
    elif OTHER_LABEL.search(labels):
        score -= 0.3
    agreeing = [candidate.values[p].day == said[p].day for p in candidate.values if p in said]
    if agreeing:
        score += 0.2 * (sum(agreeing) / len(agreeing) - 0.5)
    if NAMED.search(" ".join(n.lstrip("#.") for e in around for n in e.names)):
        score -= 0.3  # a side box, a list of other articles, a comment
    if first.linked * 2 > first.length or any(e.tag == "a" for e in around):
        score -= 0.2
    # Of elements around each other the innermost, unless the time of day stands in another one.
    score += 0.02 * _precision(candidate) - 0.0005 * len(first.text or "")
    if candidate.attr in ("datetime", "content"):
        score += 0.05
    score -= 0.15 * (1 - min(1.0, candidate.days / (0.5 * len(candidate.values))))
    return score * len(candidate.values) / pages


def _label(template: Template, page: int, element: Element) -> str:
    """The words before a date: in its element, or in the element before it."""
    text = element.text or ""
    before = re.split(r"\d", text, maxsplit=1)[0]
    if len(before.strip()) > 2:
        return before
    elements = template.snapshots[page].elements
    parent = elements[element.parent] if element.parent >= 0 else None
    if parent is not None and parent.text:
        return re.split(r"\d", parent.text, maxsplit=1)[0][-60:]
    return ""


def _precision(candidate: _Candidate) -> int:
    order = {"day": 0, "minute": 1, "second": 2}
    return min(order[value.precision] for value in candidate.values.values())


def _most_precise(best: _Candidate, others: Sequence[_Candidate]) -> _Candidate:
    """Of candidates that say the same day on every page, the one that says the time, too."""
    for other in others:
        if (
            _precision(other) > _precision(best)
            and other.values.keys() >= best.values.keys()
            and all(other.values[p].day == best.values[p].day for p in best.values)
        ):
            return other
    return best


def _companion(
    template: Template, published: _Candidate, others: Sequence[_Candidate]
) -> _Candidate | None:
    """The other date of the same articles, when one of the two is marked as that of a change."""
    for other in others:
        shared = [p for p in other.values if p in published.values]
        if other.score < 0.3 or len(shared) < 2:
            continue
        earlier, later = (
            (other, published) if _is_change(template, published) else (published, other)
        )
        if _is_change(template, later) and not _is_change(template, earlier):
            apart = [later.values[p].day - earlier.values[p].day for p in shared]
            if all(days.days >= 0 for days in apart) and any(days.days > 0 for days in apart):
                return other
    return None


def _is_change(template: Template, candidate: _Candidate) -> bool:
    """Whether names or labels call this the date of the last change."""
    page, element = next(iter(candidate.elements.items()))
    if UPDATED_NAME.search(" ".join(element.names)) and not PUBLISHED_NAME.search(
        " ".join(element.names)
    ):
        return True
    label = _label(template, page, element)
    return bool(UPDATED_LABEL.search(label)) and not PUBLISHED_LABEL.search(label)


def _found(template: Template, candidate: _Candidate) -> FoundDate | None:
    selector = selector_for(template, candidate.elements)
    if selector is None:
        return None
    varied = min(1.0, candidate.days / (0.5 * len(candidate.values)))
    confidence = min(1.0, candidate.score + 0.3) * selector.share * varied
    return FoundDate(
        selector.css, candidate.attr, candidate.elements, candidate.values, round(confidence, 2)
    )
