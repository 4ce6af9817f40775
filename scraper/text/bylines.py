"""Who signed an article: names, roles and sources, from the forms that bylines take.

A wrong author is worse than none: text that is not clearly a byline gives nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.model import Byline, BylineKind
from scraper.text.fold import fold
from scraper.text.names import NOT_A_NAME, PROSE, RANKS, is_name, is_office, is_role
from scraper.text.unicode import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYLINE = 200
MAX_NAME = 100
LAST = 4
"""Paragraphs at the end of a body among which the signature is looked for: captions, a source line
or a "file attached" may follow it."""

_LABELS: tuple[tuple[re.Pattern[str], BylineKind], ...] = (
    (re.compile(
        r"(?:tin|bài|bài viết|nội dung)\s{0,2}(?:,|và|\+|&|-|/)\s{0,2}(?:ảnh|hình ảnh|video|clip)(?:\s{0,2}(?:,|và|\+|&|-|/)\s{0,2}(?:ảnh|video|clip))?\s*(?:[:：]|\s(?-i:(?=[A-ZĐ])))"
        r"|(?:tin|bài|bài viết)\s{0,2}(?:,|và|-|/)\s{0,2}(?:bài)\s*[:：]"
        r"|(?:tin|bài|bài viết|tin bài|thực hiện|tác giả|người viết|người thực hiện|theo tác giả|phóng viên|nhóm tác giả|"
        r"nhóm pv|nhóm phóng viên|biên tập|biên soạn|người đăng|đăng bởi|người đăng tin|người gửi|người tạo|được đăng bởi|viết bởi|cộng tác viên|ctv|pv|btv)\s*[:：]"
        r"|đăng bởi\s|viết bởi\s|được viết bởi\s"
        r"|(?:story|text|words|article|report|news|photos?|written|posted|published|submitted|created|contributed|prepared|story and photos?|text and photos?|words and pictures)(?:\s(?:and|&)\s(?:photos?|pictures|video))?\s(?:by|from)\s*:?\s"
        r"|by\s?:\s*|by\s+(?-i:(?=[A-Z]))|authors?\s*:|reporter\s*:|writer\s*:|autor(?:in|en|es|a)?\s*:|verfasser(?:in)?\s*:|von\s*:|von\s+(?-i:(?=[A-Z]))|text\s*:|bericht\s*:|"
        r"auteur\s*:|rédaction\s*:|par\s*:?\s+(?-i:(?=[A-ZÉ]))|publié par\s*:?|escrito por\s*:?|publicado por\s*:?|por\s*:?\s+(?-i:(?=[A-ZÁÉÍÓÚ]))|redacción\s*:|di\s+(?-i:(?=[A-Z]))|geschrieben von\s*:?|veröffentlicht von\s*:?|eingestellt von\s*:?|erstellt von\s*:?",
        re.IGNORECASE), "author"),
    (re.compile(r"(?:ảnh|hình ảnh|hình|video|clip|photos?|pictures?|fotos?|bilder|bild|photographs?)\s*(?:[:：]|\s(?:by|von|par|credit)\s*:?\s)|(?:ảnh|photo)\s?(?:©)\s", re.IGNORECASE), "photographer"),
    (re.compile(
        r"(?:nguồn tin|nguồn|trích nguồn|nguồn bài viết|source|quelle|fuente|fonte)\s*[:：]\s*"
        r"|theo\s*[:：]\s*|theo\s(?=báo|trang|cổng|website|nguồn|ttxvn|vov|vtv|vgp|chinhphu|baochinhphu|thông tấn|thuathienhue|tạp chí|đài|[a-z0-9.-]+\.(?:vn|com|gov|org)|(?-i:[A-ZĐ]))|từ nguồn\s*[:：]?\s",
        re.IGNORECASE), "source"),
)  # fmt: skip

_SPLIT = re.compile(
    r"\s*(?:,|;|\s[-–—]\s|\s&\s|\s\+\s|\s/\s|/|\svà\s|\sand\s|\sund\s|\set\s|\sy\s)\s*"
)
_DASH = re.compile(r"\s+[-–—|]\s*|\s*[–—|]\s+|,\s+")
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]\s*\.?\s*$")
_WRAPPED = re.compile(r"^[\s(\[*_.…•·–—/-]+|[\s)\]*_…•·/.–—-]+$")
_MAIL = re.compile(r"\s*[<(\[]?\s*[\w.+-]{1,64}@[\w.-]{1,100}\s*[>)\]]?")
_EDITED = re.compile(
    r"\s*\(\s*(?:t/?h|st|s/t|tổng hợp|sưu tầm|th|bt|biên tập|lược ghi|ghi|thực hiện|lược dịch|dịch)\s*\)\s*\.?\s*$",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(
    r"\s*[-–—|,(]?\s*(?:ngày\s)?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*$|\s*[-–—|,]\s*\d{1,2}:\d{2}.*$"
)
_AGENCIES = frozenset(
    fold(a) for a in ("TTXVN", "TTX", "VOV", "VTV", "VGP", "TTXVN/Vietnam+", "Vietnam+", "TRT", "HueTV", "AP", "AFP", "dpa", "Reuters", "EFE", "PA")
)  # fmt: skip
_EDITORS = frozenset(
    fold(s)
    for s in (
        "BBT",
        "Nhóm PV",
        "Nhóm phóng viên",
        "Nhóm tác giả",
        "Ban Biên tập",
        "Ban biên tập",
        "Tổ biên tập",
        "Tòa soạn",
        "Redaktion",
    )
)
_ACCOUNTS = re.compile(
    r"^(?:admin\w*|administrator|quan ?tri\w*|webmaster|root|super ?user|editor\d*|user\d*|test\w*|guest|wordpress|site ?admin|manager)$"
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
    text = _MAIL.sub(" ", clean(text))
    text = clean(text)
    if not 2 <= len(text) <= MAX_BYLINE:
        return ()
    unwanted = {fold(name) for name in site_names}
    found: list[Byline] = []
    for kind, labelled, part in _sections(text):
        for byline in _names(part, kind, labelled=labelled):
            account = _ACCOUNTS.match(fold(byline.name))
            if fold(byline.name) not in unwanted and not account and byline not in found:
                found.append(byline)
    return tuple(found)


def byline_paragraph(
    paragraphs: Sequence[str], *, site_names: Sequence[str] = ()
) -> tuple[int, tuple[Byline, ...]] | None:
    """Find the line that signs a body, among its last paragraphs.

    Args:
        paragraphs: of the body, in order.
        site_names: as for :func:`parse_byline`.

    Returns:
        The paragraph's index and its bylines, or None. Prose, captions, contacts and headings do
        not sign.
    """
    source: tuple[int, tuple[Byline, ...]] | None = None
    first = max(1, len(paragraphs) - LAST)
    for index in range(len(paragraphs) - 1, first - 1, -1):
        line = paragraphs[index].strip()
        if not line or _is_caption(line):
            continue
        if not _may_sign(line):
            if len(line) > MAX_BYLINE:
                break  # prose again: what stands above it is not a signature
            continue
        bylines = tuple(
            Byline(b.name, b.role, "organisation") if fold(b.name) in _EDITORS else b
            for b in parse_byline(line, site_names=site_names)
        )
        if any(b.kind in ("author", "organisation") for b in bylines):
            if source is not None:
                bylines = (*bylines, *(b for b in source[1] if b not in bylines))
            return index, bylines
        if bylines and source is None:
            source = index, bylines
    return source


def _may_sign(line: str) -> bool:
    """Whether a line of a body has the shape of a signature."""
    if len(line) > MAX_BYLINE or line.endswith((":", "?", "!", ";", ",")):
        return False
    if any(pattern.match(line.lstrip("(*_ ")) for pattern, _ in _LABELS):
        return True
    if len(line) > 120 or (line.endswith(".") and len(line.split()) > 5):
        return False
    return not re.search(
        r"\d{3}|https?:|www\.|@|điện thoại|email|\bfax\b|hotline|địa chỉ|đt:", line, re.IGNORECASE
    )


_CAPTION = re.compile(
    r"(?:ảnh|hình|photo)\s?(?:\d|minh h[oọ]a|tư liệu|internet|chụp)|ảnh:\s?(?:minh h[oọ]a|tư liệu|internet|st|sưu tầm)|.{15,}\.?\s*[(\[]?ảnh\s?:",
    re.IGNORECASE,
)


def _is_caption(line: str) -> bool:
    author, _ = _LABELS[0]
    return _CAPTION.match(line) is not None and author.match(line) is None


def _sections(text: str) -> list[tuple[BylineKind, bool, str]]:
    """Cut the text at its labels: (kind, whether a label says so, the names)."""
    marks: list[tuple[int, int, BylineKind]] = []
    for pattern, kind in _LABELS:
        for match in pattern.finditer(text):
            start = match.start()
            before = text[:start].rstrip()
            # A label begins the line, or follows a separator: "theo" within a sentence is none.
            if before and before[-1] not in ",;-–—|./([•+":
                continue
            if not any(s < match.end() and start < e for s, e, _ in marks):
                marks.append((start, match.end(), kind))
    marks.sort()
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


def _names(text: str, kind: BylineKind, *, labelled: bool) -> list[Byline]:
    text = _EDITED.sub("", text)
    text = _DATE_TAIL.sub("", text)
    text = (
        _WRAPPED.sub("", text) if text.count("(") == text.count(")") and text[:1] == "(" else text
    )
    text = text.strip(" .,;*_")
    if not text:
        return []
    if kind == "source":
        name = _WRAPPED.sub("", text)
        return [Byline(name, None, "source")] if _is_source(name, labelled=labelled) else []
    extra: list[Byline] = []
    if match := _PARENTHESIS.search(text):
        inside = match[1].strip()
        if fold(inside).startswith(("theo ", "nguon")):
            inside = re.sub(r"^(?:theo|nguồn)\s*:?\s*", "", inside, flags=re.IGNORECASE)
        if fold(inside) in _AGENCIES or fold(match[1]).startswith(("theo ", "nguon")):
            extra.append(Byline(inside, None, "source"))
            text = text[: match.start()].strip(" .,;")
        elif is_role(inside) or is_office(inside):
            text = f"{text[: match.start()].strip()} - {inside}"
        elif labelled or is_name(text[: match.start()].strip()):
            text = text[: match.start()].strip(" .,;")
    name, slash, agency = text.rpartition("/")
    if slash and fold(agency.strip()) in _AGENCIES:
        extra.append(Byline(agency.strip(), None, "source"))
        text = name.strip()
    found = _people(text, kind, labelled=labelled)
    return [*found, *extra] if found or labelled else []


def _people(text: str, kind: BylineKind, *, labelled: bool) -> list[Byline]:
    if fold(text) in _EDITORS:
        # An editorial board where a portal names the author is a collective author.
        return [Byline(text, None, kind)] if kind == "author" else []
    if _is_organisation(text, labelled=labelled):
        return [Byline(text, None, "organisation")] if kind == "author" else []
    single = _person(text, kind, labelled=labelled)
    if single is not None and not _SPLIT.search(text):
        return [single]
    # "Name - role" before "Name - Name": a role is recognised by its words.
    if match := _DASH.search(text):
        name, role = text[: match.start()].strip(), text[match.end() :].strip()
        person = _person(name, kind, labelled=labelled)
        if person is not None and role and not is_name_list(role) and is_role(role):
            if len(role) <= MAX_NAME + 20:
                return [Byline(person.name, role, kind)]
            return []
    parts = [part for part in _SPLIT.split(text) if part and part.strip()]
    people: list[Byline] = []
    for part in parts:
        person = _person(part.strip(), kind, labelled=labelled or len(people) > 0)
        if person is None:
            if people and is_role(part):
                people[-1] = Byline(people[-1].name, part.strip(), kind)
                continue
            if labelled and kind == "author" and _is_organisation(part, labelled=True):
                people.append(Byline(part.strip(), None, "organisation"))
                continue
            return people if labelled and people else []
        people.append(person)
    return people if len(people) <= 8 else []


def is_name_list(text: str) -> bool:
    """Whether every part of ``text`` is a person's name."""
    parts = [p.strip() for p in _SPLIT.split(text) if p and p.strip()]
    return bool(parts) and all(is_name(p) for p in parts)


