"""The words and numbers of charts in English and Vietnamese."""

from __future__ import annotations

from typing import Any, Literal, get_args

from scraper.errors import UsageError

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "articles": "Articles", "article": "Article", "occurrences": "Occurrences", "share": "Share of articles",
        "per_million": "Occurrences per million words", "day": "day", "week": "week",
        "month": "month", "quarter": "quarter", "year": "year", "period": "Period", "value": "Value", "per": "{what} per {period}",
        "section": "Section", "section_path": "Section", "portal": "Portal", "authors": "Author", "source": "Source", "tags": "Tag",
        "language": "Language", "term": "Term", "name": "Name", "role": "Role", "kind": "Kind",
        "(none)": "(none)", "(others)": "(others)",
        "keyness": "Words that set the articles apart", "more": "more frequent", "less": "less frequent",
        "log_ratio": "Log ratio (doublings of the relative frequency)", "word": "Word", "count": "Occurrences",
        "reference_count": "Occurrences in the reference", "g2": "G² (log-likelihood)", "mi": "MI", "t": "t-score",
        "log_dice": "logDice", "collocations": "Words near “{term}”",
        "speakers": "Who speaks", "copies": "Who published first, who later", "copier": "Later publisher",
        "first_portal": "First publisher", "documents": "Documents cited most", "number": "Document",
        "concordance": "Occurrences of “{term}”", "direction": "In the articles", "tokens": "tokens: {tokens}",
        "described": "{what}, {first} to {last}; most in {peak}: {most}.",
        "listed": "{what}; first: {names}.", "empty": "Nothing to show.",
    },
    "vi": {
        "articles": "Số bài", "article": "Bài", "occurrences": "Số lần xuất hiện", "share": "Tỷ lệ bài",
        "per_million": "Số lần trên một triệu từ", "day": "ngày", "week": "tuần",
        "month": "tháng", "quarter": "quý", "year": "năm", "period": "Thời gian", "value": "Giá trị", "per": "{what} theo {period}",
        "section": "Chuyên mục", "section_path": "Chuyên mục", "portal": "Cổng", "authors": "Tác giả", "source": "Nguồn", "tags": "Từ khóa",
        "language": "Ngôn ngữ", "term": "Cụm từ", "name": "Tên", "role": "Chức danh", "kind": "Loại",
        "(none)": "(không rõ)", "(others)": "(khác)",
        "keyness": "Từ đặc trưng của nhóm bài", "more": "nhiều hơn", "less": "ít hơn",
        "log_ratio": "Log ratio (số lần gấp đôi của tần suất tương đối)", "word": "Từ", "count": "Số lần",
        "reference_count": "Số lần trong nhóm đối chiếu", "g2": "G² (log-likelihood)", "mi": "MI", "t": "t-score",
        "log_dice": "logDice", "collocations": "Từ đi cùng “{term}”",
        "speakers": "Ai lên tiếng", "copies": "Nơi đăng trước, nơi đăng sau", "copier": "Nơi đăng sau",
        "first_portal": "Nơi đăng trước", "documents": "Văn bản được dẫn nhiều nhất", "number": "Văn bản",
        "concordance": "Các lần xuất hiện của “{term}”", "direction": "Trong nhóm bài", "tokens": "đơn vị: {tokens}",
        "described": "{what}, từ {first} đến {last}; nhiều nhất {peak}: {most}.",
        "syllables": "âm tiết", "words": "từ", "other languages": "ngôn ngữ khác", "accents folded": "bỏ dấu",
        "listed": "{what}; đứng đầu: {names}.", "empty": "Không có gì để hiển thị.",
    },
}  # fmt: skip

_MONTHS = ("January February March April May June July August September October November December").split()  # fmt: skip
_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()

LOCALES: dict[Language, dict[str, Any]] = {
    "en": {
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
        "time": {
            "dateTime": "%a %e %b %X %Y", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
            "days": _DAYS, "shortDays": [day[:3] for day in _DAYS],
            "months": _MONTHS, "shortMonths": [month[:3] for month in _MONTHS],
        },
    },
    "vi": {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]},
        "time": {
            "dateTime": "%A, %e %B, %Y, %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["SA", "CH"],
            "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
            "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
            "months": [f"Tháng {n}" for n in range(1, 13)],
            "shortMonths": [f"Thg {n}" for n in range(1, 13)],
        },
    },
}  # fmt: skip
"""For Vega's ``config.locale``: d3-format and d3-time-format."""


def word(language: Language, name: str, **values: object) -> str:
    """A word in a language; names that have none stand for themselves.

    Raises:
        UsageError: the language is none of :data:`LANGUAGES`.
    """
    if language not in WORDS:
        raise UsageError(f"charts speak {', '.join(LANGUAGES)}, not {language}")
    found = WORDS[language].get(name, name)
    return found.format(**values) if values else found
