"""Official documents cited in a text: "Quyết định số 123/QĐ-UBND ngày 13/01/2022"."""

from __future__ import annotations

import re
from datetime import date

from scraper.model import DocumentMention
from scraper.text.unicode import clean

KINDS = (
    "Quyết định", "Nghị định", "Nghị quyết liên tịch", "Nghị quyết", "Thông tư liên tịch", "Thông tư",
    "Thông báo kết luận", "Thông báo", "Thông cáo", "Kế hoạch", "Công văn", "Công điện", "Chỉ thị", "Chương trình",
    "Hướng dẫn", "Báo cáo", "Tờ trình", "Kết luận", "Quy định", "Quy chế", "Đề án", "Luật", "Pháp lệnh",
    "Văn bản", "Giấy mời", "Giấy phép", "Quy hoạch", "Lệnh", "Sắc lệnh", "Công bố",
)  # fmt: skip

_KIND = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
_CODE = r"[A-ZĐÂÊÔƠƯĂ][A-ZĐÂÊÔƠƯĂa-zđ0-9&.]{0,15}"
_SYMBOL = rf"(?:\d{{4}}/)?{_CODE}(?:[-/]{_CODE}){{0,5}}"
NUMBER = re.compile(
    rf"(?P<number>\d{{1,5}}[a-z]?)\s?(?P<sep>[/-])\s?(?P<symbol>{_SYMBOL})"
    rf"(?:,?\s{{1,3}}ngày\s{{1,3}}(?P<day>\d{{1,2}})\s?(?:[/.-]|tháng)\s?(?P<month>\d{{1,2}})"
    rf"\s?(?:[/.-]|năm)\s?(?P<year>\d{{4}}))?"
)
"""Number and symbol, and the day behind it. Every repetition is bounded: linear in the text."""

BEFORE = re.compile(
    rf"(?:\b(?P<kind>(?i:{_KIND}))\s{{1,3}}(?:liên tịch\s{{1,3}})?)?(?P<so>(?:[Ss]ố|No\.?)\s{{0,3}}:?\s{{0,3}})?$"
)
BEFORE_LENGTH = 40


_SURE = re.compile(
    r"(?:^|[-/])(?:QĐ|NĐ|NQ|TT|TTLT|KH|CV|CT|TB|BC|TTr|HD|KL|QC|ĐA|QH\d{1,2}|UBND|HĐND|TTg|CP|BCT|TW|TU|HU|BTC|BNV|CTr|CĐ|GM|"
    r"UBTVQH\d{0,2}|L|LCT|VPCP|BCĐ|MTTQ|PL|BGDĐT|BYT|VP|PCTT|SGDĐT|SNV|STC)(?:$|[-/])"
)
"""Symbols that only documents have; without the word "số" or a kind before it, one is needed."""

MAX_MENTIONS = 200


def find_documents(text: str) -> tuple[DocumentMention, ...]:
    """The documents that ``text`` cites, each number once, in order of appearance.

    Kinds and symbols follow Nghị định 30/2020/NĐ-CP (công tác văn thư), annex III.

    >>> find_documents("theo Quyết định số 123/QĐ-UBND ngày 13/01/2022 của UBND")[0].number
    '123/QĐ-UBND'
    """
    found: dict[str, DocumentMention] = {}
    for match in NUMBER.finditer(text):
        if (before := text[match.start() - 1 : match.start()]) and (
            before.isalnum() or before in "/_"
        ):
            continue  # the tail of a longer number or word
        symbol = match["symbol"].rstrip(".-/")
        before = text[max(0, match.start() - BEFORE_LENGTH) : match.start()]
        words = BEFORE.search(before)
        kind = words["kind"] if words else None
        if not (kind or (words and words["so"]) or _SURE.search(symbol)):
            continue
        if not _SURE.search(symbol) and not any(c in symbol for c in "-/"):
            continue
        number = f"{match['number']}{match['sep']}{symbol}"
        if number in found:
            continue
        found[number] = DocumentMention(
            number=number,
            kind=clean(kind).lower() if kind else None,
            date=_day(match),
            text=clean((words.group() if words else "") + match.group()),
        )
        if len(found) >= MAX_MENTIONS:
            break
    return tuple(found.values())


def _day(match: re.Match[str]) -> date | None:
    if match["year"] is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
