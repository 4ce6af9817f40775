"""One HTML page and one profile in, one article out. Never touches the network or the disk."""

from scraper.extract.page import Page
from scraper.extract.read import PageReading, extract, profile_of, read_page

__all__ = ["Page", "PageReading", "extract", "profile_of", "read_page"]

import sys
import types


class _CallableRoom(types.ModuleType):
    """Until the room is renamed: ``from scraper import extract`` must be the function."""

    def __call__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        return extract(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableRoom
