"""Kept responses are read again: `loa reextract`, and `loa import` for another tool's WARC files.

No network, and all processors.
"""

from scraper.reread.imports import ImportReport, PortalImport, import_warc
from scraper.reread.reextract import ReextractReport, reextract

__all__ = ["ImportReport", "PortalImport", "ReextractReport", "import_warc", "reextract"]
