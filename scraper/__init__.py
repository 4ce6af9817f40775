"""Loa: follow local-government news portals and keep every article in one SQLite file.

The names below are the public API; each is loaded when it is first used, so that importing
``scraper`` (and starting ``loa``) stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.errors import LoaError
    from scraper.extraction import extract
    from scraper.learning import learn
    from scraper.model import (
        Article,
        Attachment,
        Byline,
        DocumentMention,
        Image,
        Link,
        NotAnArticle,
        PublishedAt,
    )
    from scraper.portals import Profile, load_profile
    from scraper.store import Archive

__version__ = "0.1.0"

_HOMES = {
    "Archive": "scraper.store",
    "Article": "scraper.model",
    "Attachment": "scraper.model",
    "Byline": "scraper.model",
    "DocumentMention": "scraper.model",
    "Image": "scraper.model",
    "Link": "scraper.model",
    "LoaError": "scraper.errors",
    "NotAnArticle": "scraper.model",
    "Profile": "scraper.portals",
    "PublishedAt": "scraper.model",
    "extract": "scraper.extraction",
    "learn": "scraper.learning",
    "load_profile": "scraper.portals",
}

__all__ = [
    "Archive",
    "Article",
    "Attachment",
    "Byline",
    "DocumentMention",
    "Image",
    "Link",
    "LoaError",
    "NotAnArticle",
    "Profile",
    "PublishedAt",
    "extract",
    "learn",
    "load_profile",
]


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'scraper' has no attribute {name!r}") from None
    return getattr(import_module(home), name)
