"""What the words need: encodings, clean Unicode, folding, dates, bylines, cited documents."""

from scraper.text.bylines import parse_byline
from scraper.text.date_scan import FoundDate
from scraper.text.dates import find_dates, parse_published
from scraper.text.documents import find_documents
from scraper.text.encoding import Decoded, decode
from scraper.text.fold import exact, fold, words
from scraper.text.legacy import detect_legacy, may_be_legacy, repair_legacy, to_unicode
from scraper.text.legacy_markup import repair_markup
from scraper.text.machine_dates import parse_iso
from scraper.text.signatures import byline_paragraph
from scraper.text.unicode import clean, clean_paragraphs

__all__ = [
    "Decoded",
    "FoundDate",
    "byline_paragraph",
    "clean",
    "clean_paragraphs",
    "decode",
    "detect_legacy",
    "exact",
    "find_dates",
    "find_documents",
    "fold",
    "may_be_legacy",
    "parse_byline",
    "parse_iso",
    "parse_published",
    "repair_legacy",
    "repair_markup",
    "to_unicode",
    "words",
]
