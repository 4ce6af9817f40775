"""One HTML page and one profile in, one article out. Never touches the network or the disk."""

from scraper.extract.page import Page
from scraper.extract.read import PageReading, extract, profile_of, read_page

__all__ = ["Page", "PageReading", "extract", "profile_of", "read_page"]
