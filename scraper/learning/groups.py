"""From the links of a page to groups of items: what one template made, with titles and dates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from scraper.learning.anchors import HEADINGS, READ_MORE, Anchor, is_title
from scraper.learning.item_dates import date_frames, date_in, machine_date
from scraper.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from scraper.extraction import Page
    from scraper.model import PublishedAt
    from scraper.portals import Locale

MAX_GROUPS = 120
"""Groups of a page that are read, the largest first; home pages have some 40."""

MOST_PARTS = 5
"""Parts in which links of one path may come: more are the chance of a list's own addresses."""

LINES = 60
"""Paragraphs read of one item."""

LONGEST = 250
"""Characters of a line beside a "read more" that may be the title."""

AREA = 600
PICTURE = 200
"""Characters of one item that count for its list's size on the screen, and those a picture is worth."""


@dataclass(slots=True)
class Entry:
    """An item in the making: its address, its links in this place, its box, what was read of it."""

    url: str
    anchors: list[Anchor]
    box: LexborNode
    title: str = ""
    lines: Sequence[str] = ()
    texts: Sequence[str] = ()
    date: PublishedAt | None = None
    heading: bool = False
    image: bool = False
    teaser: int = 0


@dataclass(slots=True)
class Group:
    """Items whose links have like paths; ``points`` and ``side`` are for whoever judges it."""

    signature: str
    entries: list[Entry]
    points: float = 0.0
    side: bool = False

    @property
    def texted(self) -> bool:
        """Whether its own links show titles."""
        return any(a.text for e in self.entries for a in e.anchors if a.signature == self.signature)

    @property
    def length(self) -> float:
        """Characters of a title, in the median."""
        return median(len(e.title) for e in self.entries)

    @property
    def area(self) -> float:
        """Its size on the screen, in characters."""
        return sum(
            min(sum(map(len, e.lines)), AREA) + (PICTURE if e.image else 0) for e in self.entries
        )


def read_groups(
    page: Page, anchors: Sequence[Anchor], locale: Locale, now: datetime | None
) -> list[Group]:
    """The groups of ``anchors`` with like paths, furniture left out, their items read.

    Groups whose items have no titles are left out.
    """
    anchors_of = _by_url(anchors)
    alike = _ids_by_shape(anchors)
    found = []
    by_path = [(s, part) for s, all_ in _by_signature(anchors).items() for part in _parts(all_)]
    by_size = sorted(by_path, key=lambda pair: -len(pair[1]))
    for signature, members in by_size[:MAX_GROUPS]:
        group = Group(signature, _entries(members, anchors_of, alike))
        _read(page, group, locale, now)
        group.entries = [e for e in group.entries if is_title(e.title)]
        if group.entries:
            found.append(group)
    return found


def _by_signature(anchors: Iterable[Anchor]) -> dict[str, list[Anchor]]:
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.region != "furniture":
            groups[anchor.signature].append(anchor)
    return groups


def _parts(members: list[Anchor]) -> list[list[Anchor]]:
    """``members`` of one path, parted where a menu ends and a list begins.

    Tables without classes give both the same path. They are told apart when their addresses are of
    few kinds, each in one piece, and two of the pieces have several.
    """
    runs = [list(run) for _, run in groupby(members, key=lambda anchor: address_shape(anchor.url))]
    shapes = {address_shape(run[0].url) for run in runs}
    if len(runs) > MOST_PARTS or len(shapes) < len(runs) or sum(len(r) > 1 for r in runs) < 2:
        return [members]
    return runs


def _by_url(anchors: Iterable[Anchor]) -> dict[str, list[Anchor]]:
    found: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        found[anchor.url].append(anchor)
    return found


def _ids_by_shape(anchors: Iterable[Anchor]) -> dict[str, dict[int, set[str]]]:
    """For each shape of address: element to the addresses of that shape that it holds."""
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for anchor in anchors:
        if anchor.text and not anchor.inline:
            held = found[address_shape(anchor.url)]
            for key in anchor.ids:
                held[key].add(anchor.url)
    return found


def _entries(
    members: list[Anchor],
    anchors_of: dict[str, list[Anchor]],
    alike: dict[str, dict[int, set[str]]],
) -> list[Entry]:
    """One entry for each address of the group.

    An entry's box is the largest element around its link that holds no other address of the group,
    and none that looks the same: a headline ends where the lesser news below it begin.
    """
    urls: dict[int, set[str]] = defaultdict(set)
    for anchor in members:
        for key in anchor.ids:
            urls[key].add(anchor.url)
    alone = len({anchor.url for anchor in members}) == 1
    found = []
    for url, first in {anchor.url: anchor for anchor in reversed(members)}.items():
        depth = _box_depth(first, (urls, alike.get(address_shape(url), {})), alone)
        box = first.nodes[depth]
        inside = [a for a in anchors_of[url] if len(a.ids) > depth and a.ids[depth] == box.mem_id]
        found.append(Entry(url, inside, box))
    return found[::-1]


def _box_depth(anchor: Anchor, held: Sequence[Mapping[int, set[str]]], alone: bool) -> int:
    """How deep the item's box stands in ``anchor.nodes``; ``held``: element to addresses in it."""
    depth = len(anchor.ids) - 1
    while depth > 0:
        key = anchor.ids[depth - 1]
        if any(urls.get(key, set()) - {anchor.url} for urls in held):
            break
        if alone and _ends_single(anchor, depth):
            break
        depth -= 1
    return depth


