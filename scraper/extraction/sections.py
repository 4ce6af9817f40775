"""The sections above the one that an article names, as far as the page's own menu tells.

Many systems print only the innermost section on an article ("Kinh tế"), and its place in the portal
("Tin tức / Kinh tế") is told by the menu of the same page: the section's address lies below its
parent's, or, where addresses are numbers, its entry hangs below its parent's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.extraction.page import enclosing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from scraper.extraction.page import Page
    from scraper.portals import Profile

MAX_LINKS = 2_000
"""Links of a page that are looked at."""

MAX_DEPTH = 5
SAFE = re.compile(r"[^\"\\\s]{1,300}")
"""Paths that may stand between quotes in a selector."""

MAX_NAME = 80


def sections_above(page: Page, node: LexborNode | None, profile: Profile) -> tuple[str, ...]:
    """The names of the sections above the one of ``node``, outermost first; empty when nothing tells.

    Args:
        page: the article's page.
        node: the element that names the section: a link to it, or what holds one.
        profile: knows which addresses are sections' (``listing``).
    """
    url = _target(page, node)
    if url is None or profile.classify(url).kind != "listing":
        return ()
    if urlsplit(url).query:
        return _above_in_menu(page, url, profile)
    return _above_by_address(page, url, profile)


def _target(page: Page, node: LexborNode | None) -> str | None:
    link = node if node is None or node.tag == "a" else node.css_first("a[href]")
    href = link.attributes.get("href") if link is not None else None
    return page.absolute(href) if href else None


def _above_by_address(page: Page, url: str, profile: Profile) -> tuple[str, ...]:
    """The names of the addresses that ``url`` lies below, from the innermost as far as they are linked."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    if len(steps) < 2:
        return ()
    outer = ["/" + "/".join(steps[:count]) for count in range(len(steps) - 1, 0, -1)][:MAX_DEPTH]
    names: dict[str, str] = {}  # path to the text of the first link to it
    if not all(SAFE.fullmatch(path) for path in outer):
        return ()
    ends = ", ".join(f'a[href$="{path}"], a[href$="{path}/"]' for path in outer)
    for link in page.tree.css(ends)[:MAX_LINKS]:
        text, target = page.text(link), page.absolute(link.attributes.get("href"))
        if target and 0 < len(text) <= MAX_NAME and profile.classify(target).kind == "listing":
            names.setdefault(urlsplit(target).path.rstrip("/"), text)
    found: list[str] = []
    for path in outer:
        if path not in names:
            break
        found.append(names[path])
    return tuple(reversed(found))


def _above_in_menu(page: Page, url: str, profile: Profile) -> tuple[str, ...]:
    """The entries above the section's own in a nested list, if all such lists agree."""
    paths = set()
    for link in page.select("li li > a[href]")[:MAX_LINKS]:
        if page.absolute(link.attributes.get("href")) != url:
            continue
        path = []
        for entry in _entries_above(link):
            target = _target(page, entry)
            text = page.text(entry)
            if target is None or profile.classify(target).kind != "listing" or len(text) > MAX_NAME:
                break
            path.append(text)
        paths.add(tuple(reversed(path)))
    return paths.pop() if len(paths) == 1 else ()


def _entries_above(link: LexborNode) -> Iterator[LexborNode]:
    """The links of the list entries that enclose the entry of ``link``, innermost first."""
    entry = enclosing(link, "li")
    for _ in range(MAX_DEPTH):
        entry = enclosing(entry, "li") if entry is not None else None
        own = entry.css_first("a[href]") if entry is not None else None
        if own is None or entry is None:
            return
        holder = enclosing(own, "li")
        if holder is None or holder.mem_id != entry.mem_id:
            return  # a heading without a link: the first link is an entry below it
        yield own
