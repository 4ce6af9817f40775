"""The line that signs a body: which of its last paragraphs is a byline, and which only looks like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper.model import Byline
from scraper.text.byline_labels import AUTHOR_LABEL
from scraper.text.bylines import EDITORS, MAX_BYLINE, begins_with_label, parse_byline
from scraper.text.fold import fold
from scraper.text.names import is_place, is_vietnamese_name, signs_as_office

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST = 4
"""Paragraphs at the end of a body among which the signature is looked for: captions, a source line
or a "file attached" may follow it."""

MAX_UNLABELLED = 120
SENTENCE = 14
"""Words from which a line that ends with a full stop is prose, before which no signature stands."""

_OFFICIAL = re.compile(
    r"\W*(?:(?:TM|KT|TL|TUQ|T/M|K/T|T/L|Q)\s?\.\s?[A-ZĐỦ]|T/M\s|nơi nhận|\(?đã ký\)?\W*$|ký tên|\(?ký,? (?:tên|ghi rõ)|người ký\s?:|"
    r"(?:PHÓ |Phó )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG PHÒNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|BÍ THƯ|HIỆU TRƯỞNG|CHI CỤC TRƯỞNG)\W*$|"
    r"(?:Phó |Quyền )?(?:Chủ tịch|Giám đốc|Trưởng phòng|Trưởng ban|Chánh Văn phòng|Bí thư|Hiệu trưởng)\W*$)"
)
"""Lines of the block that closes an official letter: who signs there is no journalist."""

_BULLETS = frozenset("-–+*•")

_CONTACT = re.compile(
    r"\d{3}|https?:|www\.|@|điện thoại|(?<![\w&])đt\s?[:.]|(?<!\w)(?:e-?mail|fax|hotline|sđt|tel|liên hệ|địa chỉ)(?!\w)|[\w-]\.(?:vn|com|net|org)(?!\w)",
    re.IGNORECASE,
)

_CAPTION = re.compile(
    r"(?:ảnh|hình|photo)\s?(?:\d|minh h[oọ]a|tư liệu|internet|chụp)|ảnh:\s?(?:minh h[oọ]a|tư liệu|internet|st|sưu tầm)|.{15,}\.?\s*[(\[]?ảnh\s?:",
    re.IGNORECASE,
)


def byline_paragraph(
    paragraphs: Sequence[str], *, site_names: Sequence[str] = ()
) -> tuple[int, tuple[Byline, ...]] | None:
    """Find the line that signs a body, among its last paragraphs.

    A line without a label must be a name, a name with its office, or an office, and nothing more.
    Prose, captions, contacts, headings, places, lists of names, and the signatures of official letters
    do not sign.

    Args:
        paragraphs: of the body, in order.
        site_names: as for :func:`parse_byline`.

    Returns:
        The paragraph's index and its bylines, or None.
    """
    source: tuple[int, tuple[Byline, ...]] | None = None
    first = max(1, len(paragraphs) - LAST)
    for index in range(len(paragraphs) - 1, first - 1, -1):
        line = paragraphs[index].strip()
        if not line or _is_caption(line):
            continue
        if _is_prose(line):
            break  # what stands above it is not a signature
        bylines = _signature(paragraphs, index, site_names)
        if any(b.kind in ("author", "organisation") for b in bylines):
            if source is not None:
                bylines = (*bylines, *(b for b in source[1] if b not in bylines))
            return index, bylines
        if bylines and source is None:
            source = index, bylines
    return source


def _signature(
    paragraphs: Sequence[str], index: int, site_names: Sequence[str]
) -> tuple[Byline, ...]:
    """The bylines of a line, if it signs."""
    line = paragraphs[index].strip()
    if line.endswith((":", "?", "!", ";", ",")):
        return ()
    bylines = tuple(
        Byline(b.name, b.role, "organisation") if fold(b.name) in EDITORS else b
        for b in parse_byline(line, site_names=site_names)
    )
    if not bylines or begins_with_label(line):
        return bylines
    if len(line) > MAX_UNLABELLED or _CONTACT.search(line):
        return ()
    if _is_listed(paragraphs, index) or _is_official(paragraphs, index):
        return ()
    text = "\n".join(paragraphs[:index])
    names = [fold(name) for name in site_names]
    for byline in bylines:
        if byline.kind == "author":
            if not is_vietnamese_name(byline.name) or is_place(byline.name, text):
                return ()
            if any(fold(byline.name) in name for name in names):
                return ()
        elif byline.kind == "organisation" and not _signs(byline.name):
            return ()
    return bylines


def _signs(office: str) -> bool:
    return fold(office) in EDITORS or signs_as_office(office)


def _is_prose(line: str) -> bool:
    if len(line) > MAX_BYLINE:
        return True
    return line.endswith((".", "…", ".”", '."')) and len(line.split()) >= SENTENCE


def _is_listed(paragraphs: Sequence[str], index: int) -> bool:
    """Whether the line belongs to a list: what stands above it is a name or an office too, or announces them."""
    above = next(
        (p.strip() for p in reversed(paragraphs[max(0, index - 3) : index]) if p.strip()), ""
    )
    if above.endswith(":"):
        return True
    if above[:1] in _BULLETS and paragraphs[index].strip()[:1] in _BULLETS:
        return True
    above = above.strip(" .,;-–+*•")
    # No name and no office is longer than 16 words, and most of what stands there is prose.
    return 1 < len(above.split(maxsplit=17)) <= 16 and (
        is_vietnamese_name(above) or signs_as_office(above)
    )


def _is_official(paragraphs: Sequence[str], index: int) -> bool:
    near = paragraphs[max(0, index - 6) : index + 3]
    return any(_OFFICIAL.match(line.strip()) for line in near)


def _is_caption(line: str) -> bool:
    if _CAPTION.match(line) is None or AUTHOR_LABEL.match(line) is not None:
        return False
    # "Trần Văn Bình - Ảnh: Lê An": a name before the label signs.
    head = re.split(r"[\s,;(\[–-]*ảnh\s?:", line, maxsplit=1, flags=re.IGNORECASE)[0]
    return not (head and len(head) <= 60 and is_vietnamese_name(head.strip(" .-–(")))
