"""Pictures, attachments and links of an article, all with absolute addresses."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scraper.model import Attachment, Image, Link
from scraper.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from scraper.extraction.known_links import KnownLinks
    from scraper.extraction.page import Page

ATTACHED = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|rar|7z|csv|txt)(?:$|[?#&/])", re.IGNORECASE
)
MAY_BE_ATTACHED = re.compile(r"\.(?:pdf|doc|xls|ppt|od[tsp]|rtf|zip|rar|7z|csv|txt)", re.IGNORECASE)
"""What every address of a document has somewhere: most links need not be taken apart."""

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""IANA's names. Not Python's ``mimetypes``: what that knows depends on the machine's own files."""

CREDIT = re.compile(
    r"[(\[]?\s*(?:Ảnh|Nguồn ảnh|Photo|Foto|Credit)\s*:\s*([^()\[\]]{2,80})[)\]]?\s*$"
)
TINY = 40
"""Pictures declared smaller than this (pixels) are icons."""

MAX_ITEMS = 500
MAX_LINKS = 5_000
LINK_PIECES = 200
"""Text runs and breaks that are read of a link; open links may hold the rest of the page."""


def images_in(page: Page, nodes: Iterable[LexborNode]) -> tuple[Image, ...]:
    """The pictures inside ``nodes`` with caption and credit, icons left out."""
    found: dict[str, Image] = {}
    for node in nodes:
        for img in node.css("img")[:MAX_ITEMS]:
            attributes = img.attributes
            address = next(
                (attributes[a] for a in ("data-src", "data-original", "data-lazy-src", "src")
                 if (attributes.get(a) or "").strip()[:5] not in ("", "data:")), None,
            )  # fmt: skip
            url = page.absolute(address)
            if url is None or url in found or _is_icon(attributes):
                continue
            caption = _caption(page, img)
            credit = None
            if caption and (match := CREDIT.search(caption)):
                credit = match.group(1).strip(" .")
            alt = page.repair(clean(attributes.get("alt") or "")) or None
            found[url] = Image(url, caption=caption, credit=credit, alt=alt)
    return tuple(found.values())


def _is_icon(attributes: dict[str, str | None]) -> bool:
    for side in ("width", "height"):
        value = (attributes.get(side) or "").strip().removesuffix("px")
        if value.isdigit() and int(value) < TINY:
            return True
    return False


def _caption(page: Page, img: LexborNode) -> str | None:
    """The caption of a picture: its figcaption, or a caption element beside it."""
    parent = img.parent
    for _ in range(3):
        if parent is None:
            return None
        if parent.tag == "figure" or "wp-caption" in (parent.attributes.get("class") or ""):
            node = parent.css_first("figcaption, .wp-caption-text, .caption")
            return (page.text(node) or None) if node is not None else None
        if parent.tag == "table":  # old editors: picture in one row, caption in the next
            rows = parent.css("tr")
            text = page.text(rows[-1]) if 1 < len(rows) <= 3 else ""
            return text if 0 < len(text) <= 300 else None
        parent = parent.parent
    return None


def attachments_in(page: Page, nodes: Iterable[LexborNode]) -> tuple[Attachment, ...]:
    """Files linked from inside ``nodes``."""
    found: dict[str, Attachment] = {}
    for node in nodes:
        for a in node.css("a[href]")[:MAX_ITEMS]:
            href = a.attrs.get("href")
            if not href or MAY_BE_ATTACHED.search(href) is None:
                continue
            url = page.absolute(href)
            if url is None or url in found:
                continue
            name = _file_name(url)
            if name is None:
                continue
            title = page.text(a) or name
            found[url] = Attachment(
                url, title=title, media_type=MEDIA_TYPES.get(name.rpartition(".")[2].lower())
            )
    return tuple(found.values())


def _file_name(url: str) -> str | None:
    """The file's name when the address is that of a document, also inside a query."""
    parts = urlsplit(url)
    if ATTACHED.search(parts.path):
        return PurePosixPath(unquote(parts.path)).name
    if match := re.search(
        r"[=/]([^=/&]{1,200}\.(?:pdf|docx?|xlsx?|pptx?|zip|rar))(?:&|$)", parts.query, re.IGNORECASE
    ):
        return unquote(match.group(1))
    return None


def links_in(
    page: Page, nodes: Iterable[LexborNode], known: KnownLinks | None = None
) -> tuple[Link, ...]:
    """All links of ``nodes`` with their texts, each address once, the longest text kept.

    Args:
        page: on which they stand.
        nodes: the elements to look in, links among them.
        known: links that are left out; none are when None.
    """
    found: dict[str, str] = {}
    rooted, relative = known.hrefs(page) if known is not None else ((), ())
    for node in nodes:
        anchors = [node] if node.tag == "a" else node.css("a[href]")
        for a in anchors[:MAX_LINKS]:
            href = a.attrs.get("href")
            if not href or href in rooted or href in relative:
                continue
            url = page.absolute(href)
            if url is None:
                continue
            url = url.partition("#")[0]
            before = found.get(url)
            if before is None and known is not None and url in known:
                known.learn(page, href)
                continue
            text = page.text(a, LINK_PIECES)
            if not text and not before and (title := a.attrs.get("title")):
                text = page.repair(clean(title))
            if before is None or len(text) > len(before):
                found[url] = text[:500]
    return tuple(Link(url, title) for url, title in found.items())