def _ends_single(anchor: Anchor, depth: int) -> bool:
    """Whether the box of an item without fellows ends here: its block, or few links around it."""
    if anchor.nodes[depth].tag in ("li", "tr", "article", "section"):
        return True
    links = {a.attributes.get("href") for a in anchor.nodes[depth - 1].css("a[href]")[:8]}
    return len(links) > 2 or len(anchor.ids) - depth > 5


def _read(page: Page, group: Group, locale: Locale, now: datetime | None) -> None:
    """Read title, date, teaser of the group's entries."""
    undated: list[Entry] = []
    for entry in group.entries:
        box = entry.box
        entry.lines = page.paragraphs(box, 600)[:LINES]
        entry.title = _title(page, entry)
        entry.image = box.css_first("img") is not None
        entry.heading = any(a.heading for a in entry.anchors)
        times = [t.attributes.get("datetime") or "" for t in box.css("time[datetime]")[:3]]
        entry.date = machine_date(times, locale)
        entry.texts = _texts(page, entry)
        if entry.date is None:
            undated.append(entry)
        linked = sum(len(page.text(a)) for a in box.css("a")[:20]) if box.tag != "a" else 0
        words = sum(map(len, entry.lines)) - max(linked, len(entry.title))
        entry.teaser = words
    frames = Counter(frame for e in undated for frame in date_frames(e.lines, e.texts))
    usual = min(frames, key=lambda frame: (-frames[frame], len(frame)), default=None)
    for entry in undated:
        entry.date = date_in(entry.lines, entry.texts, locale, now, usual)
    if sum(e.date is not None for e in group.entries) * 2 < len(group.entries):
        _read_between(page, group, locale, now)


def _title(page: Page, entry: Entry) -> str:
    texts = [a.text for a in entry.anchors if a.text]
    plain = [text for text in texts if not READ_MORE.search(fold(text))]
    if texts:
        return max(plain or texts, key=len)
    for tag in sorted(HEADINGS):
        heading = entry.box.css_first(tag)
        if heading is not None and is_title(text := page.text(heading)):
            return text
    for anchor in entry.anchors:
        image = anchor.node.css_first("img[alt]")
        if image is not None and is_title(text := image.attributes.get("alt") or ""):
            return " ".join(page.repair(text).split())
    return next((line for line in entry.lines if is_title(line) and len(line) <= LONGEST), "")


def _texts(page: Page, entry: Entry) -> list[str]:
    """The texts of an entry in which dates do not count: its titles as they stand on the page."""
    shown = {entry.title}
    for anchor in entry.anchors:
        if anchor.text and len(lines := page.paragraphs(anchor.node, 100)) == 1:
            text = lines[0]
            shown.add(text if anchor.text not in text else anchor.text)
        elif anchor.text:
            shown.add(anchor.text)
    for heading in entry.box.css("h1, h2, h3, h4, h5, h6")[:3]:
        text = page.text(heading)
        shown.add(entry.title if entry.title in text else text)
    return sorted(shown, key=len, reverse=True)


def _read_between(page: Page, group: Group, locale: Locale, now: datetime | None) -> None:
    """Look for dates outside the boxes: behind each, or before each (``dl``, lines with ``br``)."""
    boxes = {entry.box.mem_id for entry in group.entries}
    found: dict[bool, list[PublishedAt | None]] = {}
    for forwards in (True, False):
        found[forwards] = [
            date_in([text], (), locale, now)
            if (text := _beside(page, e.box, boxes, forwards))
            else None
            for e in group.entries
        ]
    best = max(found.values(), key=lambda dates: sum(d is not None for d in dates))
    if sum(d is not None for d in best) * 2 < len(best):
        return
    for entry, date in zip(group.entries, best, strict=True):
        entry.date = entry.date or date


def _beside(page: Page, box: LexborNode, boxes: set[int], forwards: bool) -> str:
    """The text between ``box`` and the next one, in one direction; "" when it is a long one."""
    parts: list[str] = []
    node = box.next if forwards else box.prev
    for _ in range(8):
        if node is None or node.mem_id in boxes or node.tag in HEADINGS:
            break
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag is not None and node.tag[0] != "-":
            if node.css_first("a[href]") is not None:
                break
            parts.append(page.text(node))
        if sum(map(len, parts)) > 200:
            return ""
        node = node.next if forwards else node.prev
    return " ".join(" ".join(parts if forwards else parts[::-1]).split())


def address_shape(url: str) -> str:
    """What addresses of one kind share: numbers as ``#``, slugs as ``*``, names of parameters.

    >>> address_shape("https://x.vn/tin-tuc/hop-dan-tai-xa-a-12.html?tc=7")
    '/tin-tuc/*.html?tc'
    """
    parts = urlsplit(url)
    steps = []
    for step in parts.path.split("/"):
        stem, dot, end = step.rpartition(".")
        stem, end = (stem, dot + end) if dot and len(end) <= 5 else (step, "")
        if stem.count("-") + stem.count("_") >= 3 or len(stem) > 30:
            stem = "*"
        steps.append(re.sub(r"\d+", "#", stem) + end)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return "/".join(steps) + (f"?{'&'.join(names)}" if names else "")
