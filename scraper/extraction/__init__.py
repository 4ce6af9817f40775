"""One HTML page and one profile in, one article out. Never touches the network or the disk."""

from scraper.extraction.page import Page
from scraper.extraction.read import PageReading, extract, profile_of, read_page

__all__ = ["Page", "PageReading", "extract", "profile_of", "read_page"]