def _person(text: str, kind: BylineKind, *, labelled: bool) -> Byline | None:
    text = (
        text.strip(" .,;*_\"'“”")
        if not re.search(r"\b[^\W\d_]\.[^\W\d_]?\.?$", text)
        else text.strip()
    )
    role = None
    if match := RANKS.match(text):
        rest = text[match.end() :].strip()
        if is_name(rest, labelled=True) and len(rest.split()) >= 2:
            role, text = match.group().strip(" -."), rest
            if fold(role) in (
                "ong",
                "ba",
                "anh",
                "chi",
                "dong chi",
                "d/c",
                "mr",
                "mrs",
                "ms",
                "miss",
                "m",
                "mme",
                "herr",
                "frau",
                "sr",
                "sra",
            ):
                role = None
    if not is_name(text, labelled=labelled) or fold(text) in NOT_A_NAME:
        return None
    return Byline(text, role, kind)


def _is_organisation(text: str, *, labelled: bool) -> bool:
    if len(text) > MAX_NAME or text.endswith((".", ":")):
        return False
    if not is_office(text) or is_name(text):
        return False
    if (
        _DASH.search(text)
        and not _DASH.split(text)[0].strip().isupper()
        and is_name(_DASH.split(text)[0].strip())
    ):
        return False
    words = text.split()
    # Unlabelled, an office signs in a few words that begin with a capital; prose goes on.
    return labelled or (
        len(words) <= 8
        and not PROSE.search(text)
        and words[0][0].isupper()
        and not re.search(r"[,.]", text)
    )


def _is_source(text: str, *, labelled: bool) -> bool:
    if not labelled or not 2 <= len(text) <= MAX_NAME:
        return False
    words = text.split()
    return len(words) <= 12 and not text.endswith(",") and not re.search(r"[.!?]\s", text)
