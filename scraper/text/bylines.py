"""Who signed an article: names, roles and sources, from the forms that bylines take.

A wrong author is worse than none: text that is not clearly a byline gives nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from scraper.model import Byline, BylineKind
from scraper.text.byline_labels import AUTHOR_LABEL, IN_LABELS, PHOTOGRAPHER_LABEL, SOURCE_LABEL
from scraper.text.caseless import office_and_name
from scraper.text.fold import exact, fold
from scraper.text.name_lists import NOT_A_NAME
from scraper.text.names import (
    PROSE,
    RANKS,
    is_name,
    is_office,
    is_role,
    is_vietnamese_name,
    signs_as_office,
)
from scraper.text.syllables import is_syllable
from scraper.text.unicode import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYLINE = 200
MAX_NAME = 100
MAX_PEOPLE = 8

_LABELS: tuple[tuple[re.Pattern[str], BylineKind], ...] = (
    (AUTHOR_LABEL, "author"),
    (PHOTOGRAPHER_LABEL, "photographer"),
    (SOURCE_LABEL, "source"),
)

_SPLIT = re.compile(
    r"\s*(?:,|;|、|\s[-–—]\s?|[-–—]\s|\s&\s|\s\+\s|\s?/\s?|\svà\s|\scùng\s|\sand\s|\sund\s|\set\s|\sy\s|\se\s)\s*"
)
_DASH = re.compile(r"\s+[-–—|]\s*|\s*[–—|]\s+|,\s+")
_NEXT = re.compile(r"\s[|•·¦]\s")
"""What parts a byline from the date or the counter beside it."""

_PARENTHESIS = re.compile(r"\s*[(\[（]([^()\[\]（）]{1,80})[)\]）]\s*\.?\s*$")
_WRAPPED = re.compile(r"^[\s(\[*_.…•·–—/-]+|[\s)\]*_…•·/.–—-]+$")
_MAIL = re.compile(r"\s*[<(\[]?\s*[\w.+-]{1,64}@[\w.-]{1,100}\s*[>)\]]?")
_ADDRESS = re.compile(
    r"https?://(?:www\.)?([^\s/]{1,100})\S*|www\.([^\s/]{1,100})\S*", re.IGNORECASE
)
_TITLES = frozenset(
    ("ong", "ba", "anh", "chi", "dong chi", "d/c", "mr", "mrs", "ms", "miss", "m", "mme", "herr", "frau", "sr", "sra", "don", "dona")
)  # fmt: skip
"""Forms of address: no role."""
_EDITED = re.compile(
    r"\s*[-–,]?\s*(?:\(\s*(?:t/?h|st|s/t|tổng hợp|sưu tầm|th|bt|biên tập|lược ghi|ghi|thực hiện|lược dịch|dịch|lược thuật|biên dịch)\s*\)|"
    r"(?<=\s)(?:tổng hợp|sưu tầm|lược ghi|lược dịch|biên dịch|lược thuật|thực hiện|st|t/h))\s*\.?\s*$",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(
    r"\s*[-–—|,(]?\s*(?:(?:ngày|lúc)(?: (?:đăng|viết|tạo))?\s?:?\s?)?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*$|\s*[-–—|,]\s*\d{1,2}:\d{2}.*$"
    r"|\s+on\s+(?:\w{3,10},?\s)?(?:\w{3,10}\.?\s\d|\d{1,2}).*$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[^,:]{2,40},\s*ngày\s.{0,3}\d|[^,:]{2,40},\s*(?:tháng|năm)\s\d", re.IGNORECASE)  # fmt: skip
"""Place and day of an official letter: "Hương Trà, ngày 13 tháng 01 năm 2022"."""

_OFFICIAL = re.compile(r"\W*(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s?\.?\s(?=[A-ZĐỦ]{2})|\W*nơi nhận|\W*đã ký", re.IGNORECASE)  # fmt: skip
"""How the signature of an official letter begins; it names an office, and signs no article."""

_REPORTER_BEHIND = re.compile(r"([가-힣]{2,4})\s?(기자|특파원)\s*$|([\u3400-\u9fff]{2,4})\s?[(（]?(记者|記者)[)）]?\s*$")  # fmt: skip
"""Korean and Chinese put the profession behind the name."""

_AGENCIES = frozenset(
    fold(a) for a in ("TTXVN", "TTX", "VOV", "VTV", "VGP", "Vietnam+", "VNA", "TRT", "HueTV", "AP", "AFP", "dpa", "Reuters", "EFE", "PA", "Xinhua")
)  # fmt: skip
EDITORS = frozenset(
    fold(s)
    for s in (
        "BBT", "PV", "P.V", "Nhóm PV", "Nhóm phóng viên", "Nhóm tác giả", "Ban Biên tập", "Tổ biên tập", "Tòa soạn", "Nhóm CTV", "Redaktion",
        "Phóng viên",
    )
)  # fmt: skip
"""Collective signatures, folded: somebody of the editors, who is not named."""

_ACCOUNTS = re.compile(
    r"^(?:admin\w*|administrator|(?:ban )?quan ?tri(?: ?\w+){0,3}|webmaster|root|super ?user|editor\d*|user\d*|test\w*|guest|wordpress|site ?admin|manager)$"
)


def parse_byline(text: str, *, site_names: Sequence[str] = ()) -> tuple[Byline, ...]:
    """Read a byline.

    Forms: "Name - role", "Tin, ảnh: A - B" (both wrote), "Bài: A, ảnh: B" (B photographed), "Theo …"
    and "Nguồn: …" (a source), "Name (TTXVN)" (the agency is a source), "BBT" (the editors, a
    collective author), "By Name, Role", offices (kind organisation), several names.

    Args:
        text: the content of a byline element, or one line; longer than 200 characters is none.
        site_names: what the portal calls itself: never an author.

    Returns:
        The names in order; empty when the text is not clearly a byline.

    >>> parse_byline("Trần Ngọc Huyến - Chánh Văn phòng HĐND-UBND thị xã")[0].role
    'Chánh Văn phòng HĐND-UBND thị xã'
    >>> [(b.name, b.kind) for b in parse_byline("Bài: Lê Văn Đức, ảnh: Phan Quốc Sơn")]
    [('Lê Văn Đức', 'author'), ('Phan Quốc Sơn', 'photographer')]
    """
    text = clean(text)
    if "@" in text:
        text = clean(_MAIL.sub(" ", text))
    if not 2 <= len(text) <= MAX_BYLINE:
        return ()
    return _parsed(text, tuple(site_names))


@lru_cache(maxsize=2_048)
def _parsed(text: str, site_names: tuple[str, ...]) -> tuple[Byline, ...]:
    """The names of a clean line; remembered, since a portal has few authors who sign many pages."""
    if _OFFICIAL.match(text) or _DATELINE.match(text):
        return ()
    if match := _REPORTER_BEHIND.fullmatch(_WRAPPED.sub("", text)):
        return (Byline(match[1] or match[3], match[2] or match[4], "author"),)
    unwanted = {fold(name) for name in site_names}
    found: list[Byline] = []
    for kind, labelled, part in _sections(text):
        for byline in _names(part, kind, labelled=labelled):
            account = _ACCOUNTS.match(fold(byline.name))
            if fold(byline.name) not in unwanted and not account and byline not in found:
                found.append(byline)
    return tuple(found)


def begins_with_label(line: str) -> bool:
    """Whether the line begins by saying what its names are ("Tin, ảnh:", "Theo …")."""
    start = line.lstrip("(*_ [-–—")
    return any(pattern.match(start) for pattern, _ in _LABELS)


def _sections(text: str) -> list[tuple[BylineKind, bool, str]]:
    """Cut the text at its labels: (kind, whether a label says so, the names)."""
    lower = text.lower()
    if not any(mark in lower for mark in IN_LABELS):
        return [("author", False, text)]
    matches = [
        (m.start(), m.end(), kind) for pattern, kind in _LABELS for m in pattern.finditer(text)
    ]
    marks: list[tuple[int, int, BylineKind]] = []
    for start, end, kind in sorted(matches, key=lambda m: (m[0], -m[1])):
        last = marks[-1][1] if marks else 0
        if start >= last and _begins_section(text, start, end, last):
            marks.append((start, end, kind))
    if not marks:
        return [("author", False, text)]
    parts: list[tuple[BylineKind, bool, str]] = []
    head = text[: marks[0][0]].strip(" ,;-–—|.([•+")
    if head:
        parts.append(("author", False, head))
    for index, (_, end, kind) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        parts.append((kind, True, text[end:stop].strip(" ,;-–—|.([•+")))
    return parts


def _begins_section(text: str, start: int, end: int, last: int) -> bool:
    """Whether a label begins the line or follows a separator: "theo" within a sentence is none."""
    before = text[:start].rstrip()
    if not before or before[-1] in ",;-–—|./([•+。；" or len(before) == last:
        return True
    # "Bài: Lê Văn Đức Ảnh: Phan Sơn": names without a separator, and a label with its colon.
    return text[end - 1 : end + 1].strip()[:1] in (":", "：", "/") and is_name(before[last:].strip(), labelled=True)  # fmt: skip


def _names(text: str, kind: BylineKind, *, labelled: bool) -> list[Byline]:
    text = _DATE_TAIL.sub("", _EDITED.sub("", text))
    if text[:1] == "(" and text.count("(") == text.count(")"):
        text = _WRAPPED.sub("", text)
    text = text.strip(" *_,;") if _abbreviated(text) else text.strip(" .,;*_")
    if not text:
        return []
    if kind == "source":
        name = _ADDRESS.sub(lambda m: m[1] or m[2], _WRAPPED.sub("", text))
        return [Byline(name, None, "source")] if _is_source(name) else []
    if not labelled and _is_agency(text):
        return [Byline(text, None, "source")]
    text, sources = _without_sources(text, labelled=labelled)
    found = _people(text, kind, labelled=labelled)
    return [*found, *sources] if found or labelled else []


def _abbreviated(text: str) -> bool:
    """Whether the text ends with an initial, whose full stop belongs to it ("H.T.")."""
    return re.search(r"\b[^\W\d_]\.[^\W\d_]?\.?$", text) is not None


def _is_agency(text: str) -> bool:
    parts = [fold(part.strip()) for part in re.split(r"[/,–-]", text)]
    return fold(text) in _AGENCIES or all(part in _AGENCIES for part in parts)


def _without_sources(text: str, *, labelled: bool) -> tuple[str, list[Byline]]:
    """Take what stands in brackets or behind a slash apart: an agency, a role, or a remark."""
    sources: list[Byline] = []
    if match := _PARENTHESIS.search(text):
        inside, name = match[1].strip(), text[: match.start()].strip(" .,;")
        cited = re.sub(r"^(?:theo|nguồn)\s*:?\s*", "", inside, flags=re.IGNORECASE)
        if cited != inside or _is_agency(inside):
            sources.append(Byline(cited, None, "source"))
            text = name
        elif is_role(inside) or is_office(inside):
            text = f"{name} - {inside}"
        elif labelled or is_name(name):
            text = name
    name, *agencies = (part.strip() for part in text.split("/"))
    if agencies and all(fold(agency) in _AGENCIES for agency in agencies):
        sources += [Byline(agency, None, "source") for agency in agencies]
        text = name
    return text, sources


def _people(text: str, kind: BylineKind, *, labelled: bool) -> list[Byline]:
    if fold(text) in EDITORS:
        # An editorial board where a portal names the author is a collective author.
        return [Byline(text, None, kind)] if kind == "author" else []
    if _is_organisation(text, labelled=labelled):
        return [Byline(text, None, "organisation")] if kind == "author" else []
    # "Name - role" before "Name - Name": a role is recognised by its words.
    if match := _DASH.search(text):
        name, role = text[: match.start()].strip(), text[match.end() :].strip()
        person = _person(name, kind, labelled=labelled)
        if person is not None and role and not _names_others(role) and is_role(role):
            fits = len(role) <= MAX_NAME + 20 and (labelled or PROSE.search(role) is None)
            return [Byline(person.name, role, kind)] if fits else []
    found = _several(text, kind, labelled=labelled)
    if not found and labelled and (match := _NEXT.search(text)):
        return _people(text[: match.start()].strip(), kind, labelled=True)
    return found


def _several(text: str, kind: BylineKind, *, labelled: bool) -> list[Byline]:
    people: list[Byline] = []
    for part in filter(None, map(str.strip, _SPLIT.split(text))):
        person = _person(part, kind, labelled=labelled or len(people) > 0)
        if person is not None:
            people.append(person)
        elif people and is_role(part):
            people[-1] = Byline(people[-1].name, part, kind)
        elif labelled and kind == "author" and _is_organisation(part, labelled=True):
            people.append(Byline(part, None, "organisation"))
        elif people and fold(part) in EDITORS:
            people.append(Byline(part, None, kind))
        else:
            return people if labelled and people else []
    return people if len(people) <= MAX_PEOPLE else []


def _names_others(text: str) -> bool:
    """Whether ``text`` is a list of names, or has a full name in it beside offices and roles."""
    parts = [p.strip() for p in _SPLIT.split(text) if p and p.strip()]
    return all(map(is_name, parts)) or any(map(_is_full_name, parts))


def _is_full_name(text: str) -> bool:
    return len(text.split()) >= 3 and is_vietnamese_name(text)


def _person(text: str, kind: BylineKind, *, labelled: bool) -> Byline | None:
    text = text.strip() if _abbreviated(text) else text.strip(" .,;*_\"'“”")
    role = None
    if labelled and (pair := office_and_name(text)):
        return Byline(pair[1], pair[0], kind)
    if match := RANKS.match(text):
        rest = text[match.end() :].strip()
        if is_name(rest, labelled=True) and len(rest.split()) >= 2:
            role, text = match.group().strip(" -."), rest
            if fold(role) in _TITLES:
                role = None
    if not is_name(text, labelled=labelled or role is not None) or exact(text) in NOT_A_NAME:
        return None
    return Byline(text, role, kind)


def _is_organisation(text: str, *, labelled: bool) -> bool:
    if len(text) > MAX_NAME or text.endswith((".", ":")):
        return False
    if not is_office(text) or is_name(text):
        return False
    if match := _DASH.search(text):
        head = text[: match.start()].strip()
        if not head.isupper() and is_name(head):
            return False
    if labelled:
        return not any(map(_is_full_name, map(str.strip, _SPLIT.split(text))))
    words = text.split()
    if any(not word.isascii() and is_syllable(word) for word in words):
        return signs_as_office(text)
    # Unlabelled, an office signs in a few words that begin with a capital; prose goes on.
    return len(words) <= 8 and not PROSE.search(text) and words[0][0].isupper() and not re.search(r"[,.]", text)  # fmt: skip


_DOCUMENTS = frozenset(
    exact(kind) for kind in ("nghị quyết", "nghị định", "quyết định", "kế hoạch", "chương trình", "thông báo", "thông tư", "báo cáo", "công văn", "quy định", "chỉ thị", "luật", "đề án", "số liệu", "dự báo", "dự kiến", "lịch trình", "kết quả", "thống kê", "điều", "lời")
)  # fmt: skip
"""What "theo" may name without naming a source."""


def _is_source(text: str) -> bool:
    if not 2 <= len(text) <= MAX_NAME or text.endswith(",") or re.search(r"[.!?]\s", text):
        return False
    words = exact(text).split()
    if len(words) > 12 or words[0] in _DOCUMENTS or " ".join(words[:2]) in _DOCUMENTS:
        return False
    if PROSE.search(text) and len(words) > 5:
        return False
    if re.search(r",\s[a-zà-ỹ]", text):
        return False  # "Theo UBND thị xã, lúa đông xuân …": a sentence
    return len(words) <= 5 or not is_office(text) or signs_as_office(text)
